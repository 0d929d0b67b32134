"""A folder of its own for each round, the command in it, and what is counted."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crossref_server import FAST, CrossrefServer, make_review, make_work

REPOSITORY = Path(__file__).resolve().parents[2]
NOBODY = "http://127.0.0.1:9"  # where nobody listens
SERVICES = ("CROSSREF", "DOI", "DATACITE", "OPENALEX", "EUROPEPMC", "ZOTERO", "ZOTERO_LOCAL")
SCRIPT = Path(__file__).with_name("script.py")
WORST = 120.0  # seconds after which a command counts as hanging


@dataclass(frozen=True)
class Settings:
    """How long a run may be: ``rounds`` of each kind, ``minutes`` of what is repeated."""

    rounds: int = 100
    minutes: float = 10.0
    records: int = 300_000
    seed: int = 1
    smoke: bool = False
    at_once: int = 1


@dataclass
class Figures:
    """What was counted, in the order of first mention, and what is wrong."""

    counts: dict[str, float | str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def add(self, name: str, count: float = 1) -> None:
        """Count."""
        self.counts[name] = float(self.counts.get(name, 0)) + count

    def most(self, name: str, value: float) -> None:
        """Keep the largest."""
        self.counts[name] = max(float(self.counts.get(name, 0)), value)

    def fail(self, what: str) -> None:
        """Something that must not be."""
        self.wrong.append(what)

    def demand(self, is_so: bool, what: str) -> None:
        """It is so, or it is wrong."""
        if not is_so:
            self.fail(what)


@dataclass(frozen=True)
class Done:
    """A command that has ended: status, standard error, standard output."""

    status: int
    said: str
    out: str = ""
    seconds: float = 0.0
    memory: float = 0.0

    @property
    def last_line(self) -> str:
        """What was said last."""
        lines = self.said.strip().splitlines()
        return lines[-1] if lines else ""

    @property
    def has_traceback(self) -> bool:
        """Whether a user saw the inside of the program."""
        return "Traceback" in self.said or "Exception ignored" in self.said


def environment(home: Path, **more: str) -> dict[str, str]:
    """The surroundings of a command: nothing of whoever runs this, no service but those named."""
    usual = {name: value for name, value in os.environ.items() if not name.startswith("REFKIT_")}
    return {
        **usual,
        "PYTHONPATH": str(REPOSITORY),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "REFKIT_CACHE": str(home / "cache"),
        "REFKIT_DATA": str(home / "data"),
        "REFKIT_CONFIG": str(home / "none.toml"),
        **{f"REFKIT_{name}_URL": NOBODY for name in SERVICES},
        **more,
    }


def command(*arguments: str) -> list[str]:
    """The command line of refkit from this source, by the program that pip makes of it."""
    return [sys.executable, str(SCRIPT), *arguments]


def start(
    arguments: Sequence[str], home: Path, more: Mapping[str, str], *, program: str = ""
) -> subprocess.Popen[bytes]:
    """Start refkit in a process group of its own, as a terminal does; it speaks into files."""
    (home / "logs").mkdir(parents=True, exist_ok=True)
    with (home / "logs" / "err").open("wb") as err, (home / "logs" / "out").open("wb") as out:
        return subprocess.Popen(
            [sys.executable, "-c", program, *arguments] if program else command(*arguments),
            cwd=home / "work", env=environment(home, **more), stdin=subprocess.DEVNULL,
            stdout=out, stderr=err, start_new_session=True,
        )  # fmt: skip


def finish(
    process: subprocess.Popen[bytes], home: Path, began: float, worst: float = WORST
) -> Done:
    """Wait for the end; a command that hangs is killed and has the status of that."""
    ended: list[tuple[int, Any]] = []
    until = time.monotonic() + worst
    while not ended and time.monotonic() < until:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            ended.append((os.waitstatus_to_exitcode(status), usage))
        else:
            time.sleep(0.002)
    if not ended:
        os.killpg(process.pid, 9)
        _, status, usage = os.wait4(process.pid, 0)
        ended.append((-99, usage))
    process.returncode = ended[0][0]
    read = [(home / "logs" / name).read_text(errors="replace") for name in ("err", "out")]
    seconds = time.monotonic() - began
    return Done(ended[0][0], *read, seconds, ended[0][1].ru_maxrss / 1024)


def run(
    arguments: Sequence[str], home: Path, more: Mapping[str, str], *, worst: float = WORST
) -> Done:
    """Run refkit to its end."""
    began = time.monotonic()
    return finish(start(arguments, home, more), home, began, worst)


@contextmanager
def folder() -> Iterator[Path]:
    """A home with a ``work`` folder in it that is gone afterwards."""
    path = Path(tempfile.mkdtemp(prefix="refkit-faults-"))
    (path / "work").mkdir()
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def digests(work: Path, names: Iterable[str]) -> dict[str, str]:
    """What stands under each name, by its digest; empty where nothing does."""
    return {name: _digest(work / name) for name in names}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def files(work: Path) -> set[str]:
    """Every file below."""
    return {str(path.relative_to(work)) for path in work.rglob("*") if path.is_file()}


def review_server(size: int, *, reviews: int = 1, **options: Any) -> CrossrefServer:
    """A Crossref with reviews of so many references each, every tenth without a DOI."""
    works, listed = [], []
    for number in range(reviews):
        title = ["CAR-T cells in the lupus of invented bees"]
        own = [make_work(f"10.1000/r{number}.w{each}", title=title) for each in range(size)]
        lines: list[dict[str, Any]] = [{"DOI": work["DOI"]} for work in own]
        for place in range(0, size, 10):
            lines[place] = {"unstructured": f"Abel A. A lost report {number}.{place}. 2019."}
        works += own
        listed.append(make_review(f"10.1000/review.{number}", lines))
    return CrossrefServer([*listed, *works], **{"pools": FAST} | options)


def crossref(server: CrossrefServer) -> dict[str, str]:
    """The settings by which refkit asks this server; as doi.org it knows no prefix."""
    return {"REFKIT_CROSSREF_URL": server.url, "REFKIT_DOI_URL": server.url}


def library(entries: int) -> str:
    """A user's .bib with invented works, comments of theirs included."""
    chance = random.Random(entries)
    words = "CAR-T cells lupus bees meadow trial of in with long nights owl clock kites".split()
    return "% mine\n" + "\n".join(
        f"@article{{k{number},\n  title = {{{' '.join(chance.choices(words, k=9))}}},\n"
        f"  author = {{Abel, Ada and Berg, Bo}},\n  year = {{{2000 + number % 25}}},\n"
        f"  journal = {{Journal of Invented Results}},\n  doi = {{10.1000/{number}}}\n}}\n"
        for number in range(entries)
    )


def in_turns(
    settings: Settings, rounds: int, one: Callable[[int, random.Random], Figures]
) -> list[Figures]:
    """Each round with its own chance, some at once."""
    with ThreadPoolExecutor(settings.at_once) as threads:
        chances = [random.Random(f"{settings.seed} {number}") for number in range(rounds)]
        return list(threads.map(one, range(rounds), chances))


def summed(found: Iterable[Figures]) -> Figures:
    """The figures of all rounds; what begins with "longest" or "largest" is the largest."""
    whole = Figures()
    for each in found:
        for name, count in each.counts.items():
            if name.startswith(("longest", "largest")):
                whole.most(name, float(count))
            else:
                whole.add(name, float(count))
        whole.wrong += each.wrong
    return whole
