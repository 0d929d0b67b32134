"""The sources that are asked in turn, and the callbacks that are told of progress."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from refkit.model.bibliography import Entry
from refkit.model.identifiers import Doi, Pmid
from refkit.sources.base import (
    Lookup,
    LookupResult,
    Numbered,
    Outcome,
    PlaceSearchable,
    Searchable,
    Source,
)

Watch = Callable[[Sequence[Entry], bool], None]
"""What is told of listed lines, an entry without a key each: as printed, while they are looked up;
and with True as they stand, when that is known."""


Progress = Callable[[int], None]


StartProgress = Callable[[str, int], Progress]


def no_progress(words: str, total: int) -> Progress:
    """Nobody is told of progress."""
    return lambda done: None


def no_watch(entries: Sequence[Entry], settled: bool) -> None:
    """Nobody watches."""


class PrimarySource(Source, Searchable, Protocol):
    """The source that is asked first: it lists, looks up and is searched."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Who is asked: ``first`` for everything, ``elsewhere`` for DOIs that it does not know.

    ``extras`` are asked for what is missing: of works that were found, and for the reference list
    of a review that ``first`` has none of. ``by_place`` is asked for lines without a usable DOI by
    where they stand, before ``first`` is searched. ``expect`` is told what ``first`` will be
    searched for whatever comes of the DOIs, so that it may begin meanwhile. ``numbers`` knows works
    by PubMed's numbers, and is asked for lines that print one and whose DOI led to nothing; None
    asks nobody.
    """

    first: PrimarySource
    elsewhere: Lookup | None = None
    extras: tuple[Source, ...] = ()
    by_place: PlaceSearchable | None = None
    expect: Callable[[Sequence[str]], None] = lambda texts: None
    numbers: Numbered | None = None


def find(dois: Sequence[Doi], sources: Sources) -> dict[Doi, tuple[str, LookupResult]]:
    """Look up DOIs where they may be known: each with the name of who answered last."""
    wanted = list(dict.fromkeys(dois))
    answers = sources.first.lookup(wanted) if wanted else {}
    found = {doi: (sources.first.name, answer) for doi, answer in answers.items()}
    unknown = [doi for doi, answer in answers.items() if answer.outcome is Outcome.UNKNOWN]
    if unknown and sources.elsewhere:
        others = sources.elsewhere.lookup(unknown)
        found |= {doi: (sources.elsewhere.name, answer) for doi, answer in others.items()}
    return found


def find_each(
    names: Sequence[Doi | Pmid], sources: Sources
) -> dict[Doi | Pmid, tuple[str, LookupResult]]:
    """The same for PubMed numbers as well, where somebody is asked for them; else without them."""
    found: dict[Doi | Pmid, tuple[str, LookupResult]] = {}
    found.update(find([each for each in names if isinstance(each, Doi)], sources).items())
    numbers = [each for each in dict.fromkeys(names) if isinstance(each, Pmid)]
    if numbers and (source := sources.numbers):
        answers = source.numbered_each(numbers)
        found |= {number: (source.name, answers[number]) for number in numbers}
    return found


def is_known(doi: Doi, sources: Sources) -> bool:
    """Whether a review's DOI leads somewhere, or nobody can say so now."""
    answer = sources.first.lookup([doi])[doi]
    return answer.outcome in {Outcome.FOUND, Outcome.FAILED}
