"""What things are called in a report: reviews, facets, states; and text that is safe to show."""

from __future__ import annotations

from string import ascii_lowercase
from urllib.parse import quote

from refkit.errors import InvalidIdentifier
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.identifiers import Doi, ListId
from refkit.model.list_ids import CitingList, DocumentList
from refkit.model.resolution import WithoutDoi
from refkit.model.work import Work, WorkType

# One for one, so that the places of evidence still fit. The second line reorders what is around it
# (Unicode's TR9, explicit formatting); the third can be in JSON and in no file.
_UNSAFE = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " "),
    **dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029], " "),
    **dict.fromkeys([*range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "\ufffd"),
}


def safe_text(text: str) -> str:
    """Text of the same length without what would steer a page, a figure or the words beside it."""
    return text if text.isprintable() and text.isascii() else text.translate(_UNSAFE)


def safe_value(value: object) -> object:
    """What a template writes of a value: text as ``safe_text``, HTML made here as it is."""
    return safe_text(value) if type(value) is str else value


def doi_url(doi: Doi | str) -> str:
    """The address of a DOI at its resolver, escaped; empty for a text that is no DOI."""
    try:
        known = doi if isinstance(doi, Doi) else Doi.parse(doi)
    except InvalidIdentifier:
        return ""
    # A lone surrogate can stand in JSON and in no address.
    return "https://doi.org/" + quote(known.value, safe="/:;()._-~", errors="replace")


def review_names(bibliography: Bibliography) -> dict[ListId, str]:
    """A short name for each list that has something, no two alike: ``Berg 2025``.

    Of names that would be alike each gets a letter, ``Berg 2025a``, as author and year do in a
    text; where neither is known, or there are more than letters, the DOI is the name. A document
    has its own name, and works that cite one are ``citing Berg 2025``.
    """
    known = {each: _head_name(each, work) for each, work in bibliography.heads.items()}
    lines = (line.review for entry in bibliography.entries for line in entry.citations)
    names = known | {doi: "" for doi in dict.fromkeys(lines) if doi not in known}
    alike: dict[str, list[ListId]] = {}
    for doi, name in names.items():
        alike.setdefault(name, []).append(doi)
    return {doi: _told_apart(name, doi, alike[name]) for doi, name in names.items()}


def _told_apart(name: str, doi: ListId, alike: list[ListId]) -> str:
    if isinstance(doi, DocumentList):
        return safe_text(doi.value)
    if not name[-1:].isdigit() or len(alike) > len(ascii_lowercase):
        return safe_text(str(doi))
    return name if len(alike) == 1 else name + ascii_lowercase[alike.index(doi)]


def _head_name(each: ListId, work: Work) -> str:
    name = author_and_year(work)
    return f"citing {name}" if name and isinstance(each, CitingList) else name


def author_and_year(review: Work) -> str:
    """Who and when, as a text names a work: ``Berg 2025``."""
    date = review.cited_date()
    author = next((creator.sort_name for creator in review.creators), "")
    return safe_text(" ".join(part for part in (author, str(date.year) if date else "") if part))


def facet_heading(facet: str) -> str:
    """The name of a facet as a heading: Modality."""
    return safe_text(facet.replace("-", " ").capitalize())


def none_of(facet: str) -> str:
    """What stands for the works without a label of a facet."""
    return f"no {facet_heading(facet).lower()} label"


def facets_of(bibliography: Bibliography) -> tuple[str, ...]:
    """The facets that have labels, modality first, then as they are met."""
    met = dict.fromkeys(tag.facet for entry in bibliography.entries for tag in entry.tags)
    return tuple(sorted(met, key=lambda facet: facet != "modality"))


def state(entry: Entry) -> str:
    """How an entry stands."""
    resolution = entry.resolution
    return resolution.words if isinstance(resolution, WithoutDoi) else resolution.state


def is_preprint(work: Work) -> bool:
    """Whether a work is a preprint: CSL has no type for them but ``article``."""
    return work.type is WorkType.ARTICLE or "preprint" in work.genre.lower()
