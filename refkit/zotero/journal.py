"""What refkit did in Zotero, on record before it is sent: runs, and what they are answerable for.

A run is a file of JSON lines: its beginning, the steps as they are planned, the answer to each
step as it comes, the end. Whatever moment a run breaks off at, its file says what may have been
sent. The files are the only word on what is refkit's in a library; nothing is guessed by its look.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from refkit.errors import InputError
from refkit.zotero.api.protocol import Fate, Json, Outcome
from refkit.zotero.diff import Change, Own, name_of, values_of
from refkit.zotero.plan import Step, Target, Verdict

_DONE = frozenset({Fate.WRITTEN, Fate.UNCHANGED})


@dataclass(slots=True)
class Run:
    """One run: what was planned, what came of it, what of it was taken back.

    ``steps`` are numbered by their place, an item can have several; ``outcomes`` are by number. A
    step without an outcome may have been sent or not. ``undone`` are the steps that were taken
    back, with the version of the item afterwards (0 where it was not moved to the trash).
    ``has_ended`` is False for a run that broke off. ``colors`` are coloured tags that it added.
    ``has_collection`` is False for one whose new collection was perhaps not made. ``sessions``
    are the connector's, with the steps that were sent in each.
    """

    id: str
    library: str
    library_name: str
    transport: str
    source: str
    collection: Target
    started: str
    path: Path
    steps: list[Step] = field(default_factory=list)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    undone: dict[int, int] = field(default_factory=dict)
    colors: list[str] = field(default_factory=list)
    has_ended: bool = False
    has_collection: bool = False
    sessions: dict[str, list[int]] = field(default_factory=dict)

    @property
    def marker(self) -> str:
        """The automatic tag of the items that the run creates."""
        return f"refkit run {self.id}"

    def plan(self, steps: Sequence[Step]) -> range:
        """Put steps on record, on the disk, before any of them is sent; gives their numbers."""
        self._write([{"step": _step_json(step)} for step in steps])
        first = len(self.steps)
        self.steps += steps
        return range(first, len(self.steps))

    def tell(self, outcomes: Mapping[int, Outcome]) -> None:
        """Put the answers to steps on record, by their numbers."""
        self._write(
            [
                {"outcome": _outcome_json(outcome), "number": number}
                for number, outcome in outcomes.items()
            ]
        )
        self.outcomes |= outcomes

    def color(self, names: Sequence[str]) -> None:
        """Put coloured tags on record that are about to be added."""
        self._write([{"colors": list(names)}])
        self.colors += names

    def undo(self, number: int, trashed: int = 0) -> None:
        """Put on record that a step was taken back; ``trashed`` is the version in the trash."""
        self._write([{"undone": number, "trashed": trashed}])
        self.undone[number] = trashed

    def found_collection(self, key: str) -> None:
        """Put on record which collection it is that the run made."""
        self._write([{"collection": key}])
        self.collection = replace(self.collection, key=key)
        self.has_collection = True

    def open_session(self, numbers: Iterable[int]) -> str:
        """Put a session of the connector on record, with the steps that it is for; its name."""
        name, held = f"{self.id}.{len(self.sessions) + 1}", list(numbers)
        self._write([{"session": name, "numbers": held}])
        self.sessions[name] = held
        return name

    def key_of(self, number: int) -> str:
        """The key that the item of a step has in the library."""
        outcome = self.outcomes.get(number)
        return outcome.key if outcome else self.steps[number].key

    def end(self, requests: int) -> None:
        """Put the end on record."""
        self._write([{"ended": _now(), "requests": requests}])
        self.has_ended = True

    @property
    def pending(self) -> list[int]:
        """The steps of which nothing is known: they may have been sent or not."""
        numbers = range(len(self.steps))
        return [each for each in numbers if each not in self.outcomes and each not in self.undone]

    def may_stand(self, number: int) -> bool:
        """Whether a step was carried out, or perhaps was, and not taken back."""
        outcome = self.outcomes.get(number)
        return number not in self.undone and (outcome is None or outcome.fate in _DONE)

    def _write(self, lines: Sequence[Json]) -> None:
        if not lines:
            return
        text = "".join(
            json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines
        )
        try:
            with self.path.open("a+b") as file:
                file.write(_whole_lines(file) + text.encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise InputError(f"{self.path}: cannot be written ({error.strerror})") from None


def _whole_lines(file: BinaryIO) -> bytes:
    """What ends a line that a kill cut off, so that the next one begins anew."""
    if not file.seek(0, os.SEEK_END):
        return b""
    file.seek(-1, os.SEEK_END)
    return b"" if file.read(1) == b"\n" else b"\n"


class Records:
    """The runs in a folder, one file each, for the user alone to read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "zotero-runs"

    def runs(self, library: str = "") -> list[Run]:
        """All runs, the oldest first; of one library where one is named."""
        paths = sorted(self._folder.glob("*.jsonl")) if self._folder.is_dir() else []
        found = [run for path in paths if (run := _read(path))]
        chosen = [run for run in found if library in {"", run.library}]
        return sorted(chosen, key=lambda run: (run.started, run.id))

    def run(self, id_: str) -> Run:
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

    def unfinished(self, library: str, collection: Target, source: str) -> Run | None:
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

    def discard(self, run: Run) -> None:
        """Forget a run that came to nothing."""
        with suppress(OSError):
            run.path.unlink(missing_ok=True)

    def begin(
        self, library: str, library_name: str, transport: str, source: str, collection: Target
    ) -> Run:
        """A new run, on record from now; raises InputError where the folder cannot be written."""
        started = _now()
        mark = hashlib.sha256(f"{started}{library}{os.getpid()}".encode()).hexdigest()[:6]
        id_ = f"{started[:10]}-{mark}"
        run = Run(
            id_, library, library_name, transport, source, collection, started,
            self._folder / f"{id_}.jsonl",
        )  # fmt: skip
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # For the user's eyes: it holds titles and tags of a private library.
            os.close(os.open(run.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except OSError as error:
            raise InputError(f"{self._folder}: cannot be written ({error.strerror})") from None
        run._write([_head_json(run)])
        return run


def owned(runs: Iterable[Run]) -> tuple[dict[str, Own], dict[str, str]]:
    """What refkit is answerable for, by key, and the key of each identity.

    ``runs`` are those of one library, the oldest first.
    """
    own: dict[str, Own] = {}
    keys: dict[str, str] = {}
    for run in runs:
        for number, step in enumerate(run.steps):
            trashed = run.undone.get(number, 0)
            if not (run.may_stand(number) or trashed):
                continue
            key, outcome = run.key_of(number), run.outcomes.get(number)
            before = own.get(key, Own(key))
            if trashed and step.body is None:  # it had been taken out of the trash
                own[key] = replace(before, version=trashed, trashed=trashed)
                continue
            after = _after(before, step, run.id, outcome)
            if trashed:  # the collection that it was in may be gone with it
                held: frozenset[str] = frozenset()
                after = replace(after, version=trashed, trashed=trashed, collections=held)
            own[key] = after
            keys |= dict.fromkeys(step.identities, key)
    return own, keys


def _after(own: Own, step: Step, run: str, outcome: Outcome | None) -> Own:
    """What refkit answers for in an item after one more step."""
    version = outcome.version if outcome else 0
    if step.body is not None:
        return Own(
            own.key,
            True,
            step.body["itemType"],
            values_of(step.body),
            frozenset(tag["tag"] for tag in step.body.get("tags", ()) if not tag.get("type")),
            frozenset(step.body.get("collections", ())),
            run,
            version,
            title=step.title,
        )
    fields, tags, collections = dict(own.fields), set(own.tags), set(own.collections)
    item_type = own.item_type
    for change in step.changes:
        name, _, part = change.field.partition(":")
        if name in {"tag", "collection"}:
            held = tags if name == "tag" else collections
            (held.add if change.after else held.discard)(part)
        elif name == "itemType":
            item_type = change.after
        elif name not in {"relation", "deleted"}:
            fields[name_of(change.field)] = change.after
    return replace(
        own,
        item_type=item_type,
        fields={name: value for name, value in fields.items() if value},
        tags=frozenset(tags),
        collections=frozenset(collections),
        run=run,
        version=version,
        title=step.title,
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _head_json(run: Run) -> Json:
    return {
        "run": run.id,
        "library": run.library,
        "library_name": run.library_name,
        "transport": run.transport,
        "source": run.source,
        "collection": [run.collection.key, run.collection.name, run.collection.is_new],
        "started": run.started,
    }


def _step_json(step: Step) -> Json:
    return {
        "entry": step.entry,
        "title": step.title,
        "verdict": step.verdict.value,
        "key": step.key,
        "identities": list(step.identities),
        "body": step.body,
        "version": step.version,
        "changes": [[each.field, each.before, each.after] for each in step.changes],
        "is_note": step.is_note,
    }


def _outcome_json(outcome: Outcome) -> Json:
    return {
        "key": outcome.key,
        "fate": outcome.fate.value,
        "version": outcome.version,
        "code": outcome.code,
        "why": outcome.why,
        **({} if outcome.stored is None else {"stored": outcome.stored}),
    }


def _read(path: Path) -> Run | None:
    """A run from its file; None where not even its beginning was written."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    lines: list[Mapping[str, Any]] = []
    for line in text.splitlines():
        # The last line may have been cut off; what it would have said is then not known.
        with suppress(ValueError):
            lines.append(json.loads(line))
    if not lines or "run" not in lines[0]:
        return None
    try:
        return _replayed(lines, path)
    except (LookupError, TypeError, ValueError) as error:
        raise InputError(f"{path}: is damaged ({type(error).__name__}: {error})") from None


def _replayed(lines: Sequence[Mapping[str, Any]], path: Path) -> Run:
    head = lines[0]
    run = Run(
        head["run"],
        head["library"],
        head["library_name"],
        head["transport"],
        head["source"],
        Target(*head["collection"]),
        head["started"],
        path,
    )
    for line in lines[1:]:
        if step := line.get("step"):
            told = {
                **step,
                "verdict": Verdict(step["verdict"]),
                "changes": tuple(Change(*each) for each in step["changes"]),
                "identities": tuple(step["identities"]),
            }
            run.steps.append(Step(**told))
        elif outcome := line.get("outcome"):
            told = {**outcome, "fate": Fate(outcome["fate"])}
            run.outcomes[line["number"]] = Outcome(**told)
        elif "undone" in line:
            run.undone[line["undone"]] = line.get("trashed", 0)
        elif "session" in line:
            run.sessions[line["session"]] = line["numbers"]
        elif "collection" in line:
            run.collection = replace(run.collection, key=line["collection"])
            run.has_collection = True
        run.colors += line.get("colors", ())
        run.has_ended = run.has_ended or "ended" in line
    return run
