"""How many duplicates are found, how many are none, and how the time grows.

    python benchmarks/dedup.py [--sets FOLDER] [--errors N]
    python benchmarks/dedup.py --smoke       small sizes, to see that it runs

Quality is measured on planted records: recorded works as four databases would give them, beside
corrections, sequels, preprints, congress abstracts, companions and editions. ``--sets`` is a folder
of labelled sets as bib-dedupe keeps them: NAME.records.csv (ID, title, author, year, journal ...)
and NAME.merged.csv, a group of IDs a line, parted by semicolons. Sensitivity is the share of the
records to be removed that were; a false merge is two works in one group.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests")]

from planted import RECORDED, as_ris, made_up_works, recorded_works, records, work_of  # noqa: E402

from refkit.duplicates.run import dedup  # noqa: E402
from refkit.formats.detect import read_library  # noqa: E402
from refkit.formats.library import Library  # noqa: E402
from refkit.model.bibliography import Entry  # noqa: E402

SIZES = (1_250, 5_000, 20_000)
SMOKE_SIZES = (100, 400)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sets", type=Path, help="a folder of labelled sets")
    parser.add_argument("--errors", type=int, default=0, help="how many errors to show of each")
    parser.add_argument("--smoke", action="store_true", help="a short run")
    options = parser.parse_args()
    print("| set | records | to be removed | removed | sensitivity | false merges | in doubt |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    made_up = made_up_works(60 if options.smoke else 3000)
    measure("made up", _library(list(records(made_up))), work_of, options.errors)
    if RECORDED.exists() and not options.smoke:
        library = _library(list(records(recorded_works())))
        measure("recorded works", library, work_of, options.errors)
    for name, library, group_of in _labelled(options.sets) if options.sets else ():
        measure(name, library, group_of, options.errors)
    print_growth(SMOKE_SIZES if options.smoke else SIZES)


def measure(name: str, library: Library, group_of: Callable[[str], str], errors: int) -> None:
    """Print a row, and of the errors the first few."""
    found = dedup({"set": library})
    entries = library.entries
    groups = found.grouping.groups
    label = [group_of(entry.id) for entry in entries]
    size = Counter(label)
    parts = Counter(each for places in groups for each in {label[place] for place in places})
    wanted = sum(count - 1 for count in size.values())
    got = sum(size[each] - parts[each] for each in size)
    false = [places for places in groups if len({label[place] for place in places}) > 1]
    merged = sum(len({label[place] for place in places}) - 1 for places in false)
    doubts = len(found.grouping.doubts)
    print(
        f"| {name} | {len(entries)} | {wanted} | {got} | {got / max(wanted, 1):.4f} "
        f"| {merged} | {doubts} |"
    )
    for places in false[:errors]:
        print("FALSE", *(_line(entries[place]) for place in places), sep="\n  ")
    missed = [each for each in size if parts[each] > 1][:errors]
    for each in missed:
        lines = [_line(entry) for entry, own in zip(entries, label, strict=True) if own == each]
        print("MISSED", *lines, sep="\n  ")


def print_growth(sizes: Sequence[int]) -> None:
    """Print the seconds of the processor for libraries of several sizes, a fifth of them twice."""
    print("\n| records | read | taken out | written | as many times the records | the time |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    before: tuple[int, float] | None = None
    for size in sizes:
        entries = list(records(made_up_works(size * 2 // 3), copies=0.2))[:size]
        text = as_ris(entries)
        reading, library = _seconds(lambda text=text: read_library(text, "set.ris"))
        working, found = _seconds(lambda library=library: dedup({"set": library}))
        writing, _ = _seconds(lambda found=found: found.text("ris"))
        times = f"{size / before[0]:.1f} | {working / before[1]:.1f}" if before else "|"
        print(
            f"| {len(library.entries)} | {reading:.1f} s | {working:.1f} s | {writing:.1f} s "
            f"| {times} |"
        )
        before = size, working


def _seconds(work: Callable[[], object]) -> tuple[float, object]:
    began = time.process_time()
    found = work()
    return time.process_time() - began, found


def _library(entries: Sequence[Entry]) -> Library:
    return read_library(as_ris(list(entries)), "set.ris")


def _line(entry: Entry) -> str:
    work = entry.work
    first = work.first_author.sort_name if work.first_author else ""
    place = f"{work.container.title[:40]} {work.volume}({work.issue}){work.page}"
    year, title = work.cited_date(), work.title.plain[:90]
    return f"{entry.id} | {title} | {first} | {year} | {place} | {work.doi}"


def _labelled(folder: Path) -> Iterator[tuple[str, Library, Callable[[str], str]]]:
    for path in sorted(folder.glob("*.records.csv")):
        name = path.name.removesuffix(".records.csv")
        groups: dict[str, str] = defaultdict(str)
        lines = (folder / f"{name}.merged.csv").read_text(encoding="utf-8").splitlines()[1:]
        for line in lines:
            ids = line.strip().strip('"').split(";")
            groups.update(dict.fromkeys(ids, ids[0]))
        yield (
            name,
            read_library(_ris_of(path), path.name + ".ris"),
            lambda key, known=groups: known[key] or key,
        )


def _ris_of(path: Path) -> str:
    csv.field_size_limit(10**8)
    with path.open(encoding="utf-8", errors="replace") as rows:
        return "".join(_record(row) for row in csv.DictReader(rows))


def _record(row: dict[str, str]) -> str:
    said = {name: " ".join((value or "").split()) for name, value in row.items() if name}
    people = [each for each in said.get("author", "").split(" and ") if each and each != "UNKNOWN"]
    is_paper = said.get("ENTRYTYPE") == "inproceedings"
    first, _, last = said.get("pages", "").partition("-")
    title = said.get("title", "")
    fields = [
        ("TY", "CPAPER" if is_paper else "JOUR"), ("ID", said["ID"]),
        *(("AU", each) for each in people),
        ("TI", "" if title == "UNKNOWN" else title),
        ("T2", said.get("journal") or said.get("booktitle", "")),
        ("VL", said.get("volume", "")), ("IS", said.get("number") or said.get("issue", "")),
        ("SP", first), ("EP", last.strip("- ")), ("PY", said.get("year", "")[:4]),
        ("DO", said.get("doi", "")), ("AB", said.get("abstract", "")),
    ]  # fmt: skip
    return "".join(f"{tag}  - {value}\n" for tag, value in fields if value) + "ER  - \n\n"


if __name__ == "__main__":
    main()
