"""How often a search for a reference ends in the right work, a wrong one, or none.

    python benchmarks/matching.py [--half even|odd|both] [--own] [--served N] [--errors N]
    python benchmarks/matching.py --cases      sets of look-alike candidates alone
    python benchmarks/matching.py --smoke      a few of our own, to see that it runs

Reference lists with known DOIs are searched in a BM25 index over the works whose records there are,
and the hits are judged. Half of the works that are meant are kept out of the index: their
references have no right answer. Then the same again with look-alikes of every work that is in, and
once more with look-alikes of those that are not in: the hardest, since nothing better is there.
Constants were tuned on the even half of the DOIs. The odd half is what is reported;
what was learned from it all the same stands in docs/decisions/0004-matching.md.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests"), str(REPOSITORY / "tests" / "matching")]

from crossref_server import make_work  # noqa: E402
from gold_references import (  # noqa: E402
    SHARED,
    Case,
    Gold,
    Record,
    is_even,
    present_records,
    read_gold,
    reference,
)
from look_alikes import look_alikes  # noqa: E402
from shared_cases import FOLDER, one_corpus, sets_of_candidates, summary  # noqa: E402
from trial import Searched, Verdict, errors, run, served, table  # noqa: E402


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--half", choices=("even", "odd", "both"), default="odd")
    parser.add_argument("--own", action="store_true", help="records of references themselves too")
    parser.add_argument("--served", type=int, default=300, help="cases that go through the client")
    parser.add_argument("--errors", type=int, default=40)
    parser.add_argument("--cases", action="store_true", help="the sets of candidates alone")
    parser.add_argument("--smoke", action="store_true", help="a short run on a few of our own")
    options = parser.parse_args()
    if options.smoke:
        smoke()
        print(
            "the shared references are",
            "there" if SHARED.is_dir() else "absent: no more to measure",
        )
        return
    if options.cases:
        there = FOLDER.is_dir()
        print(summary([*sets_of_candidates(), *one_corpus()]) if there else "the cases are absent")
        return
    if not SHARED.is_dir():
        print("the shared references are absent: nothing to measure")
        return
    measure(read_gold(own=options.own), options)


def measure(gold: Gold, options: argparse.Namespace) -> None:
    """Measure with the works alone, among look-alikes, and through the client."""
    wanted = {"even": {True}, "odd": {False}, "both": {True, False}}[options.half]
    cases = [case for case in gold.cases if is_even(case) in wanted]
    records = present_records(gold)
    meant = {doi for case in gold.cases for doi in case.dois} & gold.records.keys()
    print(f"{len(cases)} references ({options.half} half), {len(records)} works in the index")
    shows = {
        "the works alone": records,
        "look-alikes of those present": records | alike(gold, meant & records.keys()),
        "look-alikes of those absent too": records | alike(gold, meant),
    }
    told = {}
    for title, held in shows.items():
        told[title] = show(f"{title}, {len(held)} in all", cases, Searched(held))
    if options.served:
        sample = cases[:: max(1, len(cases) // options.served)]
        print("\nthe works alone, through the client and a loopback Crossref")
        print(table(served(sample, Searched(records))))
    for title, verdicts in told.items():
        print(f"\nwrong and false, {title}:")
        print(errors(verdicts, ("wrong", "false"), options.errors))
    print(f"\nmissed, {next(iter(told))}:")
    print(errors(next(iter(told.values())), ("missed",), options.errors))


def alike(gold: Gold, dois: Iterable[str]) -> dict[str, Record]:
    """The look-alikes of some works by their DOI."""
    return {one["DOI"]: one for doi in sorted(dois) for one in look_alikes(gold.records[doi])}


def show(title: str, cases: Sequence[Case], searched: Searched) -> list[Verdict]:
    """Run and print one table."""
    began = time.perf_counter()
    verdicts = run(cases, searched)
    spent = time.perf_counter() - began
    print(f"\n{title}: {spent:.0f} s, {1000 * spent / max(1, len(cases)):.1f} ms a reference")
    print(table(verdicts), flush=True)
    return verdicts


def smoke() -> None:
    """A work of our own is found among its look-alikes, one that is not there is not."""
    works = [
        make_work(f"10.1000/{number}", title=[f"The life of bees in garden {number}, a study"])
        for number in range(20)
    ]
    searched = Searched(
        {alike["DOI"]: alike for work in works for alike in [work, *look_alikes(work)]}
    )
    cases = [
        Case("our own", "fields", reference(_as_cited(work)), (work["DOI"],))
        for work in [*works, make_work("10.1000/away", title=["Kites and tides seen from wells"])]
    ]
    print(table(run(cases, searched)))
    print(table(served(cases, searched)))


def _as_cited(work: Record) -> Record:
    return {
        "author": work["author"][0]["family"],
        "article-title": work["title"][0],
        "journal-title": work["container-title"][0],
        "year": work["issued"]["date-parts"][0][0],
        "volume": work["volume"],
        "first-page": work["page"].split("-")[0],
    }


if __name__ == "__main__":
    main()
