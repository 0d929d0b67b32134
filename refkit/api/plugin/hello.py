"""Answers what the plug-in must know first: versions, settings, and the labels that there are."""

from __future__ import annotations

from refkit.api.offline import chosen_taxonomies
from refkit.formats.export import TagStyle, keywords
from refkit.model.tags import Tag
from refkit.settings import person, read_settings
from refkit.tagging.rules import Label
from refkit.tagging.taxonomy import TAXONOMIES
from refkit.version import __version__
from refkit.zotero.plugin.events import PROTOCOL, Emit, Event, Want
from refkit.zotero.plugin.request import Request


def answer_hello(request: Request, emit: Emit, run: str) -> None:
    """Who answers, what can be asked, and the vocabulary for menus."""
    settings = read_settings()
    emit(
        {
            "event": "hello",
            "refkit": __version__,
            "protocols": [PROTOCOL],
            "wants": [each.value for each in Want],
            "tag_styles": [each.value for each in TagStyle],
            "contact": bool(settings.mailto),
            "person": request.options.person or person(),
            "data": str(settings.data),
        }
    )
    emit(_vocabulary(request))


def _vocabulary(request: Request) -> Event:
    options = request.options
    taxonomies = chosen_taxonomies(options.taxonomies or TAXONOMIES, options.facets)
    style = TagStyle(options.tag_style)
    facets: dict[str, list[Event]] = {}
    for taxonomy in taxonomies:
        for label in taxonomy.labels:
            if not options.facets or label.facet in options.facets:
                facets.setdefault(label.facet, []).append(_label(label, style))
    return {
        "event": "vocabulary",
        "taxonomies": [each.stamp for each in taxonomies],
        "facets": [{"facet": facet, "labels": labels} for facet, labels in facets.items()],
    }


def _label(label: Label, style: TagStyle) -> Event:
    return {
        "label": label.id,
        "name": label.name,
        "tag": keywords((Tag(label.facet, label.id, label.name, ()),), style)[0],
        "definition": label.definition,
        "parents": list(label.parents),
    }
