"""Works that are never meant unless a reference says so: notices, reviews, figures, copies."""

from __future__ import annotations

import re

from refkit.matching.printed import Printed
from refkit.matching.similarity import Fit
from refkit.matching.titles import Agreement
from refkit.matching.words import words
from refkit.model.work import Work, WorkType

_PREPRINT_SERVERS = frozenset(
    (
        "arxiv biorxiv chemrxiv eartharxiv engrxiv medrxiv osf preprint preprints psyarxiv "
        "socarxiv ssrn"
    ).split()
)
_FIGURES = frozenset("fig figure table supplement supplementary data dataset component".split())
# What a notice or an answer is called, by the word that begins it; in the plural too.
_NOTICES = frozenset(
    (
        "addendum berichtigung comment commentary correction corrections corrigenda corrigendum "
        "discussion errata erratum expression reply response retraction retractions review "
        "rezension withdrawal"
    ).split()
)
_NOTICE = re.compile(
    r"^\W*(?:(?:author|publisher)s?['’]?s?\s+)?(?:addendum|berichtigung|corrigend(?:um|a)|errat(?:um|a)"
    r"|corrections?(?=\s*(?:[:.(\[]|to\b|$))|retractions?(?=\s*(?:[:.(\[]|of\b|note|notice|to\b|$))"
    r"|expressions? of concern|withdrawal(?=\s*(?:[:.]|of\b|notice))|comments?(?: on\b|:|ary on\b)"
    r"|repl(?:y|ies)(?: to\b|:| by\b)|response(?: to\b|:)|discussion(?: of\b|: )"
    r"|(?:book )?reviews?(?: of\b|:)|book review|rezension)",
    re.IGNORECASE,
)
_CLAIMS_NOTHING = frozenset({"new_version", "new_edition"})
_WHOLES = frozenset({WorkType.BOOK, WorkType.COLLECTION})
_SUPPLEMENT = re.compile(r"\bsuppl|\bS\d", re.IGNORECASE)
_SAYS_SUPPLEMENT = re.compile(r"suppl|abstr|s\d+$")
_IN = re.compile(r"\b[Ii]n\b\W|\b(?:hrsg|eds?)\b", re.IGNORECASE)


def bar(printed: Printed, work: Work, fit: Fit) -> str:
    """Why a work of this kind cannot be what the reference means; empty where it can."""
    return next((why for rule in _RULES if (why := rule(printed, work, fit))), "")


def notice(printed: Printed, work: Work, fit: Fit) -> str:
    """Why a notice, an answer or a review is not meant, or the work that one is about."""
    rules = (_review, _notice, _original)
    return next((why for rule in rules if (why := rule(printed, work, fit))), "")


def _component(printed: Printed, work: Work, fit: Fit) -> str:
    kinds = {WorkType.DOCUMENT, WorkType.FIGURE, WorkType.GRAPHIC, WorkType.DATASET}
    return "a component of a work" if work.type in kinds and not printed.said & _FIGURES else ""


def _review(printed: Printed, work: Work, fit: Fit) -> str:
    return "a review" if work.type is WorkType.REVIEW and "review" not in printed.said else ""


def _notice(printed: Printed, work: Work, fit: Fit) -> str:
    found = _NOTICE.search(work.title.plain)
    named = set(words(found[0])) & _NOTICES if found else set()
    if found and not named <= printed.said:
        return "a notice about a work"
    updates = any(update.type not in _CLAIMS_NOTHING for update in work.updates_to)
    return "a notice about a work" if updates and not printed.said & _NOTICES else ""


def _original(printed: Printed, work: Work, fit: Fit) -> str:
    """The reference names a notice, and this is the work that the notice is about."""
    if _NOTICE.search(work.title.plain):
        return ""
    opening = printed.title or printed.text[: fit.likeness.start][-40:]
    if printed.title:
        return "the work that a notice is about" if _NOTICE.search(opening) else ""
    last = re.split(r"[.:)]\s", opening.rstrip(" :“\"'‘."))[-1]
    return "the work that a notice is about" if _NOTICE.search(f"{last}: ") else ""


def _serial(printed: Printed, work: Work, fit: Fit) -> str:
    return "a whole serial" if work.type is WorkType.PERIODICAL else ""


def _preprint(printed: Printed, work: Work, fit: Fit) -> str:
    if work.type is not WorkType.ARTICLE:
        return ""
    named = printed.said & _PREPRINT_SERVERS or (
        printed.journal and fit.container is Agreement.AGREE
    )
    return "" if named else "a preprint or a posted copy"


def _version(printed: Printed, work: Work, fit: Fit) -> str:
    """A reference to a preprint does not mean the article that came of it."""
    if work.type is WorkType.ARTICLE or not printed.said & _PREPRINT_SERVERS:
        return ""
    placed = Agreement.AGREE in {fit.volume, fit.pages, fit.container}
    return "" if placed else "the article of a preprint"


def _article(printed: Printed, work: Work, fit: Fit) -> str:
    """Whoever cites an article says where it stands: else it is a review with a book's title."""
    if work.type is not WorkType.ARTICLE_JOURNAL:
        return ""
    book = printed.field("volume-title") and not printed.journal
    placed = Agreement.AGREE in {fit.container, fit.volume, fit.pages}
    return "an article where none is printed" if book or not placed else ""


def _supplement(printed: Printed, work: Work, fit: Fit) -> str:
    """A meeting's abstract bears its paper's title; who means it prints where it stands."""
    if not _SUPPLEMENT.search(f"{work.issue} {work.volume} {work.page}"):
        return ""
    named = any(_SAYS_SUPPLEMENT.match(word) for word in printed.said)
    placed = fit.pages in {Agreement.AGREE, Agreement.NEAR}
    return "" if named or placed else "in a supplement, where none is printed"


def _whole(printed: Printed, work: Work, fit: Fit) -> str:
    """The book that a chapter is in, found in the chapter's line."""
    if work.type not in _WHOLES:
        return ""
    if printed.field("article-title") and fit.title is not Agreement.AGREE:
        return "the book of a chapter"
    return "the book of a chapter" if _IN.search(printed.text[: fit.likeness.start]) else ""


_RULES = (
    _component,
    _review,
    _notice,
    _original,
    _serial,
    _preprint,
    _version,
    _article,
    _supplement,
    _whole,
)
