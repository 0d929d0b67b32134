"""Which reader a file gets: by its suffix, standard input by its look."""

from __future__ import annotations

from pathlib import Path

import pytest

from refkit.errors import InputError
from refkit.files.encodings import decode
from refkit.formats.detect import file_text, is_saved, read_library, reader
from refkit.formats.register import looks_like

BIB = "% mine\n@misc{a, title = {On bees}}\n"
CSL = '[{"id": "a", "type": "book", "title": "On bees"}]'
RIS = "TY  - BOOK\nTI  - On bees\nER  - \n"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (BIB, "bibtex"),
        ("\ufeff" + BIB, "bibtex"),
        (CSL, "csl-json"),
        ('\ufeff\n {"items": []}', "csl-json"),
        (RIS, "ris"),
        ("\ufeff\r\nTY  - JOUR", "ris"),
        ("hello", None),
        ("", None),
    ],
)
def test_what_a_text_looks_like(text: str, name: str | None) -> None:
    looks = looks_like(text)

    assert (looks and looks.name) == name


@pytest.mark.parametrize(
    ("text", "saved"),
    [
        ('{"entries": [], "format": "refkit-bibliography/1"}', True),
        ('\ufeff {"format":"refkit-bibliography/3"}', True),
        ('[{"id": "a", "title": "\\"format\\": \\"refkit-bibliography/1\\""}]', False),
        ('{"id": "a", "title": "\\"format\\": \\"refkit-bibliography/1\\""}', False),
        ("{}", False),
    ],
)
def test_a_saved_bibliography_is_told_by_its_look(text: str, saved: bool) -> None:
    assert is_saved(text) is saved


@pytest.mark.parametrize(("text", "suffix"), [(BIB, ".bib"), (CSL, ".json"), (RIS, ".ris")])
def test_a_library_is_read_by_suffix_and_by_look(text: str, suffix: str) -> None:
    for name in (f"lib{suffix}", f"LIB{suffix.upper()}", "-"):
        library = read_library("\ufeff" + text, name)

        assert [entry.work.title.plain for entry in library.entries] == ["On bees"]
        assert library.with_keywords([[]]) == "\ufeff" + text


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("", "a.bib", "a.bib: is empty"),
        ("\ufeff \n", "a.json", "a.json: is empty"),
        (BIB, "a.json", r"a.json: is not JSON .*; it looks like bibtex, name it .bib"),
        (CSL, "a.bib", "a.bib: holds no .*; it looks like csl-json, name it .json"),
        ("a,b", "a.csv", "a.csv: csv is only written; read are .refkit.json, .bib, .json, .ris"),
        (CSL, "a.txt", "a.txt: unknown suffix; read are .refkit.json, .bib, .json, .ris"),
        ("hello", "-", "no library that can be read"),
    ],
)
def test_a_file_that_is_not_what_it_is_called_is_told(text: str, name: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_library(text, name)


def test_a_reader_is_found_by_the_name_of_its_format() -> None:
    assert reader("csl-json")(CSL, "x").format == "csl-json"
    with pytest.raises(InputError, match="'csv' is not read; there are: bibtex, csl-json, ris"):
        reader("csv")


def test_the_mark_of_a_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfx\r\n")

    assert file_text(tmp_path / "a") == "\ufeffx\r\n"
    with pytest.raises(InputError, match="cannot be read"):
        file_text(tmp_path)
    with pytest.raises(
        InputError, match=r"is not UTF-8 text \(byte 3\), .*; save it as UTF-8 first"
    ):
        decode(b"caf\x81", "x")
