"""Keeps plans between the moment a person looks at them and the one at which they are written.

A plan is kept under the name of its run until it is written or many others were made. It is no
record: nothing in it has been written anywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from refkit.errors import InputError
from refkit.files.records import read_record, write_record
from refkit.zotero.journal import read_step, step_json
from refkit.zotero.plan import Step, TargetCollection

_NAME = re.compile(r"\d{4}-\d{2}-\d{2}-[0-9a-f]{6}")
_MOST = 40


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """What would be written, by the numbers that it was shown under.

    ``known`` are the runs of the library that were on record when it was made.
    """

    run: str
    library: str
    source: str
    collection: TargetCollection
    steps: Mapping[int, Step]
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KeptUndo:
    """What would be taken back of a run: the numbers of its steps by the key of their item.

    ``trashed`` are the keys of items that go to the trash.
    """

    run: str
    numbers: Mapping[str, Sequence[int]]
    trashed: frozenset[str]


class KeptPlans:
    """The plans in a folder, one file each, which only the user can read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "zotero-plans"

    def keep(self, plan: KeptPlan) -> None:
        """Keep a plan; raises InputError where that cannot be written."""
        collection = plan.collection
        self._write(
            self._path(plan.run),
            {
                "run": plan.run,
                "library": plan.library,
                "source": plan.source,
                "known": sorted(plan.known),
                "collection": [collection.key, collection.name, collection.is_new],
                "steps": [[number, step_json(step)] for number, step in plan.steps.items()],
            },
        )
        self._forget_oldest()

    def plan(self, run: str) -> KeptPlan:
        """The plan of a run; raises InputError where it is not kept any more."""
        held = self._read(self._path(run))
        if held is None:
            raise InputError(f"the plan {run!r} is not kept any more: ask for it again")
        return KeptPlan(
            held["run"],
            held["library"],
            held["source"],
            TargetCollection(*held["collection"]),
            {number: read_step(step) for number, step in held["steps"]},
            frozenset(held.get("known", ())),
        )

    def has(self, run: str) -> bool:
        """Whether the plan of a run is kept."""
        return self._path(run).exists()

    def keep_undo(self, undo: KeptUndo) -> None:
        """Keep what is to be taken back of a run."""
        numbers = {key: list(each) for key, each in undo.numbers.items()}
        held = {"run": undo.run, "numbers": numbers, "trashed": sorted(undo.trashed)}
        self._write(self._path(undo.run, ".undo"), held)

    def undo(self, run: str) -> KeptUndo | None:
        """What was to be taken back of a run; None where nothing was."""
        held = self._read(self._path(run, ".undo"))
        return held and KeptUndo(held["run"], held["numbers"], frozenset(held["trashed"]))

    def forget(self, run: str) -> None:
        """Forget what is kept of a run."""
        for kind in ("", ".undo"):
            self._path(run, kind).unlink(missing_ok=True)

    def _path(self, run: str, kind: str = "") -> Path:
        if not _NAME.fullmatch(run):  # it becomes the name of a file
            raise InputError(f"{run!r} is the name of no run")
        return self._folder / f"{run}{kind}.json"

    def _write(self, path: Path, held: dict[str, Any]) -> None:
        try:
            write_record(path, json.dumps(held).encode("ascii"))
        except OSError as error:
            raise InputError(f"{path}: cannot be written ({error.strerror})") from None

    @staticmethod
    def _read(path: Path) -> Any:
        try:
            return json.loads(read_record(path))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise InputError(f"{path}: cannot be read ({error})") from None

    def _forget_oldest(self) -> None:
        kept = sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
        for path in kept[:-_MOST]:
            path.unlink(missing_ok=True)
