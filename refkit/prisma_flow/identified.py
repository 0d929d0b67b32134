"""Where records were identified: a database that a file's records name, or a list that it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from refkit.api.methods import source_name
from refkit.formats.library import Library
from refkit.model.bibliography import Bibliography, Citation, Entry
from refkit.model.identifiers import ListId
from refkit.model.list_ids import CitingList
from refkit.model.reference import ASSERTED_BY
from refkit.model.resolution import Imported
from refkit.report.labels import review_names, safe_text

# What a record's format says of where it comes from; in others it stands in a field of its own.
_FORMATS = {"medline": "PubMed", "pubmed-xml": "PubMed", "wos": "Web of Science"}
# RIS's tag of it, by which EndNote's formats and tables are read, too.
_DATABASE = "DB"


class Way(StrEnum):
    """By which of PRISMA's two ways records were identified."""

    DATABASES = "databases"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Identified:
    """How many records one place gave, in which file.

    ``place`` is what the records name as their database, or a list: ``references of Berg 2025``;
    empty where neither is known.
    """

    way: Way
    file: str
    place: str
    records: int

    @property
    def words(self) -> str:
        """What it is called in a diagram: ``Embase (embase.ris)``."""
        file = safe_text(self.file)
        return f"{self.place} ({file})" if self.place else file


def names_shown(names: Iterable[str]) -> dict[str, str]:
    """What each file is called in a diagram: without its folder, where no other is called so."""
    last = {name: PurePath(name).name or name for name in names}
    often = Counter(last.values())
    return {name: short if often[short] == 1 else name for name, short in last.items()}


def identified_in(name: str, given: Library | Bibliography) -> list[Identified]:
    """What a file gave, place by place, databases first."""
    counted = Counter(_database(entry) for entry in given.entries if not entry.citations)
    found = [Identified(Way.DATABASES, name, place, counted[place]) for place in counted]
    if isinstance(given, Bibliography):
        found += [Identified(Way.OTHER, name, *each) for each in _lists(given)]
    return found


def _database(entry: Entry) -> str:
    resolution = entry.resolution
    if not isinstance(resolution, Imported):
        return ""
    said = (value.strip() for name, value in resolution.kept if name.upper() == _DATABASE)
    return safe_text(next(filter(None, said), "") or _FORMATS.get(resolution.source, ""))


def _lists(bibliography: Bibliography) -> Iterator[tuple[str, int]]:
    """Each list with the lines that it has; what cites a work, by who names them as citing it."""
    names = review_names(bibliography)
    lines: dict[ListId, list[Citation]] = {}
    for entry in bibliography.entries:
        for line in entry.citations:
            lines.setdefault(line.review, []).append(line)
    for each, name in names.items():
        if each not in lines:
            continue
        if not isinstance(each, CitingList):
            yield f"references of {name}", len(lines[each])
            continue
        # Two services that name one work gave two records of it.
        named = Counter(who for line in lines[each] for who in _said_by(line))
        for source, records in named.items():
            yield f"works {name}{f', {source_name(source)}' if source else ''}", records


def _said_by(line: Citation) -> list[str]:
    return line.reference.field(ASSERTED_BY).split() or [""]
