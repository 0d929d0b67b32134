"""What one title says that the other does not, word by word.

A title that differs in one word that counts is another work's: *in vivo* and *ex vivo*, CAR-T and
CAR-NK, IL-17A and IL-17F. What makes no difference: small words, hyphens and blanks, British and
American spelling, singular and plural, two spellings of an umlaut, Roman and Arabic numbers, and a
slip of the pen in a long word, if what came of it is no other word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA, Indel

from refkit.matching.normalize import IDEOGRAPHS, ROMAN, fold
from refkit.regex import lazy_regex

# Articles, prepositions and conjunctions that may be lost or changed without changing what a title
# is about. Not among them: "without", "not", "no", "or", "from", "after", "ex", "anti".
SMALL = frozenset(
    (
        "a an and are as at by da das de dei del della dem den der des di die do dos du ein eine "
        "el en et for gli het il im in is its la las le les lo los of on the their to um und van "
        "von was were with zum zur 的 の と 与 和 及"
    ).split()
)
# A word of fewer letters is too short to forgive it one: "breast" and "beast".
_LONG = 7
# A letter written twice or once makes another word more seldom.
_LONG_ENOUGH_TO_DOUBLE = 5
_DOUBLED = lazy_regex(r"([^\W\d_])\1")
# One slip is forgiven in a title, and one more for every so many words.
_WORDS_A_SLIP = 8
_LATIN_END = "\u1100"  # from here on (Hangul, kana, Han) one character is a syllable or a word
_TOKEN = lazy_regex(r"[^\W_]+")
# Python takes milliseconds to compile so long a range, which few titles need.
_TOKEN_OR_IDEOGRAPH = lazy_regex(rf"[^\W_{IDEOGRAPHS}-\uffff]+|[{IDEOGRAPHS}-\uffff]")
_ELISION = lazy_regex(r"['’]s\b|\b[dl]['’]", re.IGNORECASE)
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
}
_AGAINST = {"v": "versus", "vs": "versus", "contra": "versus"}
# British and American, older and newer: what stands on the right is compared.
_SPELLINGS = tuple(
    (lazy_regex(pattern), spelling)
    for pattern, spelling in (
        (r"ae|oe", "e"),
        (r"our(?=$|s$|al|ed$|ing|ful|it|ist|less)", "or"),
        (r"(?<=[a-z]{2})is(?=e$|ed$|es$|er$|ers$|ing$|ation)", "iz"),
        (r"ys(?=e$|ed$|er$|ers$|ing$)", "yz"),
        (r"sulph", "sulf"),
        (r"(?<=[bt])re(?=$|s$|d$)", "er"),
        (r"ogue(?=$|s$)", "og"),
        (r"mme(?=$|s$)", "m"),
        (r"ence(?=$|s$)", "ense"),
        (r"ctise", "ctice"),
        (r"ageing", "aging"),
        (r"grey", "gray"),
        (r"ll(?=ed$|ing$|er$|ers$)", "l"),
        (r"inium", "inum"),
        (r"dgement", "dgment"),
        (r"ical(?=$|ly$)", "ic"),
        (r"genic$", "geneic"),
        (r"(?<=[a-z]{6})e$", ""),  # cyclosporin, cyclosporine
    )
)
_UMLAUTS = lazy_regex(r"(?<=[aou])e")
_PLURALS = (
    ("ies", "y"), ("ses", "sis"), ("xes", "x"), ("es", "e"), ("es", ""), ("s", ""),
    ("ia", "ium"), ("a", "um"), ("a", "on"), ("i", "us"), ("ae", "a"), ("ices", "ix"),
    ("ices", "ex"), ("ren", ""),
)  # fmt: skip
# Ends by which chemistry tells things apart: nitrate and nitrite, cellulose and cellulase.
_ENDS = (
    frozenset("ane ase ate ene ide ine ite one ose yne".split()),
    frozenset("al ol yl".split()),
)
# Words one letter apart that are both words of titles, by the stem that differs: seen in 30,000
# titles, or known to medicine; without inflections and spellings of one word.
_OTHER_WORDS = tuple(
    tuple(pair.split("/"))
    for pair in (
        "abducti/adducti absor/adsor adapti/adopti addict/addit altitude/attitude "
        "arterit/arthrit batesian/bayesian bending/binding bending/bonding binding/bonding "
        "bleeding/breeding calorimet/colorimet causal/casual competing/computing "
        "connecti/convecti consent/content constriction/construction contact/contract "
        "content/context corneal/cornual deletion/depletion depriv/deriv dilation/dilution "
        "discrete/discreet dysphagia/dysphasia dysphasia/dysplasia emergence/emergency "
        "erection/evection evacuat/evaluat facial/fascial farming/forming forcing/forming "
        "fraction/friction generic/genetic glucan/glycan glucose/glycose glucosid/glycosid "
        "healing/hearing healing/heating hearing/heating humeral/humoral iceland/ireland "
        "infect/inject infect/insect insulin/inulin internal/interval leading/loading "
        "lineage/linkage macro/micro material/maternal mediat/medicat metabolit/metabolic "
        "mitotic/miotic mobilit/motilit morality/mortality neural/neutral neuron/neutron "
        "optical/optimal orthotopic/orthotropic packing/picking perineal/peroneal "
        "photochem/phytochem planning/planting prescri/proscri presen/preven primary/primacy "
        "primate/private prolactin/protactin prostate/prostrate radical/radial "
        "refraction/retraction regression/repression rejection/resection "
        "resolution/revolution retinol/retinal secretin/secretion section/suction "
        "simulat/stimulat spinal/spiral statin/station synaptic/synoptic tomograph/topograph "
        "tomi/stomi tomy/stomy topical/tropical topical/typical topology/typology tracing/tracking "
        "translational/transnational valvar/vulvar valvular/vulvular warming/warning "
    ).split()
)


@dataclass(frozen=True, slots=True)
class Difference:
    """Whether a word that counts, or a number, stands in one title alone; and how many slips."""

    word: bool = False
    number: bool = False
    slips: int = 0


@dataclass(frozen=True, slots=True)
class Worded:
    """The words of a title as they are compared.

    ``named`` are the places of a letter that is a name ("hepatitis A"), not an article.
    """

    words: tuple[str, ...]
    named: frozenset[int]

    def counting(self, start: int, end: int) -> list[str]:
        """The words between two places that count."""
        return [
            word
            for at, word in enumerate(self.words[start:end], start)
            if word not in SMALL or at in self.named
        ]


@lru_cache(maxsize=4096)
def worded(title: str) -> Worded:
    """Take a title apart into words, its numbers in one form.

    >>> worded("Hepatitis A virus, part II").words
    ('hepatitis', 'a', 'virus', 'part', '2')
    """
    words: list[str] = []
    named: set[int] = set()
    token = _TOKEN if max(title, default="") < IDEOGRAPHS else _TOKEN_OR_IDEOGRAPH
    for found in token.finditer(_ELISION.sub(" ", title)):
        letter = found[0] == "A" and found.string[found.start() - 1 : found.start()] in {" ", "-"}
        if letter and words and words[-1] not in SMALL:
            named.add(len(words))
        words += token.findall("".join(map(fold, found[0])))
    return Worded(tuple(_canonical(word) for word in words), frozenset(named))


def differences(one: str, other: str) -> Difference:
    """Compare two titles word by word."""
    ours, theirs = worded(one), worded(other)
    found = [
        _stretch(ours, theirs, edit.src_start, edit.src_end, edit.dest_start, edit.dest_end)
        for edit in _stretches(ours.words, theirs.words)
    ]
    allowed = 1 + min(len(ours.words), len(theirs.words)) // _WORDS_A_SLIP
    slips = sum(each.slips for each in found)
    return Difference(
        any(each.word for each in found) or slips > allowed,
        any(each.number for each in found),
        slips,
    )


def counting_words(title: str) -> list[str]:
    """The words of a title that count, in one spelling."""
    found = worded(title)
    return [_spelling(word) for word in found.counting(0, len(found.words))]


def is_reordered(one: str, other: str) -> bool:
    """Whether two titles have the same words that count, in another order."""
    ours, theirs = Counter(counting_words(one)), Counter(counting_words(other))
    return ours.total() >= 3 and ours == theirs


@dataclass(frozen=True, slots=True)
class _Edit:
    src_start: int
    src_end: int
    dest_start: int
    dest_end: int


def _stretches(one: Sequence[str], other: Sequence[str]) -> Iterator[_Edit]:
    """The stretches in which two sequences of words differ, neighbours joined."""
    open_: _Edit | None = None
    for code in Indel.opcodes(one, other):
        if code.tag == "equal":
            if open_:
                yield open_
            open_ = None
        elif open_:
            open_ = _Edit(open_.src_start, code.src_end, open_.dest_start, code.dest_end)
        else:
            open_ = _Edit(code.src_start, code.src_end, code.dest_start, code.dest_end)
    if open_:
        yield open_


def _stretch(
    ours: Worded, theirs: Worded, start: int, end: int, other_start: int, other_end: int
) -> Difference:
    """What two stretches that are not equal say differently."""
    if "".join(ours.words[start:end]) == "".join(theirs.words[other_start:other_end]):
        return Difference()  # a word that was broken or joined
    mine, their = ours.counting(start, end), theirs.counting(other_start, other_end)
    if mine == their or _is_same("".join(mine), "".join(their)):
        return Difference()
    if len(mine) == len(their):
        each = [_pair(one, other) for one, other in zip(mine, their, strict=True)]
        return Difference(
            any(one.word for one in each),
            any(one.number for one in each),
            sum(one.slips for one in each),
        )
    return _pair("".join(mine), "".join(their))


def _pair(one: str, other: str) -> Difference:
    if _is_same(one, other):
        return Difference()
    if _has_digit(one) or _has_digit(other):
        return Difference(word=True, number=_digits(one) != _digits(other))
    return Difference(slips=1) if is_slip(one, other) else Difference(word=True)


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _digits(word: str) -> list[str]:
    return re.findall(r"\d+", word)


def is_slip(one: str, other: str) -> bool:
    """Whether one word is the other with one letter wrong, and no other word.

    >>> is_slip("polinators", "pollinators"), is_slip("infection", "injection")
    (True, False)
    """
    short, long = sorted((one, other), key=len)
    if not short or one[0] != other[0] or max(long) >= _LATIN_END:
        return False
    if len(short) >= _LONG_ENOUGH_TO_DOUBLE and _DOUBLED.sub(r"\1", short) == _DOUBLED.sub(
        r"\1", long
    ):
        return True
    if len(short) < _LONG:
        return False
    return OSA.distance(one, other, score_cutoff=1) <= 1 and not _is_other_word(one, other)


def _is_other_word(one: str, other: str) -> bool:
    for first, second in _OTHER_WORDS:
        for mine, their in ((first, second), (second, first)):
            if mine in one and one.replace(mine, their, 1) == other:
                return True
    return _other_end(one.rstrip("s"), other.rstrip("s"))


def _other_end(one: str, other: str) -> bool:
    size = next((size for size in (3, 2) if one[:-size] == other[:-size]), 0)
    return any({one[-size:], other[-size:]} <= ends for ends in _ENDS)


@lru_cache(maxsize=4096)
def _is_same(one: str, other: str) -> bool:
    """Whether two words are one: in another spelling, or in the plural."""
    if not one or not other:
        return one == other
    return bool(_forms(one) & _forms(other))


@lru_cache(maxsize=8192)
def _forms(word: str) -> frozenset[str]:
    """The word as it may be compared: in one spelling, in the singular, without umlauts."""
    singular = {word}
    if len(word) > 3 and not _has_digit(word):
        singular |= {word[: -len(many)] + one for many, one in _PLURALS if word.endswith(many)}
    spelt = {_spelling(form) for form in singular}
    return frozenset(spelt | {_UMLAUTS.sub("", form) for form in singular})


@lru_cache(maxsize=8192)
def _spelling(word: str) -> str:
    for pattern, spelling in _SPELLINGS:
        word = pattern.sub(spelling, word)
    return word


def _canonical(word: str) -> str:
    if word in ROMAN:
        return str(ROMAN[word])
    return _NUMBERS.get(word) or _AGAINST.get(word, word)
