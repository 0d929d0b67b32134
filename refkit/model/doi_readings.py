"""The readings of a DOI as it comes: glued, doubled, dressed as an address, retyped by hand.

What is deposited with a reference and what a person pastes go wrong in the same ways. A reading is
cut out of the text and nothing is made up: put right are only characters that are taken for others
by the eye or by a word processor (a dash for a hyphen, ``l`` and ``O`` for the 1 and 0 of the
prefix). DOIs end in anything, so the text as it stands is a reading before what looks like the tail
of an address is cut off; which of them exists is for the registries to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, pairwise
from urllib.parse import unquote

from refkit.errors import InvalidIdentifier
from refkit.model.identifiers import DOI_PREFIX, Doi, without_invisible, without_tail
from refkit.regex import lazy_regex
from refkit.text.unicode import undo_all_entities

Readings = tuple[Doi, ...]

# What platforms put behind a DOI for another view of the same article.
VIEWS = (
    r"(?:-/dc\w{0,20}|abs|abstract|bibtex|citations?|download|epdf|epub|extract|figures"
    r"|full|full-?text(?:pdf)?(?:\.html)?|full-?xml|html?|issuetoc|long|meta|metrics|pdf|pdf-?direct"
    r"|pdf-?plus|preview|reader|references|related|short|summary|suppinfo|suppl_file"
    r"|supplementary-material|tables|text|xml)"
)
_VIEW = lazy_regex(
    rf"(?:/{VIEWS}|\.(?:abstract|epub|extract|full(?:-text)?|html?|long|pdf(?:\+html)?|short|xml))?"
    r"/?\Z",
    re.IGNORECASE,
)
# The longest ending above, with room.
_MOST_OF_A_VIEW = 40
# "?utm_source=x", "&rfr_dat=x", ";jsessionid=x", "#sec2", "#", "?download"; "39?50" and the "#"
# that ends a SICI ("2.0.CO;2-#") are a DOI's own.
_QUERY = lazy_regex(
    r"\?(?=[\w.~%-]{1,40}=|[A-Za-z]{3,20}\Z)|&(?=[\w.~%-]{1,40}=)|;jsessionid=|#(?=[\w:])|[?&]\Z|(?<!-)#\Z",
    re.IGNORECASE,
)
# Words of a page or of a reference list, run into what stands before them.
_GLUED = lazy_regex(
    r"pmid(?=[:\W\d]|\Z)|pmc(?:id)?:?(?=\d{5})|pubmed|medline|crossref|google|scopus|epub(?=\W|\Z)"
    r"|accessed|retrieved|available(?:from|at)|https?:/|www\.|doi:|\[(?:doi|pii)\]|viewarticle",
    re.IGNORECASE,
)
# All versions of a preprint have one DOI there: bioRxiv and medRxiv, arXiv.
_VERSION = lazy_regex(r"(10\.(?:1101|64898)/.*\d|10\.48550/arxiv\..*\d)v\d{1,2}", re.IGNORECASE)
# Behind a blank: a word that begins a sentence, or one that follows a DOI in a reference.
_AFTER = lazy_regex(
    r"\s(?=[\[({]?(?:(?i:abgerufen|accessed|and|at|available|cited|consult\w*|crossref|doi|epub|from"
    r"|full|https?|in|isbn|issn|last|medline|on|or|pii|pmc\w*|pmid|pubmed|retrieved|see|viewed"
    r"|visited|www|zugriff)\b|[A-Z][a-z]{2,20}(?=[\s,.:;)\]]|\Z)|(?:19|20)\d\d[)\]]\W*\Z))"
    r"|(?<=[,;.])\s(?=(?:19|20)\d\d\W*\Z)"
)

_START = lazy_regex(DOI_PREFIX)
# A DOI in a string runs to the next blank, quote or tag; the angles of a SICI (ANSI/NISO Z39.56,
# "<1606:GARSPP>2.0.CO;2") belong to it.
_SICI_END = r"\d\.\d\.[A-Za-z]{2}(?:;|%3B)"
_TOKEN = lazy_regex(
    rf"{DOI_PREFIX}(?:<[^\s<>]{{1,60}}>(?={_SICI_END})"
    r"|[^\s\"'<>\u201c\u201d\u2018\u2019\u3000-\uffff])+"
)
_TAG = lazy_regex(rf"</?[A-Za-z][\w:-]*(?:\s[^<>]*)?>(?!{_SICI_END})")
_NEXT_TOKEN = lazy_regex(r"\s{1,3}(\d[^\s\"'<>]*)")
# On the next line: no word of a sentence, nor what follows a DOI in a reference.
_NEXT_LINE = lazy_regex(
    r"\n\s{0,8}(?!(?i:https?:|www\.|doi\b|pmid|pmc|accessed|epub))"
    r"((?=[^\s\"'<>]{0,80}[\d/._-])[\w(][^\s\"'<>]*)"
)
# Between two DOIs: a separator, or the beginning of the second one's address.
_JOINT = lazy_regex(
    r"[\s,;|]*(?:(?<=[\s,;|])(?:and|or|&)\s+)?"
    r"(?:https?:/{1,2}[^\s,;|]*|[\w.-]*doi[.-]org[\w.-]*/|(?:info:|urn:)?doi\s?[:/=]?\s*)*\Z",
    re.IGNORECASE,
)
_MOST_OF_A_JOINT = 120

_DASHES = dict.fromkeys(
    map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-"
)
# Where a line might break; some programs write it for the hyphen itself.
_SOFT_HYPHEN = lazy_regex("(?<!-)\u00ad(?!-)")
# Wide letters, digits, stop and slash of East Asian keyboards; other slashes.
_WIDE = map(chr, (*range(0xFF0E, 0xFF1B), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)))
_ALIKE = {ord(wide): chr(ord(wide) - 0xFEE0) for wide in _WIDE} | dict.fromkeys(
    map(ord, "\u2044\u2215\u29f8"), "/"
)
# LaTeX's sign before "_", alone or in braces or in mathematics; the end of a link's text.
_ESCAPED = lazy_regex(r"\{\\([_#&%])\}|\$\\([_#&%])\$|\\([_#&%.])")
_END_OF_LINK = lazy_regex(r"</[A-Za-z]+>\s*\Z")
_CODED_SLASH = lazy_regex("%2[Ff]")
_DIGITS = str.maketrans("lI|oO", "11100")
# The prefix with blanks in it, or in characters that look like its digits and its stop. In a string
# the word doi has to stand before it: "vol. 10. 2010/11" is no DOI.
_TYPED = r"[1lI|]\s?[0oO]\s?[.,]\s?([\dlI|oO]{4,9})\s?/\s?"
_TYPED_ALONE = lazy_regex(rf"(?<![A-Za-z\d.]){_TYPED}")
_TYPED_WITHIN = lazy_regex(rf"(?i:(?<=doi)|(?<=doi[:\s])|(?<=doi:\s)|(?<=doi\.org/)){_TYPED}")
_FEWEST_DIGITS = 2
_NO_SLASH = lazy_regex(r"(?<![\w.])10\.(\d{4,5})\s?[.:_\\|-]?\s?(?=[A-Za-z(]\S{0,80}\d)")

_BLANKS = lazy_regex(r"\s+")
_MAY_HOLD = lazy_regex("[1lI|\uff11]")

# Twice the longest DOI that Crossref takes (2,048, doi_t of its deposit schema), escaped.
_MOST_READ = 10_000
# "/full/html?x=y#z" is cut three times; more is no view of an article.
_MOST_TIMES = 3
_MOST_OF_A_YEAR = 4
_MOST_LINES = 2  # that a DOI goes on over
# A string with more is a list of references.
_MOST_DIFFERENT = 8
_MOST_PIECES = 100


def read_field(text: str) -> tuple[Readings, ...]:
    """The DOIs that a field for one DOI holds, each with its readings, the likeliest first.

    Blanks may stand in it, words before and behind it. More than one means that the field does not
    say which.

    >>> [[str(doi) for doi in readings] for readings in read_field("doi: 10.1000/abc.pdf")]
    [['10.1000/abc.pdf', '10.1000/abc']]
    """
    return _over(_spellings(text[:_MOST_READ], _TYPED_ALONE, is_coded=True), _in_field)


def read_string(text: str) -> tuple[Readings, ...]:
    """The DOIs in a printed string, each with its readings, the likeliest first."""
    # What is escaped or has no width stands beside, not within, the ten that every DOI begins with.
    if not _MAY_HOLD.search(text):
        return ()
    return _over(_spellings(text, _TYPED_WITHIN, is_coded=False), _in_string)


def tidied(text: str) -> str:
    """A field's text without what stands behind its DOI, the prefix put right and closed up.

    >>> tidied("1O. 1000/abc. Accessed 3 May 2020")
    '10.1000/abc.'
    """
    return _without_words(next(_spellings(text[:_MOST_READ], _TYPED_ALONE, is_coded=True)))


def with_slash(text: str) -> str:
    """The text with a slash where the digits of a DOI's prefix end in a letter.

    This is the one character that is ever put in: a prefix holds digits alone, and a slash ends it.
    It is the text itself where a DOI stands in it as it should, or where there is no such place.

    >>> with_slash("10.1016j.cell.2020.01.001"), with_slash("10.1016.5")
    ('10.1016/j.cell.2020.01.001', '10.1016.5')
    """
    return text if _START.search(text) else _NO_SLASH.sub(r"10.\1/", text, count=1)


def _over(texts: Iterable[str], read: Callable[[str], Iterator[list[str]]]) -> tuple[Readings, ...]:
    """The readings of several spellings of one text; the first that holds a DOI says how many."""
    together: list[dict[Doi, None]] = []
    for text in texts:
        found = _distinct(read(text))
        if not together:
            together = found
        elif len(found) == len(together):
            for known, more in zip(together, found, strict=True):
                known.update(more)
    return tuple(map(tuple, together))


def _distinct(found: Iterable[list[str]]) -> list[dict[Doi, None]]:
    """Readings of different DOIs; two that share a reading are one DOI, written twice."""
    together: list[dict[Doi, None]] = []
    for texts in found:
        readings = dict.fromkeys(_parsed(texts))
        known = next((each for each in together if not each.keys().isdisjoint(readings)), None)
        if known is not None:
            known.update(readings)
        elif readings and len(together) < _MOST_DIFFERENT:
            together.append(readings)
    return together


def _parsed(texts: Iterable[str]) -> Iterator[Doi]:
    for text in texts:
        try:
            yield Doi.parse(text)
        except InvalidIdentifier:
            continue


def _spellings(text: str, typed: re.Pattern[str], *, is_coded: bool) -> Iterator[str]:
    """The text with look-alikes put right, the likeliest first, at last as it stands."""
    plain = undo_all_entities(text)
    if is_coded and "%" in plain:
        plain = unquote(unquote(plain))
    plain = _CODED_SLASH.sub("/", _END_OF_LINK.sub("", plain))
    plain = _ESCAPED.sub(lambda found: found[1] or found[2] or found[3], plain)
    spellings = (plain.strip(),) if plain.isascii() else _unlike(plain.translate(_ALIKE))
    return (typed.sub(_prefix, spelling) for spelling in spellings)


def _unlike(text: str) -> Iterable[str]:
    """The spellings of a text that holds more than ASCII, with hyphens for dashes at first."""
    as_it_stands = without_invisible(text)
    broken = without_invisible(_SOFT_HYPHEN.sub("-", text)).translate(_DASHES)
    return dict.fromkeys((as_it_stands.translate(_DASHES), broken, as_it_stands))


def _prefix(found: re.Match[str]) -> str:
    if sum(character.isdigit() for character in found[1]) < _FEWEST_DIGITS:
        return found[0]
    return f"10.{found[1].translate(_DIGITS)}/"


def _in_field(text: str) -> Iterator[list[str]]:
    for piece, of_address in _pieces(text):
        alone = _without_words(piece)
        readings = list(_dressed(_BLANKS.sub("", alone), of_address))
        yield [*readings, _BLANKS.sub("", piece)] if alone != piece else readings


def _in_string(text: str) -> Iterator[list[str]]:
    # What stands in a tag's attribute is read too: <ext-link xlink:href="...">.
    for plain in dict.fromkeys((_TAG.sub(" ", text), text)):
        for found in _TOKEN.finditer(plain):
            of_address = plain[found.start() - 1 : found.start()] == "/"
            *whole, (last, last_of_address) = _pieces(found[0])
            for piece, _ in whole:
                yield list(_dressed(without_tail(piece), of_address))
            broken = _broken(
                last, _NEXT_TOKEN.match(plain, found.end()), last_of_address or of_address
            )
            yield [*broken, *_over_lines(last, plain, found.end())]


def _over_lines(text: str, plain: str, end: int) -> Iterator[str]:
    """The DOI with what stands on the next line, and on the one behind it."""
    for _ in range(_MOST_LINES):
        more = _NEXT_LINE.match(plain, end)
        if more is None:
            return
        text, end = text + more[1], more.end()
        yield without_tail(text)


def _broken(text: str, after: re.Match[str] | None, of_address: bool) -> Iterator[str]:
    """The readings of a DOI in a string; behind a line's end may be the rest of it."""
    rest = without_tail(after[1]) if after else ""
    if rest and text[-1] in "-_/":
        yield text + rest
    yield from _dressed(without_tail(text), of_address)
    # "10.1126/science. 1109070"; a year or a page has fewer digits.
    if rest.isdigit() and len(rest) > _MOST_OF_A_YEAR and text[-1] == ".":
        yield text + rest


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut where another DOI begins behind a separator, and whether an address holds it.

    A separator alone cuts nothing: DOIs hold commas and semicolons.
    """
    cuts: list[tuple[int, int]] = []
    for found in islice(_START.finditer(text), _MOST_PIECES):
        near = max(0, found.start() - _MOST_OF_A_JOINT)
        joint = _JOINT.search(text[near : found.start()])
        if joint and (joint[0] or not cuts):
            cuts.append((near + joint.start(), found.start()))
    for (_, start), (end, _) in pairwise([*cuts, (len(text), len(text))]):
        yield text[start:end], text[max(0, start - 1) : start] == "/"


def _without_words(text: str) -> str:
    """The text without the words behind its first DOI."""
    start = _START.search(text)
    after = _AFTER.search(text, start.end()) if start else None
    return text[: after.start()] if after else text


def _dressed(text: str, of_address: bool) -> Iterator[str]:
    """The text as it stands, then each time without one more thing that was hung on it.

    The query of an address is cut off at once: no address means one as a part of the DOI.
    """
    whole = text
    if of_address:
        text = _without_query(text)
    yield text
    yield from _shorter(text)
    yield whole
    # "10.1301/nr.2004.jan.39?50" in 10.1155/2013/395671: the dash was lost on the way.
    if "?" in text and not _QUERY.search(text):
        yield text.replace("?", "-")


def _shorter(text: str) -> Iterator[str]:
    for cut in _CUTS:
        for _ in range(_MOST_TIMES):
            shorter = cut(text)
            if shorter == text:
                break
            text = shorter
            yield text


def _without_glued(text: str) -> str:
    start = _START.match(text)
    found = _GLUED.search(text, start.end() + 1) if start else None
    return text[: found.start()].rstrip("[({ .,;:|/") if found else text


def _without_query(text: str) -> str:
    found = _QUERY.search(text)
    return text[: found.start()] if found else text


def _without_view(text: str) -> str:
    kept = max(0, len(text) - _MOST_OF_A_VIEW)
    found = _VIEW.search(text, kept)
    return text[: found.start()] if found else text


def _without_version(text: str) -> str:
    found = _VERSION.fullmatch(text)
    return found[1] if found else text


def _with_one_slash(text: str) -> str:
    start = _START.match(text)
    return start[0] + text[start.end() :].lstrip("/") if start else text


def _undoubled(text: str) -> str:
    """The inner of ``10.1000/10.1000/abc``, the half of ``10.1000/abc10.1000/abc``."""
    first = _START.match(text)
    second = _START.search(text, first.end()) if first else None
    if not first or not second or second[0] != first[0]:
        return text
    outer, inner = text[: second.start()], text[second.start() :]
    return inner if outer == first[0] or outer.rstrip(".,;/-") == inner else text


_CUTS = (
    without_tail,
    _without_glued,
    _without_query,
    _without_view,
    _without_version,
    _with_one_slash,
    _undoubled,
)
