"""The lines of reviews' lists while they are looked up: as printed first, then what became of each.

Nothing of it is a bibliography: it is what can be shown until there is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from threading import Lock
from typing import Any

from refkit.api.ledger import LOOK, needs_look, shown_work
from refkit.model.bibliography import Entry, Place
from refkit.model.printed import own_words, title_of
from refkit.model.resolution import Resolved, WithoutDoi
from refkit.text.plain import unstyled

LOOKING, FOUND = "looking", "found"
"""How a line stands; one that needs a look has its kind, a word of ``ledger.LOOK``."""
STANDS = {LOOKING: "being looked up", FOUND: "found", WithoutDoi.state: WithoutDoi.words} | LOOK
"""The same in words."""


@dataclass(frozen=True, slots=True)
class ListedLine:
    """A line as it stands: ``revision`` is another one whenever it has become another.

    ``author``, ``year``, ``title`` and ``container`` are those of the work that was found.
    """

    review: str
    position: int
    printed: str
    state: str
    revision: int
    author: str | None = None
    year: int | None = None
    title: str | None = None
    container: str | None = None

    def row(self) -> dict[str, Any]:
        """The line as the interface tells of it."""
        return asdict(self)


class ListedLines:
    """All lines that are looked up; told by ``tell``, may be read by several threads."""

    def __init__(self) -> None:
        self._lines: dict[Place, ListedLine] = {}
        self._lock = Lock()
        self._revision = 0
        self._settled = 0

    def tell(self, entries: Sequence[Entry], settled: bool) -> None:
        """Be told of lines, an entry each, as ``fetch`` tells of them.

        A line that was settled before, in a run that was stopped, stays so until it is known anew.
        """
        with self._lock:
            self._revision += 1
            for entry in entries:
                (citation,) = entry.citations
                before = self._lines.get(citation.place)
                if settled or before is None:
                    self._lines[citation.place] = self._line(entry, settled=settled)
            self._settled = sum(each.state != LOOKING for each in self._lines.values())

    def since(self, revision: int = 0) -> list[ListedLine]:
        """The lines that became others after a revision, in the order in which they are listed."""
        with self._lock:
            return [each for each in self._lines.values() if each.revision > revision]

    def counts(self) -> dict[str, int]:
        """How many lines there are, of how many it is known what they are, and the revision."""
        with self._lock:
            return {
                "listed": len(self._lines), "settled": self._settled, "revision": self._revision,
            }  # fmt: skip

    def _line(self, entry: Entry, *, settled: bool) -> ListedLine:
        (citation,) = entry.citations
        line = ListedLine(
            str(citation.review),
            citation.reference.position,
            own_words(entry),
            LOOKING,
            self._revision,
        )
        if not settled:
            return line
        if not isinstance(entry.resolution, Resolved):
            return replace(line, state=entry.resolution.state)
        look = needs_look(entry)
        line = replace(line, state=look[0][0] if look else FOUND)
        shown = shown_work(entry.work) | {"title": unstyled(title_of(entry)) or None}
        return replace(line, **shown)  # type: ignore[arg-type]
