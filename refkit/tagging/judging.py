"""What a text says: which labels its words earn, and which they would but for other words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from refkit.tagging.passage import Passage
from refkit.tagging.phrases import Phrase, has_each
from refkit.tagging.rules import AGENT, STEM, Rule, Scope
from refkit.tagging.taxonomy import Taxonomy

Key = tuple[str, str]

_CLAUSE_END = re.compile(r"[,:;?!]|\.(?= |$)| - |$")
_SHOWN = 4  # phrases of a rule that a reason names


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a rule speaks; ``against`` says why it does not count, empty where it does.

    ``start`` and ``end`` count in the normalised text.
    """

    rule: Rule
    start: int
    end: int
    against: str = ""


@dataclass(frozen=True, slots=True)
class _Cover:
    """A stretch of the text whose labels do not count, as a scope says by its ``cue``."""

    scope: Scope
    start: int
    end: int
    cue: str

    def holds(self, hit: Hit) -> bool:
        return self.start <= hit.start < self.end or self.start < hit.end <= self.end


def judge(passage: Passage, taxonomy: Taxonomy) -> Iterator[tuple[Key, Hit]]:
    """Every label that the words of a text speak for, with where, and what speaks against it."""
    hits = list(_hits(passage, taxonomy))
    covers = _covers(passage, taxonomy, hits) if hits else []
    if not covers:
        yield from ((key, hit) for hit in hits for key in hit.rule.gives)
        return
    for hit in hits:
        over = [cover for cover in covers if cover.holds(hit)]
        for key in hit.rule.gives:
            cue = next((cover.cue for cover in over if key[0] in cover.scope.facets), "")
            lost = cue and not hit.against
            yield key, replace(hit, against=f"“{cue}” takes it away") if lost else hit


def _hits(passage: Passage, taxonomy: Taxonomy) -> Iterator[Hit]:
    named: list[Hit] = []
    for number, phrases in taxonomy.rule_indexes[passage.field].candidates(passage):
        rule = taxonomy.rules[number]
        for hit in _places(passage, rule, phrases):
            if rule.kind == STEM:
                yield _unless_named(hit, named)
                continue
            if rule.kind == AGENT and not hit.against:
                named.append(hit)
            yield hit


def _unless_named(hit: Hit, named: Sequence[Hit]) -> Hit:
    """A stem speaks only for names that no agent is listed under."""
    other = next((each for each in named if _meet(_span(hit), _span(each))), None)
    return replace(hit, against=f"{other.rule.id} stands there") if other else hit


def _places(passage: Passage, rule: Rule, phrases: Collection[Phrase]) -> Iterator[Hit]:
    """Where a rule's phrases stand, the longest of those that overlap."""
    spans = {match.span() for phrase in phrases for match in phrase.finditer(passage.text)}
    if not spans:
        return
    against = _objection(passage, rule)
    masks = _spans(passage, rule.but_not)
    end = 0
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if span[0] < end:
            continue
        mask = next((mask for mask in masks if _meet(span, mask)), None)
        if mask is None:
            end = span[1]
            yield Hit(rule, *span, against)
        else:
            yield Hit(rule, *span, against or f"part of “{passage.text[slice(*mask)]}”")


def _objection(passage: Passage, rule: Rule) -> str:
    """Why a rule does not apply to the text as a whole; empty where it does."""
    if rule.not_in_capitals and passage.in_capitals:
        return "all is in capitals, where it may be another word"
    if rule.requires and not _found(passage, rule.requires):
        named = [phrase.source for phrase in rule.requires[:_SHOWN]]
        more = ", …" if len(rule.requires) > _SHOWN else ""
        return f"none of these stands by it: {', '.join(named)}{more}"
    other = _found(passage, rule.unless)
    return f"“{other}” stands in the same text" if other else ""


def _found(passage: Passage, phrases: Sequence[Phrase]) -> str:
    """The words of the first of some phrases that is found; empty where none is."""
    if not phrases:
        return ""
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


def _span(hit: Hit) -> tuple[int, int]:
    return hit.start, hit.end


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _covers(passage: Passage, taxonomy: Taxonomy, hits: Sequence[Hit]) -> list[_Cover]:
    found = [
        cover
        for number, cues in taxonomy.scope_index.candidates(passage)
        for cover in _scope_covers(passage, taxonomy.scopes[number], cues)
    ]
    sure = [cover for cover in found if not cover.scope.only_beside]
    for cover in found:
        if cover.scope.only_beside and _is_beside_another(cover, sure, hits, taxonomy):
            sure.append(cover)
    return sure


def _scope_covers(passage: Passage, scope: Scope, cues: Sequence[Phrase]) -> Iterator[_Cover]:
    spans = _spans(passage, cues)
    if not spans or _found(passage, scope.unless):
        return
    masks = _spans(passage, scope.but_not)
    for span in spans:
        if not any(_meet(span, mask) for mask in masks):
            yield _Cover(scope, *_reach(passage, scope, *span), passage.text[slice(*span)])


def _reach(passage: Passage, scope: Scope, start: int, end: int) -> tuple[int, int]:
    if scope.covers == "inside":
        return start, end
    if scope.covers == "before":
        return start - 2, start  # a blank or hyphen, and the last letter before it
    limits = [match.start() for match in [_CLAUSE_END.search(passage.text, end)] if match]
    limits += [place for place, _ in _spans(passage, scope.stops) if place >= end]
    return end, min(limits)


def _is_beside_another(
    cover: _Cover, sure: Sequence[_Cover], hits: Sequence[Hit], taxonomy: Taxonomy
) -> bool:
    """Whether a label of the facet stands before that is no kin of those inside."""
    facet = cover.scope.only_beside
    inside, outside = set(), set()
    for hit in hits:
        if hit.against:
            continue
        ids = {id_ for given, id_ in hit.rule.gives if given == facet}
        if cover.holds(hit):
            inside |= ids
        elif hit.end <= cover.start and not any(other.holds(hit) for other in sure):
            outside |= ids
    kin = inside.union(*(taxonomy.ancestors(facet, id_) for id_ in inside))
    return any(id_ not in kin and not taxonomy.ancestors(facet, id_) & inside for id_ in outside)
