"""Which works that several services name are the same, and the one list of them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from other_servers import make_citation, make_openalex_work, make_row

from refkit.forward.union import listed, newest, union
from refkit.model.identifiers import Doi
from refkit.model.reference import ASSERTED_BY
from refkit.sources.base import Listed
from refkit.sources.citing import CitingWork
from refkit.sources.europepmc.reader import read_citation
from refkit.sources.openalex.citations import read_citing
from refkit.sources.opencitations.reader import read_citations

TITLE = "A long and telling title about what invented bees do in winter"


def alex(number: int, doi: str = "", **fields: object) -> CitingWork:
    title = fields.pop("title", TITLE)
    return read_citing(
        make_openalex_work(f"W{number}", doi or None, title=title, display_name=title, **fields)
    )


def pmc(number: int, **fields: object) -> CitingWork:
    return read_citation(make_citation(str(number), **{"title": f"{TITLE}.", **fields}))


def oc(citing: str, creation: str = "2023-04-05") -> CitingWork:
    (work,) = read_citations([make_row(citing, creation)])
    return work


def of(**answers: Sequence[CitingWork]) -> tuple[Listed, ...]:
    return listed(union(answers))


def sources(line: Listed) -> str:
    return line.reference.field(ASSERTED_BY)


def test_one_doi_is_one_work_however_it_is_spelled() -> None:
    (line,) = of(
        openalex=[alex(1, "10.1000/A.B")],
        europepmc=[pmc(5, doi="10.1000/a.b")],
        opencitations=[oc("omid:br/1 doi:10.1000/A.b")],
    )

    assert sources(line) == "openalex europepmc opencitations"
    assert line.reference.key == "W1"
    assert line.reference.field("pmid") == "5"
    assert line.printed.dois == (Doi("10.1000/a.b"),)


def test_a_number_of_pubmed_joins_what_has_no_doi_with_what_has_one() -> None:
    (line,) = of(
        europepmc=[pmc(5, title="Something else altogether")],
        opencitations=[oc("omid:br/1 doi:10.1000/a pmid:5")],
    )

    assert sources(line) == "europepmc opencitations"
    assert line.reference.field("DOI") == "10.1000/a"
    # The words are those of who has some.
    assert line.reference.field("article-title") == "Something else altogether"


def test_two_dois_are_two_works_whatever_else_they_share() -> None:
    """A preprint and its article; and a number of PubMed that two works have by mistake."""
    preprint = alex(1, "10.1101/2023.01.01.1", type="preprint", ids={"pmid": "5"})
    article = alex(2, "10.1000/article", ids={"pmid": "5"})

    lines = of(openalex=[preprint, article], opencitations=[oc("omid:br/1 doi:10.1000/article")])

    assert [sources(each) for each in lines] == ["openalex opencitations", "openalex"]


def test_without_a_number_the_words_have_to_say_that_it_is_one() -> None:
    bare = alex(1, biblio={"volume": "7", "first_page": "12"})
    same = pmc(5, volume="7", pageInfo="12-19")
    other = pmc(6, title="Another long title, of wasps that nobody invented", pageInfo="50")

    lines = of(openalex=[bare], europepmc=[same, other])

    assert sorted(sources(each) for each in lines) == ["europepmc", "openalex europepmc"]


def test_a_preprint_without_a_doi_is_not_its_article() -> None:
    article = alex(1, "10.1000/article")
    preprint = pmc(
        9, id="PPR9", source="PPR", journalAbbreviation="bioRxiv", volume="", pageInfo=""
    )

    assert len(of(openalex=[article], europepmc=[preprint])) == 2


def test_a_short_title_alone_merges_nothing() -> None:
    answers = {"openalex": [alex(1, title="Editorial")], "europepmc": [pmc(5, title="Editorial.")]}

    bare = {"biblio": {}, "authorships": [], "primary_location": {}, "publication_year": 2020}
    answers["openalex"] = [alex(1, title="Editorial", **bare)]

    assert len(of(**answers)) == 2


def test_a_work_with_two_dois_at_one_service_is_one_line() -> None:
    (line,) = of(opencitations=[oc("omid:br/1 doi:10.1000/b doi:10.1000/a")])

    assert line.reference.field("DOI") == "10.1000/b"
    assert line.work.other_dois == (Doi("10.1000/a"),)


def test_the_list_goes_by_year_then_doi_then_title() -> None:
    def work(number: int, doi: str, year: int, title: str = TITLE) -> CitingWork:
        return alex(number, doi, publication_year=year, title=title)

    lines = of(
        openalex=[
            work(1, "10.1000/b", 2024),
            work(2, "", 2023, "Zebras and what they are not, in many words"),
            work(3, "10.1000/a", 2024),
            work(4, "10.1000/z", 2020),
            read_citing({"id": "W5", "title": "A work of no year"}),
        ]
    )

    assert [each.reference.key for each in lines] == ["W4", "W2", "W3", "W1", "W5"]
    assert [each.reference.position for each in lines] == [1, 2, 3, 4, 5]


def test_the_newest_are_taken_by_the_day() -> None:
    dates = ["2024-01-02", "2024-03-01", "2023-12-31", "2024-03-02"]
    works = [alex(n, f"10.1000/{n}", publication_date=date) for n, date in enumerate(dates)]

    kept = newest(union({"openalex": works}), 2)

    assert sorted(each.first.key for each in kept) == ["W1", "W3"]
    assert len(newest(union({"openalex": works}), 0)) == 4


WORDS = "bees wasps ants hornets moths beetles crickets spiders mites lice".split()


@given(st.integers(0, 9), st.lists(st.integers(1, 7), min_size=1, max_size=10))
def test_whoever_answers_first_the_list_is_the_same(seed: int, who: list[int]) -> None:
    """Of each work a bit mask says who names it; each is found once, and with all its names."""
    titles = [f"A long and telling title about invented {word} in winter" for word in WORDS]
    answers = {
        "openalex": [
            alex(n, f"10.1000/{n}", title=titles[n], ids={"pmid": str(n + 1)})
            for n, mask in enumerate(who)
            if mask & 1
        ],
        "europepmc": [
            pmc(n + 1, title=f"{titles[n]}.", pageInfo=str(n + 1))
            for n, mask in enumerate(who)
            if mask & 2
        ],
        "opencitations": [
            oc(f"omid:br/{n} doi:10.1000/{n} pmid:{n + 1}")
            for n, mask in enumerate(who)
            if mask & 4
        ],
    }

    lines = of(**answers)

    shuffled = {name: Random(seed).sample(works, len(works)) for name, works in answers.items()}
    assert of(**shuffled) == lines
    assert len(lines) == len(who)
    named = [len(sources(each).split()) for each in lines]
    assert sum(named) == sum(mask.bit_count() for mask in who)
