"""Write the page of the tools: ``python docs/mcp_tools.py > docs/reference/mcp-tools.md``.

Everything on it is read from the tools themselves, as a host is told of them; a test holds the
page to this program.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from refkit.assistants.tools import TOOLS, Tool

HEAD = """\
# The tools of `refkit mcp`

Made from the tools themselves by `docs/mcp_tools.py`: what a host is told by `tools/list`.
[How to use them](../mcp.md). In the tables of answers `rows[].state` is the member `state` of each
of the `rows`; what stands below `from_outside` was not written by refkit.
"""


def page() -> Iterator[str]:
    """The page, by its lines."""
    yield HEAD
    for tool in TOOLS:
        yield f"## {tool.name}"
        yield ""
        yield f"{tool.description} {_hints(tool)}"
        yield ""
        yield from _table("argument", tool.input_schema(), asked=True)
        yield ""
        yield from _table("answer", tool.output_schema(), asked=False)
        yield ""


def _hints(tool: Tool) -> str:
    asks = "may ask services outside" if tool.asks else "asks nobody"
    if not tool.writes:
        return f"*Only reads; {asks}.*"
    return (
        f"*Writes, with `--enable-writes` alone; {'changes' if tool.changes else 'adds'}; {asks}.*"
    )


def _table(head: str, schema: dict[str, Any], *, asked: bool) -> Iterator[str]:
    defs = schema.get("$defs", {})
    needed = set(schema.get("required", ())) if asked else set()
    yield f"| {head} | is | says |"
    yield "| --- | --- | --- |"
    for name, each in _members(schema, defs, ""):
        must = " (needed)" if name in needed else ""
        yield f"| `{name}`{must} | {_type(each, defs)} | {_cell(each.get('description', ''))} |"


def _members(
    schema: dict[str, Any], defs: dict[str, Any], before: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, each in schema.get("properties", {}).items():
        inner = _resolved(each, defs)
        if inner.get("type") == "array" and "properties" in (
            item := _resolved(inner["items"], defs)
        ):
            yield from _members(item, defs, f"{before}{name}[].")
        elif "properties" in inner:
            yield from _members(inner, defs, f"{before}{name}.")
        else:
            yield f"{before}{name}", {**inner, **each}


def _resolved(schema: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
    """What a member is, where it is told elsewhere or may be null."""
    if "$ref" in schema:
        return _resolved(defs[schema["$ref"].rpartition("/")[2]], defs)
    for each in schema.get("anyOf", ()):
        if each.get("type") != "null":
            return _resolved(each, defs)
    return schema


def _type(schema: dict[str, Any], defs: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_type(each, defs) for each in schema["anyOf"])
    if "$ref" in schema:
        return _type(_resolved(schema, defs), defs)
    if "enum" in schema:
        return _cell(", ".join(f"`{each}`" for each in schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'], defs)}"
    names = {"string": "text", "integer": "whole number", "boolean": "true or false"}
    limits = [
        f"{words} {schema[name]}"
        for name, words in (("minimum", "from"), ("maximum", "to"))
        if name in schema
    ]
    found: str = names.get(schema.get("type", ""), schema.get("type", ""))
    return " ".join([found, *limits])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|")


if __name__ == "__main__":
    sys.stdout.write("\n".join(page()).rstrip() + "\n")
