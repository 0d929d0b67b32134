"""More than the title: which field speaks, how it is weighed, and why a label was not given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.errors import InputError
from refkit.model.tags import Tag
from refkit.model.work import Container, Work, WorkType
from refkit.tagging.fields import FIELDS, text_of
from refkit.tagging.tagger import suppressed, tag
from refkit.tagging.taxonomy import load_taxonomy, read_taxonomy
from refkit.text.rich import RichText

THERAPY = load_taxonomy("therapy-modality")
BEES = read_taxonomy(
    """
    id = 'bees'
    version = '1'
    facets = ['kind', 'work']

    [[label]]
    facet = 'kind'
    id = 'bee'
    name = 'Bee'
    any = ['bee(s)']
    unless = ['spelling bee']

    [[label.rule]]
    fields = ['mesh']
    any = ['Hymenoptera']

    [[label]]
    facet = 'kind'
    id = 'honey-bee'
    name = 'Honey bee'
    parents = ['bee']
    any = ['honey bee(s)']
    but_not = ['honey bee mimic*']

    [[label]]
    facet = 'kind'
    id = 'wasp'
    name = 'Wasp'
    any = ['wasp(s)']

    [[label]]
    facet = 'work'
    id = 'review'
    name = 'Review'
    fields = ['publication-types']
    any = ['Review']

    [[scope]]
    id = 'without'
    cues = ['without']
    covers = 'after'
    """,
    "bees.toml",
)


def a_work(title: str = "", abstract: str = "", **fields: object) -> Work:
    return Work(
        WorkType.ARTICLE_JOURNAL,
        title=RichText.of(title),
        abstract=RichText.of(abstract),
        **fields,  # type: ignore[arg-type]
    )


def by_all(work: Work) -> tuple[Tag, ...]:
    return tag(work, [BEES], fields=FIELDS)


def labels(work: Work) -> list[str]:
    return [found.label for found in by_all(work)]


def test_the_title_alone_speaks_unless_more_is_asked_for() -> None:
    work = a_work("Insects", "Bees here, bees there.", mesh=("Hymenoptera",))

    assert tag(work, [BEES]) == ()
    assert labels(work) == ["bee"]


def test_evidence_names_its_field_and_the_weightiest_comes_first() -> None:
    work = a_work("On bees", "A bee is a bee.", mesh=("Insects", "Hymenoptera"))

    [found] = by_all(work)

    assert [(each.field, each.quote) for each in found.evidence] == [
        ("title", "bees"), ("abstract", "bee"), ("abstract", "bee"), ("mesh", "Hymenoptera"),
    ]  # fmt: skip


def test_a_rule_speaks_in_its_fields_alone() -> None:
    assert labels(a_work("Hymenoptera: a review of reviews")) == []
    assert labels(a_work("Insects", publication_types=("Journal Article", "Review"))) == ["review"]


def test_an_abstract_must_say_it_twice() -> None:
    once = a_work("Insects", "Unlike bees, beetles do not dance.")

    assert labels(once) == []
    [lost] = suppressed(once, [BEES], fields=FIELDS)
    assert (lost.label, lost.reason) == ("bee", "the abstract says it once only")


def test_where_the_title_speaks_the_abstract_makes_it_more_exact_and_adds_nothing_else() -> None:
    work = a_work("On bees", "Honey bees and wasps. Wasps and honey bees.")

    assert labels(work) == ["honey-bee"]
    lost = suppressed(work, [BEES], fields=FIELDS)
    assert {(each.label, each.reason) for each in lost} == {
        ("bee", "honey-bee says it more exactly"), ("wasp", "a weightier field says bee"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("title", "label", "quote", "reason"),
    [
        ("A spelling bee", "bee", "bee", "“spelling bee” stands in the same text"),
        ("Meadows without wasps", "wasp", "wasps", "“without” takes it away"),
        ("A honey bee mimic", "honey-bee", "honey bee", "part of “honey bee mimic”"),
    ],
)
def test_a_label_that_was_not_given_tells_why(
    title: str, label: str, quote: str, reason: str
) -> None:
    lost = {each.label: each for each in suppressed(a_work(title), [BEES])}

    assert lost[label].evidence.quote == quote
    assert lost[label].reason == reason


def test_nothing_is_both_given_and_suppressed() -> None:
    title = "CAR-T cells without rituximab: SCAR tissue, CART and HIV, lupus anticoagulant"
    work = a_work(title)

    given_labels = {(each.facet, each.label) for each in tag(work, [THERAPY])}
    lost = {(each.facet, each.label) for each in suppressed(work, [THERAPY])}

    assert given_labels
    assert lost
    assert not given_labels & lost


def test_facets_limit_both() -> None:
    work = a_work("Teclistamab without rituximab in lupus")

    assert {each.facet for each in suppressed(work, [THERAPY], facets={"target"})} == {"target"}


def test_an_unknown_field_is_refused() -> None:
    text = "id='x'\nversion='1'\nfacets=['k']\n[[label]]\nfacet='k'\nid='a'\nname='A'\n"

    with pytest.raises(InputError, match="unknown field 'titel'; known: title, abstract"):
        read_taxonomy(text + "any=['a b']\nfields=['titel']\n", "x.toml")


PARTS = st.lists(
    st.sampled_from(
        "CAR-T,NK cells,CD19,without,after failure of,rituximab,lupus,(,“,é,e\u0301,\u00ad,ALL,.,;"
        ",SCAR T,in vivo,mRNA,β,–,  ".split(",")
    ),
    max_size=12,
).map(" ".join)


@given(PARTS, PARTS, st.lists(PARTS, max_size=3), st.lists(PARTS, max_size=2), PARTS)
def test_every_quote_stands_in_its_field_where_its_offsets_say(
    title: str, abstract: str, mesh: list[str], types: list[str], container: str
) -> None:
    work = a_work(
        title,
        abstract,
        mesh=tuple(mesh),
        publication_types=tuple(types),
        container=Container(container),
    )

    shown = [each for found in tag(work, [THERAPY], fields=FIELDS) for each in found.evidence]
    shown += [each.evidence for each in suppressed(work, [THERAPY], fields=FIELDS)]

    for each in shown:
        assert each.quote
        assert text_of(work, each.field)[each.start : each.end] == each.quote


def test_headings_and_publication_types_speak_for_the_shipped_labels() -> None:
    work = a_work(
        "A new treatment",
        mesh=("Lupus Erythematosus, Systemic", "Receptors, Chimeric Antigen"),
        publication_types=("Journal Article", "Clinical Trial, Phase I"),
    )

    given_labels = {(each.facet, each.label) for each in tag(work, [THERAPY], fields=FIELDS)}

    assert given_labels == {
        ("modality", "car-cell-therapy"), ("disease", "sle"), ("study", "phase-1"),
        ("level", "human"),
    }  # fmt: skip
    assert tag(work, [THERAPY]) == ()
