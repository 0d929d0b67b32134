"""Small works and bibliographies for tests, and a strategy that makes any of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from refkit.model.bibliography import (
    Bibliography,
    Citation,
    Decision,
    Entry,
    LabelsSetAside,
    ListOutcome,
    Made,
    Rejection,
    ReviewList,
)
from refkit.model.dates import PartialDate, read_edtf
from refkit.model.identifiers import Doi, Isbn, Issn, Pmid
from refkit.model.people import Creator
from refkit.model.reference import Reference
from refkit.model.resolution import (
    Attempt,
    Imported,
    Method,
    Nearest,
    Reason,
    Resolved,
    Unresolved,
    WithoutDoi,
)
from refkit.model.tags import Evidence, LabelDecision, LabelVerdict, Tag
from refkit.model.work import Container, Relation, Update, Work, WorkType
from refkit.text.rich import RichText, Run, Style

REVIEW = Doi("10.1000/review")
RESOLVED = Resolved(Method.DEPOSITED_DOI, "crossref")


def make_work(title: str | RichText = "On bees", **fields: Any) -> Work:
    if isinstance(fields.get("abstract"), str):
        fields["abstract"] = RichText.of(fields["abstract"])
    given: dict[str, Any] = {
        "type": WorkType.ARTICLE_JOURNAL,
        "title": RichText.of(title) if isinstance(title, str) else title,
        "creators": (Creator("Berg", "Ada"),),
        "published_print": PartialDate(2025, 11),
    }
    return Work(**(given | fields))


def make_entry(work: Work | None = None, id_: str = "berg2025bees", **fields: Any) -> Entry:
    given: dict[str, Any] = {
        "resolution": RESOLVED,
        "citations": (Citation(REVIEW, Reference(1, "ref1", (("DOI", "10.1000/a"),))),),
    }
    return Entry(id_, work or make_work(), **(given | fields))


def bibliography_of(*entries: Entry) -> Bibliography:
    return Bibliography(Made("0.1.0"), entries=entries)


def unresolved(reason: Reason = Reason.NO_IDENTIFIER) -> Unresolved:
    return Unresolved(reason)


# Text as it comes out of a reader: no control characters, no surrogates, blanks single.
TEXT = st.text(
    st.characters(
        exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs", "Cn", "Co"), exclude_characters="<>"
    ),
    max_size=12,
)
SOME = TEXT.filter(bool)
DATES = (
    st.none()
    | st.builds(PartialDate, st.integers(1500, 2100), st.just(0))
    | st.builds(PartialDate, st.integers(1500, 2100), st.integers(1, 12), st.integers(0, 28))
)
# Ranges, seasons, doubt, years before Christ, words.
ODD_DATES = st.sampled_from(
    ["", "1985-21", "1250~", "1984?", "-0379", "2019-08-19/2019-08-21", "1997/", "/1997", "1984%",
     "1985-21/1985-22", "199X", "1984?/1990~"]
).map(read_edtf)  # fmt: skip
LITERAL_DATES = st.just(PartialDate(0, literal="Ming dynasty")) | st.just(
    PartialDate(2019, literal="2019, reprinted")
)
RICH = st.lists(
    st.builds(
        Run,
        SOME,
        st.sampled_from(
            [(), (Style.ITALIC,), (Style.BOLD,), (Style.SUP,), (Style.SUB, Style.ITALIC)]
        ),
    ),
    max_size=4,
).map(lambda runs: RichText.of(*runs))
ORCIDS = st.sampled_from(["", "0000-0002-1825-0097"])
CREATORS = st.builds(
    Creator, SOME, TEXT, TEXT, TEXT, st.just(""), st.just("author"), ORCIDS, TEXT
) | st.builds(Creator, literal=SOME, role=st.just("author"))
UPDATES = st.lists(
    st.builds(Update, st.sampled_from(["retraction", "correction"]), TEXT, DATES, TEXT), max_size=2
).map(tuple)
DOIS = st.none() | SOME.map(lambda text: Doi(f"10.1000/{text.lower()}"))
WORKS = st.builds(
    Work,
    type=st.sampled_from(WorkType),
    title=RICH,
    original_title=TEXT,
    creators=st.lists(CREATORS, max_size=3).map(tuple),
    creators_complete=st.booleans(),
    container=st.builds(
        Container, TEXT, TEXT, st.sampled_from([(), (Issn("1546-170X"), Issn("1078-8956"))]), TEXT
    ),
    volume=TEXT,
    issue=TEXT,
    page=TEXT,
    number=TEXT,
    publisher=TEXT,
    short_title=TEXT,
    version=TEXT,
    chapter_number=TEXT,
    section=TEXT,
    number_of_pages=TEXT,
    number_of_volumes=TEXT,
    status=TEXT,
    medium=TEXT,
    dimensions=TEXT,
    authority=TEXT,
    original_publisher=TEXT,
    original_publisher_place=TEXT,
    archive=TEXT,
    archive_location=TEXT,
    archive_collection=TEXT,
    call_number=TEXT,
    published_print=DATES,
    published_online=DATES,
    issued=DATES | ODD_DATES,
    original_date=DATES | ODD_DATES | LITERAL_DATES,
    event_date=DATES | ODD_DATES | LITERAL_DATES,
    submitted=DATES,
    accessed=DATES | LITERAL_DATES,
    doi=st.sampled_from([None, Doi("10.1000/a"), Doi("10.1056/nejmc2509522")]),
    other_dois=st.sampled_from([(), (Doi("10.1000/old"),)]),
    pmid=st.sampled_from([None, Pmid("40993243")]),
    isbns=st.sampled_from([(), (Isbn("9780199681624"),)]),
    url=TEXT,
    abstract=RICH,
    mesh=st.sampled_from([(), ("Lupus", "T-Lymphocytes")]),
    publication_types=st.sampled_from([(), ("Review",)]),
    origins=st.sampled_from([(), (("abstract", "europepmc"), ("mesh", "europepmc"))]),
    updates=UPDATES,
    updates_to=UPDATES,
    relations=st.sampled_from([(), (Relation("has-preprint", "10.1000/p"),)]),
)
TAGS = st.lists(
    st.builds(
        Tag,
        st.sampled_from(["modality", "disease"]),
        st.sampled_from(["car-t", "sle"]),
        SOME,
        st.builds(Evidence, st.just("title"), st.integers(0, 5), st.integers(6, 9), SOME, SOME).map(
            lambda evidence: (evidence,)
        ),
    ),
    max_size=2,
).map(tuple)
LABEL_DECISIONS = st.lists(
    st.builds(LabelDecision, SOME, TEXT, st.sampled_from(LabelVerdict), SOME, TEXT), max_size=2
).map(lambda decisions: tuple(sorted(decisions)))
RESOLUTIONS = st.one_of(
    st.builds(Resolved, st.just(Method.DEPOSITED_DOI), SOME,
              st.lists(st.builds(Attempt, SOME, SOME, SOME, TEXT), max_size=2).map(tuple)),
    st.builds(
        Unresolved,
        st.sampled_from(Reason),
        nearest=st.none() | st.builds(Nearest, SOME, TEXT, st.floats(0, 1)),
    ),
    st.builds(
        WithoutDoi, st.lists(st.builds(Attempt, SOME, SOME, SOME, TEXT), max_size=2).map(tuple)
    ),
    st.builds(Imported, st.just("bibtex"), st.sampled_from([(), (("file", "a.pdf"),)])),
)  # fmt: skip
REFERENCES = st.builds(
    Reference,
    st.integers(1, 999),
    TEXT,
    st.dictionaries(SOME, TEXT, max_size=3).map(lambda fields: tuple(sorted(fields.items()))),
)
COUNTS = st.integers(0, 999)
REJECTIONS = st.builds(
    Rejection, st.just(Doi("10.1000/not")), SOME, st.just("2026-11-30"), TEXT, TEXT
)
REJECTED = st.lists(REJECTIONS, max_size=1).map(tuple)
ENTRIES = st.builds(
    Entry,
    id=st.just("key"),
    work=WORKS,
    resolution=RESOLUTIONS,
    citations=st.lists(
        st.builds(
            Citation, st.just(REVIEW), REFERENCES, st.sampled_from([None, *Method]), REJECTED
        ),
        max_size=3,
    ).map(tuple),
    tags=TAGS,
    label_decisions=LABEL_DECISIONS,
)
BIBLIOGRAPHIES = st.builds(
    Bibliography,
    made=st.builds(
        Made,
        SOME,
        st.sampled_from([(), ("t@1",)]),
        st.sampled_from(["", "2026-11-23"]),
        evidence=st.sampled_from(["", "all"]),
        facets=st.sampled_from([(), ("modality",)]),
    ),
    reviews=st.lists(WORKS, max_size=1).map(tuple),
    entries=st.lists(ENTRIES, max_size=3).map(
        lambda entries: tuple(replace(e, id=f"key{place}") for place, e in enumerate(entries))
    ),
    lists=st.lists(
        st.builds(ReviewList, SOME, st.sampled_from(ListOutcome), TEXT, COUNTS, COUNTS, TEXT),
        max_size=2,
    ).map(tuple),
    decisions=st.lists(
        st.builds(
            Decision,
            st.just(REVIEW),
            REFERENCES.map(lambda reference: reference.deposited),
            st.sampled_from([None, Doi("10.1000/a")]),
        )
        | st.builds(
            Decision,
            st.just(REVIEW),
            REFERENCES.map(lambda reference: reference.deposited),
            st.none(),
            rejected=REJECTIONS,
        ),
        max_size=2,
    ).map(tuple),
    label_decisions=st.lists(
        st.builds(LabelsSetAside, st.just(("doi:10.1000/a",)), LABEL_DECISIONS), max_size=1
    ).map(tuple),
)
