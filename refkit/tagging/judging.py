"""What a text says: which labels its words earn, and which they would but for other words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from refkit.tagging.passage import Passage
from refkit.tagging.phrases import Phrase, has_each
from refkit.tagging.rules import AGENT, STEM, Rule, Scope
from refkit.tagging.stretches import Stretches
from refkit.tagging.taxonomy import Taxonomy

Key = tuple[str, str]

_CLAUSE_END = re.compile(r"[,:;?!]|\.(?= |$)| - |$")
_SHOWN = 4  # phrases of a rule that a reason names


class Hit(NamedTuple):
    """A place where a rule speaks; ``against`` says why it does not count, empty where it does.

    ``start`` and ``end`` count in the normalised text.
    """

    rule: Rule
    start: int
    end: int
    against: str = ""


class _Cover:
    """What one scope covers in a text, and the cue that opened each stretch of it."""

    def __init__(self, scope: Scope, opened: Mapping[tuple[int, int], str]) -> None:
        self.scope = scope
        self.stretches = Stretches(opened)
        self._cues = {start: cue for (start, _), cue in sorted(opened.items(), reverse=True)}

    def cue_over(self, hit: Hit) -> str:
        """The cue that takes away what a hit gives; empty where none does."""
        held = self.stretches.holding(hit.start, hit.end)
        return self._cues[held[0]] if held else ""


def judge(passage: Passage, taxonomy: Taxonomy) -> Iterator[tuple[Key, Hit]]:
    """Every label that the words of a text speak for, with where, and what speaks against it."""
    hits = list(_hits(passage, taxonomy))
    covers = _covers(passage, taxonomy, hits) if hits else []
    if not covers:
        yield from ((key, hit) for hit in hits for key in hit.rule.gives)
        return
    for hit in hits:
        over = [(cover, cue) for cover in covers if (cue := cover.cue_over(hit))]
        for key in hit.rule.gives:
            cue = next((cue for cover, cue in over if key[0] in cover.scope.facets), "")
            lost = cue and not hit.against
            yield key, hit._replace(against=f"“{cue}” takes it away") if lost else hit


def _hits(passage: Passage, taxonomy: Taxonomy) -> Iterator[Hit]:
    named: dict[int, str] = {}  # which agent stands at which place
    for number, phrases in taxonomy.rule_indexes[passage.field].candidates(passage):
        rule = taxonomy.rules[number]
        for hit in _places(passage, rule, phrases):
            if rule.kind == AGENT and not hit.against:
                named |= dict.fromkeys(range(hit.start, hit.end), rule.id)
            # A stem speaks only for names that no agent is listed under.
            agent = named.get(hit.start) or named.get(hit.end - 1) if rule.kind == STEM else ""
            yield hit._replace(against=f"{agent} stands there") if agent else hit


def _places(passage: Passage, rule: Rule, phrases: Collection[Phrase]) -> Iterator[Hit]:
    """Where a rule's phrases stand, the longest of those that overlap."""
    spans = {match.span() for phrase in phrases for match in phrase.finditer(passage.text)}
    if not spans:
        return
    against = _objection(passage, rule)
    masks = Stretches(_spans(passage, rule.but_not)) if rule.but_not else None
    end = 0
    for span in sorted(spans, key=_longest_first) if len(spans) > 1 else spans:
        if span[0] < end:
            continue
        mask = masks.meeting(*span) if masks else None
        if mask is None:
            end = span[1]
            yield Hit(rule, *span, against)
        else:
            yield Hit(rule, *span, against or f"part of “{passage.text[slice(*mask)]}”")


def _longest_first(span: tuple[int, int]) -> tuple[int, int]:
    return span[0], -span[1]


def _objection(passage: Passage, rule: Rule) -> str:
    """Why a rule does not apply to the text as a whole; empty where it does."""
    if rule.not_in_capitals and passage.in_capitals:
        return "all is in capitals, where it may be another word"
    if rule.requires and not _found(passage, rule.requires):
        named = [phrase.source for phrase in rule.requires[:_SHOWN]]
        more = ", …" if len(rule.requires) > _SHOWN else ""
        return f"none of these stands by it: {', '.join(named)}{more}"
    if rule.unless and (other := _found(passage, rule.unless)):
        return f"“{other}” stands in the same text"
    return ""


def _found(passage: Passage, phrases: Sequence[Phrase]) -> str:
    """The words of the first of some phrases that is found; empty where none is."""
    # Many rules share a list, which is looked for once.
    known = passage.found
    if id(phrases) not in known:
        known[id(phrases)] = _first(passage, phrases)
    return known[id(phrases)]


def _first(passage: Passage, phrases: Sequence[Phrase]) -> str:
    for phrase in phrases:
        if has_each(passage.lower, phrase.needs) and (match := phrase.search(passage.text)):
            return match[0]
    return ""


def _spans(passage: Passage, phrases: Sequence[Phrase]) -> list[tuple[int, int]]:
    return [
        match.span()
        for phrase in phrases
        if has_each(passage.lower, phrase.needs)
        for match in phrase.finditer(passage.text)
    ]


def _covers(passage: Passage, taxonomy: Taxonomy, hits: Sequence[Hit]) -> list[_Cover]:
    found = [
        _Cover(taxonomy.scopes[number], opened)
        for number, cues in taxonomy.scope_index.candidates(passage)
        if (opened := _opened(passage, taxonomy.scopes[number], cues))
    ]
    sure = [cover for cover in found if not cover.scope.only_beside]
    for cover in found:
        if cover.scope.only_beside and _is_beside_another(cover, sure, hits, taxonomy):
            sure.append(cover)
    return sure


def _opened(passage: Passage, scope: Scope, cues: Sequence[Phrase]) -> dict[tuple[int, int], str]:
    """The stretches that a scope opens, each with its cue."""
    spans = _spans(passage, cues)
    if not spans or (scope.unless and _found(passage, scope.unless)):
        return {}
    masks = Stretches(_spans(passage, scope.but_not))
    ends = _ends(passage, scope) if scope.covers == "after" else []
    return {
        _reach(scope, ends, *span): passage.text[slice(*span)]
        for span in spans
        if not masks.meeting(*span)
    }


def _ends(passage: Passage, scope: Scope) -> list[int]:
    """Where a scope that covers what follows ends at the latest, in order."""
    clauses = [match.start() for match in _CLAUSE_END.finditer(passage.text)]
    return sorted([*clauses, *(place for place, _ in _spans(passage, scope.stops))])


def _reach(scope: Scope, ends: Sequence[int], start: int, end: int) -> tuple[int, int]:
    if scope.covers == "inside":
        return start, end
    if scope.covers == "before":
        return start - 2, start  # a blank or hyphen, and the last letter before it
    return end, ends[bisect_left(ends, end)]


def _is_beside_another(
    cover: _Cover, sure: Sequence[_Cover], hits: Sequence[Hit], taxonomy: Taxonomy
) -> bool:
    """Whether a label of the facet stands before that is no kin of those inside."""
    facet = cover.scope.only_beside
    first = cover.stretches.first
    inside, outside = set(), set()
    for hit in hits:
        if hit.against:
            continue
        ids = {id_ for given, id_ in hit.rule.gives if given == facet}
        if cover.cue_over(hit):
            inside |= ids
        elif hit.end <= first and not any(other.cue_over(hit) for other in sure):
            outside |= ids
    kin = inside.union(*(taxonomy.ancestors(facet, id_) for id_ in inside))
    return any(id_ not in kin and not taxonomy.ancestors(facet, id_) & inside for id_ in outside)
