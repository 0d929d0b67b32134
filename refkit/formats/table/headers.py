"""What the columns of tables of references are called, and which field each holds.

Heads are compared without case and without anything but letters and figures. Sources: the exports
of Scopus, IEEE Xplore, Embase, PubMed, Zotero, the Cochrane Library, Springer Link, Dimensions,
Lens, OpenAlex, ProQuest, EBSCO, Publish or Perish, Covidence and Rayyan, the field names of rispy,
which ASReview and others write, and refkit's own ledger (``table.writer``). Fields are RIS's tags,
whose rules decide what a field means in which type of work; those in lower case are none of RIS's.
A program's new head is a line here; what means something else in its table than in others, and how
it writes names, a row of ``PROGRAMS``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from refkit.regex import lazy_regex

_OTHER = lazy_regex(r"[^a-z0-9]+")
_HUMP = lazy_regex(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def plain_head(head: str) -> str:
    """A head as it is compared: ``Art. No.`` is ``art no``."""
    return _OTHER.sub(" ", head.strip("\ufeff").casefold()).strip()


def parted_head(head: str) -> str:
    """A head in one word as it is compared: ``startPage`` is ``start page``."""
    return plain_head(_HUMP.sub(" ", head))


HEADS = {
    # titles
    "title": "TI", "article title": "TI", "document title": "TI", "primary title": "TI",
    "item title": "TI", "study title": "TI", "paper title": "TI", "display name": "TI",
    "publication title": "T2", "source title": "T2", "journal": "T2", "journal title": "T2",
    "journal name": "T2", "journal book": "T2", "secondary title": "T2", "container": "T2",
    "container title": "T2", "book title": "T2", "proceedings title": "T2", "venue": "T2",
    "anthology title": "T2", "publication name": "T2", "pubtitle": "T2", "pub title": "T2",
    "full journal title": "T2", "primary location source display name": "T2",
    "abbreviated source title": "J2", "journal abbreviation": "J2", "alternate title1": "J2",
    "alternate title2": "JA", "alternate title3": "JF", "short title": "ST",
    "series": "T3", "series title": "T3", "tertiary title": "T3", "book series title": "T3",
    "original title": "OP", "translated title": "TT",
    "conference name": "event", "conference title": "event", "meeting name": "event",
    "conference location": "event place", "conference date": "event date",
    # people
    "authors": "AU", "author": "AU", "author names": "AU", "author s": "AU", "creators": "AU",
    "first authors": "A1", "author full names": "names in full", "editors": "ED", "editor": "ED",
    "secondary authors": "A2", "tertiary authors": "A3", "subsidiary authors": "A4",
    "series editor": "A3", "translator": "A4", "authorships author display name": "AU",
    # dates
    "year": "PY", "publication year": "PY", "pub year": "PY", "year published": "PY",
    "published year": "PY", "published month": "month", "month": "month", "day": "day",
    "date": "DA", "publication date": "DA", "date of publication": "DA", "issue date": "DA",
    "date published": "DA", "pubdate": "DA", "pub date": "DA", "access date": "Y2",
    # places
    "volume": "VL", "issue": "IS", "number": "IS", "pages": "SP", "page": "SP",
    "journal volume": "VL", "journal issue": "IS", "issue number": "IS", "pagination": "SP",
    "biblio volume": "VL", "biblio issue": "IS", "biblio first page": "SP",
    "biblio last page": "EP", "starting page": "SP", "ending page": "EP", "num pages": "page count",
    "page range": "SP", "page numbers": "SP", "start page": "SP", "page start": "SP",
    "first page": "SP", "end page": "EP", "page end": "EP", "last page": "EP", "art no": "C7",
    "article no": "C7", "article number": "C7", "edition": "ET", "section": "SE",
    "number of volumes": "NV", "publisher": "PB", "place": "CY", "place published": "CY",
    "publisher place": "CY", "publisher city": "CY", "publisher location": "CY",
    "place of publication": "CY", "book publisher": "PB",
    # identifiers
    "doi": "DO", "dois": "DO", "digital object identifier": "DO", "doi link": "UR",
    "item doi": "DO", "article doi": "DO", "ids pmid": "pmid", "plink": "UR", "article url": "UR",
    "document url": "UR", "study url": "UR", "nct number": "AN",
    "pmid": "pmid", "pubmed id": "pmid", "medline pmid": "pmid", "pubmedid": "pmid",
    "pmcid": "pmcid", "pmc id": "pmcid", "issn": "SN", "issns": "SN", "eissn": "SN",
    "e issn": "SN", "print issn": "SN", "isbn": "SN", "isbns": "SN", "url": "UR", "urls": "UR",
    "link": "UR", "accession number": "AN", "key": "ID", "citation key": "ID",
    "citationkey": "ID", "citekey": "ID", "id": "ID",
    # texts
    "abstract": "AB", "abstract note": "AB", "notes abstract": "AB", "summary": "AB",
    "keywords": "KW", "author keywords": "KW", "keyword": "KW", "manual tags": "KW",
    "tags": "KW", "automatic tags": "KW", "labels": "KW", "notes": "N1", "note": "N1",
    "language": "LA",
    "language of original document": "LA", "type of work": "M3",
    # types
    "type of reference": "TY", "item type": "TY", "reference type": "TY", "ref type": "TY",
    "document type": "type", "publication type": "type", "publication types": "type",
    "document identifier": "type", "type": "type", "content type": "type", "doctype": "type",
    "article type": "type",
}  # fmt: skip

RISPY = {
    "custom1": "C1", "custom2": "C2", "custom3": "C3", "custom4": "C4", "custom5": "C5",
    "custom6": "C6", "custom7": "C7", "custom8": "C8", "note": "M1", "access date": "Y2",
    "date": "DA", "name of database": "DB", "database provider": "DP", "reviewed item": "RI",
}  # fmt: skip
"""What rispy's names mean where they mean something else, or nothing, elsewhere."""

EMBASE = {"source": "source", "author names": "AU"}
"""Embase says in its source where a work appeared: ``Gut (2017) 6:2 (103-114)``."""


class Program(NamedTuple):
    """A program by heads that its tables have, and what is its own in them.

    ``heads`` mean something else than in other tables. ``given_first`` is whether names stand as
    ``Ann Roe``, ``is_glued`` whether nothing parts them.
    """

    name: str
    marks: frozenset[str]
    heads: Mapping[str, str] = {}
    given_first: bool = False
    is_glued: bool = False


PROGRAMS = (
    Program("Embase", frozenset({"author names", "source"}), EMBASE),
    Program("Zotero", frozenset({"item type", "abstract note"}), {"type": "M3", "extra": "extra"}),
    Program("PubMed", frozenset({"citation", "journal book"}), {"citation": "citation"}),
    # Of a review, or of a trial in CENTRAL: where it appeared.
    Program("Cochrane Library", frozenset({"cochrane review id"}), {"source": "T2"}),
    Program(
        "Publish or Perish", frozenset({"cites", "gsrank"}), {"source": "T2"}, given_first=True
    ),
    Program("Lens", frozenset({"lens id"}), given_first=True),
    Program("OpenAlex", frozenset({"authorships author display name"}), given_first=True),
    Program("Elicit", frozenset({"venue", "citation count"}), given_first=True),
    Program(
        "Springer Link", frozenset({"item title", "item doi"}), given_first=True, is_glued=True
    ),
)

LEDGER = {"type": "csl type", "container": "T2", "number": "C7"}
"""refkit's ledger; its number is that of an article or a report."""

WEB_OF_SCIENCE = {
    "180 day usage count": "U1", "abstract": "AB", "addresses": "C1", "affiliations": "C3",
    "article number": "AR", "article title": "TI", "author full names": "AF",
    "author keywords": "DE", "authors": "AU", "book author full names": "BF",
    "book authors": "BA", "book doi": "D2", "book editors": "BE", "book group authors": "GP",
    "book series subtitle": "BS", "book series title": "SE", "cited reference count": "NR",
    "cited references": "CR", "conference date": "CY", "conference host": "HO",
    "conference location": "CL", "conference sponsor": "SP", "conference title": "CT",
    "date of export": "DA", "document type": "DT", "doi": "DI", "doi link": "DL",
    "early access date": "EA", "eissn": "EI", "email addresses": "EM", "end page": "EP",
    "funding name preferred": "FP", "funding orgs": "FU", "funding text": "FX",
    "group authors": "CA", "highly cited status": "HC", "hot paper status": "HP",
    "ids number": "GA", "isbn": "BN", "issn": "SN", "issue": "IS", "journal abbreviation": "J9",
    "journal iso abbreviation": "JI", "keywords plus": "ID", "language": "LA",
    "meeting abstract": "MA", "number of pages": "PG", "open access designations": "OA",
    "orcids": "OI", "part number": "PN", "publication date": "PD", "publication type": "PT",
    "publication year": "PY", "publisher": "PU", "publisher address": "PA",
    "publisher city": "PI", "pubmed id": "PM", "reprint addresses": "RP",
    "research areas": "SC", "researcher ids": "RI", "since 2013 usage count": "U2",
    "source title": "SO", "special issue": "SI", "start page": "BP", "supplement": "SU",
    "times cited all databases": "Z9", "times cited wos core": "TC", "ut unique wos id": "UT",
    "volume": "VL", "web of science index": "WE", "wos categories": "WC",
}  # fmt: skip
"""The heads of a full record of Web of Science, as in its Excel and CSV files, and its tags."""

TYPES = {
    # Zotero
    "artwork": "ART", "audiorecording": "SOUND", "bill": "BILL", "blogpost": "BLOG",
    "book": "BOOK", "booksection": "CHAP", "case": "CASE", "computerprogram": "COMP",
    "conferencepaper": "CONF", "dataset": "DATA", "dictionaryentry": "DICT", "document": "GEN",
    "encyclopediaarticle": "ENCYC", "film": "MPCT", "hearing": "HEAR",
    "journalarticle": "JOUR", "magazinearticle": "MGZN", "manuscript": "MANSCPT", "map": "MAP",
    "newspaperarticle": "NEWS", "patent": "PAT", "preprint": "preprint", "presentation": "SLIDE",
    "report": "RPRT", "standard": "STAND", "statute": "STAT", "thesis": "THES",
    "videorecording": "VIDEO", "webpage": "ELEC",
    # Scopus and others, which say in the same place what kind of article it is
    "article": "JOUR", "article in press": "JOUR", "book chapter": "CHAP", "book review": "JOUR",
    "chapter": "CHAP", "conference abstract": "CONF", "conference paper": "CONF",
    "conference proceedings": "CONF", "conference review": "CONF", "data paper": "JOUR",
    "editorial": "JOUR", "erratum": "JOUR", "journal article": "JOUR", "letter": "JOUR",
    "monograph": "BOOK", "note": "JOUR", "proceedings paper": "CONF", "retracted": "JOUR",
    "review": "JOUR", "short survey": "JOUR",
    "conference proceedings article": "CONF", "proceeding": "CONF", "dissertation": "THES",
    # IEEE Xplore
    "ieee conferences": "CONF", "ieee journals": "JOUR", "ieee magazines": "MGZN",
    "ieee standards": "STAND", "ieee early access articles": "JOUR", "iet conferences": "CONF",
    "iet journals": "JOUR", "ieee courses": "GEN",
}  # fmt: skip
"""Types as tables call them, in RIS's; all that a type of Zotero's says is in them."""
SAYS_ALL = frozenset(
    "booksection conferencepaper journalarticle magazinearticle newspaperarticle preprint webpage "
    "computerprogram dictionaryentry encyclopediaarticle blogpost".split()
)
"""Of these the type says all; others are kept beside it."""
