"""What exports and imports cost: seconds and memory for each format, and beside other writers.

    python benchmarks/exports.py            100,000 works, some minutes
    python benchmarks/exports.py --smoke    small sizes, to see that it runs

Works are made by our own generator: a pool of different ones, gone round with keys of their own.
Each row is a process of its own, so that its largest memory is its own; "bare" is what the process
needs with the pool and nothing written. Other writers are given what they would hold after reading
our file; only their writing is timed.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests")]

from refkit.formats.detect import reader  # noqa: E402
from refkit.formats.export import Options  # noqa: E402
from refkit.formats.register import by_name, exporter, names  # noqa: E402
from refkit.model.bibliography import Citation, Entry  # noqa: E402
from refkit.model.dates import PartialDate  # noqa: E402
from refkit.model.identifiers import Doi, Issn, Pmid  # noqa: E402
from refkit.model.people import Creator  # noqa: E402
from refkit.model.reference import Reference  # noqa: E402
from refkit.model.resolution import Method, Resolved  # noqa: E402
from refkit.model.tags import Evidence, Tag  # noqa: E402
from refkit.model.work import Container, Work, WorkType  # noqa: E402
from refkit.text.rich import RichText, Run, Style  # noqa: E402

POOL = 2_000
REVIEW = Doi("10.1000/review")
FAMILIES = "Müller Wang Şahin García Nguyễn O’Neill Kowalski Sørensen Rossi Dubois Ito Kim".split()
WORDS = (
    "CAR-T cells therapy in refractory lupus iPSC-derived NK receptor targeting CD19 and BCMA "
    "autoimmune disease phase trial safety of β-cells Sjögren’s syndrome with allogeneic in vivo "
    "delivery & durable remission – 5% IFN-γ response from patients without lymphodepletion"
).split()
RESOLVED = Resolved(Method.DEPOSITED_DOI, "crossref")
OTHERS = ("bibtexparser", "pybtex")
_READ_AS = {"biblatex": "bibtex"}  # one reader for both


def works(count: int) -> Iterator[Entry]:
    """Entries such as a review of immunology has, each with a key of its own."""
    chance = random.Random(20261125)
    pool = [_entry(chance, number) for number in range(min(count, POOL))]
    for number, entry in enumerate(itertools.islice(itertools.cycle(pool), count)):
        yield replace(entry, id=f"key{number}")


def _entry(chance: random.Random, number: int) -> Entry:
    words = chance.choices(WORDS, k=14)
    title = RichText.of(" ".join(words[:7]) + " CD19", Run("+", (Style.SUP,)), " ".join(words[7:]))
    work = Work(
        type=chance.choice([WorkType.ARTICLE_JOURNAL] * 8 + [WorkType.CHAPTER, WorkType.ARTICLE]),
        title=title,
        creators=tuple(
            Creator(chance.choice(FAMILIES), chance.choice(["Ada", "É. M.", "Jan-Piet", "Li"]))
            for _ in range(chance.choice([1, 3, 6, 12]))
        ),
        container=Container(
            "Journal of Invented Rheumatology", "J Inv Rheum", (Issn("1546-170X"),)
        ),
        volume=str(chance.randint(1, 90)),
        issue=str(chance.randint(1, 12)),
        page=f"{number}-{number + 9}",
        published_print=PartialDate(2000 + number % 25, 1 + number % 12),
        published_online=PartialDate(2000 + number % 25, 1 + number % 11, 3),
        doi=Doi(f"10.1000/journal.{number:06d}"),
        pmid=Pmid(str(30_000_000 + number)),
        language="en",
    )
    tags = (Tag("modality", "car-t", "CAR-T", (Evidence("title", 0, 5, "CAR-T", "rule"),)),)
    reference = Reference(number + 1, f"ref{number}", (("DOI", str(work.doi)),))
    return Entry("", work, RESOLVED, (Citation(REVIEW, reference),), tags)


def write(format_: str, count: int, path: Path) -> float:
    """Write works to a file as they come; seconds."""
    began = time.process_time()
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(map(str, exporter(format_).chunks(works(count), Options())))
    return time.process_time() - began


def read(format_: str, count: int, path: Path) -> float:
    """Read a file that was written before; seconds."""
    text = path.read_text(encoding="utf-8")
    began = time.process_time()
    library = reader(_READ_AS.get(format_, format_))(text, path.name)
    taken = time.process_time() - began
    if len(library.entries) != count:
        raise SystemExit(f"{format_}: {len(library.entries)} of {count} came back")
    return taken


def make(format_: str, count: int, path: Path) -> float:
    """Make the works and write nothing: what of the other figures is not the writer's."""
    began = time.process_time()
    for _ in works(count):
        pass
    return time.process_time() - began


def dump(format_: str, count: int, path: Path) -> float:
    """Dump the same CSL items by the json library alone, as bare as it can."""
    return _dumped(path)


def dump_indented(format_: str, count: int, path: Path) -> float:
    """Dump the same CSL items by the json library alone, sorted and indented."""
    return _dumped(path, ensure_ascii=False, indent=2, sort_keys=True)


def _dumped(path: Path, **options: Any) -> float:
    items = json.loads(path.read_text(encoding="utf-8"))
    gc.collect()
    began = time.process_time()
    with path.with_suffix(".dump").open("w", encoding="utf-8") as file:
        file.write(json.dumps(items, **options))
    return time.process_time() - began


def by_bibtexparser(format_: str, count: int, path: Path) -> float:
    """Write the same entries by bibtexparser's writer, as its documentation does."""
    from bibtexparser import parse_string, write_string

    library = parse_string(path.read_text(encoding="utf-8"))
    began = time.process_time()
    write_string(library)
    return time.process_time() - began


def by_pybtex(format_: str, count: int, path: Path) -> float:
    """Write the same entries by pybtex's writer."""
    from pybtex.database import parse_string

    library = parse_string(path.read_text(encoding="utf-8"), "bibtex")
    began = time.process_time()
    library.to_string("bibtex")
    return time.process_time() - began


def read_by_pybtex(format_: str, count: int, path: Path) -> float:
    """Read a file by pybtex, which reads neither its LaTeX nor what a field means."""
    from pybtex.database import parse_string

    text = path.read_text(encoding="utf-8")
    began = time.process_time()
    library = parse_string(text, "bibtex")
    taken = time.process_time() - began
    if len(library.entries) != count:
        raise SystemExit(f"pybtex: {len(library.entries)} of {count} came back")
    return taken


DEEDS: dict[str, Callable[[str, int, Path], float]] = {
    "make": make, "write": write, "read": read, "dump": dump, "dump-indented": dump_indented,
    "bibtexparser": by_bibtexparser, "pybtex": by_pybtex, "read-pybtex": read_by_pybtex,
}  # fmt: skip


def measured(deed: str, format_: str, count: int, folder: str) -> tuple[float, float]:
    """Seconds of processor and the largest memory in MB of a deed in a process of its own."""
    named = {"deed": deed, "format": format_, "works": count, "folder": folder}
    arguments = [str(each) for name, value in named.items() for each in (f"--{name}", value)]
    done = subprocess.run(
        [sys.executable, __file__, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{deed} {format_}: {done.stderr.strip().splitlines()[-1]}")
    seconds, memory = done.stdout.split()
    return float(seconds), float(memory)


def do(deed: str, format_: str, count: int, folder: str) -> None:
    """Carry out one deed and print what it took."""
    path = Path(folder) / f"{count}{by_name(format_).suffix}.{format_}"
    seconds = DEEDS[deed](format_, count, path)
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    """Print what was measured, or carry out one deed of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--smoke", action="store_true", help="small sizes only")
    parser.add_argument("--deed", choices=list(DEEDS), help=argparse.SUPPRESS)
    parser.add_argument("--format", help=argparse.SUPPRESS)
    parser.add_argument("--works", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.deed:
        do(given.deed, given.format, given.works, given.folder)
        return
    sizes = (100, 400) if given.smoke else (25_000, 100_000)
    with tempfile.TemporaryDirectory() as folder:
        print_formats(sizes, folder)
        print_others(sizes, 200 if given.smoke else 5_000, folder)
        print_readers(200 if given.smoke else 20_000, folder)


def print_formats(sizes: tuple[int, int], folder: str) -> None:
    """Each format written and read at two sizes: is it linear, and what memory does it take."""
    small, large = sizes
    print(f"{'':<18}{small:>10,} works{'':>12}{large:>10,} works{'':>12}")
    print(
        f"{'':<18}{'s':>8}{'µs/work':>9}{'MB':>7}   {'s':>12}{'µs/work':>9}{'MB':>7}{'growth':>9}"
    )
    for format_, deed in _rows():
        (seconds, memory), (more, most) = (measured(deed, format_, n, folder) for n in sizes)
        growth = (more / large) / (seconds / small)
        print(
            f"{deed + ' ' + format_:<18}{seconds:>8.2f}{seconds / small * 1e6:>9.0f}{memory:>7.0f}"
            f"   {more:>12.2f}{more / large * 1e6:>9.0f}{most:>7.0f}{growth:>9.2f}",
            flush=True,
        )


def _rows() -> Iterator[tuple[str, str]]:
    yield "csl-json", "make"
    for each in (each for each in map(exporter, names()) if each.is_text):
        yield each.name, "write"
        if each.name != "csv":  # a ledger is for people, it is not read back
            yield each.name, "read"


def print_others(sizes: tuple[int, int], count: int, folder: str) -> None:
    """Our writers beside others on the same works."""
    ours, _ = measured("write", "bibtex", count, folder)
    print(f"\nBibTeX, {count:,} works, microseconds a work")
    print(f"{'refkit, from works':<24}{ours / count * 1e6:>9.0f}")
    for name in OTHERS:
        seconds, _ = measured(name, "bibtex", count, folder)
        print(
            f"{name + ', its own objects':<24}{seconds / count * 1e6:>9.0f}{seconds / ours:>8.1f} x"
        )
    large = sizes[1]
    csl, _ = measured("write", "csl-json", large, folder)
    bare, _ = measured("make", "csl-json", large, folder)
    print(f"\nCSL-JSON, {large:,} works: {csl - bare:.2f} s")
    for deed, what in (("dump", "bare"), ("dump-indented", "sorted and indented")):
        floor, _ = measured(deed, "csl-json", large, folder)
        print(f"{'json alone, ' + what:<34}{floor:>6.2f} s, ratio {(csl - bare) / floor:.2f}")


def print_readers(count: int, folder: str) -> None:
    """Our readers beside pybtex's, in turns; of three times each the shortest."""
    print(f"\nRead, {count:,} works: the shortest of three times each")
    for format_ in ("bibtex", "ris"):
        measured("write", format_, count, folder)
    deeds = {
        "refkit, names and LaTeX read": ("read", "bibtex"),
        "pybtex, LaTeX as it stands": ("read-pybtex", "bibtex"),
        "refkit, RIS": ("read", "ris"),
    }
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in deeds}
    for _ in range(3):
        for name, (deed, format_) in deeds.items():
            found[name].append(measured(deed, format_, count, folder))
    ours = min(found["refkit, names and LaTeX read"])[0]
    for name, times in found.items():
        seconds, memory = min(times)
        print(
            f"{name:<32}{seconds:>7.2f} s{seconds / count * 1e6:>7.0f} µs/work{memory:>6.0f} MB"
            f"{seconds / ours:>7.2f} x"
        )


if __name__ == "__main__":
    main()
