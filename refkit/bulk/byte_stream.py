"""A file's bytes as they come: counted, unpacked, taken out of an archive, never all at once.

Packed bytes are unpacked here and not by ``gzip``'s file object, which throws away up to a megabyte
of good text when the file ends too early.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any, cast

from isal import isal_zlib

from refkit.bulk.inputs import is_taken

Heard = Callable[[int], None]
"""Is told how many bytes of the file have been read since it was told last."""

PIECE = 1 << 18
_UNPACKED = 1 << 18  # the most that is unpacked at a time: a small file may hold a great deal
_MEMBER_PIECE = 1 << 13  # where an archive ends too early, the piece that is cut is lost
_GZIP = b"\x1f\x8b"
_NO_GZIP = cast("type[Exception]", isal_zlib.error)  # its stub calls it an instance
_WITH_HEADER = 31  # zlib's number for gzip's own header and the largest window
_TAR_MARK, _TAR_MARK_AT = b"ustar", 257


class DamagedStream(Exception):
    """The rest of a file cannot be had; the message says why."""


class UnreadableFile(Exception):
    """A file cannot be read at all; the message says why."""


@dataclass(frozen=True, slots=True)
class StreamPart:
    """Bytes that are read as one file; ``name`` is that in an archive, empty outside of one."""

    name: str
    chunks: Iterable[bytes]


class OpenFile:
    """An open file: its bytes are counted and summed up while they are read.

    Opening and reading it raise Unread where the system does not give it.
    """

    def __init__(self, path: str, heard: Heard = lambda count: None) -> None:
        try:
            self._file = Path(path).open("rb", buffering=0)  # noqa: SIM115 (closed by __exit__)
        except OSError as error:
            raise UnreadableFile(f"cannot be read ({error.strerror})") from None
        self._heard = heard
        self._sum = hashlib.sha256()
        self.status = os.fstat(self._file.fileno())

    def __enter__(self) -> OpenFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def parts(self) -> Iterator[StreamPart]:
        """What is to be read, one after the other; a plain file is one part.

        Chunks raise Damaged where a file is cut short or is not what it seems.
        """
        chunks = _unpacked(self._read_chunks())
        head, chunks = _peeked(chunks)
        if head[_TAR_MARK_AT:].startswith(_TAR_MARK):
            yield from _members(chunks)
        else:
            yield StreamPart("", chunks)

    def digest(self) -> str:
        """The SHA-256 of all bytes of the file; what was not read yet is read for it."""
        for _ in self._read_chunks():
            pass
        return self._sum.hexdigest()

    def _read_chunks(self) -> Iterator[bytes]:
        while piece := self._piece():
            self._sum.update(piece)
            self._heard(len(piece))
            yield piece

    def _piece(self) -> bytes:
        try:
            return self._file.read(PIECE) or b""
        except OSError as error:
            raise UnreadableFile(f"cannot be read ({error.strerror})") from None


def _peeked(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes, as many as tell what a file is, and all of them as if untouched."""
    head = b""
    try:
        while len(head) < tarfile.BLOCKSIZE:
            head += next(chunks)
    except StopIteration:
        pass
    except DamagedStream as damage:
        return head, chain([head], _failing(damage))
    return head, chain([head], chunks)


def _failing(damage: DamagedStream) -> Iterator[bytes]:
    yield from ()
    raise damage


def _unpacked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes themselves, or what is packed in them if they are gzip."""
    first = next(chunks, b"")
    chunks = chain([first], chunks)
    yield from _gunzipped(chunks) if first.startswith(_GZIP) else chunks


def _gunzipped(chunks: Iterator[bytes]) -> Iterator[bytes]:
    data = next(chunks, b"")
    while data:
        member = isal_zlib.decompressobj(_WITH_HEADER)
        while not member.eof:
            try:
                unpacked = member.decompress(data, _UNPACKED)
            except _NO_GZIP as error:
                raise DamagedStream(f"damaged gzip data ({error})") from None
            if unpacked:
                yield unpacked
            data = member.unconsumed_tail
            # What is left inside the decompressor comes without more input.
            if not data and not member.eof and len(unpacked) < _UNPACKED:
                data = next(chunks, b"")
                if not data:
                    raise DamagedStream("the gzip data end too early")
        data = member.unused_data.lstrip(b"\0") or next(chunks, b"").lstrip(b"\0")
        if data and not _GZIP.startswith(data[:2]):
            raise DamagedStream("something that is no gzip data follows it")


class _Stream(io.RawIOBase):
    """Chunks as a file that is read once from its beginning to its end."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._held = chunks, b""

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        if not self._held:
            self._held = next(self._chunks, b"")
        count = min(len(into), len(self._held))
        into[:count] = self._held[:count]
        self._held = self._held[count:]
        return count


def _members(chunks: Iterator[bytes]) -> Iterator[StreamPart]:
    """The files of an archive that are read, in its order."""
    try:
        stream = io.BufferedReader(cast(io.RawIOBase, _Stream(chunks)), PIECE)
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                if member.isfile() and is_taken(member.name):
                    file = archive.extractfile(member)
                    assert file is not None  # noqa: S101 (a file of its own has bytes)
                    yield StreamPart(member.name, _unpacked(_member_pieces(file)))
    except tarfile.TarError as error:
        yield StreamPart(
            "", _failing(DamagedStream(f"the tar archive cannot be read further ({error})"))
        )
    except DamagedStream as damage:
        yield StreamPart("", _failing(damage))


def _member_pieces(file: IO[bytes]) -> Iterator[bytes]:
    try:
        while piece := file.read(_MEMBER_PIECE):
            yield piece
    except tarfile.TarError as error:
        raise DamagedStream(f"the tar archive cannot be read further ({error})") from None
