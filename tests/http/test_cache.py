"""The memory: no secrets, nothing that runs, and never in the way."""

from __future__ import annotations

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crossref_server import CrossrefServer, make_work

from refkit.http.cache import (
    FILE_NAME,
    KEEP_FOUND,
    KEEP_UNKNOWN,
    FileCache,
    InMemoryCache,
    answer_of_our_own,
    key_of_address,
    open_cache,
)
from refkit.http.gateway import Gateway

URL = "https://crossref.example/works/10.1000%2Fa"
SECRET = "me@secret.example"


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def test_what_is_stored_holds_no_address_even_after_a_redirect(
    crossref: CrossrefServer, tmp_path: Path
) -> None:
    with CrossrefServer(
        [make_work("10.1000/prime")], aliases={"10.1000/old": "10.1000/prime"}
    ) as server:
        gateway = Gateway(tmp_path)
        headers = {"User-Agent": f"refkit (mailto:{SECRET})", "X-USER-AGENT": SECRET}
        for doi in ("10.1000%2Fold", "10.1000%2Funknown"):
            gateway.ask(f"{server.url}/works/{doi}", {"mailto": SECRET}, headers)
        gateway.close()

    stored = bytes_of(tmp_path)
    assert len(stored) > 1000
    assert b"secret" not in stored
    rows = sqlite3.connect(tmp_path / FILE_NAME).execute("SELECT value FROM responses").fetchall()
    assert rows
    import zlib

    assert not any(b"secret" in zlib.decompress(row[0]) for row in rows)


def test_the_address_makes_no_difference_to_what_is_recalled(tmp_path: Path) -> None:
    with CrossrefServer([make_work("10.1000/a")]) as server:
        gateway = Gateway(tmp_path)
        url = f"{server.url}/works/10.1000%2Fa"
        gateway.ask(url, {"mailto": "one@example.org"}, {"User-Agent": "t"})
        gateway.ask(url, {"mailto": "two@example.org"}, {"User-Agent": "t"})
        gateway.close()

        assert len(server.requests) == 1


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    memory, _ = open_cache(tmp_path / "deep" / "folder")
    memory.save_response(answer_of_our_own(URL, b"{}"), "key")

    for path in (tmp_path / "deep" / "folder").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    memory.close()


def test_rows_are_no_pickles(tmp_path: Path) -> None:
    memory, _ = open_cache(tmp_path)
    memory.save_response(answer_of_our_own(URL, b"{}"), "key")
    memory.close()
    import pickle
    import zlib

    ((row,),) = sqlite3.connect(tmp_path / FILE_NAME).execute("SELECT value FROM responses")
    with pytest.raises(pickle.UnpicklingError):
        pickle.loads(row)
    assert zlib.decompress(row).startswith(b"{")


def test_an_unknown_doi_is_remembered_for_a_shorter_time(tmp_path: Path) -> None:
    memory, _ = open_cache(tmp_path)
    unknown = answer_of_our_own(URL, b"Resource not found.")
    unknown.status_code = 404
    memory.save_response(answer_of_our_own(URL, b"{}"), "found")
    memory.save_response(unknown, "unknown")

    now = datetime.now(UTC)
    for key, lasting in (("found", KEEP_FOUND), ("unknown", KEEP_UNKNOWN)):
        remembered = memory.get_response(key)
        assert remembered is not None
        assert abs(remembered.expires - now - lasting) < timedelta(minutes=1)
    memory.close()


@pytest.mark.parametrize("body", [b"<html>maintenance</html>", b'{"cut', b"[1]", b"null"])
def test_what_is_no_answer_is_not_remembered(tmp_path: Path, body: bytes) -> None:
    memory, _ = open_cache(tmp_path)

    memory.save_response(answer_of_our_own(URL, body), "key")

    assert memory.get_response("key") is None
    memory.close()


@pytest.mark.parametrize(
    "damage", [b"no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 4000]
)
def test_a_damaged_file_is_set_aside_and_said(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(damage)

    memory, note = open_cache(tmp_path)
    memory.save_response(answer_of_our_own(URL, b"{}"), "key")

    assert isinstance(memory, FileCache)
    assert "damaged" in note
    assert (tmp_path / "memory.damaged").read_bytes() == damage
    assert memory.get_response("key") is not None
    memory.close()


@pytest.mark.parametrize("row", [b"garbage", b"", None])
def test_a_damaged_row_is_a_miss(tmp_path: Path, row: bytes | None) -> None:
    memory, _ = open_cache(tmp_path)
    memory.save_response(answer_of_our_own(URL, b"{}"), "key")
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("UPDATE responses SET value = ?", (row,))

    assert memory.get_response("key") is None
    memory.close()


def test_a_locked_file_is_done_without(tmp_path: Path) -> None:
    open_cache(tmp_path)[0].close()
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    memory, note = open_cache(tmp_path)
    other.close()

    assert isinstance(memory, InMemoryCache)
    assert "nothing will be remembered" in note


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    memory, note = open_cache(tmp_path / "file" / "memory")

    assert isinstance(memory, InMemoryCache)
    assert "nothing will be remembered" in note


def test_a_lock_that_stays_costs_the_answer_not_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("refkit.http.cache.BUSY_TIMEOUT", 100)
    memory, _ = open_cache(tmp_path)
    memory.save_response(answer_of_our_own(URL, b"{}"), "before")
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    memory.save_response(answer_of_our_own(URL, b"{}"), "meanwhile")
    other.execute("ROLLBACK")
    memory.save_response(answer_of_our_own(URL, b"{}"), "after")

    known = [key for key in ("before", "meanwhile", "after") if memory.get_response(key)]
    assert known == ["before", "after"]
    memory.close()
    other.close()


@pytest.mark.parametrize(
    "spelling",
    [
        "http://x.example/works/10.1000%2Fa?mailto=me@example.org",
        "http://x.example/works/10.1000/a",
        "http://x.example/works/10.1000/%61?Mailto=1&token=2#part",
    ],
)
def test_an_address_has_one_key_however_it_is_spelled(spelling: str) -> None:
    assert key_of_address(spelling) == key_of_address("http://x.example/works/10.1000%2Fa")


@pytest.mark.parametrize(
    "other", ["10.1000%2FA", "10.1000%252Fa", "10.1000/a%3Frows", "10.1000/a?rows=1"]
)
def test_another_address_has_another_key(other: str) -> None:
    base = "http://x.example/works/"

    assert key_of_address(base + other) != key_of_address(base + "10.1000%2Fa")


def test_a_page_damaged_within_is_noticed_at_the_start(tmp_path: Path) -> None:
    memory, _ = open_cache(tmp_path)
    for number in range(200):
        memory.save_response(answer_of_our_own(URL, b'{"a": 1}'), f"key {number}")
    memory.close()
    path = tmp_path / FILE_NAME
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * 8192 + whole[16384:])

    memory, note = open_cache(tmp_path)

    assert "damaged" in note
    memory.close()


def test_many_that_open_it_at_once_share_it(tmp_path: Path) -> None:
    for number in range(10):
        folder = tmp_path / str(number)
        with ThreadPoolExecutor(8) as threads:
            opened = list(threads.map(lambda _, to=folder: open_cache(to), range(8)))  # type: ignore[misc]

        assert [note for _, note in opened] == [""] * 8
        assert all(isinstance(memory, FileCache) for memory, _ in opened)
        for memory, _ in opened:
            memory.close()


def test_it_is_closed_while_others_read(tmp_path: Path) -> None:
    # A question that is given up may still be looking for its answer when the run ends.
    cache, _ = open_cache(tmp_path)
    cache.save_response(answer_of_our_own(URL, b"{}"), "key")

    with ThreadPoolExecutor(4) as threads:
        reading = [threads.submit(lambda: [cache.get_response("key") for _ in range(300)])
                   for _ in range(4)]  # fmt: skip
        while not all(each.done() for each in reading):
            cache.close()

    assert all(each.result()[-1] for each in reading)
    cache.close()
