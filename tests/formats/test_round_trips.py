"""Every field of a work through every format and back: what is not told as lost comes back equal."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import pytest
from builders import bibliography_of, make_entry, make_work
from hypothesis import example, given
from hypothesis import strategies as st

from refkit.formats.bibtex.reader import read_bibtex
from refkit.formats.csl_json.library import read_csl
from refkit.formats.export import Options, fields_of
from refkit.formats.register import exporter
from refkit.formats.ris.reader import read_ris
from refkit.model.dates import PartialDate, with_end
from refkit.model.identifiers import Doi, Isbn, Issn, Pmid
from refkit.model.people import Creator
from refkit.model.work import Container, Work, WorkType
from refkit.text.csl_markup import NAME_VARIABLES
from refkit.text.rich import RichText, Run, Style

READERS = {"bibtex": read_bibtex, "biblatex": read_bibtex, "csl-json": read_csl, "ris": read_ris}

# Words as fields have them, with the signs at which one format or another parts a value.
WORDS = st.lists(
    st.sampled_from(
        "Berlin Bern Zürich and Sons; München 5% R&D A_b c# (ed.) Inc. Ph.D. v2 no: x=y "
        "Genre: 12;13 é".split()
    ),
    min_size=1,
    max_size=4,
).map(" ".join)
TEXT = st.just("") | WORDS.filter(lambda text: text[0].isalpha() and text[-1].isalnum())
NAME = st.sampled_from(["Berg", "Roe", "Østergaard", "Ng"])
PLAIN = st.builds(PartialDate, st.integers(1000, 2100)) | st.builds(
    PartialDate, st.integers(1000, 2100), st.integers(1, 12), st.integers(0, 28)
)
MARKED = st.builds(
    PartialDate,
    st.integers(-900, 2100).filter(bool),
    season=st.integers(0, 4),
    circa=st.booleans(),
    uncertain=st.booleans(),
)
RANGES = st.builds(with_end, PLAIN | MARKED, PLAIN | st.just(PartialDate(0))).filter(
    lambda date: not date.end or not date.end.year or date < date.end
)
DATES = st.none() | PLAIN | MARKED | RANGES | st.just(PartialDate(0, literal="Ming dynasty"))
PEOPLE = st.lists(
    st.builds(Creator, NAME, NAME, role=st.sampled_from(["author", "editor", *NAME_VARIABLES])),
    max_size=3,
).map(tuple)
TITLES = st.lists(
    st.builds(Run, WORDS, st.sampled_from([(), (Style.ITALIC,), (Style.BOLD,)])),
    min_size=1,
    max_size=1,
).map(lambda runs: RichText.of("On bees ", *runs))
WORKS = st.builds(
    Work,
    type=st.sampled_from(WorkType),
    title=TITLES,
    creators=PEOPLE,
    container=st.builds(
        Container,
        TEXT,
        st.just(""),
        st.sampled_from([(), (Issn("1546-170X"),)]),
        st.sampled_from(["", "Bee Lives"]),
    ),
    volume=st.sampled_from(["", "12"]),
    issue=st.sampled_from(["", "3"]),
    number=st.sampled_from(["", "7"]),
    page=st.sampled_from(["", "10-19", "e12"]),
    edition=st.sampled_from(["", "2", "second"]),
    isbns=st.sampled_from([(), (Isbn("9780199681624"),)]),
    doi=st.sampled_from([None, Doi("10.1000/a")]),
    pmid=st.sampled_from([None, Pmid("40993243")]),
    url=st.sampled_from(["", "https://a.example/~x"]),
    language=st.sampled_from(["", "en", "de-AT"]),
    issued=DATES.filter(lambda date: not date or not date.literal),
    original_date=DATES,
    event_date=DATES,
    submitted=DATES,
    accessed=DATES,
    genre=TEXT,
    archive=st.sampled_from(["", "arXiv", "British Library"]),
    archive_location=st.sampled_from(["", "2001.12345", "MS 12"]),
    archive_collection=st.sampled_from(["", "q-bio.CB"]),
    **dict.fromkeys(
        (
            "short_title", "original_title", "version", "chapter_number", "section",
            "number_of_pages", "number_of_volumes", "status", "medium", "dimensions", "authority",
            "publisher", "publisher_place", "original_publisher", "original_publisher_place",
            "event_title", "event_place", "call_number",
        ),
        TEXT,
    ),
)  # fmt: skip


# Who put out what a server holds, and the server, are read as one where they are one word.
WORKS = WORKS.filter(lambda work: not work.publisher or work.publisher != work.container.title)


def _value(work: Work, field: str) -> Any:
    kind, _, name = field.partition(".")
    if kind == "creators" and name:
        return [creator for creator in work.creators if creator.role == name]
    if field == "issued":
        return work.shown_date()
    return attrgetter(field)(work)


def _differing(before: Work, after: Work, lost: set[str]) -> Iterator[tuple[str, Any, Any]]:
    for field in fields_of(make_entry(before)):
        one, other = _value(before, field), _value(after, field)
        if field not in lost and one != other:
            yield field, one, other


@pytest.mark.parametrize("name", READERS)
@given(work=WORKS)
def test_what_is_not_told_as_lost_comes_back_equal(name: str, work: Work) -> None:
    format_ = exporter(name)
    entry = make_entry(work, citations=())

    text = format_.render(bibliography_of(entry), Options())
    (read,) = READERS[name](text, "x").entries

    lost = {loss.field for loss in format_.losses(entry, Options())}
    assert not list(_differing(work, read.work, lost)), text
    is_told = read.work.type is work.type or "type" in lost
    # A document with a number of arXiv and no journal is a preprint, whatever it was called.
    is_preprint = work.archive == "arXiv" and work.archive_location
    assert is_told or (is_preprint and read.work.type is WorkType.ARTICLE), text


@pytest.mark.parametrize("name", READERS)
@example(work=make_work("On bees", type=WorkType.ARTICLE, url="https://a.example/1"))
@example(
    work=make_work(
        "On bees",
        type=WorkType.ARTICLE,
        event_title="Berlin",
        container=Container("Berlin and Berlin"),
    )
)
@given(work=WORKS)
def test_nothing_is_in_a_work_that_was_not_there(name: str, work: Work) -> None:
    format_ = exporter(name)
    entry = make_entry(work, citations=())

    text = format_.render(bibliography_of(entry), Options())
    (read,) = READERS[name](text, "x").entries

    there = set(fields_of(entry)) | {loss.field for loss in format_.losses(entry, Options())}
    there |= {"genre"} if work.type is WorkType.ARTICLE else set()  # M3 says that it is a preprint
    new = [field for field in fields_of(read) if field not in there and "." not in field]
    assert not new, text
