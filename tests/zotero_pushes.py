"""A bibliography, a loopback Zotero, and what a user does with the two."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from builders import bibliography_of, make_entry, make_work, unresolved

from refkit.api.zotero import plan_zotero, to_zotero, undo_zotero
from refkit.model.bibliography import Bibliography, Citation, Entry
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.reference import Reference
from refkit.model.tags import Evidence, Tag
from refkit.zotero.apply import ItemResult
from refkit.zotero.desired import Choices
from refkit.zotero.plan import Plan
from refkit.zotero.sync import Order, Pushed

REVIEW = Doi("10.1000/review")
way = "web"  # by which a test's pushes go where it names none


def tag(name: str, facet: str = "modality") -> Tag:
    return Tag(facet, name.lower(), name, (Evidence("title", 0, 2, "On", "rule"),))


def entry(number: int, *names: str, **work: Any) -> Entry:
    """The entry of a review's list at this place, with these labels."""
    given = {"doi": Doi(f"10.1000/{number}"), "volume": str(number)} | work
    made = make_work(f"On the bees of meadow {number}", **given)
    return make_entry(made, f"berg{number}", citations=(line(number),), tags=tuple(map(tag, names)))


def open_entry(number: int) -> Entry:
    """A reference that was not resolved."""
    printed = Reference(number, "", (("unstructured", f"Berg A. Bees {number}. 2025."),))
    work = make_work("", creators=(), published_print=None)
    return Entry(f"ref{number}", work, unresolved(), (Citation(REVIEW, printed),))


def line(number: int) -> Citation:
    return Citation(REVIEW, Reference(number, f"ref{number}", (("DOI", f"10.1000/{number}"),)))


def review(*entries: Entry) -> Bibliography:
    own = make_work("A review of bees", doi=REVIEW, creators=(Creator("Xu", "Li"),))
    return replace(bibliography_of(*entries), reviews=(own,))


def push(bibliography: Bibliography, *, transport: str = "", **asked: Any) -> Pushed:
    library = asked.pop("library", "")
    return to_zotero(order(bibliography, **asked), transport=transport or way, library=library)


def plan(bibliography: Bibliography, *, transport: str = "", **asked: Any) -> Plan:
    return plan_zotero(order(bibliography, **asked), transport=transport or way)


def order(bibliography: Bibliography, **asked: Any) -> Order:
    of_choices = {name: asked.pop(name) for name in Choices.__dataclass_fields__ if name in asked}
    given = {"collection": "Bees", "choices": Choices(**of_choices)} | asked
    return Order(bibliography, "review.refkit.json", **given)


def undo(pushed: Pushed | str) -> Pushed:
    return undo_zotero(pushed if isinstance(pushed, str) else pushed.run)


def results(pushed: Pushed) -> dict[str, str]:
    """What came of each entry, by its citation key."""
    return {row.entry: row.result for row in pushed.rows if not row.is_note}


def row_of(pushed: Pushed, name: str) -> ItemResult:
    return next(row for row in pushed.rows if row.entry == name)


def state(server: Any, path: str = "users/1") -> dict[str, Any]:
    """What a library holds outside its trash, without what every write changes."""
    library = server.library(path)
    hidden = ("version", "dateAdded", "dateModified")
    return {
        key: {name: value for name, value in item.items() if name not in hidden}
        for key, item in library.items.items()
        if not item.get("deleted")
    }


def tags(item: dict[str, Any]) -> list[str]:
    """The manual tags of an item."""
    return [each["tag"] for each in item.get("tags", ()) if not each.get("type")]


def writes(server: Any) -> int:
    """How often something was written; a user who is asked for leave is no writing."""
    sent = [one for one in server.requests if not one.path.endswith("/authorize")]
    return sum(one.method in {"POST", "PATCH", "PUT", "DELETE"} for one in sent)
