"""Works that are never meant unless a reference says so: notices, reviews, figures, copies."""

from __future__ import annotations

import re

from refkit.matching.normalize import words
from refkit.matching.printed_string import YEAR, all_words, rest_beside
from refkit.matching.score import Fit
from refkit.matching.title import Agreement
from refkit.model.printed_reference import PrintedReference
from refkit.model.work import Work, WorkType
from refkit.regex import lazy_regex

_PREPRINT_SERVERS = frozenset(
    (
        "arxiv biorxiv chemrxiv eartharxiv engrxiv medrxiv osf preprint preprints psyarxiv "
        "socarxiv ssrn"
    ).split()
)
_SERVERS = _PREPRINT_SERVERS - {"preprint", "preprints"}
# Prefixes under which servers register: Crossref's members, and arXiv's at DataCite.
_PREPRINT_DOI = lazy_regex(
    r"10\.(?:1101/\d|64898/|48550/arxiv|21203/rs|2139/ssrn|20944/preprints|31234/osf"
    r"|31219/osf|31235/osf|26434/chemrxiv|22541/au|36227/techrxiv|7287/peerj\.preprints|2196/preprints"
    r"|32942/|51094/jxiv|1590/scielopreprints|55277/researchhub)",
    re.IGNORECASE,
)
_FIGURES = frozenset("fig figure table supplement supplementary data dataset component".split())
# What a notice or an answer is called; in the plural too.
_NOTICES = frozenset(
    (
        "addendum berichtigung comentario comment commentaire commentary comments compte "
        "correccion correction corrections corrigenda corrigendum discussion editorial "
        "entgegnung errata erratas erratum erwiderung expression korrektur nachtrag note "
        "publisher re rectificatif rejoinder replica replies replik reply reponse resena "
        "respuesta response retraction retractions review rezension withdrawal "
        "勘误 勘誤 更正 訂正 订正"
    ).split()
)
_NOTICE = lazy_regex(
    r"^\W*(?:(?:author|publisher)s?['’]?s?\s+)?(?:addendum|berichtigung|corrigend(?:um|a)|errat(?:um|a)"
    r"|corrections?(?=\s*(?:[:.(\[]|to\b|$))|retractions?(?=\s*(?:[:.(\[]|of\b|note|notice|to\b|$))"
    r"|expressions? of concern|withdrawal(?=\s*(?:[:.]|of\b|notice))|comments?(?: on\b|:|ary on\b)"
    r"|(?:a )?(?:repl(?:y|ies)|response|rejoinder)(?: to\b|:| by\b)|discussion(?: of\b|: )|re\s*:"
    r"|(?:book )?reviews?(?: of\b|:)|book review|rezension|(?:editorial|publisher['’]?s) note\s*:"
    r"|(?:korrektur|nachtrag)(?: zu\b|:)|(?:replik|entgegnung|erwiderung)(?: auf\b|:)"
    r"|rectificatif|compte[ -]rendu\b|r[ée]ponse(?: (?:à|au)\b|\s*:)|fe de erratas"
    r"|correcci[óo]n(?: a\b|:)|(?:r[ée]plica|respuesta)(?: a\b|:)|rese[ñn]a(?: de\b|:)"
    r"|(?:勘误|勘誤|更正|[订訂]正)(?=\W))",
    re.IGNORECASE,
)
# "Monopoly and tariffs: Reply", "(Erratum)", as economists and physicists call them.
_NAME = (
    r"(?:(?:an?|eine?|une?|una|further|the authors?['’]?s?|author['’]?s)\s+)*"
    r"(?:addendum|berichtigung|comentario|comments?|commentaire|correction|corrigend(?:um|a)|discussion|entgegnung"
    r"|errat(?:um|a)|erwiderung|rejoinder|repli(?:k|es)|reply|response|r[ée]ponse|r[ée]plica"
    r"|respuesta|retraction|勘误|勘誤|更正|[订訂]正)"
)
_NOTICE_BEHIND = lazy_regex(
    rf"[”’»\"']?\s?[(\[]{_NAME}[)\]]|(?:\s*[:.?!]\s*|\s*[–—]\s*|\s-\s){_NAME}(?=\s*(?:[.;,”\"»]|$))"
    rf"|》{_NAME}",
    re.IGNORECASE,
)
_ABOUT_PLACE = lazy_regex(
    r"[(\[]vol\.? ?\w+(?: ?suppl\.? ?\w*)?, (?:pg|pp?|art(?:icle)?)\.? ?[\w-]+(?:, \d{4})?"
    r"[)\]]\W*$",
    re.IGNORECASE,
)
_CLAIMS_NOTHING = frozenset({"new_version", "new_edition"})
_WHOLES = frozenset({WorkType.BOOK, WorkType.COLLECTION})
_IN_CONTAINERS = {WorkType.ARTICLE_JOURNAL, WorkType.CHAPTER, WorkType.PAPER_CONFERENCE}
_ALONE = {WorkType.BOOK, WorkType.COLLECTION, WorkType.REPORT, WorkType.THESIS}
_THESIS = lazy_regex(
    r"thes[ie]s|tesis|tese|diss(?:ertation)?|phd|habilitation\w*|doctora\w+|doktor\w*|masters?"
    r"|diploma\w*|diplom\w*|universi\w+"
)
_SUPPLEMENT = lazy_regex(r"\bsuppl|\bS\d", re.IGNORECASE)
_MEETING_ISSUE = lazy_regex(rf"{_SUPPLEMENT.pattern}|\bmeeting|\babstr", re.IGNORECASE)
_SAYS_SUPPLEMENT = lazy_regex(r"suppl|abstr|s\d+$")
_IN_BEHIND = lazy_regex(r"\W{0,4}\s[Ii]n\b(?::|\s+[A-Z])")
_IN = lazy_regex(r"\b[Ii]n\b\W|\b(?:hrsg|eds?)\b", re.IGNORECASE)


def why_not_this_type(printed: PrintedReference, work: Work, fit: Fit) -> str:
    """Why a work of this kind cannot be what the reference means; empty where it can."""
    return next((why for rule in _RULES if (why := rule(printed, work, fit))), "")


def notice(printed: PrintedReference, work: Work, fit: Fit) -> str:
    """Why a notice, an answer or a review is not meant, or the work that one is about."""
    rules = (_review, _notice, _original)
    return next((why for rule in rules if (why := rule(printed, work, fit))), "")


def is_notice(title: str) -> bool:
    """Whether a title says that it is a correction, a retraction, a reply, a comment.

    Web of Science calls a correction by the title and the place of the article that it is about.
    """
    return bool(_name_of_notice(title) or _ABOUT_PLACE.search(title))


def is_preprint(work: Work, container: str = "") -> bool:
    """Whether a record is of a preprint, by its type, its server or its DOI."""
    if work.type is WorkType.ARTICLE or "preprint" in work.genre.lower():
        return True
    named = set(words(f"{work.container.title} {container} {work.publisher}"))
    return bool(named & _SERVERS) or bool(work.doi and _PREPRINT_DOI.match(str(work.doi)))


def is_meeting_abstract(work: Work) -> bool:
    """Whether a record is of what was shown at a meeting, not of an article, as far as it says."""
    said = " ".join((work.genre, *work.publication_types)).lower()
    if "abstract" in said or "conference" in said or "congress" in said:
        return True
    in_supplement = bool(_MEETING_ISSUE.search(f"{work.issue} {work.volume} {work.page}"))
    return in_supplement or work.type is WorkType.PAPER_CONFERENCE or bool(work.event_title)


def _component(printed: PrintedReference, work: Work, fit: Fit) -> str:
    kinds = {WorkType.DOCUMENT, WorkType.FIGURE, WorkType.GRAPHIC, WorkType.DATASET}
    named = all_words(printed) & _FIGURES
    return "a component of a work" if work.type in kinds and not named else ""


def _review(printed: PrintedReference, work: Work, fit: Fit) -> str:
    named = "review" in _beside_container(printed, work)
    return "a review" if work.type is WorkType.REVIEW and not named else ""


def _notice(printed: PrintedReference, work: Work, fit: Fit) -> str:
    if fit.title is Agreement.SILENT and {fit.author, fit.volume, fit.pages} == {Agreement.AGREE}:
        return ""  # no title is printed, and this is what stands there
    called = _name_of_notice(work.title.plain)
    named = _beside_container(printed, work) & _NOTICES
    if called and not called & _NOTICES <= named:
        return "a notice about a work"
    updates = any(update.type not in _CLAIMS_NOTHING for update in work.updates_to)
    return "a notice about a work" if updates and not named else ""


def _beside_container(printed: PrintedReference, work: Work) -> frozenset[str]:
    """The words of a reference without the name of its journal: the Review of X is no review."""
    text = f" {' '.join(words(printed.text))} "
    for name in (work.container.title, printed.container):
        if name:
            text = text.replace(f" {' '.join(words(name))} ", " ", 1)
    return frozenset(words(printed.title)) | frozenset(text.split())


def _name_of_notice(title: str) -> frozenset[str]:
    """The words by which a title says that it is a notice or an answer; none where it is not."""
    found = _NOTICE.search(title)
    if found is None:
        # At its end alone: "Comment: a history" is none.
        behind = (each for each in _NOTICE_BEHIND.finditer(title) if _ends(title, each))
        found = next(behind, None)
    return frozenset(words(found[0])) if found else frozenset()


def _ends(title: str, found: re.Match[str]) -> bool:
    return not words(title[found.end() :])


def _original(printed: PrintedReference, work: Work, fit: Fit) -> str:
    """The reference names a notice, and this is the work that the notice is about."""
    if _name_of_notice(work.title.plain):
        return ""
    if printed.title:
        named = bool(_name_of_notice(printed.title))
    else:
        opening = printed.text[: fit.likeness.start][-40:]
        last = re.split(r"[.:),]\s|[“„«\"]", opening.rstrip(" :“\"'‘.„«《"))[-1]
        behind = printed.text[fit.likeness.end :]
        named = bool(_NOTICE.search(f"{last}: ") or _NOTICE_BEHIND.match(behind))
    return "the work that a notice is about" if named else ""


def _serial(printed: PrintedReference, work: Work, fit: Fit) -> str:
    return "a whole serial" if work.type is WorkType.PERIODICAL else ""


def _preprint(printed: PrintedReference, work: Work, fit: Fit) -> str:
    if work.type is not WorkType.ARTICLE:
        return ""
    servers = all_words(printed) & _PREPRINT_SERVERS
    theirs = set(words(f"{work.container.title} {work.publisher}")) & _SERVERS
    if theirs and servers & _SERVERS and not servers & theirs:
        return "a copy at another server"
    named = servers or (printed.journal_title and fit.container is Agreement.AGREE)
    return "" if named else "a preprint or a posted copy"


def _version(printed: PrintedReference, work: Work, fit: Fit) -> str:
    """A reference to a preprint does not mean the article that came of it."""
    if work.type is WorkType.ARTICLE or not all_words(printed) & _PREPRINT_SERVERS:
        return ""
    if _is_at_server(printed, work):
        return ""
    placed = Agreement.AGREE in {fit.volume, fit.pages, fit.container}
    return "" if placed else "the article of a preprint"


def _article(printed: PrintedReference, work: Work, fit: Fit) -> str:
    """Whoever cites an article or a chapter says where it stands: else it is another text."""
    if work.type not in _IN_CONTAINERS:
        return ""
    placed = _is_at_server(printed, work) or Agreement.AGREE in {
        fit.container,
        fit.volume,
        fit.pages,
    }
    if work.type is not WorkType.ARTICLE_JOURNAL:
        whole = printed.title and printed.title == printed.volume_title
        untold = fit.container is Agreement.SILENT and not printed.text and not whole
        return "" if placed or untold else "in another book than is printed"
    book = printed.volume_title and not printed.journal_title
    return "an article where none is printed" if book or not placed else ""


def _supplement(printed: PrintedReference, work: Work, fit: Fit) -> str:
    """A meeting's abstract bears its paper's title; who means it prints where it stands."""
    if not _SUPPLEMENT.search(f"{work.issue} {work.volume} {work.page}"):
        return ""
    named = any(_SAYS_SUPPLEMENT.match(word) for word in all_words(printed))
    placed = fit.pages in {Agreement.AGREE, Agreement.NEAR}
    return "" if named or placed else "in a supplement, where none is printed"


def _whole(printed: PrintedReference, work: Work, fit: Fit) -> str:
    """The book that a chapter is in, found in the chapter's line."""
    if work.type not in _WHOLES:
        return ""
    if printed.article_title and fit.title is not Agreement.AGREE:
        return "the book of a chapter"
    return "the book of a chapter" if _IN.search(printed.text[: fit.likeness.start]) else ""


def _is_at_server(printed: PrintedReference, work: Work) -> bool:
    """Whether the server that is printed is a journal there, as the SSRN Electronic Journal is."""
    return not all_words(printed).isdisjoint(set(words(work.container.title)) & _SERVERS)


def _alone(printed: PrintedReference, work: Work, fit: Fit) -> str:
    """A book or a thesis with the title of an article or of a chapter that is printed."""
    if work.type not in _ALONE:
        return ""
    if _IN_BEHIND.match(printed.text[fit.likeness.end :]) and fit.likeness.end:
        return "a book where a part of one is printed"
    if fit.container is Agreement.AGREE:
        return ""
    said = any(_THESIS.fullmatch(word) for word in all_words(printed))
    if work.type is WorkType.THESIS and printed.text and not said:
        return "a thesis where none is printed"
    inside = printed.article_title and fit.container is Agreement.DISAGREE
    placed = printed.article_title and printed.container and printed.first_page
    issue = not work.volume and _prints_volume_and_page(printed, fit)
    return "a book where a part of one is printed" if inside or placed or issue else ""


def _prints_volume_and_page(printed: PrintedReference, fit: Fit) -> bool:
    """Whether a string prints the place of an article; a book has at most pages."""
    numbers = rest_beside(printed.text, fit.likeness).numbers
    shaped = [page.shaped for page in numbers.pages if not YEAR.fullmatch(str(page.number))]
    return numbers.volume is not None or {True, False} <= set(shaped)


_RULES = (
    _component,
    _review,
    _notice,
    _original,
    _serial,
    _preprint,
    _version,
    _article,
    _alone,
    _supplement,
    _whole,
)
