"""A bibliography as a pandas data frame, for whoever goes on in a notebook. The columns:

- ``id``: the citation key; ``reviews``, ``positions``: tuples, which review cites it at which
  place, a pair for each line; both empty for an entry of a user's own library
- ``state``: resolved, unresolved, imported; ``method``, ``reason``: how, or why not
- ``type`` (CSL's), ``title`` without its styles, ``authors`` (family first, parted by "; "),
  ``year`` of print, ``container``, ``doi``, ``pmid``: the work; of an unresolved one what was read
  out of the printed line, or for a title the whole of it
- ``retracted``: True or False
- ``printed``: the line as it was deposited, without markup
- ``cited_by_seeds``: in how many of the lists of references it stands; ``cites_seeds``: how many of
  those works it cites whose citing works were asked for
- one for each facet, its labels as a tuple: ``frame.explode("modality")`` counts them

Text is of pandas' type ``string`` and the year ``Int64``, missing where nothing is known, so that a
year stays a whole number; tuples are ``object``, for they can be grouped by, which lists cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from refkit.errors import InputError
from refkit.extras import how_to_install
from refkit.formats.export import TagStyle, keywords
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.person_names import names_in_words
from refkit.model.printed import printed_line, title_of
from refkit.model.resolution import Resolved, Unresolved
from refkit.text.plain import unstyled
from refkit.text.unicode import replace_surrogates

if TYPE_CHECKING:
    from pandas import DataFrame


def to_dataframe(bibliography: Bibliography, *, facets: Sequence[str] = ()) -> DataFrame:
    """A row for each entry, in list order; one of no entries has the columns and no row.

    ``facets`` names facets that get a column whether or not anything has a label of theirs; those
    that occur have one in any case. A facet that is called like another column gets ``_labels``
    behind its name. Raises InputError where pandas, refkit's extra ``dataframe``, is not there.
    """
    try:
        import pandas
    except ImportError:
        raise InputError(f"a data frame needs pandas: {how_to_install('dataframe')}") from None
    entries = bibliography.entries
    columns = {
        name: pandas.Series([_whole(cell(entry)) for entry in entries], dtype=dtype)
        for name, (dtype, cell) in _COLUMNS.items()
    }
    occurring = {tag.facet for entry in entries for tag in entry.tags}
    for facet in dict.fromkeys((*facets, *sorted(occurring))):
        name = f"{facet}_labels" if facet in _COLUMNS else facet
        labels = [_whole(_labels(entry, facet)) for entry in entries]
        columns[name] = pandas.Series(labels, dtype="object")
    return pandas.DataFrame(columns)


def _whole(value: Any) -> Any:
    """The cell, with no text in it that a file could not hold."""
    if isinstance(value, tuple):
        return tuple(map(_whole, value))
    return replace_surrogates(value) if isinstance(value, str) else value


def _labels(entry: Entry, facet: str) -> tuple[str, ...]:
    tags = tuple(tag for tag in entry.tags if tag.facet == facet)
    return tuple(keywords(tags, TagStyle.NAME))


def _method(entry: Entry) -> str | None:
    resolution = entry.resolution
    return resolution.method.value if isinstance(resolution, Resolved) else None


def _reason(entry: Entry) -> str | None:
    resolution = entry.resolution
    return resolution.reason.value if isinstance(resolution, Unresolved) else None


def _authors(entry: Entry) -> str | None:
    work = entry.work
    return names_in_words(work.creators, is_complete=work.creators_complete) or None


def _year(entry: Entry) -> int | None:
    date = entry.work.cited_date()
    return date.year if date else None


_COLUMNS: dict[str, tuple[str, Callable[[Entry], Any]]] = {
    "id": ("string", lambda entry: entry.id),
    "reviews": ("object", lambda entry: tuple(str(each.review) for each in entry.citations)),
    "positions": (
        "object",
        lambda entry: tuple(each.reference.position for each in entry.citations),
    ),
    "state": ("string", lambda entry: entry.resolution.state),
    "method": ("string", _method),
    "reason": ("string", _reason),
    "type": ("string", lambda entry: entry.work.type.value),
    "title": ("string", lambda entry: unstyled(title_of(entry)) or None),
    "authors": ("string", _authors),
    "year": ("Int64", _year),
    "container": ("string", lambda entry: entry.work.container.title or None),
    "doi": ("string", lambda entry: str(entry.work.doi) if entry.work.doi else None),
    "pmid": ("string", lambda entry: str(entry.work.pmid) if entry.work.pmid else None),
    "retracted": ("bool", lambda entry: entry.work.is_retracted),
    "printed": ("string", lambda entry: printed_line(entry) or None),
    "cited_by_seeds": ("int64", lambda entry: entry.cited_by_seeds),
    "cites_seeds": ("int64", lambda entry: entry.cites_seeds),
}
