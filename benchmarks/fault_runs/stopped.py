"""Ctrl-C and kill -9 at random moments of a command's life, its imports included."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import zotero_killed
from crossref_server import make_work
from zotero_server import ZoteroServer

from fault_runs.surroundings import (
    Done,
    Figures,
    Settings,
    crossref,
    digests,
    environment,
    files,
    finish,
    folder,
    in_turns,
    library,
    review_server,
    run,
    start,
    summed,
)

Services = Callable[[], Any]
INTERRUPTED = 130
Maker = Callable[[Settings], AbstractContextManager["Command"]]


@dataclass(frozen=True)
class Command:
    """What is run in a folder as ``template`` leaves it, and the files that it writes."""

    name: str
    arguments: tuple[str, ...]
    template: Path
    more: Mapping[str, str]
    outputs: tuple[str, ...]
    old: Mapping[str, str]
    new: Mapping[str, str]
    seconds: float


def ctrl_c(settings: Settings) -> Iterator[tuple[str, Figures]]:
    """Ctrl-C: every output is the old or the whole new one, status 130, no traceback."""
    yield from _commands(settings, "ctrl-c", _interrupted)
    yield "push", _pushes(settings, signal.SIGINT)


def kill(settings: Settings) -> Iterator[tuple[str, Figures]]:
    """kill -9: the same of the outputs, and the next run does it all."""
    yield from _commands(settings, "kill", _killed)
    if not settings.smoke:  # that of zotero_killed.py does the same
        yield "push", _pushes(settings, signal.SIGKILL)


def _commands(
    settings: Settings, trouble: str, one: Callable[[Command, int, random.Random], Figures]
) -> Iterator[tuple[str, Figures]]:
    for name, make in makers(settings, trouble):
        with make(settings) as command:
            found = summed(in_turns(settings, settings.rounds, partial(one, command)))
            yield name, found


def _interrupted(command: Command, number: int, chance: random.Random) -> Figures:
    figures = Figures({"rounds": 1})
    with copied(command) as home:
        done, moment = _stopped(command, home, chance, signal.SIGINT)
        after = digests(home / "work", command.outputs)
        is_mixed = compare(command, after, figures, f"at {moment:.3f} s")
        told = f"{command.name} at {moment:.3f} s: status {done.status}: {done.said[-600:]!r}"
        # Files of bulk are each a piece of work of its own.
        figures.demand(not is_mixed or command.name == "bulk tag", f"mixed, {told}")
        _ended(figures, done, moment, told, is_complete=after == command.new)
        left = files(home / "work") - files(command.template / "work") - {*command.outputs}
        left = {name for name in left if not is_known(name)}
        if left:
            figures.fail(f"left behind {sorted(left)}, {told}")
    return figures


def _killed(command: Command, number: int, chance: random.Random) -> Figures:
    figures = Figures({"rounds": 1})
    with copied(command) as home:
        done, moment = _stopped(command, home, chance, signal.SIGKILL)
        figures.add("killed while running" if done.status == -signal.SIGKILL else "had ended")
        after = digests(home / "work", command.outputs)
        compare(command, after, figures, f"at {moment:.3f} s")
        again = run(command.arguments, home, command.more)
        if again.status or digests(home / "work", command.outputs) != command.new:
            figures.fail(
                f"{command.name} at {moment:.3f} s: the next run: {again.status} {again.said!r}"
            )
        else:
            figures.add("completed by the next run")
    return figures


def _stopped(
    command: Command, home: Path, chance: random.Random, by: signal.Signals
) -> tuple[Done, float]:
    began = time.monotonic()
    process = start(command.arguments, home, command.more)
    moment = chance.uniform(0, command.seconds)
    with suppress(subprocess.TimeoutExpired):
        _sleep_until(process, began + moment)
    moment = time.monotonic() - began
    with suppress(ProcessLookupError):
        os.killpg(process.pid, by)
    return finish(process, home, began), moment


def _sleep_until(process: subprocess.Popen[bytes], moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))


def compare(command: Command, after: Mapping[str, str], figures: Figures, moment: str) -> None:
    """Each output is the old or the new one; several of one command are of one kind."""
    kinds = {}
    for name in command.outputs:
        kinds[name] = {command.new[name]: "new", command.old[name]: "old"}.get(after[name], "torn")
    torn = [name for name, kind in kinds.items() if kind == "torn"]
    if torn:
        figures.fail(f"{command.name} {moment}: torn: {torn}")
        return False
    is_mixed = len(set(kinds.values())) > 1
    figures.add("some new, some old" if is_mixed else f"all {next(iter(kinds.values()))}")
    return is_mixed


def _ended(figures: Figures, done: Done, moment: float, told: str, *, is_complete: bool) -> None:
    """How a command ended that was interrupted."""
    figures.most("longest seconds to end", done.seconds - moment)
    if done.has_traceback and not _OURS.search(done.said):
        # Python takes some hundredths of a second before it runs a line of anybody's.
        figures.add("before the first line of refkit")
    elif done.has_traceback:
        figures.fail(f"traceback, {told}")
    elif done.status == INTERRUPTED:
        figures.add("status 130")
    elif done.status == -signal.SIGINT and not done.said:
        figures.add("before the first line of refkit")
    elif done.status == 0 and is_complete:
        figures.add("had ended")
    else:
        figures.fail(f"status, {told}")


_OURS = re.compile(r"/refkit/\w+(/\w+)*\.py\"")


def is_known(name: str) -> bool:
    """Whether a file beside the outputs is one that the command tells of."""
    return name.endswith(("~", ".rejected.jsonl"))


@contextmanager
def copied(command: Command) -> Iterator[Path]:
    """A folder as the command finds it."""
    with folder() as home:
        shutil.copytree(command.template, home, dirs_exist_ok=True, symlinks=True)
        yield home


# What is run


@contextmanager
def _measured(
    name: str,
    arguments: Sequence[str],
    outputs: Sequence[str],
    more: Mapping[str, str],
    template: Path,
    settings: Settings,
) -> Iterator[Command]:
    """A command with what it makes of the template, and how long that takes."""
    old = digests(template / "work", outputs)
    times, new = [], old
    for _ in range(1 if settings.smoke else 2):
        with folder() as home:
            shutil.copytree(template, home, dirs_exist_ok=True)
            done = run(arguments, home, more)
            if done.status:
                raise SystemExit(f"{name}: undisturbed: status {done.status}: {done.said}")
            new = digests(home / "work", outputs)
            times.append(done.seconds)
    if any(new[name] in {old[name], ""} for name in outputs):
        raise SystemExit(f"{name}: writes nothing new")
    # A little more than a life: the last moment too is one.
    seconds = min(times) * 1.03
    yield Command(name, (*arguments,), template, more, (*outputs,), old, new, seconds)


@contextmanager
def _fetch(settings: Settings) -> Iterator[Command]:
    outputs = ("r.refkit.json", "r.bib", "r.csv")
    with folder() as template, review_server(90, latency=0.03) as server:
        asked = ["fetch", "10.1000/review.0", *_to(outputs)]
        _prepare([*asked, "--no-tags"], template, crossref(server))
        shutil.rmtree(template / "cache")
        asked = [*asked, "--replace"]
        with _measured("fetch", asked, outputs, crossref(server), template, settings) as command:
            yield command


@contextmanager
def _tag(settings: Settings) -> Iterator[Command]:
    with folder() as template:
        (template / "work" / "mine.bib").write_text(library(400))
        asked = ["tag", "mine.bib", "-o", "mine.bib"]
        with _measured("tag", asked, ["mine.bib"], {}, template, settings) as command:
            yield command


@contextmanager
def _export(settings: Settings) -> Iterator[Command]:
    outputs = ("a.ris", "a.csv", "a.json")
    with folder() as template:
        (template / "work" / "mine.bib").write_text(library(400))
        asked = ["export", "mine.bib", *_to(outputs)]
        _prepare(asked, template, {})
        (template / "work" / "mine.bib").write_text(library(401))
        with _measured("export", asked, outputs, {}, template, settings) as command:
            yield command


@contextmanager
def _report(settings: Settings) -> Iterator[Command]:
    with folder() as template:
        (template / "work" / "mine.bib").write_text(library(400))
        asked = ["report", "mine.bib", "-o", "page.html"]
        _prepare(asked, template, {})
        (template / "work" / "mine.bib").write_text(library(401))
        with _measured("report", asked, ["page.html"], {}, template, settings) as command:
            yield command


@contextmanager
def _bulk(settings: Settings) -> Iterator[Command]:
    with folder() as template:
        records(template / "work" / "in", files=8, each=100 if settings.smoke else 1_500)
        asked = ["bulk", "tag", "in", "-o", "out", "-q", "--workers", "2"]
        _prepare([*asked, "--keep", "volume"], template, {})
        there = files(template / "work")
        outputs = sorted(name for name in there if name.endswith(".parquet"))
        with _measured("bulk tag", asked, outputs, {}, template, settings) as command:
            yield command


def records(place: Path, *, files: int, each: int) -> None:
    """Records in Crossref's shape, some lines in each file."""
    place.mkdir()
    for file in range(files):
        works = (make_work(f"10.1000/{file}.{number}", volume="7") for number in range(each))
        lines = (json.dumps(work, ensure_ascii=False) + "\n" for work in works)
        (place / f"{file}.jsonl.gz").write_bytes(gzip.compress("".join(lines).encode(), 1))


MADE = {"fetch": _fetch, "tag": _tag, "export": _export, "report": _report, "bulk tag": _bulk}
# What a smoke run shows of each trouble: bulk tag is killed in a run of its own, and the report is
# stopped as the export is.
_SMOKE = {"ctrl-c": ("fetch",), "kill": ("tag",), "disk": ("export",)}


def makers(settings: Settings, trouble: str) -> list[tuple[str, Maker]]:
    """The commands that meet a trouble, by name, with what makes each."""
    names = _SMOKE[trouble] if settings.smoke else MADE
    return [(name, MADE[name]) for name in names]


def _to(outputs: Sequence[str]) -> list[str]:
    return [part for name in outputs for part in ("-o", name)]


def _prepare(arguments: Sequence[str], home: Path, more: Mapping[str, str]) -> None:
    done = run(arguments, home, more)
    if done.status:
        raise SystemExit(f"{' '.join(arguments)}: status {done.status}: {done.said}")


# Into Zotero


def _pushes(settings: Settings, by: signal.Signals) -> Figures:
    """A push stopped, then run again: the library is that of an undisturbed push."""
    with folder() as template:
        asked = push_command(template, 60, "web", "--notes", "--relate", "--colors")
        with zotero_killed.library("web") as server, _other(template) as home:
            done = run(asked, home, _zotero(server, home))
            if done.status:
                raise SystemExit(f"push: undisturbed: status {done.status}: {done.said}")
            wanted, seconds = zotero_killed.state(server), done.seconds
        one = partial(_pushed, asked, template, wanted, seconds, by)
        return summed(in_turns(settings, settings.rounds, one))


def _pushed(
    asked: Sequence[str],
    template: Path,
    wanted: Mapping[str, Any],
    seconds: float,
    by: signal.Signals,
    number: int,
    chance: random.Random,
) -> Figures:
    figures = Figures({"rounds": 1})
    with zotero_killed.library("web") as server, _other(template) as home:
        command = Command("push", (*asked,), template, _zotero(server, home), (), {}, {}, seconds)
        done, moment = _stopped(command, home, chance, by)
        told = f"push at {moment:.3f} s: status {done.status}: {done.said[-600:]!r}"
        if by is signal.SIGINT:
            _ended(figures, done, moment, told, is_complete=True)
        else:
            figures.add("killed while running" if done.status == -by else "had ended")
        again = run(asked, home, _zotero(server, home))
        differs = zotero_killed.difference({**wanted}, zotero_killed.state(server))
        if again.status or differs or server.violations:
            figures.fail(f"{told}; again {again.status} {again.said!r}; {differs[:3]}")
        else:
            figures.add("completed by the next run")
    return figures


def push_command(home: Path, entries: int, way: str, *options: str) -> list[str]:
    """Write a review of so many entries, and what carries it into Zotero."""
    from refkit.formats.saved import mapping as saved

    text = saved.dumps(zotero_killed.bibliography(entries))
    (home / "work" / "r.refkit.json").write_text(text)
    into = [] if way == "connector" else ["--collection", "Bees"]
    return ["export", "r.refkit.json", "--to", "zotero", "--transport", way, "-q", *into, *options]


@contextmanager
def _other(template: Path) -> Iterator[Path]:
    with folder() as home:
        shutil.copytree(template, home, dirs_exist_ok=True)
        yield home


def _zotero(server: Any, home: Path) -> dict[str, str]:
    settings = {"REFKIT_ZOTERO_URL": server.url, "REFKIT_ZOTERO_KEY": ZoteroServer.key}
    return environment(home, **settings)
