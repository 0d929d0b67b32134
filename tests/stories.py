"""Tests of which each is a story of many steps: fewer of them are told in an everyday run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import Phase, settings

# What a story costs beside a usual input, so many fewer are drawn, whatever the profile.
_AS_LONG_AS = 6


def stories() -> settings:
    """The settings of the profile for tests of a seed, from which alone a story follows.

    A seed is not made smaller when it fails: another number is another story.
    """
    return settings(
        max_examples=max(1, settings().max_examples // _AS_LONG_AS),
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
    )


def seeds(usual: Iterable[int], more: Iterable[int]) -> list[Any]:
    """Seeds to parametrize with; those of ``more`` are marked so."""
    return [*usual, *(pytest.param(seed, marks=pytest.mark.more) for seed in more)]
