"""Which items of a library stand in the list of which review, for who looks at one of them."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from refkit.files.records import read_record, write_record
from refkit.model.bibliography import Bibliography
from refkit.text.plain import unstyled
from refkit.text.unicode import replace_surrogates
from refkit.zotero.desired import place_of
from refkit.zotero.journal import SyncRun
from refkit.zotero.plan import Plan


@dataclass(frozen=True, slots=True)
class CitedBy:
    """A line of a review's list; ``run`` is the one that wrote it, empty where none had to."""

    review: str
    title: str
    position: int
    run: str = ""


class CitedFile:
    """What the last plans saw of a library, in a file that only the user can read.

    It can be made anew at any time: one that cannot be read or written is done without.
    """

    def __init__(self, folder: Path, library: str) -> None:
        digest = hashlib.sha256(library.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self._path = folder / "zotero-cited" / f"{digest}.json"

    def note(self, bibliography: Bibliography, plan: Plan) -> None:
        """Note which items the lines of a bibliography are, in the place of what was noted."""
        held = self._load()
        for list_id, work in bibliography.heads.items():
            held[str(list_id)] = {"title": replace_surrogates(unstyled(work.title)), "items": {}}
        entries = {each.id: each for each in bibliography.entries}
        for step in plan.steps:
            entry = entries.get(step.entry)
            for line in entry.citations if entry else ():
                row = held.setdefault(str(line.review), {"title": "", "items": {}})
                row["items"].setdefault(step.key, []).append(line.reference.position)
        self._save(held)

    def by(self, key: str, runs: list[SyncRun]) -> list[CitedBy]:
        """The lines that an item is, by what was noted and by the runs that wrote it."""
        held = self._load()
        found: dict[str, list[CitedBy]] = {}
        for run in runs:
            for number, step in enumerate(run.steps):
                if run.key_of(number) == key and run.may_stand(number):
                    _take(found, run.id, step.identities, held)
        for review, row in held.items():
            places = row["items"].get(key, ())
            if places:
                run_of = found[review][0].run if review in found else ""
                found[review] = [CitedBy(review, row["title"], each, run_of) for each in places]
        return [each for lines in found.values() for each in lines]

    def _load(self) -> dict[str, Any]:
        with suppress(OSError, ValueError):
            held = json.loads(read_record(self._path))
            if isinstance(held, dict):
                return held
        return {}

    def _save(self, held: dict[str, Any]) -> None:
        with suppress(OSError):
            write_record(self._path, json.dumps(held).encode("ascii"))


def _take(
    found: dict[str, list[CitedBy]], run: str, names: tuple[str, ...], held: dict[str, Any]
) -> None:
    """The places among the names of a step; of a review the last run is right."""
    lines: dict[str, list[CitedBy]] = {}
    for name in names:
        if place := place_of(name):
            review, position = place
            title = held.get(review, {}).get("title", "")
            lines.setdefault(review, []).append(CitedBy(review, title, position, run))
    found |= lines
