"""Crossref's types of works as CSL's: in its own answers, and in what doi.org gives as CSL-JSON.

https://api.crossref.org/types lists them.
"""

from __future__ import annotations

from refkit.model.work import WorkType

CROSSREF_TYPES = {
    "journal-article": WorkType.ARTICLE_JOURNAL,
    "book": WorkType.BOOK,
    "book-set": WorkType.BOOK,
    "edited-book": WorkType.BOOK,
    "monograph": WorkType.BOOK,
    "reference-book": WorkType.BOOK,
    "proceedings": WorkType.BOOK,
    "book-series": WorkType.COLLECTION,
    "proceedings-series": WorkType.COLLECTION,
    "report-series": WorkType.COLLECTION,
    "book-chapter": WorkType.CHAPTER,
    "book-part": WorkType.CHAPTER,
    "book-section": WorkType.CHAPTER,
    "book-track": WorkType.CHAPTER,
    "reference-entry": WorkType.ENTRY_ENCYCLOPEDIA,
    "proceedings-article": WorkType.PAPER_CONFERENCE,
    "posted-content": WorkType.ARTICLE,  # preprints: CSL has no type of their own
    "report": WorkType.REPORT,
    "report-component": WorkType.REPORT,
    "dissertation": WorkType.THESIS,
    "dataset": WorkType.DATASET,
    "database": WorkType.DATASET,
    "standard": WorkType.STANDARD,
    "peer-review": WorkType.REVIEW,
    "journal": WorkType.PERIODICAL,
    "journal-issue": WorkType.PERIODICAL,
    "journal-volume": WorkType.PERIODICAL,
}
"""Anything else (component, grant, other) is a document."""
