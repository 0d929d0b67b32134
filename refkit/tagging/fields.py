"""The parts of a work that can speak for a label, and the text in which evidence is placed."""

from __future__ import annotations

from collections.abc import Callable

from refkit.model.work import Work

TITLE, ABSTRACT, MESH, TYPES, CONTAINER = (
    "title", "abstract", "mesh", "publication-types", "container",
)  # fmt: skip
FIELDS = (TITLE, ABSTRACT, MESH, TYPES, CONTAINER)
"""The fields in the order of their weight; a rule names those it is for."""

PRINTED = "printed"
"""The line as it was printed: it speaks in the place of a title that cannot be told."""

RUNNING_TEXT = (TITLE, ABSTRACT)
"""What a rule is for that names no field."""

EVIDENCE = {"title": (TITLE,), "all": FIELDS}
"""The words by which a user says which fields may speak."""


def text_of(work: Work, field: str) -> str:
    """The plain text of a field, empty where the work has none; lists are parted by ``; ``.

    Raises KeyError for a name that is none of FIELDS.
    """
    return _TEXTS[field](work)


_TEXTS: dict[str, Callable[[Work], str]] = {
    TITLE: lambda work: work.title.plain,
    ABSTRACT: lambda work: work.abstract.plain,
    MESH: lambda work: "; ".join(work.mesh),
    TYPES: lambda work: "; ".join(work.publication_types),
    CONTAINER: lambda work: work.container.title,
}
