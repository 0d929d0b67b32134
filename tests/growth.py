"""How the time that something takes grows with what it is given, measured so that a busy machine
makes no find.

A neighbour on the same core makes a stretch of work look two or three times as long as it is, now
and then. What is quadratic is so each time it is measured: a find is one only if it never once looked
linear.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

import pytest

Given = TypeVar("Given")

FOLD = 8
MOST = 24.0
"""Eight times as much may take so many times as long; what is quadratic takes 64 times."""
LEAST = 0.02
"""Seconds: what takes less for the most is not looked at, a quadratic step is never among it."""
TRIES = 12
PARTS = pytest.mark.parametrize(
    "part", [4, pytest.param(1, marks=pytest.mark.more)], ids=["a quarter", "whole"]
)
"""For what takes seconds at its whole size: an everyday run takes a quarter of it."""


def cost(work: Callable[[Given], object], given: Given) -> float:
    """The seconds of the processor that it takes, whatever else the machine does."""
    # The collector looks at all that lives, now and then: what it takes says nothing of the work.
    gc.disable()
    try:
        began = time.thread_time()
        work(given)
        return time.thread_time() - began
    finally:
        gc.enable()


def grows(
    work: Callable[[Given], object], few: Given, many: Given, *, least: float, times: int = 1
) -> float:
    """How much longer ``many`` takes; 0 where that is too fast to be measured.

    The best of so many ``times`` of each.
    """
    long = min(cost(work, many) for _ in range(times))
    if long < least:  # most are
        return 0.0
    # The smaller one in its turn has been done before: a find is not what was remembered of it.
    return long / max(min(cost(work, few) for _ in range(times)), 1e-6)


def is_linear(work: Callable[[int], object], many: int, *, least: float = LEAST) -> bool:
    """Whether ``work(many)`` takes no more than in proportion to ``work(many / 8)``."""
    work(many // FOLD)  # patterns are compiled and tables are made once
    return any(grows(work, many // FOLD, many, least=least) <= MOST for _ in range(TRIES))
