"""A title may be as long and as odd as it likes: twice the length is about twice the work."""

from __future__ import annotations

import time

import pytest

from refkit.model.work import Work, WorkType
from refkit.tagging.tagger import tag
from refkit.tagging.taxonomy import load_taxonomy
from refkit.text.rich import RichText

THERAPY = load_taxonomy("therapy-modality")
SHORT, LONG = 4_000, 32_000
# Eight times the length: linear work takes 8 times as long, quadratic work 64 times.
MOST = 24

UNITS = [
    "without CAR-T cells ", "without CAR-T, ", "refractory to rituximab and ", "rituximab ", "mab",
    "CD19xCD3 ", "CAR-", "CAR T in vivo ", "in vivo ", "anti ", "lupus anticoagulant ", "(", "a",
    "T cell expressing ", "e\u0301", "自身免疫", "CAR-T cell therapy for lupus; ", "- ", "\u00ad",
]  # fmt: skip


def seconds(title: str) -> float:
    work = Work(WorkType.BOOK, title=RichText.of(title))
    rounds = []
    for _ in range(3):
        began = time.process_time()
        tag(work, [THERAPY])
        rounds.append(time.process_time() - began)
    return min(rounds)


@pytest.mark.parametrize("unit", UNITS)
def test_no_title_is_worse_than_linear(unit: str) -> None:
    short, long = (unit * (length // len(unit)) for length in (SHORT, LONG))
    tag(Work(WorkType.BOOK, title=RichText.of(short)), [THERAPY])  # patterns are compiled once

    # Below a thousandth of a second a clock shows little.
    assert seconds(long) < MOST * max(seconds(short), 0.001)


def test_a_deep_nest_of_brackets_is_only_brackets() -> None:
    assert tag(Work(WorkType.BOOK, title=RichText.of("(" * 50_000 + ")" * 50_000)), [THERAPY]) == ()
