"""The optional parts of refkit: what each needs, and how it is installed."""

from __future__ import annotations

from importlib.util import find_spec

from refkit.errors import InputError


def how_to_install(extra: str) -> str:
    """What to type for an extra, ``report`` for one.

    refkit is not on PyPI: it is installed from a clone, or from a wheel in its place.
    """
    return f"pip install '.[{extra}]' in refkit's clone"


def require(what: str, extra: str, *packages: str) -> None:
    """Raise InputError where ``what`` lacks a package of an extra, with what to type."""
    if missing := [name for name in packages if find_spec(name) is None]:
        raise InputError(f"{what} needs {', '.join(missing)}: {how_to_install(extra)}")
