"""The fields that can be filled: how each is shown, taken over, and told from what is there.

Key, type, keywords, notes and addresses are the user's own and not in the table. What is there
already counts as the same in other capitals, accents, dashes or an abbreviation, and a new value
that says less never replaces it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from refkit.enrichment import people
from refkit.matching import journal
from refkit.matching.normalize import words
from refkit.model.dates import PartialDate
from refkit.model.work import Work, WorkType, own_title
from refkit.text.plain import unstyled

_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]+\s*")
_BEFORE_PAGE = re.compile(r"^(?:pp?|pages?)\b\.?\s*")
_ARTICLES = {
    WorkType.ARTICLE_JOURNAL,
    WorkType.ARTICLE_MAGAZINE,
    WorkType.ARTICLE_NEWSPAPER,
    WorkType.REVIEW,
}
_ROLES = ("author", "editor", "translator", "chair")


@dataclass(frozen=True, slots=True)
class FillableField:
    """A field of a work, named as in ``formats.export.said``.

    ``show`` gives its value on one line, empty where there is none; ``take`` puts the second
    work's value into the first; ``differs`` says, where both have one, whether the second says
    something else or more; ``fits`` says whether an empty place is one to be filled. ``origins``
    are its names in a work's origins.
    """

    name: str
    show: Callable[[Work], str]
    take: Callable[[Work, Work], Work]
    differs: Callable[[Work, Work], bool]
    origins: tuple[str, ...]
    fits: Callable[[Work, Work], bool] = lambda old, new: True

    def gain(self, old: Work, new: Work, *, overwrite: bool) -> bool:
        """Whether the new work's value is to be taken over."""
        if not self.show(new):
            return False
        if not self.show(old):
            return self.fits(old, new)
        return overwrite and self.differs(old, new)


def says_more(old: str, new: str) -> bool:
    """Whether new words are others than the old ones, and not only their beginning."""
    ours, theirs = words(old), words(new)
    if not ours or not theirs:
        return bool(theirs)
    return theirs != ours[: len(theirs)]


def _never(old: Work, new: Work) -> bool:
    return False


def _text(name: str, *, differs: Callable[[Work, Work], bool] | None = None) -> FillableField:
    """A field that is one string of the work, or has one as its plain form."""

    def show(work: Work) -> str:
        return str(getattr(work, name) or "")

    def take(old: Work, new: Work) -> Work:
        return replace(old, **{name: getattr(new, name)})

    def other(old: Work, new: Work) -> bool:
        return says_more(show(old), show(new))

    return FillableField(name, show, take, differs or other, (name,))


def _listed(name: str, *, differs: Callable[[Work, Work], bool] = _never) -> FillableField:
    """A field that is a tuple of the work."""

    def show(work: Work) -> str:
        return ", ".join(map(str, getattr(work, name)))

    def take(old: Work, new: Work) -> Work:
        return replace(old, **{name: getattr(new, name)})

    return FillableField(name, show, take, differs, (name,))


def _of_container(name: str, differs: Callable[[Work, Work], bool]) -> FillableField:
    """A field of the work's container."""

    def show(work: Work) -> str:
        value = getattr(work.container, name)
        return value if isinstance(value, str) else ", ".join(map(str, value))

    def take(old: Work, new: Work) -> Work:
        value = getattr(new.container, name)
        return replace(old, container=replace(old.container, **{name: value}))

    return FillableField(f"container.{name}", show, take, differs, ("container",))


def _role(role: str) -> FillableField:
    return FillableField(
        f"creators.{role}",
        partial(people.shown, role=role),
        partial(people.taken, role=role),
        partial(people.says_more, role=role),
        ("creators",),
        lambda old, new: not people.is_elsewhere(old, new, role),
    )


def _other_title(old: Work, new: Work) -> bool:
    return says_more(own_title(old.title.plain), own_title(new.title.plain))


def _other_container(old: Work, new: Work) -> bool:
    """Another journal: not the same one, abbreviated or not."""
    ours, theirs = old.container.title, new.container.title
    return words(ours) != words(theirs) and not journal.is_same(ours, new)


def _other_series(old: Work, new: Work) -> bool:
    return says_more(old.container.collection, new.container.collection)


def _more_issns(old: Work, new: Work) -> bool:
    return not set(new.container.issns) <= set(old.container.issns)


def _more_isbns(old: Work, new: Work) -> bool:
    return not {isbn.stem for isbn in new.isbns} <= {isbn.stem for isbn in old.isbns}


def _other_pages(old: Work, new: Work) -> bool:
    ours, theirs = pages(old.page), pages(new.page)
    return theirs != ours[: len(theirs)]


def pages(text: str) -> tuple[str, ...]:
    """First and last page, the last in full: "pp. 142–50" is 142 and 150."""
    parts = _DASHES.split(_BEFORE_PAGE.sub("", text.strip().casefold()))
    first, last = parts[0], parts[-1]
    if len(parts) == 2 and first.isdigit() and last.isdigit() and len(last) < len(first):
        parts[-1] = first[: len(first) - len(last)] + last
    return tuple(parts)


def _has_publisher(old: Work, new: Work) -> bool:
    """Articles are cited without; who registered the DOI is often not the journal's publisher."""
    return not {old.type, new.type} & _ARTICLES


def _other_edition(old: Work, new: Work) -> bool:
    ours, theirs = (re.findall(r"\d+", work.edition) for work in (old, new))
    return ours != theirs if ours and theirs else says_more(old.edition, new.edition)


def _other_doi(old: Work, new: Work) -> bool:
    return old.doi != new.doi and old.doi not in new.other_dois


def _other_id(name: str) -> Callable[[Work, Work], bool]:
    return lambda old, new: getattr(old, name) != getattr(new, name)


def _date(work: Work) -> str:
    return str(work.cited_date() or "")


def _other_date(old: Work, new: Work) -> bool:
    """A fuller date, or another one that says as much: a month must not stay with another's year.

    One of the work's dates is right, whichever of them is cited.
    """
    ours, theirs = old.cited_date(), new.cited_date()
    if ours is None or theirs is None:
        return False
    if _agree(ours, theirs):
        return len(theirs.parts) > len(ours.parts)
    known = [date for date in (new.published_online, new.issued) if date]
    is_right = any(_agree(ours, date) for date in known)
    return not is_right and len(theirs.parts) >= len(ours.parts)


def _agree(one: PartialDate, other: PartialDate) -> bool:
    return all(a == b for a, b in zip(one.parts, other.parts, strict=False))


def _take_dates(old: Work, new: Work) -> Work:
    return replace(
        old,
        published_print=new.published_print,
        published_online=new.published_online,
        issued=new.issued,
    )


def _updates(work: Work) -> str:
    return ", ".join(update.type for update in work.updates)


def _more_updates(old: Work, new: Work) -> bool:
    return not set(new.updates) <= set(old.updates)


FIELDS: tuple[FillableField, ...] = (
    *map(_role, _ROLES),
    _text("title", differs=_other_title),
    _text("original_title", differs=_never),
    _of_container("title", _other_container),
    _of_container("short_title", _never),
    _of_container("collection", _other_series),
    _text("volume"),
    _text("issue"),
    # An article number is often kept as the page, and the other way round.
    replace(
        _text("page", differs=_other_pages),
        fits=lambda old, new: words(new.page) != words(old.number),
    ),
    replace(
        _text("number"),
        fits=lambda old, new: words(new.number) not in {words(old.page), words(new.page)},
    ),
    _text("edition", differs=_other_edition),
    _text("genre", differs=_never),  # "PhD thesis" and "Doctoral dissertation" are one thing
    replace(_text("publisher"), fits=_has_publisher),
    replace(_text("publisher_place"), fits=_has_publisher),
    _text("event_title", differs=_never),
    _text("event_place", differs=_never),
    FillableField(
        "issued",
        _date,
        _take_dates,
        _other_date,
        ("issued", "published_print", "published_online"),
    ),
    _text("doi", differs=_other_doi),
    _text("pmid", differs=_other_id("pmid")),
    _text("pmcid", differs=_other_id("pmcid")),
    _of_container("issns", _more_issns),
    _listed("isbns", differs=_more_isbns),
    _text("language", differs=_never),  # "en", "eng" and "english" are one language
    replace(
        _text("abstract", differs=_never),
        show=lambda work: unstyled(work.abstract),
    ),  # who has one has perhaps made it his own
    _listed("mesh"),
    _listed("publication_types"),
    FillableField("updates", _updates, lambda old, new: replace(old, updates=new.updates),
          _more_updates, ("updates",)),
)  # fmt: skip
