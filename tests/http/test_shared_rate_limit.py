"""Processes share a pace through a file, and go on without it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from refkit.http.rate_limit import RateLimiter
from refkit.http.shared_rate_limit import FILE_NAME, SharedRateLimit, SharedRateLimits

SERVICE = "https://service.example/works 3/s"


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[SharedRateLimit, SharedRateLimit]]:
    """The same page as two processes see it."""
    ledgers = SharedRateLimits(tmp_path), SharedRateLimits(tmp_path)
    yield ledgers[0].of(SERVICE), ledgers[1].of(SERVICE)
    for limits in ledgers:
        limits.close()


PERIOD = 20.0  # seconds: what a busy machine is late by is no half of it


def waits(page: SharedRateLimit, times: int) -> list[int]:
    """The periods until the turn of each, three a period."""
    places = [page.reserve(3, PERIOD, 100) for _ in range(times)]
    return [round(slot[1] / PERIOD) for slot in places if slot]


def test_turns_are_taken_from_one_page(two: tuple[SharedRateLimit, SharedRateLimit]) -> None:
    mine, theirs = two

    assert waits(mine, 2) == [0, 0]
    assert waits(theirs, 3) == [0, 1, 1]
    assert waits(mine, 2) == [1, 2]


def test_a_turn_counts_from_the_moment_at_which_its_request_arrived(
    two: tuple[SharedRateLimit, SharedRateLimit],
) -> None:
    mine, theirs = two
    for slot in [mine.reserve(3, PERIOD, 100) for _ in range(3)]:
        assert slot
        mine.release(slot[0], PERIOD / 2)

    next_one = theirs.reserve(3, PERIOD, 100)

    assert next_one
    assert 0 <= next_one[1] <= PERIOD / 2


def test_another_service_is_another_page(
    tmp_path: Path, two: tuple[SharedRateLimit, SharedRateLimit]
) -> None:
    waits(two[0], 3)
    other = SharedRateLimits(tmp_path)

    assert waits(other.of("https://other.example/ 3/s"), 1) == [0]
    other.close()


def test_no_more_are_under_way_than_may_be(two: tuple[SharedRateLimit, SharedRateLimit]) -> None:
    mine, theirs = two
    slot = mine.reserve(10, 1.0, 1)

    assert theirs.reserve(10, 1.0, 1) is None
    assert slot
    mine.release(slot[0], 0.0)
    assert theirs.reserve(10, 1.0, 1)


def test_a_pause_is_shared(two: tuple[SharedRateLimit, SharedRateLimit]) -> None:
    two[0].pause(PERIOD)

    assert waits(two[1], 1) == [1]


def test_what_a_dead_process_had_under_way_is_free(
    two: tuple[SharedRateLimit, SharedRateLimit], tmp_path: Path
) -> None:
    two[0].reserve(10, 1.0, 1)
    child = os.fork() if hasattr(os, "fork") else pytest.skip("needs fork")
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    with sqlite3.connect(tmp_path / FILE_NAME) as file:
        file.execute("UPDATE sent SET process = ?", (child,))
    file.close()

    assert two[1].reserve(10, 1.0, 1)


def test_moments_of_a_clock_set_back_are_forgotten(
    two: tuple[SharedRateLimit, SharedRateLimit], tmp_path: Path
) -> None:
    waits(two[0], 3)
    with sqlite3.connect(tmp_path / FILE_NAME) as file:
        file.execute("UPDATE sent SET moment = moment + 3600")
    file.close()

    assert waits(two[1], 1) == [0]


def test_many_that_open_it_at_once_share_it(tmp_path: Path) -> None:
    for number in range(10):
        folder = tmp_path / str(number)
        folder.mkdir()
        ledgers = [SharedRateLimits(folder) for _ in range(8)]
        with ThreadPoolExecutor(8) as threads:
            waited = list(threads.map(lambda each: waits(each.of(SERVICE), 1), ledgers))
        for limits in ledgers:
            limits.close()

        assert sorted(waited) == [[0]] * 3 + [[1]] * 3 + [[2]] * 2


def test_a_damaged_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database at all" * 100)
    limits = SharedRateLimits(tmp_path)

    assert waits(limits.of(SERVICE), 4) == [0, 0, 0, 1]
    limits.close()


def test_a_locked_file_is_waited_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits, other = SharedRateLimits(tmp_path), SharedRateLimits(tmp_path)
    waits(other.of(SERVICE), 3)
    lock = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    limiter = RateLimiter(1000, 1, shared=limits.of(SERVICE))
    opened: list[object] = []
    connect = sqlite3.connect

    def count(*given: object, **named: object) -> sqlite3.Connection:
        opened.append(given)
        return connect(*given, **named)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(sqlite3, "connect", count)
    tries = []
    for _ in range(5):
        with limiter.slot():
            tries.append(len(opened))

    assert tries[0] > 0
    assert tries == tries[:1] * 5
    for each in (limits, other, lock):
        each.close()


def test_a_folder_that_is_not_there_is_done_without(tmp_path: Path) -> None:
    limits = SharedRateLimits(tmp_path / "nowhere")

    assert waits(limits.of(SERVICE), 5) == [0] * 5
    limits.close()


def test_the_file_is_its_owners_alone(
    tmp_path: Path, two: tuple[SharedRateLimit, SharedRateLimit]
) -> None:
    waits(two[0], 1)

    assert [path.stat().st_mode & 0o777 for path in tmp_path.glob("pace*")] == [0o600] * 3


def test_what_was_left_to_itself_holds_no_place_once_the_ledger_is_closed(tmp_path: Path) -> None:
    first, second = SharedRateLimits(tmp_path), SharedRateLimits(tmp_path)
    page, later = first.of(SERVICE), second.of(SERVICE)
    page.reserve(3, 10.0, 1)
    assert later.reserve(3, 10.0, 1) is None

    first.close()

    assert later.reserve(3, 10.0, 1) is not None
    second.close()
