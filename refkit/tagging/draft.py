"""A first taxonomy of an ontology's terms: their names and synonyms as phrases, their tree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from refkit.errors import InputError
from refkit.tagging.name_phrases import NamePhrases
from refkit.tagging.normalized_text import fold
from refkit.tagging.ontology_terms import OntologyTerm, without_circles
from refkit.tagging.taxonomy import read_taxonomy

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_FACET = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST = 200  # letters of an id
_APART = "# left out, wider, too short, too common or beyond phrases"
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

    ``unnamed`` are labels of which no name was left: nothing gives them yet. ``circles`` are places
    in the tree that were left out, since by them a label would be below itself: ``ethics under
    morals``.
    """

    text: str
    labels: int
    left_out: int
    unnamed: tuple[str, ...] = ()
    circles: tuple[str, ...] = ()


def draft(terms: Sequence[OntologyTerm], taxonomy_id: str, facet: str, source: str) -> Draft:
    """Write a taxonomy of one facet, with a label for each of these terms.

    A label has the parents that are among the terms. Names that are wider or only related,
    those too short or too common to mean one thing, and those that no phrase can say stand in a
    comment. Raises InputError for a facet's name or an id that can be none.
    """
    if not _FACET.fullmatch(facet):
        raise InputError(f"the facet {facet!r} should be lower-case letters, digits and hyphens")
    if not taxonomy_id.isprintable():
        raise InputError(f"the id {taxonomy_id!r} cannot be printed; name another with --id")
    tree, dropped = without_circles(terms)
    writer = _Writer(tree, facet)
    blocks = [writer.block(term) for term in tree]
    head = [
        HEAD.format(source=_plain(source)),
        f"id = {_text(taxonomy_id)}\nversion = '0'\nfacets = [{_text(facet)}]\n",
    ]
    text = "\n".join([*head, *blocks])
    read_taxonomy(text, source)
    circles = tuple(f"{writer.ids[child]} under {writer.ids[parent]}" for child, parent in dropped)
    return Draft(text, len(terms), writer.left_out, tuple(writer.unnamed), circles)


class _Writer:
    """Writes labels; ids and names are given once."""

    def __init__(self, terms: Sequence[OntologyTerm], facet: str) -> None:
        self.facet = facet
        self.left_out = 0
        self.phrases = NamePhrases()
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
        phrases, apart = self.phrases.of(map(_plain, [term.name, *term.synonyms]))
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
            yield f"{_APART}: {', '.join(map(_text, apart))}"
        yield _list("same_as", [_plain(term.id)])
        yield "examples = []"
        yield "counter_examples = []"


def _name(term: OntologyTerm) -> str:
    """A name that can be a keyword: keywords are parted by commas and semicolons."""
    told = (term.name, term.id)
    return next(filter(None, map(_keyword, told)), "?")


def _keyword(text: str) -> str:
    """The text without what parts keywords; within a word a hyphen is in its place (2-4-D)."""
    whole = re.sub(r"(?<=\S)[,;](?=\S)", "-", _plain(text))
    return " ".join(re.sub("[,;]", " ", whole).split())


def _slug(name: str) -> str:
    return re.sub("[^a-z0-9]+", "-", fold(name).lower())[:_LONGEST].strip("-")


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
