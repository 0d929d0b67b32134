"""What an exporter is: a name, a suffix, and a function from a bibliography to text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from refkit.model.bibliography import Bibliography, Entry
from refkit.model.resolution import Unresolved
from refkit.model.tags import Tag
from refkit.model.work import DatePolicy
from refkit.text.markup import read_plain


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
    return list(dict.fromkeys(_spelled(tag, style) for tag in tags))


def _spelled(tag: Tag, style: TagStyle) -> str:
    if style is TagStyle.PATH:
        return f"{tag.facet}/{tag.label}"
    return tag.label if style is TagStyle.ID else tag.name


def remarks(entry: Entry) -> list[str]:
    """What a reader must be told about an entry: that it is retracted, or was not resolved."""
    lines = [
        f"{update.type.replace('_', ' ').capitalize()}"
        f"{f' of {update.date}' if update.date else ''}"
        f"{f', notice {update.notice}' if update.notice else ''}"
        for update in entry.work.updates
    ]
    if entry.work.published_version:
        lines.append(f"Preprint; published as {entry.work.published_version}")
    if isinstance(entry.resolution, Unresolved):
        lines.append(f"Not resolved: {entry.resolution.reason.sentence}")
        if printed := printed_line(entry):
            lines.append(f"As printed: {printed}")
    return lines


def printed_line(entry: Entry) -> str:
    """The reference as one printed line, without markup; empty where none was deposited."""
    printed = (citation.reference.field("unstructured") for citation in entry.citations)
    return read_plain(next((line for line in printed if line), ""))
