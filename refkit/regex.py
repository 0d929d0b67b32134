"""Regular expressions that are compiled when they are first used.

A command uses a third of those that the modules it loads have, and to compile one takes as long as
to use it a thousand times.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_METHODS = ("search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn")


def lazy_regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern that can be searched and matched with, as ``re.compile`` gives one.

    It is no ``re.Pattern``: the functions of ``re`` do not take it. ``re.error`` is raised when it
    is first used.
    """
    return cast("re.Pattern[AnyStr]", _LatePattern(pattern, flags))


class _LatePattern:
    """Has the methods of a pattern as its own from their first use on: no call pays for it."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern, self.flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        self.__dict__.update({each: getattr(compiled, each) for each in _METHODS})
        return getattr(compiled, name)
