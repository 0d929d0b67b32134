"""How well and how fast titles are tagged.

``python benchmarks/tagging.py [GOLD.jsonl] [--smoke]`` prints F1 per facet against hand-labelled
titles, and titles per second beside a floor measured in the same run: one plain regular
expression passed over the same titles.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from refkit.model.work import Work, WorkType
from refkit.tagging.tagger import tag
from refkit.tagging.taxonomy import Taxonomy, load_taxonomy
from refkit.text.rich import RichText

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold" / "dev.jsonl"
MARKUP = re.compile(r"</?\w+>")
FLOOR = re.compile(
    r"\b(?:CAR[- ]?T|CAR[- ]?NK|CD\d+|BCMA|T[- ]cell engagers?|lupus|sclerosis|\w+mab|trial)\b"
)
SAMPLE = (
    "In vivo CD19 CAR T-cell therapy for refractory systemic lupus erythematosus",
    "BCMA T-cell engager therapy in patients with refractory autoimmune disease",
    "Rituximab versus cyclophosphamide for ANCA-associated vasculitis: a randomised trial",
    "A survey of soil bacteria in alpine meadows",
)
Labels = dict[str, set[str]]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="?", type=Path, default=GOLD)
    parser.add_argument("--smoke", action="store_true", help="a short run")
    options = parser.parse_args()
    taxonomy, loading = loaded()
    print(f"{taxonomy.stamp}: {len(taxonomy.labels)} labels, loaded in {loading * 1000:.0f} ms")
    rows = list(read_gold(options.gold)) if options.gold.exists() else []
    if rows:
        print_quality(rows, taxonomy)
    else:
        print(f"hand-labelled titles are absent: no {options.gold.name}")
    print_speed(
        [work for work, _ in rows] or [a_work(title) for title in SAMPLE], taxonomy, options.smoke
    )


def loaded() -> tuple[Taxonomy, float]:
    """The taxonomy, and the seconds that loading it took."""
    started = time.perf_counter()
    taxonomy = load_taxonomy("therapy-modality")
    return taxonomy, time.perf_counter() - started


def a_work(title: str) -> Work:
    """A work that has this title, the markup of the gold file left out."""
    return Work(WorkType.ARTICLE_JOURNAL, title=RichText.of(MARKUP.sub("", title)))


def read_gold(path: Path) -> Iterator[tuple[Work, Labels]]:
    """Works with the labels that a reader gave them."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield a_work(row["title"]), {facet: set(ids) for facet, ids in row["labels"].items()}


def print_quality(rows: Sequence[tuple[Work, Labels]], taxonomy: Taxonomy) -> None:
    """Micro and macro F1 with ancestors on both sides, and titles whose set of labels is exact."""
    print(f"{len(rows)} titles\n{'facet':10} micro-F1 macro-F1 exact")
    for facet in taxonomy.facets:
        pairs = [(expected[facet], given(work, taxonomy, facet)) for work, expected in rows]
        exact = sum(expected == found for expected, found in pairs) / len(pairs)
        wide = [(widen(a, taxonomy, facet), widen(b, taxonomy, facet)) for a, b in pairs]
        labels = sorted(set().union(*(expected | found for expected, found in wide)))
        each = [f1([({label} & a, {label} & b) for a, b in wide]) for label in labels]
        print(f"{facet:10} {f1(wide):8.3f} {sum(each) / len(each):8.3f} {exact:5.3f}")


def given(work: Work, taxonomy: Taxonomy, facet: str) -> set[str]:
    """The labels of a facet that the tagger gives."""
    return {found.label for found in tag(work, [taxonomy], facets=[facet])}


def widen(labels: set[str], taxonomy: Taxonomy, facet: str) -> set[str]:
    """Labels with their ancestors."""
    return labels.union(*(taxonomy.ancestors(facet, label) for label in labels))


def f1(pairs: Sequence[tuple[set[str], set[str]]]) -> float:
    """F1 over all pairs of expected and found labels."""
    hits = sum(len(expected & found) for expected, found in pairs)
    total = sum(len(expected) + len(found) for expected, found in pairs)
    return 2 * hits / total if total else 1.0


def print_speed(works: Sequence[Work], taxonomy: Taxonomy, smoke: bool) -> None:
    """Titles per second, and how many times slower than the floor."""
    seconds = 0.5 if smoke else 4.0
    tagging = per_second(lambda work: tag(work, [taxonomy]), works, seconds)
    floor = per_second(lambda work: FLOOR.findall(work.title.plain), works, seconds / 4)
    print(
        f"{tagging:.0f} titles/s; floor {floor:.0f} titles/s, {floor / tagging:.1f} times as fast"
    )


def per_second(act: Callable[[Work], object], works: Sequence[Work], seconds: float) -> float:
    """Works done in a second, once everything is warm."""
    for work in works:
        act(work)
    done, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        for work in works:
            act(work)
        done += len(works)
    return done / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
