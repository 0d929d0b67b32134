"""A zip from outside, of which a few parts are read: how much it may unpack to is asked first."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from typing import Self

from refkit.errors import InputError

# A thesis with a thousand citations of EndNote has 20 MB of XML, and its tree ten times that.
LARGEST_PART = 64 << 20
LARGEST_WHOLE = 128 << 20
# XML of Word packs to a tenth or a thirtieth, the same table a thousand times over to a hundredth.
STEEPEST = 400
_SMALL = 4 << 20

# All that ``zipfile`` raises for a zip that is broken, encrypted or packed in another way.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, RuntimeError,
    NotImplementedError, ValueError, KeyError, OverflowError,
)  # fmt: skip


class Archive:
    """The parts of a zip by name; each is unpacked when it is asked for, within bounds.

    All methods raise InputError where the zip is broken or unpacks to too much.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._left = LARGEST_WHOLE
        with self._reading():
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._parts = {info.filename: info for info in self._zip.infolist()}

    @classmethod
    def names_of(cls, data: bytes) -> frozenset[str]:
        """The names of the parts; none where this is no zip that can be opened."""
        try:
            return frozenset(cls(data, "")._parts)
        except InputError:
            return frozenset()

    def __contains__(self, part: str) -> bool:
        return part in self._parts

    def read(self, part: str) -> bytes:
        """The bytes of a part; empty where there is none."""
        info = self._parts.get(part)
        if info is None:
            return b""
        most = min(LARGEST_PART, self._left)
        steep = info.file_size > max(_SMALL, STEEPEST * info.compress_size)
        if steep or info.file_size > most:
            raise self._too_much()
        with self._reading(), self._zip.open(info) as file:
            data = file.read(most + 1)  # its size may be more than it says
        if len(data) > most:
            raise self._too_much()
        self._left -= len(data)
        return data

    def _too_much(self) -> InputError:
        return InputError(
            f"{self._name}: unpacks to more than is read of a document (a part of "
            f"{LARGEST_PART >> 20} MB); save its list of references as a document of its own"
        )

    @contextmanager
    def _reading(self) -> Iterator[Self]:
        try:
            yield self
        except _BROKEN as error:
            said = str(error) or type(error).__name__
            raise InputError(
                f"{self._name}: is a broken file ({said[:80]}); open it in the program it is of "
                "and save it anew"
            ) from None
