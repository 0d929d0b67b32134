"""What holds for any reference and any candidates."""

from __future__ import annotations

import random
from itertools import permutations

from builders import REFERENCES, WORKS
from hypothesis import given
from hypothesis import strategies as st

from refkit.matching.choose import Match, NoMatch, NoMatchReason, choose
from refkit.matching.decide import Belief, is_another_work
from refkit.matching.query import LONGEST, parts, search_text
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.printed_reference import PrintedReference
from refkit.model.reference import Reference
from refkit.model.work import Container, Work, WorkType
from refkit.text.rich import RichText

# Names that references have, with any text in them: the other tests' references have none.
NAMED = st.builds(
    Reference,
    st.just(1),
    st.just("key"),
    st.dictionaries(
        st.sampled_from(
            "unstructured author article-title journal-title volume-title year volume "
            "first-page".split()
        ),
        st.text(max_size=60),
    ).map(lambda fields: tuple(sorted(fields.items()))),
)
WORDS = "garden bee spring pollen nest wall clover swarm honey meadow orchard wing".split()
NAMES = "Abel Berg Costa Dahl Evans Fink Holm Jansen Kowalski".split()


@st.composite
def articles(draw: st.DrawFn) -> Work:
    chance = random.Random(draw(st.integers(0, 10**6)))
    page = chance.randint(20, 1900)
    return Work(
        type=WorkType.ARTICLE_JOURNAL,
        title=RichText.of(" ".join(chance.sample(WORDS, 6)).capitalize()),
        creators=tuple(Creator(name, "A.") for name in chance.sample(NAMES, 2)),
        container=Container("Journal of Pollination Ecology"),
        volume=str(chance.randint(2, 300)),
        page=f"{page}-{page + 8}",
        published_print=PartialDate(chance.randint(1950, 2024)),
        doi=Doi(f"10.1000/{chance.randint(1, 10**9)}"),
    )


def in_fields(work: Work) -> Reference:
    return Reference(
        1,
        "",
        (
            ("article-title", work.title.plain),
            ("author", work.creators[0].family),
            ("first-page", work.page.split("-")[0]),
            ("volume", work.volume),
            ("year", str(work.published_print)),
        ),
    )


def in_a_string(work: Work) -> Reference:
    first, second = (creator.family for creator in work.creators)
    text = (
        f"{first} A, {second} A. {work.title}. J Pollin Ecol. "
        f"{work.published_print};{work.volume}:{work.page}."
    )
    return Reference(1, "", (("unstructured", text),))


@given(REFERENCES | NAMED, st.lists(WORKS, max_size=4))
def test_it_never_raises(reference: Reference, works: list[Work]) -> None:
    found = choose(PrintedReference.of(reference), works)

    assert isinstance(found, Match | NoMatch)
    nearest = found if isinstance(found, Match) else found.nearest
    assert (nearest is None) is (not works)
    assert nearest is None or (0 <= nearest.score <= 1 and nearest.work in works)


@given(REFERENCES | NAMED, WORKS)
def test_neither_do_the_other_questions(reference: Reference, work: Work) -> None:
    judged = is_another_work(PrintedReference.of(reference), work)
    assert judged.belief in Belief
    assert judged.why or judged.belief is Belief.BELIEVED
    assert len(search_text(PrintedReference.of(reference))) <= LONGEST


@given(st.text(max_size=200))
def test_a_string_is_always_one_reference_or_several(text: str) -> None:
    assert parts(text)


@given(articles(), st.sampled_from([in_fields, in_a_string]))
def test_a_perfect_record_is_matched(work: Work, printed: object) -> None:
    assert callable(printed)

    found = choose(PrintedReference.of(printed(work)), [work])

    assert isinstance(found, Match)
    assert found.score == 1


@given(articles(), articles(), st.sampled_from([in_fields, in_a_string]))
def test_the_order_of_candidates_decides_nothing(meant: Work, other: Work, printed: object) -> None:
    assert callable(printed)
    twin = Work(
        **{name: getattr(meant, name) for name in Work.__slots__} | {"doi": Doi("10.1000/twin")}
    )

    for works in permutations([meant, twin, other]):
        found = choose(PrintedReference.of(printed(meant)), works)

        assert isinstance(found, NoMatch)
        assert found.reason is NoMatchReason.AMBIGUOUS
