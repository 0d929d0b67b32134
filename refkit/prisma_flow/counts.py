"""The numbers of a PRISMA 2020 flow diagram, as far as files can say them; they add up.

A record is an entry of a library, or a line of a list. Which of them are one work is judged as
``refkit dedup`` does. A work that was found both ways counts where databases have it. What is left
is parted by what it is known by. Of screening nothing is known here, and nothing is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from refkit.duplicates.run import Grouped, grouped
from refkit.duplicates.tables import PairDecision
from refkit.errors import InputError
from refkit.formats.library import Library
from refkit.formats.register import SAVED
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.identifiers import ListId
from refkit.model.list_notes import notes
from refkit.model.resolution import AsPrinted, Unresolved
from refkit.prisma_flow.identified import Identified, Way, identified_in, names_shown
from refkit.text.plural import count_noun

TO_FILL_IN = (
    "records_marked_ineligible_by_automation_tools", "records_removed_for_other_reasons",
    "records_screened", "records_excluded", "reports_sought_for_retrieval",
    "reports_not_retrieved", "reports_assessed_for_eligibility", "reports_excluded",
    "studies_included", "reports_of_included_studies",
)  # fmt: skip
"""The numbers of PRISMA 2020 that are a person's to fill in."""


@dataclass(frozen=True, slots=True)
class RecordsLeft:
    """What is left without duplicates, by what it is known by; ``retracted`` are among them.

    ``with_identifier`` have a DOI, a PubMed or PMC number, an ISBN or an arXiv number;
    ``not_identified`` are lines of lists whose work nobody knows, kept as printed.
    """

    with_identifier: int
    without_identifier: int
    not_identified: int
    retracted: int

    @property
    def records(self) -> int:
        """How many there are."""
        return self.with_identifier + self.without_identifier + self.not_identified


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the two ways: what was identified where, and what is left of it."""

    way: Way
    identified: tuple[Identified, ...]
    left: RecordsLeft

    @property
    def records(self) -> int:
        """How many records were identified."""
        return sum(each.records for each in self.identified)

    @property
    def duplicates(self) -> int:
        """How many of them are another record's work."""
        return self.records - self.left.records


@dataclass(frozen=True, slots=True)
class FlowCounts:
    """The numbers, for each way in which records were identified.

    ``doubts`` are pairs that may be one work and count as two, ``notes`` lines for the user.
    """

    arms: tuple[Arm, ...]
    doubts: int
    notes: tuple[str, ...]

    @property
    def records(self) -> int:
        """How many records were identified."""
        return sum(arm.records for arm in self.arms)

    @property
    def duplicates(self) -> int:
        """How many were removed as duplicates."""
        return sum(arm.duplicates for arm in self.arms)

    @property
    def left(self) -> RecordsLeft:
        """What is left of both ways."""
        every = [arm.left for arm in self.arms]
        return RecordsLeft(
            sum(each.with_identifier for each in every),
            sum(each.without_identifier for each in every),
            sum(each.not_identified for each in every),
            sum(each.retracted for each in every),
        )

    def __str__(self) -> str:
        left = self.left
        return (
            f"{count_noun(self.records, 'records')} identified, "
            f"{count_noun(self.duplicates, 'duplicates')} removed, {left.records} left: "
            f"{left.with_identifier} with an identifier, {left.without_identifier} without, "
            f"{left.not_identified} not identified (kept as printed); {left.retracted} retracted"
        )

    def numbers(self) -> dict[str, Any]:
        """All numbers, for a machine; those of screening are none, for a person to fill in."""
        return {
            **_numbers(self.records, self.duplicates, self.left),
            "arms": [
                {
                    "way": arm.way.value,
                    "identified": [
                        {"file": each.file, "place": each.place, "records": each.records}
                        for each in arm.identified
                    ],
                    **_numbers(arm.records, arm.duplicates, arm.left),
                }
                for arm in self.arms
            ],
            "pairs_in_doubt": self.doubts,
            "to_fill_in": dict.fromkeys(TO_FILL_IN),
        }


def count(
    given: Mapping[str, Library | Bibliography], decided: Sequence[PairDecision] = ()
) -> FlowCounts:
    """Count libraries and saved bibliographies, each by the name of its file.

    ``decided`` is a person's word on pairs, as for ``dedup``. Raises InputError where there is
    nothing, for a list that stands in two of the files, and as ``dedup`` for decisions.
    """
    if not any(each.entries for each in given.values()):
        raise InputError("there are no records to count")
    _refuse_twice(given)
    found = grouped({name: _as_library(each) for name, each in given.items()}, decided)
    shown = names_shown(given)
    identified = [each for name in given for each in identified_in(shown[name], given[name])]
    left = _left(found)
    arms = tuple(
        Arm(way, tuple(each for each in identified if each.way is way), left[way])
        for way in Way
        if any(each.way is way for each in identified)
    )
    doubts = sum(pair not in found.decided for pair in found.grouping.doubts)
    return FlowCounts(arms, doubts, (*found.notes, *_notes(given, doubts)))


def _refuse_twice(given: Mapping[str, Library | Bibliography]) -> None:
    """Raise InputError for a list that stands in two files: its lines would count twice."""
    seen: dict[ListId, str] = {}
    for name, each in given.items():
        for review in each.heads if isinstance(each, Bibliography) else ():
            if review in seen:
                raise InputError(
                    f"{name}: holds the review {review}, as {seen[review]} does; "
                    "name one of the two"
                )
            seen[review] = name


def _numbers(records: int, duplicates: int, left: RecordsLeft) -> dict[str, int]:
    return {
        "records_identified": records,
        "duplicates_removed": duplicates,
        "records_left": left.records,
        "with_identifier": left.with_identifier,
        "without_identifier": left.without_identifier,
        "not_identified": left.not_identified,
        "retracted": left.retracted,
    }


def _as_library(given: Library | Bibliography) -> Library:
    """The entries of a saved bibliography beside those of libraries: each work stands once."""
    return given if isinstance(given, Library) else Library("", SAVED.name, given.entries)


def _left(found: Grouped) -> dict[Way, RecordsLeft]:
    """What is left, a group for each work, by the way that it counts for."""
    entries = [entry for source in found.sources for entry in source.library.entries]
    kinds: Counter[tuple[Way, str]] = Counter()
    for places in found.grouping.groups:
        group = [entries[place] for place in places]
        way = Way.DATABASES if any(not entry.citations for entry in group) else Way.OTHER
        kinds[way, _known_by(group)] += 1
        kinds[way, "retracted"] += any(entry.work.is_retracted for entry in group)
    return {way: RecordsLeft(*(kinds[way, kind] for kind in _KINDS)) for way in Way}


_KINDS = ("identifier", "words", "nothing", "retracted")


def _known_by(group: Sequence[Entry]) -> str:
    """What the records of one work are known by."""
    if any(_has_identifier(entry) for entry in group):
        return "identifier"
    unknown = all(isinstance(entry.resolution, Unresolved) for entry in group)
    return "nothing" if unknown else "words"


def _has_identifier(entry: Entry) -> bool:
    if isinstance(entry.resolution, AsPrinted):
        return False  # what is printed may be another work's
    work = entry.work
    is_arxiv = work.archive_location and work.archive.casefold() == "arxiv"
    return bool(work.doi or work.pmid or work.pmcid or work.isbns or is_arxiv)


def _notes(given: Mapping[str, Library | Bibliography], doubts: int) -> Iterator[str]:
    for each in given.values():
        if isinstance(each, Bibliography):
            yield from notes(each)
    if doubts:
        yield (
            f"{count_noun(doubts, 'pairs')} may be one work and count as two records: "
            "refkit dedup --doubts lists those of libraries, --decided takes your yes or no"
        )
