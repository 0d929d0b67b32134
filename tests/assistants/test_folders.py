"""Files outside the folders are neither read nor written, by whatever name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.assistants.folders import Folders
from refkit.errors import InputError


@pytest.fixture
def two(tmp_path: Path) -> Folders:
    for name in ("one", "two", "two/deep", "else", ".hidden"):
        (tmp_path / name).mkdir()
    for name in ("one/a.bib", "two/a.bib", "two/b.bib", "two/deep/c.ris", "else/d.bib"):
        (tmp_path / name).write_text("", encoding="utf-8")
    return Folders([tmp_path / "one", tmp_path / "two"])


def test_a_name_is_looked_for_in_each_folder(two: Folders, tmp_path: Path) -> None:
    assert two.existing("a.bib") == tmp_path / "one" / "a.bib"
    assert two.existing("b.bib") == tmp_path / "two" / "b.bib"
    assert two.existing("deep/c.ris") == tmp_path / "two" / "deep" / "c.ris"
    assert two.existing("deep/../b.bib") == tmp_path / "two" / "b.bib"
    assert two.new("new.refkit.json") == tmp_path / "one" / "new.refkit.json"


def test_a_file_is_called_as_it_is_found(two: Folders, tmp_path: Path) -> None:
    found, is_complete = two.files()

    assert is_complete
    names = [two.name_of(each) for each in found]
    assert names == ["a.bib", str(tmp_path / "two" / "a.bib"), "b.bib", "deep/c.ris"]
    assert [two.existing(each) for each in names] == found


@pytest.mark.parametrize(
    "name", ["../else/d.bib", "deep/../../else/d.bib", "out.bib", "way/d.bib", "loop.bib", "plain.bib"]
)  # fmt: skip
def test_links_and_dots_lead_nowhere(two: Folders, tmp_path: Path, name: str) -> None:
    (tmp_path / "one" / "out.bib").symlink_to(tmp_path / "else" / "d.bib")
    (tmp_path / "one" / "way").symlink_to(tmp_path / "else")
    (tmp_path / "one" / "loop.bib").symlink_to(tmp_path / "one" / "loop.bib")
    (tmp_path / "one" / "key.pem").write_text("secret", encoding="utf-8")
    (tmp_path / "one" / "plain.bib").symlink_to(tmp_path / "one" / "key.pem")

    with pytest.raises(InputError):
        two.existing(name)


@pytest.mark.skipif(os.name != "posix", reason="named pipes are POSIX's")
def test_nobody_waits_for_a_pipe(two: Folders, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "one" / "pipe.bib")

    with pytest.raises(InputError, match=r"pipe\.bib: is a folder, a pipe or a device"):
        two.existing("pipe.bib")


def test_a_folder_that_leads_elsewhere_is_that_place(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "real" / "a.bib").write_text("", encoding="utf-8")

    assert Folders([tmp_path / "link"]).existing("a.bib") == tmp_path / "real" / "a.bib"


PARTS = st.sampled_from(
    ["..", ".", "one", "two", "deep", "else", "a.bib", "~", "", "/", "\\", "C:"]
)


@given(st.one_of(st.lists(PARTS).map("/".join), st.text()))
def test_no_name_leads_out(name: str) -> None:
    here = Path(__file__).resolve().parent
    folders = Folders([here])

    for find in (folders.existing, folders.new):
        try:
            found = find(name + ".refkit.json")
        except InputError:
            pass
        else:
            assert found.is_relative_to(here)
            assert found != here
