"""Several at a time: every item once, the first trouble ends it, and Ctrl-C ends it at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from crossref_server import FAST, CrossrefServer

from refkit.http.pool import together


def end(before: set[threading.Thread]) -> None:
    """Wait until no thread is left that was not there before."""
    for thread in set(threading.enumerate()) - before:
        thread.join(60)


@pytest.mark.parametrize("at_once", [1, 3, 50])
def test_every_item_comes_once_with_its_result(at_once: int) -> None:
    done = dict(together(range(30), lambda number: number * 2, at_once))

    assert done == {number: number * 2 for number in range(30)}


def test_of_nothing_comes_nothing() -> None:
    assert list(together([], lambda item: item, 3)) == []


def test_as_many_as_may_be_are_under_way() -> None:
    meeting = threading.Barrier(3, timeout=60)

    assert len(list(together(range(6), lambda number: meeting.wait(), 3))) == 6


def test_the_first_trouble_is_raised_and_no_further_item_begun() -> None:
    begun, go_on, before = [], threading.Event(), set(threading.enumerate())

    def ask(number: int) -> None:
        begun.append(number)
        if number == 1:
            raise ValueError("no use")
        go_on.wait(60)

    with pytest.raises(ValueError, match="no use"):
        list(together(range(50), ask, 3))
    go_on.set()
    end(before)

    assert set(begun) <= {0, 1, 2}


def test_whoever_stops_listening_stops_the_asking() -> None:
    begun, go_on, before = [], threading.Event(), set(threading.enumerate())

    def ask(number: int) -> None:
        begun.append(number)
        if number:
            go_on.wait(60)

    results = together(range(50), ask, 2)
    next(results)
    results.close()  # type: ignore[attr-defined]
    go_on.set()
    end(before)

    assert set(begun) <= {0, 1, 2}


SEARCH = """
import sys
from refkit.http.gateway import Gateway
from refkit.sources.crossref.client import CrossrefClient

gateway = Gateway(None)
try:
    CrossrefClient(gateway, sys.argv[1], "me@example.org").search([str(n) for n in range(50)])
except KeyboardInterrupt:
    gateway.close()
    sys.exit(130)
"""


@pytest.mark.skipif(os.name != "posix", reason="sends a signal to a process")
def test_ctrl_c_ends_at_once_and_sends_nothing_further(tmp_path: Path) -> None:
    with CrossrefServer(pools=FAST, latency=60.0) as server:
        process = subprocess.Popen([sys.executable, "-c", SEARCH, server.url])
        deadline = time.monotonic() + 60
        while server.under_way < 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        status = process.wait(timeout=60)
        took = time.monotonic() - began
        sent = server.under_way

    assert (status, sent) == (130, 3)
    assert took < 20
    assert len(server.requests) <= 3
