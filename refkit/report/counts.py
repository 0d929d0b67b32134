"""The numbers behind the figures: how many works stand where two properties of a work meet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from refkit.diff import overlap
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.entry_identity import believed_doi
from refkit.model.identifiers import ListId
from refkit.model.list_ids import DocumentList
from refkit.model.printed import shown_title
from refkit.report.labels import (
    author_and_year,
    facet_heading,
    facets_of,
    none_of,
    review_names,
    safe_text,
)

Names = tuple[str, ...]
"""Where a work stands on one side of a matrix: at least one name."""


class Axis(Enum):
    """What stands across: labels, years in their order, or the reviews that stand down too.

    Of a network it is the lists that have the works which stand down.
    """

    LABELS = "labels"
    YEARS = "years"
    REVIEWS = "reviews"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Matrix:
    """Works by two properties. A work with several labels counts at each, so rows may overlap.

    ``name`` is the file's and anchor's: ``modality-disease``. ``counts`` has a row for each of
    ``rows`` and a number for each of ``columns``; ``row_totals`` and ``column_totals`` count each
    work once, as ``works`` does for all; a network's ``row_totals`` count the lists of a work.
    ``without`` are the names of rows and columns that stand for works without a label.
    """

    name: str
    title: str
    down: str
    across: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    works: int
    kind: Axis = Axis.LABELS
    without: tuple[str, ...] = ()


Order = Callable[[Counter[str]], tuple[str, ...]]


def cross(
    name: str,
    heads: tuple[str, str],
    places: Sequence[tuple[Names, Names]],
    orders: tuple[Order, Order],
) -> Matrix:
    """Count works, each given by the names of its rows and of its columns."""
    down, across = heads
    cells = Counter(
        (row, column) for rows, columns in places for row in set(rows) for column in set(columns)
    )
    row_totals = Counter(row for rows, _ in places for row in set(rows))
    column_totals = Counter(column for _, columns in places for column in set(columns))
    rows, columns = orders[0](row_totals), orders[1](column_totals)
    return Matrix(
        name=name,
        title=f"{down} and {across.lower()}",
        down=down,
        across=across,
        rows=rows,
        columns=columns,
        counts=tuple(tuple(cells[row, column] for column in columns) for row in rows),
        row_totals=tuple(row_totals[row] for row in rows),
        column_totals=tuple(column_totals[column] for column in columns),
        works=len(places),
    )


def label_matrices(bibliography: Bibliography) -> tuple[Matrix, ...]:
    """Modality by disease and by target; of another taxonomy its first facet by the next two.

    Empty where no entry has a label.
    """
    facets = facets_of(bibliography)
    if not facets:
        return ()
    first, *others = facets
    wanted = [facet for facet in ("disease", "target") if facet in others] or others[:2]
    return tuple(_by_labels(bibliography.entries, first, second) for second in wanted)


def _by_labels(entries: Sequence[Entry], down: str, across: str) -> Matrix:
    places = [(_labels(entry, down), _labels(entry, across)) for entry in entries]
    counted = cross(
        _file_name(down, across),
        (facet_heading(down), facet_heading(across)),
        places,
        (_often_first(none_of(down)), _often_first(none_of(across))),
    )
    return replace(counted, without=(none_of(down), none_of(across)))


def by_year(bibliography: Bibliography) -> Matrix | None:
    """Works by year and by the labels of the first facet, all works as the first row.

    None where no work has a year.
    """
    facet = next(iter(facets_of(bibliography)), "")
    places = [
        ((ALL, *(_labels(entry, facet) if facet else ())), (_year(entry),))
        for entry in bibliography.entries
    ]
    if all(years == (NO_YEAR,) for _, years in places):
        return None
    down = facet_heading(facet) if facet else "References"
    name = _file_name(facet or "references", "year")
    orders = (_often_first(none_of(facet), ALL), _years_in_order)
    without = (none_of(facet),) if facet else ()
    counted = cross(name, (down, "Year"), places, orders)
    return replace(counted, kind=Axis.YEARS, without=without)


def shared(bibliography: Bibliography) -> Matrix | None:
    """How many works each two reviews have in common; None where there are not two."""
    names = _drawn_names(bibliography)
    if len(names) < 2:
        return None
    citing = [tuple(names[each] for each in cited.found) for _, cited in overlap(bibliography)]
    places = [(reviews, reviews) for reviews in citing if reviews]
    order = _as_given(tuple(names.values()))
    counted = cross("reviews-overlap", ("Review", "Review"), places, (order, order))
    return replace(counted, title="Overlap of reviews", kind=Axis.REVIEWS)


def _drawn_names(bibliography: Bibliography) -> dict[ListId, str]:
    """The names of the lists, without those of citing works in which nothing stands."""
    names, uncited = review_names(bibliography), bibliography.uncited
    return {id_: name for id_, name in names.items() if id_ not in uncited}


MOST_NODES = 60
"""Of a network that can be read; where there are more, the matrix of the overlap says it."""


def network(bibliography: Bibliography) -> Matrix | None:
    """The lists, and the works that two of them have or that are a seed themselves.

    None where nothing is shared, and where it would have more than ``MOST_NODES``.
    """
    names = _drawn_names(bibliography)
    seeds = {id_.value for id_ in bibliography.heads if not isinstance(id_, DocumentList)}
    shared_ = [
        (entry, [names[each] for each in cited.found])
        for entry, cited in overlap(bibliography)
        if len(cited.found) > 1 or (cited.found and str(believed_doi(entry)) in seeds)
    ]
    if not shared_ or len(names) < 2 or len(names) + len(shared_) > MOST_NODES:
        return None
    shared_.sort(key=lambda each: -len(each[1]))
    titles = _told_apart([(entry, str(believed_doi(entry)) in seeds) for entry, _ in shared_])
    places = [((title,), tuple(lists)) for title, (_, lists) in zip(titles, shared_, strict=True)]
    orders = (_as_given(tuple(titles)), _as_given(tuple(names.values())))
    counted = cross("seeds-network", ("Work", "Seed"), places, orders)
    return replace(
        counted,
        title="What the seeds share",
        row_totals=tuple(map(sum, counted.counts)),
        kind=Axis.NETWORK,
    )


def _told_apart(entries: Sequence[tuple[Entry, bool]]) -> list[str]:
    """A name for each work, no two alike: ``Berg 2020: The life of bees``."""
    names = []
    for entry, is_seed in entries:
        title = shown_title(entry)
        name = f"{author_and_year(entry.work)}: {title}".removeprefix(": ")
        names.append(safe_text(f"{name} (a seed)" if is_seed else name))
    often = Counter(names)
    return [
        f"{name} [{safe_text(entry.id)}]" if often[name] > 1 else name
        for name, (entry, _) in zip(names, entries, strict=True)
    ]


def matrices(bibliography: Bibliography) -> tuple[Matrix, ...]:
    """All that there are, in the order of the page."""
    others = (by_year(bibliography), shared(bibliography), network(bibliography))
    found = [*label_matrices(bibliography), *(each for each in others if each)]
    often = Counter(each.name for each in found)
    # Facets that are not named in ASCII may come to one file name.
    return tuple(
        each if often[each.name] == 1 else replace(each, name=f"{each.name}-{place}")
        for place, each in enumerate(found, start=1)
    )


ALL, NO_YEAR = "All references", "no year"


def _labels(entry: Entry, facet: str) -> Names:
    found = dict.fromkeys(safe_text(tag.name) for tag in entry.tags if tag.facet == facet)
    return tuple(found) or (none_of(facet),)


def _year(entry: Entry) -> str:
    date = entry.work.cited_date()
    return str(date.year) if date else NO_YEAR


def _often_first(last: str, first: str = "") -> Order:
    def ordered(totals: Counter[str]) -> tuple[str, ...]:
        return tuple(
            sorted(totals, key=lambda name: (name != first, name == last, -totals[name], name))
        )

    return ordered


def _years_in_order(totals: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(totals, key=lambda year: (year == NO_YEAR, len(year), year)))


def _as_given(names: tuple[str, ...]) -> Order:
    return lambda totals: names


def _file_name(*parts: str) -> str:
    """A name that any file system takes: ``modality-disease``."""
    return "-".join(_OTHER.sub("-", part.lower())[:40].strip("-") or "facet" for part in parts)


_OTHER = re.compile("[^a-z0-9]+")
