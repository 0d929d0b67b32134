"""The records that managers left in a document beside its printed list, and where both differ.

A line and a record are one reference where the matching room says so, one to one. The record's
fields then stand beside the printed words, as a publisher deposits them; its DOI is validated like
any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from refkit.documents.citations import manager_name, managers
from refkit.documents.model import Document, Embedded, PrintedLine, PrintedList
from refkit.matching.choose import Match, choose
from refkit.matching.normalize import compact, words
from refkit.matching.score import Fit, fit
from refkit.matching.title import Agreement
from refkit.model.bibliography import Entry
from refkit.model.printed_reference import PrintedReference
from refkit.model.reference import Reference
from refkit.model.resolution import Imported
from refkit.model.work import Work
from refkit.text.plain import one_line
from refkit.text.plural import count_noun

_AGREE, _NEAR, _DISAGREE = Agreement.AGREE, Agreement.NEAR, Agreement.DISAGREE
_COMPARED = 6  # records that share most words with a line
_HALF_AS_NEAR = 0.3  # of what the nearest shares: those with less are other works
_SHORTEST_WORD = 4
_TITLE_SHOWN = 60
_SHOWN = 20
# Crossref's names of what a record says, and how a reference calls them.
_FIELDS = {
    "author": "author",
    "article-title": "article_title",
    "journal-title": "journal_title",
    "series-title": "series_title",
    "volume-title": "volume_title",
    "year": "year",
    "volume": "volume",
    "issue": "issue",
    "first-page": "first_page",
    "edition": "edition",
    "DOI": "doi_text",
}


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which record each line is, by their places; records that stand twice, with their line."""

    record_of: Mapping[int, int]
    twice: Mapping[int, int]


def with_records(printed: PrintedList, document: Document) -> PrintedList:
    """The printed list with the record of each line; records that are not printed follow it.

    ``remarks`` say what is cited and not printed, printed and not cited, and printed otherwise than
    in its record.
    """
    records = document.embedded
    if not records:
        return printed
    lines = [_read(place, line.text) for place, line in enumerate(printed.references, start=1)]
    pairing = pair(lines, [record.work for record in records])
    references = tuple(
        replace(line, embedded=records[pairing.record_of[place]])
        if place in pairing.record_of
        else line
        for place, line in enumerate(printed.references)
    )
    paired = {*pairing.record_of.values(), *pairing.twice}
    missing = [record for place, record in enumerate(records) if place not in paired]
    remarks = _remarks(document, references, missing, lines)
    return replace(
        printed,
        references=(*references, *(PrintedLine("", embedded=record) for record in missing)),
        remarks=(*printed.remarks, *remarks),
    )


def deposited(record: Embedded) -> dict[str, str]:
    """What a record says, in Crossref's names of the fields of a reference."""
    said = _as_reference(record.work)
    fields = {name: getattr(said, ours) for name, ours in _FIELDS.items()}
    if record.work.pmid is not None:
        fields["PMID"] = str(record.work.pmid)
    return {name: value for name, value in fields.items() if value}


def pair(lines: Sequence[PrintedReference], works: Sequence[Work]) -> Pairing:
    """Which work each line means: by its DOI, else by what the line's own words confirm."""
    near = _Near(works)
    pairs: dict[int, int] = {}
    for choice in (_by_doi, _by_words, _by_what_is_left):
        _assign(choice, lines, works, near, pairs)
    taken = {work: line for line, work in pairs.items()}
    twice = {}
    for place, work in enumerate(works):
        if place not in taken:
            same = _same_record(work, {each: works[each] for each in taken})
            if same is not None:
                twice[place] = taken[same]
    return Pairing(pairs, twice)


def _read(position: int, text: str) -> PrintedReference:
    return PrintedReference.of(Reference(position, deposited=(("unstructured", text),)))


def _as_reference(work: Work) -> PrintedReference:
    return PrintedReference.of_entry(Entry("record", work, Imported("document")))


class _Near:
    """Which works share most words with a line: all others are not compared."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._with_word: dict[str, list[int]] = defaultdict(list)
        for place, work in enumerate(works):
            said = [work.title.plain, *(each.full_family or each.literal for each in work.creators)]
            for word in {word for text in said for word in words(text)}:
                if len(word) >= _SHORTEST_WORD or not word.isascii():
                    self._with_word[word].append(place)

    def places(self, line: PrintedReference) -> list[int]:
        shared: dict[int, float] = defaultdict(float)
        for word in set(words(line.text)):
            holders = self._with_word.get(word, ())
            for place in holders:
                shared[place] += 1 / len(holders)  # what few works say tells more
        best = sorted(shared, key=lambda place: (-shared[place], place))[:_COMPARED]
        return [place for place in best if shared[place] > _HALF_AS_NEAR * shared[best[0]]]


Choice = tuple[int, float]
"""The place of a work, and how much speaks for it."""
Way = Callable[[PrintedReference, Mapping[int, Work], Mapping[int, Work]], Choice | None]
"""Chooses for a line among the works that are near it, or among all that are free."""


def _assign(
    way: Way,
    lines: Sequence[PrintedReference],
    works: Sequence[Work],
    near: _Near,
    pairs: dict[int, int],
) -> None:
    """Take the best pairs of those that a way proposes, until it proposes no more."""
    while True:
        free = {place: works[place] for place in set(range(len(works))) - set(pairs.values())}
        proposed = []
        for place, line in enumerate(lines):
            if place in pairs:
                continue
            close = {each: works[each] for each in near.places(line) if each in free}
            if found := way(line, close, free):
                proposed.append((found[1], -place, found[0]))
        taken: set[int] = set()
        for _, place, work in sorted(proposed, reverse=True):
            if work not in taken:
                taken.add(work)
                pairs[-place] = work
        if not taken:
            return


def _by_doi(
    line: PrintedReference, _: Mapping[int, Work], free: Mapping[int, Work]
) -> Choice | None:
    if not line.dois:
        return None
    return next(((place, 1.0) for place, work in free.items() if work.doi in line.dois), None)


def _by_words(
    line: PrintedReference, near: Mapping[int, Work], _: Mapping[int, Work]
) -> Choice | None:
    found = choose(line, list(near.values()))
    if not isinstance(found, Match):
        return None
    return next(place for place, work in near.items() if work is found.work), found.score


def _by_what_is_left(
    line: PrintedReference, near: Mapping[int, Work], _: Mapping[int, Work]
) -> Choice | None:
    """Within one document a title and its people are enough, though a year or page differs."""
    fits = {place: fit(line, work) for place, work in near.items()}
    likely = {
        place: found.support
        for place, found in fits.items()
        if found.title in {_AGREE, _NEAR} and found.author is not _DISAGREE
    }
    best = max(likely, key=lambda place: (likely[place], -place), default=None)
    return None if best is None else (best, likely[best])


def _same_record(work: Work, others: Mapping[int, Work]) -> int | None:
    found = choose(_as_reference(work), list(others.values()))
    if not isinstance(found, Match):
        return None
    return next(place for place, other in others.items() if other is found.work)


def _remarks(
    document: Document,
    references: Sequence[PrintedLine],
    missing: Sequence[Embedded],
    lines: Sequence[PrintedReference],
) -> Iterator[str]:
    by = " and ".join(managers(document.embedded))
    yield f"{count_noun(len(document.embedded), 'records')} of {by} in its citations"
    if missing and not references:
        yield "no list is printed in it: these are the list"
    elif missing:
        shown = "; ".join(_short(record.work) for record in missing[:_SHOWN])
        more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
        yield f"{len(missing)} cited and not printed, put behind the list: {shown}{more}"
    uncited = [_number(place, line) for place, line in enumerate(references) if not line.embedded]
    if uncited:
        more = f" and {len(uncited) - _SHOWN} more" if len(uncited) > _SHOWN else ""
        shown = ", ".join(uncited[:_SHOWN])
        yield f"{len(uncited)} printed and not cited by {by}: reference {shown}{more}"
    for place, (line, printed) in enumerate(zip(references, lines, strict=True)):
        if line.embedded and (parts := list(differences(printed, line.embedded.work))):
            yield (
                f"reference {_number(place, line)} is printed otherwise than in the record "
                f"of {manager_name(line.embedded.by)}: {'; '.join(parts)}"
            )


def differences(printed: PrintedReference, work: Work) -> Iterator[str]:
    """What a line says otherwise than a record, each with what the record says."""
    found: Fit = fit(printed, work)
    year = work.cited_date()
    first = work.first_author
    said = {
        "title": (found.title, one_line(work.title.plain)),
        "first author": (found.author, (first.full_family or first.literal) if first else ""),
        "year": (found.year, str(year.year) if year else ""),
        "volume": (found.volume, work.volume),
        "first page": (found.pages, work.page or work.number),
    }
    for part, (agreement, value) in said.items():
        if part == "title" and compact(_read(1, value).text) in compact(printed.text):
            continue  # letter by letter, whatever stands around it
        if value and agreement in {_NEAR, _DISAGREE}:
            yield f"{part} ({_cut(value)} in the record)"
    if work.doi and printed.dois and work.doi not in printed.dois:
        yield f"DOI ({work.doi} in the record, {printed.dois[0]} printed)"


def _number(place: int, line: PrintedLine) -> str:
    return line.number or str(place + 1)


def _short(work: Work) -> str:
    first, year = work.first_author, work.cited_date()
    who = (first.full_family or first.literal) if first else ""
    title = f"“{_cut(one_line(work.title.plain))}”" if work.title.plain else ""
    return " ".join(filter(None, (who, str(year.year) if year else "", title)))


def _cut(text: str) -> str:
    return text if len(text) <= _TITLE_SHOWN else f"{text[: _TITLE_SHOWN - 1]}…"
