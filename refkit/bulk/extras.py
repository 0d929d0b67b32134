"""What the extra ``scale`` brings: asked for when it is used, and named where it is absent."""

from __future__ import annotations

from importlib.util import find_spec

from refkit.errors import InputError
from refkit.extras import how_to_install

TAGGING = ("isal", "msgspec", "pyarrow")
WHERE = ("duckdb",)
DASK = ("distributed",)
COUNTING = ("duckdb",)
PLOTTING = ("matplotlib",)


def need(*packages: str) -> None:
    """Raise InputError with what to type where one of these packages is not installed."""
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        raise InputError(f"refkit bulk needs {', '.join(missing)}: {how_to_install('scale')}")
