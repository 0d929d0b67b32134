"""A title may be as long and as odd as it likes: twice the length is about twice the work."""

from __future__ import annotations

import pytest
from growth import is_linear

from refkit.model.work import Work, WorkType
from refkit.tagging.tagger import tag
from refkit.tagging.taxonomy import load_taxonomy
from refkit.text.rich import RichText

THERAPY = load_taxonomy("therapy-modality")
LONG = 32_000

UNITS = [
    "without CAR-T cells ", "without CAR-T, ", "refractory to rituximab and ", "rituximab ", "mab",
    "CD19xCD3 ", "CAR-", "CAR T in vivo ", "in vivo ", "anti ", "lupus anticoagulant ", "(", "a",
    "T cell expressing ", "e\u0301", "自身免疫", "CAR-T cell therapy for lupus; ", "- ", "\u00ad",
    "CAR1", "mabCAR",
]  # fmt: skip


@pytest.mark.sweep(3)
@pytest.mark.parametrize("unit", UNITS)
def test_no_title_is_worse_than_linear(unit: str) -> None:
    def read(length: int) -> None:
        title = unit * (length // len(unit))
        tag(Work(WorkType.BOOK, title=RichText.of(title)), [THERAPY])

    assert is_linear(read, LONG)


def test_a_deep_nest_of_brackets_is_only_brackets() -> None:
    assert tag(Work(WorkType.BOOK, title=RichText.of("(" * 50_000 + ")" * 50_000)), [THERAPY]) == ()
