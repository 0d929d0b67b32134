"""PubMed's XML: a set of articles, of books, or a baseline file, by NLM's DTD.

Each element is put under the tag that MEDLINE's text has for it (NLM, "MEDLINE/PubMed Data Element
(Field) Descriptions" names both), and read as such. Elements that have none are kept under their
own name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from refkit.errors import InputError
from refkit.formats.library import EntryIds, Found, Library, library_of
from refkit.formats.pubmed.record import AUTHORS, AUTHORS_IN_PART, entry
from refkit.formats.ris.lines import RisField
from refkit.formats.safe_xml import inside, marked_up, read_xml
from refkit.model.work import Work

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Tagged = Iterator[tuple[str, str]]

_SET = "PubmedArticleSet"
_RECORDS = {"PubmedArticle", "PubmedBookArticle", "MedlineCitation"}
# An element, by its way from the record, and its tag.
_PLAIN = (
    ("MedlineCitation/PMID", "PMID"),
    ("BookDocument/PMID", "PMID"),
    ("MedlineCitation/DateCompleted", "DCOM"),
    ("MedlineCitation/DateRevised", "LR"),
    ("//Journal/ISSN", "IS"),
    ("//JournalIssue/Volume", "VI"),
    ("//JournalIssue/Issue", "IP"),
    ("//Journal/Title", "JT"),
    ("MedlineCitation/MedlineJournalInfo/MedlineTA", "TA"),
    ("MedlineCitation/MedlineJournalInfo/Country", "PL"),
    ("MedlineCitation/MedlineJournalInfo/NlmUniqueID", "JID"),
    ("//VernacularTitle", "TT"),
    ("//Language", "LA"),
    ("//PublicationType", "PT"),
    ("MedlineCitation/CitationSubset", "SB"),
    ("//CoiStatement", "COIS"),
    ("MedlineCitation/GeneralNote", "GN"),
    ("MedlineCitation/SpaceFlightMission", "SFM"),
    ("BookDocument/Book/Publisher/PublisherName", "PB"),
    ("BookDocument/Book/Publisher/PublisherLocation", "PL"),
    ("BookDocument/Book/Isbn", "ISBN"),
    ("BookDocument/Book/Volume", "VI"),
    ("BookDocument/Book/Edition", "EN"),
    ("BookDocument/Book/Medium", "Medium"),
)
_TITLES = (
    ("MedlineCitation/Article/ArticleTitle", "TI"),
    ("BookDocument/ArticleTitle", "TI"),
    ("BookDocument/Book/BookTitle", "BTI"),
    ("BookDocument/Book/CollectionTitle", "CTI"),
)
# Types of an article's identifiers, in PubMed's own list and beside the title.
_IDENTIFIERS = {"pmc": "PMC", "mid": "MID"}
_CORRECTIONS = {
    "CommentIn": "CIN", "CommentOn": "CON", "CorrectedandRepublishedFrom": "CRF",
    "CorrectedandRepublishedIn": "CRI", "ErratumFor": "EFR", "ErratumIn": "EIN",
    "ExpressionOfConcernFor": "ECF", "ExpressionOfConcernIn": "ECI", "OriginalReportIn": "ORI",
    "PartialRetractionIn": "PRIN", "PartialRetractionOf": "PROF", "ReprintIn": "RPI",
    "ReprintOf": "RPF", "RepublishedFrom": "RPF", "RepublishedIn": "RPI", "RetractionIn": "RIN",
    "RetractionOf": "ROF", "RetractedandRepublishedFrom": "RRF",
    "RetractedandRepublishedIn": "RRI", "SummaryForPatientsIn": "SPIN", "UpdateIn": "UIN",
    "UpdateOf": "UOF", "AssociatedDataset": "DDIN", "AssociatedPublication": "DRIN",
}  # fmt: skip


def read_pubmed_xml(text: str, where: str) -> Library:
    """Read PubMed's XML; raises InputError where it is no XML or holds no record that says more
    than its number."""
    root = read_xml(text, where)
    ids = EntryIds()
    return library_of(_read(root, ids), "record of PubMed", text, "pubmed-xml", where, ids)


def _read(root: Element, ids: EntryIds) -> Iterator[Found]:
    for place, record in enumerate(_records(root), start=1):
        if fields := _fields(record):
            yield entry(fields, "pubmed-xml", ids), None
        else:
            yield f"record {place}", "holds no article"


def read_records(text: str, where: str) -> list[tuple[Work, str]]:
    """The works of a set of records, each with the XML of a set that has this record alone.

    A set may be empty. Lists of references are left out of that XML: they are long, and not the
    work's own. Raises InputError for what is no set of PubMed's records.
    """
    from xml.etree.ElementTree import tostring

    root = read_xml(text, where)
    if root.tag != _SET:
        raise InputError(f"{where}: is no set of PubMed's records")
    ids, found = EntryIds(), []
    for record in _records(root):
        if fields := _fields(record):
            for data in record.iterfind("PubmedData"):
                for references in data.findall("ReferenceList"):
                    data.remove(references)
            record.tail = None
            alone = f"<{_SET}>{tostring(record, encoding='unicode')}</{_SET}>"
            found.append((entry(fields, "pubmed-xml", ids).work, alone))
    return found


def _fields(record: Element) -> list[RisField]:
    """The fields of a record, none where its number is all it says."""
    fields = [RisField(tag, value, 0, 0) for tag, value in _tagged(record) if value]
    return fields if any(field.tag != "PMID" for field in fields) else []


def _records(root: Element) -> Iterator[Element]:
    """The records in their order; one that stands alone is its own root."""
    if root.tag in _RECORDS:
        return iter([root])
    return (each for each in root.iter() if each.tag in _RECORDS and each.tag != "MedlineCitation"
            ) if root.tag != "MedlineCitationSet" else root.iter("MedlineCitation")  # fmt: skip


def _tagged(record: Element) -> Tagged:
    """The fields of a record in the order in which MEDLINE's text has them."""
    if record.tag == "MedlineCitation":
        record = _wrapped(record)
    citation = record.find("MedlineCitation")
    if citation is not None:
        yield "OWN", citation.get("Owner", "")
        yield "STAT", citation.get("Status", "")
    for way, tag in _PLAIN:
        yield from ((tag, inside(each)) for each in _at(record, way))
    for way, tag in _TITLES:
        yield from ((tag, marked_up(each)) for each in _at(record, way))
    yield from _places(record)
    yield from _dates(record)
    yield from _abstracts(record)
    yield from _people(record)
    yield from _subjects(record)
    yield from _corrections(record)
    yield from _history(record)


def _wrapped(citation: Element) -> Element:
    """A record around a citation that stands alone, as old baseline files have it."""
    from xml.etree.ElementTree import Element

    record = Element("PubmedArticle")
    record.append(citation)
    return record


def _at(record: Element, way: str) -> list[Element]:
    return record.findall(f".{way}" if way.startswith("//") else way)


def _places(record: Element) -> Tagged:
    """Pages, and identifiers: beside the title, and in PubMed's own list but for references'."""
    for pages in record.iter("Pagination"):
        yield (
            "PG",
            inside(pages.find("MedlinePgn"))
            or "-".join(
                filter(None, (inside(pages.find("StartPage")), inside(pages.find("EndPage"))))
            ),
        )
    for located in record.iter("ELocationID"):
        if located.get("ValidYN", "Y") != "N":
            yield "LID", f"{inside(located)} [{located.get('EIdType', '')}]"
    for way in ("PubmedData/ArticleIdList", "PubmedBookData/ArticleIdList",
                "BookDocument/ArticleIdList"):  # fmt: skip
        for given in record.iterfind(f"{way}/ArticleId"):
            type_ = given.get("IdType", "")
            if type_ in _IDENTIFIERS:
                yield _IDENTIFIERS[type_], inside(given)
            elif type_ != "pubmed":
                yield "AID", f"{inside(given)} [{type_}]"
    short = inside(record.find(".//Journal/ISOAbbreviation"))
    if short and not record.findall("MedlineCitation/MedlineJournalInfo/MedlineTA"):
        yield "TA", short


def _dates(record: Element) -> Tagged:
    article = record.find("MedlineCitation/Article")
    if article is not None:
        yield "PUBM", article.get("PubModel", "")
        for each in article.iterfind("ArticleDate"):
            yield "DEP", _date(each)
    for way in (".//JournalIssue/PubDate", "BookDocument/Book/PubDate"):
        for each in record.iterfind(way):
            yield "DP", _date(each)
    for each in record.iterfind("BookDocument/ContributionDate"):
        yield "CTDT", _date(each)


def _date(element: Element) -> str:
    """A date as MEDLINE's text has it: ``2017 Nov 15``, ``2013 Spring``."""
    names = ("Year", "Month", "Season", "Day", "MedlineDate")
    return " ".join(filter(None, (inside(element.find(name)) for name in names)))


def _abstracts(record: Element) -> Tagged:
    """The abstract, its parts as paragraphs with their labels, then those in other languages."""
    for tag, name in (("AB", "Abstract"), ("OAB", "OtherAbstract")):
        for abstract in record.iter(name):
            yield tag, "\n".join(filter(None, map(_part, abstract.iterfind("AbstractText"))))
            yield "CI", inside(abstract.find("CopyrightInformation"))


def _part(text: Element) -> str:
    label, said = text.get("Label", ""), marked_up(text)
    return f"{label}: {said}" if label and label != "UNLABELLED" and said else said


def _people(record: Element) -> Tagged:
    """Authors and editors with their ORCID and affiliations, in their order; investigators."""
    for people in record.iter("AuthorList"):
        tag = "FED" if people.get("Type") == "editors" else "FAU"
        for author in people.iterfind("Author"):
            if author.get("ValidYN", "Y") != "N":
                yield from _person(author, tag)
        if people.get("CompleteYN") == "N":
            yield AUTHORS, AUTHORS_IN_PART
    for each in record.iter("Investigator"):
        yield "FIR", _name(each)
    for each in record.iter("PersonalNameSubject"):
        yield "FPS", _name(each)


def _person(author: Element, tag: str) -> Tagged:
    group = inside(author.find("CollectiveName"))
    if group:
        yield ("CN" if tag == "FAU" else tag), group
    else:
        yield tag, _name(author)
    for each in author.iterfind("Identifier"):
        yield "AUID", f"{each.get('Source', '')}: {inside(each)}"
    for each in author.iterfind("AffiliationInfo/Affiliation"):
        yield "AD", inside(each)
    for each in author.iterfind("Affiliation"):
        yield "AD", inside(each)


def _name(person: Element) -> str:
    family = inside(person.find("LastName"))
    given = inside(person.find("ForeName")) or inside(person.find("Initials"))
    return ", ".join(filter(None, (family, given, inside(person.find("Suffix")))))


def _subjects(record: Element) -> Tagged:
    for heading in record.iter("MeshHeading"):
        descriptor, *qualifiers = (
            f"{'*' * (each.get('MajorTopicYN') == 'Y')}{inside(each)}" for each in heading
        )
        yield "MH", "/".join([descriptor, *qualifiers])
    for words in record.iter("KeywordList"):
        yield "OTO", words.get("Owner", "")
        for word in words.iterfind("Keyword"):
            yield "OT", f"{'*' * (word.get('MajorTopicYN') == 'Y')}{inside(word)}"
    for chemical in record.iter("Chemical"):
        named = inside(chemical.find("NameOfSubstance"))
        yield "RN", f"{inside(chemical.find('RegistryNumber'))} ({named})"
    for substance in record.iter("SupplMeshName"):
        yield "NM", inside(substance)
    for grant in record.iter("Grant"):
        parts = (inside(grant.find(part)) for part in ("GrantID", "Acronym", "Agency", "Country"))
        yield "GR", "/".join(filter(None, parts))
    for bank in record.iter("DataBank"):
        name = inside(bank.find("DataBankName"))
        numbers = [inside(each) for each in bank.iter("AccessionNumber")] or [""]
        yield from (("SI", f"{name}/{number}".rstrip("/")) for number in numbers)


def _corrections(record: Element) -> Tagged:
    for each in record.iter("CommentsCorrections"):
        type_ = each.get("RefType", "")
        pmid = inside(each.find("PMID"))
        said = inside(each.find("RefSource"))
        if type_ != "Cites":
            yield _CORRECTIONS.get(type_, type_), f"{said}{f' PMID: {pmid}' if pmid else ''}"


def _history(record: Element) -> Tagged:
    for each in record.iter("PubMedPubDate"):
        yield "PHST", f"{_date(each)} [{each.get('PubStatus', '')}]"
    for each in record.iter("PublicationStatus"):
        yield "PST", inside(each)
    for each in record.iterfind("PubmedData/ReferenceList//Citation"):
        yield "Reference", inside(each)
