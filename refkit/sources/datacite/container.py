"""What a work at DataCite is a part of. It never asks.

A record names it in one of three ways: an item that it is published in, with titles and pages of
its own; identifiers that it is part of; and a ``container``, which DataCite makes of these or of a
line of free text ("SeriesInformation"), whose words it parts at commas. So a place may stand there
as a page, and a number with its year as a volume.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from refkit.model.identifiers import Isbn, Issn
from refkit.regex import lazy_regex
from refkit.sources.json_values import identifiers, mapping, mappings, number, pages, plain

_PAGE = lazy_regex(r"[A-Za-z]{0,4}\.?\s?\d[\w.]*|[ivxlcdm]+", re.IGNORECASE)
# "Spain; 3353" begins with a place, "59 (2013). doi:10.1000/0067" goes on with a year.
_LAST_OF_SEVERAL = lazy_regex(r"[^\d;]+;\s*(\S+)")
_WITH_A_YEAR = lazy_regex(r"(\S+)\s+\(\d{4}\).*")
# A volume has a number and perhaps a letter: "1-5 September 2008" and "IPAC2016" are none.
_VOLUME = lazy_regex(r"(?:vol(?:ume)?\.?\s*)?[A-Z]?\d[\d./–-]*[A-Za-z]?|[IVXLCDM]+", re.IGNORECASE)
# "Invented Letters 208(2)": a journal with its volume and issue.
_WITH_AN_ISSUE = lazy_regex(r"(.*[^\W\d_].*?)\s+(\d{1,4})\((\d{1,3})\)")
_LETTERS = lazy_regex(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class ContainerRecord:
    """Where a work appeared, as far as its record says so."""

    title: str = ""
    collection: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    number: str = ""
    edition: str = ""
    issns: tuple[Issn, ...] = ()
    isbns: tuple[Isbn, ...] = ()


def read_container(attributes: Mapping[str, Any]) -> ContainerRecord:
    """The item that a work is published in; else the record's container."""
    item = _published_in(attributes)
    named = item or mapping(attributes.get("container"))
    numbers = [named.get("identifier"), *_part_of(attributes)]
    title, volume, issue = _with_an_issue(_title(named), plain(named.get("volume")),
                                          plain(named.get("issue")))  # fmt: skip
    return ContainerRecord(
        title=title,
        volume=_volume(volume) if named.get("type") == "Series" else number(volume),
        issue=number(issue),
        page=pages(_first_page(plain(named.get("firstPage"))),
                   _last_page(plain(named.get("lastPage")))),
        number=plain(named.get("number")),
        edition=plain(named.get("edition")),
        issns=tuple(dict.fromkeys(identifiers(Issn, numbers))),
        isbns=tuple(dict.fromkeys(identifiers(Isbn, numbers))),
    )  # fmt: skip


def _published_in(attributes: Mapping[str, Any]) -> Mapping[str, Any]:
    for item in mappings(attributes.get("relatedItems")):
        if item.get("relationType") == "IsPublishedIn":
            titles = mappings(item.get("titles"))
            title = next((each.get("title") for each in titles if not each.get("titleType")), None)
            identifier = mapping(item.get("relatedItemIdentifier")).get("relatedItemIdentifier")
            return {**item, "title": title or "", "type": "", "identifier": identifier}
    return {}


def _part_of(attributes: Mapping[str, Any]) -> Iterator[Any]:
    for item in mappings(attributes.get("relatedIdentifiers")):
        if item.get("relationType") in {"IsPartOf", "IsPublishedIn"}:
            yield item.get("relatedIdentifier")


def _title(named: Mapping[str, Any]) -> str:
    # An issue is no title: "№1(24) (2019)".
    title = plain(named.get("title"))
    return title if _LETTERS.search(title) else ""


def _with_an_issue(title: str, volume: str, issue: str) -> tuple[str, str, str]:
    found = _WITH_AN_ISSUE.fullmatch(title)
    return (found[1], found[2], found[3]) if found and not volume else (title, volume, issue)


def _volume(text: str) -> str:
    return text if _VOLUME.fullmatch(text) else ""


def _first_page(text: str) -> str:
    found = _LAST_OF_SEVERAL.fullmatch(text)
    return _whole(found[1] if found else text)


def _last_page(text: str) -> str:
    found = _WITH_A_YEAR.fullmatch(text)
    return _whole(found[1] if found else text)


def _whole(text: str) -> str:
    return text if _PAGE.fullmatch(text) else ""
