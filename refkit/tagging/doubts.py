"""Where a person should look at labels: signals that need no model, each with its reason.

A label that is wrong or missing often shows: "without" took the only one away, a title speaks of a
product and nothing was read, a drug is known by the ending of its name alone. Which signals count,
for which facet and how much, is the taxonomy's to say, in its ``[[doubt]]``: a strong one marks an
entry by itself, weak ones do so together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from refkit.model.tags import Against, LabelDoubt, Suppressed, Tag, weight_of
from refkit.tagging.fields import PRINTED, TITLE
from refkit.tagging.normalized_text import NormalizedText
from refkit.tagging.patterns import Span
from refkit.tagging.rule_engine import Intervals, Key, find_spans, found_words
from refkit.tagging.rules import STEM, DoubtRule, Rule, Signal
from refkit.tagging.taxonomy import Taxonomy

_CODE = re.compile(r"(?<![\w-])[A-Z]{2,5}[a-z]?[A-Z]?-?\d{3,6}[A-Z]?(?![\w-])")
_WEIGHTIEST = frozenset({TITLE, PRINTED})
_UNREAD = frozenset({Signal.WORDS, Signal.CODE})
# Words of which a label came: a narrower one is given, or a person took it away.
_READ = frozenset({Against.EXACT, Against.PERSON})

MARKS = 1.0
"""What the reasons of an entry weigh together at least, for it to be one to look at."""

_SHOWN = 3  # words or labels that a reason names


class Labelled(NamedTuple):
    """A title, its tags by a taxonomy and the labels that it lost.

    And what persons said of it: facets that are confirmed, labels that were removed.
    """

    title: NormalizedText
    tags: tuple[Tag, ...]
    lost: tuple[Suppressed, ...]
    taxonomy: Taxonomy
    confirmed: frozenset[str] = frozenset()
    removed: frozenset[Key] = frozenset()

    def of(self, facet: str) -> tuple[Tag, ...]:
        """The tags of a facet."""
        return tuple(each for each in self.tags if each.facet == facet)

    def has(self, name: str) -> bool:
        """Whether it has a label, ``facet/label``, or one that implies it; or any of a facet."""
        return self._is_among(name, [(each.facet, each.label) for each in self.tags])

    def is_denied(self, name: str) -> bool:
        """Whether a person said that it does not have that; or a label of a facet."""
        return self._is_among(name, self.removed)

    def _is_among(self, name: str, keys: Iterable[Key]) -> bool:
        facet, _, label = name.partition("/")
        return any(
            facet == its and (label in ("", id_) or label in self.taxonomy.ancestors(facet, id_))
            for its, id_ in keys
        )


def find_doubts(found: Labelled, facets: Collection[str] | None = None) -> tuple[LabelDoubt, ...]:
    """What speaks for a look at these labels, in the order of the taxonomy; empty: nothing does.

    Of ``facets`` alone where they are given.
    """
    asked = found.taxonomy.doubts
    if facets is not None or found.confirmed:
        asked = [each for each in asked if _is_open(each, found, facets)]
    told = ((each, _reason(each, found)) for each in asked)
    doubts = tuple(LabelDoubt(each.id, why, each.weight) for each, why in told if why)
    return doubts if weight_of(doubts) >= MARKS else ()


def _is_open(doubt: DoubtRule, found: Labelled, facets: Collection[str] | None) -> bool:
    """Whether a facet that it is about was asked for, and not confirmed by a person."""
    about = _subjects(doubt) or set(found.taxonomy.facets)
    asked = about if facets is None else about.intersection(facets)
    return not asked <= found.confirmed


def _subjects(doubt: DoubtRule) -> set[str]:
    """The facets whose labels may be wrong, or lacking; none where it is about all of them.

    Words of which no label came tell of the facet that is empty, whatever stands beside it; labels
    that are odd together may each be wrong.
    """
    if named := {doubt.facet, doubt.several} - {""}:
        return named
    present, absent = (
        {name.partition("/")[0] for name in names} for names in (doubt.present, doubt.absent)
    )
    return present | absent if doubt.signal == Signal.LABELS else absent or present


def _reason(doubt: DoubtRule, found: Labelled) -> str:
    """Why to look, in words; empty where this doubt does not arise."""
    if not _applies(doubt, found):
        return ""
    shown = list(dict.fromkeys(_SIGNALS[doubt.signal](doubt, found)))
    more = ", …" if len(shown) > _SHOWN else ""
    return f"{doubt.says}: {', '.join(shown[:_SHOWN])}{more}" if shown else ""


def _applies(doubt: DoubtRule, found: Labelled) -> bool:
    if doubt.present and not any(map(found.has, doubt.present)):
        return False
    if any(map(found.has, doubt.absent)):
        return False
    # Of words that were read a label came, and a person took it away.
    if found.removed and doubt.signal in _UNREAD and any(map(found.is_denied, doubt.absent)):
        return False
    if doubt.several and not _has_several(doubt.several, found):
        return False
    title = found.title
    if doubt.requires and not found_words(title, doubt.requires):
        return False
    return not (doubt.unless and found_words(title, doubt.unless))


def _has_several(facet: str, found: Labelled) -> bool:
    """Whether two labels of a facet are given for different words: one drug may earn several."""
    words = [{(each.start, each.end) for each in tag.evidence} for tag in found.of(facet)]
    return any(one.isdisjoint(other) for one, other in combinations(words, 2))


def _words(doubt: DoubtRule, found: Labelled) -> Iterator[str]:
    return _unread(doubt, found, find_spans(found.title, doubt.any), found.of(doubt.facet))


def _code(doubt: DoubtRule, found: Labelled) -> Iterator[str]:
    spans = [match.span() for match in _CODE.finditer(found.title.text)]
    return _unread(doubt, found, spans, found.tags)


def _unread(
    doubt: DoubtRule, found: Labelled, spans: Sequence[Span], tags: Sequence[Tag]
) -> Iterator[str]:
    """The words of some places, but for those that are evidence of these tags.

    Where a person said what one of the labels is, the words have been looked at.
    """
    if not spans or _is_looked_at(doubt, found):
        return
    title = found.title
    masks = _masks(doubt, found)
    read = [each for tag in tags for each in tag.evidence]
    read += [each.evidence for each in found.lost if each.against in _READ]
    taken = Intervals((each.start, each.end) for each in read if each.field == title.field)
    for span in sorted(spans):
        start, end = title.place(*span)
        if not masks.meeting(start, end) and not taken.meeting(start, end):
            yield f"“{title.plain[start:end]}”"


def _is_looked_at(doubt: DoubtRule, found: Labelled) -> bool:
    """Whether a person said of each facet with labels that it is about what one of these is."""
    about = [tag for tag in found.tags if tag.facet in _subjects(doubt)]
    decided = {tag.facet for tag in about if tag.is_decided}
    return bool(decided) and all(tag.facet in decided for tag in about)


def _masks(doubt: DoubtRule, found: Labelled) -> Intervals:
    """Where words of the title are no reason to doubt."""
    title = found.title
    return Intervals(title.place(*span) for span in find_spans(title, doubt.but_not))


def _labels(doubt: DoubtRule, found: Labelled) -> Iterator[str]:
    facets = {name.partition("/")[0] for name in (*doubt.present, *doubt.absent)}
    shown = [tag for tag in found.tags if tag.facet in facets | {doubt.several}]
    if not all(tag.is_decided for tag in shown):
        yield from (tag.name for tag in shown)


def _scope(doubt: DoubtRule, found: Labelled) -> Iterator[str]:
    return _lost(doubt, found, Against.SCOPE)


def _silenced(doubt: DoubtRule, found: Labelled) -> Iterator[str]:
    return _lost(doubt, found, Against.TEXT, Against.PLACE)


def _lost(doubt: DoubtRule, found: Labelled, *against: Against) -> Iterator[str]:
    """Labels that this took away, where none of their facet is left and no person took one."""
    if found.of(doubt.facet) or found.is_denied(doubt.facet):
        return
    masks = _masks(doubt, found)
    for each in found.lost:
        rule = found.taxonomy.rule_of[each.evidence.rule]
        is_asked = each.facet == doubt.facet and each.against in against and rule.kind != STEM
        if is_asked and not masks.meeting(each.evidence.start, each.evidence.end):
            yield f"{each.name} ({each.reason})"


def _alone(doubt: DoubtRule, found: Labelled) -> Iterator[str]:
    return _lost(doubt, found, Against.ALONE)


def _company(doubt: DoubtRule, found: Labelled) -> Iterator[str]:
    return _by_rule(doubt, found, lambda rule: bool(rule.requires))


def _stem(doubt: DoubtRule, found: Labelled) -> Iterator[str]:
    return _by_rule(doubt, found, lambda rule: rule.kind == STEM)


def _by_rule(doubt: DoubtRule, found: Labelled, is_weak: Callable[[Rule], bool]) -> Iterator[str]:
    """Labels that are given by weak rules alone."""
    rules, masks = found.taxonomy.rule_of, _masks(doubt, found)
    for tag in _by_rules_alone(doubt, found):
        is_masked = any(masks.meeting(each.start, each.end) for each in tag.evidence)
        if not is_masked and all(is_weak(rules[each.rule]) for each in tag.evidence):
            yield f"{tag.name} (“{tag.evidence[0].quote}”)"


def _by_rules_alone(doubt: DoubtRule, found: Labelled) -> Iterator[Tag]:
    return (tag for tag in found.of(doubt.facet) if not tag.is_decided)


def _field(doubt: DoubtRule, found: Labelled) -> Iterator[str]:
    """Labels that the title does not say, not even less exactly."""
    coarser = {
        each.label
        for each in found.lost
        if each.facet == doubt.facet
        and each.against == Against.EXACT
        and each.evidence.field in _WEIGHTIEST
    }
    for tag in _by_rules_alone(doubt, found):
        is_refined = not coarser.isdisjoint(found.taxonomy.ancestors(tag.facet, tag.label))
        if not is_refined and not {each.field for each in tag.evidence} & _WEIGHTIEST:
            yield f"{tag.name} ({tag.evidence[0].field})"


_SIGNALS: dict[Signal, Callable[[DoubtRule, Labelled], Iterator[str]]] = {
    Signal.WORDS: _words,
    Signal.CODE: _code,
    Signal.LABELS: _labels,
    Signal.SCOPE: _scope,
    Signal.SILENCED: _silenced,
    Signal.ALONE: _alone,
    Signal.COMPANY: _company,
    Signal.STEM: _stem,
    Signal.FIELD: _field,
}
