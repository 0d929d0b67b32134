"""What is remembered is counted, and forgotten without a trace of anybody else's files."""

from __future__ import annotations

from pathlib import Path

from refkit.http.cache import forget, remembered
from refkit.http.gateway import Gateway


def fill(folder: Path) -> None:
    gateway = Gateway(folder)
    gateway.remember([("https://a.example/works/1", {"x": 1}), ("https://b.example/2", {})])
    gateway.remember([("https://a.example/works/2", {"x": 1})])
    gateway.close()


def test_answers_are_counted_by_who_gave_them(tmp_path: Path) -> None:
    fill(tmp_path)

    found = remembered(tmp_path)

    assert found.answers == (("a.example", 2), ("b.example", 1))
    assert found.size > 0


def test_forgetting_leaves_what_is_not_refkits(tmp_path: Path) -> None:
    fill(tmp_path)
    (tmp_path / "letter.txt").write_text("mine")

    found = forget(tmp_path)

    assert sum(count for _, count in found.answers) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_nothing_is_remembered_where_nothing_was_asked(tmp_path: Path) -> None:
    assert remembered(tmp_path / "nowhere").size == 0
    assert forget(tmp_path / "nowhere").answers == ()


def test_a_memory_that_is_none_holds_no_answers(tmp_path: Path) -> None:
    (tmp_path / "memory.sqlite").write_bytes(b"no database" * 100)

    assert remembered(tmp_path).answers == ()
