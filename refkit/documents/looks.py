"""How the lines of a reference look: where one may begin, where one may end, what is a whole one.

The habits are those of the common styles: Vancouver (ICMJE), APA, AMA, MLA, Chicago, Harvard, IEEE,
ACS, Nature and Cell print who wrote it first, and a year somewhere.
"""

from __future__ import annotations

import re

from refkit.regex import lazy_regex

_HEAD = 240  # letters in which a beginning shows itself
_TAIL = 80

# Any letter but a small one of Latin: scripts without capitals have none to begin with.
_UPPER = r"[^\W\d_a-zß-öø-ÿāăąćĉċčďđēĕėęěğīłńňőŕřśşšţťūůűźżž]"
_PARTICLE = (
    r"(?:(?i:van|von|vom|de|der|den|des|del|della|degli|di|da|das|dos|do|du|la|le|les|el|al|ten|ter"
    r"|te|zu|zur|zum|af|av|bin|ibn|abu|st\.?|mac|'t|’t)[ -]|[dDlL]['’])"
)
_NAME = rf"{_UPPER}[\w'’]*(?:[-‐‑][\w'’]+){{0,3}}"
_FAMILY = rf"{_PARTICLE}{{0,3}}{_NAME}(?: {_PARTICLE}{{0,2}}{_NAME}){{0,2}}"
_INITIALS = rf"(?:{_UPPER}\.[-‐‑ ]?){{1,5}}"
_AND = r"(?:and|&|und|et|y|e|og|och|en|dan|ve|i|и)"
_SUFFIX = r"(?:,? (?:Jr|Sr|II|III|IV)\b\.?)?"
_YEAR = r"(?:1[6-9]|20)\d\d[a-z]?"

YEAR = lazy_regex(rf"(?<![\d/.-]){_YEAR}(?![\d/])|(?<![\d/.])(?:1[89]|20)\d\d(?=[-–/]\d)")
_NO_YEAR = lazy_regex(
    r"\b(?:in press|forthcoming|submitted|in preparation|accepted|to appear|n\.\s?d\.|no date"
    r"|s\.\s?d\.|im druck|sous presse|en prensa|in stampa|o\.\s?[DJ]\.|s\.\s?a\.|t\.\s?t\."
    r"|unpublished|personal communication)",
    re.IGNORECASE,
)
IDENTIFIER = lazy_regex(
    r"\b10\.\d{4,9}/\S|https?://\S|\bwww\.\w|\bpmid\b|\bpmc\s?\d|\barxiv\b|\bisbn\b|\bdoi\b",
    re.IGNORECASE,
)

# "Smith, J." · "Smith, J.-P. &" · "van den Berg, T. A.;"
_FAMILY_FIRST = lazy_regex(rf"{_FAMILY}{_SUFFIX}, ?{_INITIALS}(?=[,;.&(:/\s]|\Z)")
# "Smith J," · "Smith JP." · "Smith J, et al" · "Smith J (2004)"
_VANCOUVER = lazy_regex(
    rf"{_FAMILY} {_UPPER}{{1,4}}(?:-{_UPPER}{{1,2}})?{_SUFFIX}"
    rf"(?:[,;.:](?! ?\d{{1,3}}\b)|\Z| (?:{_AND}|et al)\b| [&(]| {_YEAR})"
)
# "Smith, JP, " · "Smith, JP (2004)"
_BARE_INITIALS = lazy_regex(
    rf"{_FAMILY}, {_UPPER}{{1,3}}{_SUFFIX}"
    rf"(?:[,;.:](?! ?\d{{1,3}}\b)| (?:and|&|et al)\b| [&(]| {_YEAR})"
)
# "J. P. Smith, " · "J.-P. Smith and" · "J. Smith et al."
_INITIALS_FIRST = lazy_regex(
    rf"{_INITIALS}\s?{_FAMILY}{_SUFFIX}(?:[,.:;]|\Z| (?:and|&|et al)\b| \()"
)
# "Smith, John P., and" · "Smith, John. “" · "Smith, John. 2004." · "Smith, John, et al."
_GIVEN_LAST = lazy_regex(
    rf"{_FAMILY}, {_NAME}(?:[ -]{_UPPER}[\w'’]*\.?){{0,3}}{_SUFFIX}"
    rf"(?=[,.;](?! ?\d{{1,3}}\b)|[:/]| {_AND} | \()"
)
_AFTER_GIVEN = lazy_regex(
    rf"[^“\"]{{0,60}}?(?:,? {_AND}(?: |\Z)|/{_FAMILY},| et al\b|[.,] ?{_YEAR}|[., ]\({_YEAR}"
    r"|[.,] [“\"‘])"
    rf"|, {_NAME}(?: {_NAME}\.?){{1,3}},"
)
# "John P. Smith, Ada Berg, and" · "John Smith and Ada Berg. 2019" · "John P. Smith. 2019"
_GIVEN_FIRST = lazy_regex(
    rf"{_NAME}(?: {_UPPER}\.){{0,3}} {_PARTICLE}{{0,2}}{_NAME}(?: {_NAME})?"
    rf"(?:, {_NAME}(?: {_UPPER}\.| {_PARTICLE}| {_NAME}){{1,4}}){{0,9}}"
    rf"(?:,? {_AND} {_NAME}(?: {_UPPER}\.| {_PARTICLE}| {_NAME}){{1,4}}|,? et al\b)?"
    rf"[.,]? \(?{_YEAR}(?:\)|\.)"
)
# The same people as above: "———. Title", "---.", "______."
_SAME_PEOPLE = lazy_regex(r"(?:[—―–⸺⸻]{2,6}|-{3,6}|_{3,12})[.,;]?\s")
# Chinese, Japanese and Korean names: 王伟, 李娜. · 김철수,
_EAST_ASIAN = lazy_regex(r"[\u3400-\u9fff\uac00-\ud7af]{2,5}[,，、.．;；:： ]")
# An early year behind words that begin with a capital: "World Health Organization. (2019)."
_EARLY_YEAR = lazy_regex(rf"{_UPPER}[^“\"”]{{2,150}}?(?<!\d)[\s(]\(?{_YEAR}(?:\)|[.,:;])(?!\s?\d)")
_ET_AL = lazy_regex(r"[^.“\"]{3,60}?,? et al\b")

_NEVER_FIRST = lazy_regex(
    r"(?i:doi\b|https?:|www\.|pmid\b|pmcid\b|pmc\d|available\b|accessed\b|retrieved\b|epub\b"
    r"|pp?\.\s?\d|vol\.|no\.\s?\d|and\b|&|et al\b|eds?\.|edited by\b|in\b|in press\b|volume \d"
    r"|university press\b|springer\b|elsevier\b|wiley\b)"
    r"|[(\[]?(?:1[89]|20)\d\d\b|\d|[,;:.)\]&–-]"
)
_SMALL = re.compile(r"[a-zß-öø-ÿ]")
_GOES_ON = lazy_regex(
    r"(?:[,&:/(\[–—‐‑-]|\b(?:and|und|et|y|e|of|the|in|for|with|to|by|from|on|an?|de|der|van|von"
    r"|In:|pp?\.|vol\.|no\.|eds?\.,|vs\.?))\Z"
)
_INITIAL_LAST = lazy_regex(rf"[\s,.]{_UPPER}\.\Z")
_ENDS = lazy_regex(
    r"(?:[.?!。．][)\]”\"’']{0,2}|\d[\w–-]{0,8}[)\].;]?|\]|\)|/\S*|[”\"]|(?i:press|in press))\Z"
)
_END_OF_ADDRESS = lazy_regex(r"(?:https?://|www\.|10\.\d{4,9}/|doi:)\S*\Z", re.IGNORECASE)
FEWEST_OF_A_NUMBER = 5
"""Digits of a PubMed number that stands alone, without its name."""
_ALONE = lazy_regex(
    r"(?:doi\s?:?\s?)?10\.\d{4,9}/\S+|https?://\S+|www\.\S+|(?:pmid|pubmed)\s?:?\s?\d{4,9}"
    r"|(?:pmcid\s?:?\s?)?pmc\s?\d{4,9}|arxiv\s?:\s?\S+"
    rf"|\d{{{FEWEST_OF_A_NUMBER},9}}",
    re.IGNORECASE,
)
_YEAR_ALONE = lazy_regex(r"\W{0,2}(?:19|20)\d\d\W{0,2}")
_LONGEST_YEAR = 20
_TOO_LONG = 2000
_WHOLE_MOST = 4000
_WHOLE_FEWEST = 12


def start_weight(text: str) -> float:
    """How much speaks for a reference that begins with this line, from -4 to 3."""
    head = text[:_HEAD]
    if _SAME_PEOPLE.match(head):
        return 3.0
    if any(
        each.match(head) for each in (_FAMILY_FIRST, _VANCOUVER, _BARE_INITIALS, _INITIALS_FIRST)
    ):
        return 3.0
    if _EAST_ASIAN.match(head):
        return 2.5
    if _NEVER_FIRST.match(head):
        return -4.0
    given = _GIVEN_LAST.match(head)
    if given and _AFTER_GIVEN.match(head, given.end()):
        return 2.5
    if _SMALL.match(head):
        return -4.0
    if _GIVEN_FIRST.match(head):
        return 2.5
    if _EARLY_YEAR.match(head):
        return 1.5
    if given or _ET_AL.match(head):
        return 1.0
    return -1.5


def end_weight(text: str) -> float:
    """How much speaks for a reference that ends with this line, from -5 to 1."""
    tail = text[-_TAIL:]
    if _END_OF_ADDRESS.search(tail):
        return 0.0 if tail.endswith(("-", "/", "_")) else 1.0
    if _GOES_ON.search(tail):
        return -5.0
    if _INITIAL_LAST.search(tail):
        return -1.5
    return 1.0 if _ENDS.search(tail) else -3.0


def is_dated(text: str) -> bool:
    """Whether a year stands in it, or a word in the place of one."""
    return bool(YEAR.search(text) or _NO_YEAR.search(text))


def is_identified(text: str) -> bool:
    """Whether an identifier or an address stands in it."""
    return bool(IDENTIFIER.search(text))


def is_identifier(text: str) -> bool:
    """Whether it looks like an identifier or an address and nothing else."""
    return bool(_ALONE.fullmatch(text[:_TOO_LONG]))


def is_year(text: str) -> bool:
    """Whether a year stands in it and nothing else."""
    return bool(_YEAR_ALONE.fullmatch(text[:_LONGEST_YEAR]))


def is_whole(text: str) -> bool:
    """Whether it may be one reference: of a fit length, dated or identified."""
    return _WHOLE_FEWEST <= len(text) <= _WHOLE_MOST and (is_dated(text) or is_identified(text))
