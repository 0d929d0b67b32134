"""Terms of an ontology in OBO: the clauses that a draft uses, and nothing else of the file.

How they are written is told in the OBO flat file format's guides 1.2 and 1.4
(https://owlcollab.github.io/oboformat/doc/GO.format.obo-1_2.html and obo-syntax.html beside it).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from refkit.errors import InputError
from refkit.files.encodings import decode
from refkit.files.reading import read_bytes
from refkit.tagging.ontology_terms import OntologyTerm

# What people wrote to each other is not read, and at times in another encoding than the rest.
_COMMENT = re.compile(rb"^comment:[^\r\n]*", re.MULTILINE)
_NEWLINE = re.compile(r"\r\n?|\n")
_STANZA = re.compile(r"\s*\[(\w+)\]")
_CLAUSE = re.compile(r"\s*([a-z_]+):(.*)")
_QUOTED = re.compile(r'[^"]*"((?:[^"\\]|\\.)*)"\s*(\w*)')
_BEHIND = re.compile(r"(?:^|\s)!.*|\{\s?[\w:./#-]+\s?=.*")  # a comment, or {source="..."}
_ESCAPED = re.compile(r"\\(.)")
_BLANKS = frozenset("ntW")  # what is a newline, a tab, a blank behind a backslash
_NAMES = frozenset({"EXACT", "NARROW"})  # a broad or related name speaks for something else, too
_SCOPE_OF = {"exact_synonym": "EXACT", "narrow_synonym": "NARROW"}  # so OBO 1.0 has it
_OTHERS = ("synonym", *_SCOPE_OF, "related_synonym", "broad_synonym")

_Clauses = Mapping[str, Sequence[str]]


def read_obo(path: Path) -> dict[str, OntologyTerm]:
    """Every term of a file as ``read_terms``."""
    data = _COMMENT.sub(b"", read_bytes(path))
    return read_terms(decode(data, str(path)).text.removeprefix("\ufeff"), str(path))


def read_terms(text: str, where: str) -> dict[str, OntologyTerm]:
    """Every term by its id, in the text's order, but those that have no name.

    What is imported is not asked for: a parent that stands there alone is not known. Raises
    InputError, beginning with ``where``, where there is no term.
    """
    stanzas = _by_id(text)
    if not stanzas:
        raise InputError(f"{where}: is no ontology in OBO: it has no [Term] with an id")
    terms = (_term(id_, clauses) for id_, clauses in stanzas.items())
    return {term.id: term for term in terms if term}


def _by_id(text: str) -> dict[str, dict[str, list[str]]]:
    """The clauses of each term by their tag; a term that stands there twice has those of both."""
    found: dict[str, dict[str, list[str]]] = {}
    for stanza in list(_stanzas(text)):
        if ids := _bare(stanza.get("id", ())):
            clauses = found.setdefault(ids[0], {})
            for tag, values in stanza.items():
                clauses.setdefault(tag, []).extend(values)
    return found


def _stanzas(text: str) -> Iterator[dict[str, list[str]]]:
    """The clauses of each [Term], which are there when all are taken."""
    clauses: dict[str, list[str]] = {}
    for line in _NEWLINE.split(text):
        if stanza := _STANZA.match(line):
            clauses = {}
            if stanza[1].lower() == "term":
                yield clauses
        elif clause := _CLAUSE.match(line):
            clauses.setdefault(clause[1], []).append(clause[2])


def _term(id_: str, clauses: _Clauses) -> OntologyTerm | None:
    """A term of its clauses; None for one that has no name."""
    names = _bare(clauses.get("name", ()))
    if not names:
        return None
    told = [each for tag in _OTHERS for each in _quoted(clauses.get(tag, ()), _SCOPE_OF.get(tag))]
    return OntologyTerm(
        id_,
        names[0],
        synonyms=_once(words for words, scope in told if scope in _NAMES),
        near_names=_once(words for words, scope in told if scope not in _NAMES),
        parents=_once(_bare(clauses.get("is_a", ()))),
        definition=" ".join(words for words, _ in _quoted(clauses.get("def", ()))),
        other_ids=_once(_bare(clauses.get("alt_id", ()))),
        is_obsolete="true" in map(str.lower, _bare(clauses.get("is_obsolete", ()))),
        replaced_by=_once(_bare([*clauses.get("replaced_by", ()), *clauses.get("consider", ())])),
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _bare(values: Sequence[str]) -> list[str]:
    """Values without what stands behind them, and without those that are empty."""
    told = (_BEHIND.sub("", " ".join(each.split()), count=1) for each in values)
    return [words for each in told if (words := _unescaped(each))]


def _quoted(values: Sequence[str], scope: str | None = None) -> Iterator[tuple[str, str]]:
    """What stands in quotation marks, and the scope: the one given, or the word behind them."""
    for found in filter(None, map(_QUOTED.match, values)):
        if words := _unescaped(found[1]):
            yield words, scope or found[2]


def _unescaped(text: str) -> str:
    words = _ESCAPED.sub(lambda sign: " " if sign[1] in _BLANKS else sign[1], text)
    return " ".join(words.split())
