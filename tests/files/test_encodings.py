"""Files in the encodings that programs write, and files that are none."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from refkit.cli import main
from refkit.errors import InputError
from refkit.files.encodings import decode, encode

TEXT = "@misc{a, title={Über die Straße – “Quoted”}, author={Müller, Ana}}\n"
PLAIN = TEXT.replace("–", "-").replace("“", '"').replace("”", '"')


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", TEXT),
        ("utf-8", f"\ufeff{TEXT}"),
        ("utf-16-le", f"\ufeff{TEXT}"),
        ("utf-16-be", f"\ufeff{TEXT}"),
        ("utf-16-le", TEXT),
        ("utf-16-be", TEXT),
        ("utf-32-le", f"\ufeff{TEXT}"),
        ("cp1252", TEXT),
        ("latin-1", PLAIN),
        ("mac-roman", f"%% Saved with string encoding Western (Mac OS Roman)\n{TEXT}"),
        ("cp1251", "% Encoding: Cp1251\n@misc{a, title={Мир и право}}\n"),
        ("shift_jis", "% -*- coding: shift_jis -*-\n@misc{a, title={日本語}}\n"),
        ("cp1250", "% Encoding: windows-1250\n@misc{a, title={Škvorecký, Łódź}}\n"),
    ],
)
def test_a_file_is_read_in_its_encoding_and_goes_back_byte_for_byte(
    encoding: str, text: str
) -> None:
    data = text.encode(encoding)

    found = decode(data, "a.bib")

    assert found.text == text
    assert encode(found.text, found.encoding, "a.bib") == data
    assert bool(found.note) == (encoding != "utf-8")


@pytest.mark.parametrize(
    "data",
    [
        "@misc{a, title={Мир и право}}".encode("cp1251"),
        "@misc{a, title={日本語}}".encode("shift_jis"),
        "@misc{a, title={Ελλάδα}}".encode("iso8859-7"),
        b"@misc{a, title={\x81\x8d}}",
        b"@misc{a, title={M\xfcller}}\0",  # no text holds it
        b"@misc{a, title={Ion Con\xfea}}",  # Latin-2, though it could be cp1252
        b"% Encoding: unicode_escape\n@misc{a, title={\\x41 \xff\xfe\xff}}",
        b"% Encoding: rot13\n@misc{a, title={\xce\xff\xff}}",
    ],
)
def test_what_is_not_sure_is_not_guessed(data: bytes) -> None:
    with pytest.raises(
        InputError, match=r"a\.bib: is not UTF-8 text \(byte \d+\).*save it as UTF-8"
    ):
        decode(data, "a.bib")


def test_xml_says_itself_what_it_is_encoded_in() -> None:
    text = '<?xml version="1.0" encoding="windows-1250"?><a>Škvorecký, Łódź</a>'

    assert decode(text.encode("cp1250"), "a.xml").text == text


def test_what_a_file_was_read_as_is_told_where_nothing_is_found_in_it(tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_bytes("% Encoding: Shift_JIS\nÜBER OWLS\n".encode("latin-1"))

    shown = CliRunner().invoke(main, ["show", str(tmp_path / "a.ris")])

    assert shown.exit_code == 2
    assert "holds no RIS record" in shown.stderr
    assert shown.stderr.endswith("(read as shift_jis)\n")


def test_a_mark_that_lies_is_told() -> None:
    with pytest.raises(InputError, match="is not utf-16-le text"):
        decode(b"\xff\xfe\x00\xd8x", "a.bib")


def packed(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\n\xe2\xe3", "is a PDF; .*refkit fetch DOI"),
        (packed("word/document.xml"), "is a Word file"),
        (packed("xl/workbook.xml"), "is a spreadsheet; save it as CSV"),
        (packed("a.txt"), "is a zip archive; unpack it first"),
        (b"PK\x03\x04broken", "is a zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "older Word or Excel"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"\x1f\x8b\x08", "packed by gzip"),
        (b"\x89PNG\r\n", "a picture"),
        (b"SQLite format 3\x00", "a database"),
        (b"\n<!DOCTYPE html><html>", "a web page"),
        (b"\xef\xbb\xbf%PDF-1.7\n", "is a PDF"),
        (b"\xef\xbb\xbf<html>", "a web page"),
        (b"<!-- saved from url=x -->\n<!-- > -->\n<html lang='en'>", "a web page"),
        (b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML'>", "a web page"),
        (b"II*\x00\x08\x00", "a picture"),
        (b"MM\x00*\x00\x00", "a picture"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "a picture"),
        (b"7z\xbc\xaf\x27\x1c\x00", "a 7-Zip archive; unpack it"),
        (b"\xfd7zXZ\x00", "packed by xz; unpack it"),
        (b"BZh91AY&SY", "packed by bzip2; unpack it"),
        (b"\x28\xb5\x2f\xfd\x00", "packed by zstd; unpack it"),
        (b"Rar!\x1a\x07\x00", "a RAR archive; unpack it"),
        (b"PK\x05\x06" + bytes(18), "a zip archive with nothing in it"),
        (packed("ppt/presentation.xml"), "a PowerPoint file"),
        (packed("sdb/sdb.eni"), "an EndNote library; in EndNote, export it as RIS"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        decode(data, "a.bib")

    assert "\n" not in str(caught.value)


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_told(data: bytes) -> None:
    try:
        found = decode(data, "a.bib")
    except InputError:
        return
    assert encode(found.text, found.encoding, "a.bib") == data


def test_a_tagged_library_stays_in_its_encoding(tmp_path: Path) -> None:
    library = tmp_path / "old.bib"
    library.write_bytes("@misc{a, title={CAR-T für Müller}}\n".encode("cp1252"))

    done = CliRunner().invoke(main, ["tag", str(library), "-o", str(library)])

    assert done.exit_code == 0
    assert "CAR-T für Müller" in library.read_bytes().decode("cp1252")
    assert b"keywords" in library.read_bytes()
    assert done.stderr.count("is read as latin-1 and written back as it") == 1


def test_what_the_encoding_cannot_hold_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"'β' \(U\+03B2\) cannot be written in cp1252"):
        encode("β-cells", "cp1252", "a.bib")
