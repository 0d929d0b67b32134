"""How many inputs the property tests draw, and whether they are the same each time.

``dev`` draws a few and the same ones, so that a run says what the one before said; ``ci`` and
``thorough`` draw more and anew, and print how to draw a find again. The option
--hypothesis-profile goes before REFKIT_HYPOTHESIS_PROFILE. Nothing depends on how fast the machine
is. A module of its own, since tests import conftest once more, which must not choose anew.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

_UNHURRIED = {
    "deadline": None,
    # To tell which parts of a find do not matter takes minutes where a work has forty fields.
    "phases": [phase for phase in Phase if phase is not Phase.explain],
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much],
}
_ANEW = {"derandomize": False, "database": None, "print_blob": True}
settings.register_profile("dev", max_examples=10, derandomize=True, **_UNHURRIED)
settings.register_profile("ci", max_examples=15, **_ANEW, **_UNHURRIED)
settings.register_profile("thorough", max_examples=2_000, **_ANEW, **_UNHURRIED)
settings.load_profile(os.environ.get("REFKIT_HYPOTHESIS_PROFILE") or "dev")


def draws_more() -> bool:
    """Whether more is drawn than in an everyday run."""
    return settings().max_examples > settings.get_profile("dev").max_examples


def draws_all() -> bool:
    """Whether nothing is left out for the sake of time."""
    return settings().max_examples >= settings.get_profile("thorough").max_examples
