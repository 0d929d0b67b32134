"""Which reader a file gets: by its suffix, standard input by its look."""

from __future__ import annotations

from pathlib import Path

import pytest

from refkit.errors import InputError
from refkit.files.encodings import decode
from refkit.formats.detect import file_text, is_saved, read_library, reader
from refkit.formats.register import all_like

BIB = "% mine\n@misc{a, title = {On bees}}\n"
CSL = '[{"id": "a", "type": "book", "title": "On bees"}]'
RIS = "TY  - BOOK\nTI  - On bees\nER  - \n"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (BIB, "bibtex"),
        ("\ufeff" + BIB, "bibtex"),
        (CSL, "csl-json"),
        ('\ufeff\n {"items": []}', "csl-json"),
        (RIS, "ris"),
        ("\ufeff\r\nTY  - JOUR", "ris"),
        ("\nPMID- 12345678\nTI  - On bees", "medline"),
        ("PMID-12345678\nTI  - On bees", "medline"),
        ("FN Clarivate\nVR 1.0\nPT J\n", "wos"),
        ("PT J\nTI On bees\n", "wos"),
        ("\ufeff%0 Book\n%T On bees\n", "endnote"),
        ("%A Roe, E.\n%T On bees\n", "endnote"),
        ("<xml>\n <records>\n <record>", "endnote-xml"),
        ("<?xml version='1.0'?>\n<PubmedArticleSet>", "pubmed-xml"),
        ("---\nreferences:\n- id: a", "csl-yaml"),
        ("- id: a\n  type: book", "csl-yaml"),
        ("Title;Authors;DOI\nOn bees;Roe, E.;10.1000/a", "table"),
        ("10.1000/a\n10.1000/b\n", "identifiers"),
        ("hello", None),
        ("", None),
    ],
)
def test_what_a_text_looks_like(text: str, name: str | None) -> None:
    looks = next(all_like(text), None)

    assert (looks and looks.name) == name


@pytest.mark.parametrize(
    ("text", "saved"),
    [
        ('{"entries": [], "format": "refkit-bibliography/1"}', True),
        ('\ufeff {"format":"refkit-bibliography/4"}', True),
        ('[{"id": "a", "title": "\\"format\\": \\"refkit-bibliography/1\\""}]', False),
        ('{"id": "a", "title": "\\"format\\": \\"refkit-bibliography/1\\""}', False),
        ("{}", False),
    ],
)
def test_a_saved_bibliography_is_told_by_its_look(text: str, saved: bool) -> None:
    assert is_saved(text) is saved


@pytest.mark.parametrize(("text", "suffix"), [(BIB, ".bib"), (CSL, ".json"), (RIS, ".ris")])
def test_a_library_is_read_by_suffix_and_by_look(text: str, suffix: str) -> None:
    for name in (f"lib{suffix}", f"LIB{suffix.upper()}", "-"):
        library = read_library("\ufeff" + text, name)

        assert [entry.work.title.plain for entry in library.entries] == ["On bees"]
        assert library.with_keywords([[]]) == "\ufeff" + text


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("", "a.bib", "a.bib: is empty"),
        ("\ufeff \n", "a.json", "a.json: is empty"),
        ("a,b", "a.csv", "a.csv: is no table of references"),
        ("hello", "a.txt", "a.txt: is neither a library that is known nor a list of identifiers"),
        ("hello", "a.odd", "a.odd: is no library that can be read; read are .refkit.json, .bib"),
        ("[1]", "a.bib", "a.bib: holds no CSL-JSON item"),
        ("hello", "-", "no library that can be read"),
    ],
)
def test_a_file_that_is_not_what_it_is_called_is_told(text: str, name: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_library(text, name)


@pytest.mark.parametrize(
    ("text", "name", "format_"),
    [
        (BIB, "a.json", "bibtex"),
        (CSL, "a.bib", "csl-json"),
        (CSL, "a.txt", "csl-json"),
        (RIS, "savedrecs.txt", "ris"),
        (RIS, "export", "ris"),
        (RIS, "a.enw", "ris"),
        (f"Provider: Owl Press\n\n{RIS}", "a.txt", "ris"),
        ("PMID- 1\nTI  - On bees\n", "a.ris", "medline"),
        ("PT J\nTI On bees\nER\n", "savedrecs.txt", "wos"),
        ("%0 Book\n%T On bees\n", "a.ris", "endnote"),
        ("<xml><records><record><titles><title>On bees</title></titles></record></records></xml>",
         "a.xml", "endnote-xml"),
        ("title\tdoi\nOn bees\t10.1000/a\n", "a.txt", "table"),
    ],
)  # fmt: skip
def test_a_file_is_read_by_what_is_in_it_whatever_its_name(
    text: str, name: str, format_: str
) -> None:
    library = read_library(text, name, f"here/{name}")

    assert library.format == format_
    assert [entry.work.title.plain for entry in library.entries] == ["On bees"]
    assert library.notes == (f"here/{name}: is read as {format_}: 1 entry",)
    assert not library.troubles


def test_a_suffix_stands_before_a_look() -> None:
    # "@book{" in an abstract does not make BibTeX of it.
    text = "Provider: x\nTY  - BOOK\nTI  - On bees\nAB  - @book{a, title={Two}}\nER  - \n"

    assert read_library(text, "a.ris").format == "ris"
    assert read_library(text, "a.txt").format == "ris"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<rdf:RDF xmlns:rdf="x" xmlns:z="http://www.zotero.org/namespaces/export#">',
         "is Zotero RDF, which is not read; in Zotero, export the collection as RIS"),
        ('<?xml version="1.0"?>\n<modsCollection xmlns="x"><mods/>', "is MODS, .*xml2ris"),
        ('<collection xmlns="http://www.loc.gov/MARC21/slim">', "is MARC XML, .* RIS"),
        ('<b:Sources xmlns:b="x">', "is Word's list of sources, .* RIS"),
        ('<article article-type="research-article">', "is one article in JATS, .*refkit fetch DOI"),
        ("<svg></svg>", "is XML of a kind that is not read; export the references as RIS"),
        ("RT Journal Article\nA1 Roe, E.\nT1 Owls\n", "is RefWorks tagged .* export as RIS"),
        ("<1>\nAuthor\n  Roe E.\nTitle\n  Owls\n", "is Ovid's citation format, .* RIS"),
        ("<1. >\nVN  - Ovid Technologies\nAU  - Roe, E.\nTI  - Owls\n", "is Ovid's text .* RIS"),
        ("00714cam a2200205 a 4500001001300000", "is MARC, .* RIS"),
        ('{"id": "https://doi.org/10.1000/a", "creators": [{"name": "Roe"}], "titles": []}',
         "is an answer of DataCite, .* RIS"),
        ('{"id": "W1", "title": "Owls", "type": "article", "display_name": "Owls", "authorships": []}',
         "is an answer of OpenAlex, .* RIS"),
        ("TI- Owls\nAU- Roe, E.\nPY- 1992\n", "is Copac's text, .* RIS"),
        ("Record 1 of INSPEC\n\nTI ~ Owls\n", "is Inspec's text, .* RIS"),
        ("Record #1 of 2\nID: CN-1\nAU: Roe E\nTI: Owls\n", "is the Cochrane Library's .* RIS"),
        ("RECORD 1\n\nTITLE\nOwls\n\nAUTHOR NAMES\nRoe E.\n", "is Embase's plain .* RIS"),
        ("Scopus\nEXPORT DATE: 1 May 2024\n\nRoe, E.\nOwls\n", "is Scopus' plain .* RIS"),
        ("____________________\n\nDocument 1 of 2\n\nOwls\n", "is ProQuest's plain .* RIS"),
        ("1. Owl Lett. 2020 Mar;12(3):1-9.\n\nOwls.\n\nPMID: 10000001\n", "is PubMed's .* RIS"),
        ("Roe E, Poe B. Owls at night. Owl Lett 2020;12(3):1-9.\n", "is a list of ref.*fetch FILE"),
        ('[{"itemType": "book", "title": "Owls"}]', "is Zotero's own JSON, .* RIS"),
        ('{"config": {}, "items": [{"itemKey": "A"}]}', "is Zotero's own JSON, .* RIS"),
        ('{"status": "ok", "message-type": "work", "message": {"DOI": "10.1000/a"}}',
         "is an answer of Crossref, .* RIS"),
        ('{"results": [{"doi": "https://doi.org/10.1000/a", "authorships": []}]}',
         "is an answer of OpenAlex, .* RIS"),
        ('{"hitCount": 1, "resultList": {"result": [{"doi": "10.1000/a", "title": "Owls"}]}}',
         "is an answer of Europe PMC or PubMed, .* RIS"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_named_with_how_to_get_ris_of_it(text: str, said: str) -> None:
    for name in ("a.xml", "a.txt", "a.ris", "-"):
        with pytest.raises(InputError, match=said) as caught:
            read_library(text, name)
        assert "\n" not in str(caught.value)


def test_a_reader_is_found_by_the_name_of_its_format() -> None:
    assert reader("csl-json")(CSL, "x").format == "csl-json"
    with pytest.raises(
        InputError, match="'csv' is not read; there are: bibtex, csl-json, ris, table"
    ):
        reader("csv")


def test_the_mark_of_a_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfx\r\n")

    assert file_text(tmp_path / "a") == "\ufeffx\r\n"
    with pytest.raises(InputError, match="cannot be read"):
        file_text(tmp_path)
    with pytest.raises(
        InputError, match=r"is not UTF-8 text \(byte 3\), .*; save it as UTF-8 first"
    ):
        decode(b"caf\x81", "x")
