"""Which faults do the tests find? Small ones are put into the code, one at a time, and looked for.

A mutant is one change of one place: a comparison, a number, a condition, a string. It is made in a
copy of the package, drawn by chance from the rooms whose faults would cost most, and the tests of
its room are run on it until one fails. A mutant that none finds survives: it is printed with its
line, and is either a test that is missing or a change that changes nothing.

``python benchmarks/mutants.py --count 60 --seed 1 --jobs 2``; ``--only refkit/matching
refkit/http`` narrows.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

REPOSITORY = Path(__file__).resolve().parents[1]
# What is changed, and which tests know it.
ROOMS = {
    "refkit/matching": ("tests/matching", "tests/test_resolver.py", "tests/journey"),
    "refkit/model/identity.py": ("tests/model/test_identity.py", "tests/test_manual_decisions.py"),
    "refkit/model/entry_identity.py": (
        "tests/model/test_identity.py",
        "tests/duplicates",
        "tests/test_diff.py",
        "tests/test_pipeline.py",
    ),
    "refkit/model": ("tests/model", "tests/matching", "tests/sources", "tests/formats/saved"),
    "refkit/decision_reader.py": ("tests/test_manual_decisions.py", "tests/test_rejections.py"),
    "refkit/manual_decisions.py": (
        "tests/test_manual_decisions.py",
        "tests/test_rejections.py",
        "tests/cli/test_fetch_adds.py",
    ),
    "refkit/files": ("tests/files", "tests/cli/test_streams.py"),
    "refkit/zotero/diff.py": ("tests/zotero",),
    "refkit/zotero/undo.py": ("tests/zotero",),
    "refkit/zotero": ("tests/zotero",),
    "refkit/http": ("tests/http",),
    "refkit/sources": ("tests/sources", "tests/contracts"),
    "refkit/checks": ("tests/checks", "tests/cli/test_check.py"),
    "refkit/formats": ("tests/formats",),
    "refkit/resolver": ("tests/test_resolver.py", "tests/test_rejections.py", "tests/journey"),
    "refkit/documents": ("tests/documents", "tests/cli/test_fetch_documents.py"),
    "refkit/refresh": (
        "tests/refresh",
        "tests/cli/test_update.py",
        "tests/cli/test_update_citing.py",
    ),
    "refkit/prisma_flow": ("tests/prisma_flow", "tests/cli/test_prisma.py"),
    "refkit/duplicates": ("tests/duplicates", "tests/cli/test_dedup.py"),
    "refkit/text": ("tests/text", "tests/formats", "tests/report", "tests/matching"),
}
_OTHER = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add,
}  # fmt: skip
_MINUTES = 15


@dataclass(frozen=True)
class Mutant:
    """A file with one thing changed."""

    path: str
    node: ast.AST
    other: ast.AST
    what: str

    @property
    def line(self) -> int:
        """Where the change is."""
        return self.node.lineno  # type: ignore[attr-defined,no-any-return]

    @property
    def text(self) -> str:
        """The file with the node changed and all the rest as it stands."""
        source = (REPOSITORY / self.path).read_text(encoding="utf-8")
        return _with(source, self.node, self.other)

    @property
    def is_python(self) -> bool:
        """Whether the file can be read: not where a bracket may not stand."""
        try:
            ast.parse(self.text)
        except SyntaxError:
            return False
        return True


def changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Each way to change a node, in words and as the node in its place."""
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            if other := _OTHER.get(type(operator)):
                changed = copy.deepcopy(node)
                changed.ops[place] = other()
                yield "another comparison", changed
    elif isinstance(node, ast.BoolOp):
        for place in range(len(node.values)):
            rest = node.values[:place] + node.values[place + 1 :]
            left = rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
            yield f"without {ast.unparse(node.values[place])}", left
        yield "and for or", ast.BoolOp(_OTHER[type(node.op)](), node.values)
    elif isinstance(node, ast.IfExp):
        yield "never the first", node.orelse
        yield "always the first", node.body
    else:
        yield from _simple_changes(node)


def _simple_changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "without not", node.operand
    elif isinstance(node, ast.BinOp) and type(node.op) in _OTHER:
        yield "minus for plus", ast.BinOp(node.left, _OTHER[type(node.op)](), node.right)
    elif isinstance(node, ast.Constant) and type(node.value) in {int, float}:
        yield f"{node.value} + 1", ast.Constant(node.value + 1)
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        yield f"not {node.value}", ast.Constant(not node.value)


def _annotations(tree: ast.AST) -> set[int]:
    """The nodes that no run looks at: types, docstrings, and whether a class has slots."""
    silent: set[int] = set()
    for node in ast.walk(tree):
        kinds = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            kinds.append(node)
        if isinstance(node, ast.keyword) and node.arg == "slots":
            kinds.append(node)
        for kind in filter(None, kinds):
            silent |= {id(part) for part in ast.walk(kind)}
    return silent


class _Put(ast.NodeTransformer):
    def __init__(self, place: ast.AST, other: ast.AST) -> None:
        self._place, self._other = place, other

    def visit(self, node: ast.AST) -> ast.AST:
        return self._other if node is self._place else self.generic_visit(node)


def mutants(path: Path) -> Iterator[Mutant]:
    """Every mutant of a file."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    silent = _annotations(tree)
    lines = source.splitlines()
    for node in ast.walk(tree):
        if id(node) in silent or not hasattr(node, "lineno"):
            continue
        for what, other in changes(node):
            told = f"{lines[node.lineno - 1].strip()}  [{what}]"
            yield Mutant(str(path.relative_to(REPOSITORY)), node, other, told)


def _with(source: str, node: ast.AST, other: ast.AST) -> str:
    """The source with a node changed and all the rest as it stands."""
    lines = source.encode().splitlines(keepends=True)
    first, last = node.lineno - 1, node.end_lineno - 1  # type: ignore[attr-defined]
    before = b"".join(lines[:first]) + lines[first][: node.col_offset]  # type: ignore[attr-defined]
    after = lines[last][node.end_col_offset :] + b"".join(lines[last + 1 :])  # type: ignore[attr-defined]
    new = ast.unparse(ast.fix_missing_locations(other))
    return (before + f"({new})".encode() + after).decode()


def files(room: str) -> list[Path]:
    """The modules of a room, but those that are a room of their own."""
    path = REPOSITORY / room
    every = sorted(path.rglob("*.py")) if path.is_dir() else [path] * path.is_file()
    apart = {REPOSITORY / other for other in ROOMS if other != room}
    return [each for each in every if each not in apart]


def drawn(count: int, seed: int, only: Sequence[str]) -> list[tuple[str, Mutant]]:
    """Some mutants, as many from each room as it has its turn, by chance."""
    chance = random.Random(seed)
    left = {
        room: [mutant for path in files(room) for mutant in mutants(path)]
        for room in ROOMS
        if room.startswith(tuple(only)) and files(room)
    }
    for every in left.values():
        chance.shuffle(every)
    taken: list[tuple[str, Mutant]] = []
    while len(taken) < count and any(left.values()):
        each = [(room, every.pop()) for room, every in left.items() if every]
        taken += [(room, mutant) for room, mutant in each if mutant.is_python]
    return taken[:count]


def own_tests(mutant: Mutant) -> list[str]:
    """The tests that mirror a module: most faults are found there, and soon."""
    _, *folders, name = Path(mutant.path).with_suffix("").parts
    found = (REPOSITORY / "tests" / Path(*folders)).glob(f"test_{name}*.py")
    return [str(path.relative_to(REPOSITORY)) for path in sorted(found)]


def finder(tree: Path, room: str, mutant: Mutant) -> str:
    """The first test that finds a mutant put into a tree; nothing where none of its room does."""
    path = tree / mutant.path
    path.write_text(mutant.text, encoding="utf-8")
    try:
        # The few first and alone: to collect a whole room takes longer than to run them.
        tries = (own_tests(mutant), ROOMS[room])
        return next(filter(None, (failed(tree, tests) for tests in tries if tests)), "")
    finally:
        # With its old time, by which Python knows what it has compiled of it.
        shutil.copy2(REPOSITORY / mutant.path, path)


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of this tree, beside what the tests look for beside it."""
    with tempfile.TemporaryDirectory() as name:
        tree = Path(name) / "refkit"
        ignored = shutil.ignore_patterns(".*", "build", "dist", "__pycache__")
        shutil.copytree(REPOSITORY, tree, ignore=ignored)
        if (shared := REPOSITORY.parent / "shared").is_dir():
            (Path(name) / "shared").symlink_to(shared.resolve())
        yield tree


def failed(tree: Path, tests: Sequence[str]) -> str:
    """The first of some tests that fails in a tree; one without end fails by time."""
    options = "-x -q -n0 --tb=no -rfE -p no:cacheprovider".split()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options, *tests],
            cwd=tree, env=os.environ | {"PYTHONPATH": str(tree)}, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=_MINUTES * 60,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "time"
    if done.returncode == 0:
        return ""
    said = done.stdout.decode(errors="replace")
    named = re.search(r"^(?:FAILED|ERROR) (.*?)(?: - .*)?$", said, re.MULTILINE)
    return named[1] if named else "the tests do not begin"


def judged(trees: Queue[Path], room: str, mutant: Mutant) -> str:
    """Who finds a mutant, in whichever tree is free."""
    tree = trees.get()
    try:
        return finder(tree, room, mutant)
    finally:
        trees.put(tree)


def main() -> None:
    """Draw, run, tell who survived."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", nargs="+", default=[""], help="rooms, or how their paths begin")
    parser.add_argument("--smoke", action="store_true", help="draw, and run none")
    options = parser.parse_args()
    taken = drawn(options.count, options.seed, options.only)
    if options.smoke:
        print(f"{len(taken)} mutants of {len({mutant.path for _, mutant in taken})} files drawn")
        return
    with ExitStack() as stack:
        trees = [stack.enter_context(copied()) for _ in range(options.jobs)]
        # Tests that are red without a fault would find every one.
        red = [room for room in dict(taken) if failed(trees[0], ROOMS[room])]
        if red:
            sys.exit(f"The tests of {', '.join(red)} fail as they are")
        run(taken, trees)


def run(taken: Sequence[tuple[str, Mutant]], trees: Sequence[Path]) -> None:
    """Put each mutant into a tree, one at a time in each, and print what became of it."""
    free: Queue[Path] = Queue()
    for tree in trees:
        free.put(tree)
    survived = 0
    with ThreadPoolExecutor(len(trees)) as threads:
        results = threads.map(lambda pair: judged(free, *pair), taken)
        for (_, mutant), test in zip(taken, results, strict=True):
            survived += not test
            print(f"{'found' if test else 'survived':9} {mutant.path}:{mutant.line}: {mutant.what}")
            print(f"{'':9}     by {test}" if test else "", end="\n" * bool(test), flush=True)
    print(f"{len(taken)} mutants, {survived} survived")


if __name__ == "__main__":
    main()
