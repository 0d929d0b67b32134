"""Which item of a library is the same work as one that would be created.

By DOI, by PubMed number, else by the rule of Zotero's own duplicates pane (``duplicates.js``,
2026): titles that are equal without accents, punctuation and case; no two DOIs, of books no two
ISBNs, that differ; years, where both have one, at most one apart; and one creator, of whatever
role, with the same last name and first initial on both sides, or creators on neither.

Beyond Zotero: styles of a title are not compared, all punctuation counts as none, a DOI may stand
in Extra and in any spelling, or be the address where it stands nowhere else, and a preprint is
never its article. A line of which no work is known is the item that has it in Extra as printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal, NamedTuple

from refkit.errors import InvalidIdentifier
from refkit.model.identifiers import Doi, Isbn, Pmid
from refkit.text.csl_markup import plain_from_csl
from refkit.zotero import extra
from refkit.zotero.api.protocol import ZoteroItem
from refkit.zotero.item import NO_WORKS, date_in, title_in

By = Literal["doi", "doi in extra", "doi in url", "pmid", "title", "as printed"]

_PRINTED = extra.PRINTED.casefold()
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
# Words of a printed line: a name, its initials and a title.
_TELLING = 5
_RANKS: dict[By, int] = {"doi": 0, "doi in extra": 0, "doi in url": 0, "pmid": 1, "title": 2}
# Letters that are no base letter with an accent on it.
_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i"})


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The item of the library that is the same work, and by what.

    ``trashed`` is True where all that match are in the trash.
    """

    key: str
    by: By
    trashed: bool = False


class _Compared(NamedTuple):
    """What is compared of an item."""

    key: str
    trashed: bool
    is_preprint: bool
    dois: frozenset[str]  # of the field DOI
    dois_in_extra: frozenset[str]
    doi_in_url: frozenset[str]  # where there is no other
    pmids: frozenset[str]
    isbns: frozenset[str]
    title: str
    year: int
    creators: frozenset[tuple[str, str]]
    printed: str  # the line of a list that it was made for, where no work was known

    @property
    def all_dois(self) -> frozenset[str]:
        return self.dois | self.dois_in_extra | self.doi_in_url


class DuplicateIndex:
    """The items of a library, to be searched for the same work; built once, in linear time."""

    def __init__(self, items: Iterable[ZoteroItem]) -> None:
        self._by: dict[tuple[str, str], list[_Compared]] = defaultdict(list)
        for item in items:
            if item.get("itemType") not in NO_WORKS:
                row = _compared(item)
                for place in _entries_of(row):
                    self._by[place].append(row)

    def find(self, item: ZoteroItem) -> Duplicate | None:
        """The item that is the same work as ``item``, None where there is none.

        Items outside the trash come first, then those that match by a number, then the lowest key.
        """
        asked = _compared(item)
        found: dict[str, tuple[bool, int, str, By]] = {}
        for row in chain.from_iterable(self._by.get(place, ()) for place in _entries_of(asked)):
            if row.key not in found and (by := _same(asked, row)):
                found[row.key] = (row.trashed, _RANKS[by], row.key, by)
        if not found:
            return None
        trashed, _, key, by = min(found.values())
        return Duplicate(key, by, trashed)

    def find_printed(self, item: ZoteroItem, taken: Collection[str] = ()) -> Duplicate | None:
        """The item that was made for the same printed line, None where there is none.

        So a line is found again where the records of the run that made it are not. ``taken`` are
        keys of items that are other lines': a list may print one line twice.
        """
        asked = _compared(item)
        rows = self._by.get(("printed", asked.printed), ()) if asked.printed else ()
        found = [(row.trashed, row.key) for row in rows if row.key not in taken]
        if not found:
            return None
        trashed, key = min(found)
        return Duplicate(key, "as printed", trashed)


def _entries_of(row: _Compared) -> Iterator[tuple[str, str]]:
    """The keys of the index under which an item stands."""
    yield from (("doi", doi) for doi in row.all_dois)
    yield from (("pmid", pmid) for pmid in row.pmids)
    if row.title:
        yield "title", row.title
    if row.printed:
        yield "printed", row.printed


def _same(asked: _Compared, row: _Compared) -> By | None:
    """By what two items are the same work, None where they are not."""
    if asked.all_dois & row.all_dois:
        if asked.all_dois & row.dois:
            return "doi"
        return "doi in extra" if asked.all_dois & row.dois_in_extra else "doi in url"
    if asked.all_dois and row.all_dois:
        return None
    if asked.pmids & row.pmids:
        return "pmid"
    return "title" if _by_title(asked, row) else None


def _by_title(asked: _Compared, row: _Compared) -> bool:
    if asked.title != row.title or not asked.title or asked.is_preprint != row.is_preprint:
        return False
    if _differ(asked.pmids, row.pmids) or _differ(asked.isbns, row.isbns):
        return False
    if asked.year and row.year and abs(asked.year - row.year) > 1:
        return False
    return bool(asked.creators & row.creators) or not (asked.creators or row.creators)


def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other and not one & other)


def _compared(item: ZoteroItem) -> _Compared:
    lines = list(extra.parse_lines(_text(item, "extra")))
    in_extra = [line.value for line in lines if line.name in {"doi", "other doi"}]
    dois, also = _identifiers(Doi, _text(item, "DOI")), _identifiers(Doi, *in_extra)
    pmids = [_text(item, "PMID"), *(line.value for line in lines if line.name == "pmid")]
    return _Compared(
        key=_text(item, "key"),
        trashed=bool(item.get("deleted")),
        is_preprint=item.get("itemType") == "preprint",
        dois=dois,
        dois_in_extra=also,
        doi_in_url=frozenset() if dois or also else _resolved(_text(item, "url")),
        pmids=_identifiers(Pmid, *pmids),
        isbns=_isbns(item),
        title=_folded(plain_from_csl(title_in(item))),
        year=_year(date_in(item)),
        creators=frozenset(_creators(item.get("creators"))),
        printed=next((_printed(each.value) for each in lines if each.name == _PRINTED), ""),
    )


def _printed(text: str) -> str:
    """A line of a list where it says which work it means: "Ibid." is anybody's."""
    line = _plain(text)
    return line if len(line.split()) >= _TELLING else ""


def _plain(text: str) -> str:
    """Text as Zotero keeps it: composed, with single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _text(item: Mapping[str, object], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _identifiers(kind: type[Doi | Pmid], *texts: str) -> frozenset[str]:
    """The numbers in these texts, in their one spelling; a text may hold several."""
    found = set()
    for text in texts:
        for part in text.split(extra.SEPARATOR) if text else ():
            try:
                found.add(kind.parse(part).value)
            except InvalidIdentifier:
                continue
    return frozenset(found)


def _resolved(url: str) -> frozenset[str]:
    """The DOI that an address at the DOI resolver is; no other address says what a work is."""
    return _identifiers(Doi, url) if "doi.org/" in url else frozenset()


def _isbns(item: ZoteroItem) -> frozenset[str]:
    """The books that ISBNs mean; Zotero compares no other type by them."""
    found = set()
    for part in re.split(r"[\s,;]+", _text(item, "ISBN")) if item.get("itemType") == "book" else ():
        try:
            found.add(Isbn.parse(part).stem)
        except InvalidIdentifier:
            continue
    return frozenset(found)


def _year(date: str) -> int:
    found = _YEAR.search(date)
    return int(found[0]) if found else 0


def _creators(creators: Any) -> Iterator[tuple[str, str]]:
    """Last name and first initial of each creator; a name in one field has no initial."""
    for creator in creators if isinstance(creators, list) else ():
        if isinstance(creator, dict):
            last = _folded(_text(creator, "name") or _text(creator, "lastName"))
            first = "" if creator.get("name") else _folded(_text(creator, "firstName"))
            if last or first:
                yield last, first[:1]


class _Letters(dict[int, str | None]):
    """What ``str.translate`` asks for: punctuation to blanks, accents to nothing."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code)
        kind = unicodedata.category(letter)[0]
        plain = None if "\u0300" <= letter <= "\u036f" else " " if kind in "CPSZ" else letter
        if code < _REMEMBERED:
            self[code] = plain
        return plain


_REMEMBERED = 0x3000  # a text of all of Unicode shall not fill the memory
_LONGEST = 2_000  # characters of a title; sorting a longer run of accents takes its square in time
_letters = _Letters()
_ASCII = bytes(ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(128)).ljust(
    256
)


def _folded(text: str) -> str:
    """Text without accents, punctuation and case, with single blanks."""
    text = text[:_LONGEST]
    if text.isascii():  # bytes are translated many times as fast
        return " ".join(text.encode().translate(_ASCII).decode().split())
    plain = unicodedata.normalize("NFKD", text).translate(_letters)
    return " ".join(plain.casefold().translate(_LETTERS).split())
