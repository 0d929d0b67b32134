"""``refkit.dataclass`` against the standard library's: the same, but for when methods are made."""

from __future__ import annotations

import ast
import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

import refkit
from refkit.dataclass import dataclass
from refkit.model.bibliography import Bibliography, Made
from refkit.model.identifiers import Doi


def classes(dataclass: Callable[..., Any]) -> SimpleNamespace:
    """Classes of every kind that the house has, made by a decorator."""

    @dataclass(frozen=True, slots=True, order=True)
    class Point:
        """Two numbers."""

        x: int
        y: int = 2
        state: ClassVar[str] = "there"

    @dataclass(frozen=True, slots=True)
    class Named(Point):
        """A point with more."""

        names: tuple[str, ...] = ()
        seen: list[str] = field(default_factory=list, compare=False, repr=False)

    @dataclass(slots=True)
    class Counted:
        words: list[str] = field(default_factory=list)
        length: int = field(init=False)
        limit: int = field(default=3, init=False)

        def __post_init__(self) -> None:
            self.length = len(self.words)

    @dataclass(frozen=True)
    class Own:
        x: int

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Own)

        def __hash__(self) -> int:
            return 7

        def __repr__(self) -> str:
            return "Own()"

    @dataclass(slots=True, unsafe_hash=True)
    class Hashed:
        x: int

    @dataclass(slots=True, eq=False)
    class Alone:
        x: int

    @dataclass
    class Bare:
        """Nothing but what a class may have."""

    return SimpleNamespace(
        Point=Point, Named=Named, Counted=Counted, Own=Own, Hashed=Hashed, Alone=Alone, Bare=Bare
    )


OURS, THEIRS = classes(dataclass), classes(dataclasses.dataclass)
NAMES = sorted(vars(OURS))


def _both(tell: Callable[[SimpleNamespace], Any]) -> None:
    """Assert that both decorators' classes tell the same, or raise the same in the same words."""
    told = []
    for made in (OURS, THEIRS):
        try:
            told.append(tell(made))
        except Exception as error:
            told.append((type(error), str(error).replace("classes.<locals>.", "")))
    assert told[0] == told[1]


@pytest.mark.parametrize("name", NAMES)
def test_it_is_called_as_it_was(name: str) -> None:
    _both(lambda made: str(inspect.signature(getattr(made, name))))
    _both(lambda made: getattr(made, name).__match_args__)
    _both(lambda made: [str(each) for each in dataclasses.fields(getattr(made, name))])


@pytest.mark.parametrize(
    "tell",
    [
        lambda made: repr(made.Point(1)),
        lambda made: repr(made.Named(1, names=("a",))),
        lambda made: repr(made.Counted(["a"])),
        lambda made: repr(made.Own(1)),
        lambda made: made.Point(1) == made.Point(1, 2),
        lambda made: made.Point(1) == made.Named(1),
        lambda made: made.Point(1) == 1,
        lambda made: made.Point(float("nan")) == made.Point(float("nan")),
        lambda made: made.Named(1, seen=["a"]) == made.Named(1),
        lambda made: sorted([made.Point(2), made.Point(1, 3), made.Point(1)])[0].y,
        lambda made: (made.Point(1) < made.Point(1), made.Point(1) >= made.Point(1)),
        lambda made: made.Point(1) < made.Named(1),
        lambda made: made.Alone(1) < made.Alone(1),
        lambda made: hash(made.Point(1)),
        lambda made: hash(made.Named(1, seen=["a"])),
        lambda made: hash(made.Own(1)),
        lambda made: hash(made.Hashed(1)),
        lambda made: hash(made.Counted()),
        lambda made: made.Alone(1) == made.Alone(1),
        lambda made: bool(hash(made.Alone(1))),
        lambda made: made.Own(1) == made.Own(2),
        lambda made: made.Bare() == made.Bare(),
        lambda made: dataclasses.asdict(made.Named(1)),
        lambda made: dataclasses.replace(made.Point(1), y=5).y,
        lambda made: (made.Counted(["a"]).length, made.Counted().limit),
        lambda made: made.Counted().words is made.Counted().words,
        lambda made: made.Point(),
        lambda made: made.Point(1, 2, 3),
        lambda made: made.Point(z=1),
        lambda made: setattr(made.Point(1), "x", 2),
        lambda made: setattr(made.Own(1), "x", 2),
        lambda made: delattr(made.Point(1), "x"),
        lambda made: vars(made.Own(1)),
        lambda made: made.Point.state,
        lambda made: dataclasses.is_dataclass(made.Bare),
        lambda made: copy.deepcopy(made.Named(1, seen=["a"])).seen,
    ],
)  # fmt: skip
def test_objects_do_as_they_did(tell: Callable[[SimpleNamespace], Any]) -> None:
    _both(tell)


def test_a_class_of_the_standard_library_goes_on_from_one_of_ours() -> None:
    @dataclasses.dataclass(frozen=True, slots=True)
    class Further(OURS.Point):  # type: ignore[name-defined,misc]
        z: int = 3

    @dataclass(frozen=True, slots=True)
    class Furthest(Further):
        w: int = 4

    assert repr(Furthest(1)).endswith("Furthest(x=1, y=2, z=3, w=4)")
    assert Furthest(1) == Furthest(1, 2, 3, 4)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_what_workers_are_sent_is_the_same_there(protocol: int) -> None:
    sent = Bibliography(Made("1"), keys=(("a", "doi:10.1000/a"),)), Doi("10.1000/a")

    assert pickle.loads(pickle.dumps(sent, protocol)) == sent


def test_no_method_is_compiled_before_it_is_used() -> None:
    made = classes(dataclass).Point

    assert not any(inspect.isfunction(vars(made)[name]) for name in ("__init__", "__eq__"))
    assert made(1) == made(1)
    assert inspect.isfunction(vars(made)["__init__"])
    assert not inspect.isfunction(vars(made)["__hash__"])


def test_the_house_has_one_way_to_make_a_noun() -> None:
    """``from refkit.dataclass import dataclass``, in every module."""
    package = Path(refkit.__file__).parent
    others = [
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        for statement in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(statement, ast.ImportFrom)
        and statement.module == "dataclasses"
        and any(each.name == "dataclass" for each in statement.names)
    ]

    assert others == ["dataclass.py"]
