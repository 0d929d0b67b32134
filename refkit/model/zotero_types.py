"""The item types of Zotero as names for those of works: another vocabulary than CSL's."""

from __future__ import annotations

from refkit.model.work import WorkType

ZOTERO_TYPES = {
    WorkType.ARTICLE: "preprint",
    WorkType.ARTICLE_JOURNAL: "journalArticle",
    WorkType.ARTICLE_MAGAZINE: "magazineArticle",
    WorkType.ARTICLE_NEWSPAPER: "newspaperArticle",
    WorkType.BOOK: "book",
    WorkType.CHAPTER: "bookSection",
    WorkType.COLLECTION: "document",  # a series as a whole: Zotero has only what stands in one
    WorkType.DATASET: "dataset",
    WorkType.DOCUMENT: "document",
    WorkType.ENTRY: "dictionaryEntry",  # has the place for the title of the whole
    WorkType.ENTRY_ENCYCLOPEDIA: "encyclopediaArticle",
    WorkType.FIGURE: "artwork",
    WorkType.GRAPHIC: "artwork",
    WorkType.MANUSCRIPT: "manuscript",
    WorkType.PAPER_CONFERENCE: "conferencePaper",
    WorkType.PATENT: "patent",
    WorkType.PERIODICAL: "document",  # a journal as a whole, as with a series
    WorkType.POST_WEBLOG: "blogPost",
    WorkType.REPORT: "report",
    WorkType.REVIEW: "journalArticle",  # of a book or by a peer: stands where articles stand
    WorkType.SOFTWARE: "computerProgram",
    WorkType.STANDARD: "standard",
    WorkType.THESIS: "thesis",
    WorkType.WEBPAGE: "webpage",
}
