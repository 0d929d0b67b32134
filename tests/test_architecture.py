"""The floors of the house, by file: arrows only go down, and none goes round in a circle."""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "refkit"

# The lowest first. A file may know its own room and every floor below; "refkit" is the list of
# public names, whose arrows are the homes of these.
FLOORS = [
    {"version", "errors", "interrupts", "regex"},
    {"files", "text", "latex", "extras"},
    {"model"},
    {"http", "settings"},
    {"sources", "matching", "tagging", "citation_keys", "formats", "diff", "decision_reader"},
    {"place_search"},
    {"resolver", "checks", "report", "zotero", "merge_runs", "documents"},
    {"pipeline", "manual_decisions", "label_decisions", "enrichment", "wiring"},
    {"forward"},
    {"api", "bulk", "duplicates"},
    {"prisma_flow", "refresh"},
    {"refkit"},
    {"assistants", "ui"},
    {"cli"},
]
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
# A formula in a title is LaTeX, and LaTeX stands for letters and styles: two halves of one thing.
NEIGHBOURS = {("text", "latex"), ("latex", "text")}
# The network stands behind asking alone.
MAY_USE_NET = re.compile(
    r"wiring|api\.zotero|sources\.(?:registration_agency|\w+\.(?:api|client))"
    r"|zotero\.api\.(?:client|web|desktop|connector|detect)"
)
# The nouns need the standard library only, but for the reader of LaTeX.
THIRD_PARTY_IN_NOUNS = {"latex.commands": {"pylatexenc"}}


@cache
def modules() -> list[tuple[str, Path]]:
    """Every file by the name of its module without ``refkit.``; the public names are ``refkit``."""
    paths = sorted(PACKAGE.rglob("*.py"))
    names = (".".join(path.relative_to(PACKAGE).with_suffix("").parts) for path in paths)
    named = [
        (name.removesuffix(".__init__").replace("__init__", "refkit"), path)
        for name, path in zip(names, paths, strict=True)
    ]
    return [(name, path) for name, path in named if name != "__main__"]


@cache
def _tree(path: Path) -> ast.Module:
    text = path.read_text(encoding="utf-8")
    if path == PACKAGE / "__init__.py":
        text += path.with_suffix(".pyi").read_text(encoding="utf-8")
    return ast.parse(text)


@cache
def imports(path: Path, *, for_types: bool = True) -> frozenset[str]:
    """The modules that a file imports, wherever in it; of the public names, those of their list.

    Without ``for_types`` what only a type checker reads is left out.
    """
    found = set()
    for node in _statements(_tree(path), for_types=for_types):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides which room is meant"
            found |= {_module(node.module or "", alias.name) for alias in node.names}
    return frozenset(found)


def _statements(tree: ast.AST, *, for_types: bool) -> Iterator[ast.AST]:
    parents = [tree]
    while parents:
        parent = parents.pop()
        for inside in ("body", "orelse", "finalbody", "handlers", "cases"):
            for node in getattr(parent, inside, ()):
                if for_types or not _is_for_types(node):
                    yield node
                    parents.append(node)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


@cache
def _module(name: str, imported: str) -> str:
    """``from refkit import wiring`` imports a module, ``from refkit import tag`` a public name."""
    inner = PACKAGE.parent.joinpath(*name.split("."), imported)
    return f"{name}.{imported}" if inner.is_dir() or inner.with_suffix(".py").exists() else name


def arrows(path: Path, *, for_types: bool = True) -> set[str]:
    """The files of this package that a file imports, by their names."""
    ours = {each for each in imports(path, for_types=for_types) if each.split(".")[0] == "refkit"}
    return {each.removeprefix("refkit.") for each in ours}


def is_down(name: str, target: str) -> bool:
    """Whether a file may know another: of its own room, a neighbour, or of a floor below."""
    room, other = name.split(".")[0], target.split(".")[0]
    assert other in FLOOR_OF, f"{name} imports {target}, which stands on no floor"
    return other == room or (room, other) in NEIGHBOURS or FLOOR_OF[other] < FLOOR_OF[room]


def test_arrows_only_go_down() -> None:
    assert [
        f"{name} imports {target}"
        for name, path in modules()
        for target in sorted(arrows(path))
        if not is_down(name, target)
    ] == []


def test_no_arrows_go_round_in_a_circle() -> None:
    # A register names what its formats give, and what they give asks the register: as types alone.
    runs = {name: arrows(path, for_types=False) for name, path in modules()}
    try:
        TopologicalSorter(runs).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(error.args[1][::-1]))


def test_an_arrow_up_and_a_circle_are_seen() -> None:
    assert _module("refkit", "wiring") == "refkit.wiring"
    assert _module("refkit", "tag") == "refkit"
    assert "api.online" in arrows(PACKAGE / "__init__.py")
    assert "refkit" in arrows(PACKAGE / "cli" / "tag.py")


def test_the_network_is_used_by_who_asks_alone() -> None:
    using = [
        name
        for name, path in modules()
        if any(each.startswith("refkit.http") for each in imports(path, for_types=False))
    ]

    assert using
    assert [
        name for name in using if not name.startswith("http") and not MAY_USE_NET.fullmatch(name)
    ] == []


def test_nouns_need_the_standard_library_only() -> None:
    nouns = [each for each in modules() if FLOOR_OF[each[0].split(".")[0]] <= FLOOR_OF["model"]]
    for name, path in nouns:
        tops = {target.split(".")[0] for target in imports(path)}
        outside = tops - sys.stdlib_module_names - {"refkit"}

        assert outside <= THIRD_PARTY_IN_NOUNS.get(name, set()), name


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


# What a user chooses for Zotero, a public name, and a taxonomy's long choices.
NAMED_ALIKE = {"Choices"}


def test_a_class_name_means_one_thing_in_the_whole_house() -> None:
    homes = defaultdict(list)
    for name, path in modules():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(name)

    assert {name for name, where in homes.items() if len(where) > 1} == NAMED_ALIKE
