"""The workspace: the one document that is open, how sources are asked for it, and who watches."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock, Thread
from typing import Any

from refkit.api.document import OpenDocument
from refkit.api.pasted import PastedText
from refkit.api.remarks import lists_not_asked, not_asked, remarks
from refkit.errors import InputError
from refkit.files.reading import is_file, read_bytes
from refkit.files.writing import Writer
from refkit.model.bibliography import Bibliography, Made
from refkit.settings import read_settings
from refkit.ui import unsaved
from refkit.ui.jobs import Job, JobState, Work
from refkit.ui.problems import Problem
from refkit.ui.unfinished import Unfinished
from refkit.version import __version__

RECENT = "recent.json"
_MOST_RECENT = 12


@dataclass
class Workspace:
    """The document, or None on the start page; ``offline`` and ``mailto`` are as for ``fetch``.

    ``listeners`` are called, from whatever thread, when what is shown has become another.
    ``job`` is what takes a while, also when it has ended. ``kept`` is the copy of the document for
    as long as that has no name. ``listings`` are what the page has made of the last states of the
    bibliography. ``opening`` is held while a file is opened; it refuses what is open elsewhere.
    """

    document: OpenDocument | None = None
    offline: bool = False
    mailto: str | None = None
    listeners: set[Callable[[], None]] = field(default_factory=set)
    listings: tuple[object, ...] = field(default=(), repr=False)
    job: Job | None = None
    kept: unsaved.UnsavedCopy | None = field(default=None, repr=False)
    opening: Callable[[Path], AbstractContextManager[object]] = nullcontext

    def __post_init__(self) -> None:
        self._changing = RLock()  # one thing is opened or begun after the other
        if self.document:
            self._take(self.document)

    def open(self, path: Path) -> OpenDocument:
        """Open a file in place of the one that is open, of which all stands in its file.

        A fetch into it that did not come to its end stands there as stopped. Raises InputError
        where it cannot be read, is open elsewhere, or what is open has no name and could not be
        kept; Problem where something is under way.
        """
        with self._changing:
            self._refuse_to_lose()
            with self.opening(path.absolute()):
                return self._take(OpenDocument.open(path.absolute()))

    def read(self, data: bytes, name: str = "") -> OpenDocument:
        """Take in what was dropped or pasted; raises as ``open`` does."""
        with self._changing:
            self._refuse_to_lose()
            return self._take(OpenDocument.read(data, name))

    def begin_new(self) -> OpenDocument:
        """Open a new document without a name and without references; raises as ``open`` does."""
        with self._changing:
            self._refuse_to_lose()
            return self._take(OpenDocument(Bibliography(Made(__version__))))

    def _refuse_to_lose(self) -> None:
        self.check_idle()  # it goes on with what is open, and is shown and stopped there
        there = self.document
        if there is None or there.is_saved:
            return
        # What was read of a file on this machine, and not decided on, stands there. All else is
        # kept aside, and offered on the start page.
        is_kept = there.path is not None or (self.kept and self.kept.file.is_file())
        if there.bibliography.entries and not is_kept:
            raise InputError("what is open has no name yet: save it first")

    def fetch(self, wanted: PastedText, *, new: bool = False) -> Job:
        """Begin to fetch into what is open, or into a new document.

        What is asked for is noted until it is there. Raises Problem where something is under way.
        """
        with self._changing:
            self.check_idle()
            document = (None if new else self.document) or self.begin_new()
            kept = self.kept or unsaved.UnsavedCopy(document)
            kept.want(wanted)
            return self._begin(self._fetching(document, kept, wanted))

    def _fetching(
        self,
        document: OpenDocument,
        kept: unsaved.UnsavedCopy,
        wanted: PastedText,
        state: JobState = JobState.RUNNING,
    ) -> Job:
        given = wanted.document
        if given and not document.suggested:
            document.suggest(given.name.replace(" ", "-"))

        def work(job: Job) -> dict[str, Any]:
            try:
                document.add(
                    *wanted.reviews, documents=(given,) if given else (), offline=self.offline,
                    mailto=self.mailto, notify=job.notify, progress=job.progress, watch=job.watch,
                )  # fmt: skip
            except InputError:
                if not job.lines.counts()["listed"]:
                    kept.want(None)  # it cannot be had, and will not be had another day
                raise
            found = _fetched(document.bibliography, wanted)
            if not found["not_asked"]:
                kept.want(None)
            return found

        return Job("fetch", wanted.in_short, work, self.tell, can_be_left=True, state=state)

    def begin(self, kind: str, what: str, work: Work, *, can_be_left: bool = False) -> Job:
        """Begin what takes a while; raises Problem where something is under way."""
        return self._begin(Job(kind, what, work, self.tell, can_be_left=can_be_left))

    def go_on(self) -> Job:
        """Do once more what was stopped or failed; raises Problem where there is no such thing."""
        if self.job is None:
            raise Problem(404, "not-found", "there is nothing to go on with")
        return self._begin(self.job.again())

    def check_idle(self) -> None:
        """Raise Problem where something is under way: there is one at a time."""
        if self.job and self.job.is_under_way:
            raise Problem(409, "busy", "something is under way: wait for its end, or stop it")

    def put_away(self) -> None:
        """Show no longer what has ended; what was not fetched then is not asked for any more."""
        if self.job and not self.job.is_under_way:
            if self.job.kind == "fetch" and self.kept:
                self.kept.want(None)
            self.job = None
            self.tell()

    def _begin(self, job: Job) -> Job:
        with self._changing:
            self.check_idle()
            self.job = job
        job.start()
        self.tell()
        return job

    def take_up(self, name: str) -> OpenDocument:
        """Go on with what was left without a name, by its file's; raises as ``open`` does."""
        with self._changing:
            self._refuse_to_lose()
            left, waits = unsaved.take_up(name)
            document = self._take(left, waits)
            if self.kept and self.kept.file.is_file():
                unsaved.throw_away(name)
            return document

    def _take(self, document: OpenDocument, waits: Unfinished | None = None) -> OpenDocument:
        kept = unsaved.UnsavedCopy(document)

        def changed() -> None:
            kept.update()
            self.tell()

        document.changed = changed
        self.document, self.kept, self.job = document, kept, None
        kept.update()
        if document.path:
            note_recent(document.path)
            waits = unsaved.unfinished_in(document.path)
        if waits:
            kept.take_over(waits)
            self.job = self._fetching(document, kept, waits.wanted, JobState.STOPPED)
        Thread(target=document.get_ready, name="refkit getting ready", daemon=True).start()
        self.tell()
        return document

    def tell(self) -> None:
        """Tell every window that it should look again."""
        for listener in tuple(self.listeners):
            listener()


def _fetched(bibliography: Bibliography, wanted: PastedText) -> dict[str, Any]:
    return {
        "account": str(bibliography.account),
        "remarks": remarks(bibliography),
        "not_asked": not_asked(bibliography) + lists_not_asked(bibliography, wanted.named),
    }


def recent() -> list[Path]:
    """The files that were worked on last, the newest first; those that are there still."""
    try:
        names = json.loads(read_bytes(_recent_file()))
    except (ValueError, RecursionError, InputError):
        return []
    if not isinstance(names, list):
        return []
    return [Path(name) for name in names if isinstance(name, str) and is_file(Path(name))]


def note_recent(path: Path) -> None:
    """Note a file as the one that was worked on last; where nothing can be noted, nothing is."""
    names = [str(path), *(str(each) for each in recent() if each != path)][:_MOST_RECENT]
    file = _recent_file()
    with suppress(OSError, InputError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = json.dumps(names, ensure_ascii=False, indent=1)
        Writer(force=True, backup=False).write([(file, [text.encode(errors="surrogateescape")])])


def _recent_file() -> Path:
    return read_settings().data / "ui" / RECENT
