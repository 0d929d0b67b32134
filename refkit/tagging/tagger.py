"""A work and taxonomies in, tags with their evidence out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from refkit.model.bibliography import Bibliography, Entry
from refkit.model.printed import words_in_place_of_title
from refkit.model.tags import Against, Evidence, LabelDoubt, Suppressed, Tag
from refkit.model.work import Work
from refkit.tagging.doubts import Labelled, find_doubts
from refkit.tagging.fields import ABSTRACT, EVIDENCE, FIELDS, PRINTED, TITLE, text_of
from refkit.tagging.normalized_text import NormalizedText
from refkit.tagging.printed_line import without_places
from refkit.tagging.rule_engine import Hit, Key, apply_rules
from refkit.tagging.taxonomy import Taxonomy

TITLE_ONLY = (TITLE,)

# An abstract names much that it is not about; what it is about it names again.
_MENTIONS = 2
_WEIGHTS = {name: place for place, name in enumerate((PRINTED, *FIELDS))}


def tag(
    work: Work,
    taxonomies: Sequence[Taxonomy],
    facets: Collection[str] | None = None,
    fields: Sequence[str] = TITLE_ONLY,
    printed: str = "",
) -> tuple[Tag, ...]:
    """Label a work, each label with the words that earned it.

    ``fields`` are the parts of the work that may speak, of ``tagging.fields.FIELDS``; the default
    is the title alone. Where the title has labels of a facet, the other fields can only make
    those more exact. Tags come in the order of ``taxonomies``, of the facets and of the labels in
    the file, the most specific labels only: a label implies its ancestors. ``facets`` limits what
    is given; the default is all. A work without these fields has no tags. ``printed`` is the line
    that a list has for it, where no title can be told: it speaks in the title's place.
    """
    spoken = _Spoken(work, fields, printed)
    return _of(facets, (each for one in taxonomies for each in _Case.of(spoken, one).tags()))


def _of(facets: Collection[str] | None, tags: Iterable[Tag]) -> tuple[Tag, ...]:
    return tuple(tags if facets is None else (each for each in tags if each.facet in facets))


def tag_entries(
    bibliography: Bibliography,
    taxonomies: Sequence[Taxonomy],
    facets: Collection[str] | None = None,
    fields: Sequence[str] = TITLE_ONLY,
) -> Bibliography:
    """The same bibliography with the tags of these taxonomies, all of them or some facets.

    ``fields`` are the parts of a work that may speak for a label. Each entry also has what speaks
    for a look at its labels.
    """
    entries = tuple(tag_entry(entry, taxonomies, facets, fields) for entry in bibliography.entries)
    words = (word for word, chosen in EVIDENCE.items() if chosen == tuple(fields))
    made = replace(
        bibliography.made,
        taxonomies=tuple(each.stamp for each in taxonomies),
        evidence="" if tuple(fields) == TITLE_ONLY else next(words, ""),
    )
    return replace(bibliography, made=made, entries=entries)


def tag_entry(
    entry: Entry,
    taxonomies: Sequence[Taxonomy],
    facets: Collection[str] | None = None,
    fields: Sequence[str] = TITLE_ONLY,
) -> Entry:
    """The entry with the tags of these taxonomies and the doubts about them."""
    spoken = _Spoken(entry.work, fields, words_in_place_of_title(entry))
    cases = [_Case.of(spoken, taxonomy) for taxonomy in taxonomies]
    return replace(
        entry,
        tags=_of(facets, (each for case in cases for each in case.tags())),
        label_doubts=tuple(each for case in cases for each in case.doubts(facets)),
    )


def suppressed(
    work: Work,
    taxonomies: Sequence[Taxonomy],
    facets: Collection[str] | None = None,
    fields: Sequence[str] = TITLE_ONLY,
    printed: str = "",
) -> tuple[Suppressed, ...]:
    """The labels that words of a work speak for and that ``tag`` does not give, with the reasons.

    In the order of ``tag``; ancestors of the labels that are given are left out unless words of
    their own speak for them.
    """
    spoken = _Spoken(work, fields, printed)
    return tuple(
        found
        for taxonomy in taxonomies
        for found in _Case.of(spoken, taxonomy).losers()
        if facets is None or found.facet in facets
    )


def passages_of(entry: Entry, fields: Sequence[str] = TITLE_ONLY) -> Iterator[NormalizedText]:
    """The texts of an entry that may speak for a label, in the order of their weight."""
    return _Spoken(entry.work, fields, words_in_place_of_title(entry)).passages()


class _Spoken(NamedTuple):
    """What may speak: the work, which of its fields, and the printed line of one without title."""

    work: Work
    fields: Sequence[str]
    printed: str

    def passages(self) -> Iterator[NormalizedText]:
        """The texts in the order of their weight."""
        if self.printed and TITLE in self.fields:
            yield NormalizedText(without_places(self.printed), PRINTED)
        for name in self.fields:
            if self.printed and name == TITLE:
                continue
            if plain := text_of(self.work, name):
                yield NormalizedText(plain, name)


Spoke = tuple[NormalizedText, Hit]
"""A place where a rule speaks, and the text that it is in."""


@dataclass(slots=True)
class _Case:
    """What speaks for and against each label of a taxonomy in one work."""

    taxonomy: Taxonomy
    earned: dict[Key, list[Spoke]] = field(default_factory=dict)
    lost: dict[Key, list[Spoke]] = field(default_factory=dict)
    title: NormalizedText | None = None

    @classmethod
    def of(cls, spoken: _Spoken, taxonomy: Taxonomy) -> _Case:
        case = cls(taxonomy)
        for passage in spoken.passages():
            case.hear(passage)
        return case

    def hear(self, passage: NormalizedText) -> None:
        """Take in what a field says; the fields come in the order of their weight."""
        said: dict[Key, list[Spoke]] = {}
        for key, hit in apply_rules(passage, self.taxonomy):
            if hit.against:
                self.lost.setdefault(key, []).append((passage, hit))
            elif key in said:
                said[key].append((passage, hit))
            else:
                said[key] = [(passage, hit)]
        if passage.field in {TITLE, PRINTED}:
            self.title = passage
            self.earned = said
        elif said:
            self._weigh(passage, said)

    def _weigh(self, passage: NormalizedText, said: Mapping[Key, list[Spoke]]) -> None:
        """Let a lesser field add to what weightier ones said, as far as they leave it to."""
        before = list(self.earned)
        for key, hits in said.items():
            if against := self._outranked(passage, key, [hit for _, hit in hits], before):
                self.lost.setdefault(key, []).extend(_lost(hits, against, Against.FIELD))
            else:
                self.earned.setdefault(key, []).extend(hits)

    def _outranked(
        self, passage: NormalizedText, key: Key, hits: Sequence[Hit], before: Collection[Key]
    ) -> str:
        known = [other for other in before if other[0] == key[0]]
        if any(self._are_kin(key, other) for other in known):
            return ""
        if known:
            return f"a weightier field says {', '.join(sorted(id_ for _, id_ in known))}"
        if passage.field == ABSTRACT and len({hit.start for hit in hits}) < _MENTIONS:
            return "the abstract says it once only"
        return ""

    def _are_kin(self, one: Key, other: Key) -> bool:
        above, below = self.taxonomy.ancestors(*one), self.taxonomy.ancestors(*other)
        return one == other or other[1] in above or one[1] in below

    def tags(self) -> list[Tag]:
        labels, ranks, given = self.taxonomy.labels, self.taxonomy.ranks, list(self.earned)
        if len(given) > 1:
            implied = frozenset().union(*map(self.taxonomy.implied.__getitem__, given))
            given = sorted(self.earned.keys() - implied, key=ranks.__getitem__)
        return [Tag(*key, labels[ranks[key]].name, _shown(self.earned[key])) for key in given]

    def losers(self) -> Iterator[Suppressed]:
        given = {(each.facet, each.label): each for each in self.tags()}
        lost = dict(self.lost)
        for key in self.earned.keys() - given.keys():
            heirs = [
                id_ for facet, id_ in given
                if facet == key[0] and key[1] in self.taxonomy.ancestors(facet, id_)
            ]  # fmt: skip
            why = f"{' and '.join(heirs)} says it more exactly"
            lost[key] = lost.get(key, []) + _lost(self.earned[key], why, Against.EXACT)
        for key in sorted(lost.keys() - given.keys(), key=self.taxonomy.ranks.__getitem__):
            label = self.taxonomy.labels[self.taxonomy.ranks[key]]
            hits = {_evidence(passage, hit): hit for passage, hit in lost[key]}
            for evidence in sorted(hits, key=_order):
                why, kind = hits[evidence].against, hits[evidence].kind
                yield Suppressed(label.facet, label.id, label.name, evidence, why, kind)

    def doubts(self, facets: Collection[str] | None) -> tuple[LabelDoubt, ...]:
        if not self.taxonomy.doubts or self.title is None:
            return ()
        tags, lost = tuple(self.tags()), tuple(self.losers())
        return find_doubts(Labelled(self.title, tags, lost, self.taxonomy), facets)


def _lost(hits: Sequence[Spoke], against: str, kind: Against) -> list[Spoke]:
    return [(passage, hit._replace(against=against, kind=kind)) for passage, hit in hits]


def _shown(hits: Sequence[Spoke]) -> tuple[Evidence, ...]:
    if len(hits) == 1:
        return (_evidence(*hits[0]),)
    return tuple(sorted({_evidence(*each) for each in hits}, key=_order))


def _order(evidence: Evidence) -> tuple[int, Evidence]:
    return _WEIGHTS[evidence.field], evidence


def _evidence(passage: NormalizedText, hit: Hit) -> Evidence:
    start, end = passage.place(hit.start, hit.end)
    return Evidence(passage.field, start, end, passage.plain[start:end], hit.rule.id)
