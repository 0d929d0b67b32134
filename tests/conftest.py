"""What every test has: a home of its own, and shared material where it is there."""

from __future__ import annotations

import gc
import gzip
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Generator, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis_profiles  # noqa: F401  # loads the profile of everyday
import pytest
from crossref_server import FAST, CrossrefServer
from xdist.scheduler import LoadScopeScheduling
from zotero_server import manners

import refkit
from refkit.cli import doctor
from refkit.http import transport
from refkit.http.gateway import Gateway
from refkit.http.retry import RetriedRequest
from refkit.http.sender import Sender
from refkit.model.bibliography import Bibliography
from refkit.ui import instances
from refkit.zotero.api import detect

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = REPOSITORY.parent / "shared"
NOBODY = "http://127.0.0.1:9"  # where nobody listens
SERVICES = (
    "CROSSREF",
    "DOI",
    "DATACITE",
    "OPENALEX",
    "EUROPEPMC",
    "OPENCITATIONS",
    "PUBMED",
    "ZOTERO",
    "ZOTERO_LOCAL",
)
FIRST_REVIEW = "10.1038/s41584-025-01343-5"
RECORDED = 2600  # works of Crossref in the shared folder

# A test that runs refkit in a process of its own would compile all of it anew, a hundred times.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A shell lets what it runs in the background ignore Ctrl-C, and what that runs in its turn.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# What takes longest is begun first, so that no worker is left alone with it at the end. The rooms
# share what is costly (a run of TeX, a browser), so one worker has all of a file, or of a folder.
_LONGEST = (
    "tests/consumers/",
    "tests/fuzz/test_linear.py",
    "tests/bulk/test_engines.py",
    "tests/test_documentation.py",
    "tests/report/test_figures.py",
    "tests/zotero/test_killed.py",
    "tests/zotero/test_local_push.py",
)
_TOGETHER = ("tests/consumers/",)
# TeX, Node, pandoc, a browser: .ci/run has them after all that needs Python alone. So is whatever
# has the fixture of a browser.
_PROGRAMS = (
    "tests/consumers/",
    "tests/report/test_browser.py",
    "tests/ui/test_browser",
    "tests/zotero_plugin/",
    "tests/test_documentation.py",
)


_OWN_FOLDER = pytest.StashKey[str]()
_NUMBERS = count()


class _ByFile(LoadScopeScheduling):  # type: ignore[misc]  # comes without types
    """Gives whole files to the workers, and the folders of ``_TOGETHER``."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return next((folder for folder in _TOGETHER if path.startswith(folder)), path)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> _ByFile:
    """Hand out files instead of tests."""
    return _ByFile(config, log)


@pytest.hookimpl(optionalhook=True, trylast=True)
def pytest_handlecrashitem(crashitem: str) -> None:
    """End the run: a worker has ended, and what it had left to run is run by nobody."""
    pytest.exit(f"a worker ended in {crashitem}: what it said stands above", returncode=3)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One worker for each core, none for a few files: each would collect and import anew."""
    named = [name for name in config.args if name.partition("::")[0].endswith(".py")]
    if named and len(named) == len(config.args) and len(named) < 4:
        return 0
    affinity = getattr(os, "sched_getaffinity", None)  # which some systems lack
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Give this run a folder of its own for what its tests write.

    In the usual one each run clears away what others left, and two that do so at once fail.
    """
    gc.disable()  # until all tests are collected: see below
    # A worker reads the same command line by itself, and is told nothing of what was made of it.
    config.option.markexpr = _chosen(config)
    if hasattr(config, "workerinput"):
        return
    if not config.option.basetemp:
        config.stash[_OWN_FOLDER] = config.option.basetemp = tempfile.mkdtemp(
            prefix="refkit-tests-"
        )


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """What is there once the tests are collected stays to the end: garbage is sought beside it.

    Ten thousand tests and their modules are millions of objects. To look through all of them again
    and again took a tenth of a run, and one look at the end of each worker a second.
    """
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000)  # what the tests keep is much too, and is looked through seldom
        gc.enable()


def _chosen(config: pytest.Config) -> str:
    """What ``-m`` says, without what has to be asked for: docs/decisions/0048 says why.

    ``programs`` run where ``-m`` or a path is given, ``more`` where ``-m`` names it, and a test that
    is named runs whatever its marks are.
    """
    asked: str = config.option.markexpr
    is_named = config.args_source is pytest.Config.ArgsSource.ARGS
    if "more" in asked or (is_named and any("::" in each for each in config.args)):
        return asked
    if asked:
        return f"({asked}) and not more"
    return "not more" if is_named else "not more and not programs"


def pytest_report_header(config: pytest.Config) -> str:
    """Tell what is left out."""
    return f"tests: {config.option.markexpr or 'all'}"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Clear it away again, unless something in it may tell why a test failed."""
    if exitstatus == 0 and (folder := session.config.stash.get(_OWN_FOLDER, "")):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, object, object]:
    """A report that shows half characters, which no worker can send, shows them escaped."""
    return _sendable((yield))


def _sendable(value: object) -> object:
    if isinstance(value, str):
        return value.encode(errors="backslashreplace").decode()
    if isinstance(value, dict):
        return {_sendable(name): _sendable(each) for name, each in value.items()}
    return [_sendable(each) for each in value] if isinstance(value, list | tuple) else value


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs programs, before ``-m`` chooses, and put the longest first."""
    for item in items:
        if item.nodeid.startswith(_PROGRAMS) or "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("programs")
    for item in _beyond_the_first(items):
        item.add_marker("more")
    items.sort(key=lambda item: not item.nodeid.startswith(_LONGEST))


def _beyond_the_first(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Of each sweep those tests that come after as many as its mark names."""
    seen: Counter[str] = Counter()
    for item in items:
        if mark := item.get_closest_marker("sweep"):
            name = item.nodeid.partition("[")[0]
            seen[name] += 1
            if seen[name] > mark.args[0]:
                yield item


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of the test, in which refkit has its memory and its records."""
    return tmp_path


@pytest.fixture(scope="session", autouse=True)
def nobodys() -> Iterator[None]:
    """No test sees the settings of whoever runs it, or asks a service."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (
            "REFKIT_MAILTO", "REFKIT_OPENALEX_KEY", "REFKIT_OPENCITATIONS_TOKEN", "REFKIT_PUBMED_KEY",
            "REFKIT_ZOTERO_KEY", "REFKIT_ZOTERO_LOCAL_KEY", "NO_COLOR", "COLUMNS",
        ):  # fmt: skip
            patch.delenv(name, raising=False)
        # Nobody's keyring is read or written; the package picks its backend when it is first used.
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        for name in SERVICES:
            patch.setenv(f"REFKIT_{name}_URL", NOBODY)
        # What is on its way to the disk outlives a process, however it ends, and no test cuts power.
        patch.setattr(os, "fsync", lambda file: None)
        yield


@pytest.fixture(autouse=True)
def surroundings(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every test has settings and a memory of its own."""
    # pytest looks through all folders there are to number the next one; most tests need no number.
    if "tmp_path" in request.fixturenames:
        folder = request.getfixturevalue("tmp_path")
    else:
        folder = tmp_path_factory.getbasetemp() / "homes" / str(next(_NUMBERS))
        folder.mkdir(parents=True)
    monkeypatch.setenv("REFKIT_CONFIG", str(folder / "no-config.toml"))
    monkeypatch.setenv("REFKIT_CACHE", str(folder / "memory"))
    monkeypatch.setenv("REFKIT_DATA", str(folder / "data"))


@pytest.fixture(autouse=True)
def pauses(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds of rest before questions were repeated, noted and not waited out.

    Nor is the pace that a service documents, which who fails before it answers would be asked at.
    A test of the waiting itself is marked ``waits``.
    """
    noted: list[float] = []
    if not request.node.get_closest_marker("waits"):
        monkeypatch.setattr(
            RetriedRequest, "_wait", lambda self, trouble, pause: noted.append(pause)
        )
        monkeypatch.setattr(manners, "REPEATS_WAIT", False)
        monkeypatch.setattr(manners, "ON_ITS_WAY", 60.0)  # seconds: one that is sent may come late
        monkeypatch.setattr(Sender, "pace", _at_once)
        monkeypatch.setattr(transport, "_UNKNOWN_RATE", _HURRIED)
        monkeypatch.setattr(Gateway, "rest", _rest_briefly)
        # Seconds for who answers on this machine: one that has much to do is not taken for silence.
        monkeypatch.setattr(detect, "TIMEOUT", 60.0)
        monkeypatch.setattr(doctor, "PATIENCE", 60.0)
        monkeypatch.setattr(instances, "_SECONDS", 60.0)
    return noted


_HURRIED = 10_000.0  # requests a second
_BRIEFLY = 0.02  # seconds: so long at most is rested where a look is repeated
_pace = Sender.pace


def _at_once(sender: Sender, prefix: str, kind: str, rate: float, *given: Any) -> None:
    _pace(sender, prefix, kind, _HURRIED, *given)


def _rest_briefly(gateway: Gateway, seconds: float) -> None:
    # A test that gives the gateway a way to rest has it.
    gateway._sleep(min(seconds, _BRIEFLY) if gateway._sleep is time.sleep else seconds)


@pytest.fixture(scope="session")
def first_review(tmp_path_factory: pytest.TempPathFactory) -> Bibliography:
    """The review that ships with refkit, fetched and labelled once for all."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("first-review")
        patch.setenv("REFKIT_CONFIG", str(folder / "no-config.toml"))
        patch.setenv("REFKIT_CACHE", str(folder / "memory"))
        patch.setenv("REFKIT_DATA", str(folder / "data"))
        return refkit.fetch(FIRST_REVIEW, offline=True)


@pytest.fixture
def shared() -> Path:
    """The folder of recorded answers and hand-made labels; a fresh clone has none."""
    if not SHARED.is_dir():
        pytest.skip("the shared folder of recorded answers is not beside this repository")
    return SHARED


@pytest.fixture(
    params=[16, pytest.param(1, marks=pytest.mark.more)], ids=["every sixteenth", "all"]
)
def recorded(request: pytest.FixtureRequest, shared: Path) -> list[dict[str, Any]]:
    """Works as Crossref gave them; everyday one in sixteen."""
    with gzip.open(shared / "crossref" / "works.jsonl.gz") as file:
        lines = file.readlines()
    assert len(lines) == RECORDED
    return [json.loads(line)["work"] for line in lines[:: request.param]]


@pytest.fixture
def crossref(monkeypatch: pytest.MonkeyPatch) -> Iterator[CrossrefServer]:
    """A Crossref on loopback with generous limits, which refkit is told to use."""
    with CrossrefServer(pools=FAST) as server:
        monkeypatch.setenv("REFKIT_CROSSREF_URL", server.url)
        # As doi.org this server knows no prefix: nothing is registered elsewhere.
        monkeypatch.setenv("REFKIT_DOI_URL", server.url)
        yield server
