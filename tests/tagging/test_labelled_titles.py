"""The shipped taxonomy on titles that were labelled by the guideline.

All labels are of language models that had the guideline, called annotators here; no person of the
field has checked them. ``labelled_titles.jsonl`` holds 299 titles of public papers, labelled by a
guideline and without a look at the taxonomy, ``random_titles.jsonl`` 160 drawn at random and
labelled so; the first scores, before anything was learnt from them, are in docs/tagging.md.
``invented_titles.jsonl`` holds titles that are no paper's, in the manners of the literature of 2023
to 2026, labelled before a rule was tried on them; what two readers may label differently was left
out. ``drawn_titles.jsonl`` holds 240 more drawn at random from the same titles, and
``subject_titles.jsonl`` papers and invented titles of the subject itself, some of them made to trip
the rules: both were labelled before they were scored, and learnt from since. ``fresh_titles.jsonl``
holds seven sets by an annotator that never looked at a rule, and ``listed_titles.jsonl`` 200 as
reference lists have them, by another such annotator; both were scored first, and learnt from since.
``remaining_titles.jsonl`` holds the 368 of the subject that were left of the public titles from
which others were drawn, and 192 of other fields: two more annotators labelled them before they were
scored. ``gathered_titles.jsonl`` holds 300 of the newest papers, ``rare_titles.jsonl`` 250 with
many rare labels, each gathered and labelled by one who saw no rule, scored first, and learnt from
since; so were the 440 of ``settled_titles.jsonl``, by two annotators each, the 1,199 of
``wide_titles.jsonl``, by four, the 1,219 of ``further_titles.jsonl``, by five more, and those of
``later_titles.jsonl``, by nine more.
``unseen_titles.jsonl`` holds 150 that one more annotator labelled; no rule has learnt from them:
keep it so, or say in docs/tagging.md when that ended.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from conftest import REPOSITORY

from refkit.tagging.evaluation import Evaluation, FacetScore, evaluate, read_gold
from refkit.tagging.taxonomy import load_taxonomy

THERAPY = load_taxonomy("therapy-modality")
OURS = Path(__file__).parent / "labelled_titles.jsonl"
RANDOM = OURS.with_name("random_titles.jsonl")
INVENTED = OURS.with_name("invented_titles.jsonl")
DRAWN = OURS.with_name("drawn_titles.jsonl")
SUBJECT = OURS.with_name("subject_titles.jsonl")
FRESH = OURS.with_name("fresh_titles.jsonl")
LISTED = OURS.with_name("listed_titles.jsonl")
REMAINING = OURS.with_name("remaining_titles.jsonl")
GATHERED = OURS.with_name("gathered_titles.jsonl")
RARE = OURS.with_name("rare_titles.jsonl")
SETTLED = OURS.with_name("settled_titles.jsonl")
WIDE = OURS.with_name("wide_titles.jsonl")
FURTHER = OURS.with_name("further_titles.jsonl")
LATER = OURS.with_name("later_titles.jsonl")
UNSEEN = OURS.with_name("unseen_titles.jsonl")
SHARED = REPOSITORY.parent / "shared" / "gold" / "dev.jsonl"
SECOND = SHARED.with_name("dev2.jsonl")
ALL = [
    OURS,
    RANDOM,
    INVENTED,
    DRAWN,
    SUBJECT,
    FRESH,
    LISTED,
    REMAINING,
    GATHERED,
    RARE,
    SETTLED,
    WIDE,
    FURTHER,
    LATER,
    SHARED,
    SECOND,
]


@cache
def found(path: Path) -> Evaluation:
    if not path.exists():
        pytest.skip(f"hand-labelled titles ({path.name}) are not beside this repository")
    return evaluate(read_gold(path.read_text("utf-8"), THERAPY, path.name), THERAPY)


def scores(path: Path) -> dict[str, FacetScore]:
    return {each.facet: each for each in found(path).facets}


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_modality_is_what_a_person_would_say(path: Path) -> None:
    modality = scores(path)["modality"]

    # Products that the guideline's table does not have, and the table of agents does.
    assert modality.micro.value >= (0.955 if path in {WIDE, FURTHER} else 0.97)
    assert modality.macro.value >= 0.92
    assert modality.exact.value >= 0.92


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
@pytest.mark.parametrize("facet", ["target", "delivery", "disease", "study"])
def test_so_are_the_other_facets(path: Path, facet: str) -> None:
    if (path, facet) == (SECOND, "delivery"):
        pytest.skip("14 labels in all: each is seven in a hundred")
    # Few labels in all; and what products bind that the guideline's table does not have.
    few = facet == "delivery" and path in {LISTED, REMAINING, SETTLED, WIDE, FURTHER, LATER}
    least = 0.89 if few or (path, facet) == (WIDE, "target") else 0.95
    assert scores(path)[facet].micro.value >= least


def test_titles_that_no_rule_has_learnt_from_are_near_it() -> None:
    least = {"modality": 0.95, "target": 0.95, "disease": 0.95, "study": 0.93}

    assert {
        each: found for each in least if (found := scores(UNSEEN)[each].micro.value) < least[each]
    } == {}


def test_titles_without_a_label_get_none() -> None:
    assert found(OURS).unlabelled - found(OURS).left_unlabelled <= 3
