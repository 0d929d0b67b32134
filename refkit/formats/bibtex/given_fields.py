"""The fields of an entry while they are read: which of them a work says all of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from refkit.errors import InvalidIdentifier
from refkit.latex.decode import read_latex_plain
from refkit.latex.verbatim import linked, unescaped
from refkit.model.identifiers import numbers
from refkit.regex import lazy_regex
from refkit.text.unicode import clean

_T = TypeVar("_T")

_NUMBER = lazy_regex(r"[^,;\s]+(?:\s+\d[\d-]*)*")
_EDTF_MARK = lazy_regex(r"(?<=[\dX])[~%](?=\s*(?:/|\}|$))")
_ESCAPED_MARKS = {"~": r"\textasciitilde{}", "%": r"\%"}


@dataclass(slots=True)
class GivenFields:
    """The fields of an entry by name, in lower case; ``told`` are those the work says all of."""

    fields: Mapping[str, str]
    told: set[str] = field(default_factory=set)

    def plain(self, name: str) -> str:
        """A field as plain text; empty where there is none."""
        return read_latex_plain(self.fields[name]) if name in self.fields else ""

    def date(self, name: str) -> str:
        """A date as plain text; EDTF's marks behind a number are none of TeX's."""
        text = self.fields.get(name, "")
        if "~" not in text and "%" not in text:
            return read_latex_plain(text)
        return read_latex_plain(_EDTF_MARK.sub(lambda mark: _ESCAPED_MARKS[mark[0]], text))

    def first(self, names: tuple[str, ...], read: Callable[[str], str] = read_latex_plain) -> str:
        """The first of the fields that says something; others that say the same are told too."""
        value = ""
        for name in names:
            text = read(self.fields[name]) if name in self.fields else ""
            if text and text == (value or text):
                value = text
                self.told.add(name)
        return value

    def parsed(self, parse: Callable[[str], _T], *names: str) -> _T | None:
        """The first of the fields that is such an identifier; others that say it again are told."""
        found: _T | None = None
        for name in names:
            if not self.fields.get(name):
                continue
            try:
                value = parse(verbatim(self.fields[name]))
            except InvalidIdentifier:
                continue
            if value == (found or value):
                found = value
                self.told.add(name)
        return found

    def numbers(self, parse: Callable[[str], _T], *names: str) -> tuple[_T, ...]:
        """The numbers of the fields, each once."""
        found: dict[_T, None] = {}
        for name in names:
            if name not in self.fields:
                continue
            text = self.plain(name)
            read = list(numbers(parse, text)) if text else []
            found |= dict.fromkeys(read)
            if read and len(read) >= len(_NUMBER.findall(text)):
                self.told.add(name)
        return tuple(found)


def verbatim(text: str) -> str:
    """An address or an identifier, without the escapes that some programs put into it."""
    address = linked(text) if "\\" in text else None
    text = unescaped(text).strip() if address is None else address
    return clean(text[1:-1] if text.startswith("{") and text.endswith("}") else text)
