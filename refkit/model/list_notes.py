"""What a person must know of the lists of a bibliography: a line for each that is not as announced.

Of the works that cite one, what each service said stands in one line, with how many works that are
and how many of them all name; where there are many such lists, those without trouble are summed up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from refkit.model.bibliography import Bibliography, Citation, ListOutcome, ReviewList
from refkit.model.entry_identity import believed_doi
from refkit.model.list_ids import CITING, CitingList
from refkit.model.reference import ASSERTED_BY
from refkit.text.plural import count_noun

LIMIT = "--limit"
"""The detail of a row that a limit cut short."""
NOT_KNOWN = "does not know it"
"""The detail of a row of a source that has no record of the work that is cited."""

_MOST_TOLD = 5  # lists that are as announced and are told one by one
_ALL = {2: "in both", 3: "in all three"}


@dataclass(frozen=True, slots=True)
class CitingNote:
    """What the services said of the works that cite some works, and what that is in all.

    ``in_all`` is how many works every service names that knows the work.
    """

    of: str
    rows: tuple[ReviewList, ...]
    works: int
    in_all: int
    itself: bool = False

    def __str__(self) -> str:
        if not self.works and (said := self._nobody()):
            return f"works citing {self.of}: {said}"
        told, first = [], True
        for row in self.rows:
            told.append(_said(row, in_full=first))
            first = first and told[-1] != _announced(row, in_full=True)
        return f"works citing {self.of}: {', '.join(told)}: {self._in_all()}"

    def _nobody(self) -> str:
        """That nobody cites it, where that is what all who were asked say."""
        if any(row.outcome is not ListOutcome.GIVEN or row.announced for row in self.rows):
            return ""
        saying = [row.source for row in self.rows if row.detail != NOT_KNOWN]
        others = [row.source for row in self.rows if row.detail == NOT_KNOWN]
        said = f"nobody cites it yet, {_verb('say', saying)} {_listed(saying)}" if saying else ""
        unknown = f"{_listed(others)} {_verb('do', others)} not know it" if others else ""
        return "; ".join(filter(None, (said, unknown)))

    def _in_all(self) -> str:
        knowing = [row for row in self.rows if _answered(row)]
        words = _ALL.get(len(knowing), f"in all {len(knowing)}" if knowing[3:] else "")
        shared = f", {self.in_all:,} {words}" if words else ""
        itself = ", it itself among them" if self.itself else ""
        return f"{_number(self.works)}{shared}{itself}"


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


def _lines(bibliography: Bibliography) -> dict[str, list[tuple[Citation, bool]]]:
    """The lines of works that cite one, by their list, and whether each is that work itself."""
    found: dict[str, list[tuple[Citation, bool]]] = {}
    for entry in bibliography.entries:
        for line in entry.citations:
            if isinstance(line.review, CitingList):
                itself = believed_doi(entry) == line.review.cited
                found.setdefault(str(line.review), []).append((line, itself))
    return found


def _citing(rows: Sequence[ReviewList], lines: Sequence[tuple[Citation, bool]]) -> CitingNote:
    newest = {row.source: row for row in rows}  # one that failed now stands behind what it gave
    knowing = {row.source for row in newest.values() if _answered(row)}
    named = [set(line.reference.field(ASSERTED_BY).split()) for line, _ in lines]
    return CitingNote(
        of=rows[0].review.removeprefix(CITING),
        rows=tuple(newest.values()),
        works=len(lines),
        in_all=sum(knowing <= each for each in named),
        itself=any(itself for _, itself in lines),
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
        )
        for name, found in of.items()
    )
    works = sum(note.works for note in each)
    return CitingNote(f"{len(each):,} works", rows, works, sum(note.in_all for note in each))


def _answered(row: ReviewList) -> bool:
    return row.outcome is ListOutcome.GIVEN and row.detail != NOT_KNOWN


def _is_trouble(row: ReviewList) -> bool:
    return row.outcome is not ListOutcome.GIVEN or bool(
        row.detail not in {"", NOT_KNOWN} or row.announced != row.given
    )


def _said(row: ReviewList, *, in_full: bool) -> str:
    if row.outcome is not ListOutcome.GIVEN:
        part = f" gives {row.given:,} of {row.announced:,} and then no more" if row.given else ""
        return f"{row.source}{part or ' could not be asked'} ({row.detail})"
    if row.detail == NOT_KNOWN:
        return f"{row.source} {NOT_KNOWN}"
    if row.detail == LIMIT:
        return f"{row.source} given {row.given:,} of {row.announced:,}: {LIMIT}"
    detail = f" ({row.detail})" if row.detail else ""
    return _announced(row, in_full=in_full) + detail


def _announced(row: ReviewList, *, in_full: bool) -> str:
    if in_full:
        return f"{row.source} announces {row.announced:,} and gives {row.given:,}"
    return f"{row.source} {row.announced:,} and {row.given:,}"


def _number(works: int) -> str:
    return f"{works:,} works" if works != 1 else count_noun(1, "works")


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _verb(verb: str, names: Sequence[str]) -> str:
    singular = {"say": "says", "do": "does"}
    return singular[verb] if len(names) == 1 else verb
