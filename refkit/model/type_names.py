"""Types of works as others name them: Zotero's item types, and Crossref's types as CSL's."""

from __future__ import annotations

from refkit.model.work import WorkType

ZOTERO_TYPES = {
    WorkType.ARTICLE: "preprint",
    WorkType.ARTICLE_JOURNAL: "journalArticle",
    WorkType.ARTICLE_MAGAZINE: "magazineArticle",
    WorkType.ARTICLE_NEWSPAPER: "newspaperArticle",
    WorkType.BILL: "bill",
    WorkType.BOOK: "book",
    WorkType.BROADCAST: "tvBroadcast",
    WorkType.CHAPTER: "bookSection",
    WorkType.CLASSIC: "document",
    WorkType.COLLECTION: "document",  # a series as a whole: Zotero has only what stands in one
    WorkType.DATASET: "dataset",
    WorkType.DOCUMENT: "document",
    WorkType.ENTRY: "dictionaryEntry",  # has the place for the title of the whole
    WorkType.ENTRY_DICTIONARY: "dictionaryEntry",
    WorkType.ENTRY_ENCYCLOPEDIA: "encyclopediaArticle",
    WorkType.EVENT: "document",
    WorkType.FIGURE: "artwork",
    WorkType.GRAPHIC: "artwork",
    WorkType.HEARING: "hearing",
    WorkType.INTERVIEW: "interview",
    WorkType.LEGAL_CASE: "case",
    WorkType.LEGISLATION: "statute",
    WorkType.MANUSCRIPT: "manuscript",
    WorkType.MAP: "map",
    WorkType.MOTION_PICTURE: "film",
    WorkType.MUSICAL_SCORE: "document",
    WorkType.PAMPHLET: "document",
    WorkType.PAPER_CONFERENCE: "conferencePaper",
    WorkType.PATENT: "patent",
    WorkType.PERFORMANCE: "document",
    WorkType.PERIODICAL: "document",  # a journal as a whole, as with a series
    WorkType.PERSONAL_COMMUNICATION: "letter",
    WorkType.POST: "forumPost",
    WorkType.POST_WEBLOG: "blogPost",
    WorkType.REGULATION: "statute",
    WorkType.REPORT: "report",
    WorkType.REVIEW: "journalArticle",  # of a book or by a peer: stands where articles stand
    WorkType.REVIEW_BOOK: "journalArticle",
    WorkType.SOFTWARE: "computerProgram",
    WorkType.SONG: "audioRecording",
    WorkType.SPEECH: "presentation",
    WorkType.STANDARD: "standard",
    WorkType.THESIS: "thesis",
    WorkType.TREATY: "statute",
    WorkType.WEBPAGE: "webpage",
}

# In Crossref's own answers, and in what doi.org gives as CSL-JSON; https://api.crossref.org/types
# lists them.
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
