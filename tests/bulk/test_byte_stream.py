"""Bytes come out as they went in, whatever they are packed in; what is cut says so."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from pathlib import Path

import pytest
from bulk.small_records import as_tar
from hypothesis import given
from hypothesis import strategies as st

from refkit.bulk.byte_stream import PIECE, DamagedStream, OpenFile, UnreadableFile

TEXT = b"".join(b"%d bees in a box\n" % number for number in range(60_000))


def read(path: Path) -> list[tuple[str, bytes, str]]:
    """Each part's name, its bytes, and how it was damaged."""
    found = []
    with OpenFile(str(path)) as opened:
        for part in opened.parts():
            chunks, damage = [], ""
            try:
                chunks.extend(part.chunks)
            except DamagedStream as why:
                damage = str(why)
            found.append((part.name, b"".join(chunks), damage))
    return found


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("packed", "unpacked"),
    [
        (b"", b""),
        (b"a", b"a"),
        (TEXT, TEXT),
        (gzip.compress(TEXT, mtime=0), TEXT),
        (gzip.compress(TEXT, mtime=0) + gzip.compress(b"more", mtime=0), TEXT + b"more"),
        (gzip.compress(b"a", mtime=0) + bytes(2 * PIECE), b"a"),  # padded
        (gzip.compress(b"a", mtime=0) + bytes(9) + gzip.compress(b"b", mtime=0), b"ab"),
        (gzip.compress(bytes(30_000_000), mtime=0), bytes(30_000_000)),
        (gzip.compress(b"", mtime=0), b""),
    ],
)
def test_plain_and_packed(tmp_path: Path, packed: bytes, unpacked: bytes) -> None:
    assert read(put(tmp_path / "a", packed)) == [("", unpacked, "")]


@pytest.mark.parametrize("cut", [3, 30, 1000, 20_000, -9, -1])
def test_of_gzip_data_that_end_too_early_all_is_had_that_is_there(tmp_path: Path, cut: int) -> None:
    packed = gzip.compress(TEXT)[:cut]
    there = zlib.decompressobj(31).decompress(packed)

    [(_, found, damage)] = read(put(tmp_path / "a", packed))

    assert damage == "the gzip data end too early"
    assert there.startswith(found)
    assert len(there) - len(found) <= 1  # isal holds the last letter back


def test_damaged_gzip_data_say_so(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[-6] ^= 0xFF

    [(_, found, damage)] = read(put(tmp_path / "a", bytes(packed)))

    assert damage.startswith("damaged gzip data")
    assert TEXT.startswith(found)


def test_what_follows_gzip_data_and_is_none_is_named(tmp_path: Path) -> None:
    [(_, found, damage)] = read(put(tmp_path / "a", gzip.compress(TEXT) + b"bees"))

    assert (found, damage) == (TEXT, "something that is no gzip data follows it")


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_files_of_an_archive_are_parts(tmp_path: Path, mode: str) -> None:
    archive = as_tar(
        {"d/a.json": b"1", "b.jsonl.gz": gzip.compress(TEXT), "README": b"-", "._a.json": b"-"},
        mode,
    )

    assert read(put(tmp_path / "a.tar", archive)) == [
        ("d/a.json", b"1", ""),
        ("b.jsonl.gz", TEXT, ""),
    ]


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_an_archive_that_ends_too_early_says_so(tmp_path: Path, mode: str) -> None:
    noise = hashlib.shake_128(b"bees").digest(300_000)
    archive = as_tar({"a.json": b"1", "b.json": noise}, mode)

    found = read(put(tmp_path / "a.tar", archive[:200_000]))

    assert found[0] == ("a.json", b"1", "")
    assert found[1][0] == "b.json"
    assert noise.startswith(found[1][1])
    assert found[1][2] == "the tar archive cannot be read further (unexpected end of data)" or (
        mode == "w:gz" and found[1][2] == "the gzip data end too early"
    )
    assert len(found[1][1]) > 180_000


def test_bytes_are_counted_and_summed_up(tmp_path: Path) -> None:
    packed = gzip.compress(TEXT) + b"bees"
    heard: list[int] = []

    with OpenFile(str(put(tmp_path / "a", packed)), heard.append) as opened:
        next(iter(opened.parts()))
        assert opened.digest() == hashlib.sha256(packed).hexdigest()

    assert sum(heard) == len(packed)


def test_a_file_that_the_system_does_not_give_is_unread(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be read"):
        OpenFile(str(tmp_path / "none"))
    with pytest.raises(UnreadableFile, match="cannot be read"), OpenFile(str(tmp_path)) as opened:
        list(opened.parts())


@given(data=st.binary(max_size=400), members=st.integers(1, 3))
def test_any_bytes_are_read_or_said_to_be_damaged(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, members: int
) -> None:
    path = tmp_path_factory.mktemp("any") / "a"

    [(_, found, damage)] = read(put(path, b"\x1f\x8b" + data))
    [(_, whole, none)] = read(put(path, gzip.compress(data) * members))

    assert damage or found
    assert (whole, none) == (data * members, "")
