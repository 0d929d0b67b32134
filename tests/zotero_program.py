"""Zotero with the plug-in in it, played: it describes its library, and writes what it is told to.

Every request that is sent and every event that comes back is held against the schema of the
protocol. With ``keep`` they are written down, journey by journey.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from click.testing import CliRunner

from refkit.cli import main
from refkit.zotero.item_types import ITEM_TYPES
from refkit.zotero.plan import key_of

Json = dict[str, Any]
SCHEMA = Path(__file__).resolve().parents[1] / "refkit" / "schemas" / "refkit-zotero-1.json"
ITEM_TYPES_SENT = {
    name: {"fields": sorted(has.fields), "creator_types": sorted(has.creators)}
    for name, has in ITEM_TYPES.items()
}
_IN_INDEX = (
    "key", "version", "itemType", "title", "date", "DOI", "PMID", "ISBN", "extra", "creators",
    "tags", "collections", "deleted",
)  # fmt: skip


@cache
def validator(name: str) -> Any:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    return jsonschema.Draft202012Validator({**schema, "$ref": f"#/$defs/{name}"})


def run(request: Json | bytes, *, is_sound: bool = True) -> list[Json]:
    """The events of one request, each as the schema says."""
    data = request if isinstance(request, bytes) else json.dumps(request).encode()
    if is_sound:
        validator("request").validate(json.loads(data))
    result = CliRunner().invoke(main, ["zotero", "items", "--events"], input=data)
    assert result.exit_code == 0, result.output
    assert result.stdout_bytes.isascii()
    told = [json.loads(line) for line in result.stdout.splitlines()]
    for event in told:
        validator("event").validate(event)
    assert told[0]["event"] == "start"
    assert told[-1]["event"] == "end"
    assert told[-1]["ok"] is not any(each["event"] == "error" for each in told)
    return told


def of(told: Iterable[Json], event: str) -> list[Json]:
    """The events of one name."""
    return [each for each in told if each["event"] == event]


def one(told: Iterable[Json], event: str) -> Json:
    (found,) = of(told, event)
    return found


class Program:
    """A library, and the plug-in's ways with it; each save gives an item another version."""

    def __init__(self, library: str = "local/abcdefgh/users/0", keep: Path | None = None) -> None:
        self.items: dict[str, Json] = {}
        self.collections: dict[str, Json] = {}
        self.library = library
        self.also: list[str] = []
        self.editable = True
        self.options: Json = {"offline": True, "collection": "Bees"}
        self.run = ""
        self._saves = 1_700_000_000
        self._made = 0
        self._keep = keep
        self._kept = 0

    def ask(self, want: str, *, is_sound: bool = True, **members: Any) -> list[Json]:
        """Ask, with the library as it is now."""
        sent = {
            "protocol": 1,
            "client": {"program": "Zotero", "version": "10.0.0", "plugin": "0.1.0"},
            "want": want,
            "library": members.pop("library", None) or self.described(),
            "options": {**self.options, **members.pop("options", {})},
            **members,
        }
        if want == "references":
            sent["item_types"] = ITEM_TYPES_SENT
        told = run(sent, is_sound=is_sound)
        if self._keep:
            self._write_down(want, sent, told)
        return told

    def described(self, whole: Iterable[str] = ()) -> Json:
        """The index, as a query of the program's own tables gives it."""
        return {
            "id": self.library,
            "also": self.also,
            "name": "My Library",
            "type": "user",
            "editable": self.editable,
            "items": list(self._indexed(frozenset(whole))),
            "collections": list(self.collections.values()),
        }

    def _indexed(self, whole: frozenset[str]) -> Iterator[Json]:
        for key, item in self.items.items():
            if "parentItem" in item:
                continue
            if key in whole:
                yield self.whole(key)[0]
            else:
                yield {name: deepcopy(item[name]) for name in _IN_INDEX if item.get(name)}

    def references(self, *identifiers: str, **members: Any) -> list[Json]:
        """What a review lists, planned; the run is remembered for ``write``."""
        told = self.ask("references", identifiers=list(identifiers), **members)
        self.run = told[0]["run"]
        return told

    def label(self, *keys: str, **members: Any) -> list[Json]:
        """The labels of selected items, planned."""
        told = self.ask("labels", items=self.whole(*keys), **members)
        self.run = told[0]["run"]
        return told

    def decide(self, *decisions: Json, **members: Any) -> list[Json]:
        """What a person says of labels, carried out and planned."""
        items = self.whole(*dict.fromkeys(each["key"] for each in decisions))
        told = self.ask("decide", items=items, decisions=list(decisions), **members)
        self.run = told[0]["run"]
        return told

    def write(
        self, told: Sequence[Json], chosen: Iterable[int] | None = None, *, is_told: bool = True
    ) -> list[Json]:
        """Begin, write in one go, and tell what came of it."""
        ticked = [each for each in of(told, "item") if each["write"]]
        if chosen is not None:
            ticked = [each for each in ticked if each["id"] in set(chosen)]
        self.ask("begin", run=self.run, chosen=[each["id"] for each in ticked])
        target = self._target(told)
        written = [self._carried_out(each, target) for each in ticked]
        if not is_told:
            return []
        return self.ask("written", run=self.run, written=written, collection=target)

    def undo(self, run: str) -> list[Json]:
        """What taking back would do, and doing it."""
        told = self.plan_undo(run)
        ticked = [each for each in of(told, "item") if each["write"]]
        written = [self._carried_out(each, "") for each in ticked]
        for each in of(told, "collection"):
            del self.collections[each["key"]]
        self.ask("written", run=run, written=written)
        return told

    def plan_undo(self, run: str) -> list[Json]:
        """What taking a run back would do."""
        (found,) = [each for each in of(self.ask("runs"), "run") if each["run"] == run]
        keys = [key for key in found["keys"] if key in self.items]
        children = [
            {"key": key, "parentItem": item["parentItem"], "itemType": item["itemType"]}
            for key, item in self.items.items()
            if item.get("parentItem") in keys
        ]
        library = self.described() | {"children": children}
        return self.ask("undo", run=run, library=library, items=self.whole(*keys))

    def whole(self, *keys: str) -> list[Json]:
        """Items in full, as the plug-in makes them of ``item.toJSON()``."""
        return [{"deleted": False, **deepcopy(self.items[key]), "whole": True} for key in keys]

    def create(self, **members: Any) -> str:
        """An item that the user makes; gives its key."""
        given = {"itemType": "journalArticle", "creators": [], "tags": [], "collections": []}
        return self._saved({**given, **members})["key"]

    def change(self, key: str, **members: Any) -> None:
        """What the user does to an item."""
        self._saved({**self.items[key], **members})

    def tags(self, key: str) -> list[str]:
        """The manual tags of an item."""
        return sorted(each["tag"] for each in self.items[key]["tags"] if not each.get("type"))

    def key_of(self, title: str) -> str:
        (key,) = [key for key, item in self.items.items() if item.get("title") == title]
        return key

    def _target(self, told: Sequence[Json]) -> str:
        for each in of(told, "collection"):
            if each["key"]:
                return str(each["key"])
            key = self._new_key()
            self.collections[key] = {"key": key, "name": each["name"], "parent": None}
            return key
        return ""

    def _carried_out(self, told: Json, target: str) -> Json:
        write = told["write"]
        if write["op"] == "create":
            item = {**deepcopy(write["item"]), "collections": [target] if write["collect"] else []}
        else:
            item = {**self.items[write["key"]], **deepcopy(write["patch"])}
            if write["collect"] and target not in item["collections"]:
                item["collections"] = [*item["collections"], target]
        after = self._saved(item)
        return {
            "id": told["id"], "key": after["key"], "version": after["version"],
            "after": self.whole(after["key"])[0],
        }  # fmt: skip

    def _saved(self, item: Json) -> Json:
        self._saves += 1
        item = {name: value for name, value in item.items() if value != "" or name == "title"}
        if not item.get("deleted"):
            item.pop("deleted", None)
        item.setdefault("key", self._new_key())
        item["version"] = self._saves
        self.items[item["key"]] = item
        return item

    def _new_key(self) -> str:
        self._made += 1
        return key_of("the program's own", str(self._made))

    def _write_down(self, want: str, sent: Json, told: list[Json]) -> None:
        assert self._keep
        self._keep.mkdir(parents=True, exist_ok=True)
        self._kept += 1
        name = f"{self._kept:02}-{want}"
        request = json.dumps(sent, ensure_ascii=False, indent=1)
        (self._keep / f"{name}.request.json").write_text(f"{request}\n", "utf-8")
        lines = "".join(json.dumps(each) + "\n" for each in told)
        (self._keep / f"{name}.events.jsonl").write_text(lines, "utf-8")
