"""How an extra of refkit is installed, for every message that says so."""

from __future__ import annotations


def how_to_install(extra: str) -> str:
    """What to type for an extra, ``report`` for one.

    refkit is not on PyPI: it is installed from a clone, or from a wheel in its place.
    """
    return f"pip install '.[{extra}]' in refkit's clone"
