"""The rows of the page's table, and the labels and states by which it is filtered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from refkit.diff import Positions, overlap
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.decisions import rejections_in_words, rejections_of
from refkit.model.identifiers import ListId
from refkit.model.label_decisions import in_words
from refkit.model.people import Creator
from refkit.model.printed import title_of
from refkit.model.resolution import Unresolved, doubts
from refkit.model.work import Update, Work
from refkit.report.counts import NO_YEAR
from refkit.report.labels import (
    doi_url,
    facet_heading,
    facets_of,
    is_preprint,
    none_of,
    review_names,
    safe_text,
    state,
)
from refkit.report.titles import other_evidence, title_html, title_spans
from refkit.text.rich import RichText

_SHOWN_AUTHORS = 3

Choice = tuple[str, str]
"""What a reader can choose: a group and a name in it, such as ``Modality`` and ``CAR-NK``."""


@dataclass(frozen=True, slots=True)
class Link:
    """Words, and the address that they lead to; empty where there is none."""

    words: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class ShownLabel:
    """A label as shown; ``evidence`` are the words for it that are not marked in the title."""

    facet: str
    name: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of choices: its heading, and for each its number, name and count of rows.

    Of those that are chosen a row belongs to one at least, and of a group that is ``of_each`` to
    each.
    """

    head: str
    choices: tuple[tuple[int, str, int], ...]
    of_each: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table; ``title`` is HTML, all else is text. ``year`` is empty or a number.

    ``choices`` are the numbers of the choices that the row belongs to.
    """

    key: str
    title: str
    authors: str
    more_authors: str
    source: str
    year: str
    doi: Link | None
    labels: tuple[ShownLabel, ...]
    label_doubts: tuple[str, ...]
    label_decisions: str
    rejected: str
    state: str
    reason: str
    doubts: tuple[str, ...]
    notices: tuple[Link, ...]
    preprint: Link | None
    place: int = 0
    positions: tuple[tuple[str, str], ...] = ()  # a review's short name, and the places in its list
    choices: tuple[int, ...] = ()


def table(bibliography: Bibliography) -> tuple[tuple[TableRow, ...], tuple[Group, ...]]:
    """The rows in list order, and the groups by which they can be filtered."""
    names, facets = review_names(bibliography), facets_of(bibliography)
    chosen = [choices_of(each, names, facets) for each in bibliography.entries]
    groups = groups_of(chosen, facets)
    number = {(group.head, name): here for group in groups for here, name, _ in group.choices}
    rows = tuple(
        replace(
            row_of(entry),
            place=place,
            positions=tuple(_positions(cited, names)),
            choices=tuple(number[choice] for choice in choices),
        )
        for place, ((entry, cited), choices) in enumerate(
            zip(overlap(bibliography), chosen, strict=True), start=1
        )
    )
    return rows, groups


def choices_of(
    entry: Entry, names: Mapping[ListId, str], facets: tuple[str, ...], *, by_source: bool = False
) -> tuple[Choice, ...]:
    """What a row belongs to, by the names of the reviews and the facets that there are.

    With ``by_source`` these are also the year and the journal of a work, and which reviews all
    list it.
    """
    chosen = tuple(dict.fromkeys(_choices(entry, names, facets)))
    return chosen + tuple(_places(entry, names) if by_source else ())


def groups_of(chosen: Sequence[tuple[Choice, ...]], facets: tuple[str, ...]) -> tuple[Group, ...]:
    """The groups of what rows belong to, with the numbers of the choices in their order."""
    counted = Counter(choice for each in chosen for choice in each)
    heads = [*map(facet_heading, facets), STATE, REVIEW, EACH, YEAR, JOURNAL]
    order = sorted(counted, key=lambda choice: (heads.index(choice[0]), *_rank(choice, counted)))
    places = list(enumerate(order))
    groups = (
        Group(
            head,
            tuple((number, name, counted[group, name]) for number, (group, name) in places
                  if group == head),
            of_each=head == EACH,
        )
        for head in dict.fromkeys(heads)
    )  # fmt: skip
    return tuple(group for group in groups if group.choices)


STATE, REVIEW, YEAR, JOURNAL = "State", "Review", "Year", "Journal"
EACH = "In each of"
"""The group of reviews that all list a work."""


def _places(entry: Entry, names: Mapping[ListId, str]) -> Iterator[Choice]:
    """When and where a work appeared, and which reviews list it."""
    if len(names) > 1:
        for review in dict.fromkeys(line.review for line in entry.citations):
            yield EACH, names[review]
    date = entry.work.cited_date()
    yield YEAR, str(date.year) if date else NO_YEAR
    if entry.work.container.title:
        yield JOURNAL, safe_text(entry.work.container.title)


def _rank(choice: Choice, counted: Mapping[Choice, int]) -> tuple[bool, int, str]:
    """The commonest first, works without a label last; the newest year first."""
    group, name = choice
    if group == YEAR:
        return name == NO_YEAR, 0 if name == NO_YEAR else -int(name), name
    return name == none_of(group), -counted[choice], name


def _choices(
    entry: Entry, names: Mapping[ListId, str], facets: tuple[str, ...]
) -> Iterator[Choice]:
    for facet in facets:
        found = [tag.name for tag in entry.tags if tag.facet == facet]
        for name in found or [none_of(facet)]:
            yield facet_heading(facet), name
    yield STATE, state(entry)
    if entry.work.is_retracted:
        yield STATE, "retracted"
    if is_preprint(entry.work):
        yield STATE, "preprint"
    if entry.label_doubts:
        yield STATE, "labels need a look"
    if entry.label_decisions:
        yield STATE, "labels decided by hand"
    if rejections_of(entry):
        yield STATE, "a DOI rejected by hand"
    if len(names) > 1:
        for line in entry.citations:
            yield REVIEW, names[line.review]


def row_of(entry: Entry) -> TableRow:
    """What is shown of an entry alone, wherever it stands and whatever it is grouped by."""
    work, resolution = entry.work, entry.resolution
    date = work.cited_date()
    authors = [_author(each) for each in work.creators if each.role == "author"]
    return TableRow(
        key=entry.id,
        title=title_html(_title(entry), title_spans(entry)),
        authors=_et_al(authors, work.creators_complete),
        more_authors=", ".join(authors[_SHOWN_AUTHORS:]),
        source=_source(work),
        year=str(date.year) if date else "",
        doi=Link(str(work.doi), doi_url(work.doi)) if work.doi else None,
        labels=tuple(_labels(entry)),
        label_doubts=tuple(each.reason for each in entry.label_doubts),
        label_decisions=in_words(entry.label_decisions),
        rejected=rejections_in_words(entry),
        state=state(entry),
        reason=resolution.reason.replace("-", " ") if isinstance(resolution, Unresolved) else "",
        doubts=doubts(resolution),
        notices=tuple(map(_notice, work.updates)),
        preprint=_preprint(work),
    )


def _title(entry: Entry) -> RichText:
    return title_of(entry) or RichText.of("(no title)")


def _positions(cited: Positions, names: Mapping[ListId, str]) -> Iterator[tuple[str, str]]:
    """In the order of the lists."""
    there = cited.found if len(cited.found) < 2 else [each for each in cited if each in cited.found]
    return ((names[each], ", ".join(map(str, cited.found[each]))) for each in there)


def _author(creator: Creator) -> str:
    initials = "".join(part[0] for part in creator.given.replace("-", " ").split())
    return f"{creator.literal or creator.full_family} {initials}".strip()


def _et_al(authors: list[str], complete: bool) -> str:
    more = len(authors) > _SHOWN_AUTHORS or not complete
    return ", ".join([*authors[:_SHOWN_AUTHORS], *(["et al."] if authors and more else [])])


def _source(work: Work) -> str:
    """Where it appeared: ``Nature Medicine 31(4), 1–9``."""
    issue = f"({work.issue})" if work.issue else ""
    volume = f"{work.volume}{issue}"
    container = work.container.title or work.publisher
    place = " ".join(part for part in (container, volume) if part)
    return ", ".join(part for part in (place, work.page or work.number) if part)


def _labels(entry: Entry) -> Iterator[ShownLabel]:
    for tag in entry.tags:
        evidence = other_evidence(tag, entry)
        yield ShownLabel(facet_heading(tag.facet), tag.name, evidence)


def _notice(update: Update) -> Link:
    words = update.name.capitalize()
    dated = f"{words} {update.date}" if update.date else words
    return Link(dated, doi_url(update.notice))


def _preprint(work: Work) -> Link | None:
    if not is_preprint(work):
        return None
    published = work.published_version
    words = "Preprint; published version" if published else "Preprint"
    return Link(words, doi_url(published) if published else "")
