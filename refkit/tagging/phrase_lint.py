"""Phrases that do nothing, and phrases that do too much.

A phrase is dead where it can never be what gives a label: a scope or the rule's own conditions take
it away in all its wordings, or another phrase of the rule finds as much in each of them. A ``*``
does too much where it finds what another label is called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from refkit.model.tags import Against
from refkit.tagging.normalized_text import NormalizedText
from refkit.tagging.patterns import Phrase, Span
from refkit.tagging.phrase_forms import STAR
from refkit.tagging.phrase_index import PhraseIndex
from refkit.tagging.rule_engine import Hit, apply_rules
from refkit.tagging.rules import Rule
from refkit.tagging.taxonomy import Taxonomy
from refkit.tagging.wordings import wordings

_FILLED = "xq"  # letters that are no word
_ENDINGS = frozenset(
    "s es e ed er ers ing ings y ies ion ions ation ations ive or ors al ally ic ical ity ities"
    " ment ments ous ly ant ants ent ents able".split()
)
_TAKING = frozenset({Against.SCOPE, Against.TEXT, Against.PLACE})

Key = tuple[str, str]
Lists = Mapping[str, Sequence[str]]
Told = tuple[str, str]
"""A place in the taxonomy and what is wrong there."""


def dead_phrases(taxonomy: Taxonomy) -> Iterator[Told]:
    """Phrases that could be taken out and no title would be labelled otherwise."""
    told = set[str]()  # rules share lists: what is wrong with a list is told once
    for rule in taxonomy.rules:
        if rule.kind:
            continue  # one name, listed once
        by_others = (
            (phrase, f"{_culprit(phrase, other, rule, taxonomy.lists)!r} finds all of it")
            for phrase, other in covered(rule.any, taxonomy.lists)
        )
        for phrase, why in [*_taken_away(rule, taxonomy), *by_others]:
            what = f"the phrase {phrase.source!r} is dead: {why}"
            if what not in told:
                told.add(what)
                yield f"rule {rule.id}", what


def _taken_away(rule: Rule, taxonomy: Taxonomy) -> Iterator[tuple[Phrase, str]]:
    """Phrases that in each of their wordings are lost to a scope, or to the rule itself."""
    for phrase in rule.any:
        if why := what_takes_away(phrase, rule, taxonomy):
            yield phrase, why


def what_takes_away(phrase: Phrase, rule: Rule, taxonomy: Taxonomy) -> str:
    """Why a phrase of a rule is lost in each of its wordings; empty where one is not."""
    lost: list[Hit] = []
    for words in wordings(phrase.source, taxonomy.lists):
        hits = _hits_of(rule, words, taxonomy)
        if not hits or any(hit.kind not in _TAKING for hit in hits):
            return ""
        lost.append(hits[0])
    # Of words that are part of longer ones a title is told the longer ones; here they are the same.
    by_itself = "but_not takes it away" if lost[0].kind is Against.PLACE else lost[0].against
    return f"in {phrase.samples[0]!r} {by_itself}"


def _hits_of(rule: Rule, words: str, taxonomy: Taxonomy) -> list[Hit]:
    passage = NormalizedText(words, rule.fields[0])
    return [hit for _, hit in apply_rules(passage, taxonomy) if hit.rule is rule]


def _culprit(phrase: Phrase, other: Phrase, rule: Rule, lists: Lists) -> str:
    """What to name for the phrase that finds all of another one: of two that are the same a list.

    A rule does not say which of its phrases came of a list. It is one that has this phrase, and all
    of whose phrases the rule has.
    """
    if other.source == phrase.source:
        here = {each.source for each in rule.any}
        for name, items in lists.items():
            if phrase.source in items and here.issuperset(x for x in items if x[:1] != "{"):
                return f"{{{name}}}"
    return other.source


def covered(phrases: Sequence[Phrase], lists: Lists) -> Iterator[tuple[Phrase, Phrase]]:
    """Phrases of a rule all of whose wordings another one finds, as much or more; and that one."""
    index = PhraseIndex.of([phrase] for phrase in phrases)
    covers = [_covering(number, phrases, index, lists) for number in range(len(phrases))]
    for number, phrase in enumerate(phrases):
        for other in sorted(covers[number]):
            if other < number or number not in covers[other]:  # of two alike the second
                yield phrase, phrases[other]
                break


def _covering(number: int, phrases: Sequence[Phrase], index: PhraseIndex, lists: Lists) -> set[int]:
    phrase = phrases[number]
    others: set[int] | None = None
    # Within a title: what a phrase with ^ finds at the start of one is not all of it.
    before = "" if "^" in phrase.source else f"{_FILLED} "
    for words in _all_wordings(phrase, lists):
        passage = NormalizedText(before + words)
        places = index.places(passage)
        own = places.get(number)
        if not own:
            return set()
        now = {n for n, spans in places.items() if n != number and _holds(spans, own)}
        others = now if others is None else others & now
        if not others:
            return set()
    return others or set()


def _holds(spans: Sequence[Span], own: Sequence[Span]) -> bool:
    return all(any(a <= start and end <= b for a, b in spans) for start, end in own)


def _all_wordings(phrase: Phrase, lists: Lists) -> Iterator[str]:
    """The wordings, then those with letters for each ``*``, words for each gap, and no hyphen."""
    yield from wordings(phrase.source, lists)
    for old, new in (("*", _FILLED), ("...", f" {_FILLED} {_FILLED} "), ("-", "")):
        if old in phrase.source or "{" in phrase.source:
            filled = {
                name: [text.replace(old, new) for text in texts] for name, texts in lists.items()
            }
            for words in wordings(phrase.source.replace(old, new), filled):
                yield " ".join(words.split())


# How these signs stand in a regular expression; in a phrase each is itself, as in CD19+ and 18.2.
_OF_REGEX = {
    ".": r"\b[a-z]{2,}\.[a-z]|\b[a-z]\.[a-z][a-z*+]|(?<!\.)\.[*+]",  # and not in e.g, or a gap
    "?": r"(?<=[\w\])])\?",
    "+": r"\b[a-z]+\+",
    "$": r"\$",
    "\\": r"\\",
    "[...]": r"(?<=[a-z])\[[^\]| ]*\]|\[[^\]| ]*\](?=[a-z])",  # a choice of one is no choice
}


def signs_of_regex(source: str) -> str:
    """The signs of a phrase that it seems to mean as a regular expression does; empty for none.

    >>> signs_of_regex("ro.e+$"), signs_of_regex("gr[ae]y"), signs_of_regex("CD19+ ... claudin18.2")
    ('. + $', '[...]', '')
    """
    return " ".join(sign for sign, look in _OF_REGEX.items() if re.search(look, source))


def greedy_stars(taxonomy: Taxonomy) -> Iterator[Told]:
    """Each ``*`` by which a label is given for the words of another one of its facet."""
    told = set[tuple[str, Key]]()
    starred = [rule for rule in taxonomy.rules if any(STAR in each.pattern for each in rule.any)]
    index = PhraseIndex.of([p for p in rule.any if STAR in p.pattern] for rule in starred)
    for owner in taxonomy.rules:
        for words in dict.fromkeys(_names(owner, taxonomy)):
            found = index.places(NormalizedText(words))  # most words are found by no other rule
            if not any(_gives_another(starred[number], owner, taxonomy) for number in found):
                continue
            for star in _stars(owner, words, taxonomy):
                if (star.phrase, star.of) not in told:
                    told.add((star.phrase, star.of))
                    what = f"takes {words!r} of {'/'.join(star.of)}"
                    yield f"rule {star.rule}", f"the * of {star.phrase!r} {what}"


def _gives_another(rule: Rule, owner: Rule, taxonomy: Taxonomy) -> bool:
    given = set(rule.gives) - set(owner.gives)
    return any(_are_apart(key, other, taxonomy) for key in given for other in owner.gives)


class _Star(NamedTuple):
    """A phrase with a ``*``, its rule, and the label whose words it takes."""

    phrase: str
    rule: str
    of: Key


def _names(rule: Rule, taxonomy: Taxonomy) -> Iterator[str]:
    for phrase in rule.any:
        yield from wordings(phrase.source, taxonomy.lists)


def _stars(owner: Rule, words: str, taxonomy: Taxonomy) -> Iterator[_Star]:
    """The phrases that a ``*`` makes find words of a rule that gives other labels."""
    passage = NormalizedText(words, owner.fields[0])
    hits = [hit for _, hit in apply_rules(passage, taxonomy) if not hit.against]
    owned = [(hit.start, hit.end) for hit in hits if hit.rule is owner]
    if not owned:
        return
    by_star = [(hit, phrase) for hit in hits if (phrase := _starred(hit, passage, owned))]
    # What a rule gives without a star it is meant to give.
    meant = {key for hit in hits for key in hit.rule.gives}
    meant -= {key for hit, _ in by_star for key in hit.rule.gives}
    for hit, phrase in by_star:
        for key in set(hit.rule.gives) - set(owner.gives) - meant:
            for other in owner.gives:
                if _are_apart(key, other, taxonomy):
                    yield _Star(phrase.source, hit.rule.id, other)


def _starred(hit: Hit, passage: NormalizedText, owned: Sequence[Span]) -> Phrase | None:
    """The phrase behind a hit that finds it by a ``*`` alone; None where words of its own do.

    A * is there for endings: what is only inflected within longer words of another label
    ("B cell depleting antibody") is none of these words.
    """
    found = [each for each in hit.rule.any if (hit.start, hit.end) in each.spans(passage)]
    is_all = any(hit.start <= start and end <= hit.end for start, end in owned)
    for phrase in found:
        taken = re.compile(phrase.pattern.replace(STAR, f"({STAR})")).match(passage.text, hit.start)
        letters = {each.lower() for each in (taken.groups() if taken else ()) if each}
        if not letters or not (is_all or letters - _ENDINGS):
            return None
    return found[0] if found else None


def _are_apart(key: Key, other: Key, taxonomy: Taxonomy) -> bool:
    """Whether two labels are of one facet, and neither implies the other."""
    if key[0] != other[0] or key == other:
        return False
    return other[1] not in taxonomy.ancestors(*key) and key[1] not in taxonomy.ancestors(*other)
