"""Do two records of a user's own mean one work? The one judgement of it.

Each record is weighed as a reference that means the other, part by part, by ``fit``. Nothing that
two records share is believed by itself: the abstracts of a congress have one DOI, a preprint has
its article's title. Reasons, and what it does to real sets:
docs/decisions/0028-two-records-one-work.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from refkit.matching.compared_record import ComparedRecord
from refkit.matching.normalize import words
from refkit.matching.record_agreement import (
    RecordAgreement,
    compare_identifiers,
    compare_numbers,
    is_alike,
)
from refkit.matching.title import Agreement
from refkit.matching.work_types import is_notice

_AGREE, _NEAR = Agreement.AGREE, Agreement.NEAR
_DISAGREE, _SILENT = Agreement.DISAGREE, Agreement.SILENT


class Sameness(StrEnum):
    """What two records are to each other: ``related`` are two works, ``doubt`` a person settles."""

    SAME = "same"
    DOUBT = "doubt"
    RELATED = "related"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RecordPair:
    """What two records are to each other; ``why`` says it in a clause, of related ones how.

    Of two pairs that are the same, the one with the smaller ``rank`` is the surer.
    """

    sameness: Sameness
    why: str = ""
    rank: int = 0


ANOTHER_VERSION = "published elsewhere, or in another version"
"""How two records of one title and first author are related of which no more is known."""
_OTHER = RecordPair(Sameness.OTHER)


def judge(one: ComparedRecord, other: ComparedRecord) -> RecordPair:
    """Judge two records by all that both say; the answer is the same whichever comes first.

    What a work shares with no other is its place: a page of a volume of a journal. Title, people
    and place are one work; so are a full title, people, year and journal where a place is not told.
    A number or a notice in one title alone, another kind, two identifiers of one kind, another
    place are two works; where title and people agree all the same, they are related.
    """
    if _is_hopeless(one, other):
        return _OTHER
    found = RecordAgreement.of(one, other)
    rules = (_notice, _untitled, _other_title, _other_part, _other_kind, _by_identifier)
    said = (rule(found) for rule in rules)
    return next((pair for pair in said if pair), None) or _by_words(found)


def _is_hopeless(one: ComparedRecord, other: ComparedRecord) -> bool:
    """Whether nothing can make them one, which is quick to tell: hundreds may share a DOI."""
    if is_alike(one.title, other.title) or one.says_nothing_else or other.says_nothing_else:
        return False
    if (one.title in other.title or other.title in one.title) and compare_identifiers(
        one, other
    ) is _AGREE:
        return False
    return one.place is None or one.place != other.place or one.author != other.author


def _related(how: str) -> RecordPair:
    return RecordPair(Sameness.RELATED, how)


def _doubt(why: str) -> RecordPair:
    return RecordPair(Sameness.DOUBT, why)


def _same(why: str, rank: int = 3) -> RecordPair:
    return RecordPair(Sameness.SAME, why, rank)


def _notice(found: RecordAgreement) -> RecordPair | None:
    """What a record says of being about the other, or another version of it."""
    for one, other in ((found.one, found.other), (found.other, found.one)):
        dois = {doi.value for doi in other.dois}
        for relation in one.work.relations:
            if relation.id.lower() in dois:
                return _related(relation.type.replace("-", " "))
        if any(update.notice.lower() in dois for update in one.work.updates if update.notice):
            return _related("a notice and its work")
    if found.one.title == found.other.title:
        return None  # "Bees—Reply", "Bees-Reply"
    notices = {is_notice(each.work.title.plain) for each in (found.one, found.other)}
    if len(notices) == 1:
        return None
    alike = found.title in {_AGREE, _NEAR}
    return _related("a notice or an answer, and its work") if alike else _OTHER


def _untitled(found: RecordAgreement) -> RecordPair | None:
    """Without a title to compare nobody can say; a person is asked where all else agrees."""
    if found.title is not _SILENT:
        return None
    bare = [each.says_nothing_else for each in (found.one, found.other)]
    if any(bare) and found.identifier is _AGREE:
        return _same("identifier, beside which one of them says nothing")
    if any(bare) and found.identifier is _SILENT:
        return _doubt("an identifier and nothing else")  # which the other one may have or not
    if found.agrees_in_all or found.identifier is _AGREE:
        return _doubt("one of them has no title")
    return _OTHER


def _other_title(found: RecordAgreement) -> RecordPair | None:
    """Other titles are two works, whatever they share; a translation is for a person to see."""
    if found.title is not _DISAGREE:
        return None
    placed = found.is_placed and {found.author, found.year} == {_AGREE}
    if placed and _DISAGREE not in {found.container, found.identifier}:
        return _doubt("people and place agree, the titles do not")
    return _OTHER


def _other_part(found: RecordAgreement) -> RecordPair | None:
    """A number in one title alone; on the same page it is a misprint."""
    editions = compare_numbers(found.one.work.edition, found.other.work.edition)
    if editions is _DISAGREE:
        return _related("another edition")
    if not found.has_number or found.is_placed:
        return None
    return _related("another part of one title") if found.author is _AGREE else _OTHER


def _other_kind(found: RecordAgreement) -> RecordPair | None:
    """Two kinds of work of one title: a preprint and its article."""
    kinds = {found.one.kind, found.other.kind}
    on_one_page = {found.pages, found.container, found.year} == {_AGREE} or found.is_placed
    if len(kinds) == 1 or on_one_page or found.identifier is _AGREE:
        return None
    if found.author in {_DISAGREE, _SILENT} or not found.is_full or found.title is not _AGREE:
        return None
    both = sorted(kind or "article" for kind in kinds)
    if "conference paper or abstract" in kinds and not found.conflicts:
        return None  # many a record does not say what it is
    return _related(f"{' and '.join(both)} of one title")


def _by_identifier(found: RecordAgreement) -> RecordPair | None:
    if found.identifier is _AGREE:
        return _with_identifier(found)
    return _against_identifier(found) if found.identifier is _DISAGREE else None


def _with_identifier(found: RecordAgreement) -> RecordPair:
    """One DOI or PubMed number, and a title that does not disagree."""
    if found.is_placed:
        return _same("identifier and place", 0)
    if found.has_word and not found.is_held:
        return _doubt("one identifier, and titles that differ in a word")
    conflicts = found.conflicts
    if len(conflicts) > 1:
        return _doubt(f"one identifier, and {_listed(conflicts)} disagree")
    if not found.is_full and (conflicts or found.author is not _AGREE):
        return _doubt("one identifier, and a title that many works have")
    return _same("identifier and title", 1)


def _against_identifier(found: RecordAgreement) -> RecordPair:
    """Two DOIs or PubMed numbers: one work was registered twice where all the rest agrees."""
    if found.title is not _AGREE or found.author in {_DISAGREE, _SILENT} or not found.is_full:
        return _OTHER
    rest = {found.volume, found.pages, found.year, found.container}
    if rest == {_AGREE} and found.issue is not _DISAGREE:
        return _same("title, people and place, under two identifiers")
    return _elsewhere(found)


def _elsewhere(found: RecordAgreement) -> RecordPair:
    if found.one.kind == found.other.kind == "book":
        return _related("another edition")
    return _related(ANOTHER_VERSION)


def _by_words(found: RecordAgreement) -> RecordPair:
    if found.title is not _AGREE:
        return _by_near_title(found)
    if found.is_placed:
        return _at_one_place(found)
    if found.author not in {_AGREE, _NEAR}:
        return _OTHER
    conflicts = found.conflicts
    if not conflicts:
        return _unplaced(found)
    if not found.is_full:
        return _OTHER
    if len(conflicts) == 1:
        return _but_for(found, conflicts[0])
    return _elsewhere(found)


def _at_one_place(found: RecordAgreement) -> RecordPair:
    other = [name for name in found.conflicts if name != "container"]
    agreed = {found.author, found.container} == {_AGREE} or found.agrees_in_all
    if not other and (found.is_full or agreed):
        return _same("title and place", 2)
    if found.is_full and found.volume is _AGREE and len(other) == 1:
        return _same("title and place", 2)
    return _doubt(f"title and place agree, {_listed(other or ['too little else'])} does not")


def _unplaced(found: RecordAgreement) -> RecordPair:
    """A title and its people, and nothing that disagrees."""
    if not found.is_full:
        is_book = found.one.kind == found.other.kind == "book"
        where = _AGREE if is_book else found.container
        agreed = {found.author, found.year, where} == {_AGREE}
        if agreed and found.is_in_one_issue:
            return _same("title, people, issue and page")
        return _doubt("a short title, its people, year and journal agree") if agreed else _OTHER
    untold = found.pages is _SILENT and {found.volume, found.issue} != {_AGREE}
    if untold and {found.one.kind, found.other.kind} == {"", "conference paper or abstract"}:
        return _doubt("title and people agree; one may be a conference abstract")
    if found.year in {_AGREE, _NEAR} and _AGREE in {found.container, found.pages}:
        return _same("title, people, year and container")
    bare = found.volume is found.pages is _SILENT
    if found.year is _AGREE and bare and found.one.kind == found.other.kind:
        return _same("title, people and year")
    return _doubt("title and people agree, and no place is told")


def _but_for(found: RecordAgreement, part: str) -> RecordPair:
    """A full title, its people, and one part that disagrees: a misprint, or another work."""
    rest = {found.year, found.container} == {_AGREE} and found.author is _AGREE
    if part == "volume" and found.pages is _AGREE and rest:
        return _same("title, people, year, container and page")
    if part == "container" and found.pages is _AGREE and found.year is _AGREE:
        same = words(found.one.work.page) == words(found.other.work.page)
        return _same("title, people, year and pages") if same else _doubt(_all_but(part))
    if found.pages is _SILENT and part in {"container", "issue", "year"}:
        return _elsewhere(found) if part != "container" else _doubt(_all_but(part))
    return _doubt(_all_but(part))


def _all_but(part: str) -> str:
    return f"title and people agree, the {part} does not"


def _by_near_title(found: RecordAgreement) -> RecordPair:
    """A title that is near: with a subtitle less, cut off, translated, misprinted, or another."""
    if found.author is not _AGREE:
        return _OTHER
    # Several abstracts of one group stand on one page of a supplement.
    crowded = (
        found.one.kind == found.other.kind == "conference paper or abstract" and found.has_word
    )
    agreed = found.agrees_in_all and (found.container is not _DISAGREE or found.is_held)
    if agreed and (found.is_held or not crowded):
        return _same("people and place, and a title that is near")
    whole = found.is_held or not found.has_word
    if found.is_placed and found.container is _AGREE and found.year is _AGREE and whole:
        return _same("people and place, and a title that is near")
    if found.is_placed or (whole and not found.conflicts and found.container is _AGREE):
        return _doubt("people and place agree, the titles nearly")
    return _OTHER


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
