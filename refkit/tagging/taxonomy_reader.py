"""Understands a taxonomy's TOML, and says in one line what it cannot understand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from refkit.tagging.agents import (
    COLUMNS,
    ReadTable,
    agent_phrases,
    agent_tables,
    no_table,
    read_agent,
)
from refkit.tagging.fields import FIELDS, RUNNING_TEXT
from refkit.tagging.patterns import Phrase
from refkit.tagging.phrase_forms import AFTER, BEFORE, stem_letters
from refkit.tagging.phrase_reader import PhraseError, PhraseReader
from refkit.tagging.rules import AGENT, STEM, BeyondTitle, DoubtRule, Label, Rule, Scope, Signal
from refkit.tagging.toml_table import Table

Key = tuple[str, str]

TOP = frozenset(
    {"id", "version", "facets", "proper-names", "list", "label", "agent", "agents", "stem"}
    | {"scope", "doubt", "beyond-title"}
)
_CONDITIONS = frozenset(
    {"any", "requires", "unless", "but_not", "within", "not_in_capitals", "fields"}
    | {"earned_by", "present", "absent", "exact"}
)
_LABEL = frozenset(
    {
        "facet",
        "id",
        "name",
        "parents",
        "definition",
        "same_as",
        "names",
        "examples",
        "counter_examples",
        "rule",
    }
)
_SCOPE = frozenset(
    {
        "id",
        "cues",
        "covers",
        "facets",
        "fields",
        "labels",
        "stops",
        "but_not",
        "unless",
        "only_beside",
    }
)
_DOUBT = frozenset(
    {"id", "says", "signal", "weight", "facet", "present", "absent", "several"}
    | {"any", "requires", "unless", "but_not"}
)
_COVERS = ("after", "before", "inside", "sentence")
_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_PARTING = re.compile(r"[,;\r\n]")  # a name becomes a keyword, and keywords are parted by these
_DEEPEST = 100  # labels above a label
_SHORTEST_NAME = 7  # letters: what is shorter and ends like a drug is another kind of word


def read_labels(top: Table, facets: Sequence[str]) -> dict[Key, Label]:
    """Every label by its facet and id, sorted by facet and then as in the file."""
    labels: dict[Key, Label] = {}
    names = set[tuple[str, str]]()
    for table in _named(top, "label"):
        label = _label(table, facets)
        if label.key in labels:
            table.fail("the id is given twice in this facet")
        if (label.facet, label.name) in names:
            table.fail(f"the name {label.name!r} is given twice in this facet")
        labels[label.key] = label
        names.add((label.facet, label.name))
    return dict(sorted(labels.items(), key=lambda pair: facets.index(pair[0][0])))


def _named(top: Table, kind: str) -> Iterator[Table]:
    for table in top.tables(kind):
        facet, id_ = table.values.get("facet"), table.values.get("id", table.values.get("name"))
        name = f"{facet}/{id_}" if facet else f"{id_}"
        yield table.at(f"{top.where}: {kind} {name}") if id_ else table


def _label(table: Table, facets: Sequence[str]) -> Label:
    table.only(_LABEL, _CONDITIONS)
    facet, name = table.text("facet"), table.text("name")
    if facet not in facets:
        table.fail(f"unknown facet {facet!r}; known: {', '.join(facets)}")
    if not _ID.fullmatch(table.text("id")):
        table.fail("the id should be lower-case letters and digits, parted by hyphens")
    if _PARTING.search(name):
        table.fail(f"the name {name!r} holds a comma, a semicolon or a line break")
    return Label(
        facet=facet,
        id=table.text("id"),
        name=name,
        parents=table.texts("parents"),
        definition=table.text("definition", ""),
        examples=table.texts("examples"),
        counter_examples=table.texts("counter_examples"),
        same_as=table.texts("same_as"),
    )


def read_implied(top: Table, labels: Mapping[Key, Label]) -> dict[Key, frozenset[Key]]:
    """The ancestors of every label; unknown parents and circles are refused."""
    implied: dict[Key, frozenset[Key]] = {}
    for key in labels:
        _climb(top, labels, key, (), implied)
    return implied


def _climb(
    top: Table,
    labels: Mapping[Key, Label],
    key: Key,
    below: tuple[str, ...],
    implied: dict[Key, frozenset[Key]],
) -> frozenset[Key]:
    """The ancestors of a label, each label climbed from once."""
    if key in implied:
        return implied[key]
    facet, id_ = key
    if id_ in below:
        path = " > ".join((*below[below.index(id_) :], id_))
        top.fail(f"label {facet}/{id_}: a label cannot be its own ancestor: {path}")
    if len(below) == _DEEPEST:
        top.fail(f"label {facet}/{id_}: lies more than {_DEEPEST} labels deep")
    found = set[Key]()
    for parent in labels[key].parents:
        if (facet, parent) not in labels:
            top.fail(f"label {facet}/{id_}: unknown parent {parent!r}")
        found.add((facet, parent))
        found |= _climb(top, labels, (facet, parent), (*below, id_), implied)
    implied[key] = frozenset(found)
    return implied[key]


def _fields(table: Table) -> tuple[str, ...]:
    named = table.texts("fields") or RUNNING_TEXT
    if unknown := set(named) - set(FIELDS):
        table.fail(f"unknown field {min(unknown)!r}; known: {', '.join(FIELDS)}")
    return named


@dataclass(slots=True)
class RuleReader:
    """Reads the rules and scopes of a taxonomy whose labels are known."""

    top: Table
    facets: Sequence[str]
    labels: Mapping[Key, Label]
    implied: Mapping[Key, frozenset[Key]]
    read_table: ReadTable = no_table
    phrases: PhraseReader = field(default_factory=PhraseReader)
    shared: dict[tuple[int, ...], tuple[Phrase, ...]] = field(default_factory=dict)

    def rules(self) -> tuple[Rule, ...]:
        """The rules of labels, then those of agents, then those of stems."""
        self._read_lists()
        found = [rule for table in _named(self.top, "label") for rule in self._label_rules(table)]
        self.phrases.names = ""
        agents = agent_tables(self.top, self.facets, self.read_table)
        found += [self._agent(table) for table in agents]
        found += [self._stem(table) for table in self.top.tables("stem")]
        return tuple(found)

    def scopes(self) -> tuple[Scope, ...]:
        """The scopes in the order of the file."""
        return tuple(self._scope(table) for table in _named(self.top, "scope"))

    def _read_lists(self) -> None:
        values = self.top.values.get("list", {})
        if not isinstance(values, dict):
            self.top.fail("'list' should be written as [list]")
        table = Table(values, f"{self.top.where}: list")
        self.phrases.names = "name"  # a label has its own
        for name in values:
            # A list may use the ones above it, so none can hold itself.
            self._phrases(table, name)
            self.phrases.lists[name] = table.texts(name)

    def _label_rules(self, table: Table) -> Iterator[Rule]:
        key = table.text("facet"), table.text("id")
        names = table.texts("names")
        self.phrases.names = f"[{'|'.join(names)}]" if names else ""
        parts = [table] if {"any", "earned_by"} & table.values.keys() else []
        for number, part in enumerate(parts + table.tables("rule"), start=1):
            if part is not table:
                part = part.at(f"{table.where}#{number}")
                part.only(_CONDITIONS)
            yield Rule(
                id=f"{key[0]}/{key[1]}#{number}",
                gives=(key,),
                any=self._phrases(part, "any", needed="earned_by" not in part.values),
                requires=self._phrases(part, "requires"),
                unless=self._phrases(part, "unless"),
                but_not=self._phrases(part, "but_not"),
                within=self._phrases(part, "within"),
                not_in_capitals=part.flag("not_in_capitals"),
                exact=part.flag("exact"),
                fields=_fields(part),
                earned_by=self._widened(part, "earned_by"),
                present=self._widened(part, "present"),
                absent=self._widened(part, "absent"),
            )

    def _agent(self, table: Table) -> Rule:
        table.only(set(COLUMNS), set(self.facets))
        agent = read_agent(table)
        try:
            phrases = tuple(agent_phrases(agent, self.phrases.read))
        except PhraseError as error:
            table.fail(str(error))
        return Rule(
            id=f"agent/{agent.name.lower()}",
            gives=self._gives(table),
            any=phrases,
            unless=self._phrases(table, "unless"),
            but_not=self._phrases(table, "but_not"),
            kind=AGENT,
            agent=agent,
        )

    def _stem(self, table: Table) -> Rule:
        table.only({"ending", "but_not", "unless"}, set(self.facets))
        ending = table.text("ending")
        if not re.fullmatch("[a-z]{3,}", ending):
            table.fail("'ending' should be three or more lower-case letters")
        before = max(0, _SHORTEST_NAME - len(ending))
        form = f"{BEFORE}{stem_letters(before)}(?i:{ending})(?:(?i:s))?{AFTER}"
        samples = ("x" * before + ending,)
        calls = ((ending, ()),)
        needs, choices = ((ending,),), self.phrases.choices
        phrase = Phrase.of(f"*{ending}", form, needs, False, samples, (ending,), calls, choices)
        return Rule(
            f"stem/{ending}",
            self._gives(table),
            (phrase,),
            unless=self._phrases(table, "unless"),
            but_not=self._phrases(table, "but_not"),
            kind=STEM,
        )

    def _gives(self, table: Table) -> tuple[Key, ...]:
        given = tuple((facet, id_) for facet in self.facets for id_ in table.texts(facet))
        for facet, id_ in given:
            if (facet, id_) not in self.labels:
                table.fail(f"unknown label {facet}/{id_}")
        if not given:
            table.fail("gives no label")
        return given

    def _widened(self, table: Table, key: str) -> frozenset[Key]:
        """Labels that are written as ``facet/label``, or facets, with all that imply them."""
        found = set[Key]()
        for text in table.texts(key):
            facet, _, id_ = text.partition("/")
            named = {
                each
                for each in self.labels
                if each[0] == facet and (not id_ or (facet, id_) in {each, *self.implied[each]})
            }
            if not named:
                table.fail(f"unknown facet or label {text!r} in {key!r}")
            found |= named
        return frozenset(found)

    def _named_labels(self, table: Table, key: str) -> frozenset[Key]:
        """Labels that are written as ``facet/label``."""
        named = [tuple(text.split("/", 1)) for text in table.texts(key)]
        for name in named:
            if name not in self.labels:
                table.fail(f"unknown label {'/'.join(name)!r} in {key!r}")
        return frozenset((name[0], name[1]) for name in named)

    def _scope(self, table: Table) -> Scope:
        table.only(_SCOPE)
        covers, facets = table.text("covers"), table.texts("facets") or tuple(self.facets)
        if covers not in _COVERS:
            table.fail(f"'covers' should be one of {', '.join(_COVERS)}")
        beside = table.text("only_beside", "")
        for facet in (*facets, *filter(None, [beside])):
            if facet not in self.facets:
                table.fail(f"unknown facet {facet!r}")
        return Scope(
            id=table.text("id"),
            cues=self._phrases(table, "cues", needed=True),
            covers=covers,
            facets=facets,
            labels=self._named_labels(table, "labels"),
            fields=_fields(table),
            stops=self._phrases(table, "stops"),
            but_not=self._phrases(table, "but_not"),
            unless=self._phrases(table, "unless"),
            only_beside=beside,
        )

    def beyond_title(self) -> BeyondTitle:
        """What is asked of labels that only fields beyond the title say."""
        table = self._table(self.top, "beyond-title")
        table.only({"beside", "adding", "strategies"})
        beside = self._table(table, "beside")
        adding = frozenset(table.texts("adding"))
        for facet in [*beside.values, *sorted(adding)]:
            if facet not in self.facets:
                table.fail(f"unknown facet {facet!r}")
        return BeyondTitle(
            beside={facet: self._widened(beside, facet) for facet in beside.values},
            adding=adding,
            strategies=self._widened(table, "strategies"),
        )

    def _table(self, above: Table, key: str) -> Table:
        """A table that may be missing."""
        values = above.values.get(key, {})
        if not isinstance(values, dict):
            above.fail(f"{key!r} should be written as a table")
        return Table(values, f"{self.top.where}: {key}")

    def doubts(self) -> tuple[DoubtRule, ...]:
        """The doubts in the order of the file, which is that of their weight."""
        return tuple(self._doubt(table) for table in _named(self.top, "doubt"))

    def _doubt(self, table: Table) -> DoubtRule:
        table.only(_DOUBT)
        signal, facet = table.text("signal"), table.text("facet", "")
        if signal not in list(Signal):
            table.fail(f"'signal' should be one of {', '.join(Signal)}")
        several, ids = table.text("several", ""), {f"{one}/{id_}" for one, id_ in self.labels}
        present, absent = table.texts("present"), table.texts("absent")
        for name in filter(None, [facet, several, *present, *absent]):
            if name not in self.facets and (name in {facet, several} or name not in ids):
                table.fail(f"unknown facet or label {name!r}")
        if not facet and signal not in {Signal.WORDS, Signal.CODE, Signal.LABELS}:
            table.fail(f"'facet' should say whose labels a signal {signal!r} is about")
        return DoubtRule(
            id=table.text("id"),
            says=table.text("says"),
            signal=Signal(signal),
            weight=table.weight("weight"),
            facet=facet,
            present=present,
            absent=absent,
            several=several,
            any=self._phrases(table, "any", needed=signal == Signal.WORDS),
            requires=self._phrases(table, "requires"),
            unless=self._phrases(table, "unless"),
            but_not=self._phrases(table, "but_not"),
        )

    def _phrases(self, table: Table, key: str, *, needed: bool = False) -> tuple[Phrase, ...]:
        texts = table.texts(key)
        if needed and not texts:
            table.fail(f"{key!r} should hold at least one phrase")
        return self._read(table, texts)

    def _read(self, table: Table, texts: Sequence[str]) -> tuple[Phrase, ...]:
        try:
            found = tuple(phrase for text in texts for phrase in self.phrases.read(text))
            # The reader keeps each phrase, so that the same one has the same identity.
            return self.shared.setdefault(tuple(map(id, found)), found)
        except PhraseError as error:
            table.fail(str(error))
