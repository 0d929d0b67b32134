"""The cases of docs/labelling-guideline.md are labelled as they stand there."""

from __future__ import annotations

import re

import pytest
from conftest import REPOSITORY

from refkit.model.work import Work, WorkType
from refkit.tagging.tagger import tag
from refkit.tagging.taxonomy import load_taxonomy
from refkit.text.rich import RichText

THERAPY = load_taxonomy("therapy-modality")
PAGE = (REPOSITORY / "docs" / "labelling-guideline.md").read_text("utf-8")
CASES = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.partition("## Cases")[2].splitlines()
    if line.startswith("|")
][2:]


@pytest.mark.parametrize(("case", "_", "title", "labels"), CASES, ids=[row[0] for row in CASES])
def test_a_case_is_labelled_as_the_page_says(case: str, _: str, title: str, labels: str) -> None:
    found = tag(Work(WorkType.ARTICLE_JOURNAL, title=RichText.of(title)), [THERAPY])
    given = {each.facet for each in found} | {
        f"{each.facet}/{id_}"
        for each in found
        for id_ in {each.label, *THERAPY.ancestors(each.facet, each.label)}
    }
    said = re.findall(r"(not )?`([^`]+)`", labels)

    assert said, case
    assert [name for no, name in said if bool(no) == (name in given)] == [], given
