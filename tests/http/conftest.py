"""What the tests of the gateway share."""

from __future__ import annotations

import time

import pytest
from urllib3 import Timeout

from refkit.http.deadline import Deadline

_SOON = 0.5  # seconds


@pytest.fixture
def short_first_try(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first try of a question is soon given up, where nothing comes or it never ends.

    Those that follow have all the time of the question, whatever else the machine has to do.
    """
    tried: dict[Deadline, int] = {}
    one_try, one_answer = Deadline.for_one_try, Deadline.for_one_answer

    def for_one_try(self: Deadline) -> Timeout:
        tried[self] = tried.get(self, 0) + 1
        usual = one_try(self)
        return Timeout(connect=usual.connect_timeout, read=_SOON) if tried[self] == 1 else usual

    def for_one_answer(self: Deadline) -> float:
        return time.monotonic() + _SOON if tried[self] == 1 else one_answer(self)

    monkeypatch.setattr(Deadline, "for_one_try", for_one_try)
    monkeypatch.setattr(Deadline, "for_one_answer", for_one_answer)
