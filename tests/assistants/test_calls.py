"""A call is told of its progress and can be stopped, and what is private is struck out."""

from __future__ import annotations

import asyncio
from pathlib import Path
from threading import Event

import pytest
from pydantic import BaseModel

from refkit.assistants.calls import Stopped, Threads, ToolCall
from refkit.assistants.folders import Folders
from refkit.assistants.paging import MOST_BYTES, Part, page
from refkit.assistants.redact import Redactor
from refkit.assistants.session import Session
from refkit.errors import InputError


class Row(BaseModel):
    text: str


def test_progress_only_grows_from_part_to_part() -> None:
    told: list[tuple[int, int, str]] = []
    call = ToolCall(lambda *each: told.append(each))

    call.progress("looking up", 3)(3)
    call.progress("searching", 2)(1)

    assert told[0] == (0, 3, "looking up")
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert told[-1][1] == 5


def test_a_call_that_was_stopped_goes_no_further() -> None:
    call = ToolCall()
    tell = call.progress("looking up", 3)

    call.stop()

    for go_on in (lambda: tell(1), lambda: call.progress("x", 1), lambda: call.notify("x"),
                  lambda: call.watch([], False), call.check):  # fmt: skip
        with pytest.raises(Stopped):
            go_on()


def test_what_writes_is_waited_for_and_what_reads_is_left() -> None:
    begun, let_go, ended = Event(), Event(), Event()
    threads, writing = Threads(), ToolCall()

    def work() -> str:
        begun.set()
        assert let_go.wait(60)
        ended.set()
        return "written"

    async def cancelled(call: ToolCall, *, writes: bool) -> None:
        task = asyncio.create_task(threads.run(work, call, writes=writes))
        await asyncio.to_thread(begun.wait, 60)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled(ToolCall(), writes=False))
    assert not threads.stop_writing()
    threads.wait_for_writing()
    assert not ended.is_set()

    begun.clear()
    asyncio.run(cancelled(writing, writes=True))
    assert threads.stop_writing()
    with pytest.raises(Stopped):
        writing.check()
    let_go.set()
    threads.wait_for_writing()
    assert ended.is_set()
    assert not threads.stop_writing()


def test_what_goes_wrong_in_the_thread_is_raised_here() -> None:
    def work() -> str:
        raise InputError("x.bib: is empty")

    with pytest.raises(InputError, match=r"x\.bib: is empty"):
        asyncio.run(Threads().run(work, ToolCall(), writes=False))


def test_one_row_is_given_however_long_it_is() -> None:
    long = "x" * (2 * MOST_BYTES)

    first = page([long, long], lambda text: Row(text=text), Part(), "list")

    assert [len(row.text) for row in first["rows"]] == [len(long)]
    rest = page([long, long], lambda text: Row(text=text), Part(5, first["next_cursor"]), "list")
    assert (len(rest["rows"]), rest["next_cursor"]) == (1, None)


@pytest.mark.parametrize("cursor", ["", "0", "x.1", "0123456789ab.1", "0123456789ab.-1"])
def test_a_cursor_is_of_its_list_alone(cursor: str) -> None:
    with pytest.raises(InputError, match="this cursor is of another list"):
        page(["a"], lambda text: Row(text=text), Part(5, cursor), "list")


def test_keys_addresses_and_folders_are_struck_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFKIT_ZOTERO_KEY", "key9secret")
    monkeypatch.setenv("REFKIT_OPENALEX_KEY", "openalex9secret")
    session = Session(Folders([tmp_path]), mailto="ada@garden.example")

    private = Redactor.of(session)

    assert private.hidden_in(
        {"a": ["key9secret", "mailto=ada%40garden.example"], "b": "openalex9secret", "c": 1}
    ) == {"a": ["…", "mailto=…"], "b": "…", "c": 1}
    told = private.without_folders(f"{tmp_path / 'a.bib'}: cannot be read; {Path.home() / 'x'}")
    assert told == f"a.bib: cannot be read; {Path('~') / 'x'}"
