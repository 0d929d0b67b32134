"""What an abstract and MeSH headings may add to a title; all works are invented."""

from __future__ import annotations

import pytest

from refkit.model.work import Work, WorkType
from refkit.tagging.fields import FIELDS
from refkit.tagging.tagger import tag
from refkit.tagging.taxonomy import load_taxonomy
from refkit.text.rich import RichText

THERAPY = load_taxonomy("therapy-modality")


def labels(title: str, abstract: str = "", mesh: tuple[str, ...] = ()) -> set[str]:
    work = Work(
        WorkType.ARTICLE_JOURNAL,
        title=RichText.of(title),
        abstract=RichText.of(abstract),
        mesh=mesh,
    )
    return {f"{each.facet}/{each.label}" for each in tag(work, [THERAPY], fields=FIELDS)}


@pytest.mark.parametrize(
    ("title", "abstract", "finer"),
    [
        ("CD19 CAR T cells in autoimmune disease",
         "Twelve people with lupus nephritis were treated. Lupus nephritis went into remission.",
         "disease/lupus-nephritis"),
        ("B-cell depletion in inflammatory bowel disease",
         "Crohn disease was active in all. Ten had Crohn disease of the colon.",
         "disease/crohn-disease"),
        ("CAR T cells in refractory vasculitis",
         "Patients had ANCA-associated vasculitis. ANCA vasculitis relapsed in two.",
         "disease/anca-vasculitis"),
        ("A new cell therapy in lupus",
         "CAR-T cells were given once. CAR-T cells expanded and vanished.", "modality/car-t"),
    ],
)  # fmt: skip
def test_an_umbrella_is_refined_by_an_abstract_that_says_one_finer_label(
    title: str, abstract: str, finer: str
) -> None:
    assert finer in labels(title, abstract)


@pytest.mark.parametrize(
    ("title", "abstract", "umbrella"),
    [
        ("Rituximab in autoimmune disease",
         "Six had lupus and five had rheumatoid arthritis. Lupus and rheumatoid arthritis improved.",
         "disease/autoimmune-disease"),
        ("Infliximab in inflammatory bowel disease",
         "Crohn disease and ulcerative colitis were alike: of 30 with Crohn disease and 20 with "
         "ulcerative colitis most improved.", "disease/ibd"),
        ("CAR T cells in rheumatic disease",
         "We compared autologous CAR-T cells with allogeneic CAR-T cells. Allogeneic CAR-T cells "
         "vanished sooner than autologous CAR-T cells.", "modality/car-t"),
        # The words of the title name one disease, and the abstract another.
        ("Guselkumab in psoriasis",
         "Psoriatic arthritis was present in some; psoriatic arthritis improved as well.",
         "disease/autoimmune-disease"),
        ("Immunoglobulin therapy of autoimmune neuropathies",
         "Unlike in myasthenia gravis, plasma exchange is rare. Myasthenia gravis has its own rules.",
         "disease/autoimmune-neurological"),
        ("Azacitidine in myelodysplastic syndromes",
         "Acute myeloid leukaemia followed in ten. Acute myeloid leukaemia is the late form.",
         "disease/hematologic-malignancy"),
        ("Rituximab in membranous nephropathy",
         "Lupus nephritis was excluded; lupus nephritis needs other drugs.",
         "disease/autoimmune-disease"),
    ],
)  # fmt: skip
def test_an_umbrella_stays_where_siblings_are_said_or_the_title_is_exact(
    title: str, abstract: str, umbrella: str
) -> None:
    facet = umbrella.partition("/")[0]

    assert {each for each in labels(title, abstract) if each.startswith(facet)} == {umbrella}


@pytest.mark.parametrize(
    ("abstract", "study"),
    [
        ("In this phase 2 study, 40 people were given rituximab.", "study/phase-2"),
        ("We report a patient whose pemphigus healed.", "study/case-report"),
        ("Methods: patients were randomly assigned to rituximab or placebo.", "study/rct"),
        ("We retrospectively reviewed the records of 80 patients.", "study/cohort"),
        ("We searched PubMed and Embase for reports.", "study/systematic-review"),
        ("In this review we tell what is known.", "study/review"),
        ("Mice were treated with the antibody.", "study/preclinical"),
        ("We describe three patients with pemphigus.", "study/case-series"),
    ],
)
def test_study_words_of_an_abstract_count_by_their_place(abstract: str, study: str) -> None:
    assert study in labels("Rituximab in pemphigus", abstract)


@pytest.mark.parametrize(
    "abstract",
    [
        "Phase 3 trials are lacking. Phase 3 trials should be done.",
        "A systematic review would help. Systematic reviews are rare.",
        "Case reports suggested a benefit, and cohort studies and a cohort from Spain did.",
        "Randomised trials of other drugs were small. No randomised trial has been done.",
        "In mouse models of other diseases this was not so; it differs in our hands.",
        "Guidelines advise it. Guidelines differ.",
    ],
)
def test_studies_of_others_give_no_study_label(abstract: str) -> None:
    found = {each for each in labels("Rituximab in pemphigus", abstract) if "study/" in each}

    assert found <= {"study/preclinical"} if "mouse" in abstract else found == set()


@pytest.mark.parametrize(
    "abstract",
    [
        "Two therapies have been approved, belimumab and anifrolumab. Belimumab and anifrolumab are "
        "approved drugs.",
        "Current treatments include rituximab and eculizumab. Rituximab is the standard of care.",
        "CAR-T cells have revolutionised oncology, and CAR-T cells have been approved.",
        "Previous studies of tocilizumab failed. Other drugs include tocilizumab.",
        "Further studies of rituximab are needed. Future research on rituximab may tell.",
    ],
)
def test_products_of_the_background_give_nothing(abstract: str) -> None:
    found = labels("What makes the disease flare: blood of 40 people with lupus", abstract)

    assert {each for each in found if each.startswith(("modality/", "target/"))} == set()


def test_a_product_that_the_paper_is_about_counts_where_others_are_background() -> None:
    abstract = (
        "Belimumab has been approved. Here obinutuzumab was given twice. Obinutuzumab depleted "
        "B cells in all."
    )

    found = labels("A small study in lupus nephritis", abstract)

    assert "target/cd20" in found
    assert "target/baff" not in found


@pytest.mark.parametrize(
    "abstract",
    [
        "The in vivo function of CD19 CAR T cells was better. CAR T cells persisted in vivo.",
        "CAR T cells killed in vitro and in vivo, and in vivo CAR expression was stable.",
        "Tested in vivo, the CAR T cells made ex vivo expanded.",
    ],
)
def test_what_cells_do_in_vivo_is_no_in_vivo_car(abstract: str) -> None:
    found = labels("Longer-lived CD19 CAR T cells", abstract)

    assert not found & {"modality/in-vivo-car-t", "modality/in-vivo-car"}


def test_cells_that_arise_in_vivo_are() -> None:
    abstract = (
        "We generated CAR T cells in vivo with a vector. In vivo CAR T cells cleared B cells."
    )

    assert "modality/in-vivo-car-t" in labels("CD19 CAR T cells by injection", abstract)


ABOUT_NEITHER = "Blood of 40 people was stained. The share of memory cells rose with age."


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("Antibodies, Monoclonal, Humanized", "modality/monoclonal-antibody"),
        ("Methotrexate", "modality/conventional-immunosuppressant"),
        ("Lupus Erythematosus, Systemic", "disease/sle"),
        ("Nanoparticles", "delivery/nanoparticle"),
    ],
)
def test_a_heading_alone_needs_an_abstract_that_says_so_too(heading: str, label: str) -> None:
    assert label not in labels("Memory cells and age", ABOUT_NEITHER, (heading,))
    assert label in labels("Memory cells and age", "", (heading,))


def test_a_heading_with_a_qualifier_of_treatment_or_disease_is_about_the_paper() -> None:
    mesh = ("Lupus Erythematosus, Systemic/drug therapy",)

    assert "disease/sle" in labels("Memory cells and age", ABOUT_NEITHER, mesh)


def test_a_heading_and_one_mention_are_enough() -> None:
    abstract = ABOUT_NEITHER + " All had lupus."

    found = labels("Memory cells and age", abstract, ("Lupus Erythematosus, Systemic",))

    assert "disease/sle" in found


@pytest.mark.parametrize(
    ("title", "abstract", "not_about"),
    [
        ("Sleep of adults with arthritis",
         "Adalimumab was used by 40% and methotrexate by 60%. Users of adalimumab and users of "
         "methotrexate slept alike.", ("modality/", "target/")),
        ("A questionnaire for lupus",
         "Forty were taking belimumab at baseline. Those with a history of rituximab and those with "
         "belimumab answered alike.", ("modality/", "target/")),
        ("Anifrolumab in cutaneous lupus",
         "Belimumab within three months was an exclusion criterion. People with previous use of "
         "belimumab were excluded.", ("target/baff",)),
        ("Prednisolone and bone in vasculitis",
         "Avacopan may spare bone. With avacopan less was lost elsewhere.", ("target/c5ar1",)),
        ("T-cell receptors of the synovium",
         "Receptors were put into lentiviral vectors. Lentiviral particles were counted.",
         ("delivery/",)),
        ("CD20 on lymphoma cells", "CD20 was dense. Anti-CD20 binds; anti-CD20 was our stain.",
         ("delivery/", "source/")),
        ("Upadacitinib in atopic dermatitis",
         "Cases of malignancy excluding non-melanoma skin cancer were rare. Non-melanoma skin "
         "cancer was rarer, and cancer rates were stable.", ("disease/cancer", "disease/solid")),
    ],
)  # fmt: skip
def test_circumstances_and_tools_of_an_abstract_give_nothing(
    title: str, abstract: str, not_about: tuple[str, ...]
) -> None:
    found = labels(title, abstract)

    assert {each for each in found if each.startswith(not_about)} == set()


def test_drugs_that_are_listed_or_explained_are_mentioned_once() -> None:
    one = "Rituximab, belimumab and obinutuzumab are used. Blood was drawn."
    each = "Alemtuzumab was used first. Natalizumab was used in ten. Blood was drawn."
    told = "Belimumab blocks BAFF. Blood was drawn."
    two = "Rituximab was given. Two weeks later rituximab was given again."

    for listed in (one, each, told):
        assert "modality/monoclonal-antibody" not in labels("Blood in lupus", listed)
        assert "target/baff" not in labels("Blood in lupus", listed)
    assert "modality/monoclonal-antibody" in labels("Blood in lupus", two)


def test_a_drug_of_an_abstract_completes_what_the_title_says_of_it() -> None:
    abstract = "Blinatumomab was given to six. Blinatumomab emptied the joints of B cells."

    found = labels("A CD19-directed T-cell engager in rheumatoid arthritis", abstract)

    assert {"modality/bispecific-antibody", "target/cd3"} <= found


def test_a_strategy_of_the_title_leaves_room_for_the_drug() -> None:
    abstract = "Obinutuzumab was given twice. Obinutuzumab was well borne."

    found = labels("B-cell depletion in lupus nephritis", abstract)

    assert {"modality/b-cell-depletion", "modality/monoclonal-antibody", "target/cd20"} <= found


def test_both_labels_of_a_drug_refine_an_umbrella() -> None:
    abstract = "Guselkumab was started in 80. Guselkumab was stopped in ten."

    found = labels("Biologics in psoriasis", abstract)

    assert {"modality/monoclonal-antibody", "modality/cytokine-inhibitor"} <= found


@pytest.mark.parametrize(
    ("title", "abstract", "study"),
    [
        ("Rituximab in pemphigus: a randomised trial", "In this phase 2 study 40 were treated.",
         {"study/rct", "study/phase-2"}),
        ("Ravulizumab in myasthenia",
         "In this phase 3, randomised, double-blind, placebo-controlled study it was given.",
         {"study/rct", "study/phase-3"}),
        ("TAK-101 in coeliac disease",
         "It was infused in a double-blind, placebo-controlled phase 2a study.",
         {"study/rct", "study/phase-2"}),
        ("Prednisone in uveitis", "Design: case series. Twelve eyes were seen.",
         {"study/case-series"}),
        ("Rituximab in a child", "Case presentation: a boy had pemphigus.", {"study/case-report"}),
        ("Avacopan", "Charts of 80 people were analysed retrospectively.", {"study/cohort"}),
        ("CAR-T en lupus", "En esta revisión se resumen los ensayos.", {"study/review"}),
    ],
)  # fmt: skip
def test_more_places_in_which_an_abstract_tells_what_was_done(
    title: str, abstract: str, study: set[str]
) -> None:
    assert {each for each in labels(title, abstract) if each.startswith("study/")} == study
