"""Writes files beside and renames them: whole or not at all, and never over what is another's.

A file is replaced where refkit read it in this run, or wrote it and nobody changed it since.
Anything else is a person's: it stays, unless the person says otherwise.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path

from refkit.errors import InputError
from refkit.files import attributes
from refkit.files.reading import Snapshot, last_seen, reason, remember, snapshot_of, unreadable
from refkit.files.records import Register
from refkit.interrupts import hold_back
from refkit.regex import lazy_regex

Chunks = Iterable[bytes]
Output = tuple[Path, Chunks]
"""Where to, and the bytes in pieces, which are made while they are written."""

BACKUP = "~"
# What is open already; any other name under /dev is a device or a file as elsewhere (/dev/shm).
_DESCRIPTOR = lazy_regex(r"/dev/(?:std(?:in|out|err)|fd/\d+)|/proc/[^/]+/fd/\d+")


def _nobody(note: str) -> None:
    """Nobody is told."""


@dataclass(frozen=True, slots=True)
class Writer:
    """How files are replaced: ``force`` also what is a person's own, ``backup`` with a copy beside.

    ``register`` knows what refkit wrote; of that too a copy is kept where it is ``precious``, by
    name: a person's work is in it. ``tell`` is given notes of one line for the user.
    """

    register: Register = field(default_factory=lambda: Register(None))
    force: bool = False
    backup: bool = True
    tell: Callable[[str], None] = _nobody
    precious: Collection[str] = ()

    def write(self, outputs: Sequence[Output]) -> None:
        """Write all of the files or none; raises InputError, and then the old ones stand.

        A pipe or a device is written into once the files stand.
        """
        files = [(path, chunks) for path, chunks in outputs if not is_special(path)]
        with contextlib.ExitStack() as stack:
            staged = [stack.enter_context(self._staged(path, chunks)) for path, chunks in files]
            for each in staged:
                each.compare()
            kept = [note for each in staged for note in self._keep_copy(each)]
            # First noted, then put: whoever is killed in between may run again and replace them.
            for each in staged:
                self.register.add(each.new.sha256)
            with hold_back():
                for each in staged:  # again: a copy of a large file takes a while
                    each.compare()
                _put_all(staged)
                for each in staged:
                    remember(each.real, each.new)
        for note in kept:
            self.tell(note)
        for path, chunks in outputs:
            if is_special(path):
                _write_into(path, chunks)

    def check(self, path: Path) -> None:
        """Raise InputError where the file may not be replaced, before any work is done for it."""
        if not is_special(path):
            self._may_replace(path, _now(path, _real(path)))

    def _may_replace(self, path: Path, there: Snapshot | None) -> None:
        seen = last_seen(path)
        if there is None or there.size == 0:
            if seen and seen.size:
                raise _changed(path)
            return
        if seen:
            if seen != there:
                raise _changed(path)
        elif not (self.force or self.register.has(there.sha256)):
            raise InputError(
                f"{path}: stands there already, and refkit neither read it now nor wrote it as it "
                "is: name another file, or replace it with --force"
            )

    @contextlib.contextmanager
    def _staged(self, path: Path, chunks: Chunks) -> Iterator[_Staged]:
        real = _real(path)
        old = _now(path, real)
        self._may_replace(path, old)
        with _stage(path, real, old, chunks, like=real if old else None) as staged:
            yield staged

    def _keep_copy(self, staged: _Staged) -> Iterator[str]:
        """A copy of what a person wrote beside it; what refkit itself wrote needs none."""
        old = staged.old
        if old is None or old.size == 0 or old == staged.new:
            return
        links = staged.real.stat().st_nlink
        if links > 1:
            yield (
                f"{staged.path}: has {links - 1} other name{'s' * (links > 2)} (hard links), which "
                "keep the old text"
            )
        is_own = self.register.has(old.sha256) and str(staged.path) not in self.precious
        if self.backup and not is_own:
            copy = _free(staged.real)
            _copy(staged, copy)
            shown = copy if staged.path.is_symlink() else staged.path.with_name(copy.name)
            yield f"{staged.path}: as it was is kept in {shown} (--no-backup)"


@dataclass(frozen=True, slots=True)
class _Staged:
    """A file that is written and waits beside its place; ``old`` is what stands there."""

    path: Path
    real: Path
    beside: Path
    old: Snapshot | None
    new: Snapshot

    def compare(self) -> None:
        """Raise InputError where somebody changed what is to be replaced meanwhile."""
        if _now(self.path, self.real) != self.old:
            raise _changed(self.path)


def is_special(path: Path) -> bool:
    """Whether a name is that of a device, a pipe or an open descriptor, which is written into."""
    if _DESCRIPTOR.fullmatch(str(path)):  # also where it leads to a regular file
        return True
    try:
        mode = path.stat().st_mode
    except (OSError, RuntimeError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _free(real: Path) -> Path:
    """A name for a copy that nobody has: ``a.bib~``, else as GNU's tools number them."""
    names = (real.with_name(f"{real.name}.~{number}~") for number in count(1))
    return next(
        name
        for name in chain([real.with_name(real.name + BACKUP)], names)
        if not os.path.lexists(name)
    )


def _changed(path: Path) -> InputError:
    return InputError(
        f"{path}: somebody changed it since it was read; nothing was written, run the command again"
    )


def _real(path: Path) -> Path:
    """Where a name leads; raises InputError for links that lead in a circle."""
    try:
        real = Path(os.path.realpath(path))
        is_circle = real.is_symlink()
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None
    if is_circle:
        raise InputError(f"{path}: cannot be written (the link leads back to itself)")
    return real


def _now(path: Path, real: Path) -> Snapshot | None:
    try:
        return snapshot_of(real)
    except OSError as error:
        raise _unwritable(path, error) from None


@contextlib.contextmanager
def _stage(
    path: Path, real: Path, old: Snapshot | None, chunks: Chunks, *, like: Path | None
) -> Iterator[_Staged]:
    beside: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{real.name[:100]}.", dir=real.parent)
        beside = Path(name)
        with os.fdopen(handle, "wb") as file:
            _sized(file.fileno(), like)
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        new = snapshot_of(beside)
        assert new is not None  # noqa: S101 (it was written just now)
        yield _Staged(path, real, beside, old, new)
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


def _sized(descriptor: int, old: Path | None) -> None:
    """Attributes of the old file, or what the user's umask gives a new one."""
    if not hasattr(os, "fchmod"):
        return
    if old is not None:
        attributes.keep(descriptor, old)
        return
    mask = os.umask(0)
    os.umask(mask)
    os.fchmod(descriptor, 0o666 & ~mask)


def _put_all(staged: Sequence[_Staged]) -> None:
    """Give all files their names; where one cannot have it, the others' old ones come back."""
    held: list[tuple[_Staged, Path | None]] = []
    try:
        for each in staged:  # all of them first: what cannot be given back is not taken away
            held.append((each, _hold(each) if len(staged) > 1 else None))
        for number, each in enumerate(staged):
            try:
                each.beside.replace(each.real)
            except OSError as error:
                _give_back(held[:number])
                raise _unwritable(each.path, error) from None
    finally:
        for _, name in held:
            if name:
                name.unlink(missing_ok=True)
    for folder in dict.fromkeys(each.real.parent for each in staged):
        _sync(folder)


def _hold(staged: _Staged) -> Path | None:
    """The old file under a second name until all are put, or a copy of it; None where none is."""
    if staged.old is None:
        return None
    name = Path(f"{staged.beside}{BACKUP}")
    try:
        os.link(staged.real, name)
    except OSError:  # no such file system, or somebody else's file
        try:
            shutil.copy2(staged.real, name)
        except OSError as error:
            name.unlink(missing_ok=True)
            raise _unwritable(staged.path, error) from None
    return name


def _give_back(done: Sequence[tuple[_Staged, Path | None]]) -> None:
    for each, held in done:
        with contextlib.suppress(OSError):
            if held:
                held.replace(each.real)
            elif each.old is None:
                each.real.unlink()


def put_in_place(beside: Path, path: Path) -> None:
    """Give a file that another program wrote beside its place its name, once it is on the disk.

    What stands there is replaced; raises OSError, and then it is not.
    """
    with beside.open("r+b") as file:
        _sized(file.fileno(), None)
        os.fsync(file.fileno())
    beside.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Have the new names on the disk too; some systems open no folder."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _copy(staged: _Staged, copy: Path) -> None:
    """Write a copy with the same attributes; raises InputError where that fails."""
    try:
        data = staged.real.read_bytes()
    except OSError as error:
        raise unreadable(staged.path, error) from None
    with _stage(copy, copy, None, [data], like=staged.real) as beside:
        _put_all([beside])


def _write_into(path: Path, chunks: Chunks) -> None:
    try:
        with path.open("wb", buffering=0) as raw:
            for chunk in chunks:
                view = memoryview(chunk)
                while view:
                    view = view[raw.write(view) :]
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: Exception) -> InputError:
    return InputError(f"{path}: cannot be written ({reason(error)})")
