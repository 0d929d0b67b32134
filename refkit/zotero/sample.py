"""Ten made-up works by which it is tried what a Zotero makes of what it is sent."""

from __future__ import annotations

from dataclasses import replace

from refkit.model.bibliography import Bibliography, Citation, Entry, Made
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmid
from refkit.model.people import Creator
from refkit.model.reference import Reference
from refkit.model.resolution import Method, Reason, Resolved, Unresolved
from refkit.model.tags import Evidence, Tag
from refkit.model.work import Container, Work, WorkType
from refkit.text.rich import RichText

_PEOPLE = (Creator("Åström", "Zoë", orcid="0000-0002-1825-0097"), Creator(literal="The Bee Group"))
_JOURNAL = Container(
    "Journal of Trials", "J Trials", (Issn.parse("1234-5679"), Issn.parse("2049-3630"))
)
_TAGS = (Tag("modality", "car-t", "CAR-T", (Evidence("title", 0, 5, "check", "sample"),)),)


def sample(version: str) -> Bibliography:
    """The works, as entries of a review that nobody wrote either."""
    entries = [_entry(number, work) for number, work in enumerate(_works(), start=1)]
    printed = Reference(
        10, "ref10", (("unstructured", "Åström Z. A work that is not found. 2001."),)
    )
    cited = (Citation(_doi("review"), printed),)
    nothing = Unresolved(Reason.NO_IDENTIFIER)
    entries.append(Entry("check10", Work(WorkType.DOCUMENT), nothing, cited))
    return Bibliography(Made(version), entries=tuple(entries))


def _works() -> list[Work]:
    article = Work(
        WorkType.ARTICLE_JOURNAL,
        RichText.of("A check of Zotero: 50 % of <5 µm, “quoted” – and α"),
        creators=_PEOPLE,
        container=_JOURNAL,
        volume="12",
        issue="3",
        page="45-67",
        published_print=PartialDate(2003, 4, 5),
        pmid=Pmid("1"),
        language="en",
        abstract=RichText.of("One paragraph.\nAnother one."),
    )
    kinds = (
        WorkType.BOOK,
        WorkType.CHAPTER,
        WorkType.PAPER_CONFERENCE,
        WorkType.DATASET,
        WorkType.THESIS,
        WorkType.REPORT,
        WorkType.ARTICLE,
        WorkType.WEBPAGE,
    )
    others = [replace(article, type=kind, pmid=None, issue="") for kind in kinds]
    book = replace(others[0], isbns=(Isbn.parse("9780306406157"),), publisher="Bee Press")
    return [article, book, *others[1:]]


def _entry(number: int, work: Work) -> Entry:
    title = RichText.of(f"{work.title.plain} ({number})")
    own = replace(work, title=title, doi=_doi(str(number)))
    printed = Reference(number, f"ref{number}", (("DOI", str(own.doi)),))
    found = Resolved(Method.DEPOSITED_DOI, "crossref")
    return Entry(f"check{number}", own, found, (Citation(_doi("review"), printed),), _TAGS)


def _doi(name: str) -> Doi:
    # 10.5555 is the prefix for examples, under which nothing is registered.
    return Doi(f"10.5555/refkit-check.{name}")
