"""rispy, which reads the lines of RIS by their tags and gives each tag a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from consumers.comparing import FIELDS, Facts, Reading, blanks, listed, page_numbers, person, year
from consumers.hard_works import exported
from consumers.programs import needs_package
from consumers.raised import on_the_line

# Types whose secondary title (T2) is the series.
_IN_SERIES = {"BOOK", "COMP", "MANSCPT", "RPRT"}


@cache
def rispy() -> Reading:
    """What rispy reads of RIS."""
    return Reading("rispy", "ris", FIELDS, rispy_reads(exported("ris")), on_the_line)


def rispy_reads(text: str) -> dict[str, Facts]:
    """The facts of every record."""
    needs_package("rispy")
    import rispy

    return {record["id"]: _facts(record) for record in rispy.loads(text)}


def _facts(record: Mapping[str, Any]) -> Facts:
    def text(*names: str) -> str:
        return blanks(next((record[name] for name in names if record.get(name)), ""))

    series = record["type_of_reference"] in _IN_SERIES
    pages = [record[name] for name in ("start_page", "end_page") if record.get(name)]
    return {
        "title": text("title"),
        "authors": tuple(map(_person, record.get("authors", []))),
        "year": year(text("year")),
        "container": text("journal_name") if series else text("secondary_title", "journal_name"),
        "volume": text("volume"),
        "issue": text("number"),
        "pages": page_numbers("-".join(pages)),
        "DOI": text("doi"),
        "keywords": listed(record.get("keywords", [])),
    }


def _person(name: str) -> str:
    """rispy leaves a name as it stands: a comma behind one says that it is in one piece."""
    name = name.removesuffix(",")
    family, given, suffix = [*name.split(", "), "", ""][:3]
    return person(family, given, "", suffix)


READERS: tuple[Callable[[], Reading], ...] = (rispy,)
"""Everything that this program is tried on."""
