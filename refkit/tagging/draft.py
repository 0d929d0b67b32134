"""A first taxonomy of an ontology's terms: their names and synonyms as phrases, their tree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from refkit.errors import InputError
from refkit.tagging.normalized_text import LETTER, fold
from refkit.tagging.ontology_terms import OntologyTerm
from refkit.tagging.ordinary_words import FUNCTION
from refkit.tagging.phrase_reader import PhraseError, PhraseReader, is_unspaced
from refkit.tagging.taxonomy import read_taxonomy
from refkit.tagging.title_terms import in_phrase

_SIGNS = re.compile(r"[\[\]|()*^{},:;/]|\.(?=\.)|\s")  # what a phrase has other uses for
_QUALIFIER = re.compile(r" \([^()]*\)$")  # "Mercury (Element)": no title has it so
_QUOTES = re.compile("[\"'`´‘’“”]")  # skipped in titles as well
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_FACET = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LAST_WORD = re.compile(rf"[{LETTER}]+\Z")
_UNCOUNTED = ("ing", "graphy", "scopy", "metry", "logy")
_SHORTEST = 3  # letters: "US" and "MR" are other words as well
_LONGEST = 200  # letters of a name: no title holds it
_WIDEST = 98  # columns of a line

HEAD = """\
# A first taxonomy, made from {source}: the names and synonyms of terms as phrases, and their tree.
# It knows the words of a thesaurus, not yet those of titles. "refkit taxonomy gaps" and "suggest"
# tell what is missing, "refkit taxonomy check" what a label lacks: two examples and a
# counter-example. Take out what nobody writes in a title.
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """The TOML text, how many labels it has, and how many names were left out of it.

    ``unnamed`` are labels of which no name was left: nothing gives them yet.
    """

    text: str
    labels: int
    left_out: int
    unnamed: tuple[str, ...] = ()


def draft(terms: Sequence[OntologyTerm], taxonomy_id: str, facet: str, source: str) -> Draft:
    """Write a taxonomy of one facet, with a label for each of these terms.

    A label has the parents that are among the terms. Names that are wider or only related, and
    those too short or too common to mean one thing, stand in a comment. Raises InputError for a
    facet's name that can be none, and where a term is below itself.
    """
    if not _FACET.fullmatch(facet):
        raise InputError(f"the facet {facet!r} should be lower-case letters, digits and hyphens")
    writer = _Writer(terms, facet)
    blocks = [writer.block(term) for term in terms]
    head = [
        HEAD.format(source=_plain(source)),
        f"id = {_text(taxonomy_id)}\nversion = '0'\nfacets = [{_text(facet)}]\n",
    ]
    text = "\n".join([*head, *blocks])
    read_taxonomy(text, source)
    return Draft(text, len(terms), writer.left_out, tuple(writer.unnamed))


class _Writer:
    """Writes labels; ids and names are given once."""

    def __init__(self, terms: Sequence[OntologyTerm], facet: str) -> None:
        self.facet = facet
        self.left_out = 0
        self.unnamed: list[str] = []
        names = [_name(term) for term in terms]
        keys = [term.id for term in terms]
        self.names = dict(zip(keys, _each_once(names, " "), strict=True))
        slugs = (
            _slug(name) or _slug(key) or "label" for name, key in zip(names, keys, strict=True)
        )
        self.ids = dict(zip(keys, _each_once(list(slugs), "-"), strict=True))

    def block(self, term: OntologyTerm) -> str:
        """The lines of a label."""
        phrases, apart = _phrases([term.name, *term.synonyms])
        apart = [*apart, *map(_plain, term.near_names)]
        self.left_out += len(apart)
        if not phrases:
            self.unnamed.append(self.ids[term.id])
        return "\n".join(self._lines(term, phrases, apart)) + "\n"

    def _lines(
        self, term: OntologyTerm, phrases: Sequence[str], apart: Sequence[str]
    ) -> Iterator[str]:
        yield "[[label]]"
        yield f"facet = {_text(self.facet)}"
        yield f"id = {_text(self.ids[term.id])}"
        yield f"name = {_text(self.names[term.id])}"
        if parents := [self.ids[each] for each in term.parents if each in self.ids]:
            yield _list("parents", parents)
        if term.definition:
            yield f"definition = {_text(_plain(term.definition))}"
        if phrases:
            yield _list("any", phrases)
        if apart:
            yield f"# left out, wider, too short or too common: {', '.join(map(_text, apart))}"
        yield _list("same_as", [_plain(term.id)])
        yield "examples = []"
        yield "counter_examples = []"


def _phrases(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Names as phrases, each once, and those that are too short or cannot be one."""
    phrases, apart = dict[str, None](), []
    for name in names:
        phrase = phrase_of(name) if len(name) <= _LONGEST else ""
        if _is_phrase(phrase):
            phrases[phrase] = None
        else:
            apart.append(_plain(name))
    return list(phrases), apart


def _is_phrase(phrase: str) -> bool:
    words = phrase.removesuffix("(s)")
    # A letter of a script without blanks is a syllable or a word.
    letters = sum(2 if is_unspaced(each) else 1 for each in words if each.isalnum())
    if letters < _SHORTEST or all(each in FUNCTION for each in re.split("[ -]", words)):
        return False
    try:
        PhraseReader().read(phrase)
    except PhraseError:
        return False
    return True


def phrase_of(name: str) -> str:
    """A name as a phrase: turned round where it is inverted, signs left out, a plural allowed.

    >>> phrase_of("Tomography, X-Ray Computed"), phrase_of("T-Lymphocytes")
    ('x-ray computed tomography', 'T-lymphocyte(s)')
    """
    bare = _QUALIFIER.sub("", _plain(name))
    words = " ".join(_SIGNS.sub(" ", _QUOTES.sub("", turned(bare))).split())
    cased = re.sub(rf"[{LETTER}]+", lambda word: in_phrase(word[0]), fold(words))
    return _LAST_WORD.sub(lambda word: _plural(word[0]), cased.strip(" -."))


def turned(name: str) -> str:
    """A name in the order in which people write it.

    >>> turned("Anemia, Sickle Cell"), turned("Ear, Nose, and Throat")
    ('Sickle Cell Anemia', 'Ear Nose and Throat')
    """
    parts = [part.strip() for part in name.split(", ")]
    listed = any(part.startswith(("and ", "or ")) for part in parts)
    return " ".join(parts if listed else parts[::-1])


def _plural(word: str) -> str:
    if not word.isalpha() or not word.islower() or len(word) < _SHORTEST:
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}[y|ies]"
    if word.endswith(_UNCOUNTED):
        return word
    if word.endswith("y") and word[-2] not in "aeiou":
        return f"{word[:-1]}[y|ies]"
    if word.endswith("s"):
        return word if word.endswith(("ss", "us", "is", "as", "os")) else f"{word[:-1]}(s)"
    return f"{word}(s)"


def _name(term: OntologyTerm) -> str:
    """A name that can be a keyword: keywords are parted by commas and semicolons."""
    told = (
        " ".join(re.sub("[,;]", " ", _plain(text)).split()) for text in (turned(term.name), term.id)
    )
    return next(filter(None, told), "?")


def _slug(name: str) -> str:
    text = turned(name)
    return re.sub("[^a-z0-9]+", "-", fold(text).lower()).strip("-")


def _each_once(texts: Sequence[str], joint: str) -> list[str]:
    """The texts, a number behind what stands there already."""
    seen, found = set[str](), []
    for text in texts:
        number, told = 2, text
        while told in seen:
            told, number = f"{text}{joint}{number}", number + 1
        seen.add(told)
        found.append(told)
    return found


def _plain(text: str) -> str:
    return " ".join(_UNSEEN.sub(" ", text).split())


def _text(text: str) -> str:
    """A text as TOML writes it, in single quotes where that can be."""
    return f"'{text}'" if "'" not in text else json.dumps(text, ensure_ascii=False)


def _list(key: str, texts: Sequence[str]) -> str:
    line = f"{key} = [{', '.join(map(_text, texts))}]"
    if len(line) <= _WIDEST:
        return line
    return f"{key} = [\n" + "".join(f"  {_text(each)},\n" for each in texts) + "]"
