"""The licences of all that an installation brings, from what the packages themselves say.

``python tests/licences.py`` writes docs/licences.md from what is installed: refkit with its extras.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_REPOSITORY = Path(__file__).resolve().parents[1]
PAGE, PYPROJECT = _REPOSITORY / "docs" / "licences.md", _REPOSITORY / "pyproject.toml"


class Row(NamedTuple):
    """A package, its licence in its own words, and what brings it: refkit or one of its extras."""

    name: str
    licence: str
    brought_by: str

    def __str__(self) -> str:
        return f"| {self.name} | {self.licence} | {self.brought_by} |"


def named() -> dict[str, list[Requirement]]:
    """What refkit names itself, under an empty name, and what each of its extras names."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    asked = {"": project["dependencies"]} | project["optional-dependencies"]
    return {
        extra: [Requirement(text) for text in texts]
        for extra, texts in asked.items()
        if extra not in {"test", "docs"}  # for whoever works on refkit
    }


def rows() -> list[Row]:
    """All packages that are installed, by name; one that several bring is the first's."""
    found: dict[str, Row] = {}
    for extra, needed in named().items():
        for each in brought(needed, set()):
            name = canonicalize_name(each.metadata["Name"])
            found.setdefault(name, Row(name, licence(each), f"`[{extra}]`" if extra else "refkit"))
    return [found[name] for name in sorted(found)]


def brought(needed: Iterable[Requirement], seen: set[str]) -> Iterator[Distribution]:
    """The packages that are needed, and those that they need; what is not installed is left out."""
    for each in needed:
        name = canonicalize_name(each.name)
        if name in seen or (each.marker and not each.marker.evaluate({"extra": ""})):
            continue
        seen.add(name)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue
        yield found
        yield from brought(map(Requirement, found.requires or ()), seen)


def licence(package: Distribution) -> str:
    """A package's licence: its SPDX expression, else its classifier, else its own words."""
    about = package.metadata
    if expression := about.get("License-Expression"):
        return expression
    classified = [
        each.rpartition(" :: ")[2]
        for each in about.get_all("Classifier", [])
        if each.startswith("License :: ") and each != "License :: OSI Approved"
    ]
    words = (about.get("License") or "").strip().partition("\n")[0]
    said = ", ".join(classified) or words or "not said"
    return re.sub(r"\s+", " ", said).replace("|", "/")


def page() -> str:
    """The page as Markdown."""
    lines = [
        "# Licences of what comes along",
        "",
        "refkit is under [Apache-2.0](../LICENSE). It copies no other package's code; an "
        "installation brings the packages below. Each is named with the licence that it states "
        "itself and with what brings it: refkit, or one of its extras.",
        "",
        "Written by `python tests/licences.py` from what was installed then; which packages others "
        "need differs a little by the version of Python and by the system.",
        "",
        "| package | licence | brought by |",
        "| --- | --- | --- |",
        *map(str, rows()),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
