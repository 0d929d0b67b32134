"""A zip from outside: what is broken, locked or unpacks to too much is one line."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from documents.word_files import docx, p, packed

from refkit.documents import archive
from refkit.documents.archive import Archive
from refkit.errors import InputError


def test_a_part_that_unpacks_to_far_more_is_not_unpacked() -> None:
    bomb = packed({"word/document.xml": b"<a>" + b" " * (8 << 20)})

    with pytest.raises(InputError, match=r"^bomb\.docx: unpacks to more than is read"):
        Archive(bomb, "bomb.docx").read("word/document.xml")


def test_a_part_that_says_less_than_it_holds_is_unpacked_no_further(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = bytearray(packed({"a": bytes(range(256)) * 64}))
    monkeypatch.setattr(archive, "LARGEST_PART", 1000)
    central = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, central + 24, 999)  # its size, as the directory has it

    with pytest.raises(InputError):
        Archive(bytes(data), "liar.docx").read("a")


def test_all_parts_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST_WHOLE", 1500)
    opened = Archive(packed({"a": b"x" * 1000, "b": b"y" * 1000}), "big.docx")

    assert len(opened.read("a")) == 1000
    with pytest.raises(InputError):
        opened.read("b")


@pytest.mark.parametrize("cut", [4, 60, 200, -30, -1])
def test_a_zip_that_is_cut_off_is_one_line(cut: int) -> None:
    data = docx(p("Text"))[:cut]

    with pytest.raises(InputError, match=r"^cut\.docx: is a broken file") as raised:
        Archive(data, "cut.docx").read("word/document.xml")

    assert "\n" not in str(raised.value)


def test_a_part_that_is_locked_is_one_line() -> None:
    data = bytearray(packed({"word/document.xml": b"<a/>"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1

    with pytest.raises(InputError, match="is a broken file"):
        Archive(bytes(data), "locked.docx").read("word/document.xml")


def test_what_is_not_there_is_empty() -> None:
    held = io.BytesIO()
    zipfile.ZipFile(held, "w").close()

    assert Archive(held.getvalue(), "empty.docx").read("word/document.xml") == b""
    assert Archive.names_of(b"no zip") == frozenset()
