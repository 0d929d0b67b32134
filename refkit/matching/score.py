"""How well a work fits a reference's own words: a score, with the parts that made it.

Each part agrees, nearly agrees, disagrees, or is silent because one side does not have it. What
agrees speaks for the work, what disagrees against it; too little that speaks for it is no proof.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from refkit.matching import journal, volume_pages
from refkit.matching.normalize import LONGEST_GIVEN, compose, holds, is_in_one_piece, words
from refkit.matching.printed_string import Rest, rest_beside
from refkit.matching.title import (
    UNTOLD,
    Agreement,
    Likeness,
    compare,
    is_part,
    is_printed,
    strength,
    title_finder,
)
from refkit.matching.title_borders import words_beyond
from refkit.matching.title_differences import counting_words
from refkit.model.people import Creator
from refkit.model.printed_reference import PrintedReference
from refkit.model.work import Work, own_title

# What a part is worth where it agrees and where it disagrees. Crossref's validation counts years,
# numbers and names alike; here a title says most, and a wrong page more than a wrong volume.
FOR = {"title": 4.0, "author": 2.0, "year": 1.0, "volume": 1.5, "pages": 2.0, "container": 1.5}
AGAINST = {"title": 6.0, "author": 3.0, "year": 2.0, "volume": 2.0, "pages": 3.0, "container": 1.0}
NEARLY = 0.5  # Crossref's weight of a year that is one off
# Title and author, or year, volume, page and container: less is not enough to know a work by.
ENOUGH = 6.0
FULL_TITLE = 24  # letters; below, a title says less: it is soon another work's too

SHORTEST_HALF = 4  # letters of one of two family names; particles are shorter

_VALUE = {
    Agreement.AGREE: 1.0,
    Agreement.NEAR: NEARLY,
    Agreement.DISAGREE: 0.0,
    Agreement.SILENT: 0.0,
}


@dataclass(frozen=True, slots=True)
class Fit:
    """What each part of a reference says to a work."""

    title: Agreement = Agreement.SILENT
    author: Agreement = Agreement.SILENT
    year: Agreement = Agreement.SILENT
    volume: Agreement = Agreement.SILENT
    pages: Agreement = Agreement.SILENT
    container: Agreement = Agreement.SILENT
    likeness: Likeness = UNTOLD
    strength: float = 1.0

    @property
    def parts(self) -> dict[str, Agreement]:
        """The parts by name."""
        return {part: getattr(self, part) for part in FOR}

    @property
    def support(self) -> float:
        """What speaks for the work."""
        return sum(
            _VALUE[said] * FOR[part] * (self.strength if part == "title" else 1)
            for part, said in self.parts.items()
        )

    @property
    def score(self) -> float:
        """From 0 to 1: the share of what is said that speaks for the work, if it is enough."""
        against = sum(
            AGAINST[part] for part, said in self.parts.items() if said is Agreement.DISAGREE
        )
        support = self.support
        return min(1.0, support / ENOUGH) * support / (support + against) if support else 0.0

    @property
    def why(self) -> str:
        """The parts in words: ``title, year agree; pages disagree``."""
        named = {
            said: ", ".join(part for part, other in self.parts.items() if other is said)
            for said in Agreement
        }
        return "; ".join(f"{parts} {said.value}" for said, parts in named.items() if parts)


def fit(printed: PrintedReference, work: Work) -> Fit:
    """Compare a reference with a work, part by part."""
    likeness = _title(printed, work)
    rest = rest_beside(printed.text, likeness)

    def best(field: _FromField, string: _FromString) -> Agreement:
        return _best(field(printed, work), rest, work, string)

    pages = best(volume_pages.pages_field, volume_pages.pages_string)
    volume = best(volume_pages.volume_field, volume_pages.volume_string)
    return Fit(
        title=_of_this_part(likeness, volume, pages),
        author=best(_author_field, _author_string),
        year=best(volume_pages.year_field, volume_pages.year_string),
        volume=volume,
        pages=pages,
        container=best(_container_field, _container_string),
        likeness=likeness,
        strength=strength(work.title.plain, FULL_TITLE),
    )


_FromField = Callable[[PrintedReference, Work], Agreement]
_FromString = Callable[[Rest, Work], Agreement]


def _best(said: Agreement, rest: Rest, work: Work, string: _FromString) -> Agreement:
    """What the field says; what the string says where the field is silent, or was misread."""
    if said is Agreement.AGREE or not rest.text:
        return said
    other = string(rest, work)
    return other if said is Agreement.SILENT or other is Agreement.AGREE else said


def _of_this_part(likeness: Likeness, volume: Agreement, pages: Agreement) -> Agreement:
    """A title that differs in a number is a sequel's, unless its place says it is a misprint."""
    placed = pages is Agreement.AGREE and volume is not Agreement.DISAGREE
    return likeness.agreement if placed or not likeness.other_number else Agreement.DISAGREE


def _title(printed: PrintedReference, work: Work) -> Likeness:
    names = [own_title(name) for name in (work.title.plain, work.original_title) if name]
    ours = own_title(printed.title)
    found = [compare(ours, name) for name in names if ours]
    if printed.text and not any(one.agreement is Agreement.AGREE for one in found):
        found += [_in_string(printed, work, name) for name in names]
    return max(found, key=lambda one: (_VALUE[one.agreement], one.ratio), default=UNTOLD)


def _in_string(printed: PrintedReference, work: Work, title: str) -> Likeness:
    found = title_finder(printed.text).find(title)
    if found.agreement is Agreement.DISAGREE:
        untitled = not printed.title and not is_printed(printed.text)
        return UNTOLD if untitled else found
    return _to_its_end(printed.text, found, work)


def _to_its_end(text: str, found: Likeness, work: Work) -> Likeness:
    """The likeness with what the printed title says beyond the words that were found."""
    more = words_beyond(text, found.start, found.end)
    behind = "" if journal.is_named_first(more.after, work) else more.after
    subtitle = "" if journal.is_named_first(more.subtitle, work) else more.subtitle
    named = {word for creator in work.creators for word in words(_full_name(creator))}
    glued = [word for word in counting_words(f"{more.before} . {behind}") if word not in named]
    below = counting_words(subtitle)
    if not glued and not below and not more.other_part:
        return found
    number = more.other_part or any(map(str.isdigit, glued)) or is_part(subtitle)
    # A subtitle where the record has none is a longer form of one title; where it has another, not.
    word = bool(glued or more.other_part or (below and found.agreement is Agreement.NEAR))
    return replace(
        found,
        agreement=Agreement.NEAR,
        other_number=found.other_number or number,
        other_word=found.other_word or word,
    )


def _full_name(creator: Creator) -> str:
    return f"{creator.full_family} {creator.given} {creator.literal}"


def _author_field(printed: PrintedReference, work: Work) -> Agreement:
    return _author(words(printed.author), work)


def _author_string(rest: Rest, work: Work) -> Agreement:
    said = _author(rest.words, work)
    missing = said is Agreement.DISAGREE and rest.opens_with_title
    return Agreement.SILENT if missing else said  # perhaps none is printed


def _author(printed: tuple[str, ...], work: Work) -> Agreement:
    first = work.first_author
    if first is None or not printed:
        return Agreement.SILENT
    if _is_printed(printed, first):
        return Agreement.AGREE
    # By place, not by name: two authors of one name are two.
    if any(_is_printed(printed, other) for other in work.creators if other is not first):
        return Agreement.NEAR
    if _is_half_printed(printed, first):
        return Agreement.NEAR
    # A group is printed in too many ways to say that it is not.
    return Agreement.DISAGREE if first.family else Agreement.SILENT


def _is_printed(printed: tuple[str, ...], creator: Creator) -> bool:
    names = (creator.full_family, creator.sort_name)
    if any(holds(printed, name) for name in names if name):
        return True
    family, given = compose(creator.family), compose(creator.given)
    return is_in_one_piece(family) and any(
        _is_whole_name(compose(word), family, given) for word in printed
    )


def _is_half_printed(printed: tuple[str, ...], creator: Creator) -> bool:
    """Whether one of two family names is printed: García for García Márquez."""
    halves = [half for half in words(creator.family) if len(half) >= SHORTEST_HALF]
    return len(words(creator.family)) > 1 and any(half in printed for half in halves)


def _is_whole_name(word: str, family: str, given: str) -> bool:
    """Whether a word is a name in one piece: family name and given name, as 王伟 is."""
    if not word.startswith(family) or not is_in_one_piece(word):
        return False
    rest = word[len(family) :]
    # A given name in Latin letters says nothing about the one that is printed.
    return rest == given if is_in_one_piece(given) else 0 < len(rest) <= LONGEST_GIVEN


def _container_field(printed: PrintedReference, work: Work) -> Agreement:
    if not printed.container or not any(journal.names(work)):
        return Agreement.SILENT
    return Agreement.AGREE if journal.is_same(printed.container, work) else Agreement.DISAGREE


def _container_string(rest: Rest, work: Work) -> Agreement:
    # Not found is no proof: a string abbreviates as it likes.
    return Agreement.AGREE if journal.is_named_in(rest.text, work) else Agreement.SILENT
