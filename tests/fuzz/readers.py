"""Every reader of text from outside, by the field that the text stands in.

A reader takes any text: it gives what it understood, or raises an error of refkit's own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from html import escape
from io import BufferedReader, BytesIO

from refkit import export
from refkit.checks.manuscripts import read_manuscript
from refkit.citation_keys.formula import parse_formula
from refkit.decision_reader import read_rows
from refkit.documents.citations import CitationRecords, marks_list
from refkit.documents.html import read_page
from refkit.documents.read import read_text
from refkit.documents.split import split_references
from refkit.errors import RefkitError
from refkit.formats.bibtex.names_reader import people
from refkit.formats.detect import read_library
from refkit.formats.saved import mapping
from refkit.formats.word_dates import read_date
from refkit.latex.decode import read_latex
from refkit.matching.decide import is_another_work
from refkit.matching.journal import is_named_in, is_same
from refkit.matching.printed_place import printed_place
from refkit.matching.title import TitleFinder, compare
from refkit.model.bibliography import Bibliography, Entry, Made
from refkit.model.doi_readings import read_field, read_string
from refkit.model.name_lists import CELL, read_names
from refkit.model.pasted_identifiers import read_pasted, split_pasted
from refkit.model.person_names import person, split_suffix
from refkit.model.printed_reference import PrintedReference
from refkit.model.reference import PrintedPlace, Reference
from refkit.model.resolution import Imported
from refkit.model.work import Container, Work, WorkType
from refkit.sources.crossref.reader import read_work
from refkit.sources.pubmed.reader import read_answer, read_lines
from refkit.tagging.draft import draft
from refkit.tagging.mesh import read_descriptors
from refkit.tagging.normalized_text import NormalizedText
from refkit.tagging.obo import read_terms
from refkit.tagging.ontology_terms import OntologyTerm
from refkit.tagging.tagger import tag
from refkit.tagging.taxonomy import load_taxonomy, read_taxonomy
from refkit.tagging.title_rows import read_titles
from refkit.tagging.title_terms import terms
from refkit.text.csl_markup import from_csl
from refkit.text.markup import read_abstract, read_markup
from refkit.text.rich import RichText

Read = Callable[[str], object]

BIB_FIELDS = (
    "author", "title", "journal", "year", "date", "month", "volume", "number", "pages", "doi",
    "url", "note", "annotation", "abstract", "keywords", "isbn", "issn", "langid", "eprint",
    "crossref", "booktitle", "publisher", "edition", "type",
)  # fmt: skip
RIS_FIELDS = ("AU", "TI", "T2", "PY", "DA", "VL", "IS", "SP", "EP", "DO", "UR", "N1", "N2", "AB",
              "KW", "SN", "AN", "ID", "LA", "C1", "M1", "M3", "XX")  # fmt: skip
CSL_FIELDS = ("title", "abstract", "container-title", "page", "volume", "DOI", "PMID", "PMCID",
              "ISSN", "ISBN", "URL", "language", "note", "keyword", "id", "x")  # fmt: skip
MEDLINE_TAGS = ("TI", "AB", "FAU", "AU", "DP", "LID", "IS", "MH", "RIN", "PG", "LA", "PT", "AUID")
WOS_TAGS = ("AU", "AF", "TI", "PD", "OI", "SN", "BP", "AR", "DT", "AB", "DI")
ENDNOTE_TAGS = ("A", "T", "D", "8", "J", "@", "R", "U", "X", "F", "P", "0")
HEADS = ("Authors", "Author full names", "Source,Author Names", "Date", "Document Type", "Keywords",
         "ISSN", "DOI", "Key", "Link", "Abstract", "Pages")  # fmt: skip
CROSSREF_FIELDS = ("title", "abstract", "container-title", "page", "volume", "publisher", "DOI")
FORMATS = ("bibtex", "biblatex", "ris", "csl-json", "csv")
_TITLE = "CAR-T cells in systemic lupus erythematosus: a phase 1 trial of two doses"


def _entry(work: Work) -> Entry:
    return Entry("key", work, Imported("bibtex"))


def _exported(format_: str, text: str) -> str:
    work = Work(WorkType.ARTICLE_JOURNAL, title=RichText.of(text), page=text,
                abstract=RichText.of(text), container=Container(title=text), publisher=text,
                creators=(person(text, text, role="author"),), url=text, language=text)  # fmt: skip
    return export(Bibliography(Made("0"), entries=(_entry(work),)), format_)


def _judged(text: str) -> object:
    work = Work(WorkType.ARTICLE_JOURNAL, title=RichText.of(_TITLE),
                creators=(person("Berg", "Ada", role="author"),), volume="3", page="12-19",
                container=Container(title="Owl Letters"))  # fmt: skip
    return is_another_work(PrintedReference.of(Reference(1, "", (("unstructured", text),))), work)


def _against(text: str) -> object:
    work = Work(WorkType.ARTICLE_JOURNAL, title=RichText.of(text),
                creators=(person(text, text, role="author"),), volume=text, page=text,
                container=Container(title=text))  # fmt: skip
    printed = Reference(1, "", (("unstructured", f"Berg A. {_TITLE}. Owl 3, 1"),))
    return is_another_work(PrintedReference.of(printed), work)


_PLACE = PrintedPlace("Owl Letters", "2019")


def _place(text: str) -> object:
    fields = {"author": text, "journal-title": text, "volume": text, "first-page": text}
    of_fields = tuple({**fields, "year": "2019"}.items())
    printed = [of_fields, (("unstructured", text),), (("unstructured", f"{text} 12:3 (2019)"),)]
    return [printed_place(PrintedReference.of(Reference(1, "", each))) for each in printed]


def _by_itself(text: str) -> object:
    work = Work(WorkType.ARTICLE_JOURNAL, title=RichText.of(text), container=Container(title=text))
    return is_another_work(PrintedReference.of_entry(_entry(work)), work)


def _containers(text: str) -> object:
    work = Work(WorkType.ARTICLE_JOURNAL, container=Container(title="Journal of Owls and Night"))
    other = Work(WorkType.ARTICLE_JOURNAL, container=Container(title=text))
    return (
        is_same(text, work),
        is_named_in(text, work),
        is_same("J Owls Night", other),
        is_named_in("J Owls", other),
    )


def _tagged(text: str) -> object:
    work = Work(WorkType.ARTICLE_JOURNAL, title=RichText.of(text))
    return tag(work, (load_taxonomy("therapy-modality"),))


def _list_as_text(text: str) -> object:
    return split_references(read_text(text, "a.txt"))


def _bib(field: str, text: str) -> object:
    return read_library(f"@article{{k,\n  {field} = {{{text}}},\n  year = 2020}}\n", "a.bib")


def _bib_changed(text: str) -> object:
    library = read_library(f"@article{{k, keywords = {{{text}}}}}\n", "a.bib")
    return library.with_keywords([["x"]] * len(library.entries))


def _ris(field: str, text: str) -> object:
    return read_library(f"TY  - JOUR\n{field}  - {text}\nER  - \n", "a.ris")


def _csl(field: str, text: str) -> object:
    item = {"id": "a", "type": "article-journal", field: text}
    return read_library(json.dumps([item]), "a.json")


def _csl_people(text: str) -> object:
    names = [{"family": text, "given": text}, {"literal": text}]
    return read_library(json.dumps([{"id": "a", "type": "book", "author": names}]), "a.json")


def _crossref(field: str, text: str) -> object:
    lists = {"title", "container-title"}
    return read_work({"DOI": "10.1000/a", "type": "journal-article"}
                     | {field: [text] if field in lists else text})  # fmt: skip


def _saved(text: str) -> object:
    return mapping.loads(f'{{"format": "refkit-bibliography/4", "x": {text}}}')


def _readers() -> Iterator[tuple[str, Read]]:
    for name in ("a.bib", "a.ris", "a.json", "a.nbib", "a.enw", "a.ciw", "a.csv", "a.txt", "a.xml",
                 "a.yaml", "-"):  # fmt: skip
        yield f"library {name}", partial(lambda name, text: read_library(text, name), name)
    for field in BIB_FIELDS:
        yield f"bibtex {field}", partial(_bib, field)
    yield "bibtex keywords written", _bib_changed
    for field in RIS_FIELDS:
        yield f"ris {field}", partial(_ris, field)
    for field in CSL_FIELDS:
        yield f"csl-json {field}", partial(_csl, field)
    yield "csl-json author", _csl_people
    for field in CROSSREF_FIELDS:
        yield f"crossref {field}", partial(_crossref, field)
    for suffix in (".tex", ".md", ".aux", ".bcf"):
        yield f"manuscript {suffix}", partial(_manuscript, suffix)
    yield from _held_formats()
    yield "decisions", lambda text: read_rows(text, "a.csv")
    yield "decisions doi", lambda text: read_rows(f"position,doi\n1,{text}\n", "a.csv")
    yield "saved", mapping.loads
    yield "saved member", _saved
    yield "doi field", read_field
    yield "doi string", read_string
    yield "doi behind a prefix", lambda text: read_field(f"10.1000/{text}")
    yield "doi in a string", lambda text: read_string(f"Berg A. 10.1000/{text} x")
    yield "pasted", read_pasted
    yield "pasted doi", lambda text: read_pasted(f"10.1000/{text}")
    yield "pasted address", lambda text: read_pasted(f"https://example.org/{text}")
    yield "pasted list", split_pasted
    yield "list as text", _list_as_text
    yield "numbered list as text", lambda text: _list_as_text(f"1. {text}\n2. {text}\n3. {text}")
    yield "lines of a list as text", lambda text: _list_as_text("\n".join(text.split(" ")))
    yield "name", lambda text: person(text, text, role="author")
    yield "name suffix", lambda text: split_suffix(text, text)
    yield "names of bibtex", lambda text: people(text, "author")
    yield "title to itself", lambda text: compare(text, text)
    yield "title to another", lambda text: compare(text, _TITLE)
    yield "title from another", lambda text: compare(_TITLE, text)
    yield "title in a line", lambda text: TitleFinder(text).find(_TITLE)
    yield "line judged", _judged
    yield "work judged", _against
    yield "place", _place
    yield "answer of ECitMatch", lambda text: read_lines(text, {"line-1": _PLACE})
    yield "end of a line of ECitMatch", read_answer
    yield "work judged by itself", _by_itself
    yield "container", _containers
    yield "latex", read_latex
    yield "markup", read_markup
    yield "abstract", read_abstract
    yield "csl", from_csl
    yield "label", _tagged
    yield "passage", NormalizedText
    yield "taxonomy", lambda text: read_taxonomy(text, "a.toml")
    yield "taxonomy phrase", _phrase
    yield "table of agents", _agents
    yield "code of an agent", lambda text: _agents(f"name,codes,f\na,{text},b")
    yield "titles line by line", lambda text: read_titles(text, "a.jsonl")
    yield "terms of a title", terms
    yield "ontology term as a label", _drafted
    yield "mesh", _mesh
    yield "mesh record", lambda text: _mesh(f"*NEWRECORD\nRECTYPE = D\nUI = D1\nMH = a\n{text}\n")
    yield "mesh entry", lambda text: _mesh(f"RECTYPE = D\nUI = D1\nMH = a\nENTRY = {text}|abd\n")
    yield "mesh xml", lambda text: _mesh(f"<a><DescriptorRecord>{text}</DescriptorRecord></a>")
    yield "obo", lambda text: read_terms(f"[Term]\nid: A\n{text}", "a.obo")
    yield "obo name", lambda text: read_terms(f"[Term]\nid: A\nname: {text}\n", "a.obo")
    yield "citation key", parse_formula
    yield from _documents()
    for format_ in FORMATS:
        yield f"exported {format_}", partial(_exported, format_)


def _held_formats() -> Iterator[tuple[str, Read]]:
    """The formats that are only read."""
    yield from ((f"medline {tag}", partial(_medline, tag)) for tag in MEDLINE_TAGS)
    yield from ((f"wos {tag}", partial(_wos, tag)) for tag in WOS_TAGS)
    yield from ((f"endnote {tag}", partial(_endnote, tag)) for tag in ENDNOTE_TAGS)
    yield from ((f"table {head}", partial(_table, head)) for head in HEADS)
    yield "endnote-xml title", partial(_in_xml, "<xml><records><record><titles><title>{}</title>"
                                       "</titles></record></records></xml>")  # fmt: skip
    yield "pubmed-xml title", partial(_in_xml, "<PubmedArticle><MedlineCitation><Article>"
                                      "<ArticleTitle>{}</ArticleTitle></Article></MedlineCitation>"
                                      "</PubmedArticle>")  # fmt: skip
    yield "csl-yaml title", lambda text: read_library(f"- id: a\n  title: {text}\n", "a.yaml")
    yield "date in words", lambda text: (read_date(text), read_date(text, 2020))
    yield "names of a table", lambda text: read_names(text, style=CELL)


def _documents() -> Iterator[tuple[str, Read]]:
    """Documents in which a list is printed, and what managers leave in them."""
    yield "page", lambda text: read_page(text, "a.html")
    yield "page item", lambda text: read_page(f"<ol><li>{text}</ol>", "a.html")
    yield "page attribute", lambda text: read_page(f"<ol class='{text}' style='{text}'>", "a.html")
    yield "citation of zotero", lambda text: CitationRecords().add(f"CSL_CITATION {{{text}")
    yield (
        "citation of endnote",
        lambda text: CitationRecords().add(f"ADDIN EN.CITE <EndNote>{text}"),
    )
    yield "mark of a list", marks_list


def _medline(tag: str, text: str) -> object:
    return read_library(f"PMID- 1\nJT  - Owls\n{tag:<4}- {text}\n", "a.nbib")


def _wos(tag: str, text: str) -> object:
    return read_library(f"PT J\nSO OWLS\n{tag} {text}\nER\n", "a.ciw")


def _endnote(tag: str, text: str) -> object:
    return read_library(f"%0 Journal Article\n%{tag} {text}\n", "a.enw")


def _table(head: str, text: str) -> object:
    cell = text.replace('"', '""')
    return read_library(f'Title,PMID,{head}\nOn owls,1,"{cell}"\n', "a.csv")


def _in_xml(frame: str, text: str) -> object:
    return read_library(frame.format(escape(text)), "a.xml")


def _manuscript(suffix: str, text: str) -> object:
    return read_manuscript(text, f"a{suffix}")


def _phrase(text: str) -> object:
    return read_taxonomy(
        'id = "a"\nversion = "1"\nfacets = ["f"]\n[[label]]\nfacet = "f"\nid = "b"\nname = "b"\n'
        f"any = [{json.dumps(text)}]\n",
        "a.toml",
    )


def _agents(text: str) -> object:
    return read_taxonomy(
        'id = "a"\nversion = "1"\nagents = "a.csv"\nfacets = ["f"]\n'
        '[[label]]\nfacet = "f"\nid = "b"\nname = "b"\n',
        "a.toml",
        lambda _: text,
    )


def _drafted(text: str) -> object:
    term = OntologyTerm(text, text, (text,), (text,), definition=text)
    return draft([term], "a", "f", "a.obo")


def _mesh(text: str) -> object:
    data = text.encode(errors="replace")
    return read_descriptors(BufferedReader(BytesIO(data)), "d.bin")  # type: ignore[arg-type]


def _forgiving(read: Read, text: str) -> None:
    with suppress(RefkitError):
        read(text)


READERS: Mapping[str, Callable[[str], None]] = {
    name: partial(_forgiving, read) for name, read in _readers()
}
