"""Files are written whole or not at all, and what is a person's own is not overwritten."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from refkit.errors import InputError
from refkit.files import writing
from refkit.files.reading import begin_run, read_bytes
from refkit.files.records import Register
from refkit.files.writing import Writer


@pytest.fixture(autouse=True)
def _a_run_of_its_own() -> None:
    begin_run()


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def writer(tmp_path: Path, told: list[str]) -> Writer:
    return Writer(Register(tmp_path / "data" / "written.txt"), tell=told.append)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library of the user's that this run has read."""
    path = tmp_path / "thesis.bib"
    path.write_text("old")
    read_bytes(path)
    return path


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir() if each.name != "data")


def test_a_new_file_is_there_whole_and_nothing_beside_it(tmp_path: Path, writer: Writer) -> None:
    writer.write([(tmp_path / "new.bib", [b"a", b"b\n"])])

    assert (tmp_path / "new.bib").read_bytes() == b"ab\n"
    assert names(tmp_path) == ["new.bib"]


def test_what_refkit_wrote_is_replaced_in_a_later_run(tmp_path: Path, writer: Writer) -> None:
    writer.write([(tmp_path / "refs.bib", [b"one"])])
    begin_run()

    writer.write([(tmp_path / "refs.bib", [b"two"])])

    assert (tmp_path / "refs.bib").read_bytes() == b"two"
    assert names(tmp_path) == ["refs.bib"]


def test_what_a_person_changed_since_is_the_persons(tmp_path: Path, writer: Writer) -> None:
    path = tmp_path / "refs.bib"
    writer.write([(path, [b"one"])])
    begin_run()
    path.write_bytes(b"one, and my own")

    with pytest.raises(InputError, match="replace it with --force"):
        writer.check(path)
    with pytest.raises(InputError, match="refkit neither read it now nor wrote it"):
        writer.write([(path, [b"two"])])

    assert path.read_bytes() == b"one, and my own"
    assert names(tmp_path) == ["refs.bib"]


def test_force_replaces_it_and_keeps_a_copy(tmp_path: Path, told: list[str]) -> None:
    path = tmp_path / "thesis.bib"
    path.write_text("mine")

    Writer(force=True, tell=told.append).write([(path, [b"new"])])

    assert path.read_text() == "new"
    assert (tmp_path / "thesis.bib~").read_text() == "mine"
    assert told == [f"{path}: as it was is kept in {path}~ (--no-backup)"]


def test_an_empty_file_has_nothing_to_lose(tmp_path: Path, writer: Writer) -> None:
    (tmp_path / "empty.bib").touch()

    writer.write([(tmp_path / "empty.bib", [b"new"])])

    assert names(tmp_path) == ["empty.bib"]


def test_the_first_rewrite_of_a_library_keeps_a_copy_once(
    library: Path, writer: Writer, told: list[str]
) -> None:
    writer.write([(library, [b"tagged"])])
    writer.write([(library, [b"tagged again"])])

    assert library.read_text() == "tagged again"
    assert (library.parent / "thesis.bib~").read_text() == "old"
    assert len(told) == 1


def test_a_copy_that_is_there_stays(library: Path, writer: Writer, told: list[str]) -> None:
    (library.parent / "thesis.bib~").write_text("of my editor")

    writer.write([(library, [b"tagged"])])

    assert (library.parent / "thesis.bib~").read_text() == "of my editor"
    assert (library.parent / "thesis.bib.~1~").read_bytes() == b"old"
    assert "thesis.bib.~1~" in told[0]


def test_no_copy_where_none_is_wanted_or_nothing_changes(library: Path, tmp_path: Path) -> None:
    Writer().write([(library, [b"old"])])
    Writer(backup=False).write([(library, [b"new"])])

    assert names(tmp_path) == ["thesis.bib"]


def test_a_change_by_somebody_else_meanwhile_stands(library: Path, writer: Writer) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"tagged"
        library.write_text("old, and an entry more")  # while the new one is written

    with pytest.raises(InputError, match="somebody changed it since it was read"):
        writer.write([(library, pieces())])

    assert library.read_text() == "old, and an entry more"
    assert names(library.parent) == ["thesis.bib"]


@pytest.mark.parametrize("change", ["other words", ""])
def test_a_change_before_the_writing_began_stands(
    library: Path, writer: Writer, change: str
) -> None:
    library.write_text(change)

    with pytest.raises(InputError, match="nothing was written, run the command again"):
        writer.write([(library, [b"tagged"])])

    assert library.read_text() == change


def test_a_library_that_was_taken_away_is_told(library: Path, writer: Writer) -> None:
    library.unlink()

    with pytest.raises(InputError, match="somebody changed it"):
        writer.write([(library, [b"tagged"])])


def test_several_files_are_written_or_none(
    library: Path, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = library.parent / "refs.json"
    real = os.fsync

    def full_at_the_second(descriptor: int, calls: list[int] = []) -> None:  # noqa: B006
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(writing.os, "fsync", full_at_the_second)
    with pytest.raises(InputError, match=r"refs\.json: cannot be written \(No space left"):
        writer.write([(library, [b"new"]), (other, [b"new"])])

    assert library.read_text() == "old"
    assert not other.exists()


def test_where_the_second_cannot_have_its_name_the_first_comes_back(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.replace

    def no_second(self: Path, target: Path) -> Path:
        if target.name == "refs.json":
            raise OSError(1, "Operation not permitted")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", no_second)
    outputs = [(tmp_path / "new.ris", [b"n"]), (library, [b"n"]), (tmp_path / "refs.json", [b"n"])]
    with pytest.raises(InputError, match=r"refs\.json: cannot be written"):
        Writer(backup=False).write([(path, iter(pieces)) for path, pieces in outputs])

    assert library.read_text() == "old"
    assert names(tmp_path) == ["thesis.bib"]


def test_the_mode_of_a_file_stays_and_links_are_followed(tmp_path: Path, writer: Writer) -> None:
    real, link = tmp_path / "real.bib", tmp_path / "link.bib"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to("real.bib")
    read_bytes(link)

    writer.write([(link, [b"new"])])

    assert link.is_symlink()
    assert real.read_text() == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert (tmp_path / "real.bib~").read_text() == "old"


def test_a_link_to_a_file_that_is_not_there_yet(tmp_path: Path, writer: Writer) -> None:
    (tmp_path / "link.bib").symlink_to("real.bib")

    writer.write([(tmp_path / "link.bib", [b"new"])])

    assert (tmp_path / "real.bib").read_text() == "new"


def test_a_link_in_a_circle_is_one_line(tmp_path: Path, writer: Writer) -> None:
    (tmp_path / "a.bib").symlink_to("b.bib")
    (tmp_path / "b.bib").symlink_to("a.bib")

    with pytest.raises(InputError, match="leads back to itself"):
        writer.write([(tmp_path / "a.bib", [b"new"])])
    with pytest.raises(InputError, match="cannot be read"):
        read_bytes(tmp_path / "a.bib")


def test_hard_links_are_told(library: Path, writer: Writer, told: list[str]) -> None:
    os.link(library, library.parent / "other.bib")

    writer.write([(library, [b"new"])])

    assert "has 1 other name (hard links), which keep the old text" in told[0]
    assert (library.parent / "other.bib").read_text() == "old"


def test_a_pipe_is_written_into_and_stays_one(tmp_path: Path, writer: Writer) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()

    writer.write([(pipe, [b"new", b"er"])])
    reader.join()

    assert got == [b"newer"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_device_is_written_into_and_stays_one(writer: Writer) -> None:
    writer.write([(Path(os.devnull), [b"new"])])

    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_device_that_is_full_is_told(writer: Writer) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")

    with pytest.raises(InputError, match="No space left"):
        writer.write([(full, [b"new"])])


def test_folders_that_cannot_hold_it_are_told(tmp_path: Path, writer: Writer) -> None:
    for path in (tmp_path / "no" / "a.bib", tmp_path):
        with pytest.raises(InputError, match="cannot be written"):
            writer.write([(path, [b"text"])])


def test_what_somebody_adds_while_the_copy_is_made_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine.bib"
    mine.write_bytes(b"mine")
    read_bytes(mine)
    copy = writing._copy

    def copied(*arguments: Any) -> None:
        copy(*arguments)
        mine.write_bytes(b"mine, and more")

    monkeypatch.setattr(writing, "_copy", copied)
    with pytest.raises(InputError, match="somebody changed it"):
        Writer().write([(mine, [b"new"])])

    assert mine.read_bytes() == b"mine, and more"


def test_a_regular_file_below_dev_is_a_file_as_any_other() -> None:
    assert not writing.is_special(Path("/dev/shm/mine.bib"))
    assert writing.is_special(Path("/dev/fd/1"))
    assert writing.is_special(Path("/dev/null"))


def test_what_cannot_be_linked_is_copied_to_be_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "a.bib", tmp_path / "b.bib"
    for file in (first, second):
        file.write_bytes(b"old")
    replace = Path.replace

    def refused(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    def replaced(self: Path, target: Path) -> Path:
        if target.name == "b.bib":
            refused()
        return replace(self, target)

    monkeypatch.setattr(writing.os, "link", refused)
    monkeypatch.setattr(Path, "replace", replaced)
    with pytest.raises(InputError, match="not permitted"):
        Writer(force=True, backup=False).write([(first, [b"new"]), (second, [b"new"])])

    assert first.read_bytes() == second.read_bytes() == b"old"


def test_the_note_names_the_copy_beside_what_a_link_leads_to(
    library: Path, writer: Writer, told: list[str], tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "mine.bib"
    link.symlink_to(library)
    read_bytes(link)

    writer.write([(link, [b"new"])])

    assert f"is kept in {library}~ " in told[0]


@pytest.mark.skipif(not hasattr(os, "fchmod"), reason="this system has no modes")
def test_a_copy_is_never_wider_than_the_library(
    library: Path, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.chmod(0o600)
    modes, fsync = list[int](), os.fsync

    def synced(descriptor: int) -> None:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        fsync(descriptor)

    monkeypatch.setattr(writing.os, "fsync", synced)
    writer.write([(library, [b"new"])])

    assert set(modes) == {0o600}
    assert len(modes) >= 2
