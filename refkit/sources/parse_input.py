"""From what was pasted to a DOI: PubMed numbers are looked up where both are known."""

from __future__ import annotations

from collections.abc import Callable

from refkit.errors import InputError, NotRemembered
from refkit.model.identifiers import Doi, Pmcid, Pmid
from refkit.model.pasted_identifiers import Pasted
from refkit.model.work import Work
from refkit.sources.base import Numbered

_MOST_SHOWN = 80


def doi_behind(
    pasted: Pasted,
    numbers: Numbered,
    notify: Callable[[str], None] = lambda note: None,
    is_known: Callable[[Doi], bool] = lambda doi: True,
) -> Doi:
    """The DOI of what was pasted; ``notify`` is told how it was understood.

    A wrong number is somebody else's article, so the title that was found is told with it. Of
    several readings it is the first that ``is_known``, and as it stands where none is.
    Raises InputError for a number that is unknown or has no DOI, NotRemembered offline where it
    was never asked for, SourceError where nobody can say.
    """
    identifier = pasted.identifier
    if isinstance(identifier, Doi):
        return _known(identifier, pasted, notify, is_known)
    work = _work(identifier, numbers)
    if work is None:
        raise InputError(
            f"Europe PMC does not know {_named(identifier)}: check the number, or give the DOI"
        )
    title = work.title.plain
    shown = title if len(title) <= _MOST_SHOWN else f"{title[: _MOST_SHOWN - 1]}…"
    if work.doi is None:
        raise InputError(f"{_named(identifier)} has no DOI at Europe PMC ({shown!r})")
    notify(f"{_named(identifier)} is {work.doi}: {shown}")
    return work.doi


def _known(
    first: Doi, pasted: Pasted, notify: Callable[[str], None], is_known: Callable[[Doi], bool]
) -> Doi:
    readings = (first, *pasted.others)
    doi = first if len(readings) == 1 else next(filter(is_known, readings), first)
    if note := pasted.note if doi == first else f"{pasted.text} is read as {doi}":
        notify(note)
    return doi


def _work(number: Pmid | Pmcid, numbers: Numbered) -> Work | None:
    try:
        return numbers.numbered(number)
    except NotRemembered:
        raise NotRemembered(
            f"offline, and the DOI of {_named(number)} was never asked for; give the DOI itself"
        ) from None


def _named(number: Pmid | Pmcid) -> str:
    return f"PubMed number {number}" if isinstance(number, Pmid) else str(number)
