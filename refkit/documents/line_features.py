"""Features of a line: how much speaks for it beginning or ending a reference, or being one.

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
# "J.", and what transliterations and the French keep together: "Yu.", "Kh.", "Ch."
_INITIALS = rf"(?:{_UPPER}[haeu]?\.[-‐‑ ]?){{1,5}}"
_LETTERS = rf"(?:{_UPPER}[hu]?){{1,4}}"
# "Silva P de": the particle behind the initials, as PubMed has it.
_BEHIND = r"(?:de|del|della|di|da|das|dos|du|van|von|der|den|la|ter|ten|zu)(?![\w'’])"
_AND = r"(?:and|&|und|et|y|e|og|och|en|dan|ve|i|и)"
_SUFFIX = r"(?:,? (?:Jr|Sr|II|III|IV)\b\.?)?"
_YEAR = r"(?:1[6-9]|20)\d\d[a-z]?"

# "Cahiers des Puits. 2011. Vol. 3": the year of a volume, and of no work by somebody.
_NO_VOLUME = r"(?!\s?(?:(?i:vol|bd|no|nr|т|pp?|s)\.|№|n°))"

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
    rf"{_FAMILY} {_LETTERS}(?:-{_UPPER}{{1,2}})?(?: {_BEHIND}){{0,2}}{_SUFFIX}"
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
    rf"(?=[,.;](?! ?\d{{1,3}}\b)|[:/]| [;:] | {_AND} | \()"
)
_AFTER_GIVEN = lazy_regex(
    rf"[^“\"]{{0,60}}?(?:,? {_AND}(?: |\Z)|[/;] ?{_FAMILY}, {_UPPER}| et al\b| u\. ?a\."
    rf"|[.,] ?{_YEAR}|[., ]\({_YEAR}"
    r"|[.,] [“\"‘])"
    rf"|, {_NAME}(?: {_NAME}\.?){{1,3}},"
)
# "BERG, Bo A. ; ", "MÜLLER, ANNA: ": families in capitals, as DIN 1505 and ISO 690 print them
_CAPITALS_FIRST = lazy_regex(
    rf"(?:{_PARTICLE}|D['’])?{_UPPER}{{2,}}(?:[ '’-]{_UPPER}{{2,}}){{0,2}}, {_NAME}"
    rf"(?:[ -]{_UPPER}[\w'’]*\.?){{0,3}}{_SUFFIX}"
    r"(?: ;|;|(?<=[\w'’-]{4}):|(?<=\.):|(?<=[a-zß-öø-ÿ])[,.])(?=\s|\Z)"
)
# "John P. Smith, Ada Berg, and" · "John Smith and Ada Berg. 2019" · "John P. Smith. 2019"
_GIVEN_FIRST = lazy_regex(
    rf"{_NAME}(?: {_UPPER}\.){{0,3}} {_PARTICLE}{{0,2}}{_NAME}(?: {_NAME})?"
    rf"(?:, {_NAME}(?: {_UPPER}\.| {_PARTICLE}| {_NAME}){{1,4}}){{0,9}}"
    rf"(?:,? {_AND} {_NAME}(?: {_UPPER}\.| {_PARTICLE}| {_NAME}){{1,4}}|,? et al\b)?"
    rf"[.,]? \(?{_YEAR}(?:\)|\.){_NO_VOLUME}"
)
# The same people as above: "———. Title", "---.", "______."
_SAME_PEOPLE = lazy_regex(r"(?:[—―–⸺⸻]{2,6}|-{3,6}|_{3,12})[.,;]?\s")
# Chinese, Japanese and Korean names: 王伟, 李娜. · 김철수,
_EAST_ASIAN = lazy_regex(r"[\u3005\u3400-\u9fff\uac00-\ud7af]{2,5}[,，、.．;；:： ・／]")
# "محمد، أحمد. ": a family of one or two words before the Arabic comma.
_ARABIC = lazy_regex(r"[\u0620-\u06d3]{2,15}(?: [\u0620-\u06d3]{2,15})?، ?[\u0620-\u06d3]{2,15}\b")
# "Berg (B. A.), Costa (C.). — ", as older French lists have it.
_IN_PARENTHESES = lazy_regex(rf"{_FAMILY} \({_INITIALS}\)")
# An early year behind words that begin with a capital: "World Health Organization. (2019)."
_EARLY_YEAR = lazy_regex(
    rf"({_UPPER}(?:[^“\"”\[(]|\([^()]{{1,40}}\)){{2,150}}?)(?<!\d)[\s(]\(?{_YEAR}(?:\)|[.,:;])"
    rf"(?!\s?\d){_NO_VOLUME}"
)
# "Journal of Bees. décembre 2015.": no name stands before a month, but that of a journal.
_MONTH_LAST = lazy_regex(
    r"\b(?i:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|janv|févr|fév|avr|juin|juil|août"
    r"|déc|ene|abr|ago|dic|gen|mag|giu|lug|set|ott)[^\W\d_]{0,7}\.?\Z"
)
# "New York, NY: Springer": a place and its state, and no name with its initials.
_PLACE = lazy_regex(
    r"[^\W\d_][\w'’. -]{2,30}, (?:USA?|U\.S\.A\.|UK|D\.?C\.?|A[LKZR]|C[AOT]|DE|FL|GA|HI|I[DLNA]"
    r"|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]): "
)
_ET_AL = lazy_regex(r"[^.“\"]{3,60}?,? et al\b")
_SURE = (
    _SAME_PEOPLE, _FAMILY_FIRST, _VANCOUVER, _BARE_INITIALS, _INITIALS_FIRST, _IN_PARENTHESES
)  # fmt: skip

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
    if _PLACE.match(head):
        return -4.0
    if any(each.match(head) for each in _SURE):
        return 3.0
    if _EAST_ASIAN.match(head):
        return 2.5
    if _NEVER_FIRST.match(head):
        return -4.0
    return _weight_of_names(head)


def _weight_of_names(head: str) -> float:
    """The same of what may be a name, or the words of a title, or the name of a journal."""
    given = _GIVEN_LAST.match(head)
    if given and _AFTER_GIVEN.match(head, given.end()):
        return 2.5
    if _SMALL.match(head):
        return -4.0
    if _CAPITALS_FIRST.match(head) or _GIVEN_FIRST.match(head):
        return 2.5
    early = _EARLY_YEAR.match(head)
    if _ARABIC.match(head) or (early and not _MONTH_LAST.search(early[1])):
        return 1.5
    return 1.0 if given or _ET_AL.match(head) else -1.5


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
