"""Every page does what it says: its commands run, its Python runs, what it shows is what comes."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import re
import runpy
import shlex
import signal
import subprocess
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import citing_world
import click
import pypandoc
import pytest
from conftest import FIRST_REVIEW, NOBODY, REPOSITORY
from crossref_server import FAST, CrossrefServer, make_review
from other_servers import doi_org, make_result
from pages import Reader, blocks
from zotero_server import ZoteroServer

import refkit
from refkit import errors, settings
from refkit.interrupts import INTERRUPTED
from refkit.tagging.plugins import GROUP

DOCS = REPOSITORY / "docs"
PAGES = [REPOSITORY / "README.md", *sorted(DOCS.rglob("*.md"))]
# The pages with something to do on them: whoever reads another one needs no folder and nobody to ask.
_SOMETHING = re.compile(r"^ *```(?:console|python|\w+ +\S)", re.MULTILINE)
DONE = [page for page in PAGES if _SOMETHING.search(page.read_text(encoding="utf-8"))]
SHIPPED = REPOSITORY / "fixtures" / "crossref" / "works"
ROOT, SOMEBODY = 0, 65534  # the user "nobody", for whom permissions count
# An article whose PubMed number stands in a page of ours: fixtures/README.md says where it is from.
PUBMED = ("40993243", "10.1038/s41591-025-03937-8")
CITED = "10.5555/what-bees-want"  # a work that others cite, invented as they are


class World:
    """What is outside while a page is read, and what the fences of blocks ask of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, stack: contextlib.ExitStack) -> None:
        self._patch = monkeypatch
        self._stop = False
        # What differs from reader to reader: the folder, and here the host of a service.
        shown = {
            NOBODY.removeprefix("http://"): "api.crossref.org",
            str(Path.cwd()): "/home/ada/paper",
        }
        self.reader = Reader(self.around, shown)
        works = {
            work["DOI"]: work
            for path in sorted(SHIPPED.glob("*.json"))
            for work in [json.loads(path.read_text(encoding="utf-8"))["message"]]
        }
        cited = [{"key": str(number), "DOI": doi} for number, doi in enumerate(works)][:3]
        # The reference list of this article is not known here: it gets one, and no page shows it.
        works[PUBMED[1]] |= {"reference": cited[:1], "reference-count": 1}
        second = make_review("10.5555/another-review", cited)
        article = make_result(*PUBMED, title=works[PUBMED[1]]["title"][0])
        citing = citing_world.services(CITED, articles=[article])
        crossref = CrossrefServer(
            [*works.values(), second, *citing_world.works(CITED)], pools=FAST, search=self._search
        )
        zotero = ZoteroServer()
        servers = {
            "CROSSREF": crossref,
            **{name.upper(): server for name, server in citing.items()},
            "DOI": doi_org({"10.1038": "Crossref"}),
            "ZOTERO": zotero,
        }
        for name, server in servers.items():
            monkeypatch.setenv(f"REFKIT_{name}_URL", stack.enter_context(server).url)
        monkeypatch.setenv("REFKIT_ZOTERO_KEY", zotero.key)

    def _search(self, query: str, rows: int) -> list[tuple[float, str]]:
        process = self.reader.process
        if self._stop and process and process.poll() is None:
            self._stop = False
            process.send_signal(signal.SIGINT)
            # However late the signal is heard: nothing is answered before.
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(60)
        return []

    @contextlib.contextmanager
    def around(self, word: str) -> Iterator[None]:
        """Make true for a while what a word of a fence says."""
        with {
            "no-network": self.no_network,
            "stopped": self.stopped,
            "read-only": self.read_only,
            "installed": self.installed,
        }[word]():
            yield

    @contextlib.contextmanager
    def no_network(self) -> Iterator[None]:
        """Nobody answers."""
        with self._patch.context() as patch:
            for name in settings._ADDRESSES:
                patch.setenv(f"REFKIT_{name.upper()}", NOBODY)
            yield

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """Ctrl-C comes while the first search is asked."""
        self._stop = self.reader.apart = True
        yield
        self.reader.apart = False
        assert not self._stop, "nothing was searched for"

    @contextlib.contextmanager
    def read_only(self) -> Iterator[None]:
        """Permissions count; root may write anywhere."""
        if os.geteuid() != ROOT:
            yield
            return
        # The real user too, by which os.access judges; the saved one leads back.
        os.setresuid(SOMEBODY, SOMEBODY, ROOT)
        try:
            yield
        finally:
            os.setresuid(ROOT, ROOT, ROOT)

    @contextlib.contextmanager
    def installed(self) -> Iterator[None]:
        """The package in this folder is installed, as far as being found goes."""
        project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
        name, version = project["name"], project["version"]
        folder = Path(f"{name.replace('-', '_')}-{version}.dist-info")
        folder.mkdir()
        about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        (folder / "METADATA").write_text(about, encoding="utf-8")
        lines = [
            line
            for group, points in project["entry-points"].items()
            for line in (f"[{group}]", *(f"{point} = {where}" for point, where in points.items()))
        ]
        (folder / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
        with self._patch.context() as patch:
            patch.syspath_prepend(Path.cwd())
            yield


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """Somebody in a folder of their own, with pandoc, a key of zotero.org and who answers."""
    pandoc = Path(pypandoc.get_pandoc_path()).parent
    monkeypatch.setenv("PATH", f"{pandoc}{os.pathsep}{os.environ['PATH']}")
    with contextlib.ExitStack() as stack:
        # Not pytest's own folder: that one is closed to SOMEBODY.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)
        monkeypatch.chdir(folder)
        stack.callback(monkeypatch.undo)  # it cannot be taken away while somebody is in it
        yield World(monkeypatch, stack).reader


def begins_from_nothing(page: Path) -> bool:
    """Whether a page makes its own files; the others go on from the README's first command."""
    return page.parent.name == "how-to" or page.name in {"README.md", "index.md"}


@pytest.mark.parametrize("page", DONE, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_the_page_does_what_it_says(page: Path, reader: Reader) -> None:
    if not begins_from_nothing(page):
        files = "-o review.refkit.json -o refs.bib -o refs.json"
        assert reader.run(f"refkit fetch {FIRST_REVIEW} --offline {files}") == 0
    reader.read(page)


@pytest.mark.parametrize(
    "lie",
    [
        "```console\n$ refkit --version\nrefkit, version 99\n```\n",
        "```console\n$ refkit show nothing.refkit.json\n```\n",
        "```console exit=3\n$ refkit show nothing.refkit.json\n```\n",
        "```console\n$ cat nothing\n$ refkit --version\n```\n",
        "```console\n$ printf 'a\\nb\\n'\na\n...\nc\n```\n",
        "```console\nrefkit --version\n```\n",
        "```python\nprint(1)\n```\n\n```text\n2\n```\n",
    ],
)
def test_a_page_that_says_what_is_not_true_is_found(lie: str, reader: Reader) -> None:
    page = Path("page.md")
    page.write_text(lie, encoding="utf-8")

    with pytest.raises(AssertionError):
        reader.read(page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_a_command_that_no_test_can_run_is_understood(page: Path) -> None:
    found = blocks(page)
    assert any(map(Reader.does, found)) == (page in DONE)
    for block in found:
        if block.language in {"", "powershell", "sh", "yaml"}:
            for line in block.text.replace("\\\n", "").splitlines():
                if found := re.match(r"(?:- run: )?refkit (.+)", line.strip()):
                    _understand(shlex.split(found[1], comments=True))


def _understand(words: list[str]) -> None:
    """Read a command's words as click would; raises click's UsageError where they make no sense."""
    command: click.Command = importlib.import_module(f"refkit.cli.{words[0]}").command
    name, *rest = words
    while isinstance(command, click.Group):
        name, *rest = rest
        command = command.commands[name]
    with suppress(click.exceptions.Exit):  # of --help
        command.make_context(name, rest)


def test_every_setting_stands_on_its_page_with_what_is_usual() -> None:
    page = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")

    rows = dict(re.findall(r"^\| `(REFKIT_\w+)` \|.*\| ([^|]*) \|$", page, re.M))
    addresses = {f"REFKIT_{name.upper()}": f"`{url}`" for name, url in settings._ADDRESSES.items()}
    known = {f"REFKIT_{name.upper()}" for name in settings._KNOWN}
    assert rows.keys() == known | {"REFKIT_CONFIG", "REFKIT_ZOTERO_KEY", "REFKIT_ZOTERO_LOCAL_KEY"}
    assert addresses.items() <= rows.items()


def test_every_error_stands_on_its_page_beside_its_status() -> None:
    page = (DOCS / "reference" / "errors.md").read_text(encoding="utf-8")

    rows = {int(row[0]): row[1] for row in re.findall(r"^\| (\d+) \|(.*)\|$", page, re.M)}
    for error in vars(errors).values():
        is_error = isinstance(error, type) and issubclass(error, errors.RefkitError)
        if is_error and error is not errors.RefkitError:
            assert f"`{error.__name__}`" in rows[error.exit_code]
    assert set(rows) == {0, 1, 2, 3, 4, 5, INTERRUPTED}


def test_every_benchmark_is_told_with_its_command() -> None:
    page = " ".join((DOCS / "measured.md").read_text(encoding="utf-8").split())

    for path in (REPOSITORY / "benchmarks").glob("*.py"):
        if '__name__ == "__main__"' in path.read_text(encoding="utf-8"):
            assert f"python benchmarks/{path.name}" in page


def test_the_picture_of_the_house_is_that_of_the_floors(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(DOCS / "house.py"), run_name="__main__")

    drawn = (DOCS / "figures" / "house.svg").read_text(encoding="utf-8")
    assert capsys.readouterr().out == drawn


def test_there_is_one_kind_of_plug_in_as_the_page_says() -> None:
    package = Path(refkit.__file__).parent
    asking = [
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if "entry_points(" in path.read_text(encoding="utf-8")
    ]

    assert asking == ["tagging/plugins.py"]
    assert GROUP in (DOCS / "how-to" / "plug-in.md").read_text(encoding="utf-8")
