"""A drug that is told by what it blocks, and cells that are told by how they are given.

Titles say so in many orders of words. Each way is tried with each name: what one label knows, all do.
"""

from __future__ import annotations

import pytest

from refkit.model.work import Work, WorkType
from refkit.tagging.tagger import tag
from refkit.tagging.taxonomy import load_taxonomy
from refkit.text.rich import RichText

THERAPY = load_taxonomy("therapy-modality")

BLOCKED = {
    "immune-checkpoint-inhibitor": (
        "PD-1",
        "programmed cell death protein 1",
        "programmed death-ligand 1",
        "CTLA-4",
        "cytotoxic T lymphocyte-associated antigen 4",
        "LAG-3",
    ),
    "cytokine-inhibitor": (
        "TNFα",
        "tumour necrosis factor-alpha",
        "IL6",
        "interleukin-6",
        "IL-17A/F",
        "IL-17RA",
        "interleukin-12/23",
        "interleukin-4 receptor",
        "thymic stromal lymphopoietin",
        "interferon-gamma",
        "type I interferon",
    ),
    "baff-april-inhibitor": ("BAFF", "B-cell activating factor", "B lymphocyte stimulator"),
    "fcrn-blocker": ("FcRn", "the neonatal Fc receptor"),
    "complement-inhibitor": ("C5", "complement component 5", "factor B", "the alternative pathway"),
    "btk-inhibitor": ("BTK", "Bruton's tyrosine kinase"),
    "jak-inhibitor": ("JAK1/2", "Janus kinase 1", "TYK2", "tyrosine kinase 2"),
}
SMALL = (
    "mTOR",
    "PI3Kδ",
    "spleen tyrosine kinase",
    "BCL-2",
    "ROCK2",
    "HSP90",
    "adenosine A2A receptor",
)
WAYS_OF_BLOCKING = (
    "{} inhibitors in disease",
    "{} inhibition in patients with disease",
    "{} blockade in disease",
    "{} antagonists for disease",
    "inhibitors of {} in disease",
    "selective inhibition of {} in disease",
)

CELLS = {
    "nk-cell-therapy": ("NK cells", "natural killer (NK) cells"),
    "treg-therapy": ("regulatory T cells", "Tregs"),
    "msc-therapy": ("mesenchymal stromal cells", "adipose-derived stem cells"),
    "til-therapy": ("tumor-infiltrating lymphocytes", "TILs"),
    "engineered-t-cell-therapy": ("gene-edited T cells", "redirected T cells"),
    "cell-therapy": ("donor lymphocytes", "dendritic cells", "γδ T cells", "macrophages"),
}
WAYS_OF_GIVING = (
    "{} therapy in disease",
    "{}-based therapy for disease",
    "patients treated with {}",
    "treatment of severe disease with {}",
    "infusion of {} in patients with disease",
    "{} for the treatment of disease",
    "{} as a treatment for disease",
    "{}: a new therapy for disease",
    "a clinical trial of {} in disease",
    "manufacturing of {}",
    "clinical-grade {}",
    "off-the-shelf {} for disease",
)
# Here they are the patient's own.
WAYS_OF_BEING = (
    "{} in the blood of patients with disease",
    "role of {} in disease",
    "numbers of {} after treatment",
    "depletion of {} in mice",
    "{} and their receptors",
)


def modalities(title: str) -> set[str]:
    """The modalities of a title, and what they imply."""
    given = tag(Work(WorkType.ARTICLE_JOURNAL, title=RichText.of(title)), [THERAPY])
    labels = {each.label for each in given if each.facet == "modality"}
    return labels.union(*(THERAPY.ancestors("modality", each) for each in labels))


@pytest.mark.parametrize("way", WAYS_OF_BLOCKING)
def test_a_drug_is_known_by_what_it_blocks(way: str) -> None:
    missed = [
        (label, name)
        for label, names in {**BLOCKED, "small-molecule": SMALL}.items()
        for name in names
        if label not in modalities(f"A review: {way.format(name)}")
    ]

    assert missed == []


@pytest.mark.parametrize("way", ["blocking {} in disease", "a monoclonal antibody against {}"])
def test_and_a_biologic_by_what_it_does(way: str) -> None:
    kinds = (
        "immune-checkpoint-inhibitor",
        "cytokine-inhibitor",
        "baff-april-inhibitor",
        "fcrn-blocker",
    )

    missed = [
        (label, name)
        for label in kinds
        for name in BLOCKED[label]
        if label not in modalities(f"A review: {way.format(name)}")
    ]

    assert missed == []


@pytest.mark.parametrize("way", WAYS_OF_GIVING)
def test_cells_are_known_by_how_they_are_given(way: str) -> None:
    missed = [
        (label, name)
        for label, names in CELLS.items()
        for name in names
        if label not in modalities(f"A review: {way.format(name)}")
    ]

    assert missed == []


@pytest.mark.parametrize("way", WAYS_OF_BEING)
def test_and_are_no_therapy_where_they_are_the_patients_own(way: str) -> None:
    names = ("NK cells", "regulatory T cells", "dendritic cells", "macrophages", "γδ T cells")

    assert {name: found for name in names if (found := modalities(way.format(name)))} == {}
