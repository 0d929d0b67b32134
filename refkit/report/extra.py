"""What the page and the figures need beside refkit itself: its extra ``report``."""

from __future__ import annotations

from importlib.util import find_spec

from refkit.errors import InputError
from refkit.extras import how_to_install


def need(*modules: str) -> None:
    """Raises InputError that says what to install where one of these modules is not there."""
    if missing := [name for name in modules if find_spec(name) is None]:
        raise InputError(f"a report needs {' and '.join(missing)}: {how_to_install('report')}")
