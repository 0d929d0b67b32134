"""Identifiers, parsed once at the door; inside, nobody parses again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Self
from urllib.parse import unquote

from refkit.errors import InvalidIdentifier

# ISO 26324 leaves the suffix open; Crossref's registrants use any printable character.
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\x00-\x1f\x7f]+")
_DOI_PREFIX = re.compile(
    r"^(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi\s*:\s*|doi\s+(?=10\.)|info:doi/)+",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
# Word processors and web pages leave these in what is copied; no DOI holds one.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_CLOSING = {")": "(", "]": "[", "}": "{", ">": "<"}
_AFTERWARDS = ".,;:!?*'\"|’”»"


def seen(text: str) -> str:
    """The text without characters of no width, and without blanks around it."""
    return text.translate(_UNSEEN).strip()


def without_tail(text: str) -> str:
    """The text without the punctuation that follows a DOI in a sentence; brackets that pair stay.

    >>> without_tail("10.1016/s0140-6736(97)11096-0).")
    '10.1016/s0140-6736(97)11096-0'
    """
    while text:
        last = text[-1]
        unbalanced = last in _CLOSING and text.count(last) > text.count(_CLOSING[last])
        if last not in _AFTERWARDS and not unbalanced:
            break
        text = text[:-1]
    return text


@dataclass(frozen=True, slots=True, order=True)
class Doi:
    """A Digital Object Identifier, bare and in lower case: ``10.1000/xyz123``.

    DOIs are equal whatever their case (DOI Handbook, 2.4), so lower case is the one spelling.
    """

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a DOI from a bare DOI, a ``doi:`` prefix or a resolver's address.

        Entities and percent escapes are undone, characters that nobody sees, angles around it and
        a sentence's stop are cut off. A blank inside makes it unreadable: half a DOI may be
        another work's.
        """
        bare = seen(unescape(text))
        if bare.startswith("<"):
            bare = bare.rstrip(".,;").removeprefix("<").removesuffix(">")
        if _PERCENT.search(bare):
            bare = unquote(bare)
        bare = _DOI_PREFIX.sub("", bare).rstrip(".,;")
        if not _DOI.fullmatch(bare):
            raise InvalidIdentifier("DOI", text, "one looks like 10.1038/s41584-025-01343-5")
        return cls(bare.lower())

    @property
    def url(self) -> str:
        """The address at the DOI resolver."""
        return f"https://doi.org/{self.value}"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class Pmid:
    """A PubMed number, as text: ``40993243``."""

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a PubMed number, bare or after ``PMID:``."""
        bare = re.sub(r"^(?:pmid:?\s*)", "", text.strip(), flags=re.IGNORECASE)
        if not re.fullmatch(r"[1-9]\d{0,8}", bare):
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


@dataclass(frozen=True, slots=True, order=True)
class Issn:
    """A serial's number: ``1546-170X``."""

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an ISSN and check its check digit (ISO 3297: weights 8 to 2, modulo 11)."""
        digits = re.sub(r"[\s\-\u2010-\u2015]", "", text).upper()
        if not re.fullmatch(r"\d{7}[\dX]", digits) or _weighted(digits, 8) % 11:
            raise InvalidIdentifier("ISSN", text)
        return cls(f"{digits[:4]}-{digits[4:]}")

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class Isbn:
    """A book's number, 10 or 13 digits without hyphens: ``9780199681624``."""

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an ISBN, bare or as an address, and check its check digit (ISO 2108)."""
        digits = re.sub(r"[\s\-\u2010-\u2015]", "", text.rsplit("/", 1)[-1]).upper()
        ten = re.fullmatch(r"\d{9}[\dX]", digits) and _weighted(digits, 10) % 11 == 0
        thirteen = re.fullmatch(r"97[89]\d{10}", digits) and _ean(digits) % 10 == 0
        if not (ten or thirteen):
            raise InvalidIdentifier("ISBN", text)
        return cls(digits)

    def __str__(self) -> str:
        return self.value


def _weighted(digits: str, first: int) -> int:
    return sum(
        weight * (10 if digit == "X" else int(digit))
        for digit, weight in zip(digits, range(first, 0, -1), strict=True)
    )


def _ean(digits: str) -> int:
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
