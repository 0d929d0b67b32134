"""Fields that an entry of its type should have, and has not."""

from __future__ import annotations

from collections.abc import Iterator

from refkit.checks.findings import Finding, FindingKind, Severity
from refkit.model.bibliography import Entry
from refkit.model.printed import is_as_printed
from refkit.model.work import Work, WorkType

_AUTHOR, _YEAR, _JOURNAL, _BOOK = "author", "year", "journal", "book"
# What a citation of the type shows in every style. BibTeX's own list of required fields, but for
# types that styles print without: a web page may have no date, an edited book no author.
_SHOWN = {
    WorkType.ARTICLE: (_AUTHOR, _YEAR),
    WorkType.ARTICLE_JOURNAL: (_AUTHOR, _YEAR, _JOURNAL),
    WorkType.ARTICLE_MAGAZINE: (_YEAR, _JOURNAL),
    WorkType.ARTICLE_NEWSPAPER: (_YEAR, _JOURNAL),
    WorkType.BOOK: (_AUTHOR, _YEAR),
    WorkType.CHAPTER: (_AUTHOR, _YEAR, _BOOK),
    WorkType.DATASET: (_AUTHOR, _YEAR),
    WorkType.PAPER_CONFERENCE: (_AUTHOR, _YEAR, _BOOK),
    WorkType.REPORT: (_AUTHOR, _YEAR),
    WorkType.THESIS: (_AUTHOR, _YEAR),
}
# Crossref began in 2000; most journals registered what they published from then on.
_WITH_DOIS_SINCE = 2000


def missing_fields(entry: Entry) -> Iterator[Finding]:
    """What an entry lacks. A line that is unresolved is as it was printed, and lacks nothing.

    So it is in an export of refkit that comes back as a library.
    """
    if is_as_printed(entry):
        return
    work = entry.work
    if not work.title:
        yield _untitled(entry)
    if lacks := [field for field in _SHOWN.get(work.type, ()) if not _has(work, field)]:
        said = f"has no {' and no '.join(lacks)}"
        advice = "refkit enrich looks them up" if len(lacks) > 1 else "refkit enrich looks it up"
        yield Finding(FindingKind.MISSING_FIELD, Severity.WARNING, entry.id, said, advice)
    year = work.cited_date()
    is_late = year is not None and year.year >= _WITH_DOIS_SINCE
    if work.type is WorkType.ARTICLE_JOURNAL and is_late and work.doi is None:
        said = "has no DOI, and an article of its year usually has one"
        yield Finding(
            FindingKind.MISSING_DOI, Severity.NOTE, entry.id, said, "refkit enrich looks it up"
        )


def _untitled(entry: Entry) -> Finding:
    """An entry of a list of DOIs is easily completed; without one nobody finds it."""
    if entry.work.doi:
        severity, advice = Severity.WARNING, "refkit enrich looks it up by its DOI"
    elif entry.work.pmid or entry.work.pmcid or entry.work.isbns:
        severity, advice = Severity.WARNING, "look it up by its number"
    else:
        severity, advice = Severity.ERROR, "nobody can find it by what is left"
    return Finding(FindingKind.MISSING_FIELD, severity, entry.id, "has no title", advice)


def _has(work: Work, field: str) -> bool:
    if field == _AUTHOR:
        return bool(work.creators) or not work.creators_complete
    if field == _YEAR:
        return work.cited_date() is not None
    return bool(work.container.title or work.container.short_title or work.container.collection)
