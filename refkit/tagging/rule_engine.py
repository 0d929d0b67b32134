"""What a text says: which labels its words earn, and which they would but for other words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from refkit.model.tags import Against
from refkit.tagging.fields import PRINTED, RUNNING_TEXT, TITLE
from refkit.tagging.lazy import by_number
from refkit.tagging.normalized_text import NormalizedText
from refkit.tagging.patterns import Phrase, Span, has_each
from refkit.tagging.rules import AGENT, STEM, Rule, Scope
from refkit.tagging.taxonomy import Taxonomy
from refkit.tagging.wordings import in_plain_words

Key = tuple[str, str]
Places = Mapping[int, list[Span]]
"""Where phrases stand, by the number of their rule or, beyond those, of their scope."""

_SENTENCE_END = re.compile(r"[.?!](?= |$)|$")
_CLAUSE_END = re.compile(r"[,:;?!]|\.(?= |$)| - |$")
_ELSEWHERE = "its words say something else here"
_SHOWN = 4  # phrases of a rule that a reason names


class Hit(NamedTuple):
    """A place where a rule speaks; ``against`` says why it does not count, empty where it does.

    ``start`` and ``end`` count in the normalised text; ``kind`` is the kind of what speaks against.
    """

    rule: Rule
    start: int
    end: int
    against: str = ""
    kind: Against = Against.NOTHING


class _Cover:
    """What one scope covers in a text, and the cue that opened each stretch of it."""

    def __init__(self, scope: Scope, opened: Mapping[Span, str]) -> None:
        self.scope = scope
        self.stretches = Intervals(opened)
        self._cues = {start: cue for (start, _), cue in sorted(opened.items(), reverse=True)}

    def cue_over(self, hit: Hit) -> str:
        """The cue that takes away what a hit gives; empty where none does."""
        held = self.stretches.holding(hit.start, hit.end)
        return self._cues[held[0]] if held else ""


def apply_rules(passage: NormalizedText, taxonomy: Taxonomy) -> list[tuple[Key, Hit]]:
    """Every label that the words of a text speak for, with where, and what speaks against it."""
    field = TITLE if passage.field == PRINTED else passage.field
    places = taxonomy.indexes[field].places(passage)
    hits = _hits(passage, taxonomy, places)
    # The scopes have the numbers after those of the rules, and most texts have none.
    scoped = hits and max(places) >= len(taxonomy.rules)
    if scoped and (covers := _covers(passage, taxonomy, places, hits)):
        return list(_uncovered(hits, covers))
    return [(key, hit) for hit in hits for key in hit.rule.gives]


def _uncovered(hits: Sequence[Hit], covers: Sequence[_Cover]) -> Iterator[tuple[Key, Hit]]:
    """What hits give, and what scopes take away of it."""
    for hit in hits:
        over = [(cover, cue) for cover in covers if (cue := cover.cue_over(hit))]
        for key in hit.rule.gives:
            cue = next((cue for cover, cue in over if _takes(cover.scope, key)), "")
            if cue and not hit.against:
                yield key, hit._replace(against=f"“{cue}” takes it away", kind=Against.SCOPE)
            else:
                yield key, hit


def _takes(scope: Scope, key: Key) -> bool:
    return key[0] in scope.facets and (not scope.labels or key in scope.labels)


def _hits(passage: NormalizedText, taxonomy: Taxonomy, places: Places) -> list[Hit]:
    hits: list[Hit] = []
    named: dict[int, str] = {}  # which agent stands at which place
    rule_by_number, count = by_number(taxonomy.rules), len(taxonomy.rules)
    for number, spans in places.items():
        if number >= count:
            break
        rule = rule_by_number(number)
        found = _alone(passage, rule, spans) if len(spans) == 1 else _longest(passage, rule, spans)
        if rule.kind == AGENT:
            for hit in found:
                if not hit.against:
                    named |= dict.fromkeys(range(hit.start, hit.end), rule.id)
        elif rule.kind == STEM:  # speaks only for names that no agent is listed under
            found = [_unnamed(hit, named) for hit in found]
        hits += found
    return hits


def _unnamed(hit: Hit, named: Mapping[int, str]) -> Hit:
    agent = named.get(hit.start) or named.get(hit.end - 1)
    if not agent:
        return hit
    return hit._replace(against=f"{agent} stands there", kind=Against.AGENT)


def _alone(passage: NormalizedText, rule: Rule, spans: Sequence[Span]) -> list[Hit]:
    """The same as ``_longest`` for a single place, where the first objection is all that counts."""
    ((start, end),) = spans
    if rule.is_free:
        return [Hit(rule, start, end)]
    against, kind = _objection(passage, rule)
    if against:
        return [Hit(rule, start, end, against, kind)]
    if rule.but_not and _is_met(passage, rule.but_not, start, end):
        return _judged(passage, rule, spans, against, kind)
    if rule.within and not _is_met(passage, rule.within, start, end):
        return [Hit(rule, start, end, _ELSEWHERE, Against.ALONE)]
    return [Hit(rule, start, end)]


def _is_met(passage: NormalizedText, phrases: Sequence[Phrase], start: int, end: int) -> bool:
    """Whether one of some phrases shares a letter with a place; the first that does is enough."""
    lower = passage.lower
    for phrase in phrases:
        if phrase.key in lower and (not phrase.others or has_each(passage, phrase.others)):
            for a, b in phrase.spans(passage):
                if a < end and b > start:
                    return True
    return False


def _longest(passage: NormalizedText, rule: Rule, spans: Sequence[Span]) -> list[Hit]:
    """Where a rule speaks, of places of its phrases: the longest of those that overlap."""
    ordered = sorted(set(spans), key=_longest_first)
    return _judged(passage, rule, ordered, *_objection(passage, rule))


def _judged(
    passage: NormalizedText, rule: Rule, spans: Sequence[Span], against: str, kind: Against
) -> list[Hit]:
    """Places in order as hits, each with what is against it: the whole text or the words there."""
    masking = rule.but_not and find_spans(passage, rule.but_not)
    masks = Intervals(masking) if masking else None
    # Once for all places: a title of a thousand antigens has a thousand places.
    asked = rule.within and not against
    within = Intervals(find_spans(passage, rule.within)) if asked else None
    found, last = [], 0
    for start, end in spans:
        if start < last:
            continue
        if masks and (mask := masks.meeting(start, end)):
            why = against or f"part of “{passage.text[slice(*mask)]}”"
            found.append(Hit(rule, start, end, why, kind or Against.PLACE))
        elif within is not None and not within.meeting(start, end):
            found.append(Hit(rule, start, end, _ELSEWHERE, Against.ALONE))
        else:
            found.append(Hit(rule, start, end, against, kind))
            last = end
    return found


def _longest_first(span: Span) -> tuple[int, int]:
    return span[0], -span[1]


def _objection(passage: NormalizedText, rule: Rule) -> tuple[str, Against]:
    """Why a rule does not apply to the text as a whole; empty where it does."""
    if rule.not_in_capitals and passage.is_of_one_case:
        return "all is in capitals or nothing is, where it may be another word", Against.TEXT
    if rule.requires and not found_words(passage, rule.requires):
        named = [in_plain_words(phrase.source) for phrase in rule.requires[:_SHOWN]]
        more = ", …" if len(rule.requires) > _SHOWN else ""
        return f"none of these stands by it: {', '.join(named)}{more}", Against.ALONE
    if rule.unless and (other := found_words(passage, rule.unless)):
        return f"“{other}” stands in the same text", Against.TEXT
    return "", Against.NOTHING


def found_words(passage: NormalizedText, phrases: Sequence[Phrase]) -> str:
    """The words of the first of some phrases that is found; empty where none is."""
    # Many rules share a list, which is looked for once.
    known = passage.found.get(id(phrases))
    if known is None:
        known = passage.found[id(phrases)] = _first(passage, phrases)
    return known


def _first(passage: NormalizedText, phrases: Sequence[Phrase]) -> str:
    lower = passage.lower
    for phrase in phrases:
        if phrase.key in lower and (not phrase.others or has_each(passage, phrase.others)):
            for span in phrase.spans(passage):
                return passage.text[slice(*span)]
    return ""


def find_spans(passage: NormalizedText, phrases: Sequence[Phrase]) -> list[Span]:
    """Every place of some phrases, phrase by phrase."""
    lower, found = passage.lower, []
    for phrase in phrases:
        if phrase.key in lower and (not phrase.others or has_each(passage, phrase.others)):
            found += phrase.spans(passage)
    return found


def _covers(
    passage: NormalizedText, taxonomy: Taxonomy, places: Places, hits: Sequence[Hit]
) -> list[_Cover]:
    first = len(taxonomy.rules)
    found = [
        _Cover(scope, opened)
        for scope, cues in ((taxonomy.scopes[n - first], places[n]) for n in places if n >= first)
        if (opened := _opened(passage, scope, cues))
    ]
    sure = [cover for cover in found if not cover.scope.only_beside]
    for cover in found:
        if cover.scope.only_beside and _is_beside_another(cover, sure, hits, taxonomy):
            sure.append(cover)
    return sure


def sentence_of(passage: NormalizedText, place: int) -> int:
    """Where the sentence of a place ends, which tells it from others."""
    end = _SENTENCE_END.search(passage.text, place)
    return end.start() if end else len(passage.text)


def _opened(passage: NormalizedText, scope: Scope, cues: Sequence[Span]) -> dict[Span, str]:
    """The stretches that a scope opens by the places of its cues, each with its cue."""
    field = TITLE if passage.field == PRINTED else passage.field
    if (field in RUNNING_TEXT and field not in scope.fields) or found_words(passage, scope.unless):
        return {}
    masks = Intervals(find_spans(passage, scope.but_not))
    ends = _ends(passage, scope) if scope.covers in {"after", "sentence"} else []
    return {
        _reach(scope, ends, *span): passage.text[slice(*span)]
        for span in cues
        if not masks.meeting(*span)
    }


def _ends(passage: NormalizedText, scope: Scope) -> list[int]:
    """Where a scope that covers what follows ends at the latest, in order."""
    end = _SENTENCE_END if scope.covers == "sentence" else _CLAUSE_END
    clauses = [match.start() for match in end.finditer(passage.text)]
    return sorted([*clauses, *(place for place, _ in find_spans(passage, scope.stops))])


def _reach(scope: Scope, ends: Sequence[int], start: int, end: int) -> Span:
    if scope.covers == "inside":
        return start, end
    if scope.covers == "before":
        return start - 2, start  # a blank or hyphen, and the last letter before it
    last = ends[bisect_left(ends, end)]
    if scope.covers == "sentence":
        before = bisect_left(ends, start)
        return (ends[before - 1] + 1 if before else 0), last
    return end, last


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


class Intervals:
    """Stretches, each from a start to before an end; in order, and none overlapping another."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __bool__(self) -> bool:
        return bool(self._starts)

    @property
    def first(self) -> int:
        """Where the first stretch begins; raises IndexError where there is none."""
        return self._starts[0]

    def meeting(self, start: int, end: int) -> tuple[int, int] | None:
        """The last stretch that shares a character with this one; None where none does."""
        place = bisect_left(self._starts, end) - 1
        if place >= 0 and self._ends[place] > start:
            return self._starts[place], self._ends[place]
        return None

    def holding(self, start: int, end: int) -> tuple[int, int] | None:
        """A stretch in which this one begins or ends; None where it does neither."""
        first = bisect_right(self._starts, start) - 1
        if first >= 0 and self._ends[first] > start:
            return self._starts[first], self._ends[first]
        last = bisect_left(self._starts, end) - 1
        if last >= 0 and self._ends[last] >= end:
            return self._starts[last], self._ends[last]
        return None
