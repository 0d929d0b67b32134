"""The plug-in for Zotero as one file, .xpi: built from its folder, byte for byte the same.

The standard library alone is needed: a wheel is built with it, too.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from refkit.errors import InputError

SHIPPED = "refkit.xpi"
"""What a wheel has beside this module."""
FOLDER = "zotero-plugin"
"""Where its sources stand at the top of a checkout."""

# What Zotero loads; tests, settings of tools and the like stay out.
_PARTS = ("bootstrap.js", "chrome", "content", "locale", "manifest.json", "prefs.js", "LICENSE")
# The first day that a zip file knows: when it was built is nobody's business.
_DAY = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o100644 << 16


def plugin_bytes() -> bytes:
    """The plug-in that belongs to this refkit; raises InputError where there is none.

    In a checkout it is built from its folder, a wheel holds it.
    """
    here = Path(__file__).resolve().parent
    sources = here.parents[2] / FOLDER
    if (sources / "manifest.json").is_file():
        return build(sources)
    try:
        return (here / SHIPPED).read_bytes()
    except OSError:
        raise InputError(
            "this refkit was installed without the plug-in for Zotero: install it from its wheel"
        ) from None


def build(folder: Path) -> bytes:
    """The plug-in from its folder: names in their order, one date, nothing compressed.

    Compressed bytes differ from one zlib to the next. Raises InputError where the folder is no
    plug-in.
    """
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_STORED) as archive:
        for name, path in sorted(_files(folder)):
            held = zipfile.ZipInfo(name, _DAY)
            held.create_system = 3  # else the bytes say on which system it was built
            held.external_attr = _READABLE
            archive.writestr(held, path.read_bytes())
    return found.getvalue()


def version_of(plugin: bytes) -> str:
    """The version in the manifest of a plug-in."""
    with zipfile.ZipFile(io.BytesIO(plugin)) as archive:
        return str(json.loads(archive.read("manifest.json"))["version"])


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    if missing := [n for n in ("bootstrap.js", "manifest.json") if not (folder / n).is_file()]:
        raise InputError(f"{folder}: is no plug-in for Zotero, it has no {missing[0]}")
    for part in _PARTS:
        top = folder / part
        paths = [top] if top.is_file() else sorted(top.rglob("*"))
        for path in paths:
            inner = path.relative_to(folder)
            if path.is_file() and not any(each.startswith(".") for each in inner.parts):
                yield inner.as_posix(), path
