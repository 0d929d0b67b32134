"""What is wrong with a taxonomy that can be read: phrases without use, labels without proof.

A reader of taxonomies refuses unknown parents, circles, doubles and phrases that mean nothing;
what stands here is found by trying the taxonomy out.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from refkit.model.work import Work, WorkType
from refkit.tagging.agent_lint import agent_findings
from refkit.tagging.evaluation import Gold
from refkit.tagging.normalized_text import NormalizedText
from refkit.tagging.patterns import Phrase
from refkit.tagging.phrase_lint import (
    dead_phrases,
    greedy_stars,
    signs_of_regex,
    what_takes_away,
)
from refkit.tagging.rule_engine import Intervals, find_spans
from refkit.tagging.rules import Label, Rule
from refkit.tagging.tagger import suppressed, tag
from refkit.tagging.taxonomy import Taxonomy
from refkit.tagging.wordings import wordings
from refkit.text.rich import RichText

EXAMPLES, COUNTER_EXAMPLES = 2, 1
"""How many titles should show a label, and how many should show what it is not."""

# A phrase that takes four times as long for four times the text is linear; a quadratic one takes
# sixteen times as long. Below the floor a clock shows nothing.
_SHORT, _TIMES_LONGER, _MOST_GROWTH, _FLOOR, _TRIES = 5_000, 4, 10.0, 0.02, 3

_SIGNS_HERE = "here * is any letters of a word, (s) may be missing and [a|b] is one of these"

# A phrase is tried at most once at each letter. What it then reads has an end, or it has one repeat
# without an end, which is of the letters of a word, and a word is begun once: only two such repeats
# that share letters between them can cost more than the text is long.
_ENDLESS = re.compile(r"[*+]|,\}")


@dataclass(frozen=True, slots=True)
class TaxonomyFinding:
    """A place in the taxonomy (``label modality/car-t``) and what is wrong there."""

    where: str
    what: str


def check_taxonomy(taxonomy: Taxonomy, gold: Sequence[Gold] = ()) -> list[TaxonomyFinding]:
    """Try out a taxonomy: its phrases, their cost, its labels' examples. Empty: all is well.

    Where there is gold, a label that none of its titles has is told as well.
    """
    tried = _phrases(taxonomy), _cancelled(taxonomy), _examples(taxonomy), _unreachable(taxonomy)
    told = (
        agent_findings(taxonomy),
        dead_phrases(taxonomy),
        greedy_stars(taxonomy),
        _without_gold(taxonomy, gold),
    )
    return [*chain(*tried), *(TaxonomyFinding(*each) for each in chain(*told))]


def _phrases(taxonomy: Taxonomy) -> Iterator[TaxonomyFinding]:
    wrong: dict[str, str] = {}  # by pattern: many rules share a list, whose phrases are tried once
    for where, phrase in dict.fromkeys(_all_phrases(taxonomy)):
        if phrase.pattern not in wrong:
            wrong[phrase.pattern] = _fault(phrase)
        if wrong[phrase.pattern]:
            yield TaxonomyFinding(where, f"the phrase {phrase.source!r} {wrong[phrase.pattern]}")


def _fault(phrase: Phrase) -> str:
    """What is wrong with a phrase; empty where it does what it should."""
    if not any(phrase.spans(NormalizedText(text)) for text in phrase.samples):
        return f"finds nothing, not even {' or '.join(map(repr, phrase.samples))}"
    if signs := signs_of_regex(phrase.source):
        return f"has {signs} as in a regular expression, where {_SIGNS_HERE}"
    return "is too slow on long texts" if _grows(phrase) else ""


def _cancelled(taxonomy: Taxonomy) -> Iterator[TaxonomyFinding]:
    """What a rule is meant to find and its own ``but_not`` always takes away."""
    for rule in taxonomy.rules:
        told = (_lost_wording(phrase, rule, taxonomy) for phrase in rule.any if rule.but_not)
        for phrase, words in zip(rule.any, told, strict=False):
            # What is lost in all its wordings is told once, as dead.
            if words and (rule.kind or not what_takes_away(phrase, rule, taxonomy)):
                what = f"the phrase {phrase.source!r} never finds {words!r}: but_not takes it away"
                yield TaxonomyFinding(f"rule {rule.id}", what)


def _lost_wording(phrase: Phrase, rule: Rule, taxonomy: Taxonomy) -> str:
    for words in wordings(phrase.source, taxonomy.lists):
        passage = NormalizedText(words)
        masks = Intervals(find_spans(passage, rule.but_not))
        spans = phrase.spans(passage)
        if masks and spans and all(masks.meeting(*span) for span in spans):
            return words
    return ""


def _all_phrases(taxonomy: Taxonomy) -> Iterator[tuple[str, Phrase]]:
    for rule in taxonomy.rules:
        for phrases in (rule.any, rule.requires, rule.unless, rule.but_not, rule.within):
            yield from ((f"rule {rule.id}", phrase) for phrase in phrases)
    for scope in taxonomy.scopes:
        for phrases in (scope.cues, scope.stops, scope.but_not, scope.unless):
            yield from ((f"scope {scope.id}", phrase) for phrase in phrases)


def _grows(phrase: Phrase) -> bool:
    """Whether a phrase costs more than its share on a long text made of its own words."""
    if len(_ENDLESS.findall(phrase.pattern)) < 2:
        return False
    words = NormalizedText(phrase.samples[-1]).text.strip()
    # All but the last letter, again and again: what nearly matches costs most.
    nearly = f"{words[:-1]} "
    short = nearly * (_SHORT // len(nearly) + 1)
    # What is slow once may have waited for something else, as for memory to be tidied.
    return all(_is_slow(phrase, short) for _ in range(_TRIES))


def _is_slow(phrase: Phrase, short: str) -> bool:
    taken = _seconds(phrase, NormalizedText(short * _TIMES_LONGER))
    return taken > _FLOOR and taken > _MOST_GROWTH * _seconds(phrase, NormalizedText(short))


def _seconds(phrase: Phrase, passage: NormalizedText) -> float:
    began = time.process_time()
    phrase.spans(passage)
    return time.process_time() - began


def _examples(taxonomy: Taxonomy) -> Iterator[TaxonomyFinding]:
    for label in taxonomy.labels:
        where = f"label {label.facet}/{label.id}"
        if len(label.examples) < EXAMPLES:
            yield TaxonomyFinding(
                where, f"has {len(label.examples)} examples, should have {EXAMPLES}"
            )
        if len(label.counter_examples) < COUNTER_EXAMPLES:
            yield TaxonomyFinding(where, "has no counter-example")
        for title in label.examples:
            if not earns(title, label, taxonomy):
                why = _why(title, label, taxonomy)
                yield TaxonomyFinding(where, f"its example {title!r} does not earn it{why}")
        for title in label.counter_examples:
            if earns(title, label, taxonomy):
                yield TaxonomyFinding(where, f"its counter-example {title!r} earns it")


def earns(title: str, label: Label, taxonomy: Taxonomy) -> bool:
    """Whether a title earns a label, itself or by one that implies it."""
    return any(
        found.facet == label.facet
        and (found.label == label.id or label.id in taxonomy.ancestors(found.facet, found.label))
        for found in tag(_work(title), [taxonomy])
    )


def _why(title: str, label: Label, taxonomy: Taxonomy) -> str:
    lost = [
        each.reason
        for each in suppressed(_work(title), [taxonomy])
        if (each.facet, each.label) == label.key
    ]
    return f" ({lost[0]})" if lost else ""


def _unreachable(taxonomy: Taxonomy) -> Iterator[TaxonomyFinding]:
    given = {key for rule in taxonomy.rules for key in rule.gives}
    implied = {
        (facet, ancestor) for facet, id_ in given for ancestor in taxonomy.ancestors(facet, id_)
    }
    for label in taxonomy.labels:
        if label.key not in given | implied:
            yield TaxonomyFinding(
                f"label {label.facet}/{label.id}", "nothing gives it: no rule, no heir"
            )


def _without_gold(taxonomy: Taxonomy, gold: Sequence[Gold]) -> Iterator[tuple[str, str]]:
    """Labels of which no labelled title tells whether their rules are right."""
    given = {(facet, id_) for row in gold for facet, ids in row.labels.items() for id_ in ids}
    given |= {key for each in given for key in taxonomy.implied[each]}
    for label in taxonomy.labels:
        if gold and label.key not in given:
            yield f"label {label.facet}/{label.id}", "no labelled title has it"


def _work(title: str) -> Work:
    return Work(WorkType.ARTICLE_JOURNAL, title=RichText.of(title))
