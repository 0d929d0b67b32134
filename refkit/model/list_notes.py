"""What a person must know of the lists of a bibliography: a line for each that is not as announced.

Of the works that cite one, what each service said stands in one line, with how many works that are
and how many of them all name; where there are many such lists, those without trouble are summed up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from refkit.model.bibliography import Bibliography, ListOutcome, ReviewList
from refkit.model.entry_identity import believed_doi
from refkit.model.list_ids import CITING, CitingList
from refkit.model.reference import ASSERTED_BY

LIMIT = "--limit"
"""The detail of a row that a limit cut short."""
NOT_KNOWN = "does not know it"
"""The detail of a row of a source that has no record of the work that is cited."""

_PLAIN = ("", NOT_KNOWN)
_MOST_TOLD = 5  # lists that are as announced and are told one by one
_ALL = {2: "in both", 3: "in all three"}


@dataclass(frozen=True, slots=True)
class CitingNote:
    """What the services said of the works that cite some works, and what that is in all.

    ``works`` are the entries by their places, ``in_all`` those of them that every service names
    which knows the work that is cited. ``they`` is what the cited work or works are called.
    """

    of: str
    rows: tuple[ReviewList, ...]
    works: frozenset[int]
    in_all: frozenset[int]
    itself: bool = False
    they: str = "it"

    def __str__(self) -> str:
        if not any(row.source for row in self.rows):  # it is no work that anybody knows
            return "; ".join(row.detail for row in self.rows)
        if not self.works and (said := self._nobody()):
            return f"works citing {self.of}: {said}"
        told: list[str] = []
        for row in self.rows:
            in_full = not any(" announces " in each for each in told)
            said = f"{row.source} does not know {self.they}"
            told.append(said if row.detail == NOT_KNOWN else _said(row, in_full=in_full))
        return f"works citing {self.of}: {', '.join(told)}: {self._in_all()}"

    def _nobody(self) -> str:
        """That nobody cites it, where that is what all who were asked say."""
        if any(row.announced or _is_trouble(row) for row in self.rows):
            return ""  # or none since a year, or of some a service has no record
        saying = [row.source for row in self.rows if row.detail != NOT_KNOWN]
        others = [row.source for row in self.rows if row.detail == NOT_KNOWN]
        they, say = self.they, _verb("say", saying)
        said = f"nobody cites {they} yet, {say} {_listed(saying)}" if saying else ""
        unknown = f"{_listed(others)} {_verb('do', others)} not know {they}" if others else ""
        return "; ".join(filter(None, (said, unknown)))

    def _in_all(self) -> str:
        knowing = [row for row in self.rows if _answered(row)]
        words = _ALL.get(len(knowing), f"in all {len(knowing)}" if knowing[3:] else "")
        shared = f", {len(self.in_all):,} {words}" if words else ""
        itself = ", it itself among them" if self.itself else ""
        number = len(self.works)
        return f"{number:,} work{'' if number == 1 else 's'}{shared}{itself}"


def notes(bibliography: Bibliography) -> list[str]:
    """A line for each list of which a person must know something, in the order of the lists."""
    rows, lines = _rows(bibliography), _lines(bibliography)
    told: list[str] = []
    usual: list[CitingNote] = []
    for review, of in rows.items():
        if not review.startswith(CITING):
            told += dict.fromkeys(row.note for row in of if row.note)
            continue
        note = _citing(of, lines.get(review, []))
        if any(map(_is_trouble, note.rows)):
            told.append(str(note))
        else:
            usual.append(note)
    summed = [_sum(usual)] if len(usual) > _MOST_TOLD else usual
    return [*told, *map(str, summed)]


def notes_by_list(bibliography: Bibliography) -> dict[str, str]:
    """What there is to know of each list, which is spelled as in its rows; empty for nothing."""
    lines = _lines(bibliography)
    return {
        review: str(_citing(of, lines.get(review, [])))
        if review.startswith(CITING)
        else "; ".join(dict.fromkeys(row.note for row in of if row.note))
        for review, of in _rows(bibliography).items()
    }


def _rows(bibliography: Bibliography) -> dict[str, list[ReviewList]]:
    found: dict[str, list[ReviewList]] = {}
    for row in bibliography.lists:
        found.setdefault(row.review, []).append(row)
    return found


class _Line(NamedTuple):
    """A line of a work that cites one: its entry's place, who names it, whether it is that one."""

    entry: int
    named_by: frozenset[str]
    itself: bool


def _lines(bibliography: Bibliography) -> dict[str, list[_Line]]:
    """The lines of works that cite one, by their list."""
    found: dict[str, list[_Line]] = {}
    for place, entry in enumerate(bibliography.entries):
        for line in entry.citations:
            if isinstance(line.review, CitingList):
                named_by = frozenset(line.reference.field(ASSERTED_BY).split())
                itself = believed_doi(entry) == line.review.cited
                found.setdefault(str(line.review), []).append(_Line(place, named_by, itself))
    return found


def _citing(rows: Sequence[ReviewList], lines: Sequence[_Line]) -> CitingNote:
    newest = {row.source: row for row in rows}  # one that failed now stands behind what it gave
    knowing = {row.source for row in newest.values() if _answered(row)}
    return CitingNote(
        of=rows[0].review.removeprefix(CITING),
        rows=tuple(newest.values()),
        works=frozenset(line.entry for line in lines),
        in_all=frozenset(line.entry for line in lines if knowing <= line.named_by),
        itself=any(line.itself for line in lines),
    )


def _sum(each: Sequence[CitingNote]) -> CitingNote:
    """Many lists as one."""
    sources = dict.fromkeys(row.source for note in each for row in note.rows)
    of = {name: [row for note in each for row in note.rows if row.source == name]
          for name in sources}  # fmt: skip
    rows = tuple(
        ReviewList(
            CITING,
            ListOutcome.GIVEN,
            name,
            sum(row.announced for row in found),
            sum(row.given for row in found),
            _not_known(found),
        )
        for name, found in of.items()
    )
    works = frozenset[int]().union(*(note.works for note in each))
    # Whom one service alone knows is not named by all that are told of here.
    in_all = frozenset[int]().union(
        *(note.in_all for note in each if all(map(_answered, note.rows)))
    )
    return CitingNote(f"{len(each):,} works", rows, works, in_all, they="them")


def _not_known(rows: Sequence[ReviewList]) -> str:
    """Of how many works a service has no record."""
    number = sum(row.detail == NOT_KNOWN for row in rows)
    if number == len(rows):
        return NOT_KNOWN
    return f"does not know {number:,} of them" if number else ""


def _answered(row: ReviewList) -> bool:
    return row.outcome is ListOutcome.GIVEN and row.detail != NOT_KNOWN


def _is_trouble(row: ReviewList) -> bool:
    return row.outcome is not ListOutcome.GIVEN or bool(
        row.detail not in _PLAIN or row.announced != row.given
    )


def _said(row: ReviewList, *, in_full: bool) -> str:
    if row.outcome is not ListOutcome.GIVEN:
        part = f" gives {row.given:,} of {row.announced:,} and then no more" if row.given else ""
        return f"{row.source}{part or ' could not be asked'} ({row.detail})"
    if row.detail == LIMIT:
        return f"{row.source} given {row.given:,} of {row.announced:,}: {LIMIT}"
    detail = f" ({row.detail})" if row.detail else ""
    return _announced(row, in_full=in_full) + detail


def _announced(row: ReviewList, *, in_full: bool) -> str:
    if in_full:
        return f"{row.source} announces {row.announced:,} and gives {row.given:,}"
    return f"{row.source} {row.announced:,} and {row.given:,}"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _verb(verb: str, names: Sequence[str]) -> str:
    singular = {"say": "says", "do": "does"}
    return singular[verb] if len(names) == 1 else verb
