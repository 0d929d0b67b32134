"""How well and how fast titles are tagged.

    python benchmarks/tagging.py [GOLD.jsonl]    a minute
    python benchmarks/tagging.py --smoke         small sizes, to see that it runs

Quality is measured against hand-labelled titles where they are there. Speed is measured on titles
of the field, all of which have labels, and on a library in which one in ten has; beside it, in the
same run, stands what others need to find the same phrases as plain words: one regular expression of
all of them, and spaCy's PhraseMatcher where spaCy is installed. Both only find words: no rule, no
exception, no place in the original.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY)]

from refkit.model.work import Work, WorkType  # noqa: E402
from refkit.tagging.evaluation import evaluate, read_gold  # noqa: E402
from refkit.tagging.tagger import tag  # noqa: E402
from refkit.tagging.taxonomy import Taxonomy, derived_from, index_fields, load_taxonomy  # noqa: E402
from refkit.text.rich import RichText  # noqa: E402

GOLD = REPOSITORY.parent / "shared" / "gold" / "dev.jsonl"
EVERYDAY = (
    "A survey of soil bacteria in alpine meadows after {n} winters",
    "Wave loads on offshore foundations: model tests at scale {n}",
    "Teachers' views on homework in {n} schools",
    "Genome assembly of a mountain lizard, version {n}",
    "Prices and yields of {n} years of wheat farming",
    "Speech perception by children in noisy classrooms (part {n})",
    "Thermal stress in composite beams with {n} layers",
    "The migration of {n} songbirds across the desert",
    "Reading Dante in the {n}th century",
)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("gold", nargs="?", type=Path, default=GOLD)
    parser.add_argument("--smoke", action="store_true", help="a short run")
    options = parser.parse_args()
    began = time.perf_counter()
    taxonomy = load_taxonomy("therapy-modality")
    loading = time.perf_counter() - began
    print(f"{taxonomy.stamp}: {len(taxonomy.labels)} labels, loaded in {loading * 1000:.0f} ms\n")
    if options.gold.exists():
        print_quality(options.gold, taxonomy)
    else:
        print(f"hand-labelled titles are absent: no {options.gold.name}\n")
    print_speed(taxonomy, 300 if options.smoke else 20_000)


def print_quality(path: Path, taxonomy: Taxonomy) -> None:
    """Micro and macro F1 with what labels imply on both sides, and titles that are exact."""
    rows = read_gold(path.read_text(encoding="utf-8"), taxonomy, path.name)
    found = evaluate(rows, taxonomy)
    print(f"{found.titles} titles\n{'facet':10} micro-F1 macro-F1 exact")
    for each in found.facets:
        figures = f"{each.micro.value:8.3f} {each.macro.value:8.3f} {each.exact.value:5.3f}"
        print(f"{each.facet:10} {figures}")
    print()


def print_speed(taxonomy: Taxonomy, count: int) -> None:
    """Titles per second of processor time: of the field, of a mixed library, at growing sizes."""
    field = works_of([title for label in taxonomy.labels for title in label.examples], count)
    everyday = works_of([title.format(n=n) for n in range(200) for title in EVERYDAY], count)
    mixed = [work for ten in zip(*[iter(everyday)] * 9, field, strict=False) for work in ten][
        :count
    ]
    tagged = sum(bool(tag(work, [taxonomy])) for work in mixed) / len(mixed)
    print(f"{'titles a second':<44}{'of the field':>14}{f'{tagged:.0%} have labels':>20}")
    for name, act in {"refkit, all that a tag needs": tagger(taxonomy), **others(taxonomy)}.items():
        print(f"{name:<44}{rate(act, field):>14,.0f}{rate(act, mixed):>20,.0f}", flush=True)
    print("\nrefkit, of the field, with a share of the labels and of the titles")
    for share in (1.0, 0.5, 0.25):
        some = restricted(taxonomy, [x.key for x in taxonomy.labels[:: round(1 / share)]])
        print(f"  {len(some.labels):>4} labels  {rate(tagger(some), field):>10,.0f}")
    for share in (0.25, 0.5, 1.0):
        part = field[: int(count * share)]
        print(f"  {len(part):>7,} titles {rate(tagger(taxonomy), part):>10,.0f}")


def restricted(taxonomy: Taxonomy, keys: Collection[tuple[str, str]]) -> Taxonomy:
    """The same taxonomy with some labels only, given as facet and id, and what they imply."""
    kept = set(keys).union(
        (facet, above) for facet, id_ in keys for above in taxonomy.ancestors(facet, id_)
    )
    labels = tuple(label for label in taxonomy.labels if label.key in kept)
    rules = tuple(
        replace(rule, gives=gives)
        for rule in taxonomy.rules
        if (gives := tuple(key for key in rule.gives if key in kept))
    )
    derived = tuple(rule for rule in taxonomy.derived if kept.issuperset(rule.gives))
    return replace(
        taxonomy,
        labels=labels,
        rules=rules,
        derived=derived,
        earned_by=derived_from(derived),
        indexes=index_fields(rules, taxonomy.scopes),
        ranks={label.key: rank for rank, label in enumerate(labels)},
    )


def works_of(titles: Sequence[str], count: int) -> list[Work]:
    """As many works, going round the titles, each with a number of its own in the title."""
    made = [Work(WorkType.ARTICLE_JOURNAL, title=RichText.of(title)) for title in titles]
    numbered = enumerate(islice(cycle(made), count))
    return [replace(x, title=RichText.of(f"{x.title.plain} {n % 97}")) for n, x in numbered]


def tagger(taxonomy: Taxonomy) -> Callable[[Work], object]:
    """What is measured."""
    return lambda work: tag(work, [taxonomy])


def others(taxonomy: Taxonomy) -> dict[str, Callable[[Work], object]]:
    """What finds the same phrases, as plain words, by other means."""
    words = {phrase.samples[0].lower() for rule in taxonomy.rules for phrase in rule.any}
    words = {word for word in words if word.strip()}
    alternation = re.compile(
        r"\b(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + r")\b"
    )
    found: dict[str, Callable[[Work], object]] = {
        f"re, {len(words)} words in one alternation": (
            lambda work: [match.span() for match in alternation.finditer(work.title.plain.lower())]
        )
    }
    try:
        import spacy
        from spacy.matcher import PhraseMatcher
    except ImportError:
        print("spaCy is not installed: left out")
        return found
    language = spacy.blank("en")
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    matcher.add("phrase", list(language.tokenizer.pipe(words)))
    found[f"spaCy {spacy.__version__}, PhraseMatcher"] = lambda work: matcher(
        language.make_doc(work.title.plain)
    )
    return found


def rate(act: Callable[[Work], object], works: Sequence[Work]) -> float:
    """Works done in a second of processor time, the best of three rounds."""
    rounds = []
    for _ in range(3):
        began = time.process_time()
        for work in works:
            act(work)
        rounds.append(time.process_time() - began)
    return len(works) / min(rounds)


if __name__ == "__main__":
    main()
