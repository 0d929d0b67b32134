"""Terms of an ontology in OBO, read by fastobo, which is the extra ``ontology``."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from refkit.errors import InputError
from refkit.extras import require
from refkit.files.reading import read_text
from refkit.tagging.ontology_terms import OntologyTerm
from refkit.text.unicode import replace_surrogates

if TYPE_CHECKING:
    from collections.abc import Iterator

    import fastobo

_STANZA = re.compile(r"^\[Term\]", re.MULTILINE)
_NAMES = frozenset({"EXACT", "NARROW"})  # a broad or related name speaks for something else, too


def read_obo(path: Path) -> dict[str, OntologyTerm]:
    """Every term of a file as ``read_terms``."""
    require("an ontology in OBO", "ontology", "fastobo")
    return read_terms(read_text(path), str(path))


def read_terms(text: str, where: str) -> dict[str, OntologyTerm]:
    """Every term by its id, in the text's order, but those that are obsolete.

    What is imported is not asked for: a parent that stands there alone is not known. Raises
    InputError, beginning with ``where``, where it is no OBO or fastobo is not installed.
    """
    require("an ontology in OBO", "ontology", "fastobo")
    if not _STANZA.search(text):
        raise InputError(f"{where}: is no ontology in OBO: it has no [Term]")
    terms = (_term(frame) for frame in _document(text, where))
    return {term.id: term for term in terms if term}


def _document(text: str, where: str) -> fastobo.doc.OboDoc:
    import fastobo

    data = replace_surrogates("\n".join(_only_terms(text))).encode()
    try:
        return fastobo.load(BytesIO(data), ordered=True, threads=1)
    except SyntaxError as error:
        raise InputError(f"{where}: line {error.lineno}: is no OBO: {error.msg}") from None
    except ValueError as error:
        raise InputError(f"{where}: is no OBO that can be read: {error}") from None


def _only_terms(text: str) -> Iterator[str]:
    """The lines of the terms; a line of anything else is empty, so that lines keep their numbers.

    fastobo refuses or panics at much that may stand there: comments, instances, odd headers.
    """
    within = False
    for line in text.split("\n"):
        start = line.lstrip()[:1]
        if start == "[":
            within = bool(_STANZA.match(line))
            yield "[Term]" if within else ""
        else:
            yield line if within and start != "!" else ""


def _term(frame: fastobo.term.TermFrame) -> OntologyTerm | None:
    """A term of its clauses; None for one that has no name or is obsolete."""
    from fastobo import term

    clauses = list(frame)
    if any(isinstance(each, term.IsObsoleteClause) and each.obsolete for each in clauses):
        return None
    names = [str(each.name).strip() for each in clauses if isinstance(each, term.NameClause)]
    told = [each.synonym for each in clauses if isinstance(each, term.SynonymClause)]
    defined = [each.definition for each in clauses if isinstance(each, term.DefClause)]
    if not names:
        return None
    return OntologyTerm(
        str(frame.id),
        names[0],
        synonyms=tuple(each.desc for each in told if each.scope in _NAMES),
        near_names=tuple(each.desc for each in told if each.scope not in _NAMES),
        parents=tuple(str(each.term) for each in clauses if isinstance(each, term.IsAClause)),
        definition=" ".join("".join(map(str, defined)).split()),
    )
