"""A run: every input to one file, again only what changed, and an account that adds up."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bulk.small_records import (
    CAR_T,
    as_items,
    as_line,
    as_lines,
    as_tar,
    make_record,
    rejected,
    write,
)
from conftest import REPOSITORY

from refkit.bulk.output import RecordCounts
from refkit.bulk.run import BulkRun, tag_files
from refkit.errors import InputError

BIB = b"@article{a, title = {CAR-T cells in lupus}, year = 2020, doi = {10.1000/b}}\n@article{b, title"
TAXONOMY = """id = "bees"
version = "1"
facets = ["animal"]

[[label]]
facet = "animal"
id = "bee"
name = "Bee"

any = ["bee(s)"]
"""


def run(given: Path | list[str], folder: Path, **options: Any) -> BulkRun:
    inputs = given if isinstance(given, list) else [str(given)]
    done = tag_files(inputs, folder, **({"workers": 1} | options))
    account = done.account
    assert account.read == account.tagged + account.untitled + account.rejected
    assert account.labelled <= account.tagged >= account.written
    return done


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    return pq.read_table(folder / f"{name}.parquet").to_pylist()


def state(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_record_to_a_row_with_labels_evidence_and_taxonomy(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.jsonl.gz", as_lines([make_record(), make_record("On bees", 2)]))

    done = run(tmp_path / "in", tmp_path / "out")

    first, second = rows(tmp_path / "out", "a.jsonl.gz")
    assert first["doi"] == "10.1000/1"
    assert (first["type"], first["title"], first["year"]) == ("article-journal", CAR_T, 2024)
    assert (first["container"], first["record"]) == ("Journal of Bees", 1)
    assert (first["modality"], first["disease"], first["target"]) == (["car-t"], ["sle"], ["cd19"])
    assert {
        (each["facet"], each["label"], each["quote"], CAR_T[each["start"] : each["end"]])
        for each in first["evidence"]
    } >= {("modality", "car-t", "CAR-T cells", "CAR-T cells"), ("disease", "sle", "lupus", "lupus")}
    assert first["taxonomy"].startswith("therapy-modality@")
    assert (second["modality"], second["evidence"]) == ([], [])
    assert done == BulkRun(RecordCounts(2, 2, 0, 0, 1, 2), done=1, before=0)


SHAPES = {
    "a.jsonl": as_lines([make_record()]),
    "b.jsonl.gz": as_lines([make_record()]),
    "c.json": as_items([make_record()]),
    "d.json.gz": as_items([make_record()]),
    "e.tar": as_tar({"x.json": as_items([make_record()])}),
    "f.tar.gz": as_tar({"x/y.jsonl": as_lines([make_record()])}),
    "g.json": b'[{"id": "a", "type": "article-journal", "title": "CAR-T cells in lupus"}]',
    "h.bib": BIB.split(b"\n")[0],
    "i.ris": b"TY  - JOUR\nTI  - CAR-T cells in lupus\nER  - \n",
    "j.bib.gz": BIB.split(b"\n")[0],
}


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_is_read(tmp_path: Path, name: str) -> None:
    done = run(write(tmp_path / name, SHAPES[name]), tmp_path / "out")

    [row] = rows(tmp_path / "out", name)
    assert (row["modality"], row["disease"]) == (["car-t"], ["sle"])
    assert done.account == RecordCounts(1, 1, 0, 0, 1, 1)
    assert rejected(tmp_path / "out", name) == []


def test_a_saved_bibliography_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    from builders import bibliography_of, make_entry, make_work

    from refkit.formats.saved.mapping import dumps

    saved = dumps(bibliography_of(make_entry(make_work(CAR_T)), make_entry(make_work("B"), "b")))
    write(tmp_path / "in" / "a.refkit.json", saved.encode())
    write(tmp_path / "in" / "b.json.gz", saved.encode())

    done = run(tmp_path / "in", tmp_path / "out", keep=["publisher", "issued"])

    assert done.account == RecordCounts(4, 4, 0, 0, 2, 4)
    assert rows(tmp_path / "out", "a.refkit.json") == rows(tmp_path / "out", "b.json.gz")
    assert rows(tmp_path / "out", "b.json.gz")[0]["issued"] == '{"date-parts":[[2025,11]]}'


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = as_line(make_record())
    odd = as_line(make_record(title=None, DOI="10.1000/untitled"))
    lines = [
        good,
        b"no json",
        odd,
        b"",
        b'{"DOI":"\xff"}',
        b'{"x":"' + b"y" * (1 << 26) + b'"}',
        good,
    ]
    write(tmp_path / "a.jsonl", b"\n".join(lines))

    done = run(tmp_path / "a.jsonl", tmp_path / "out")

    assert done.account == RecordCounts(6, 2, 1, 3, 2, 2)
    assert rejected(tmp_path / "out", "a.jsonl") == [
        {"file": "a.jsonl", "line": 2, "reason": "is not JSON: Expecting value (character 1)"},
        {"file": "a.jsonl", "line": 3, "reason": "has no title", "doi": "10.1000/untitled"},
        {"file": "a.jsonl", "line": 5, "reason": "is not UTF-8 text (byte 9)"},
        {"file": "a.jsonl", "line": 6, "reason": "longer than 32 MiB"},
    ]
    assert [row["record"] for row in rows(tmp_path / "out", "a.jsonl")] == [1, 7]


def test_what_cannot_be_read_of_a_list_an_archive_and_a_library_is_named(tmp_path: Path) -> None:
    broken = as_items([make_record(), {"DOI": "10.1000/x"}, 7, make_record()])
    write(tmp_path / "in" / "a.tar", as_tar({"b.json": broken, "c.bib": b"nothing"}))
    write(tmp_path / "in" / "d.bib", BIB)
    write(tmp_path / "in" / "e.bib", b"\xff")

    done = run(tmp_path / "in", tmp_path / "out")

    assert [(each["file"], each["record"], each["reason"]) for each in rejected(tmp_path / "out", "a.tar")[:2]] == [
        ("a.tar:b.json", 2, "has no title"), ("a.tar:b.json", 3, "is no object"),
    ]  # fmt: skip
    assert rejected(tmp_path / "out", "a.tar")[2]["file"] == "a.tar:c.bib"
    [left] = rejected(tmp_path / "out", "d.bib")
    assert (left["file"], left["entry"]) == ("d.bib", 2)
    assert "is not UTF-8" in rejected(tmp_path / "out", "e.bib")[0]["reason"]
    assert done.account.tagged == 3


def test_a_packed_file_that_is_cut_gives_what_is_there(tmp_path: Path) -> None:
    import gzip

    records = [make_record(number=number) for number in range(3000)]
    packed = gzip.compress(as_lines(records))
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])

    done = run(tmp_path / "a.jsonl.gz", tmp_path / "out")

    assert done.account.tagged > 1000
    [lost] = rejected(tmp_path / "out", "a.jsonl.gz")
    assert lost["reason"] == "the gzip data end too early"
    assert lost["line"] == done.account.tagged + 1


def test_a_second_run_does_nothing(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.jsonl", as_lines([make_record(), {"DOI": "10.1000/x"}]))
    first = run(tmp_path / "in", tmp_path / "out")
    made = (tmp_path / "out" / "a.jsonl.parquet").stat().st_ino

    second = run(tmp_path / "in", tmp_path / "out")

    assert (second.done, second.before, second.account) == (0, 1, first.account)
    assert (tmp_path / "out" / "a.jsonl.parquet").stat().st_ino == made


def test_what_was_only_copied_is_not_done_again_and_what_changed_is(tmp_path: Path) -> None:
    path = write(tmp_path / "in" / "a.jsonl", as_lines([make_record("On bees ", 2)]))
    run(tmp_path / "in", tmp_path / "out")
    before = state(tmp_path / "out")

    os.utime(path, ns=(1, 1))
    assert run(tmp_path / "in", tmp_path / "out").before == 1
    assert state(tmp_path / "out") == before
    write(path, as_lines([make_record("On wasps", 2)]))  # as long as before
    assert run(tmp_path / "in", tmp_path / "out").done == 1
    assert rows(tmp_path / "out", "a.jsonl")[0]["title"] == "On wasps"


def test_a_changed_table_of_agents_does_all_again(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.jsonl", as_lines([make_record("Apivar in hives")]))
    mine, table = tmp_path / "mine.toml", tmp_path / "drugs.csv"
    mine.write_text(TAXONOMY.replace("facets", "agents = 'drugs.csv'\nfacets", 1))

    def labels(name: str) -> tuple[int, list[str]]:
        table.write_text(f"name,animal\n{name},bee\n")
        done = run(tmp_path / "in", tmp_path / "out", taxonomies=[str(mine)]).done
        return done, rows(tmp_path / "out", "a.jsonl")[0]["animal"]

    assert labels("apistan") == (1, [])
    assert labels("apivar") == (1, ["bee"])
    assert labels("apivar") == (0, ["bee"])


def test_a_changed_taxonomy_or_option_does_all_again(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.jsonl", as_lines([make_record("On bees")]))
    mine = tmp_path / "mine.toml"
    mine.write_text(TAXONOMY)

    def done(**options: Any) -> int:
        return run(tmp_path / "in", tmp_path / "out", taxonomies=[str(mine)], **options).done

    assert (done(), done()) == (1, 0)
    mine.write_text(TAXONOMY.replace("bee(s)", "wasp(s)"))  # its version is the same
    assert (done(), done()) == (1, 0)
    assert rows(tmp_path / "out", "a.jsonl")[0]["animal"] == []
    assert (done(keep=["DOI-agency"]), done(keep=["DOI-agency"]), done()) == (1, 0, 1)
    assert (done(where="year > 1"), done(where="year > 1")) == (1, 0)
    (tmp_path / "out" / "a.jsonl.parquet").write_bytes(b"PAR1 damaged")
    assert (done(where="year > 1"), done(where="year > 1")) == (1, 0)


def test_a_rejected_file_that_is_gone_is_made_again_and_one_without_reason_goes(
    tmp_path: Path,
) -> None:
    path = write(tmp_path / "in" / "a.jsonl", b"no json\n")
    run(tmp_path / "in", tmp_path / "out")
    (tmp_path / "out" / "a.jsonl.rejected.jsonl").unlink()
    run(tmp_path / "in", tmp_path / "out")
    assert rejected(tmp_path / "out", "a.jsonl")

    write(path, as_lines([make_record()]))
    run(tmp_path / "in", tmp_path / "out")

    assert sorted(state(tmp_path / "out")) == ["a.jsonl.parquet"]


# That of two workers are those of one, tests/bulk/test_engines.py sees of a run that was killed.
@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.more)])
def test_the_same_input_gives_the_same_bytes_wherever_it_lies(tmp_path: Path, workers: int) -> None:
    records = [make_record(f"{CAR_T} {number}", number) for number in range(150)]
    for number in range(3):
        write(tmp_path / "in" / f"{number}.jsonl.gz", as_lines(records[number:]))
    run(tmp_path / "in", tmp_path / "one")
    shutil.copytree(tmp_path / "in", tmp_path / "elsewhere")

    run(tmp_path / "elsewhere", tmp_path / "two", workers=workers)

    assert state(tmp_path / "one") == state(tmp_path / "two")


def test_a_parquet_file_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    given = write(tmp_path / "a.jsonl", as_lines([make_record()]))
    (tmp_path / "out").mkdir()
    theirs = tmp_path / "out" / "a.jsonl.parquet"
    pq.write_table(pa.table({"year": [2020]}), theirs)
    before = theirs.read_bytes()

    with pytest.raises(InputError, match="refkit did not write it"):
        tag_files([str(given)], tmp_path / "out", workers=1)

    assert theirs.read_bytes() == before


@pytest.mark.parametrize(
    "theirs", [b"my notes\n", b"", b"[1]\n", b'{"file": "b.jsonl"}\n', b"\xff", b"[" * 200_000]
)
def test_rejected_lines_that_are_somebody_elses_are_not_replaced(
    tmp_path: Path, theirs: bytes
) -> None:
    given = write(tmp_path / "a.jsonl", as_lines([make_record()]))
    path = write(tmp_path / "out" / "a.jsonl.rejected.jsonl", theirs)

    with pytest.raises(InputError, match="stands there already, and refkit did not"):
        tag_files([str(given)], tmp_path / "out", workers=1)

    assert state(tmp_path / "out") == {path.name: hashlib.sha256(theirs).hexdigest()}


def test_rejected_lines_of_a_run_that_was_killed_before_its_rows_are_replaced(
    tmp_path: Path,
) -> None:
    given = write(tmp_path / "a.jsonl", b"no json\n")
    run(given, tmp_path / "out")
    whole = state(tmp_path / "out")
    (tmp_path / "out" / "a.jsonl.parquet").unlink()

    run(given, tmp_path / "out")

    assert state(tmp_path / "out") == whole


def test_what_a_killed_run_left_half_written_is_cleared_away(tmp_path: Path) -> None:
    write(tmp_path / "in" / "d" / "a.jsonl", as_lines([make_record()]))
    write(tmp_path / "out" / "d" / ".a.jsonl.parquet.x.part", b"half")

    run(tmp_path / "in", tmp_path / "out")

    assert sorted(state(tmp_path / "out")) == ["d/a.jsonl.parquet"]


def test_only_rows_for_which_the_condition_is_true_are_written(tmp_path: Path) -> None:
    dateless = make_record(number=3) | {"published-print": None}
    records = [make_record(), make_record("On bees", 2), dateless]
    write(tmp_path / "a.jsonl", as_lines(records))
    where = "year >= 2024 AND list_contains(modality, 'car-t') -- mine"

    done = run(tmp_path / "a.jsonl", tmp_path / "out", where=where)

    assert [row["doi"] for row in rows(tmp_path / "out", "a.jsonl")] == ["10.1000/1"]
    assert done.account == RecordCounts(3, 3, 0, 0, 2, 1)
    assert "2 left out by --where" in str(done.account)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"where": "bees > 1"}, r"--where 'bees > 1': Binder Error.*; columns are doi, type"),
        ({"where": "count(*) > 1"}, "is no condition on single rows"),
        ({"where": "title IN (FROM read_text('/etc/hostname'))"}, "Permission Error|disabled"),
        ({"where": "(("}, "Parser Error"),
        ({"keep": ["Modality"]}, "two columns named modality"),
        ({"keep": ['a"b']}, "is no name of a field"),
        ({"taxonomies": ["none"]}, "no taxonomy is named 'none'"),
        ({"engine": "cloud"}, "engine cannot be 'cloud'; there are: local, dask"),
    ],
)
def test_what_cannot_be_asked_is_said_before_anything_is_written(
    tmp_path: Path, options: dict[str, Any], why: str
) -> None:
    write(tmp_path / "a.jsonl", as_lines([make_record()]))

    with pytest.raises(InputError, match=why):
        run(tmp_path / "a.jsonl", tmp_path / "out", **options)

    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", as_lines([make_record()]))
    write(tmp_path / "taken", b"")
    write(tmp_path / "out" / "a.jsonl.parquet" / "x", b"")

    with pytest.raises(InputError, match="taken: cannot be written"):
        run(tmp_path / "a.jsonl", tmp_path / "taken")
    with pytest.raises(InputError, match="out: cannot be written"):
        run(tmp_path / "a.jsonl", tmp_path / "out")


def test_an_input_that_is_gone_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.jsonl", as_lines([make_record()]))
    path = write(tmp_path / "in" / "b.jsonl", as_lines([make_record()]))

    def gone(size: int) -> Any:
        path.unlink()
        return lambda *counts: None

    done = run(tmp_path / "in", tmp_path / "out", progress=gone)

    assert done.failed == ("b.jsonl: cannot be read (No such file or directory)",)
    assert (done.done, done.account.read) == (1, 1)


@pytest.mark.parametrize("workers", [1, 2])
def test_progress_adds_up(tmp_path: Path, workers: int) -> None:
    for number in range(2):
        write(tmp_path / "in" / f"{number}.jsonl", as_lines([make_record()] * 5) + b"no json\n")
    told: list[tuple[int, int, int]] = []
    sizes: list[int] = []

    def began(size: int) -> Any:
        sizes.append(size)
        return lambda *counts: told.append(counts)

    mine = tmp_path / "mine.toml"
    mine.write_text(TAXONOMY)  # every worker reads it at once
    run(tmp_path / "in", tmp_path / "out", progress=began, workers=workers, taxonomies=[str(mine)])

    assert [sum(each) for each in zip(*told, strict=True)] == [sizes[0], 12, 2]


def test_two_taxonomies_that_share_a_facet_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", as_lines([make_record("CAR-T cells in bees")]))
    mine = tmp_path / "mine.toml"
    mine.write_text(TAXONOMY.replace("animal", "modality"))

    with pytest.raises(InputError, match=r"mine.toml both have a facet 'modality'"):
        run(tmp_path / "a.jsonl", tmp_path / "out", taxonomies=["therapy-modality", str(mine)])

    assert not (tmp_path / "out").exists()


def test_a_taxonomy_that_is_named_twice_is_one(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", as_lines([make_record("CAR-T cells in bees")]))

    run(tmp_path / "a.jsonl", tmp_path / "out", taxonomies=["therapy-modality"] * 2)

    [row] = rows(tmp_path / "out", "a.jsonl")
    assert row["modality"] == ["car-t"]
    assert " " not in row["taxonomy"]


def test_rows_are_written_batch_by_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from refkit.bulk import columns

    monkeypatch.setattr(columns, "_ROWS", 7)
    write(tmp_path / "a.jsonl", as_lines(make_record(number=n) for n in range(20)))

    run(tmp_path / "a.jsonl", tmp_path / "out")

    file = pq.ParquetFile(tmp_path / "out" / "a.jsonl.parquet")
    assert file.metadata.num_row_groups == 3
    assert [row["record"] for row in file.read().to_pylist()] == list(range(1, 21))
    made = json.loads(file.metadata.metadata[b"refkit-bulk"])
    assert made["account"]["written"] == 20
    assert str(tmp_path) not in str(file.metadata.metadata)


@pytest.mark.parametrize("shape", [as_lines, as_items])
def test_memory_does_not_grow_with_the_file(
    tmp_path: Path, shape: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from refkit.bulk import columns

    monkeypatch.setattr(columns, "_ROWS", 25)
    peaks = []
    for count in (50, 300):
        records = (make_record(number=n, abstract="bees " * 10_000) for n in range(count))
        path = write(tmp_path / f"{count}.json", shape(records))
        tracemalloc.start()
        run(path, tmp_path / "out")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < 2 * peaks[0]
    assert peaks[1] < path.stat().st_size / 4


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no limit for files")
def test_a_disk_that_fills_is_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    records = (make_record(f"{CAR_T} {os.urandom(20).hex()}", number) for number in range(3000))
    write(tmp_path / "in" / "a.jsonl", as_lines(records))
    (tmp_path / "bees.toml").write_text(TAXONOMY)  # read at once: the disk is the subject
    program = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))\n"
        "from refkit.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "bulk", "tag", "in", "-o", "out", "--workers", "1",
         "--taxonomy", "bees.toml"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
    )  # fmt: skip

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "out: cannot be written" in done.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == []
