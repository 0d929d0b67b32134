"""MeSH descriptors from the files that NLM publishes: ``desc2026.xml`` or ASCII ``d2026.bin``.

What stands in these files is told in NLM's "XML MeSH Data Elements" and "ASCII MeSH Data Elements"
(https://www.nlm.nih.gov/mesh/xml_data_elements.html and /mesh/dtype.html).
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from refkit.errors import InputError
from refkit.files.reading import unreadable
from refkit.tagging.ontology_terms import OntologyTerm

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

PREFIX = "MeSH:"

_GZIP = b"\x1f\x8b"
_XML = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff")  # as it is, marked as UTF-8, UTF-16
_NEW, _DESCRIPTOR = "*NEWRECORD", "D"
# How a concept of a descriptor stands to its own one; equal and narrower ones are its names.
_LOOSE = frozenset({"BRD", "REL"})

File = BufferedReader | gzip.GzipFile


class _Descriptor(NamedTuple):
    """A descriptor whose parents are not known yet, and its places: ``E01.370.350.825``."""

    term: OntologyTerm
    places: tuple[str, ...]


def read_mesh(path: Path) -> dict[str, OntologyTerm]:
    """Every descriptor of a file as ``read_descriptors``; the file as it is or packed by gzip."""
    try:
        with _opened(path) as file:
            return read_descriptors(file, str(path))
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(path, error) from None


def read_descriptors(file: File, where: str) -> dict[str, OntologyTerm]:
    """Every descriptor by its id, in the file's order; ``where`` is the name that errors give it.

    Its parents are the descriptors one step up each of its tree numbers. Raises InputError where
    the file is not one of descriptors.
    """
    is_xml = file.peek(64).lstrip().startswith(_XML)
    found = list(_from_xml(file, where) if is_xml else _from_ascii(file))
    if not found:
        raise InputError(
            f"{where}: holds no MeSH descriptors; NLM's desc2026.xml and d2026.bin are read"
        )
    return _with_parents(found)


@contextmanager
def _opened(path: Path) -> Iterator[File]:
    with path.open("rb") as raw:
        if raw.peek(2).startswith(_GZIP):
            with gzip.GzipFile(fileobj=raw) as file:
                yield file
        else:
            yield raw


def _with_parents(found: Sequence[_Descriptor]) -> dict[str, OntologyTerm]:
    by_place = {place: each.term.id for each in found for place in each.places}
    return {each.term.id: replace(each.term, parents=_parents(each, by_place)) for each in found}


def _parents(each: _Descriptor, by_place: Mapping[str, str]) -> tuple[str, ...]:
    above = (by_place.get(place.rpartition(".")[0]) for place in each.places)
    return tuple(dict.fromkeys(id_ for id_ in above if id_ and id_ != each.term.id))


def _descriptor(
    ui: str, name: str, terms: Iterable[tuple[str, str]], definition: str, places: Iterable[str]
) -> _Descriptor:
    """A descriptor of its parts; terms come with the relation of their concept to its own."""
    name = turned(name)
    given = ((turned(words), relation) for words, relation in terms)
    told = [(words, relation) for words, relation in given if words and words != name]
    term = OntologyTerm(
        f"{PREFIX}{ui}",
        name,
        synonyms=tuple(dict.fromkeys(words for words, relation in told if relation not in _LOOSE)),
        near_names=tuple(dict.fromkeys(words for words, relation in told if relation in _LOOSE)),
        definition=" ".join(definition.split()),
    )
    return _Descriptor(term, tuple(places))


def turned(heading: str) -> str:
    """A heading in the order in which people write it: MeSH inverts it, to stand by its noun.

    >>> turned("Anemia, Sickle Cell"), turned("Ear, Nose, and Throat")
    ('Sickle Cell Anemia', 'Ear, Nose, and Throat')
    """
    parts = [part.strip() for part in heading.split(", ")]
    listed = any(part.startswith(("and ", "or ")) for part in parts)
    return heading if listed else " ".join(parts[::-1])


def _from_xml(file: File, where: str) -> Iterator[_Descriptor]:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        root = None
        for event, element in iterparse(file, events=("start", "end")):
            root = element if root is None else root
            if event == "end" and element.tag == "DescriptorRecord":
                yield _from_record(element)
                root.clear()  # 30,000 records stay in memory otherwise
    except ParseError as error:
        line, column = error.position
        raise InputError(f"{where}: is not XML (line {line}, column {column + 1})") from None
    except DefusedXmlException:
        raise InputError(f"{where}: declares entities of its own, which are not read") from None
    except (LookupError, ValueError):  # of Python, which expat asks for what it does not know
        raise InputError(
            f"{where}: is XML in an encoding that is not read; NLM's files are in UTF-8"
        ) from None


def _from_record(record: Element) -> _Descriptor:
    concepts = record.findall("ConceptList/Concept")
    relations = {
        each.findtext("Concept2UI", ""): each.get("RelationName", "")
        for each in record.iterfind("ConceptList/Concept/ConceptRelationList/ConceptRelation")
    }
    own = (each for each in concepts if each.get("PreferredConceptYN") == "Y")
    terms = (
        (term.findtext("String", "").strip(), relations.get(each.findtext("ConceptUI", ""), ""))
        for each in concepts
        for term in each.iterfind("TermList/Term")
        if term.get("IsPermutedTermYN") != "Y"
    )
    return _descriptor(
        record.findtext("DescriptorUI", "").strip(),
        record.findtext("DescriptorName/String", "").strip(),
        terms,
        next((each.findtext("ScopeNote", "") for each in own), ""),
        [each.text or "" for each in record.iterfind("TreeNumberList/TreeNumber")],
    )


def _from_ascii(file: File) -> Iterator[_Descriptor]:
    record: dict[str, list[str]] = {}
    for line in file:
        text = line.decode("utf-8", errors="replace").rstrip("\r\n")
        if text == _NEW:
            yield from _from_fields(record)
            record = {}
        elif " = " in text:
            name, _, value = text.partition(" = ")
            record.setdefault(name, []).append(value)
    yield from _from_fields(record)


def _from_fields(record: Mapping[str, Sequence[str]]) -> Iterator[_Descriptor]:
    if record.get("RECTYPE") == [_DESCRIPTOR] and record.get("UI") and record.get("MH"):
        entries = [*record.get("ENTRY", ()), *record.get("PRINT ENTRY", ())]
        yield _descriptor(
            record["UI"][0].strip(),
            record["MH"][0].strip(),
            map(_entry, entries),
            " ".join(record.get("MS", ())),
            (place.strip() for place in record.get("MN", ())),
        )


def _entry(entry: str) -> tuple[str, str]:
    """An entry term and its relation: ``Term|T045|NON|REL|NLM (1999)|abcdef``.

    The last part names the others by letters: ``a`` is the term, ``d`` the relation.
    """
    parts = entry.split("|")
    letters = parts[-1]
    there = "d" in letters and letters.index("d") < len(parts) - 1
    return parts[0].strip(), parts[letters.index("d")].strip() if there else ""
