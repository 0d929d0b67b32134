"""How well a taxonomy labels titles that a person has labelled.

Labels are compared with all that they imply, on both sides: to say CAR-T where CAR-NK was expected
is half right. A title is exact where nothing is missing and nothing is too much.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from refkit.errors import InputError
from refkit.model.work import Work
from refkit.tagging.fields import ABSTRACT, CONTAINER, TITLE, text_of
from refkit.tagging.label_lookup import near_labels
from refkit.tagging.tagger import tag
from refkit.tagging.taxonomy import Taxonomy
from refkit.tagging.title_rows import json_kind, read_rows, text_of_row, work_of

Labels = Mapping[str, frozenset[str]]

_RESAMPLES = 1000
_MOST_NEAR = 3  # labels that may have been meant
_SEED = 20261125  # the same input gives the same intervals


@dataclass(frozen=True, slots=True)
class Gold:
    """A title and the labels that a person gave it, by facet.

    ``judged`` are the labels on which the person spoke, None where that is all: no other one is
    counted. ``printed`` is the line that stands in the place of a title that cannot be told.
    """

    id: str
    work: Work
    labels: Labels
    named: frozenset[str]  # the facets that were looked at, those without a label too
    judged: Labels | None = None
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """Hits, labels too much and labels missing, and what follows from them."""

    hits: int
    extra: int
    missing: int

    @property
    def precision(self) -> float:
        """How much of what was given is right; 1 where nothing was given."""
        return _share(self.hits, self.hits + self.extra)

    @property
    def recall(self) -> float:
        """How much of what was expected was given; 1 where nothing was expected."""
        return _share(self.hits, self.hits + self.missing)

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 1 where nothing was given or expected."""
        return _share(2 * self.hits, 2 * self.hits + self.extra + self.missing)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the interval in which 95 of 100 resamples of the titles have it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FacetScore:
    """How one facet fared; ``labels`` are those that were given or expected anywhere."""

    facet: str
    score: Score
    micro: Estimate
    macro: Estimate
    exact: Estimate
    labels: Mapping[str, Score]


@dataclass(frozen=True, slots=True)
class Miss:
    """A facet of a title that is not exact: what was expected and what was given."""

    id: str
    title: str
    facet: str
    expected: tuple[str, ...]
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures of a run. ``unlabelled`` are titles without any label, and how many stayed so."""

    titles: int
    facets: tuple[FacetScore, ...]
    misses: tuple[Miss, ...]
    unlabelled: int
    left_unlabelled: int
    predictions: tuple[tuple[str, Labels], ...]


def read_gold(text: str, taxonomy: Taxonomy, where: str) -> list[Gold]:
    """Read labelled titles, a JSON object a line: ``id``, ``title``, ``labels`` by facet.

    ``abstract`` and ``container`` are read where they are there. A facet that a row leaves out has
    no labels in it; one that every row leaves out is not judged. Raises InputError naming the line
    that cannot be read, has the id of another one, or its title with other labels.
    """
    reader = _GoldReader(taxonomy)
    return read_rows(text, where, "labelled title", reader.read)


class _GoldReader:
    """Reads labelled titles, which do not contradict each other."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._ids: dict[str, int] = {}
        self._titles: dict[tuple[str, ...], tuple[int, Labels]] = {}

    def read(self, row: Mapping[str, Any], number: int) -> Gold:
        """The labelled title of a line; raises InputError for one that is none."""
        gold = self._read(row)
        if (line := self._ids.setdefault(gold.id, number)) != number:
            raise InputError(f"its id {gold.id!r} is that of line {line} too")
        said = tuple(text_of(gold.work, field) for field in (TITLE, ABSTRACT, CONTAINER))
        line, labels = self._titles.setdefault(said, (number, gold.labels))
        if labels != gold.labels:
            raise InputError(f"its title is that of line {line}, with other labels")
        return gold

    def _read(self, row: Mapping[str, Any]) -> Gold:
        id_, work = _id_of(row), work_of(row)
        labels = row.get("labels")
        if not isinstance(labels, dict):
            what = f"'labels' is {json_kind(labels)}" if "labels" in row else "has no 'labels'"
            shape = self._written(self._taxonomy.facets[0])
            raise InputError(f"{what}; they are an object: {{{shape}}}")
        read = {facet: self._labels(facet, ids) for facet, ids in labels.items()}
        return Gold(id_, work, {f: ids for f, ids in read.items() if ids}, frozenset(labels))

    def _written(self, facet: str) -> str:
        """How labels of a facet are written."""
        ids = [id_ for of, id_ in self._taxonomy.ranks if of == facet]
        return f"{json.dumps(facet)}: {json.dumps(ids[:1])}"

    def _labels(self, facet: str, ids: object) -> frozenset[str]:
        facets = self._taxonomy.facets
        if facet not in facets:
            near = get_close_matches(facet, facets, 1)
            hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(facets)}"
            raise InputError(f"the taxonomy has no facet {facet!r}; {hint}")
        given = [] if ids is None else ids
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            raise InputError(
                f"its labels are no list of texts; they are one: {self._written(facet)}"
            )
        for id_ in given:
            if (facet, id_) not in self._taxonomy.ranks:
                raise InputError(self._no_label(facet, id_))
        return frozenset(given)

    def _no_label(self, facet: str, id_: str) -> str:
        """That there is no such label, with what may have been meant: those of the facet first."""
        bare = id_.removeprefix(f"{facet}/")
        if (facet, bare) in self._taxonomy.ranks:
            return f"labels stand without their facet: {bare!r}, not {id_!r}"
        near = near_labels(bare.lower(), [self._taxonomy])
        own = [each.removeprefix(f"{facet}/") for each in near if each.startswith(f"{facet}/")]
        found = " or ".join((own or near)[:_MOST_NEAR])
        return f"the taxonomy has no label {facet}/{bare}" + f"; did you mean {found}?" * bool(
            found
        )


def _id_of(row: Mapping[str, Any]) -> str:
    given = row.get("id")
    if isinstance(given, int | float) and not isinstance(given, bool):
        return str(given)
    return text_of_row(row, "id")


def evaluate(
    rows: Sequence[Gold], taxonomy: Taxonomy, fields: Sequence[str] = (TITLE,)
) -> Evaluation:
    """Label every title and compare with what a person gave, in the facets that any row names."""
    named = frozenset().union(*(row.named for row in rows))
    facets = [facet for facet in taxonomy.facets if facet in named]
    given = [_given(row, taxonomy, fields, facets) for row in rows]
    bare = [
        not found
        for row, found in zip(rows, given, strict=True)
        if not row.labels and row.judged is None
    ]
    return Evaluation(
        titles=len(rows),
        facets=tuple(_facet(facet, rows, given, taxonomy) for facet in facets),
        misses=tuple(_misses(rows, given, taxonomy, facets)),
        unlabelled=len(bare),
        left_unlabelled=sum(bare),
        predictions=tuple((row.id, found) for row, found in zip(rows, given, strict=True)),
    )


def _is_judged(row: Gold, facet: str) -> bool:
    return row.judged is None or facet in row.judged


def _given(row: Gold, taxonomy: Taxonomy, fields: Sequence[str], facets: Sequence[str]) -> Labels:
    found: dict[str, set[str]] = {}
    for each in tag(row.work, [taxonomy], facets, fields, printed=row.printed):
        found.setdefault(each.facet, set()).add(each.label)
    return {facet: frozenset(ids) for facet, ids in found.items()}


def _facet(
    facet: str, rows: Sequence[Gold], given: Sequence[Labels], taxonomy: Taxonomy
) -> FacetScore:
    pairs = [
        _pair(row, found, facet, taxonomy)
        for row, found in zip(rows, given, strict=True)
        if _is_judged(row, facet)
    ]
    micro, macro, exact = _estimates(pairs)
    labels = _by_label(Counter(pairs))
    return FacetScore(facet, _total(labels), micro, macro, exact, labels)


Pair = tuple[frozenset[str], frozenset[str]]


def _pair(row: Gold, found: Labels, facet: str, taxonomy: Taxonomy) -> Pair:
    """What was expected of a title and what was given, as far as a person spoke on it."""
    expected, given = (_widened(labels, facet, taxonomy) for labels in (row.labels, found))
    if row.judged is None:
        return expected, given
    judged = row.judged.get(facet, frozenset())
    return expected & judged, given & judged


def _widened(labels: Labels, facet: str, taxonomy: Taxonomy) -> frozenset[str]:
    """A facet's labels with all that they imply."""
    ids = labels.get(facet, frozenset())
    return ids.union(*(taxonomy.ancestors(facet, id_) for id_ in ids))


def _by_label(counted: Mapping[Pair, int]) -> dict[str, Score]:
    """The score of each label, from pairs and how many titles have each."""
    hits, extra, missing = Counter[str](), Counter[str](), Counter[str]()
    for (expected, found), titles in counted.items():
        for counter, ids in (
            (hits, expected & found), (extra, found - expected), (missing, expected - found)
        ):  # fmt: skip
            for id_ in ids:
                counter[id_] += titles
    labels = sorted(hits.keys() | extra.keys() | missing.keys())
    return {id_: Score(hits[id_], extra[id_], missing[id_]) for id_ in labels}


def _total(labels: Mapping[str, Score]) -> Score:
    each = labels.values()
    return Score(
        sum(score.hits for score in each),
        sum(score.extra for score in each),
        sum(score.missing for score in each),
    )


def _mean_f1(labels: Mapping[str, Score]) -> float:
    return sum(score.f1 for score in labels.values()) / len(labels) if labels else 1.0


def _figures(counted: Mapping[Pair, int]) -> tuple[float, float, float]:
    """F1 over all labels, the mean of the labels' F1, and the share of exact titles."""
    labels = _by_label(counted)
    exact = sum(titles for (expected, found), titles in counted.items() if expected == found)
    return _total(labels).f1, _mean_f1(labels), exact / sum(counted.values())


def _estimates(pairs: Sequence[Pair]) -> list[Estimate]:
    """The figures over all titles, with intervals by resampling them (percentile bootstrap)."""
    chance = random.Random(_SEED)  # noqa: S311 (statistics)
    # Many titles have the same pair: drawn are places of a few distinct ones, counted faster.
    distinct = list(dict.fromkeys(pairs))
    place = {pair: number for number, pair in enumerate(distinct)}
    places = [place[pair] for pair in pairs]
    samples = (Counter(chance.choices(places, k=len(places))) for _ in range(_RESAMPLES))
    drawn = [_figures({distinct[at]: times for at, times in each.items()}) for each in samples]
    cut = _RESAMPLES // 40
    spreads = map(sorted, zip(*drawn, strict=True))
    return [
        Estimate(value, spread[cut], spread[-cut - 1])
        for value, spread in zip(_figures(Counter(pairs)), spreads, strict=True)
    ]


def _misses(
    rows: Sequence[Gold], given: Sequence[Labels], taxonomy: Taxonomy, facets: Sequence[str]
) -> Iterator[Miss]:
    for row, found in zip(rows, given, strict=True):
        for facet in facets:
            expected, there = _pair(row, found, facet, taxonomy)
            if expected != there:
                yield Miss(
                    row.id,
                    row.work.title.plain,
                    facet,
                    tuple(sorted(row.labels.get(facet, ()))),
                    tuple(sorted(each for each in found.get(facet, ()) if each in there)),
                )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
