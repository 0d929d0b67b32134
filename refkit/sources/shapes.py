"""Takes JSON apart that may have any shape: what is not as expected is as good as absent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from refkit.errors import InvalidIdentifier
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
from refkit.text.markup import read_plain

_Id = TypeVar("_Id", Doi, Isbn, Issn, Pmcid, Pmid)

# "2023", "2023-03", "2023-03-16", "2023-03-16T08:00:00Z"; of "2012/2014" the first.
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?![0-9])")
_ORCID = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]")


def mapping(value: Any) -> Mapping[str, Any]:
    """An object, empty where there is none."""
    return value if isinstance(value, dict) else {}


def mappings(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; one object that stands alone is a list of one."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def texts(value: Any) -> list[str]:
    """The texts of a list; one text that stands alone is a list of one."""
    items = value if isinstance(value, list) else [value]
    return [text for item in items if (text := plain(item))]


def verbatim(value: Any) -> str:
    """A text as it stands; a whole number is one too, for years and volumes come as both."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def plain(value: Any) -> str:
    """A text without markup."""
    return read_plain(verbatim(value))


def identifiers(kind: type[_Id], values: Iterable[Any]) -> Iterator[_Id]:
    """The identifiers that can be read; a number that fails its check would find another work."""
    for value in values:
        try:
            yield kind.parse(verbatim(value))
        except InvalidIdentifier:
            continue


def day(value: Any) -> PartialDate | None:
    """A date as ISO 8601 writes it, as far as it is known."""
    found = _DAY.match(verbatim(value).strip())
    return partial_date(*found.groups()) if found else None


def partial_date(year: Any, month: Any = None, day: Any = None) -> PartialDate | None:
    """A date from its parts, numbers or text; what is no month ends it."""
    whole, part, rest = (_number(value) for value in (year, month, day))
    if not whole:
        return None
    if not 1 <= part <= 12:
        return PartialDate(whole)
    return PartialDate(whole, part, rest if 1 <= rest <= 31 else 0)


def _number(value: Any) -> int:
    text = verbatim(value)
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else 0


def orcid(value: Any) -> str:
    """The bare ORCID in a text or an address; empty where there is none."""
    found = _ORCID.search(verbatim(value))
    return found[0] if found else ""


def pages(first: str, last: str) -> str:
    """A range of pages; one page is not a range."""
    return f"{first}-{last}" if first and last and first != last else first or last
