"""CSL YAML, as pandoc and its kin keep references: CSL's items below ``references``, or a list.

Every scalar is text here, so that ``NO`` stays a country and ``1e5`` a page. The items are read as
those of CSL-JSON. Aliases, by which a short file may grow without end, are not read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from refkit.errors import InputError
from refkit.formats.csl_json.library import read_csl
from refkit.formats.library import Library
from refkit.regex import lazy_regex

_DATES = frozenset(
    {"accessed", "available-date", "event-date", "issued", "original-date", "submitted"}
)
_ISO = lazy_regex(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_PARTS = ("year", "month", "day")
_LINE = lazy_regex(r": line \d+: item ")


def read_csl_yaml(text: str, where: str) -> Library:
    """Read CSL YAML; raises InputError where it is no YAML or holds no item at all."""
    found = _loaded(text.removeprefix("\ufeff"), where)
    items = found.get("references") if isinstance(found, dict) else found
    if not isinstance(items, list):
        raise InputError(f"{where}: holds no CSL YAML item (no list of references)")
    told = json.dumps([_item(each) for each in items], ensure_ascii=False)
    try:
        library = read_csl(told, where)
    except InputError:
        raise InputError(f"{where}: holds no CSL YAML item that can be read") from None
    troubles = tuple(_LINE.sub(": item ", each) for each in library.troubles)
    return replace(library, text=text, format="csl-yaml", spans=(), troubles=troubles)


def _loaded(text: str, where: str) -> Any:
    """The first document of the text, every scalar as text."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.AliasEvent):
                mark = event.start_mark
                at = f" line {mark.line + 1}:" if mark else ""
                raise InputError(f"{where}:{at} YAML's aliases are not read; write it out")
        return next(iter(yaml.load_all(text, Loader=loader)), None)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at = f" (line {mark.line + 1}: {error.problem})" if mark else ""
        raise InputError(f"{where}: is not YAML{at}") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise InputError(f"{where}: is not YAML that can be read") from None


def _item(item: Any) -> Any:
    """An item with its dates as CSL-JSON has them."""
    if not isinstance(item, dict):
        return item
    return {name: _date(value) if name in _DATES else value for name, value in item.items()}


def _date(value: Any) -> Any:
    """A date: pandoc writes ``2020-05-12``, its older versions a list of year, month and day."""
    if isinstance(value, str):
        found = _ISO.fullmatch(value.strip())
        return {"date-parts": [[*filter(None, found.groups())]]} if found else {"raw": value}
    dates = value if isinstance(value, list) else [value]
    if dates and all(isinstance(each, dict) and "year" in each for each in dates):
        return {"date-parts": [_parts(each) for each in dates]}
    return value


def _parts(date: Mapping[str, Any]) -> list[Any]:
    parts: list[Any] = []
    for name in _PARTS:
        if not date.get(name):
            break
        parts.append(date[name])
    return parts
