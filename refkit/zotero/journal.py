"""The journal of what refkit did in Zotero, written before it is sent: runs, and what they wrote.

A run is a file of JSON lines: its beginning, the steps as they are planned, the answer to each
step as it comes, the end. Whatever moment a run breaks off at, its file says what may have been
sent. The files are the only word on what is refkit's in a library; nothing is guessed by its look.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from refkit.errors import InputError
from refkit.zotero.api.protocol import WriteResult, WriteStatus
from refkit.zotero.changes import (
    CollectionChange,
    read_change,
    record_of,
)
from refkit.zotero.plan import Step, TargetCollection, Verdict
from refkit.zotero.plugin.events import new_run_id

JsonLine = dict[str, Any]


@dataclass(slots=True)
class SyncRun:
    """One run: what was planned, what came of it, what of it was undone.

    ``steps`` are numbered by their place, an item can have several; ``results`` are by number. A
    step without a result may have been sent or not. ``undone`` are the steps that were undone,
    with the version of the item afterwards (0 where it was not moved to the trash).
    ``has_ended`` is False for a run that broke off. ``colors`` are coloured tags that it added.
    ``has_collection`` is False for one whose new collection was perhaps not made. ``sessions``
    are the connector's, with the steps that were sent in each. ``also`` are other names of the
    same library, ``client`` is the program that wrote where it was not refkit itself; ``chosen``
    are the numbers by which that program knows the steps.
    """

    id: str
    library: str
    library_name: str
    transport: str
    source: str
    collection: TargetCollection
    started: str
    path: Path
    steps: list[Step] = field(default_factory=list)
    results: dict[int, WriteResult] = field(default_factory=dict)
    undone: dict[int, int] = field(default_factory=dict)
    colors: list[str] = field(default_factory=list)
    has_ended: bool = False
    has_collection: bool = False
    sessions: dict[str, list[int]] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    client: str = ""
    chosen: list[int] = field(default_factory=list)

    @property
    def libraries(self) -> frozenset[str]:
        """All names of the library that it wrote to."""
        return frozenset((self.library, *self.also))

    @property
    def takes_nothing_back(self) -> bool:
        """Whether it went through the connector, which can only add."""
        return self.transport == "connector"

    @property
    def marker(self) -> str:
        """The automatic tag of the items that the run creates."""
        return f"refkit run {self.id}"

    def record_steps(self, steps: Sequence[Step]) -> range:
        """Write steps to the disk before any of them is sent; gives their numbers."""
        self._write([{"step": step_json(step)} for step in steps])
        first = len(self.steps)
        self.steps += steps
        return range(first, len(self.steps))

    def record_chosen(self, numbers: Sequence[int]) -> None:
        """Record by which numbers a program knows the steps that are recorded."""
        self._write([{"chosen": list(numbers)}])
        self.chosen += numbers

    def record_results(self, results: Mapping[int, WriteResult]) -> None:
        """Record the results of steps, by their numbers."""
        self._write(
            [
                {"outcome": _result_json(result), "number": number}
                for number, result in results.items()
            ]
        )
        self.results |= results

    def record_colors(self, names: Sequence[str]) -> None:
        """Record coloured tags that are about to be added."""
        self._write([{"colors": list(names)}])
        self.colors += names

    def record_undo(self, number: int, trashed: int = 0) -> None:
        """Record that a step was undone; ``trashed`` is the version in the trash."""
        self._write([{"undone": number, "trashed": trashed}])
        self.undone[number] = trashed

    def record_collection(self, key: str) -> None:
        """Record which collection it is that the run made."""
        self._write([{"collection": key}])
        self._move_into(key)

    def _move_into(self, key: str) -> None:
        """Let the collection be this one; steps that were planned before it was made mean it."""
        planned = self.collection.key
        if planned and planned != key:
            self.steps = [_moved(step, planned, key) for step in self.steps]
        self.collection = replace(self.collection, key=key)
        self.has_collection = True

    def open_session(self, numbers: Iterable[int]) -> str:
        """Record a session of the connector with the steps that it is for; gives its name."""
        name, held = f"{self.id}.{len(self.sessions) + 1}", list(numbers)
        self._write([{"session": name, "numbers": held}])
        self.sessions[name] = held
        return name

    def key_of(self, number: int) -> str:
        """The key that the item of a step has in the library."""
        result = self.results.get(number)
        return result.key if result else self.steps[number].key

    def record_end(self, requests: int) -> None:
        """Record that the run has ended."""
        self._write([{"ended": _now(), "requests": requests}])
        self.has_ended = True

    @property
    def pending(self) -> list[int]:
        """The steps of which nothing is known: they may have been sent or not."""
        numbers = range(len(self.steps))
        return [each for each in numbers if each not in self.results and each not in self.undone]

    def may_stand(self, number: int) -> bool:
        """Whether a step was carried out, or perhaps was, and not taken back."""
        result = self.results.get(number)
        return number not in self.undone and (result is None or result.status.is_done)

    @property
    def standing_keys(self) -> list[str]:
        """The keys of the items in which something of the run stands, or perhaps does."""
        standing = (n for n in range(len(self.steps)) if self.may_stand(n))
        return list(dict.fromkeys(map(self.key_of, standing)))

    def _write(self, lines: Sequence[JsonLine]) -> None:
        if not lines:
            return
        data = b"".join(map(_json_line, lines))
        try:
            with self.path.open("a+b") as file:
                file.write(_whole_lines(file) + data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise InputError(f"{self.path}: cannot be written ({error.strerror})") from None


def _json_line(line: JsonLine) -> bytes:
    """A line of a file; half a character, which a user's own title may hold, is escaped."""
    text = json.dumps(line, ensure_ascii=False, sort_keys=True)
    try:
        return f"{text}\n".encode()
    except UnicodeEncodeError:
        return json.dumps(line, sort_keys=True).encode() + b"\n"


def _moved(step: Step, planned: str, key: str) -> Step:
    """A step that puts its item into another collection than was planned."""
    changes = tuple(
        replace(each, collection=key)
        if isinstance(each, CollectionChange) and each.collection == planned
        else each
        for each in step.changes
    )
    body = step.body
    if body and planned in body.get("collections", ()):
        keys = [key if each == planned else each for each in body["collections"]]
        body = {**body, "collections": keys}
    return replace(step, changes=changes, body=body)


def _whole_lines(file: BinaryIO) -> bytes:
    """What ends a line that a kill cut off, so that the next one begins anew."""
    if not file.seek(0, os.SEEK_END):
        return b""
    file.seek(-1, os.SEEK_END)
    return b"" if file.read(1) == b"\n" else b"\n"


class Journal:
    """The runs in a folder, one file each, which only the user can read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "zotero-runs"

    def runs(self, library: str = "") -> list[SyncRun]:
        """All runs, the oldest first; of one library where one is named.

        Raises InputError where they cannot be read: without them everything was written anew.
        """
        found = [run for path in self._paths() if (run := _read(path))]
        chosen = [run for run in found if library in {"", run.library}]
        return sorted(chosen, key=lambda run: (run.started, run.id))

    def _paths(self) -> list[Path]:
        try:
            return sorted(path for path in self._folder.iterdir() if path.suffix == ".jsonl")
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise InputError(f"{self._folder}: cannot be read ({error.strerror})") from None

    def related(self, names: Iterable[str]) -> list[SyncRun]:
        """The runs of one library under whatever name they know it, the oldest first.

        Each run may say further names of its library: what is said anywhere holds for all.
        """
        runs, known = self.runs(), set(names)
        while more := {name for run in runs if known & run.libraries for name in run.libraries}:
            if more <= known:
                break
            known |= more
        return [run for run in runs if known & run.libraries]

    def run(self, id_: str) -> SyncRun:
        """The run of this name, or of a name that begins so; raises InputError for none or two."""
        runs = self.runs()
        found = [run for run in runs if run.id == id_] or [
            run for run in runs if id_ and run.id.startswith(id_)
        ]
        if len(found) == 1:
            return found[0]
        known = ", ".join(run.id for run in runs[-5:]) or "none yet"
        problem = "several runs are named so" if found else "there is no such run"
        raise InputError(f"{id_!r}: {problem}; the last ones: {known}")

    def unfinished(self, library: str, collection: TargetCollection, source: str) -> SyncRun | None:
        """The last run that broke off while it did the same; None where there is none."""
        for run in reversed(self.runs(library)):
            is_open = not (run.has_ended or run.undone)
            is_there = run.collection.key == collection.key or (
                # Zotero may have given it another key than the one on record.
                run.collection.is_new and run.collection.name == collection.name
            )
            if is_open and is_there and run.source == source:
                return run
        return None

    def discard(self, run: SyncRun) -> None:
        """Delete the file of a run that wrote nothing."""
        with suppress(OSError):
            run.path.unlink(missing_ok=True)

    def begin(
        self,
        library: str,
        library_name: str,
        transport: str,
        source: str,
        collection: TargetCollection,
        *,
        id_: str = "",
        also: Sequence[str] = (),
        client: str = "",
    ) -> SyncRun:
        """A new run, with its file; raises InputError where that cannot be written.

        ``id_`` is its name where that was given before, ``also`` and ``client`` as in SyncRun.
        """
        id_ = id_ or new_run_id()
        run = SyncRun(
            id_, library, library_name, transport, source, collection, _now(),
            self._folder / f"{id_}.jsonl", also=tuple(also), client=client,
        )  # fmt: skip
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # For the user's eyes: it holds titles and tags of a private library.
            os.close(os.open(run.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except OSError as error:
            raise InputError(f"{self._folder}: cannot be written ({error.strerror})") from None
        run._write([_head_json(run)])
        return run


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _head_json(run: SyncRun) -> JsonLine:
    return {
        "run": run.id,
        "library": run.library,
        "library_name": run.library_name,
        "transport": run.transport,
        "source": run.source,
        "collection": [run.collection.key, run.collection.name, run.collection.is_new],
        "started": run.started,
        **({"also": list(run.also)} if run.also else {}),
        **({"client": run.client} if run.client else {}),
    }


def step_json(step: Step) -> JsonLine:
    """A step as the journal has it."""
    return {
        "entry": step.entry,
        "title": step.title,
        "verdict": step.verdict.value,
        "key": step.key,
        "identities": list(step.identities),
        "body": step.body,
        "version": step.version,
        "changes": [record_of(change) for change in step.changes],
        "is_note": step.is_note,
    }


def read_step(record: Mapping[str, Any]) -> Step:
    """A step from its record; raises LookupError, TypeError or ValueError where it is none."""
    return Step(
        **{
            **record,
            "verdict": Verdict(record["verdict"]),
            "changes": tuple(map(read_change, record["changes"])),
            "identities": tuple(record["identities"]),
        }
    )


def _result_json(result: WriteResult) -> JsonLine:
    return {
        "key": result.key,
        "fate": result.status.value,
        "version": result.version,
        "code": result.code,
        "why": result.why,
        **({} if result.stored is None else {"stored": result.stored}),
    }


def _read(path: Path) -> SyncRun | None:
    """A run from its file; None where not even its beginning was written."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    lines: list[Mapping[str, Any]] = []
    for line in text.split("\n"):  # a title may hold what else ends a line
        # The last line may have been cut off; what it would have said is then not known.
        with suppress(ValueError):
            lines.append(json.loads(line))
    if not lines or "run" not in lines[0]:
        return None
    try:
        return _replayed(lines, path)
    except (LookupError, TypeError, ValueError) as error:
        raise InputError(f"{path}: is damaged ({type(error).__name__}: {error})") from None


def _replayed(lines: Sequence[Mapping[str, Any]], path: Path) -> SyncRun:
    head = lines[0]
    run = SyncRun(
        head["run"],
        head["library"],
        head["library_name"],
        head["transport"],
        head["source"],
        TargetCollection(*head["collection"]),
        head["started"],
        path,
        also=tuple(head.get("also", ())),
        client=head.get("client", ""),
    )
    for line in lines[1:]:
        if step := line.get("step"):
            run.steps.append(read_step(step))
        elif result := line.get("outcome"):
            status = WriteStatus(result["fate"])
            rest = {name: value for name, value in result.items() if name != "fate"}
            run.results[line["number"]] = WriteResult(status=status, **rest)
        elif "undone" in line:
            run.undone[line["undone"]] = line.get("trashed", 0)
        elif "session" in line:
            run.sessions[line["session"]] = line["numbers"]
        elif "collection" in line:
            run._move_into(line["collection"])
        run.colors += line.get("colors", ())
        run.chosen += line.get("chosen", ())
        run.has_ended = run.has_ended or "ended" in line
    return run
