"""What a formula is once it is read: nodes that give text for a work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from refkit.citation_keys.text_pattern import TextPattern
from refkit.model.work import Work

LONGEST_TEXT = 10_000
"""No filter makes a text longer than this."""

Value = str | int | bool | tuple[Any, ...] | TextPattern
Values = tuple[Value, ...]


class NextAlternative(Exception):
    """A test of the formula does not hold: its next alternative is asked."""


class Node(Protocol):
    """A part of a formula."""

    def text(self, work: Work) -> str:
        """What it gives for a work; raises NextAlternative where a test does not hold."""

    def holds(self, work: Work) -> bool:
        """Whether it counts as true before ``?``."""


class _Told:
    """Text is true where there is some; a test that does not hold is false."""

    def text(self, work: Work) -> str:
        raise NotImplementedError

    def holds(self, work: Work) -> bool:
        try:
            return bool(self.text(work))
        except NextAlternative:
            return False


@dataclass(frozen=True, slots=True)
class Literal(_Told):
    """Quoted text."""

    value: str

    def text(self, work: Work) -> str:
        """The text itself."""
        return self.value


@dataclass(frozen=True, slots=True)
class FunctionCall(_Told):
    """A function of the work. One that is a test gives no text, and is true where it holds."""

    function: Callable[..., str]
    values: Values = ()
    is_test: bool = False

    def text(self, work: Work) -> str:
        """What the function gives."""
        return self.function(work, *self.values)

    def holds(self, work: Work) -> bool:
        """A test is true where it does not raise."""
        return _holds(self, work)


def _holds(node: FunctionCall | Filtered, work: Work) -> bool:
    try:
        return bool(node.text(work)) or node.is_test
    except NextAlternative:
        return False


@dataclass(frozen=True, slots=True)
class Filtered(_Told):
    """A text changed by a filter. What it is made of tells the filter about the work."""

    node: Node
    function: Callable[..., str]
    values: Values = ()
    is_test: bool = False

    def text(self, work: Work) -> str:
        """The changed text, cut where it grows beyond measure."""
        return self.function(self.node.text(work), *self.values)[:LONGEST_TEXT]

    def holds(self, work: Work) -> bool:
        """A test is true where it does not raise, whatever text there is."""
        return _holds(self, work)


@dataclass(frozen=True, slots=True)
class Sum(_Told):
    """Parts one after the other. ``len`` among them looks at what stands before it."""

    parts: tuple[Node, ...]

    def text(self, work: Work) -> str:
        """The parts' texts joined."""
        made = ""
        for part in self.parts:
            made = part.after(made) if isinstance(part, SoFar) else made + part.text(work)
        return made


@dataclass(frozen=True, slots=True)
class SoFar(_Told):
    """A filter of all that was made so far: ``+ len('>', 3)``."""

    function: Callable[..., str]
    values: Values

    def after(self, made: str) -> str:
        """What becomes of the text before it."""
        return self.function(made, *self.values)

    def text(self, work: Work) -> str:
        """Where nothing stands before it."""
        return self.after("")


@dataclass(frozen=True, slots=True)
class Either(_Told):
    """``left || right``: the first that gives text; a test that does not hold gives none."""

    left: Node
    right: Node

    def text(self, work: Work) -> str:
        """The left text, where empty the right one."""
        return self._left(work) or self.right.text(work)

    def _left(self, work: Work) -> str:
        try:
            return self.left.text(work)
        except NextAlternative:
            return ""

    def holds(self, work: Work) -> bool:
        """Whether one of them does."""
        return self.left.holds(work) or self.right.holds(work)


@dataclass(frozen=True, slots=True)
class Both(_Told):
    """``left && right``: the right text where the left one is there or holds."""

    left: Node
    right: Node

    def text(self, work: Work) -> str:
        """The right text, or nothing."""
        return self.right.text(work) if self.left.holds(work) else ""

    def holds(self, work: Work) -> bool:
        """Whether both do."""
        return self.left.holds(work) and self.right.holds(work)


@dataclass(frozen=True, slots=True)
class Otherwise(_Told):
    """``(left, right)``: the left text, empty or not; the right one where a test does not hold."""

    left: Node
    right: Node

    def text(self, work: Work) -> str:
        """The left text, or the right one where the left raises NextAlternative."""
        try:
            return self.left.text(work)
        except NextAlternative:
            return self.right.text(work)


@dataclass(frozen=True, slots=True)
class If(_Told):
    """``test ? yes : no``."""

    test: Node
    yes: Node
    no: Node

    def text(self, work: Work) -> str:
        """The text of the branch that the test chooses."""
        return (self.yes if self.test.holds(work) else self.no).text(work)
