"""A mixed review of a thousand lines with look-alikes and wrong DOIs: how many works are wrong?

    python benchmarks/mixed_review.py            three seeds, a thousand lines each
    python benchmarks/mixed_review.py --smoke    one seed, a hundred lines

Every line means a work that is there, or one that no source has while its look-alike is there: the
same people, year and journal with one word of the title, one letter of the page or one word of the
journal's name otherwise. Some lines carry a DOI that leads elsewhere. Titles and people are made up
here; the tests' Crossref on loopback serves them. Then the same list is resolved with PubMed, that
has all the articles and gives one by journal, volume and page, whoever wrote it. ``wrong`` has to
be 0; ``missed`` are lines whose work was there and was not found.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests")]

from mixed_list import Line, Maker, crossref_of, review_of  # noqa: E402
from pubmed_server import PubMedServer, Record  # noqa: E402

WAYS: tuple[tuple[str, ...], ...] = ((), ("pubmed",))


def resolved(maker: Maker, sources: Sequence[str]) -> Iterator[tuple[Line, str | None, str]]:
    """Each line with the DOI that refkit takes for it, and the words of the last attempt."""
    from refkit import fetch  # after the environment is set

    with (
        tempfile.TemporaryDirectory() as folder,
        crossref_of(maker, "10.5555/mixed") as server,
        PubMedServer(records_of(maker)) as pubmed,
    ):
        os.environ |= {
            "REFKIT_CROSSREF_URL": server.url,
            "REFKIT_DOI_URL": server.url,
            "REFKIT_PUBMED_URL": pubmed.url,
            "REFKIT_CACHE": folder,
            "REFKIT_MAILTO": "bench@example.org",
        }
        bibliography = fetch("10.5555/mixed", taxonomies=(), sources=sources)
    for entry in bibliography.entries:
        for citation in entry.citations:
            line = maker.lines[citation.reference.position - 1]
            method = entry.method_of(citation)
            attempts = getattr(entry.resolution, "attempts", ())
            why = "; ".join(f"{one.outcome}: {one.detail}" for one in attempts)
            yield line, str(entry.work.doi) if method and entry.work.doi else None, why


def records_of(maker: Maker) -> Iterator[Record]:
    """The articles as PubMed has them; preprints it has not."""
    for number, work in enumerate(maker.works, start=30_000_000):
        if work["type"] == "journal-article":
            yield Record(str(number), work)


def main() -> None:
    """Print what was wrong and what was missed, by kind."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--smoke", action="store_true", help="one seed and a hundred lines")
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2, 3])
    parser.add_argument("--lines", type=int, default=1000)
    parser.add_argument("--verbose", action="store_true", help="print each wrong and missed line")
    given = parser.parse_args()
    wrong_in_all = 0
    seeds, size = (given.seeds[:1], 100) if given.smoke else (given.seeds, given.lines)
    for seed, sources in product(seeds, WAYS):
        kinds: Counter[str] = Counter()
        verdicts: Counter[tuple[str, str]] = Counter()
        for line, doi, why in resolved(review_of(size, seed), sources):
            verdict = "right" if doi == line.want else "wrong" if doi else "missed"
            kind = line.kind.rsplit(" ", 1)[0]
            kinds[kind] += 1
            verdicts[kind, verdict] += 1
            if given.verbose and verdict != "right":
                print(f"  {verdict}: {line.kind}\n    {line.deposited}\n    {why}")
        wrong = sum(count for (_, verdict), count in verdicts.items() if verdict == "wrong")
        wrong_in_all += wrong
        asked = " and ".join(("crossref", *sources))
        print(f"seed {seed}, {asked}: {kinds.total()} lines, {wrong} wrong")
        print(f"  {'kind':<36}{'lines':>6}{'wrong':>7}{'missed':>8}")
        for kind, count in sorted(kinds.items()):
            wrong, missed = verdicts[kind, "wrong"], verdicts[kind, "missed"]
            print(f"  {kind:<36}{count:>6}{wrong:>7}{missed:>8}")
    sys.exit(1 if wrong_in_all else 0)


if __name__ == "__main__":
    main()
