"""A work and taxonomies in, tags with their evidence out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from refkit.model.bibliography import Bibliography, Entry
from refkit.model.label_decisions import with_contradictions_told
from refkit.model.printed import words_in_place_of_title
from refkit.model.tags import (
    PERSON,
    Against,
    Evidence,
    LabelDecision,
    LabelDoubt,
    Suppressed,
    Tag,
)
from refkit.model.work import Work
from refkit.regex import lazy_regex
from refkit.tagging.doubts import Labelled, find_doubts
from refkit.tagging.fields import ABSTRACT, EVIDENCE, FIELDS, MESH, PRINTED, TITLE, text_of
from refkit.tagging.lazy import by_number
from refkit.tagging.normalized_text import NormalizedText
from refkit.tagging.printed_line import without_places
from refkit.tagging.rule_engine import Hit, Key, apply_rules, found_words, sentence_of
from refkit.tagging.rules import AGENT, Rule
from refkit.tagging.taxonomy import Taxonomy

TITLE_ONLY = (TITLE,)

# An abstract names much that it is not about; what it is about it names again.
_MENTIONS = 2
# A heading with one of these qualifiers is of the treatment or of the disease that is studied.
_QUALIFIED = lazy_regex(
    r"/(?:drug therapy|therapy|therapeutic use|immunology|adverse effects|methods|pathology|"
    r"surgery|transplantation|prevention & control|administration & dosage|complications|diagnosis|"
    r"pharmacology|antagonists & inhibitors|genetics)"
)
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
    found: list[Tag] = []
    for taxonomy in taxonomies:
        found += _Case.of(spoken, taxonomy).tags()
    return _of(facets, found)


def _of(facets: Collection[str] | None, tags: Iterable[Tag]) -> tuple[Tag, ...]:
    return tuple(tags if facets is None else (each for each in tags if each.facet in facets))


def tag_entries(
    bibliography: Bibliography,
    taxonomies: Sequence[Taxonomy],
    facets: Collection[str] | None = None,
    fields: Sequence[str] = TITLE_ONLY,
) -> Bibliography:
    """The same bibliography with the tags of these taxonomies, all of them or some facets.

    ``fields`` are the parts of a work that may speak for a label. What persons decided on labels
    stands before all of them. Each entry also has what speaks for a look at its labels.
    """
    entries = tuple(tag_entry(entry, taxonomies, facets, fields) for entry in bibliography.entries)
    words = (word for word, chosen in EVIDENCE.items() if chosen == tuple(fields))
    made = replace(
        bibliography.made,
        taxonomies=tuple(each.stamp for each in taxonomies),
        evidence="" if tuple(fields) == TITLE_ONLY else next(words, ""),
        facets=() if facets is None else tuple(sorted(facets)),
    )
    tagged = replace(bibliography, made=made, entries=entries)
    return with_contradictions_told(tagged, facets)


def tag_entry(
    entry: Entry,
    taxonomies: Sequence[Taxonomy],
    facets: Collection[str] | None = None,
    fields: Sequence[str] = TITLE_ONLY,
) -> Entry:
    """The entry with the tags of these taxonomies and the doubts about them.

    What persons decided on its labels stands before what its words say.
    """
    spoken = _Spoken.in_entry(entry, fields)
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
    return _losers(_Spoken(work, fields, printed), taxonomies, facets)


def suppressed_in(
    entry: Entry,
    taxonomies: Sequence[Taxonomy],
    facets: Collection[str] | None = None,
    fields: Sequence[str] = TITLE_ONLY,
) -> tuple[Suppressed, ...]:
    """The same of an entry, with what persons decided on its labels."""
    return _losers(_Spoken.in_entry(entry, fields), taxonomies, facets)


def _losers(
    spoken: _Spoken, taxonomies: Sequence[Taxonomy], facets: Collection[str] | None
) -> tuple[Suppressed, ...]:
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
    """What may speak: the work, which of its fields, the printed line of one without title.

    And before them persons, by what they decided.
    """

    work: Work
    fields: Sequence[str]
    printed: str
    decisions: Sequence[LabelDecision] = ()

    @classmethod
    def in_entry(cls, entry: Entry, fields: Sequence[str]) -> _Spoken:
        return cls(entry.work, fields, words_in_place_of_title(entry), entry.label_decisions)

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
    waiting: list[tuple[Key, Spoke]] = field(default_factory=list)  # for what else is given
    title: NormalizedText | None = None
    has_abstract: bool = False
    decided: dict[Key, LabelDecision] = field(default_factory=dict)
    removed: dict[Key, LabelDecision] = field(default_factory=dict)
    closed: dict[str, LabelDecision] = field(default_factory=dict)

    @classmethod
    def of(cls, spoken: _Spoken, taxonomy: Taxonomy) -> _Case:
        case = cls(taxonomy)
        for passage in spoken.passages():
            case.hear(passage)
        if case.waiting:
            case._settle()
        if case.has_abstract and taxonomy.beyond.beside:
            case._leave_strays()
        if spoken.decisions:
            case.decide(spoken.decisions)
        if case.earned or case.decided:
            case._derive()
        return case

    def hear(self, passage: NormalizedText) -> None:
        """Take in what a field says; the fields come in the order of their weight."""
        said: dict[Key, list[Spoke]] = {}
        self.has_abstract = self.has_abstract or passage.field == ABSTRACT
        for key, hit in apply_rules(passage, self.taxonomy):
            rule, _, _, against, _ = hit
            if against:
                self.lost.setdefault(key, []).append((passage, hit))
            elif rule.present or rule.absent:
                self.waiting.append((key, (passage, hit)))
            elif key in said:
                said[key].append((passage, hit))
            else:
                said[key] = [(passage, hit)]
        if passage.field in {TITLE, PRINTED}:
            self.title = passage
            self.earned = said
        elif said:
            self._weigh(passage, said)

    def _settle(self) -> None:
        """Decide on what was said under the condition that other labels are given, or are not."""
        given = set(self.earned)
        for key, spoke in self.waiting:
            if _is_met(spoke[1].rule, given):
                self.earned.setdefault(key, []).append(spoke)
            else:
                why = "the labels beside it do not go with it"
                self.lost.setdefault(key, []).extend(_lost([spoke], why, Against.ALONE))

    def _derive(self) -> None:
        """Give what other labels earn, by the words or the person that these have."""
        earned_by = self.taxonomy.earned_by
        if not self.decided and earned_by.keys().isdisjoint(self.earned):
            return
        given = {**self.earned, **self.decided} if self.decided else dict(self.earned)
        asked = {number for key in given if key in earned_by for number in earned_by[key]}
        for rule in (self.taxonomy.derived[number] for number in sorted(asked)):
            if _is_met(rule, given) and not self._is_refused(rule):
                earning = sorted(rule.earned_by.intersection(given))
                for key in rule.gives:
                    self._give(key, earning)

    def _is_refused(self, rule: Rule) -> bool:
        """Whether words of the title speak against a label that others would earn."""
        return bool(rule.unless and self.title and found_words(self.title, rule.unless))

    def _give(self, key: Key, earning: Sequence[Key]) -> None:
        hits = [spoke for each in earning for spoke in self.earned.get(each, ())]
        if why := self._denied(key):
            self.lost.setdefault(key, []).extend(_lost(hits, why, Against.PERSON))
        elif hits:
            self.earned.setdefault(key, []).extend(hits)
        else:
            self.decided.setdefault(key, self.decided[earning[0]])

    def _weigh(self, passage: NormalizedText, said: Mapping[Key, list[Spoke]]) -> None:
        """Let a lesser field add to what weightier ones said, as far as they leave it to."""
        before = dict(self.earned)
        against = {key: self._outranked(key, before, said) for key in said}
        for key, hits in said.items():
            why = against[key]
            if not why and not self._is_known(key, before):
                why = self._unsure(passage, hits) or self._of_another(key, hits, before, against)
            if why:
                self.lost.setdefault(key, []).extend(_lost(hits, why, Against.FIELD))
            else:
                self.earned.setdefault(key, []).extend(hits)

    def _outranked(
        self, key: Key, before: Mapping[Key, list[Spoke]], said: Mapping[Key, list[Spoke]]
    ) -> str:
        """Why weightier fields leave no room for a label; empty where they do."""
        strategies = self.taxonomy.beyond.strategies
        known = [each for each in before if each[0] == key[0] and each not in strategies]
        if not known or self._is_known(key, known):
            return ""
        coarser = [other for other in known if self._implies(key, other)]
        if not coarser and (
            self._is_completed(key, before, said) or self._is_kin(key, known, said)
        ):
            return ""
        if not coarser:
            return f"a weightier field says {', '.join(sorted(id_ for _, id_ in known))}"
        if exact := [each for each in coarser if self._is_exact(each)]:
            return f"a weightier field names what it is: {exact[0][1]}"
        siblings = [
            other for other in said
            if any(self._implies(other, each) for each in coarser)
            and not self._implies(other, key) and not self._implies(key, other)
            and any(key not in hit.rule.gives for _, hit in said[other])
        ]  # fmt: skip
        return f"it says {siblings[0][1]} as well" if siblings else ""

    def _is_kin(self, key: Key, known: Sequence[Key], said: Mapping[Key, list[Spoke]]) -> bool:
        """Whether words by which a field tells what the work is say one more thing of its kind.

        A title says "randomised", the abstract "in this phase 2 study": both are of one trial.
        """
        implied = self.taxonomy.implied
        if key[0] not in self.taxonomy.beyond.adding:
            return False
        above = set[Key]().union(*(implied[other] for other in known))
        own = all(hit.rule.fields == (passage.field,) for passage, hit in said[key])
        return own and not above.isdisjoint(implied[key])

    def _is_completed(
        self, key: Key, before: Mapping[Key, list[Spoke]], said: Mapping[Key, list[Spoke]]
    ) -> bool:
        """Whether every agent that a field names and that the title's labels fit has a label.

        "A T-cell engager" is bispecific where the abstract calls it blinatumomab.
        """
        fitting = {
            hit.rule.id: hit.rule
            for each in said if each in before
            for _, hit in said[each] if hit.rule.kind == AGENT
        }  # fmt: skip
        return bool(fitting) and all(key in rule.gives for rule in fitting.values())

    def _of_another(
        self,
        key: Key,
        hits: Sequence[Spoke],
        before: Mapping[Key, list[Spoke]],
        against: Mapping[Key, str],
    ) -> str:
        """Why what agents would bring along counts for nothing: they are not what the title says.

        Empty where one of them may be, or where the label is earned by other words as well.
        """
        why = ""
        for _, hit in hits:
            refused = [against[each] for each in hit.rule.gives if against.get(each)]
            if hit.rule.kind != AGENT or not refused or self._is_at_home(hit.rule, before, against):
                return ""
            why = refused[0]
        return why

    def _is_at_home(
        self, rule: Rule, before: Mapping[Key, list[Spoke]], against: Mapping[Key, str]
    ) -> bool:
        """Whether a label of an agent is one that weightier fields say, or makes it more exact."""
        return any(
            each in before
            or (not against.get(each) and not self.taxonomy.implied[each].isdisjoint(before))
            for each in rule.gives
        )

    def _unsure(self, passage: NormalizedText, hits: Sequence[Spoke]) -> str:
        """Why a field that says a label may not be about it; empty where it is.

        A rule for abstracts alone is made of words that tell what the work is.
        """
        own = [hit for _, hit in hits if hit.rule.fields == (passage.field,)]
        if passage.field == ABSTRACT and not own:
            few = _mentions([hit for _, hit in hits], passage) < _MENTIONS
            return "the abstract says it once only" if few else ""
        if passage.field == MESH:
            key = hits[0][1].rule.gives[0]
            lost = self.lost.get(key, ())
            told = any(said.field == ABSTRACT and hit.kind == Against.FIELD for said, hit in lost)
            about = any(_QUALIFIED.match(passage.text, hit.end) for _, hit in hits)
            if self.has_abstract and not told and not about:
                return "a heading alone, of which the abstract says nothing"
        return ""

    def _leave_strays(self) -> None:
        """Take what lesser fields say of a therapy where none is given that it could be of."""
        for key in list(self.earned):
            needs = self.taxonomy.beyond.beside.get(key[0])
            if needs is None or not needs.isdisjoint(self.earned):
                continue
            if all(passage is not self.title for passage, _ in self.earned[key]):
                hits = _lost(self.earned.pop(key), "no therapy stands beside it", Against.FIELD)
                self.lost.setdefault(key, []).extend(hits)

    def _is_known(self, key: Key, before: Iterable[Key]) -> bool:
        return any(self._implies(other, key) for other in before)

    def _is_exact(self, key: Key) -> bool:
        """Whether the title names one thing by a label, which no other makes more exact."""
        hits = [hit for passage, hit in self.earned[key] if passage is self.title]
        return bool(hits) and all(hit.rule.exact or hit.rule.kind == AGENT for hit in hits)

    def _implies(self, one: Key, other: Key) -> bool:
        return one == other or other in self.taxonomy.implied[one]

    def decide(self, decisions: Sequence[LabelDecision]) -> None:
        """Let what persons decided stand before what was heard; other taxonomies' labels wait."""
        known = [each for each in decisions if each.key in self.taxonomy.ranks]
        self.decided = {each.key: each for each in known if each.holds}
        self.closed = {each.facet: each for each in decisions if each.is_of_facet}
        self.removed = {each.key: each for each in known if not each.holds}
        for key in list(self.earned):
            if why := self._denied(key):
                hits = _lost(self.earned.pop(key), why, Against.PERSON)
                self.lost.setdefault(key, []).extend(hits)

    def _denied(self, key: Key) -> str:
        """Who says that a label does not hold, in words; empty where nobody does."""
        implied = self.taxonomy.implied
        if key in self.decided or any(key in implied[each] for each in self.decided):
            return ""
        for above in (key, *sorted(implied[key])):
            if above in self.removed:
                return f"{self.removed[above].by} removed {'it' if above == key else above[1]}"
        if key[0] in self.closed:
            return f"{self.closed[key[0]].by} confirmed the labels of {key[0]} without it"
        return ""

    def tags(self) -> list[Tag]:
        taxonomy, given = self.taxonomy, list(self.earned)
        label_by_rank, ranks = by_number(taxonomy.labels), taxonomy.ranks
        if self.decided:
            given += [key for key in self.decided if key not in self.earned]
        if len(given) > 1:
            implied: set[Key] = set()
            implied.update(*[taxonomy.implied[key] for key in given])
            given = sorted([key for key in given if key not in implied], key=ranks.__getitem__)
        if self.decided:
            return [
                Tag(*key, label_by_rank(ranks[key]).name, self._evidence_for(key)) for key in given
            ]
        earned = self.earned
        return [Tag(*key, label_by_rank(ranks[key]).name, _shown(earned[key])) for key in given]

    def _evidence_for(self, key: Key) -> tuple[Evidence, ...]:
        """The words that earned a label, and who said that it holds."""
        words = _shown(self.earned.get(key, ()))
        if (said := self.decided.get(key)) is None:
            return words
        return (*words, Evidence(PERSON, 0, len(said.by), said.by, ""))

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
        said = frozenset(self.closed), frozenset(self.removed)
        return find_doubts(Labelled(self.title, tags, lost, self.taxonomy, *said), facets)


def _mentions(hits: Sequence[Hit], passage: NormalizedText) -> int:
    """How often a text comes back to what it says: of drugs, the one that it comes back to most.

    Drugs that are listed, and each named once, are mentioned once.
    """
    words = {hit.start for hit in hits if not hit.rule.kind}
    sentences: dict[str, set[int]] = {}
    for hit in hits:
        if hit.rule.kind:
            drug = hit.rule.id if hit.rule.kind == AGENT else passage.lower[hit.start : hit.end]
            sentences.setdefault(drug, set()).add(sentence_of(passage, hit.start))
    most = max(sentences.values(), key=len, default=set[int]())
    return len(most) + sum(sentence_of(passage, place) not in most for place in words)


def _is_met(rule: Rule, given: Collection[Key]) -> bool:
    """Whether the labels beside it are as a rule asks for."""
    is_there = not rule.present or not rule.present.isdisjoint(given)
    return is_there and rule.absent.isdisjoint(given)


def _lost(hits: Sequence[Spoke], against: str, kind: Against) -> list[Spoke]:
    return [(passage, hit._replace(against=against, kind=kind)) for passage, hit in hits]


def _shown(hits: Sequence[Spoke]) -> tuple[Evidence, ...]:
    if len(hits) == 1:
        return (_evidence(*hits[0]),)
    # Which places are the same is told by where they stand, before anything is made of them.
    once = {(each[0].field, each[1].start, each[1].end, each[1].rule.id): each for each in hits}
    if len(once) == 1:
        return (_evidence(*hits[0]),)
    return tuple(sorted({_evidence(*each) for each in once.values()}, key=_order))


def _order(evidence: Evidence) -> tuple[int, Evidence]:
    return _WEIGHTS[evidence.field], evidence


def _evidence(passage: NormalizedText, hit: Hit) -> Evidence:
    rule, start, end, _, _ = hit
    if not passage.as_it_stands:
        start, end = passage.place(start, end)
    return Evidence(passage.field, start, end, passage.plain[start:end], rule.id)
