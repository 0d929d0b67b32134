"""What went into an export and what a program gives back, compared field by field.

Both sides are brought to one form first, and only as far as the formats themselves leave open: NFC,
runs of blanks, the dash between page numbers, how a particle is joined to its name. All else that
differs is a failure, unless ``limits.toml`` lists it with its reason; and a difference that is
listed there and no longer found is a failure too, so that the list only shrinks.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from consumers.hard_works import HARD, HardWork

from refkit.model.bibliography import Entry
from refkit.model.people import Creator

FIELDS = (
    "title",
    "authors",
    "year",
    "container",
    "volume",
    "issue",
    "pages",
    "DOI",
    "keywords",
)
_UNABLE = {"csl-json", "ris"}  # say nowhere that authors are left out
OTHERS = "others"  # stands at the end of a list of authors that is known in part

Value = str | tuple[str, ...]
Facts = Mapping[str, Value]
"""The fields of one work in normal form; one that is missing is empty."""

_DASHES = re.compile(r"\s*[-‐‑‒–—−]+\s*")
_ORDINARY = re.compile(r"(?<![^\W_])[^\W\d_][^\W\d_A-Z]*(?![^\W_])")
_COMMA = re.compile(r"\s*,\s*")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a program read of one export: of each work, by its key, the fields in normal form.

    ``fields`` are those that the program can tell at all: a printed page has no keywords.
    ``leaves_open`` takes from both sides what cannot be told from a text of the program: a printed
    page has no blanks, a style that sets titles in sentence case lowers ordinary words.
    """

    program: str
    format: str
    fields: tuple[str, ...]
    works: Mapping[str, Facts]
    leaves_open: Callable[[str], str] = str


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """A field of a work that came back otherwise than it went in."""

    work: str
    field: str
    went_in: Value
    came_back: Value

    def __str__(self) -> str:
        return f"{self.work}: {self.field}: {self.went_in!r} came back as {self.came_back!r}"


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of programs in formats (``*`` is any of them), with the works that it meets.

    ``example`` is the smallest input that shows whose limit it is.
    """

    program: tuple[str, ...]
    format: tuple[str, ...]
    field: str
    works: tuple[str, ...]
    why: str
    example: str
    gives: str = ""  # what the program makes of the example, where a test can ask it

    def meets(self, reading: Reading) -> bool:
        """Whether it is about this program and format."""
        is_program = not {reading.program, "*"}.isdisjoint(self.program)
        return is_program and not {reading.format, "*"}.isdisjoint(self.format)


def blanks(text: str) -> str:
    """Text in NFC with one blank for every run of them."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def page_numbers(text: str) -> str:
    """Pages with one kind of dash and no blank beside it."""
    return _COMMA.sub(", ", _DASHES.sub("-", blanks(text)))


def person(family: str, given: str = "", particle: str = "", suffix: str = "") -> str:
    """A name in one form, whoever parted it: ``van der Berg, Jan, Jr.``.

    A group or a single name is its ``family``.
    """
    joint = "" if particle.endswith(("’", "'", "-")) else " "
    parts = (f"{particle}{joint}{family}" if particle else family, given, suffix)
    return blanks(", ".join(part for part in parts if part))


def year(text: str) -> str:
    """A year without leading zeros."""
    return text.strip().lstrip("0")


def listed(words: Iterable[str]) -> tuple[str, ...]:
    """Keywords in normal form; their order says nothing."""
    return tuple(sorted(filter(None, map(blanks, words))))


def recased(text: str) -> str:
    """Text in which only those capitals are left that no style may touch.

    BibTeX's titles are set in sentence case but for what is braced: of a word whose only capital is
    its first letter nobody can tell how it was. A lone capital is no such word: a T cell.
    """
    return text.casefold() if text.isupper() else _ORDINARY.sub(_lowered, text)


def _lowered(found: re.Match[str]) -> str:
    word, before = found[0], found.string[: found.start()]
    is_lone = len(word) == 1 and (word != "A" or before.endswith("."))
    return word if is_lone else word.casefold()


def kept_words(text: str) -> list[str]:
    """The words whose capitals no style may touch, by the same rule."""
    return [word for word in recased(text).split() if word != word.casefold()]


def facts(entry: Entry, others: bool = True) -> Facts:
    """What goes into an export; ``others`` where the format can say that authors are left out."""
    work = entry.work
    date = work.cited_date()
    authors = [_person(creator) for creator in work.creators if creator.role == "author"]
    return {
        "title": blanks(work.title.plain),
        "authors": (*authors, *[OTHERS] * (others and not work.creators_complete)),
        "year": str(date.year) if date else "",
        "container": blanks(work.container.title),
        "volume": blanks(work.volume),
        "issue": blanks(work.issue),
        "pages": page_numbers(work.page),
        "DOI": str(work.doi or ""),
        "keywords": listed(tag.name for tag in entry.tags),
    }


def _person(creator: Creator) -> str:
    if creator.literal:
        return person(creator.literal)
    if not creator.family:
        return person(creator.given)
    return person(creator.full_family, creator.given, suffix=creator.suffix)


def differences(reading: Reading) -> list[Difference]:
    """Every field that differs, in the order of the corpus."""
    others = says_others(reading)
    return [
        Difference(hard.id, field, went_in[field], came_back)
        for hard in HARD
        for went_in in [facts(hard.entry, others)]
        for field in reading.fields
        for came_back in [_came_back(reading, hard.id, field)]
        if _form(reading, field, came_back) not in _accepted(reading, hard, field, went_in[field])
    ]


def _accepted(reading: Reading, hard: HardWork, field: str, went_in: Value) -> list[Value]:
    accepted = [_form(reading, field, went_in)]
    if field == "container" and not went_in:
        # BibTeX has one field for the site and the publisher of what is in no journal and no book.
        accepted.append(_form(reading, field, blanks(hard.entry.work.publisher)))
    return accepted


def says_others(reading: Reading) -> bool:
    """Whether the format can say that a list of authors goes on."""
    return reading.format not in _UNABLE


def _form(reading: Reading, field: str, value: Value) -> Value:
    if isinstance(value, str):
        return reading.leaves_open(value)
    each = map(reading.leaves_open, value)
    return tuple(sorted(each) if field == "keywords" else each)


def _came_back(reading: Reading, work: str, field: str) -> Value:
    empty: Value = () if field in {"authors", "keywords"} else ""
    return reading.works.get(work, {}).get(field, empty)


@cache
def limits() -> tuple[Limit, ...]:
    """Every limit that is listed, in the order of the files."""
    folder = Path(__file__).parent
    return tuple(
        Limit(**{**row, **{name: _tuple(row[name]) for name in ("program", "format", "works")}})
        for name in ("limits.toml", "limits_node.toml")
        if (folder / name).exists()
        for row in tomllib.loads((folder / name).read_text(encoding="utf-8")).get("limit", [])
    )


def _tuple(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def excused(reading: Reading) -> Iterator[tuple[str, str]]:
    """The work and field of every difference that is listed; ``*`` is every work with a value."""
    others = says_others(reading)
    for limit in limits():
        if limit.meets(reading) and limit.field in reading.fields:
            for hard in HARD:
                every = "*" in limit.works and facts(hard.entry, others)[limit.field]
                if every or hard.id in limit.works:
                    yield hard.id, limit.field


def judge(reading: Reading) -> None:
    """Fail on what differs and is not listed, and on what is listed and does not differ."""
    found = differences(reading)
    allowed = set(excused(reading))
    new = [str(each) for each in found if (each.work, each.field) not in allowed]
    gone = allowed - {(each.work, each.field) for each in found}
    lines = [
        *new,
        *(f"{work}: {field}: listed as a limit, but equal now" for work, field in sorted(gone)),
    ]
    assert not lines, "\n".join([f"{reading.program} on {reading.format}:", *lines])
