"""Recorded works printed as references in four styles: real records, strings of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from refkit.text.markup import read_markup, read_plain

Record = Mapping[str, Any]
_CITABLE = frozenset(
    {"journal-article", "book-chapter", "proceedings-article", "book", "monograph"}
)


def print_work(work: Record, number: int) -> tuple[str, str] | None:
    """The style by that number, and the work printed in it; None for what nobody would cite."""
    names = [person for person in work.get("author") or () if person.get("family")]
    if work["type"] not in _CITABLE or not work.get("title") or not names:
        return None
    style = list(STYLES)[number % len(STYLES)]
    # Nobody leaves out the title where volume and page do not stand for it.
    if not work.get("volume") or work.get("page", "").split("-")[0] in {"", "1"}:
        style = style.replace("no title", "author-year")
    return style, " ".join(STYLES[style](_Cited(work, names)).split())


def deposit_work(work: Record) -> dict[str, str]:
    """The fields that a depositor without titles gives of an article; empty for other works."""
    names = [person for person in work.get("author") or () if person.get("family")]
    page = work.get("page", "").split("-")[0]
    if work["type"] != "journal-article" or not names or page in {"", "1"}:
        return {}
    cited = _Cited(work, names[:1])
    family, initials = cited.names[0]
    return {
        "author": f"{initials} {family}",
        "journal-title": cited.short,
        "volume": cited.volume,
        "first-page": page,
        "year": str(cited.year),
    }


class _Cited:
    """A work's parts, ready for a style."""

    def __init__(self, work: Record, names: Sequence[Record]) -> None:
        given = [f"{name.get('given', '')} " for name in names]
        self.names = [(name["family"], "".join(part[0] for part in parts.split()))
                      for name, parts in zip(names, given, strict=True)]  # fmt: skip
        self.title = read_markup("".join((work.get("title") or ())[:1])).plain
        self.year = year_of(work)
        self.journal = read_plain(next(iter(work.get("container-title") or ()), ""))
        self.short = read_plain(next(iter(work.get("short-container-title") or ()), self.journal))
        self.volume, self.issue = work.get("volume", ""), work.get("issue", "")
        self.pages = work.get("page", "") or work.get("article-number", "")
        self.first = self.pages.split("-")[0]


def _vancouver(work: _Cited) -> str:
    names = ", ".join(f"{last} {initials}" for last, initials in work.names[:3])
    more = " et al" if len(work.names) > 3 else ""
    return f"{names}{more}. {work.title}. {work.short}. {work.year};{work.volume}:{work.pages}."


def _author_year(work: _Cited) -> str:
    names = ", & ".join(f"{last}, {'. '.join(initials)}." for last, initials in work.names[:7])
    place = f"{work.volume}({work.issue})" if work.issue else work.volume
    return f"{names} ({work.year}). {work.title}. {work.journal}, {place}, {work.pages}."


def _harvard(work: _Cited) -> str:
    names = " and ".join(f"{initials} {last}" for last, initials in work.names[:2])
    return (
        f"{names}, '{work.title}', {work.journal}, vol. {work.volume}, {work.year}, p. {work.first}"
    )


def _physics(work: _Cited) -> str:
    names = ", ".join(f"{'. '.join(initials)}. {last}" for last, initials in work.names[:4])
    return f"{names}, {work.short} {work.volume}, {work.first} ({work.year})."


STYLES: dict[str, Callable[[_Cited], str]] = {
    "Vancouver": _vancouver,
    "author-year": _author_year,
    "notes": _harvard,
    "no title": _physics,
}


def year_of(record: Record) -> int:
    """The year in print, else the earliest."""
    dates = ((record.get(name) or {}).get("date-parts") for name in ("published-print", "issued"))
    return next((date[0][0] for date in dates if date and date[0][0]), 2000)
