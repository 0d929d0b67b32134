"""Whatever a person did in the library since a push, undo takes nothing of it away."""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import zotero_pushes
from hypothesis import given
from hypothesis import strategies as st
from keyrings import InMemory, keyring_of
from stories import stories
from zotero_pushes import entry, open_entry, push, review, undo
from zotero_server import ZOTERO_10, DesktopServer, Limits, ZoteroServer

THEIRS = {"itemType": "journalArticle", "title": "On Bees", "extra": "mine", "tags": [{"tag": "x"}]}
_FIELDS = "title date DOI abstractNote url language rights callNumber".split()
_OF_ARTICLES = "volume issue pages".split()  # a document has none of these
_TEXTS = ("", "99", "My words", "two  blanks", "A\N{COMBINING DIAERESIS}rzte", "10.1000/9")
Item = dict[str, Any]
Dice = random.Random


def _field(item: Item, dice: Dice) -> Item:
    more = _OF_ARTICLES if item["itemType"] == "journalArticle" else []
    return {dice.choice(_FIELDS + more): dice.choice(_TEXTS)}


def _blanks(item: Item, dice: Dice) -> Item:
    return {"title": item.get("title", "").replace(" ", "  ", 1)}


def _extra(item: Item, dice: Dice) -> Item:
    lines = item.get("extra", "").splitlines()
    lines.insert(dice.randint(0, len(lines)), dice.choice(["seen in Rome", "My: line", "a: b: c"]))
    return {"extra": "\n".join(lines)}


def _extra_cut(item: Item, dice: Dice) -> Item:
    return {"extra": "\n".join(item.get("extra", "").splitlines()[1:])}


def _tag(item: Item, dice: Dice) -> Item:
    return {"tags": [*item["tags"], {"tag": "to read", "type": dice.choice([0, 1])}]}


def _tag_type(item: Item, dice: Dice) -> Item:
    tags = deepcopy(item["tags"])
    for tag in dice.sample(tags, min(1, len(tags))):
        tag["type"] = 1 - tag.get("type", 0)
    return {"tags": tags}


def _tag_off(item: Item, dice: Dice) -> Item:
    return {"tags": item["tags"][1:]}


def _creator(item: Item, dice: Dice) -> Item:
    new = {"creatorType": "author", "firstName": "Bo", "lastName": dice.choice(["Lund", "Berg"])}
    return {"creators": [*item["creators"], new] if dice.random() < 0.5 else item["creators"][1:]}


def _relation(item: Item, dice: Dice) -> Item:
    uri = f"http://zotero.org/users/1/items/{dice.choice(['ABCD2345', 'ABCD2346'])}"
    return {"relations": {**item["relations"], "dc:relation": [uri]}}


def _citation_key(item: Item, dice: Dice) -> Item:
    return {"citationKey": "mine2001"}


_EDITS: tuple[Callable[[Item, Dice], Item], ...] = (
    _field, _blanks, _extra, _extra_cut, _tag, _tag_type, _tag_off, _creator, _relation,
    _citation_key,
)  # fmt: skip


def edited(server: ZoteroServer | DesktopServer, dice: Dice) -> dict[str, set[str]]:
    """What a person does: edits, a note, another collection, the trash. The members by item."""
    library = server.library()
    done: dict[str, set[str]] = {}
    for _ in range(dice.randint(1, 5)):
        key = dice.choice(sorted(library.items))
        item = library.items[key]
        if item["itemType"] == "note":
            change: Item = {"note": "<p>mine</p>"}
        elif dice.random() < 0.15:
            library.add({"itemType": "note", "note": "beside", "parentItem": key})
            done.setdefault(key, set())
            continue
        elif dice.random() < 0.15:
            kept = item["collections"][1:] if dice.random() < 0.5 else item["collections"]
            change = {"collections": [*kept, library.add_collection("Mine")]}
        else:
            change = dice.choice(_EDITS)(item, dice)
        if all((item.get(name) or "") == (value or "") for name, value in change.items()):
            continue
        library.edit(key, **change)
        done.setdefault(key, set()).update(change)
    return done


def says(item: Item) -> Item:
    """All but relations, which refkit writes and takes back beside what a person wrote."""
    hidden = ("version", "dateModified", "relations")
    return {name: value for name, value in item.items() if name not in hidden and value}


def assert_kept(
    before: Item, now: Item | None, members: set[str], mine: list[str], *, is_theirs: bool
) -> None:
    """An item of refkit's making stays as it is; in one of theirs what they touched does.

    ``mine`` are the collections that the person made.
    """
    assert now is not None
    assert not now.get("deleted")
    assert _uris(before) & _PERSONS <= _uris(now)
    if not is_theirs:
        assert says(now) == says(before)
        return
    for name in members - {"tags", "extra", "collections", "relations"}:
        assert now.get(name) == before.get(name)
    for name in members & {"collections", "tags"}:
        theirs = _own_tags(before) if name == "tags" else [*{*before[name]} & {*mine}]
        assert all(one in now[name] for one in theirs)
    if "extra" in members:
        lines = [line for line in before.get("extra", "").splitlines() if line in _LINES]
        assert all(line in now.get("extra", "").splitlines() for line in lines)


_PERSONS = {f"http://zotero.org/users/1/items/{key}" for key in ("ABCD2345", "ABCD2346")}
_LINES = {"mine", "seen in Rome", "My: line", "a: b: c"}


def _uris(item: Item) -> set[str]:
    uris = item["relations"].get("dc:relation", [])
    return {uris} if isinstance(uris, str) else set(uris)


def _own_tags(item: Item) -> list[Any]:
    """Tags that are a person's: named so, or of another type than refkit gives."""
    return [
        tag
        for tag in item["tags"]
        if tag["tag"] in {"x", "to read"} or (tag["tag"] == "CAR-T" and tag.get("type"))
    ]


@pytest.mark.parametrize("kind", ["documented", "zotero_10"])
@stories()
@given(seed=st.integers(0, 2**32))
def test_undo_keeps_all_that_a_person_did(
    kind: str, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    dice = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch, keyring_of(InMemory()):
        surround(patch, tmp_path_factory.mktemp("home"))
        with made(kind, patch) as server:
            theirs = server.library().add({**THEIRS, "DOI": "10.1000/1"})
            pushed = push(
                review(entry(1, "CAR-T"), entry(2, "CAR-T"), open_entry(3)),
                notes=dice.random() < 0.5,
                relate=dice.random() < 0.5,
            )
            done = edited(server, dice)
            before = deepcopy(server.library().items)
            named = server.library().collections.items()
            mine = [key for key, one in named if one["name"] == "Mine"]

            undo(pushed)

            for key, members in done.items():
                now = server.library().items.get(key)
                assert_kept(before[key], now, members, mine, is_theirs=key == theirs)


def surround(patch: pytest.MonkeyPatch, home: Path) -> None:
    for name in ("CACHE", "DATA"):
        patch.setenv(f"REFKIT_{name}", str(home / name))
    patch.setattr("refkit.http.gateway.Gateway.rest", lambda gateway, seconds: None)


def made(kind: str, patch: pytest.MonkeyPatch) -> ZoteroServer | DesktopServer:
    if kind == "documented":
        web = ZoteroServer(limits=Limits(capacity=1000, rate=1000))
        patch.setenv("REFKIT_ZOTERO_URL", web.url)
        patch.setenv("REFKIT_ZOTERO_KEY", web.key)
        patch.setattr(zotero_pushes, "way", "web")
        return web
    program = DesktopServer(behaviour=ZOTERO_10)
    patch.setenv("REFKIT_ZOTERO_LOCAL_URL", program.url)
    patch.setattr(zotero_pushes, "way", "local")
    return program
