"""Reads a body as JSON, strictly: what is not plain JSON in UTF-8 is no answer.

Python's own reading takes NaN, infinities and half characters, and ends in a RecursionError where
brackets stand too deep. None of that may reach the cache, a reader or an export.
"""

from __future__ import annotations

import json
import math
from typing import Any

# Crossref's records nest about ten deep, Zotero's fewer.
MOST_NESTED = 100
# Values in an answer, by the signs that begin or part them. A hundred of Crossref's longest records
# have fewer than a million. In memory an empty list is thirty times what it is in the text.
MOST_VALUES = 2_000_000


class UnreadableBody(Exception):
    """A body that is not the JSON it should be; the text says why."""


def read_json(body: bytes) -> Any:
    """The value that ``body`` holds; raises UnreadableBody."""
    if sum(map(body.count, (b"[", b"{", b","))) > MOST_VALUES:
        raise UnreadableBody("more values than an answer has")
    try:
        text = body.decode("utf-8-sig")
        value = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except UnicodeDecodeError:
        raise UnreadableBody("not UTF-8") from None
    except RecursionError:
        raise UnreadableBody("nested too deep") from None
    except ValueError:
        raise UnreadableBody("not JSON") from None
    if _is_deep(value):
        raise UnreadableBody("nested too deep")
    return _mended(value) if r"\ud" in text or r"\uD" in text else value


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _finite(number: str) -> float:
    value = float(number)
    if math.isinf(value):
        raise ValueError(number)
    return value


def _is_deep(value: Any) -> bool:
    """Look level by level; a function that calls itself could not look deep enough."""
    level = [value]
    for _ in range(MOST_NESTED):
        level = [inner for each in level for inner in _within(each) if _within(inner)]
        if not level:
            return False
    return True


def _within(value: Any) -> Any:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _mended(value: Any) -> Any:
    """The value with half characters (one surrogate without the other) replaced."""
    text = json.dumps(value, ensure_ascii=False)
    return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
