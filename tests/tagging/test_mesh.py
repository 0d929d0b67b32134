"""MeSH descriptors, as both of NLM's files have them; the records are made up."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from refkit.errors import InputError
from refkit.tagging.mesh import read_mesh, turned
from refkit.tagging.ontology_terms import OntologyTerm

XML = """<?xml version="1.0"?>
<!DOCTYPE DescriptorRecordSet SYSTEM "https://nlm.example/descriptorrecordset.dtd">
<DescriptorRecordSet LanguageCode="eng">
<DescriptorRecord DescriptorClass="1">
 <DescriptorUI>D900002</DescriptorUI>
 <DescriptorName><String>Bees, Honey</String></DescriptorName>
 <TreeNumberList><TreeNumber>B01.100.200</TreeNumber><TreeNumber>Z09</TreeNumber></TreeNumberList>
 <ConceptList>
  <Concept PreferredConceptYN="Y">
   <ConceptUI>M1</ConceptUI>
   <ConceptName><String>Bees, Honey</String></ConceptName>
   <ScopeNote>Bees that keep
     stores.
   </ScopeNote>
   <ConceptRelationList>
    <ConceptRelation RelationName="NRW"><Concept1UI>M1</Concept1UI><Concept2UI>M2</Concept2UI></ConceptRelation>
    <ConceptRelation RelationName="REL"><Concept1UI>M1</Concept1UI><Concept2UI>M3</Concept2UI></ConceptRelation>
   </ConceptRelationList>
   <TermList>
    <Term IsPermutedTermYN="N"><String>Bees, Honey</String></Term>
    <Term IsPermutedTermYN="N"><String>Honeybees</String></Term>
    <Term IsPermutedTermYN="Y"><String>Honey Bees</String></Term>
   </TermList>
  </Concept>
  <Concept PreferredConceptYN="N">
   <ConceptUI>M2</ConceptUI>
   <TermList><Term IsPermutedTermYN="N"><String>Apis mellifera</String></Term></TermList>
  </Concept>
  <Concept PreferredConceptYN="N">
   <ConceptUI>M3</ConceptUI>
   <TermList><Term IsPermutedTermYN="N"><String>Apiculture</String></Term></TermList>
  </Concept>
 </ConceptList>
</DescriptorRecord>
<DescriptorRecord DescriptorClass="1">
 <DescriptorUI>D900001</DescriptorUI>
 <DescriptorName><String>Bees</String></DescriptorName>
 <TreeNumberList><TreeNumber>B01.100</TreeNumber></TreeNumberList>
</DescriptorRecord>
</DescriptorRecordSet>
"""
ASCII = """*NEWRECORD
RECTYPE = D
MH = Bees, Honey
ENTRY = Honeybees|T204|NON|EQV|UNK (19XX)|740330|abcdef
ENTRY = Apis mellifera|T204|NON|NRW|NLM (1999)|abcde
PRINT ENTRY = Apiculture|T204|NON|REL|NLM (1999)|abcde
MN = B01.100.200
MN = Z09
MS = Bees that keep stores.
UI = D900002

*NEWRECORD
RECTYPE = D
MH = Bees
MN = B01.100
UI = D900001

*NEWRECORD
RECTYPE = Q
SH = behavior
UI = Q900001
"""
BEES = {
    "MeSH:D900002": OntologyTerm(
        "MeSH:D900002",
        "Honey Bees",
        synonyms=("Honeybees", "Apis mellifera"),
        near_names=("Apiculture",),
        parents=("MeSH:D900001",),
        definition="Bees that keep stores.",
    ),
    "MeSH:D900001": OntologyTerm("MeSH:D900001", "Bees"),
}


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Anemia, Sickle Cell", "Sickle Cell Anemia"),
        ("Tomography, Emission-Computed, Single-Photon", "Single-Photon Emission-Computed Tomography"),
        ("Ear, Nose, and Throat", "Ear, Nose, and Throat"),
        ("Nose, Eye, or Ear", "Nose, Eye, or Ear"),
        ("1,2-Dipalmitoyl", "1,2-Dipalmitoyl"),
    ],
)  # fmt: skip
def test_a_heading_is_turned_round_and_a_list_keeps_its_order(heading: str, name: str) -> None:
    assert turned(heading) == name


@pytest.mark.parametrize("data", [XML, ASCII], ids=["xml", "ascii"])
@pytest.mark.parametrize("packed", [False, True])
def test_both_files_say_the_same(data: str, packed: bool, tmp_path: Path) -> None:
    file = tmp_path / "descriptors"
    file.write_bytes(gzip.compress(data.encode()) if packed else data.encode())

    assert read_mesh(file) == BEES
    assert list(read_mesh(file)) == list(BEES)


@pytest.mark.parametrize(("encoding", "name"), [("utf-16", "UTF-16"), ("latin-1", "ISO-8859-1")])
def test_xml_is_read_in_the_encodings_that_its_parser_knows(
    encoding: str, name: str, tmp_path: Path
) -> None:
    file = tmp_path / "desc.xml"
    text = XML.replace('"1.0"?>', f'"1.0" encoding="{name}"?>')
    file.write_bytes(text.encode(encoding))

    assert read_mesh(file) == BEES


@pytest.mark.parametrize(
    "encoding",
    [
        "foo",
        "Shift_JIS",
        "gb2312",
        "utf-7",
        "utf-32",
        "base64",
        "hex",
        "idna",
        "rot13",
        "undefined",
    ],
)
def test_xml_in_an_encoding_that_its_parser_does_not_know_is_one_line(
    encoding: str, tmp_path: Path
) -> None:
    file = tmp_path / "desc.xml"
    file.write_text(XML.replace('"1.0"?>', f'"1.0" encoding="{encoding}"?>'))

    with pytest.raises(InputError) as error:
        read_mesh(file)

    assert str(error.value).startswith(f"{file}: is ")
    assert "\n" not in str(error.value)


def test_a_descriptor_in_a_circle_of_places_is_no_parent_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "d.bin"
    file.write_text(ASCII.replace("MN = Z09", "MN = B01.100.200.300"))

    assert read_mesh(file)["MeSH:D900002"].parents == ("MeSH:D900001",)


BOMB = '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]><DescriptorRecordSet>&d;</DescriptorRecordSet>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "holds no MeSH descriptors"),
        (b"@article{a}", "holds no MeSH descriptors; NLM's desc2026.xml and d2026.bin are read"),
        (b"<html></html>", "holds no MeSH descriptors"),
        (XML[:900].encode(), "is not XML (line"),
        (b"\n" + XML.encode(), "is not XML (line 2, column 1)"),
        (BOMB.encode(), "declares entities of its own"),
        (gzip.compress(ASCII.encode(), mtime=0)[:40], "cannot be read"),
        (b"\x1f\x8bnothing", "cannot be read"),
        (None, "cannot be read (No such file"),
    ],
)
def test_what_is_no_file_of_descriptors_is_one_line(
    data: bytes | None, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "d.bin"
    if data is not None:
        file.write_bytes(data)

    with pytest.raises(InputError) as error:
        read_mesh(file)

    assert said in str(error.value)
    assert "\n" not in str(error.value)
