"""The floors of the house: arrows only go down, and rooms of one floor do not know each other."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "refkit"

# The lowest first. A module may know its own room and every floor below.
FLOORS = [
    {"errors", "extras"},
    {"files"},
    {"text", "latex"},
    {"model"},
    {"http"},
    {"sources", "matching", "tagging", "citation_keys", "formats"},
    {"resolver", "diff", "checks", "merge_runs", "zotero"},
    {"pipeline", "manual_decisions", "enrichment", "report", "settings", "wiring"},
    {"api", "zotero_api"},
    {"bulk"},
    {"cli"},
]
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
# Joining is what this floor is for: wiring reads settings.
NEIGHBOURS = {("wiring", "settings"), ("text", "latex"), ("latex", "text")}
# The network stands behind asking alone.
MAY_USE_NET = re.compile(
    r"wiring|zotero_api|sources\.\w+\.(?:api|client)|zotero\.api\.(?:client|web|desktop|connector|detect)"
)
# The nouns need the standard library only, but for the reader of LaTeX.
THIRD_PARTY_IN_NOUNS = {"latex.commands": {"pylatexenc"}}


def modules() -> list[tuple[str, Path]]:
    paths = sorted(PACKAGE.rglob("*.py"))
    names = (".".join(path.relative_to(PACKAGE).with_suffix("").parts) for path in paths)
    named = [
        (name.removesuffix(".__init__"), path) for name, path in zip(names, paths, strict=True)
    ]
    return [(name, path) for name, path in named if name not in {"__init__", "__main__"}]


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides which room is meant"
            if node.module == "refkit":
                found |= {f"refkit.{alias.name}" for alias in node.names}
            else:
                found.add(node.module or "")
    return found - {"refkit.__version__"}


@pytest.mark.parametrize(("name", "path"), modules(), ids=lambda value: str(value))
def test_arrows_only_go_down(name: str, path: Path) -> None:
    room = name.split(".")[0]
    for target in imports(path):
        if not target.startswith("refkit."):
            continue
        other = target.split(".")[1]
        assert other in FLOOR_OF, f"{name} imports {target}, which stands on no floor"
        down = FLOOR_OF[other] < FLOOR_OF[room]
        assert down or other == room or (room, other) in NEIGHBOURS, f"{name} imports {target}"


@pytest.mark.parametrize(("name", "path"), modules(), ids=lambda value: str(value))
def test_the_network_is_used_by_who_asks_alone(name: str, path: Path) -> None:
    if name.startswith("http"):
        return
    uses_net = any(target.startswith("refkit.http") for target in imports(path))

    assert not uses_net or MAY_USE_NET.fullmatch(name)


@pytest.mark.parametrize(("name", "path"), modules(), ids=lambda value: str(value))
def test_nouns_need_the_standard_library_only(name: str, path: Path) -> None:
    if FLOOR_OF[name.split(".")[0]] > FLOOR_OF["model"]:
        return
    outside = {
        top
        for target in imports(path)
        if (top := target.split(".")[0]) not in sys.stdlib_module_names | {"refkit"}
    }

    assert outside <= THIRD_PARTY_IN_NOUNS.get(name, set())


def test_readers_never_ask() -> None:
    readers = [
        path
        for name, path in modules()
        if name.endswith((".reader", ".names", ".deposited_fields"))
    ]

    assert readers
    for path in readers:
        assert not any(
            target.startswith("refkit.http") or "requests" in target for target in imports(path)
        )


def test_every_room_stands_on_one_floor() -> None:
    rooms = {name.split(".")[0] for name, _ in modules()}

    assert rooms == set(FLOOR_OF)
    assert sum(len(floor) for floor in FLOORS) == len(FLOOR_OF)
