"""Names of a thesaurus as phrases of a taxonomy: what a name is in a title, and its plural."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from refkit.tagging.normalized_text import LETTER, NormalizedText
from refkit.tagging.ordinary_words import FUNCTION
from refkit.tagging.patterns import Phrase
from refkit.tagging.phrase_lint import covered, signs_of_regex
from refkit.tagging.phrase_reader import PhraseError, PhraseReader, is_unspaced
from refkit.tagging.title_terms import in_phrase

_QUALIFIER = re.compile(r" \([^()]*\)$")  # "Mercury (Element)": no title has it so
# What a phrase has other uses for, and what is markup in a title: "Vertebrata <vertebrates>".
_SIGNS = re.compile(r"[|*^]|\.\.|</?[a-zA-Z]")
_DOT = re.compile(r"(?<=[a-z])\.(?=[a-z])", re.IGNORECASE)  # a blank stands for it, too
_WORD = re.compile(r"([^ -]*?)([,:;]*)(?=[ -]|\Z)")
_ENDS = " -.,:;"
_BEFORE = "On Owls "  # a title without a capital behind its first is read as one of capitals
_PART = re.compile(rf"[{LETTER}]+")
_LAST_WORD = re.compile(rf"[{LETTER}]+\Z")
_UNCOUNTED = ("ing", "graphy", "scopy", "metry", "logy")
_SHORTEST = 3  # letters: "US" and "MR" are other words as well
_LONGEST = 200  # letters of a name: no title holds it


@dataclass(frozen=True, slots=True)
class NamePhrases:
    """Makes phrases of names."""

    reader: PhraseReader = field(default_factory=PhraseReader)

    def of(self, names: Iterable[str]) -> tuple[list[str], list[str]]:
        """Names as phrases that all find something of their own, and the names that give none.

        Those are too short, too long, too common, or hold signs that no phrase can say.
        """
        read, apart = dict[str, Phrase](), []
        for name in names:
            text = phrase_of(name) if len(name) <= _LONGEST else ""
            phrase = self._read(text, name) if _says_something(text) else None
            if phrase:
                read[text] = phrase
            else:
                apart.append(name)
        dead = {phrase.source for phrase, _ in covered(list(read.values()), {})}
        return [text for text in read if text not in dead], apart

    def _read(self, text: str, name: str) -> Phrase | None:
        """The phrase; None where it does not find its name, or where it is none."""
        try:
            (phrase,) = self.reader.read(text)
        except PhraseError:
            return None
        found = phrase.spans(NormalizedText(_BEFORE + name))
        return phrase if found and not signs_of_regex(text) else None


def _says_something(phrase: str) -> bool:
    words = phrase.removesuffix("(s)")
    # A letter of a script without blanks is a syllable or a word.
    letters = sum(2 if is_unspaced(each) else 1 for each in words if each.isalnum())
    if letters < _SHORTEST or not any(map(str.isalpha, words)):
        return False
    return not all(each in FUNCTION for each in re.split("[ -]", words))


def phrase_of(name: str) -> str:
    """A name as a phrase, a plural allowed.

    Written as titles are read. Empty where it holds a sign that means something else in a phrase.

    >>> phrase_of("X-Ray Computed Tomography"), phrase_of("T-Lymphocytes"), phrase_of("2,4-D")
    ('x-ray computed tomography', 'T-lymphocyte(s)', '2,4-D')
    >>> phrase_of("dna repair of the cell")
    'dna repair of the cell(s)'
    """
    text = NormalizedText(_BEFORE + _QUALIFIER.sub("", name)).text[len(_BEFORE) :]
    if _SIGNS.search(text):
        return ""
    words = " ".join(_DOT.sub(" ", text.replace("/", " ")).split()).strip(_ENDS)
    cased = _WORD.sub(lambda word: _cased(word[1]) + (word[2] and f"({word[2]})"), words)
    return _LAST_WORD.sub(lambda word: _plural(word[0]), cased)


def _cased(word: str) -> str:
    """A word as a phrase writes it, which is found as it is printed where one of its parts is."""
    has_case = any(in_phrase(part) != part.lower() for part in _PART.findall(word))
    return word if has_case else word.lower()


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
