"""Jobs: what takes a while runs in a thread, is watched by every window, and can be stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from enum import StrEnum
from threading import Lock, Thread
from typing import Any

from refkit.api.listed_lines import ListedLines
from refkit.api.progress import TimeLeft, time_left
from refkit.errors import RefkitError
from refkit.model.bibliography import Entry
from refkit.ui.problems import Problem, failure, problem_of
from refkit.zotero.plugin.events import progress

Work = Callable[["Job"], dict[str, Any]]
"""What is done, which is given the job to tell it of its progress, and gives what came of it."""

_PAUSE = 0.1  # seconds between two tellings: more often nobody can look


class JobState(StrEnum):
    """How a job stands. One that is ``stopping`` waits for an answer that is under way."""

    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"


_FETCH = ("Fetching", "Stopping", "Stopped", "Fetched", "Could not be fetched")
_WRITE = ("Writing to Zotero", "Stopping", "Stopped", "Written to Zotero", "Could not be written")
_UNDO = ("Taking back in Zotero", "Stopping", "Stopped", "Taken back", "Could not be taken back")
HEADS = {
    kind: dict(zip(JobState, words, strict=True))
    for kind, words in (("fetch", _FETCH), ("zotero", _WRITE), ("zotero-undo", _UNDO))
}
"""What is written over a job, by its kind and how it stands."""


class JobStopped(BaseException):
    """The user stopped it; passes through all that catches errors, as Ctrl-C does."""


class Job:
    """One thing that takes a while.

    ``kind`` is ``fetch``, ``zotero`` or ``zotero-undo``, ``what`` is what it is about, for a person
    to read. ``tell`` is called, in whatever thread, when it has become another. One that
    ``can_be_left`` writes nothing before its end: stopped, nobody waits for it.
    """

    def __init__(
        self,
        kind: str,
        what: str,
        work: Work,
        tell: Callable[[], None],
        *,
        can_be_left: bool,
        state: JobState = JobState.RUNNING,
    ) -> None:
        self.kind, self.what = kind, what
        self.state = state
        self.notes: list[str] = []
        self.problem: Problem | None = None
        self.result: dict[str, Any] | None = None
        self.lines = ListedLines()
        self._work, self._tell, self._can_be_left = work, tell, can_be_left
        self._doing: tuple[str, TimeLeft] | None = None
        self._told = 0.0
        self._lock = Lock()

    def start(self) -> None:
        """Begin it."""
        Thread(target=self._run, name=f"refkit {self.kind}", daemon=True).start()

    def again(self) -> Job:
        """The same once more; what was asked or written is not asked or written twice."""
        job = Job(self.kind, self.what, self._work, self._tell, can_be_left=self._can_be_left)
        job.lines = self.lines
        return job

    @property
    def is_under_way(self) -> bool:
        """Whether it has not come to an end."""
        return self.state in {JobState.RUNNING, JobState.STOPPING}

    def stop(self) -> None:
        """Have it stopped; nothing where it has come to an end."""
        with self._lock:
            if self.state is JobState.RUNNING:
                self.state = JobState.STOPPED if self._can_be_left else JobState.STOPPING
        self._tell()

    def progress(self, words: str, total: int) -> Callable[[int], None]:
        """Be told what begins and how much of it there is; gives what is told how much is done.

        Raises JobStopped where the user stopped it.
        """
        self._check()
        left = TimeLeft(total)
        self._doing = (words, left)
        self._tell_now_and_then()

        def tell(done: int) -> None:
            left.tell(done)
            self._tell_now_and_then()
            self._check()

        return tell

    def notify(self, note: str) -> None:
        """Be told a line for the user."""
        self._check()
        self.notes.append(note)
        self._tell_now_and_then()

    def watch(self, entries: Sequence[Entry], settled: bool) -> None:
        """Be told of listed lines: all of them as printed, then of each what became of it."""
        self._check()
        self.lines.tell(entries, settled)
        self._tell_now_and_then()

    def row(self) -> dict[str, Any]:
        """The job as the interface tells of it."""
        return {
            "kind": self.kind,
            "what": self.what,
            "state": self.state.value,
            "doing": self._doing_row(),
            "lines": self._lines_row(),
            "notes": list(self.notes),
            "problem": self.problem.members() if self.problem else None,
            "result": self.result,
        }

    def _doing_row(self) -> dict[str, Any] | None:
        doing = self._doing
        if doing is None or not self.is_under_way:
            return None
        words, left = doing
        seconds = left.seconds
        told = progress(words, left.done, left.total)
        return {
            **{name: told[name] for name in ("what", "done", "total")},
            "words": words,
            "seconds_left": None if seconds is None else round(seconds, 1),
            "left": time_left(seconds),
        }

    def _lines_row(self) -> dict[str, int] | None:
        """How many lines are shown while they are looked up; None where they stand in the file."""
        counts = self.lines.counts()
        return counts if counts["listed"] and self.state is not JobState.DONE else None

    def _run(self) -> None:
        try:
            self._end(JobState.DONE, result=self._work(self))
        except JobStopped:
            self._end(JobState.STOPPED)
        except RefkitError as error:
            self._end(JobState.FAILED, problem=problem_of(error))
        except BaseException:
            self._end(JobState.FAILED, problem=failure())
            raise

    def _end(self, state: JobState, **came: Any) -> None:
        with self._lock:
            if not self.is_under_way:
                return  # it was left
            self.problem, self.result = came.get("problem"), came.get("result")
            self.state = state
        self._tell()

    def _check(self) -> None:
        if self.state is not JobState.RUNNING:
            raise JobStopped

    def _tell_now_and_then(self) -> None:
        now = time.monotonic()
        if now - self._told >= _PAUSE:
            self._told = now
            self._tell()
