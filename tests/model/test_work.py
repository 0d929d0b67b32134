"""What a work says of itself."""

from __future__ import annotations

import pytest
from builders import make_work

from refkit.model.work import Update, own_title


@pytest.mark.parametrize("title", ["RETRACTED: On bees", "On bees [retracted in: Owls 2]"])
def test_a_title_says_that_a_work_is_retracted_as_a_notice_does(title: str) -> None:
    work = make_work("On bees")

    assert not work.is_retracted
    assert make_work("On bees", updates=(Update("withdrawal"),)).is_retracted
    assert make_work(title).is_retracted
    assert own_title(title) == own_title("On bees") == "On bees"


@pytest.mark.parametrize("title", ["Retracted papers on bees", "Withdrawn bees: a story"])
def test_a_work_about_retractions_is_not_retracted(title: str) -> None:
    assert not make_work(title, updates=(Update("correction"),)).is_retracted
