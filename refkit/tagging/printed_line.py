"""A printed line as labels read it: without the journal, whose name would speak for itself.

``Lupus 2020;29:1`` is no paper on lupus, and ``Arthritis Rheumatol. 72, 1 (2020)`` none on
arthritis. A container is known by what stands behind it: volume and page, or year and volume.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from refkit.regex import lazy_regex

MASK = "\x1f"

# Where a container ends: "2020;29", "29, 1", "29(3):1", "29 (2020) 1", "vol. 29", "(2020) 29, 1".
_PLACE = lazy_regex(
    r"""[\s.,]{0,3}(?<![\w-])(?:
    \(?(?:19|20)\d\d\)?(?:\s[A-Z][a-z]{2,8}\.?(?:\s\d{1,2})?)?\s?[;,.]?\s?[A-Z]?\d{1,4}\s?[(:,]
    |\d{1,4}\s?(?:\([\w .–-]{1,20}\))?\s?[,:]?\s?(?:pp?\.\s?)?[A-Za-z]{0,3}\d{1,9}
        (?:\s?[-–]\s?\w?\d{1,9})?[\s,]{0,3}\(?(?:19|20)\d\d
    |\d{1,4}\s?(?:\([\w .–-]{1,20}\)\s?[,:]?|[,:])\s?(?:pp?\.\s?)?[A-Za-z]{0,3}\d
    |[Vv]ol(?:ume|\.)?\s?\d
    )""",
    re.VERBOSE,
)
_BREAK = lazy_regex(r"[.?!][\"”’)\]]{0,3}\s+|[”\"]\s+")
# A word of an abbreviated name: Ann. Rheum. Dis.
_SHORT = lazy_regex(r"(?:[A-Z][\w&]{0,6}|&|of|the)\Z")
_LONGEST = 9  # words of a container's name; what is longer has the title before a comma in it


def without_places(line: str) -> str:
    """The line with the names of containers made unreadable; no letter changes its place."""
    places = [found.start() for found in _PLACE.finditer(line)]
    if not places:
        return line
    breaks = [0, *(found.end() for found in _BREAK.finditer(line))]
    letters = list(line)
    masked = 0  # what stands before is masked or looked at already
    for end in places:
        start = max(masked, _container_start(line, breaks, end))
        letters[start:end] = MASK * max(0, end - start)
        masked = max(masked, end)
    return "".join(letters)


def _container_start(line: str, breaks: Sequence[int], end: int) -> int:
    """Where the name begins that ends here: behind the last sentence, or behind a comma of it."""
    place = bisect_right(breaks, end) - 1
    fewest = max(0, place - _LONGEST)
    while place > fewest and _SHORT.match(line[breaks[place - 1] : breaks[place]].rstrip(". ")):
        place -= 1
    start = breaks[place]
    comma = line.rfind(", ", start, end)
    is_long = len(line[start:end].split(maxsplit=_LONGEST)) > _LONGEST
    return comma + 2 if comma >= 0 and is_long else start
