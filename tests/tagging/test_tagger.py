from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.model.work import Work, WorkType
from refkit.tagging.tagger import tag
from refkit.tagging.taxonomy import load_taxonomy
from refkit.text.rich import RichText

THERAPY = load_taxonomy("therapy-modality")
GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold" / "dev.jsonl"

FIRST_REVIEW = {
    "Allogeneic CD19-targeting T cells for treatment-refractory systemic lupus erythematosus: "
    "a phase 1 trial": {
        "modality": {"engineered-t-cell-therapy"},
        "target": {"cd19"},
        "source": {"allogeneic"},
        "disease": {"sle"},
        "study": {"phase-1"},
        "supply": {"off-the-shelf"},
        "level": {"human"},
    },
    "An iPSC-derived CD19/BCMA CAR-NK therapy in a patient with systemic sclerosis": {
        "modality": {"car-nk"},
        "target": {"bcma", "cd19"},
        "source": {"ipsc"},
        "delivery": {"dual-targeting"},
        "disease": {"systemic-sclerosis"},
        "study": {"case-report"},
        "supply": {"off-the-shelf"},
        "level": {"human"},
    },
    "In vivo CAR T cell generation to treat cancer and autoimmune disease": {
        "modality": {"in-vivo-car-t"},
        "disease": {"autoimmune-disease", "cancer"},
        "supply": {"off-the-shelf"},
    },
    "In vivo CD19 CAR T-cell therapy for refractory systemic lupus erythematosus": {
        "modality": {"in-vivo-car-t"},
        "target": {"cd19"},
        "disease": {"sle"},
        "supply": {"off-the-shelf"},
    },
    "BCMA T-cell engager therapy in patients with refractory autoimmune disease": {
        "modality": {"t-cell-engager"},
        "target": {"bcma"},
        "disease": {"autoimmune-disease"},
        "supply": {"off-the-shelf"},
        "level": {"human"},
    },
    "CD19 CAR T-cell therapy in multidrug-resistant ulcerative colitis": {
        "modality": {"car-t"},
        "target": {"cd19"},
        "disease": {"ulcerative-colitis"},
    },
    "BCMA-targeted CAR T cell therapy can effectively induce disease remission in refractory "
    "lupus nephritis": {
        "modality": {"car-t"},
        "target": {"bcma"},
        "disease": {"lupus-nephritis"},
        "topic": {"efficacy"},
    },
    "Co-infusion of CD19-targeting and BCMA-targeting CAR-T cells for treatment-refractory "
    "systemic lupus erythematosus: a phase 1 trial": {
        "modality": {"car-t"},
        "target": {"bcma", "cd19"},
        "delivery": {"dual-targeting"},
        "disease": {"sle"},
        "study": {"phase-1"},
        "level": {"human"},
    },
    "CD19-CAR T-cell therapy induces deep tissue depletion of B cells": {
        "modality": {"b-cell-depletion", "car-t"},
        "target": {"cd19"},
    },
    "The dawn of ‘off-the-shelf’ B cell-depleting therapies for autoimmune diseases": {
        "modality": {"b-cell-depletion"},
        "disease": {"autoimmune-disease"},
        "supply": {"off-the-shelf"},
    },
}


def a_work(title: str) -> Work:
    return Work(WorkType.ARTICLE_JOURNAL, title=RichText.of(title))


def labels(title: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for given_tag in tag(a_work(title), [THERAPY]):
        found.setdefault(given_tag.facet, set()).add(given_tag.label)
    return found


def modality(title: str) -> set[str]:
    return labels(title).get("modality", set())


@pytest.mark.parametrize("title", FIRST_REVIEW)
def test_the_first_review_and_its_nine_references_are_labelled_as_an_expert_would(title):
    assert labels(title) == FIRST_REVIEW[title]


def test_a_tag_shows_the_words_that_earned_it():
    title = "Teclistamab in refractory lupus"

    tags = tag(a_work(title), [THERAPY], facets={"target"})

    assert [found.label for found in tags] == ["bcma", "cd3"]
    [evidence] = tags[0].evidence
    assert (evidence.field, evidence.start, evidence.end) == ("title", 0, 11)
    assert (evidence.quote, evidence.rule) == ("Teclistamab", "agent/teclistamab")
    assert tags[0].name == "BCMA"


def test_tags_come_in_the_order_of_the_facets_and_of_the_file():
    found = tag(a_work("Systemic sclerosis: CAR-NK or CAR T cells against BCMA or CD19"), [THERAPY])

    order = {label.key: place for place, label in enumerate(THERAPY.labels)}
    places = [order[given_tag.facet, given_tag.label] for given_tag in found]
    assert places == sorted(places)
    assert [given_tag.facet for given_tag in found][0::2][:3] == ["modality", "target", "disease"]


def test_a_work_without_a_title_has_no_tags():
    assert tag(Work(WorkType.BOOK), [THERAPY]) == ()


def test_facets_limit_what_is_given():
    found = tag(a_work("CD19 CAR T cells in lupus"), [THERAPY], facets=["disease"])

    assert [given_tag.label for given_tag in found] == ["sle"]


PIECES = st.sampled_from(
    "CAR|CAR-T|T cell|CD19|⁺|×|CD3|BCMA|lupus|Sjögren|Sjo\u0308gren|without|after|in vivo|mRNA"
    "|ﬁ|\u00ad|\u200b|\u2011|\u00a0|“|”|(|)|自身免疫|細胞療法|ALL|:|,| |rituximab|-naive|İ|ß".split(
        "|"
    )
)


TITLES = st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map(" ".join))


@given(TITLES | TITLES.map(str.lower))  # without capitals it is read otherwise
def test_every_quote_stands_where_its_offsets_say(title):
    work = a_work(title)
    for given_tag in tag(work, [THERAPY]):
        assert given_tag.evidence
        for evidence in given_tag.evidence:
            assert evidence.quote == work.title.plain[evidence.start : evidence.end] != ""


@given(st.lists(PIECES).map(" ".join))
def test_no_label_stands_beside_its_own_descendant(title):
    found = {(given_tag.facet, given_tag.label) for given_tag in tag(a_work(title), [THERAPY])}

    for facet, label in found:
        assert not any((facet, ancestor) in found for ancestor in THERAPY.ancestors(facet, label))


@pytest.mark.parametrize(
    "title",
    [
        "CD19 CAR T-cell therapy in lupus",
        "CD19 CAR\u2011T\u2010cell therapy in lupus",
        "CD19 CAR\u2013T cell therapy in lupus",
        "CD19-CAR\u2212T therapy in lupus",
        "CD19 CAR\u00a0T cells in lupus",
        "CD19\u200b CAR\u00ad-T cells in lupus",
        "CD19 chimeric antigen receptor (CAR) T\u2009cells in lupus",
        "CD19 chimaeric antigen receptor T cells in lupus",
        "CD19.CAR-Ts in lupus",
        "T cells expressing a CD19 chimeric antigen receptor in lupus",
    ],
)
def test_one_thing_written_in_many_ways_is_one_thing(title):
    assert labels(title) == {"modality": {"car-t"}, "target": {"cd19"}, "disease": {"sle"}}


@pytest.mark.parametrize("cross", ["x", "×", "/", ":", " x ", " × "])
def test_a_cross_between_antigens_makes_an_engager(cross):
    found = labels(f"A CD20{cross}CD3 antibody")

    assert found["modality"] == {"bispecific-antibody", "t-cell-engager"}
    assert found["target"] == {"cd20", "cd3"}


@pytest.mark.parametrize(
    "title",
    [
        "Small-molecule modulators of the constitutive androstane receptor",
        "CAR and PXR activation by phenobarbital in hepatocytes: nuclear receptor CAR targets",
        "Car safety seats for children: rear facing for best protection",
        "CAR SEATS AND CHILD RESTRAINTS",
        "CARTs full of shopping",
        "Adherence to CART in HIV",
        "Scar tissue after surgery",
        "NK cells in autoimmune diseases: Linking innate and adaptive immune responses",
        "Large scale microfluidic CRISPR screening for increased amylase secretion in yeast",
        "Complement levels and BAFF levels at a concept stage",
        "TNF superfamily members as markers",
    ],
)
def test_words_that_only_look_like_a_therapy_give_none(title):
    assert modality(title) == set()


@pytest.mark.parametrize(
    ("title", "facet", "expected"),
    [
        ("Avacopan for relapsing AAV", "disease", {"anca-vasculitis"}),
        ("Capsid design of AAV vectors", "delivery", {"aav-vector"}),
        ("Capsid design of AAV vectors", "disease", set()),
        ("Anticoagulation in thrombotic APS", "disease", {"aps"}),
        ("Immunotherapy for APS-1", "disease", {"autoimmune-disease"}),
        ("Skin fibrosis in SSc", "disease", {"systemic-sclerosis"}),
        ("SSC and FSC gating", "disease", set()),
        ("Blinatumomab in relapsed ALL", "disease", {"b-all"}),
        ("TREATMENT FOR ALL RELAPSED PATIENTS", "disease", set()),
        ("Anti-APRIL antibodies in IgA nephropathy", "target", {"april"}),
        ("TRIALS THAT BLOCK IN APRIL", "target", set()),
        ("Metabolites of lupus by LC-MS/MS", "disease", {"sle"}),
        ("CAR T cells targeting CLL-1", "disease", set()),
        ("CD19+ B cells in lupus blood", "target", set()),
        ("Anti-CD38 antibodies", "target", {"cd38"}),
    ],
)
def test_homonyms_are_told_apart_by_the_whole_title(title, facet, expected):
    assert labels(title).get(facet, set()) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Treatment of giant cell arteritis: beyond glucocorticoids", set()),
        ("CAR-T cells without rituximab", {"car-t"}),
        ("Cilta-cel in lenalidomide-refractory multiple myeloma", {"autologous-car-t"}),
        ("Guselkumab in TNF inhibitor-naive psoriatic arthritis", {"guselkumab"}),
        ("CAR T cells after failure of rituximab in systemic sclerosis", {"car-t"}),
        ("Remission in patients refractory to belimumab", set()),
        ("Survival in the pre-rituximab era", set()),
        ("Steroid-free remission of lupus", set()),
        ("Outcomes with or without rituximab", {"monoclonal-antibody"}),
        ("Teclistamab after CAR T cells", {"bispecific-antibody", "t-cell-engager"}),
        ("Aggressive Lymphoma after CD19 CAR T-Cell Therapy", {"car-t"}),
        ("Indolent CD4+ CAR T-Cell Lymphoma after Cilta-cel", {"autologous-car-t"}),
        (
            "Rituximab versus cyclophosphamide",
            {"monoclonal-antibody", "conventional-immunosuppressant"},
        ),
        ("Infections after allogeneic HSCT", set()),
    ],
)
def test_what_is_absent_or_past_is_not_what_the_paper_is_about(title, expected):
    # Guselkumab stands for its two labels: the class before "-naive" would be one of them.
    if expected == {"guselkumab"}:
        rules = {
            evidence.rule
            for given_tag in tag(a_work(title), [THERAPY], facets=["modality", "target"])
            for evidence in given_tag.evidence
        }
        assert rules == {"agent/guselkumab"}
    else:
        assert modality(title) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Dexurafbart in lupus", {"monoclonal-antibody"}),
        ("Obexelimab in lupus", {"monoclonal-antibody"}),
        ("Xynazomig in lupus", {"multispecific-antibody"}),
        ("Xynacitinib in lupus", {"jak-inhibitor"}),
        ("Xynamab vedotin in lymphoma", {"antibody-drug-conjugate"}),
        ("Xynacabtagene autoleucel in lupus", {"autologous-car-t"}),  # the name says both
        ("Xynaresgene autoleucel in lupus", {"engineered-t-cell-therapy"}),
        ("Xynaleucel in lupus", {"cell-therapy"}),
        ("Teclistamab-cqyv in myeloma", {"bispecific-antibody", "t-cell-engager"}),
        ("The concept of precept and intercept", set()),
    ],
)
def test_an_unlisted_name_follows_its_ending(title, expected):
    assert modality(title) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("同种异体CAR-T细胞治疗系统性红斑狼疮的研究进展", {"allogeneic-car-t"}),
        ("CAR-T細胞療法による全身性エリテマトーデスの治療", {"car-t"}),
        ("CAR-T-Zellen zur Therapie von Autoimmunerkrankungen", {"car-t"}),
        ("Terapia con células CAR-T en lupus", {"car-t"}),
        ("Déplétion lymphocytaire B et rituximab", {"b-cell-depletion", "monoclonal-antibody"}),
    ],
)
def test_other_languages_follow_the_same_rules(title, expected):
    assert modality(title) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Correction: a prospective cohort study of lupus", {"erratum"}),
        ("Correction of anaemia in lupus", set()),
        ("CAR T cells in lupus. Reply", {"correspondence"}),
        ("CAR T cells in lupus: a first-in-human study", {"phase-1"}),
        ("CAR T cells in lupus: a phase 1b/2a trial", {"phase-1-2"}),
        ("A systematic review and meta-analysis of randomised trials", {"meta-analysis"}),
        ("An emulated target trial of methotrexate", {"cohort"}),
        ("A case study in human relevance analysis", set()),
        ("Emerging therapies and new approaches in lupus", set()),
    ],
)
def test_the_kind_of_paper_is_taken_from_explicit_words_only(title, expected):
    assert labels(title).get("study", set()) == expected


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Efficacité de l'anifrolumab dans le lupus", "anifrolumab"),
        ("Étude de l\u2019anifrolumab, à propos d\u2019un cas", "anifrolumab"),
        ("Uso dell'anifrolumab", "anifrolumab"),
        ("L'ANIFROLUMAB", "ANIFROLUMAB"),
    ],
)
def test_the_article_before_a_drug_is_no_part_of_its_name(title: str, words: str) -> None:
    work = Work(WorkType.ARTICLE_JOURNAL, title=RichText.of(title))
    (target,) = tag(work, [THERAPY], ["target"])

    assert target.label == "ifnar"
    (evidence,) = target.evidence
    assert title[evidence.start : evidence.end] == words


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Adults with lymphoma(ZUMA-12)", "lymphoma"),
        ("Rituximab in SLE(LUNAR-II), a trial", "SLE"),
        ("Lymphoma(s) of the patient(s)", "Lymphoma(s"),
    ],
)
def test_a_bracket_without_its_blank_parts_words(title: str, words: str) -> None:
    work = Work(WorkType.ARTICLE_JOURNAL, title=RichText.of(title))
    (disease,) = tag(work, [THERAPY], ["disease"])

    evidence, *_ = disease.evidence
    assert title[evidence.start : evidence.end] == words
