"""The types of BibTeX and biblatex in CSL's words, and other words that stand for something."""

from __future__ import annotations

from refkit.latex.languages import BABEL
from refkit.model.work import WorkType

TYPES: dict[str, WorkType] = {
    "article": WorkType.ARTICLE_JOURNAL,
    "suppperiodical": WorkType.ARTICLE_JOURNAL,
    "periodical": WorkType.PERIODICAL,
    "review": WorkType.REVIEW,
    "book": WorkType.BOOK,
    "mvbook": WorkType.BOOK,
    "booklet": WorkType.BOOK,
    "manual": WorkType.BOOK,  # of a program or a device, with an organization for its publisher
    "collection": WorkType.BOOK,  # a book with an editor and no author
    "mvcollection": WorkType.BOOK,
    "proceedings": WorkType.BOOK,
    "mvproceedings": WorkType.BOOK,
    "reference": WorkType.BOOK,
    "mvreference": WorkType.BOOK,
    "inbook": WorkType.CHAPTER,
    "bookinbook": WorkType.CHAPTER,
    "suppbook": WorkType.CHAPTER,
    "incollection": WorkType.CHAPTER,
    "suppcollection": WorkType.CHAPTER,
    "inreference": WorkType.ENTRY_ENCYCLOPEDIA,
    "inproceedings": WorkType.PAPER_CONFERENCE,
    "conference": WorkType.PAPER_CONFERENCE,
    "report": WorkType.REPORT,
    "techreport": WorkType.REPORT,
    "thesis": WorkType.THESIS,
    "phdthesis": WorkType.THESIS,
    "mastersthesis": WorkType.THESIS,
    "dataset": WorkType.DATASET,
    "software": WorkType.SOFTWARE,
    "patent": WorkType.PATENT,
    "standard": WorkType.STANDARD,
    "online": WorkType.WEBPAGE,
    "electronic": WorkType.WEBPAGE,
    "www": WorkType.WEBPAGE,
    "webpage": WorkType.WEBPAGE,
    "preprint": WorkType.ARTICLE,
    "image": WorkType.GRAPHIC,
    "artwork": WorkType.GRAPHIC,
    "unpublished": WorkType.MANUSCRIPT,
    "letter": WorkType.MANUSCRIPT,
}  # anything else is a document

# What a type says beside the work's own.
GENRES = {"mastersthesis": "Master's thesis", "phdthesis": "PhD thesis"}

# biblatex's keys for ``type``, which its styles translate.
NAMED_GENRES = {
    "phdthesis": "PhD thesis",
    "mathesis": "Master's thesis",
    "bathesis": "Bachelor's thesis",
    "candthesis": "Candidate thesis",
    "techreport": "Technical report",
    "resreport": "Research report",
    "software": "Computer software",
    "datacd": "Data CD",
    "audiocd": "Audio CD",
}

# What refkit writes for "type" where a type of entry has several kinds of works, and people too.
NAMED_TYPES: dict[str, WorkType] = {
    "preprint": WorkType.ARTICLE,
    "dataset": WorkType.DATASET,
    "figure": WorkType.FIGURE,
    "image": WorkType.GRAPHIC,
    "patent": WorkType.PATENT,
    "periodical": WorkType.PERIODICAL,
    "blog post": WorkType.POST_WEBLOG,
    "software": WorkType.SOFTWARE,
    "computer software": WorkType.SOFTWARE,
    "standard": WorkType.STANDARD,
    "web page": WorkType.WEBPAGE,
    # These say no more than the entry does.
    "report": WorkType.REPORT,
    "thesis": WorkType.THESIS,
}

# Names of babel beside those that refkit writes.
_MORE_LANGUAGES = {
    "german": "de",
    "austrian": "de-at",
    "swissgerman": "de-ch",
    "usenglish": "en-us",
    "ukenglish": "en-gb",
    "francais": "fr",
    "brazil": "pt-br",
    "portuges": "pt",
    "arabic": "ar",
    "chinese": "zh",
    "hebrew": "he",
    "japanese": "ja",
    "korean": "ko",
}


def _tag(tag: str) -> str:
    language, _, region = tag.partition("-")
    return f"{language}-{region.upper()}" if region else language


# "norsk" stands for "nb" and for "no": the first counts.
LANGUAGES = {name: _tag(tag) for tag, name in reversed(BABEL.items())} | {
    name: _tag(tag) for name, tag in _MORE_LANGUAGES.items()
}
"""The tag (BCP 47) of each of babel's languages."""
