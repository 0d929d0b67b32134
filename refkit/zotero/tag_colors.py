"""Coloured tags: read, added to, never replaced; the list is the user's own."""

from __future__ import annotations

from collections.abc import Sequence

from refkit.zotero.api.library import ZoteroLibrary
from refkit.zotero.api.protocol import TagColor, WriteStatus
from refkit.zotero.journal import SyncRun

# Zotero's interface shows nine (its data/tags.js); more would never be seen.
_MOST = 9
# Okabe and Ito's colours, which people who are blind to some can tell apart; black is no mark.
_COLORS = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#F0E442")


def colorless(library: ZoteroLibrary, names: Sequence[str]) -> list[str]:
    """The names among these that have no colour, as many as colours are free."""
    colors, _ = library.tag_colors()
    known = {each["name"] for each in colors}
    return [name for name in names if name not in known][: len(_free(colors))]


def add_colors(library: ZoteroLibrary, run: SyncRun, names: Sequence[str]) -> list[str]:
    """Give tags the colours that are free, in their order; sentences on what was not done."""
    if not names:
        return []
    colors, version = library.tag_colors()
    pairs = zip(names, _free(colors), strict=False)
    added: list[TagColor] = [{"name": name, "color": color} for name, color in pairs]
    run.record_colors([each["name"] for each in added])
    result = library.put_tag_colors([*colors, *added], version)
    if result.status is WriteStatus.WRITTEN:
        return []
    return [f"no tag was coloured: {result.why or 'somebody changed the list meanwhile'}"]


def _free(colors: Sequence[TagColor]) -> list[str]:
    used = {str(each["color"]).upper() for each in colors}
    return [color for color in _COLORS if color not in used][: max(0, _MOST - len(colors))]


def undo_colors(run: SyncRun, library: ZoteroLibrary) -> str:
    """Take out the coloured tags that a run added; a sentence where that fails.

    One that has a colour which refkit never gives was coloured by somebody since, and stays.
    """
    if not run.colors:
        return ""
    colors, version = library.tag_colors()
    kept = [
        each
        for each in colors
        if each["name"] not in run.colors or str(each["color"]).upper() not in _COLORS
    ]
    if kept == colors:
        return ""
    result = library.put_tag_colors(kept, version)
    return "" if result.status is WriteStatus.WRITTEN else f"tags keep their colours: {result.why}"
