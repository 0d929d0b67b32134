"""Is the work that a DOI leads to another than the one that is meant? The one judgement of it.

A DOI is somebody's word that this is the work; what is printed beside it is weighed against that
word. Three kinds of thing are independent of each other: who wrote it, in which issue it stands (a
volume implies its year, so that the two count once), and on which page. Reasons, and what it does
to real lists: docs/decisions/0012-a-doi-that-leads-elsewhere.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from refkit.matching import journal
from refkit.matching.normalize import compact, holds, length, numbers, words
from refkit.matching.score import Fit, fit
from refkit.matching.title import Agreement
from refkit.matching.work_types import notice
from refkit.model.people import Creator
from refkit.model.printed_reference import PrintedReference
from refkit.model.work import Work, WorkType
from refkit.regex import lazy_regex

_AGREE, _DISAGREE, _SILENT = Agreement.AGREE, Agreement.DISAGREE, Agreement.SILENT

# How many more of author, issue and page have to agree than disagree where the title disagrees.
ENOUGH = 2
# A title that was found in a string may be a stretch of a longer one: as many have to disagree, and
# none to agree. A title that is a field of its own stands against one more.
TITLE_STANDS = 2
# Below this share of a full title (12 letters) it is many works' and only near: "Editorial".
_SAYS_LITTLE = 0.5
_SHORTEST_FORM = 8  # letters of a short form: "Leviathan"
# A first author ends at the next name, at a year, at the colon behind it.
_NAME_ENDS = lazy_regex(r"[,;&:(\d]|\s(?:and|e|et|und|y)\s")
_BEFORE_NAME = lazy_regex(r"^[\W\d_]+")
_INITIAL = lazy_regex(r"(?:^|\s)(?:(?:[A-Z]\.?-?){1,3}(?=[\s,:;.(]|$)|(?:and|et|und|y)\s|&)")
_INVERTED = lazy_regex(r"[^\W\d_]+, [A-Z\u00c0-\u00de]")
_LONGEST_NAME = 6  # words: "Maria del Carmen van den Berg"
_INITIALS = 2  # letters: "Berg AM"
# UTF-8 that was read as another code ("MÃ¼ller"), and letters that were lost.
_GARBLED = lazy_regex("[\u00c2-\u00c5\u00d0\u00d1][\u0080-\u00bf\u2018-\u203a]|[\ufffd?]")
_BEYOND_LATIN = "\u0370"  # Greek, Cyrillic, ideographs: a name is printed in another script
# A title in a string: words in quotation marks, or four words and no number among other things.
_QUOTED = lazy_regex("[\u201c\u2018\"']\\w+(?: +[^\"\u201d\u2019']+)+[\u201d\u2019\"']")
_PHRASE = lazy_regex(r"(?:^|[.,;:)]\s)\s*[^\W\d_]{2,}(?:[\s-]+[^\W\d_]+){3,}\s*(?=[.,;:?!(]|$)")
_WHOLES = {WorkType.BOOK, WorkType.COLLECTION, WorkType.REPORT}
_PARTS = {WorkType.CHAPTER, WorkType.ENTRY, WorkType.ENTRY_ENCYCLOPEDIA, WorkType.PAPER_CONFERENCE}


class Belief(StrEnum):
    """Whether a DOI is believed: ``doubtful`` keeps it and says why, ``suspect`` does not."""

    BELIEVED = "believed"
    DOUBTFUL = "doubtful"
    SUSPECT = "suspect"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a work is believed to be the one that is meant, and what says so.

    ``agree`` and ``disagree`` name parts in words, ``title``
    first; a part that one side does not have is in neither. ``note`` says what kind of part or
    whole the work is, where that is the doubt.
    """

    belief: Belief
    agree: tuple[str, ...] = ()
    disagree: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_another(self) -> bool:
        """Whether the work is another than the one that is meant."""
        return self.belief is Belief.SUSPECT

    @property
    def why(self) -> str:
        """The parts in a clause: ``title and year disagree; first author agrees``."""
        said = (self.note, _clause(self.disagree, "disagree"), _clause(self.agree, "agree"))
        return "; ".join(filter(None, said))


def is_another_work(printed: PrintedReference, work: Work) -> Judgement:
    """Judge a work that a reference's DOI leads to by all else that the reference prints.

    Where the title disagrees, the work is another unless two more of first author, issue and first
    page agree than disagree, or issue and page do. Where no title can be compared, it is another
    where author or page disagrees and the other does not agree, for an issue has many works, and
    where volume and page both disagree. Where the title is near, or none is told, more of the three
    that disagree than that agree are enough if they are two, or if a near title has another author;
    a title with another word in it, and no page that agrees, counts as another title. Where the
    title agrees, all three have to disagree, or two of them where it was found in a string and none
    agrees. What is kept though something disagrees is doubtful.
    """
    found = fit(printed, work)
    title, note = _title(printed, work, found)
    author = _author(printed, work, found.author)
    if note and title is Agreement.NEAR and author is _DISAGREE:
        author = _SILENT  # the author of a chapter is not who edited the book
    # Every tenth work is of the same year: where no title is told that confirms nothing.
    untold = found.title in {_SILENT, Agreement.NEAR} and title is not _DISAGREE
    year = _SILENT if untold and found.year is _AGREE else found.year
    container = _container(printed, work, found) if title is _DISAGREE else found.container
    # Without a title it is the first author who is looked for, and not found.
    who = _DISAGREE if title is _SILENT and author is Agreement.NEAR else author
    parts = (who, _issue(year, found.volume, container), found.pages)
    doubt = bool(note) or (found.title is not _AGREE and _DISAGREE in parts)
    enough = -TITLE_STANDS if found.likeness.end else -TITLE_STANDS - 1
    elsewhere = found.volume is found.pages is _DISAGREE
    belief = _belief(title, parts, enough=enough, elsewhere=elsewhere, doubt=doubt)
    return Judgement(belief, *_in_words(title, who, found), note)


def _belief(
    title: Agreement,
    parts: Sequence[Agreement],
    *,
    enough: int,
    elsewhere: bool,
    doubt: bool,
) -> Belief:
    against = parts.count(_DISAGREE)
    net = parts.count(_AGREE) - against
    author, issue, page = parts
    if title is _DISAGREE:
        # One page of one issue holds one work, whoever is printed first.
        placed = issue is page is _AGREE
        return Belief.DOUBTFUL if placed or net >= ENOUGH else Belief.SUSPECT
    if title is _AGREE:
        refused = net <= enough
    elif title is Agreement.NEAR:
        refused = net < 0 and (against > 1 or author is _DISAGREE)
    else:
        unlike = _DISAGREE in {author, page} and _AGREE not in {author, page}
        refused = unlike or elsewhere or (net < 0 and against > 1)
    if refused:
        return Belief.SUSPECT
    return Belief.DOUBTFUL if doubt or net < 0 else Belief.BELIEVED


def _issue(year: Agreement, volume: Agreement, container: Agreement) -> Agreement:
    """Year, volume and container as one, the more part deciding: neighbours share all three."""
    parts = (year, volume, container)
    agree, disagree = parts.count(_AGREE), parts.count(_DISAGREE)
    if agree > disagree:  # a journal has many issues
        return _AGREE if _AGREE in {year, volume} else _SILENT
    return _DISAGREE if disagree > agree else _SILENT


def _container(printed: PrintedReference, work: Work, found: Fit) -> Agreement:
    """The container; of an article without a place also that a string does not hold it."""
    unplaced = found.container is found.volume is found.pages is _SILENT
    missing = unplaced and bool(printed.text) and work.type not in _WHOLES
    return _DISAGREE if missing and any(journal.names(work)) else found.container


def _title(printed: PrintedReference, work: Work, found: Fit) -> tuple[Agreement, str]:
    """What the titles say, and what is to be told of it."""
    is_alike = found.title in {_AGREE, Agreement.NEAR} and found.pages is not _AGREE
    if is_alike and (barred := notice(printed, work, found)):
        return _DISAGREE, barred
    if found.title is _AGREE:
        return (Agreement.NEAR if found.strength < _SAYS_LITTLE else _AGREE), ""
    if found.title is Agreement.NEAR and found.likeness.other_word and found.pages is not _AGREE:
        return _DISAGREE, ""  # another word and no page that says so: the same people's other paper
    if found.title is Agreement.NEAR or not _is_told(printed, work, found):
        return found.title, ""
    if whole := _whole_or_part(printed, work):
        return Agreement.NEAR, whole
    if _is_short_form(printed.title, work.title.plain):
        return Agreement.NEAR, "one title is a short form of the other"
    return _DISAGREE, ""


def _is_told(printed: PrintedReference, work: Work, found: Fit) -> bool:
    """Whether both sides have a title, that of a string in whatever capitals."""
    if found.title is _DISAGREE:
        return True
    text = printed.text
    return bool(compact(work.title.plain) and (_QUOTED.search(text) or _PHRASE.search(text)))


def _whole_or_part(printed: PrintedReference, work: Work) -> str:
    """What a DOI of the book for a chapter is, or a chapter's for the book; empty: neither."""
    book = printed.volume_title
    if not book:
        return ""
    if work.type in _WHOLES and printed.article_title and _same(book, work.title.plain):
        return "it is the book of the chapter"
    if work.type in _PARTS and printed.title == book and _same(book, work.container.title):
        return "it is a chapter of the book"
    return ""


def _same(one: str, other: str) -> bool:
    ours, theirs = compact(one), compact(other)
    return ours == theirs or _is_short_form(one, other)


def _is_short_form(one: str, other: str) -> bool:
    """Whether one title is the beginning or the end of the other, and of no other part."""
    short, long = sorted((compact(one), compact(other)), key=len)
    if length(short) < _SHORTEST_FORM or numbers(one) != numbers(other):
        return False
    return long.startswith(short) or long.endswith(short)


def _author(printed: PrintedReference, work: Work, said: Agreement) -> Agreement:
    """What the first author says; near is a name further on, or one with other initials."""
    first = work.first_author
    texts = [text for text in (printed.author, printed.text) if text]
    if first is None or not texts or said is Agreement.NEAR:
        return said
    if said is _AGREE:
        return _AGREE if any(_begins(text, first) for text in texts) else Agreement.NEAR
    if not printed.author and not _opens_with_name(printed.text):
        return _SILENT
    return _SILENT if _is_unreadable(texts[0], first) else said


def _opens_with_name(text: str) -> bool:
    """Whether a string begins with somebody: initials, "et al.", "Berg, Ada"."""
    return bool(_INITIAL.search(" ".join(text.split()[:_LONGEST_NAME])) or _INVERTED.match(text))


def _begins(text: str, author: Creator) -> bool:
    """Whether a text begins with this author, as far as the initials tell."""
    start = _BEFORE_NAME.sub("", text)
    if not author.family:
        name = words(author.sort_name)
        return holds(words(start)[: len(name) + 2], author.sort_name)
    opening = words(_NAME_ENDS.split(start, maxsplit=1)[0])[:_LONGEST_NAME]
    family = next((n for n in (author.full_family, author.sort_name) if holds(opening, n)), "")
    return bool(family) and _has_initial(words(start), opening, words(family), words(author.given))


def _has_initial(
    text: Sequence[str], opening: Sequence[str], family: Sequence[str], given: Sequence[str]
) -> bool:
    """Whether the given name beside a family name may be this one's; also where none is printed."""
    last = next((at for at, word in enumerate(opening) if word == family[-1]), None)
    if last is None or not given:
        return True
    before = opening[: max(0, last + 1 - len(family))]
    behind = [word for word in text[last + 1 : last + 2] if len(word) <= _INITIALS]
    beside = [*before, *behind]
    return not beside or any(word[0] == name[0] for word in beside for name in given)


def _is_unreadable(text: str, author: Creator) -> bool:
    """Whether a name cannot be compared: garbled, or in another script than the author's."""
    if _GARBLED.search(text[:80]) or _GARBLED.search(author.sort_name):
        return True
    foreign = {any(letter >= _BEYOND_LATIN for letter in name) for name in (text, author.sort_name)}
    return len(foreign) > 1


def _in_words(
    title: Agreement, author: Agreement, found: Fit
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The parts that agree and those that disagree."""
    said = {
        "title": title,
        "first author": author,
        "year": found.year,
        "volume": found.volume,
        "first page": found.pages,
        "container": found.container,
    }
    agree = tuple(name for name, one in said.items() if one is _AGREE)
    return agree, tuple(name for name, one in said.items() if one is _DISAGREE)


def _clause(names: Sequence[str], verb: str) -> str:
    """``title and year disagree``; empty without names."""
    if len(names) < 2:
        return f"{names[0]} {verb}s" if names else ""
    return f"{', '.join(names[:-1])} and {names[-1]} {verb}"
