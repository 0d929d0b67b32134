"""How values are written in a ``.bib``: text, titles, pages, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from urllib.parse import quote

from refkit.formats.bibtex.annotations import host_label
from refkit.formats.bibtex.literal_lists import SEPARATOR, write_list
from refkit.formats.bibtex.types import PUBLICATION_STATES, SITES
from refkit.formats.export import Options, Protect
from refkit.latex.encode import UNFIT, Spans, escape, escape_keyword, to_latex
from refkit.latex.languages import babel_language
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.work import Work, WorkType
from refkit.regex import lazy_regex
from refkit.text.casing import capitalized_spans, keeps_capitals, protected_spans
from refkit.text.rich import RichText

Write = Callable[[Work, "Tex"], str]
"""Writes a field of a work; gives nothing where there is nothing to be said."""

_DASH = lazy_regex(r"[–—]|--+")
_PARTS = lazy_regex(r"([,;]\s*)")
_RANGE = lazy_regex(r"\s*([^\s-]+)\s*-\s*([^\s-]+)\s*")
_EASY_NUMBER = lazy_regex(r"[\w./: -]*", re.ASCII)
_UNSAFE = lazy_regex("[\\\\{}\\s\x00-\x20\x7f-\x9f" + UNFIT + "]")
_UNSAFE_IN_DOI = lazy_regex("[\\\\\\s\x00-\x20\x7f-\x9f" + UNFIT + "]")


@dataclass(frozen=True, slots=True)
class Tex:
    """How text is written: spelled or in Unicode, and which capitals of a title are braced."""

    unicode: bool
    spans: Spans

    @classmethod
    def of(cls, options: Options, *, unicode: bool) -> Tex:
        """As the options say; ``unicode`` is what the format is used to."""
        return cls(unicode if options.unicode is None else options.unicode, _spans(options))

    def text(self, text: str) -> str:
        """Plain text."""
        return escape(text, unicode=self.unicode) if text else ""

    def keyword(self, word: str) -> str:
        """A keyword, which programs show as it is written."""
        return escape_keyword(word, unicode=self.unicode)

    def title(self, title: RichText) -> str:
        """A title, with the capitals that matter in braces."""
        return to_latex(title, self.spans, unicode=self.unicode)

    def pages(self, text: str) -> str:
        """Pages, ranges with two hyphens: ``101--109, 120``.

        Where dashes part the ranges, hyphens belong to the numbers: ``A-12--A-19``.
        """
        if _DASH.search(text):
            return "--".join(self.text(part.strip()) for part in _DASH.split(text))
        if "-" not in text:
            return self.text(text)
        return "".join(map(self._range, _PARTS.split(text)))

    def _range(self, text: str) -> str:
        found = _RANGE.fullmatch(text)
        return f"{self.text(found[1])}--{self.text(found[2])}" if found else self.text(text)


def _spans(options: Options) -> Spans:
    if options.protect is Protect.NONE:
        return _no_spans
    if options.protect is Protect.ALL:
        return capitalized_spans
    names = options.proper_names

    def by_token(title: str, breaks: Sequence[int]) -> list[tuple[int, int]]:
        return protected_spans(title, keeps, breaks)

    def keeps(word: str) -> bool:
        return keeps_capitals(word) or word.removesuffix("’s").removesuffix("'s") in names

    return by_token


def _no_spans(title: str, breaks: Sequence[int]) -> list[tuple[int, int]]:
    return []


def address(url: str) -> str:
    """An address: nothing is escaped, since readers take the field verbatim.

    What would end the field, and a dollar without its fellow, at which Better BibTeX gives up the
    entry, is written as RFC 3986 allows: by its number.
    """
    written = _UNSAFE.sub(_by_number, url)
    return written.replace("$", "%24") if written.count("$") % 2 else written


def doi_text(doi: Doi) -> str:
    """A DOI as it is, braces too where they pair up; what does not fit is written by its number."""
    text = str(doi)
    unsafe = _UNSAFE_IN_DOI if _is_balanced(text) else _UNSAFE
    return unsafe.sub(_by_number, text)


def _by_number(found: re.Match[str]) -> str:
    return quote(found[0], errors="replace")


def _is_balanced(text: str) -> bool:
    if "{" not in text and "}" not in text:
        return True
    depth = 0
    for letter in text:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth < 0:
            return False
    return depth == 0


def in_words(value: Any) -> str:
    """An identifier, or several with commas between them."""
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def plain(path: str) -> Write:
    """A writer of a field of the work as plain text."""
    get = attrgetter(path)
    return lambda work, tex: tex.text(get(work))


def listed(path: str) -> Write:
    """A writer of a field that holds identifiers, or one of them."""
    get = attrgetter(path)
    return lambda work, tex: in_words(get(work) or ())


def names(path: str, *, is_list: bool) -> Write:
    """A writer of a field of publishers or places, which biblatex parts at "and"."""
    get = attrgetter(path)

    def write(work: Work, tex: Tex) -> str:
        text = get(work)
        parts = {text, *text.split(SEPARATOR)}
        return write_list(text, {part: tex.text(part) for part in parts}, is_list=is_list)

    return write


def dated(field: str) -> Write:
    """A writer of a date beside that of issue, in EDTF or, where there is no year, in words."""
    get = attrgetter(field)

    def write(work: Work, tex: Tex) -> str:
        date: PartialDate = get(work)
        # Of "1250~" the last sign is EDTF's and no blank of TeX's.
        return str(date) if date.year or date.end else tex.text(date.literal)

    return write


def status(work: Work, tex: Tex) -> str:
    """The state of a work that is not out yet, by biblatex's key where there is one."""
    return tex.text(_STATE_KEYS.get(work.status, work.status))


_STATE_KEYS = {words: key for key, words in PUBLICATION_STATES.items()}


def genre_or(names: Mapping[WorkType, str]) -> Write:
    """The genre, else what the work's type is called."""
    return lambda work, tex: tex.text(work.genre or names.get(work.type, ""))


def which_host(work: Work, tex: Tex) -> str:
    """What stands in the field of a host: a site, a repository."""
    return tex.text(host_label(work, is_site=work.type in SITES))


def eprint(work: Work, tex: Tex) -> str:
    """The number of an eprint, verbatim where TeX sees nothing in it."""
    number = work.archive_location
    return number if _EASY_NUMBER.fullmatch(number) else tex.text(number)


def title(work: Work, tex: Tex) -> str:
    """The title, with its styles."""
    return tex.title(work.title)


def abstract(work: Work, tex: Tex) -> str:
    """The abstract, with its styles; no style sets it in sentence case, so nothing is braced."""
    return to_latex(work.abstract, _no_spans, unicode=tex.unicode)


def pages(work: Work, tex: Tex) -> str:
    """The pages, with two hyphens in ranges."""
    return tex.pages(work.page)


def in_book(work: Work, tex: Tex) -> str:
    """The title of the book: pandoc and some styles set it in sentence case, too."""
    return tex.title(RichText.of(work.container.title))


def doi(work: Work, tex: Tex) -> str:
    """The DOI, verbatim."""
    return doi_text(work.doi) if work.doi else ""


def url(work: Work, tex: Tex) -> str:
    """The address, if it is not the DOI's."""
    return "" if doi_as_url(work, tex) else address(work.url)


def doi_as_url(work: Work, tex: Tex) -> str:
    """The DOI, where it says what the address says."""
    return doi(work, tex) if work.doi and work.url == work.doi.url else ""


def language(work: Work, tex: Tex) -> str:
    """The language by babel's name; pandoc leaves the capitals of a title in German by it."""
    return babel_language(work.language)
