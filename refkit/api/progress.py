"""How far something that takes a while has come, and how long it will take yet."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

# Steps whose pace counts: enough to even out, few enough to follow a service that slows down and
# to forget that the first answers came from memory.
_LATEST = 8


@dataclass(slots=True)
class TimeLeft:
    """How long it will take yet, from how long the latest steps took.

    What is told first counts for nothing: that is what was remembered, done in no time. Who waits
    long for a step is promised no less than as long again.
    """

    total: int
    clock: Callable[[], float] = time.monotonic
    _steps: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=_LATEST + 1))

    def tell(self, done: int) -> None:
        """So many more are done."""
        self._steps.append((self.clock(), self.done + done))

    @property
    def done(self) -> int:
        """How many are done."""
        return self._steps[-1][1] if self._steps else 0

    @property
    def seconds(self) -> float | None:
        """Seconds that are left; None where nothing is known yet."""
        if len(self._steps) < 2:
            return None
        (start, before), (last, done) = self._steps[0], self._steps[-1]
        if done == before:
            return None
        waited = self.clock() - last
        left = (last - start) / (done - before) * (self.total - done)
        return max(left - waited, waited) if done < self.total else 0.0


def time_left(seconds: float | None) -> str:
    """Seconds in words no more exact than an estimate is.

    >>> time_left(95.3), time_left(4000), time_left(None)
    ('about 1:40 left', 'about 1 h 07 left', '')
    """
    if not seconds:
        return ""
    step = 1 if seconds < 10 else 5 if seconds < 60 else 10 if seconds < 3600 else 60
    rounded = -int(-seconds // step) * step
    minutes, rest = divmod(rounded, 60)
    if minutes >= 60:
        return f"about {minutes // 60} h {minutes % 60:02d} left"
    return f"about {minutes}:{rest:02d} left"
