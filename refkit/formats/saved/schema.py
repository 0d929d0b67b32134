"""A JSON Schema as a check that says in words where a document departs from it.

It knows the keywords that the schema of the saved form uses. A member that an object's schema does
not list is not refused: it is another version's, and is given to ``on_unknown``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from refkit.errors import InvalidIdentifier
from refkit.formats.saved.strict_json import Damaged, NoValue, Path, short
from refkit.model.identifiers import Doi, Pmcid, Pmid
from refkit.model.list_ids import parse_list
from refkit.text.plural import some_of

Schema = Mapping[str, Any]
Unknown = Callable[[Path, str, Any], None]
Check = Callable[[Any, Path, Unknown], None]

_KINDS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "string": ((str,), "text"),
    "integer": ((int,), "a whole number"),
    "number": ((int, float), "a number"),
    "boolean": ((bool,), "true or false"),
    "array": ((list,), "a list"),
    "object": ((dict,), "an object"),
    "null": ((type(None),), "null"),
}
_CALLED = {
    str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list",
    dict: "an object", type(None): "null",
}  # fmt: skip
_FORMATS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "doi": (Doi.parse, "a DOI"),
    "list": (parse_list, "a DOI, document:NAME or citing:DOI"),
    "pmid": (Pmid.parse, "a PubMed number"),
    "pmcid": (Pmcid.parse, "a PMC number"),
}
_SHOWN = 12  # of the words that may stand somewhere; the schema has all


@dataclass(frozen=True, slots=True)
class Compiler:
    """Makes checks of the parts of one schema; ``definitions`` are its ``$defs``."""

    definitions: Schema

    def check(self, schema: Schema, *, whole: bool = True) -> Check:
        """The check of a schema; one that is not the ``whole`` of an object calls none unknown."""
        checks = [
            make(self, schema, whole) for keyword, make in _KEYWORDS.items() if keyword in schema
        ]
        if len(checks) == 1:
            return checks[0]

        def all_of(value: Any, path: Path, unknown: Unknown) -> None:
            for check in checks:
                check(value, path, unknown)

        return all_of


def _reference(compiler: Compiler, schema: Schema, whole: bool) -> Check:
    name = schema["$ref"].rpartition("/")[2]
    return compiler.check(compiler.definitions[name], whole=whole)


def _type(compiler: Compiler, schema: Schema, whole: bool) -> Check:
    named = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    kinds = tuple(kind for name in named for kind in _KINDS[name][0])
    wanted = " or ".join(_KINDS[name][1] for name in named)

    def check(value: Any, path: Path, unknown: Unknown) -> None:
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            if isinstance(value, NoValue):
                raise Damaged(path, value.what)
            raise Damaged(path, f"is {_CALLED[type(value)]}, not {wanted}")

    return check


def _enum(compiler: Compiler, schema: Schema, whole: bool) -> Check:
    allowed = schema["enum"] if "enum" in schema else [schema["const"]]
    names = [str(each) for each in allowed if each is not None]
    there = some_of(names, _SHOWN)

    def check(value: Any, path: Path, unknown: Unknown) -> None:
        if isinstance(value, NoValue):
            raise Damaged(path, value.what)
        if value not in allowed:
            raise Damaged(path, f"is {short(value)}; there are: {there}")

    return check


def _text(compiler: Compiler, schema: Schema, whole: bool) -> Check:
    pattern = re.compile(schema.get("pattern", ""))
    least = schema.get("minLength", 0)

    def check(value: Any, path: Path, unknown: Unknown) -> None:
        if isinstance(value, str) and len(value) < least:
            raise Damaged(path, "is empty")
        if isinstance(value, str) and not pattern.search(value):
            raise Damaged(path, f"is {short(value)}, which is not how it is written")

    return check


def _format(compiler: Compiler, schema: Schema, whole: bool) -> Check:
    parse, called = _FORMATS[schema["format"]]

    def check(value: Any, path: Path, unknown: Unknown) -> None:
        try:
            if isinstance(value, str):
                parse(value)
        except InvalidIdentifier:
            raise Damaged(path, f"is {short(value)}, which is not {called}") from None

    return check


def _minimum(compiler: Compiler, schema: Schema, whole: bool) -> Check:
    least = schema["minimum"]

    def check(value: Any, path: Path, unknown: Unknown) -> None:
        if isinstance(value, int) and value < least:
            raise Damaged(path, f"is {value}, less than {least}")

    return check


def _items(compiler: Compiler, schema: Schema, whole: bool) -> Check:
    check_item = compiler.check(schema["items"])
    least, most = schema.get("minItems", 0), schema.get("maxItems")

    def check(value: Any, path: Path, unknown: Unknown) -> None:
        if not isinstance(value, list):
            return
        if len(value) < least or (most is not None and len(value) > most):
            raise Damaged(path, f"is a list of {len(value)}, not of {most or 'one or more'}")
        for number, item in enumerate(value):
            check_item(item, (path, number), unknown)

    return check


def _required(compiler: Compiler, schema: Schema, whole: bool) -> Check:
    names = tuple(schema["required"])

    def check(value: Any, path: Path, unknown: Unknown) -> None:
        if isinstance(value, dict):
            for name in names:
                if name not in value:
                    raise Damaged(path, f"has no {name!r}")

    return check


def _properties(compiler: Compiler, schema: Schema, whole: bool) -> Check:
    checks = {name: compiler.check(each) for name, each in schema["properties"].items()}

    def check(value: Any, path: Path, unknown: Unknown) -> None:
        if not isinstance(value, dict):
            return
        for name, member in value.items():
            known = checks.get(name)
            if known:
                known(member, (path, name), unknown)
            elif whole:
                unknown(path, name, member)

    return check


def _every_member(compiler: Compiler, schema: Schema, whole: bool) -> Check:
    check_member = compiler.check(schema["additionalProperties"])

    def check(value: Any, path: Path, unknown: Unknown) -> None:
        if isinstance(value, dict):
            for name, member in value.items():
                check_member(member, (path, name), unknown)

    return check


def _all_of(compiler: Compiler, schema: Schema, whole: bool) -> Check:
    checks = [compiler.check(each, whole=False) for each in schema["allOf"]]

    def check(value: Any, path: Path, unknown: Unknown) -> None:
        for each in checks:
            each(value, path, unknown)

    return check


def _if(compiler: Compiler, schema: Schema, whole: bool) -> Check:
    condition = compiler.check(schema["if"], whole=False)
    consequence = compiler.check(schema["then"], whole=False)

    def check(value: Any, path: Path, unknown: Unknown) -> None:
        try:
            condition(value, path, unknown)
        except Damaged:
            return
        consequence(value, path, unknown)

    return check


# In this order: what is of another type is not looked at further.
_KEYWORDS: Mapping[str, Callable[[Compiler, Schema, bool], Check]] = {
    "$ref": _reference,
    "type": _type,
    "enum": _enum,
    "const": _enum,
    "pattern": _text,
    "minLength": _text,
    "format": _format,
    "minimum": _minimum,
    "required": _required,
    "items": _items,
    "properties": _properties,
    "additionalProperties": _every_member,
    "allOf": _all_of,
    "if": _if,
}
