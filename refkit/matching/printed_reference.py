"""A reference as it is compared: its fields, its string, and what stands beside a title."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from refkit.matching.normalize import roman, words
from refkit.matching.printed_numbers import NUMBER, ORDINAL, ROMAN, YEAR, Places, read_places
from refkit.matching.query import MOST, printed_string
from refkit.matching.title import Agreement, Likeness, Line
from refkit.model.reference import Reference
from refkit.text.markup import read_plain


@dataclass(frozen=True, slots=True)
class Rest:
    """What a string says beside the title: its words, its years, and its places."""

    text: str
    opens_with_title: bool
    words: tuple[str, ...]
    years: frozenset[int]
    places: Places


class Printed:
    """A reference as it is compared: its fields, and its string where one was deposited."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self.text = printed_string(reference)
        article, volume = self.field("article-title"), self.field("volume-title")
        self.journal = self.field("journal-title")
        self.title = article or ("" if self.journal else volume)
        self.container = self.journal or (volume if article else "") or self.field("series-title")

    def field(self, name: str) -> str:
        """A field in plain text."""
        return read_plain(self._reference.field(name)[:MOST])

    @cached_property
    def line(self) -> Line:
        """The string, ready to be searched for titles."""
        return Line(self.text)

    @cached_property
    def said(self) -> frozenset[str]:
        """Every word of the titles and of the string."""
        return frozenset(words(f"{self.title} {self.container} {self.text}"))

    def beside(self, title: Likeness) -> Rest:
        """What the string says beside a title that was found in it."""
        before, after = "", self.text
        if title.agreement in {Agreement.AGREE, Agreement.NEAR}:
            before, after = self.text[: title.start], self.text[title.end :]
        # The mark keeps what stood before the title from running into what stood behind it.
        text = f"{before} | {after}".strip(" |") if before.strip() else after.strip()
        return Rest(
            text=text,
            opens_with_title=bool(after != self.text and not words(before)),
            words=words(text),
            years=frozenset(int(year) for year in YEAR.findall(ORDINAL.sub(" ", text))),
            places=read_places(text),
        )


def first_number(text: str) -> int | None:
    """The first number in a text, in digits or else in Roman capitals."""
    if found := NUMBER.search(text):
        return int(found[0][:9])
    numeral = ROMAN.search(text)
    return roman(numeral[0]) if numeral else None
