"""Write the page of all public names: ``python docs/names.py > docs/reference/names.md``.

Everything on it is read from ``import refkit``: signatures and docstrings. A test holds the page to
this program.
"""

from __future__ import annotations

import dataclasses
import enum
import inspect
import re
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import refkit

HEAD = """\
# All names of `import refkit`

Made from the code by `docs/names.py`; `help(refkit)` says the same. [From Python](python.md) shows
them at work. What is not named here is not promised to stay.
"""
KINDS = ("Functions", "Classes", "Errors")


def page() -> Iterator[str]:
    """The page, by its lines."""
    names = [(name, getattr(refkit, name)) for name in refkit.__all__]
    shown = {kind: [each for each in names if kind_of(each[1]) == kind] for kind in KINDS}
    yield HEAD
    anchors: Counter[str] = Counter()
    for kind, things in shown.items():
        yield f"{kind}: {', '.join(_link(name, anchors) for name, _ in things)}"
        yield ""
    for kind, things in shown.items():
        yield f"## {kind}"
        yield ""
        for name, thing in things:
            yield from section(name, thing)


def _link(name: str, anchors: Counter[str]) -> str:
    # GitHub numbers headings that differ in capitals alone: refkit.tag and refkit.Tag.
    anchor = f"refkit{name}".lower()
    number = anchors[anchor]
    anchors[anchor] += 1
    return f"[`{name}`](#{anchor}{f'-{number}' if number else ''})"


def kind_of(thing: Any) -> str:
    """Under which heading of the page a thing stands."""
    if not isinstance(thing, type):
        return "Functions"
    return "Errors" if issubclass(thing, BaseException) else "Classes"


def section(name: str, thing: Any) -> Iterator[str]:
    """What a thing is, how it is called, and what it has."""
    yield f"### refkit.{name}"
    yield ""
    if not isinstance(thing, type) or dataclasses.is_dataclass(thing):
        yield "```text"
        yield signature(name, thing)
        yield "```"
        yield ""
    yield text(thing)
    yield ""
    if isinstance(thing, type):
        yield from members(thing)


def signature(name: str, thing: Any) -> str:
    """How a thing is called, a parameter a line where one line is too long."""
    found = inspect.signature(thing)
    parameters = list(_parameters(found))
    gives = found.return_annotation
    end = f") -> {_type(gives)}" if gives not in (found.empty, None) else ")"
    line = f"{name}({', '.join(parameters)}{end}"
    if len(line) <= 100:
        return line
    return "\n".join([f"{name}(", *(f"    {each}," for each in parameters), end])


def _parameters(found: inspect.Signature) -> Iterator[str]:
    is_by_name = False
    for each in found.parameters.values():
        if each.kind is each.KEYWORD_ONLY and not is_by_name:
            yield "*"
        is_by_name = is_by_name or each.kind in (each.KEYWORD_ONLY, each.VAR_POSITIONAL)
        stars = {each.VAR_POSITIONAL: "*", each.VAR_KEYWORD: "**"}.get(each.kind, "")
        says = f": {_type(each.annotation)}" if each.annotation is not each.empty else ""
        usual = f" = {_value(each.default)}" if each.default is not each.empty else ""
        yield f"{stars}{each.name}{says}{usual}"


def _type(annotation: Any) -> str:
    return annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)


def _value(usual: Any) -> str:
    # A function and a default that is made anew each time say where they lie in memory.
    written = repr(usual)
    return "..." if callable(usual) or " at 0x" in written or "<factory>" in written else written


def text(thing: Any) -> str:
    """A docstring as Markdown."""
    words = inspect.getdoc(thing) or ""
    paragraphs = re.split(r"\n\s*\n", words)
    return "\n\n".join(_paragraph(each) for each in paragraphs)


def _paragraph(words: str) -> str:
    if words.lstrip().startswith((">>>", "- ")):
        return words
    return " ".join(words.split()).replace("``", "`")


def members(thing: type) -> Iterator[str]:
    """The values of an enumeration, the properties and the methods of a class."""
    rows = list(_members(thing))
    if rows:
        yield "| member | says |"
        yield "| --- | --- |"
        yield from (f"| `{name}` | {_cell(says)} |" for name, says in rows)
        yield ""


def _members(thing: type) -> Iterator[tuple[str, str]]:
    if issubclass(thing, enum.Enum):
        yield from ((each.name, f"`{each.value!r}`") for each in thing)
    for name, member in vars(thing).items():
        if name.startswith("_"):
            continue
        if isinstance(member, property):
            yield name, _first_line(member)
        elif isinstance(member, (classmethod, staticmethod)) or inspect.isfunction(member):
            called = getattr(thing, name)
            yield signature(name, called).replace("\n", " "), _first_line(called)


def _first_line(thing: Any) -> str:
    return (inspect.getdoc(thing) or "").partition("\n\n")[0]


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("``", "`").replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write("\n".join(page()).rstrip("\n") + "\n")
