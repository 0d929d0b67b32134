"""An evaluation as a table, as JSON, and its predictions in the form of the gold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import zip_longest
from typing import Any

from refkit.tagging.evaluation import Estimate, Evaluation, FacetScore, Labels, Score
from refkit.tagging.misses import ExplainedMiss
from refkit.tagging.taxonomy import Taxonomy
from refkit.text.plural import count_noun
from refkit.text.unicode import visible


def printed(found: Evaluation, taxonomy: Taxonomy, reasons: Sequence[ExplainedMiss] = ()) -> str:
    """The figures per facet and per label, and what is not exact, as text.

    ``reasons`` say why, of each that is not exact or of none.
    """
    return "\n".join(_lines(found, taxonomy, reasons)) + "\n"


def _lines(
    found: Evaluation, taxonomy: Taxonomy, reasons: Sequence[ExplainedMiss]
) -> Iterator[str]:
    yield f"{taxonomy.stamp} on {count_noun(found.titles, 'titles')}; in brackets 95 % intervals"
    yield ""
    yield f"{'facet':<12}{'precision':>10}{'recall':>8}  {'micro-F1':<22}{'macro-F1':<22}exact"
    for each in found.facets:
        yield (
            f"{each.facet:<12}{each.score.precision:>10.3f}{each.score.recall:>8.3f}  "
            f"{_told(each.micro):<22}{_told(each.macro):<22}{_told(each.exact)}"
        )
    if found.unlabelled:
        yield f"\n{found.left_unlabelled} of {found.unlabelled} titles without a label have none"
    for each in found.facets:
        yield from _labels(each)
    misses = count_noun(len(found.misses), "facets")
    yield f"\n{misses} of a title {'is' if len(found.misses) == 1 else 'are'} not exact"
    for miss, reason in zip_longest(found.misses, reasons):
        expected, given = (", ".join(ids) or "nothing" for ids in (miss.expected, miss.given))
        yield visible(f"  {miss.id}  {miss.facet}: expected {expected}; given {given}")
        yield visible(f"      {miss.title}")
        if reason:
            yield from (f"        {visible(line)}" for line in _reasons(reason))


def _reasons(reason: ExplainedMiss) -> Iterator[str]:
    for extra in reason.extra:
        for each in extra.evidence:
            yield f"{extra.label} is too much: {each.field} “{each.quote}”  {each.rule}"
    for missing in reason.missing:
        for lost in missing.lost:
            words = f"“{lost.evidence.quote}”  {lost.evidence.rule}"
            yield f"{missing.label} is lost: {words}: {lost.reason}"
        if near := missing.near:
            how = f"“{near.words}” is {near.likeness:.2f} like {near.phrase!r}  {near.rule}"
            yield f"{missing.label} is missing: {how}"
        elif not missing.lost:
            yield f"{missing.label} is missing: no phrase comes near"


def _labels(facet: FacetScore) -> Iterator[str]:
    head = f"{'right':>6}{'extra':>6}{'missed':>7}{'prec.':>8}{'recall':>8}{'F1':>7}"
    yield f"\n{facet.facet:<34}{head}"
    for id_, score in facet.labels.items():
        yield (
            f"  {id_:<32}{score.hits:>6}{score.extra:>6}{score.missing:>7}"
            f"{score.precision:>8.3f}{score.recall:>8.3f}{score.f1:>7.3f}"
        )


def _told(figure: Estimate) -> str:
    return f"{figure.value:.3f} ({figure.low:.3f}-{figure.high:.3f})"


def figures(found: Evaluation, taxonomy: Taxonomy, reasons: Sequence[ExplainedMiss] = ()) -> str:
    """The same for machines."""
    document = {
        "taxonomy": taxonomy.stamp,
        "titles": found.titles,
        "unlabelled": found.unlabelled,
        "left_unlabelled": found.left_unlabelled,
        "facets": {each.facet: _facet(each) for each in found.facets},
        "misses": [
            {
                "id": miss.id,
                "title": miss.title,
                "facet": miss.facet,
                "expected": list(miss.expected),
                "given": list(miss.given),
                **(_reason(reason) if reason else {}),
            }
            for miss, reason in zip_longest(found.misses, reasons)
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _reason(reason: ExplainedMiss) -> dict[str, Any]:
    return {
        "extra": [asdict(each) for each in reason.extra],
        "missing": [asdict(each) for each in reason.missing],
    }


def _facet(each: FacetScore) -> dict[str, Any]:
    named = {"micro_f1": each.micro, "macro_f1": each.macro, "exact": each.exact}
    return {
        **_score(each.score),
        **{name: figure.value for name, figure in named.items()},
        "intervals": {name: [figure.low, figure.high] for name, figure in named.items()},
        "labels": {id_: _score(score) for id_, score in each.labels.items()},
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        "right": score.hits,
        "extra": score.extra,
        "missed": score.missing,
        "precision": score.precision,
        "recall": score.recall,
        "f1": score.f1,
    }


def predicted(found: Evaluation, taxonomy: Taxonomy) -> str:
    """What was given, an object a line: ``{"id": ..., "labels": {facet: [ids]}}``."""
    return "".join(
        json.dumps({"id": id_, "labels": _all_facets(labels, taxonomy)}, ensure_ascii=False) + "\n"
        for id_, labels in found.predictions
    )


def _all_facets(labels: Labels, taxonomy: Taxonomy) -> dict[str, list[str]]:
    return {facet: sorted(labels.get(facet, ())) for facet in taxonomy.facets}
