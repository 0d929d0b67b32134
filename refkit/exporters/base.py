"""What an exporter is: a name, a suffix, and a function from a bibliography to text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from refkit.model.bibliography import Bibliography, Entry
from refkit.model.resolution import Unresolved
from refkit.model.tags import Tag
from refkit.model.work import DatePolicy


class TagStyle(StrEnum):
    """How a tag is spelled: ``CAR-NK``, ``car-nk`` or ``modality/car-nk``."""

    NAME = "name"
    ID = "id"
    PATH = "path"


@dataclass(frozen=True, slots=True)
class Options:
    """What a user can choose about an export."""

    tag_style: TagStyle = TagStyle.NAME
    date_policy: DatePolicy = DatePolicy.PRINT


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format. ``render`` gives the whole file as text that ends in a newline."""

    name: str
    suffix: str
    render: Callable[[Bibliography, Options], str]


def keywords(tags: tuple[Tag, ...], style: TagStyle) -> list[str]:
    """The tags in the spelling asked for, each once."""
    spelled = {
        TagStyle.NAME: lambda tag: tag.name,
        TagStyle.ID: lambda tag: tag.label,
        TagStyle.PATH: lambda tag: f"{tag.facet}/{tag.label}",
    }[style]
    return list(dict.fromkeys(spelled(tag) for tag in tags))


def remarks(entry: Entry) -> list[str]:
    """What a reader must be told about an entry: that it is retracted, or was not resolved."""
    lines = [
        f"{update.type.replace('_', ' ').capitalize()}"
        f"{f' of {update.date}' if update.date else ''}"
        f"{f', notice {update.notice}' if update.notice else ''}"
        for update in entry.work.updates
    ]
    if isinstance(entry.resolution, Unresolved):
        printed = entry.citations[0].reference.field("unstructured") if entry.citations else ""
        lines.append(f"Not resolved: {entry.resolution.reason.sentence}")
        if printed:
            lines.append(f"As printed: {printed}")
    return lines
