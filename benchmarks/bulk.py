"""How fast files of records are tagged, beside what unpacking and decoding them alone takes.

    python benchmarks/bulk.py            240,000 records, some minutes
    python benchmarks/bulk.py --smoke    small sizes, to see that it runs; its figures say nothing

The records are made by our own generator (authors, references, an abstract for half of them; one
title in ten is of the field). Words of titles are as rare as in a language (Zipf's law), and as
many are new as in recorded titles at this size: nearly one in every second title. Where recorded
answers of Crossref are beside the repository they are mixed in, gone round. The floor is isal and
msgspec, the libraries that refkit uses, in a loop: once decoding whole records, once only the
fields that a row needs, which skips the rest. All figures that are compared are of one run, the
best of three rounds taken in turns, in seconds of processor time unless they say wall. One worker
and two are compared as a user has them, by the command in a process of its own, start and all, over
each file four times: what a process needs to begin (some 2.4 s: libraries, taxonomy, the phrases
that are compiled when they are first met) is paid by every worker. Dask is a real scheduler and
real workers, started by their own commands.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import accumulate, cycle, islice
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY)]

try:
    import isal  # noqa: F401
    import msgspec
    import psutil
    import pyarrow  # noqa: F401
    from distributed import Client
    from isal import igzip
except ImportError as missing:
    sys.exit(f"left out: {missing.name} is not installed (pip install '.[scale]')")

from refkit.bulk.records import _NEEDED, _fields  # noqa: E402
from refkit.bulk.run import tag_files  # noqa: E402
from refkit.tagging.taxonomy import load_taxonomy  # noqa: E402

REAL = REPOSITORY.parent / "shared" / "crossref" / "works.jsonl.gz"
CROSSREF = 180_000_000  # records of the public data file of 2026
FILES = 22
FAMILIES = "Müller Wang Şahin García Nguyễn O’Neill Kowalski Sørensen Rossi Dubois Ito Kim".split()
WORDS = (
    "effects of soil moisture on alpine meadows and the role of thermal stress in composite beams "
    "a survey among teachers with long-term outcomes for patients after surgery modelling wave "
    "loads numerical analysis of turbulent flow speech perception quantum dots European markets "
    "genome assembly of lizards deep learning based detection policy implications evidence from "
    "rural households synthesis characterization optical properties of thin films under pressure"
).split()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--smoke", action="store_true", help="a short run")
    options = parser.parse_args()
    count, rounds = (2_000, 1) if options.smoke else (220_000, 3)
    with tempfile.TemporaryDirectory(prefix="refkit-bulk-") as folder:
        given = Path(folder, "in")
        total = make_files(given, count)
        print_one_core(measured(given, Path(folder), rounds), total)
        print_engines(*often(given, Path(folder), total, 1 if options.smoke else 4), rounds)


def make_files(folder: Path, count: int) -> int:
    """Write the records, packed, over some files; gives how many they are."""
    folder.mkdir()
    began = time.perf_counter()
    lines = generated(count)
    total, size, packed = 0, 0, 0
    recorded = real()
    for number in range(FILES):
        path = folder / f"{number:02}.jsonl.gz"
        with igzip.open(path, "wb", compresslevel=2) as file:
            for line in islice(lines, count // FILES):
                file.write(line)
                total, size = total + 1, size + len(line)
                if total % 10 == 0 and recorded:
                    line = recorded[total // 10 % len(recorded)]
                    file.write(line)
                    total, size = total + 1, size + len(line)
        packed += path.stat().st_size
    mixed = f", one in eleven of {len(recorded):,} recorded ones" if recorded else ""
    print(
        f"{total:,} records in {FILES} files{mixed}: {size / total:,.0f} bytes a record, "
        f"{packed / total:,.0f} packed (made in {time.perf_counter() - began:.0f} s)\n"
    )
    return total


def real() -> list[bytes]:
    """The recorded answers, where they are."""
    if not REAL.exists():
        return []
    with igzip.open(REAL, "rb") as file:
        works = [json.loads(line)["work"] for line in file]
    return [_line(work) for work in works]


def generated(count: int) -> Iterator[bytes]:
    """Records as Crossref has them, each with a DOI and a title of its own."""
    chance = random.Random(20261125)
    taxonomy = load_taxonomy("therapy-modality")
    examples = [title for label in taxonomy.labels for title in label.examples]
    words = vocabulary(chance)
    ranks = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    pool = [_record(chance) for _ in range(min(count, 4_000))]
    for number, record in enumerate(islice(cycle(pool), count)):
        made = " ".join(chance.choices(words, cum_weights=ranks, k=chance.randint(5, 16)))
        title = chance.choice(examples) if number % 10 == 0 else made.capitalize()
        title += f": case {number}" if number % 4 == 0 else ""
        yield record.replace(b"%DOI%", f"10.{1000 + number % 9000}/made.{number}".encode()).replace(
            b"%TITLE%", json.dumps(title, ensure_ascii=False)[1:-1].encode()
        )


def vocabulary(chance: random.Random) -> list[str]:
    """Words in the order of how common they are: those of a language, and 50,000 made ones."""
    syllables = "an bar cy di en fo gly hex ion ka lam mor nit ol pro ry sta the ur vin".split()
    made = ("".join(chance.choices(syllables, k=chance.randint(2, 5))) for _ in range(50_000))
    return list(dict.fromkeys([*WORDS, *made]))


def _record(chance: random.Random) -> bytes:
    year = chance.randint(1970, 2026)
    date = {"date-parts": [[year, chance.randint(1, 12), chance.randint(1, 28)]]}
    stamp = {**date, "date-time": f"{year}-01-02T03:04:05Z", "timestamp": 1_600_000_000_000}
    references = [_reference(chance, number) for number in range(chance.randint(0, 60))]
    record = {
        "indexed": stamp, "reference-count": len(references), "publisher": "A Publisher, Ltd",
        "issue": str(chance.randint(1, 12)), "license": [{"start": stamp, "content-version": "vor",
        "delay-in-days": 0, "URL": "https://example.org/licences/by/4.0/"}], "funder": [],
        "content-domain": {"domain": ["example.org"], "crossmark-restriction": False},
        "short-container-title": ["J Made Stud"], "DOI": "%DOI%", "type": "journal-article",
        "created": stamp, "page": f"{chance.randint(1, 500)}-{chance.randint(501, 900)}",
        "source": "Crossref", "is-referenced-by-count": chance.randint(0, 300),
        "title": ["%TITLE%"], "prefix": "10.1000", "volume": str(chance.randint(1, 90)),
        "author": [_author(chance) for _ in range(chance.randint(1, 9))], "member": "1",
        **({"abstract": _abstract(chance)} if chance.random() < 0.5 else {}),
        "published-online": date, "reference": references,
        "container-title": [f"Journal of Made Studies {chance.randint(1, 4000)}"],
        "original-title": [], "language": "en", "link": [{"URL": "https://example.org/pdf/%DOI%",
        "content-type": "application/pdf", "content-version": "vor",
        "intended-application": "text-mining"}], "deposited": stamp, "score": 0, "resource":
        {"primary": {"URL": "https://example.org/%DOI%"}}, "subtitle": [], "short-title": [],
        "issued": date, "references-count": len(references), "URL": "https://doi.org/%DOI%",
        "relation": {}, "ISSN": ["1546-170X"], "subject": [], "published": date,
    }  # fmt: skip
    return _line(record)


def _author(chance: random.Random) -> dict[str, Any]:
    place = f"Department of {chance.choice(WORDS)}, University of {chance.choice(FAMILIES)}"
    return {
        "given": chance.choice("Ada Bo José Mia Zoë".split()), "family": chance.choice(FAMILIES),
        "ORCID": "https://orcid.org/0000-0002-1825-0097", "authenticated-orcid": False,
        "sequence": "additional", "affiliation": [{"name": place}],
    }  # fmt: skip


def _reference(chance: random.Random, number: int) -> dict[str, Any]:
    title = " ".join(chance.choices(WORDS, k=9))
    if number % 3 == 0:
        text = f"{chance.choice(FAMILIES)}, A.: {title}. J. {number}, 1–9 (20{number % 25:02})"
        return {"key": f"ref{number}", "unstructured": text}
    return {
        "key": f"ref{number}", "doi-asserted-by": "publisher", "first-page": str(number),
        "DOI": f"10.1000/ref.{chance.randint(1, 10**6)}", "article-title": title, "volume": "12",
        "author": chance.choice(FAMILIES), "year": "2010", "journal-title": "J Made Stud",
    }  # fmt: skip


def _abstract(chance: random.Random) -> str:
    sentences = (" ".join(chance.choices(WORDS, k=18)).capitalize() for _ in range(9))
    return f"<jats:title>Abstract</jats:title><jats:p>{'. '.join(sentences)} – α.</jats:p>"


def _line(record: Any) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def measured(given: Path, folder: Path, rounds: int) -> dict[str, float]:
    """Seconds of processor time on one core, the best of some rounds taken in turns."""
    paths = sorted(given.iterdir())
    out = folder / "one"

    def ours() -> int:
        shutil.rmtree(out, ignore_errors=True)
        return tag_files([str(given)], out, workers=1).account.read

    acts: dict[str, Callable[[], int]] = {
        "unpack": lambda: floor(paths, None),
        "needed": lambda: floor(paths, msgspec.json.Decoder(_fields(_NEEDED)).decode),
        "whole": lambda: floor(paths, msgspec.json.Decoder().decode),
        "refkit": ours,
    }
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            began = time.process_time()
            act()
            taken[name].append(time.process_time() - began)
    return {name: min(times) for name, times in taken.items()}


def floor(paths: list[Path], decode: Callable[[bytes], object] | None) -> int:
    """Unpack all files and decode each line; gives how many there are."""
    count = 0
    for path in paths:
        with igzip.open(path, "rb") as file:
            for line in file:
                count += 1
                if decode:
                    decode(line)
    return count


def print_one_core(seconds: dict[str, float], total: int) -> None:
    """Records a second and the ratios; what all of Crossref would cost."""
    names = {
        "unpack": "unpack alone (isal)",
        "needed": "unpack and decode the needed fields (msgspec)",
        "whole": "unpack and decode whole records (msgspec): the floor",
        "refkit": "refkit bulk tag, one worker, all that it writes",
    }
    print(f"{'one core':<56}{'records/s':>12}{'µs/record':>11}{'times the floor':>17}")
    for key, name in names.items():
        each = seconds[key] / total
        ratio = seconds[key] / seconds["whole"]
        print(f"{name:<56}{1 / each:>12,.0f}{each * 1e6:>11.1f}{ratio:>17.2f}")
    print(
        f"\ntimes the floor {seconds['refkit'] / seconds['whole']:.2f} (asked: at most 2.0); "
        f"times the floor that skips what no row needs {seconds['refkit'] / seconds['needed']:.2f}"
    )
    hours = CROSSREF * seconds["refkit"] / total / 3600
    print(
        f"{CROSSREF:,} records would take {hours:.1f} core-hours: "
        f"{CROSSREF:,} × {seconds['refkit'] / total * 1e6:.1f} µs, the figure of one worker\n"
    )


def often(given: Path, folder: Path, total: int, times: int) -> tuple[Path, Path, int]:
    """A folder with each file so many times, under other names."""
    many = folder / "many"
    many.mkdir()
    for number in range(times):
        for path in given.iterdir():
            os.link(path, many / f"{number}-{path.name}")
    return many, folder, total * times


def print_engines(given: Path, folder: Path, total: int, rounds: int) -> None:
    """One worker and two, and Dask beside the pool."""
    rounds = min(rounds, 2)
    pool = {workers: [_pooled(given, folder, workers) for _ in range(rounds)] for workers in (1, 2)}
    start = _started(folder, 2, rounds + 1)
    with dask_cluster(2) as (address, processes):
        _dask(_few(folder), folder, address, processes)  # workers have loaded what they need
        dasks = [_dask(given, folder, address, processes) for _ in range(rounds)]
    wall = {workers: min(each[0] for each in pool[workers]) for workers in pool}
    print(f"{f'engine, {total:,} records':<40}{'wall s':>9}{'CPU s':>9}")
    print(f"{'one worker':<40}{wall[1]:>9.1f}{min(each[1] for each in pool[1]):>9.1f}")
    pool_cpu = min(each[1] for each in pool[2])
    print(f"{'two workers, process pool':<40}{wall[2]:>9.1f}{pool_cpu:>9.1f}")
    print(f"{'  of which to start it':<40}{start[0]:>9.1f}{start[1]:>9.1f}")
    dask_cpu = min(each[1] for each in dasks)
    print(
        f"{'two workers of Dask, once started':<40}{min(e[0] for e in dasks):>9.1f}{dask_cpu:>9.1f}"
    )
    print(
        f"\ntwo workers {wall[1] / wall[2]:.2f} times as fast as one, start and all; "
        f"{wall[1] / max(wall[2] - start[0], 0.01):.2f} once started (asked: at least 1.8)"
    )
    print(
        f"Dask takes {dask_cpu / max(pool_cpu - start[1], 0.01):.2f} times the CPU seconds of the "
        "pool, both once started (asked: at most 1.5)"
    )
    largest = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"largest process {largest / 1024:,.0f} MiB")


def _few(folder: Path) -> Path:
    few = folder / "few"
    if not few.exists():
        few.mkdir()
        for number in range(4):
            (few / f"{number}.jsonl").write_bytes(next(generated(1)))
    return few


def _started(folder: Path, workers: int, times: int) -> tuple[float, float]:
    return min(_pooled(_few(folder), folder, workers) for _ in range(times))


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _pooled(given: Path, folder: Path, workers: int) -> tuple[float, float]:
    """Seconds on the wall and of processors, workers and all."""
    shutil.rmtree(folder / "pool", ignore_errors=True)
    began, used = time.perf_counter(), _cpu()
    command = [sys.executable, "-m", "refkit", "bulk", "tag", str(given), "-q"]
    command += ["-o", str(folder / "pool"), "--workers", str(workers)]
    subprocess.run(command, check=True, capture_output=True, cwd=REPOSITORY)
    return time.perf_counter() - began, _cpu() - used


def _dask(
    given: Path, folder: Path, address: str, processes: list[psutil.Process]
) -> tuple[float, float]:
    shutil.rmtree(folder / "dask", ignore_errors=True)
    began, used = time.perf_counter(), _cpu() + _cpu_of(processes)
    tag_files([str(given)], folder / "dask", engine="dask", scheduler=address)
    return time.perf_counter() - began, _cpu() + _cpu_of(processes) - used


def _cpu_of(processes: list[psutil.Process]) -> float:
    times = [each.cpu_times() for parent in processes for each in _family(parent)]
    return sum(each.user + each.system for each in times)


def _family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


@contextmanager
def dask_cluster(workers: int) -> Iterator[tuple[str, list[psutil.Process]]]:
    """A scheduler and workers by their own commands; gives the address and the processes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    port = address.rpartition(":")[2]
    started = [_command("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")]
    for _ in range(workers):
        options = ("--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")
        started.append(_command("worker", address, *options))
    try:
        with Client(address, timeout=60) as client:
            client.wait_for_workers(workers, timeout=120)
        yield address, [psutil.Process(each.pid) for each in started]
    finally:
        for each in reversed(started):
            each.terminate()
            each.wait(30)


def _command(*arguments: str) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    main()
