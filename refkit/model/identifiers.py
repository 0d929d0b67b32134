"""Identifiers, parsed once at the door; inside, nobody parses again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self, TypeVar
from urllib.parse import unquote

from refkit.errors import InvalidIdentifier
from refkit.regex import lazy_regex
from refkit.text.unicode import undo_all_entities

# ISO 26324, 4.2: the directory indicator 10, the registrant's code with its subdivisions, a slash.
DOI_PREFIX = r"10\.\d{4,9}(?:\.\d{1,9}){0,4}/"
# ISO 26324 leaves the suffix open; Crossref's registrants use any printable character.
_DOI = lazy_regex(DOI_PREFIX + r"[^\s\x00-\x1f\x7f]+")
_DOI_PREFIX = lazy_regex(
    r"^(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi\s*:\s*|doi\s+(?=10\.)|info:doi/)+",
    re.IGNORECASE,
)
# doi_t of Crossref's deposit schema takes no longer one.
_LONGEST = 2048
_PERCENT = lazy_regex(r"%[0-9A-Fa-f]{2}")
# Word processors and web pages leave these in what is copied; no DOI holds one.
_UNSEEN = dict.fromkeys(
    map(
        ord,
        "\u00ad\u034f\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufe0f\ufeff",
    )
)
_CLOSING = {")": "(", "]": "[", "}": "{", ">": "<"}
_AFTERWARDS = ".,;:!?*'\"|’”»<\\"

_T = TypeVar("_T")
_PARTS = lazy_regex(r"[,;]")


def without_invisible(text: str) -> str:
    """The text without characters of no width, and without blanks around it."""
    return (text if text.isascii() else text.translate(_UNSEEN)).strip()


def without_tail(text: str) -> str:
    """The text without the punctuation that follows a DOI in a sentence; brackets that pair stay.

    >>> without_tail("10.1016/s0140-6736(97)11096-0).")
    '10.1016/s0140-6736(97)11096-0'
    """
    spare = {closing: text.count(closing) - text.count(_CLOSING[closing]) for closing in _CLOSING}
    end = len(text)
    while end and (text[end - 1] in _AFTERWARDS or spare.get(text[end - 1], 0) > 0):
        end -= 1
        if text[end] in _CLOSING:
            spare[text[end]] -= 1
    return text[:end]


@dataclass(frozen=True, slots=True, order=True)
class ListId:
    """What a list is known by: a review by its DOI, other lists as ``model.list_ids`` says."""

    value: str

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class Doi(ListId):
    """A Digital Object Identifier, bare and in lower case: ``10.1000/xyz123``.

    DOIs are equal whatever their case (DOI Handbook, 2.4), so lower case is the one spelling.
    """

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a DOI from a bare DOI, a ``doi:`` prefix or a resolver's address.

        Entities and percent escapes are undone, characters that nobody sees, angles around it and
        a sentence's stop are cut off. A blank inside makes it unreadable: half a DOI may be
        another work's.
        """
        bare = without_invisible(undo_all_entities(text))
        if bare.startswith("<"):
            bare = bare.rstrip(".,;").removeprefix("<").removesuffix(">")
        if "%" in bare and _PERCENT.search(bare):
            bare = unquote(bare)
        bare = _DOI_PREFIX.sub("", bare).rstrip(".,;")
        if len(bare) > _LONGEST or not _DOI.fullmatch(bare):
            raise InvalidIdentifier("DOI", text, "one looks like 10.1038/s41584-025-01343-5")
        return cls(bare.lower())

    @classmethod
    def as_written(cls, text: str) -> Self:
        """Read a DOI as refkit wrote it: a percent sign in it stands for itself."""
        return cls(text) if _WRITTEN_DOI.fullmatch(text) else cls.parse(text)

    @property
    def is_misread(self) -> bool:
        """Whether others read another one: they undo escapes and cut a stop."""
        return _MISREAD_DOI.search(self.value) is not None

    @property
    def url(self) -> str:
        """The address at the DOI resolver."""
        return f"https://doi.org/{self.value}"


_WRITTEN_DOI = lazy_regex(r"10\.[^\sA-Z]+/[^\sA-Z]+")
_MISREAD_DOI = lazy_regex(r"[%&]|[.,;]$")

# https://info.arxiv.org/help/arxiv_identifier.html: since April 2007 year, month and a number;
# before, the archive, a class that is no part of the identifier, and seven digits. Both may have a
# version.
_ARXIV = lazy_regex(
    r"(?:arxiv\s*[:.]?\s*)?"
    r"(\d\d(?:0[1-9]|1[0-2])\.\d{4,5}|(?P<archive>[a-z]{2,8}(?:-[a-z]{2,4})?)(?:\.[a-z]{2})?"
    r"/(?P<number>\d\d(?:0[1-9]|1[0-2])\d{3}))(?:v\d{1,3})?(?:\s*\[[a-z.-]{2,20}\])?\.?",
    re.IGNORECASE,
)


def read_arxiv(text: str) -> Doi | None:
    """The DOI of an arXiv number, bare or after ``arXiv:``; None where the text is none.

    Every paper has one, for all versions (https://info.arxiv.org/help/doi.html).

    >>> str(read_arxiv("arXiv:2101.00001v2")), str(read_arxiv("math.GT/0309136"))
    ('10.48550/arxiv.2101.00001', '10.48550/arxiv.math/0309136')
    """
    found = _ARXIV.fullmatch(without_invisible(text))
    if found is None:
        return None
    number = f"{found['archive']}/{found['number']}" if found["archive"] else found[1]
    return Doi(f"10.48550/arxiv.{number.lower()}")


_PMID_PREFIX = lazy_regex(r"^(?:pmid:?\s*)", re.IGNORECASE)
_PMID = lazy_regex(r"[1-9]\d{0,8}")


@dataclass(frozen=True, slots=True, order=True)
class Pmid:
    """A PubMed number, as text: ``40993243``."""

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a PubMed number, bare or after ``PMID:``."""
        bare = _PMID_PREFIX.sub("", text.strip())
        if not _PMID.fullmatch(bare):
            raise InvalidIdentifier("PubMed number", text)
        return cls(bare)

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class Pmcid:
    """A PubMed Central number: ``PMC1234567``."""

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a PubMed Central number, with or without ``PMC``."""
        bare = re.sub(r"^(?:pmcid:?\s*)?(?:pmc)?", "", text.strip(), flags=re.IGNORECASE)
        if not re.fullmatch(r"[1-9]\d{0,9}", bare):
            raise InvalidIdentifier("PubMed Central number", text)
        return cls(f"PMC{bare}")

    def __str__(self) -> str:
        return self.value


_HYPHENS = lazy_regex(r"[\s\-\u2010-\u2015]")
_ISSN = lazy_regex(r"\d{7}[\dX]")


@dataclass(frozen=True, slots=True, order=True)
class Issn:
    """A serial's number: ``1546-170X``."""

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an ISSN and check its check digit (ISO 3297: weights 8 to 2, modulo 11)."""
        number = _issn(text)
        if not number:
            raise InvalidIdentifier("ISSN", text)
        return cls(number)

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class Isbn:
    """A book's number, 10 or 13 digits without hyphens: ``9780199681624``."""

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an ISBN, bare or as an address, and check its check digit (ISO 2108)."""
        digits = _HYPHENS.sub("", text.rsplit("/", 1)[-1]).upper()
        ten = re.fullmatch(r"\d{9}[\dX]", digits) and _weighted(digits, 10) % 11 == 0
        thirteen = re.fullmatch(r"97[89]\d{10}", digits) and _ean(digits) % 10 == 0
        if not (ten or thirteen):
            raise InvalidIdentifier("ISBN", text)
        return cls(digits)

    @property
    def stem(self) -> str:
        """By what ten and thirteen digits of one book are compared: 978 and nine, or 979 and nine.

        The check digits differ, and an ISBN of ten digits is one of those that begin with 978.
        """
        return self.value[:-1] if len(self.value) == 13 else f"978{self.value[:-1]}"

    def __str__(self) -> str:
        return self.value


@lru_cache(maxsize=4096)  # a journal has many articles
def _issn(text: str) -> str:
    """The number in a text; empty where there is none, or its check digit is wrong."""
    digits = _HYPHENS.sub("", text).upper()
    is_number = _ISSN.fullmatch(digits) and not _weighted(digits, 8) % 11
    return f"{digits[:4]}-{digits[4:]}" if is_number else ""


def _weighted(digits: str, first: int) -> int:
    return sum(
        weight * (10 if digit == "X" else int(digit))
        for digit, weight in zip(digits, range(first, 0, -1), strict=True)
    )


def _ean(digits: str) -> int:
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))


def numbers(parse: Callable[[str], _T], value: Any) -> Iterator[_T]:
    """The numbers of a field that may hold several, as text or as a list; what is none is skipped.

    ``parse`` raises InvalidIdentifier for what is no such number.
    """
    texts = value if isinstance(value, list) else [value]
    parts = [part for text in texts if isinstance(text, str) for part in _PARTS.split(text)]
    for part in parts:
        # Several are parted by blanks too, but "978 0 19 968162 4" is one.
        yield from list(_parsed(parse, [part])) or _parsed(parse, part.split())


def _parsed(parse: Callable[[str], _T], texts: list[str]) -> Iterator[_T]:
    for text in texts:
        try:
            yield parse(text)
        except InvalidIdentifier:
            continue
