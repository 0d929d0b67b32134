"""A work and taxonomies in, tags with their evidence out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from refkit.model.tags import Evidence, Tag
from refkit.model.work import Work
from refkit.tagging.passage import Passage
from refkit.tagging.phrases import Phrase, has_each
from refkit.tagging.rules import AGENT, STEM, Rule, Scope
from refkit.tagging.taxonomy import Taxonomy

_CLAUSE_END = re.compile(r"[,:;?!]|\.(?= |$)| - |$")


@dataclass(frozen=True, slots=True)
class _Hit:
    rule: Rule
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Cover:
    """A stretch of the title whose labels do not count, as a scope says."""

    scope: Scope
    start: int
    end: int

    def holds(self, hit: _Hit) -> bool:
        return self.start <= hit.start < self.end or self.start < hit.end <= self.end


def tag(
    work: Work, taxonomies: Sequence[Taxonomy], facets: Collection[str] | None = None
) -> tuple[Tag, ...]:
    """Label a work by its title, each label with the words that earned it.

    Tags come in the order of ``taxonomies``, of the facets and of the labels in the file, the most
    specific labels only: a label implies its ancestors. ``facets`` limits what is given; the
    default is all. A work without a title has no tags.
    """
    plain = work.title.plain
    if not plain:
        return ()
    passage = Passage(plain)
    return tuple(
        found
        for taxonomy in taxonomies
        for found in _tags(passage, taxonomy)
        if facets is None or found.facet in facets
    )


def _tags(passage: Passage, taxonomy: Taxonomy) -> Iterator[Tag]:
    earned = _earned(passage, taxonomy)
    implied = {
        (facet, ancestor) for facet, id_ in earned for ancestor in taxonomy.ancestors(facet, id_)
    }
    for key in sorted(earned.keys() - implied, key=taxonomy.ranks.__getitem__):
        label = taxonomy.labels[taxonomy.ranks[key]]
        evidence = {_evidence(passage, hit) for hit in earned[key]}
        yield Tag(label.facet, label.id, label.name, tuple(sorted(evidence)))


def _earned(passage: Passage, taxonomy: Taxonomy) -> dict[tuple[str, str], list[_Hit]]:
    hits = list(_hits(passage, taxonomy))
    covers = _covers(passage, taxonomy, hits) if hits else []
    earned: dict[tuple[str, str], list[_Hit]] = {}
    for hit in hits:
        lost = {facet for cover in covers if cover.holds(hit) for facet in cover.scope.facets}
        for key in hit.rule.gives:
            if key[0] not in lost:
                earned.setdefault(key, []).append(hit)
    return earned


def _evidence(passage: Passage, hit: _Hit) -> Evidence:
    start, end = passage.place(hit.start, hit.end)
    return Evidence(passage.field, start, end, passage.plain[start:end], hit.rule.id)


def _hits(passage: Passage, taxonomy: Taxonomy) -> Iterator[_Hit]:
    named: list[_Hit] = []
    for number, phrases in taxonomy.rule_index.candidates(passage.lower):
        rule = taxonomy.rules[number]
        for hit in _places(passage, rule, phrases):
            # A stem speaks only for names that no agent is listed under.
            if rule.kind == STEM and any(_overlap(hit, other) for other in named):
                continue
            if rule.kind == AGENT:
                named.append(hit)
            yield hit


def _places(passage: Passage, rule: Rule, phrases: Collection[Phrase]) -> Iterator[_Hit]:
    """Where a rule's phrases stand, the longest of those that overlap."""
    spans = {match.span() for phrase in phrases for match in phrase.finditer(passage.text)}
    if not spans or not _applies(passage, rule):
        return
    masked = _spans(passage, rule.but_not)
    end = 0
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if span[0] >= end and not any(_meet(span, mask) for mask in masked):
            end = span[1]
            yield _Hit(rule, *span)


def _applies(passage: Passage, rule: Rule) -> bool:
    if rule.not_in_capitals and passage.in_capitals:
        return False
    if rule.requires and not _any_found(passage, rule.requires):
        return False
    return not _any_found(passage, rule.unless)


def _any_found(passage: Passage, phrases: Sequence[Phrase]) -> bool:
    # Many rules share a list, which is looked for once.
    known = passage.found
    if id(phrases) not in known:
        lower, text = passage.lower, passage.text
        known[id(phrases)] = any(
            has_each(lower, phrase.needs) and phrase.found(text) for phrase in phrases
        )
    return known[id(phrases)]


def _spans(passage: Passage, phrases: Sequence[Phrase]) -> list[tuple[int, int]]:
    return [
        match.span()
        for phrase in phrases
        if phrase.possible(passage.lower)
        for match in phrase.finditer(passage.text)
    ]


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _overlap(one: _Hit, other: _Hit) -> bool:
    return _meet((one.start, one.end), (other.start, other.end))


def _covers(passage: Passage, taxonomy: Taxonomy, hits: Sequence[_Hit]) -> list[_Cover]:
    found = [
        cover
        for number, cues in taxonomy.scope_index.candidates(passage.lower)
        for cover in _scope_covers(passage, taxonomy.scopes[number], cues)
    ]
    sure = [cover for cover in found if not cover.scope.only_beside]
    for cover in found:
        if cover.scope.only_beside and _is_beside_another(cover, sure, hits, taxonomy):
            sure.append(cover)
    return sure


def _scope_covers(passage: Passage, scope: Scope, cues: Sequence[Phrase]) -> Iterator[_Cover]:
    spans = _spans(passage, cues)
    if not spans or _any_found(passage, scope.unless):
        return
    masked = _spans(passage, scope.but_not)
    for span in spans:
        if not any(_meet(span, mask) for mask in masked):
            yield _Cover(scope, *_reach(passage, scope, *span))


def _reach(passage: Passage, scope: Scope, start: int, end: int) -> tuple[int, int]:
    if scope.covers == "inside":
        return start, end
    if scope.covers == "before":
        return start - 2, start  # a blank or hyphen, and the last letter before it
    limits = [match.start() for match in [_CLAUSE_END.search(passage.text, end)] if match]
    limits += [place for place, _ in _spans(passage, scope.stops) if place >= end]
    return end, min(limits)


def _is_beside_another(
    cover: _Cover, sure: Sequence[_Cover], hits: Sequence[_Hit], taxonomy: Taxonomy
) -> bool:
    """Whether a label of the facet stands before that is no kin of those inside."""
    facet = cover.scope.only_beside
    inside, outside = set(), set()
    for hit in hits:
        ids = {id_ for given, id_ in hit.rule.gives if given == facet}
        if cover.holds(hit):
            inside |= ids
        elif hit.end <= cover.start and not any(other.holds(hit) for other in sure):
            outside |= ids
    kin = inside.union(*(taxonomy.ancestors(facet, id_) for id_ in inside))
    return any(id_ not in kin and not taxonomy.ancestors(facet, id_) & inside for id_ in outside)
