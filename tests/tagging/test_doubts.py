"""Which titles a person should look at, and what they are told."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from refkit.errors import InputError
from refkit.formats.saved import mapping
from refkit.model.bibliography import Bibliography, Entry, Made
from refkit.model.resolution import Imported
from refkit.model.tags import LabelDecision, LabelDoubt, LabelVerdict, weight_of
from refkit.model.work import Work, WorkType
from refkit.tagging.fields import FIELDS
from refkit.tagging.tagger import tag_entries, tag_entry
from refkit.tagging.taxonomy import load_taxonomy, read_taxonomy
from refkit.text.rich import RichText

THERAPY = load_taxonomy("therapy-modality")

SLEEP = """
id = 'sleep'
version = '1'
facets = ['remedy', 'sleeper']

[[label]]
facet = 'remedy'
id = 'tea'
name = 'Tea'
any = ['tea', 'camomile']
unless = ['tea party']

[[label]]
facet = 'remedy'
id = 'lamp'
name = 'Lamp'
any = ['lamp']
requires = ['evening']

[[label]]
facet = 'sleeper'
id = 'child'
name = 'Children'
any = ['child*']

[[scope]]
id = 'without'
covers = 'after'
cues = ['without']
"""


def entry(title: str) -> Entry:
    work = Work(WorkType.ARTICLE_JOURNAL, title=RichText.of(title))
    return Entry("a", work, Imported("bibtex", ()))


def doubts(title: str, rules: str) -> list[str]:
    taxonomy = read_taxonomy(f"{SLEEP}\n[[doubt]]\nid = 'd'\nsays = 'look'\n{rules}", "sleep.toml")
    return [each.reason for each in tag_entry(entry(title), [taxonomy]).label_doubts]


def test_words_count_where_no_label_was_earned_by_them() -> None:
    rules = "signal = 'words'\nfacet = 'remedy'\nany = ['tea', 'warm milk']"

    assert doubts("Warm milk and tea", rules) == ["look: “Warm milk”"]
    assert doubts("Tea at night", rules) == []


def test_a_label_that_a_scope_took_is_told_with_the_cue() -> None:
    rules = "signal = 'scope'\nfacet = 'remedy'"

    assert doubts("Sleep without tea", rules) == ["look: Tea (“without” takes it away)"]
    assert doubts("Tea, and sleep without camomile", rules) == []


def test_so_is_one_that_other_words_silenced() -> None:
    rules = "signal = 'silenced'\nfacet = 'remedy'"

    assert doubts("A tea party at night", rules) == [
        "look: Tea (“tea party” stands in the same text)"
    ]
    # Words that lack company have said nothing yet.
    assert doubts("A lamp at noon", rules) == []


def test_a_label_that_needs_company_can_be_doubted() -> None:
    rules = "signal = 'company'\nfacet = 'remedy'"

    assert doubts("An evening lamp", rules) == ["look: Lamp (“lamp”)"]
    assert doubts("Tea in the evening", rules) == []


def test_labels_can_be_odd_together() -> None:
    rules = "signal = 'labels'\npresent = ['sleeper/child']\nabsent = ['remedy']"

    assert doubts("Sleep of children", rules) == ["look: Children"]
    assert doubts("Tea for children", rules) == []


def test_words_that_lack_company_can_be_doubted_too() -> None:
    rules = "signal = 'alone'\nfacet = 'remedy'"

    assert doubts("A lamp at noon", rules) == ["look: Lamp (none of these stands by it: evening)"]
    assert doubts("A lamp at noon, with tea", rules) == []


def test_weak_reasons_mark_together_and_say_nothing_alone() -> None:
    rules = """
signal = 'words'
weight = 0.6
any = ['night']

[[doubt]]
id = 'e'
says = 'see'
signal = 'words'
weight = 0.5
any = ['bed']
"""

    assert doubts("Night", rules) == []
    assert doubts("Bed", rules) == []
    assert doubts("Bed at night", rules) == ["look: “night”", "see: “Bed”"]


@pytest.mark.parametrize("weight", ["0", "-1", "'much'", "true", "inf", "nan"])
def test_a_weight_that_is_none_is_refused(weight: str) -> None:
    with pytest.raises(InputError, match="'weight' should be a number over 0"):
        doubts("Tea", f"signal = 'words'\nany = ['tea']\nweight = {weight}")


def test_the_weight_of_a_doubt_is_saved_with_it() -> None:
    labelled = tag_entry(entry("Outcomes after failure of belimumab in lupus"), [THERAPY])
    library = Bibliography(Made("1"), (), (labelled,))

    again = mapping.loads(mapping.dumps(library))

    assert again.entries[0].label_doubts == labelled.label_doubts
    assert weight_of(labelled.label_doubts) >= 1


def test_a_saved_doubt_without_weight_weighs_one() -> None:
    labelled = replace(entry("Lupus"), label_doubts=(LabelDoubt("scope", "look"),))
    saved = json.loads(mapping.dumps(Bibliography(Made("1"), (), (labelled,))))
    del saved["entries"][0]["label_doubts"][0]["weight"]

    assert weight_of(mapping.loads(json.dumps(saved)).entries[0].label_doubts) == 1


def test_two_labels_for_different_words_are_several() -> None:
    rules = "signal = 'words'\nseveral = 'remedy'\nany = ['after']"

    assert doubts("A lamp in the evening after tea", rules) == ["look: “after”"]
    assert doubts("After tea", rules) == []


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("signal = 'hunch'", "'signal' should be one of words, code,"),
        ("signal = 'scope'", "'facet' should say whose labels"),
        (
            "signal = 'labels'\npresent = ['remedy/coffee']",
            "unknown facet or label 'remedy/coffee'",
        ),
        ("signal = 'words'", "'any' should hold at least one phrase"),
    ],
)
def test_a_doubt_that_means_nothing_is_refused(rules: str, said: str) -> None:
    with pytest.raises(InputError, match=r"sleep\.toml: doubt d: ") as caught:
        doubts("Tea", rules)

    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("title", "signal"),
    [
        ("Outcomes after failure of belimumab in lupus", "scope"),
        ("Gelnumatug in rheumatoid arthritis", "stem"),
        ("XQZ-4711 in refractory lupus nephritis: first results", "code-unread"),
        ("Donor dendritic cells and methotrexate in arthritis", "cells-unread"),
        ("A new kinesin inhibitor for rheumatoid arthritis", "class-for-disease"),
        ("CAR cells in lupus nephritis", "car-umbrella"),
        ("Lentiviral vectors and CAR T cells in mice", "vector-beside"),
        ("Mesenchymal stem cell therapy and exosomes in colitis", "vesicle-beside"),
        ("Rituximab and tolerance in lupus", "tolerance-beside"),
        ("Gene-edited hepatocytes for hereditary angioedema", "edit-named"),
        ("Antibody therapy in lupus", "antibody-alone"),
        ("Failure of CD19 CAR T-cell therapy", "topic-in-scope"),
        ("CAR-T cells resistant to exhaustion", "topic-in-scope"),
        ("Rituximab-dependent remission in pemphigus", "topic-in-scope"),
        ("Killing without antigen via CAR-T cells", "topic-in-scope"),
    ],
)
def test_the_shipped_taxonomy_marks(title: str, signal: str) -> None:
    found = tag_entry(entry(title), [THERAPY]).label_doubts

    assert signal in {each.signal for each in found}


@pytest.mark.parametrize(
    "title",
    [
        "CD19 CAR T cells in systemic lupus erythematosus",
        "Rituximab for membranous nephropathy",
        "Epidemiology of systemic sclerosis in the north",
        "NK cells in autoimmune diseases: linking innate and adaptive immune responses",
        "Editorial: hereditary angioedema",
        "Autologous CAR-T cells in myasthenia gravis",
        "Discovery of a kinesin inhibitor",
        "CAR-T cells in lupus after failure of belimumab",
    ],
)
def test_and_leaves_alone_what_is_plain(title: str) -> None:
    assert tag_entry(entry(title), [THERAPY]).label_doubts == ()


def test_doubts_are_kept_in_the_saved_form_and_counted() -> None:
    before = Bibliography(Made("0"), entries=(entry("After failure of belimumab in lupus"),))

    tagged = tag_entries(before, [THERAPY])

    assert mapping.loads(mapping.dumps(tagged)) == tagged
    assert tagged.entries[0].label_doubts[0] == LabelDoubt(
        "scope",
        "the only modality was taken away: Monoclonal antibody (“failure of” takes it away), "
        "BAFF/APRIL inhibitor (“failure of” takes it away)",
    )
    assert str(tagged.account).endswith("; labels of 1 need a look")


def test_words_of_labels_on_which_a_person_decided_have_been_looked_at() -> None:
    menin = entry("An unheard-of kinesin inhibitor in rheumatoid arthritis")
    added = LabelDecision("modality", "small-molecule", LabelVerdict.ADD, "Ada")

    before = tag_entry(menin, [THERAPY]).label_doubts
    after = tag_entry(replace(menin, label_decisions=(added,)), [THERAPY]).label_doubts

    assert "class-named" in {each.signal for each in before}
    assert after == ()


def test_a_label_of_the_abstract_alone_is_doubted_and_a_refined_one_is_not() -> None:
    said = "Autologous CAR-T cells were given. Autologous CAR-T cells expanded."

    def signals(title: str) -> set[str]:
        work = Work(WorkType.ARTICLE_JOURNAL, title=RichText.of(title), abstract=RichText.of(said))
        labelled = tag_entry(Entry("a", work, Imported("bibtex", ())), [THERAPY], fields=FIELDS)
        assert "autologous-car-t" in {tag.label for tag in labelled.tags}
        return {each.signal for each in labelled.label_doubts}

    assert "lesser-field" in signals("A new way in lupus")
    assert "lesser-field" not in signals("CAR-T cells in lupus")


def ada(decision: LabelVerdict, facet: str, *ids: str) -> tuple[LabelDecision, ...]:
    return tuple(LabelDecision(facet, each, decision, "Ada") for each in ids)


def signals(
    title: str, *decisions: LabelDecision, facets: tuple[str, ...] | None = None
) -> set[str]:
    """The doubts that are left by what Ada decided, of some facets or of all."""
    decided = replace(entry(title), label_decisions=decisions)
    return {each.signal for each in tag_entry(decided, [THERAPY], facets).label_doubts}


@pytest.mark.parametrize(
    ("title", "removed"),
    [
        ("CAR-T cell therapy in lupus nephritis", ("car-t",)),
        ("CAR-T cells in lupus without rituximab", ("car-t",)),
        ("Rituximab treatment in lupus", ("monoclonal-antibody", "b-cell-depletion")),
        ("CAR T cells for lupus", ("cell-therapy",)),  # with all that is below it
    ],
)
def test_a_label_that_a_person_took_away_is_not_lacking(
    title: str, removed: tuple[str, ...]
) -> None:
    assert signals(title, *ada(LabelVerdict.REMOVE, "modality", *removed)) == set()


def test_words_of_it_are_not_unread_beside_what_is_left() -> None:
    title = "Rituximab and CAR-T cells in lupus"

    found = signals(title, *ada(LabelVerdict.REMOVE, "modality", "cell-therapy"))

    assert not found & {"kind-beside", "class-beside"}


def test_what_a_person_took_away_answers_no_doubt_about_another_facet() -> None:
    removed = ada(LabelVerdict.REMOVE, "disease", "sle")

    assert "scope" in signals("Lupus after failure of belimumab", *removed)


def test_a_facet_that_is_confirmed_without_labels_lacks_none() -> None:
    title = "A new kinesin inhibitor for rheumatoid arthritis"
    confirmed = LabelDecision("modality", "", LabelVerdict.CONFIRM, "Ada")

    assert "class-for-disease" in signals(title)
    assert signals(title, confirmed) == set()


def test_labels_that_a_person_gave_are_not_odd_together() -> None:
    rules = "signal = 'labels'\npresent = ['sleeper/child']\nabsent = ['remedy']"
    taxonomy = read_taxonomy(f"{SLEEP}\n[[doubt]]\nid = 'd'\nsays = 'look'\n{rules}", "sleep.toml")
    decided = replace(
        entry("Sleep of children"), label_decisions=ada(LabelVerdict.CONFIRM, "sleeper", "child")
    )

    assert tag_entry(decided, [taxonomy]).label_doubts == ()


@pytest.mark.parametrize(
    "title",
    [
        "Lupus after failure of belimumab",
        "CAR cells in lupus nephritis",
        "A new kinesin inhibitor for rheumatoid arthritis",
        "Gene-edited hepatocytes for hereditary angioedema",
        "细胞治疗 in lupus",
    ],
)
def test_a_doubt_about_a_facet_that_was_left_out_is_none(title: str) -> None:
    assert signals(title)
    assert signals(title, facets=("level",)) <= {"script"}


def test_one_about_every_facet_stays_until_those_that_there_are_are_confirmed() -> None:
    title = "细胞治疗 in lupus"
    confirmed = LabelDecision("disease", "", LabelVerdict.CONFIRM, "Ada")

    assert signals(title, facets=("disease",)) == {"script"}
    assert signals(title, confirmed, facets=("disease",)) == set()
    assert "script" in signals(title, confirmed)


def test_one_about_every_facet_of_another_taxonomy_is_none() -> None:
    study = load_taxonomy("study-design")
    labelled = tag_entry(entry("细胞治疗 in lupus"), [THERAPY, study], study.facets)

    assert labelled.label_doubts == ()
