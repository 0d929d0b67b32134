"""A taxonomy as it is once it was read: what ships is read when it is packed, not at every start.

To read the TOML of a thousand rules, check it and turn its phrases into patterns takes half a
second. What comes out of that is written beside the TOML when a wheel is packed, and is used where
it was made of these very files by this very code; otherwise the TOML is read.

The file has JSON in lines: first what every run needs, then each phrase, rule or other part on a
line of its own, which is read when it is first asked for. A few titles ask for one in fifty.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, astuple, fields
from pathlib import Path
from typing import Any, TypeVar

from refkit.tagging.lazy import LazyMapping, LazySequence, by_number
from refkit.tagging.patterns import Choices, Needs, Phrase
from refkit.tagging.phrase_forms import Branches
from refkit.tagging.phrase_index import PhraseIndex
from refkit.tagging.rules import Agent, BeyondTitle, DoubtRule, Label, Rule, Scope, Signal

TAXONOMIES = Path(__file__).parent / "taxonomies"
SUFFIX = ".compiled.jsonl"

Parts = dict[str, Any]
"""What a taxonomy is made of, by the names of its fields."""

_SOURCES = frozenset({".toml", ".csv", ".py"})
_SECTIONS = (
    "keys", "choices", "phrases", "groups", "labels", "rules", "scopes", "doubts",
    "indexes",
)  # fmt: skip
"""What has a line for each of its parts."""

_T = TypeVar("_T")
_read = json.JSONDecoder().raw_decode


def load_compiled(name: str, folder: Path = TAXONOMIES) -> Parts | None:
    """The parts of a shipped taxonomy; None where no compiled form of these very files is there."""
    try:
        first, _, rest = (folder / f"{name}{SUFFIX}").read_bytes().partition(b"\n")
        head = json.loads(first)
        if head["made_of"] != _made_of(name) or head["checksum"] != zlib.crc32(rest):
            return None
        return _Decoder(head, rest.split(b"\n")).parts()
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # missing or damaged: it holds nothing that the TOML does not


def write_compiled(name: str, parts: Mapping[str, Any], folder: Path = TAXONOMIES) -> None:
    """Write the compiled form of a shipped taxonomy; the same parts give the same bytes.

    Raises OSError where it cannot be written.
    """
    found = _Encoder().encoded(parts)
    sections = {each: found.pop(each) for each in _SECTIONS}
    rest = "\n".join(_json(part) for each in sections.values() for part in each).encode()
    counts = {each: len(parts) for each, parts in sections.items()}
    head = {"made_of": _made_of(name), "checksum": zlib.crc32(rest), "counts": counts, **found}
    (folder / f"{name}{SUFFIX}").write_bytes(_json(head).encode() + b"\n" + rest)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _made_of(name: str) -> str:
    """The SHA-256 of all that decides what comes out: the files of taxonomies, and the code."""
    made = hashlib.sha256(name.encode())
    for path in sorted([*TAXONOMIES.iterdir(), *TAXONOMIES.parent.glob("*.py")]):
        if path.suffix in _SOURCES:
            made.update(f"\0{path.name}\0".encode())
            made.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return made.hexdigest()


class _Numbered(dict[Any, int]):
    """Values by their number, each once."""

    def __missing__(self, value: Any) -> int:
        self[value] = number = len(self)
        return number


class _Encoder:
    """Writes what many parts share once, and its number everywhere else."""

    def __init__(self) -> None:
        self.keys, self.groups = _Numbered(), _Numbered()
        self.phrases = _Numbered()  # by identity: the same words have one pattern for each label
        self.by_id: dict[int, Phrase] = {}

    def encoded(self, parts: Mapping[str, Any]) -> Parts:
        found = {name: parts[name] for name in ("id", "version", "facets", "lists")}
        found["proper_names"] = sorted(parts["proper_names"])
        found["ranks"] = list(parts["ranks"])
        found["rule_ids"] = [rule.id for rule in parts["rules"]]
        found["derived"] = [n for n, rule in enumerate(parts["rules"]) if rule.earned_by]
        # In one order: they come out of sets, which have another one in each process.
        found["earned_by"] = sorted([*key, numbers] for key, numbers in parts["earned_by"].items())
        for name in _KINDS:
            found[name] = [self.part(each) for each in parts[name]]
        found["implied"] = [
            [*key, *sorted(id_ for _, id_ in above)] for key, above in parts["implied"].items()
        ]
        beyond = parts["beyond"]
        found["beyond"] = {
            "beside": {facet: sorted(keys) for facet, keys in beyond.beside.items()},
            "adding": sorted(beyond.adding),
            "strategies": sorted(beyond.strategies),
        }
        made = list({id(index): index for index in parts["indexes"].values()}.values())
        found["indexes"] = [self.index(each) for each in made]
        found["index_of"] = {
            name: next(number for number, each in enumerate(made) if each is index)
            for name, index in parts["indexes"].items()
        }
        found["phrases"] = [self.phrase(each) for each in self.by_id.values()]
        found["groups"] = list(self.groups)
        found["choices"] = [
            [(self.keys[keys], form) for keys, form in each] for each in self._choices()
        ]
        return {**found, "keys": list(self.keys)}

    def _choices(self) -> Sequence[Branches]:
        """The long choices, which all phrases of a taxonomy share."""
        return next((each.choices.branches for each in self.by_id.values()), ())

    def part(self, part: Label | Rule | Scope | DoubtRule) -> Parts:
        """A part by its fields, without those that have their usual value."""
        found = {}
        for each in _given(type(part)):
            value = getattr(part, each.name)
            if each.default is MISSING or value != each.default:
                found[each.name] = self.value(each, value)
        return found

    def value(self, field: Field[Any], value: Any) -> Any:
        if field.type == _PHRASES:
            return self.groups[tuple(self.number(phrase) for phrase in value)]
        if isinstance(value, Agent):
            return astuple(value)
        return sorted(value) if isinstance(value, frozenset) else value

    def number(self, phrase: Phrase) -> int:
        self.by_id[id(phrase)] = phrase
        return self.phrases[id(phrase)]

    def need(self, needs: Needs) -> list[str | int]:
        """Letters that have no choice stand there as they are."""
        return [each[0] if len(each) == 1 else self.keys[each] for each in needs]

    def phrase(self, phrase: Phrase) -> list[Any]:
        calls = [item for key, beside in phrase.calls for item in (key, self.need(beside))]
        return [
            phrase.source, phrase.form, self.need(phrase.needs), phrase.starts, phrase.samples,
            self.keys[phrase.heads], calls, phrase.key, self.need(phrase.others),
        ]  # fmt: skip

    def index(self, index: PhraseIndex) -> Parts:
        tables = {name: getattr(index, name) for name in _TABLES}
        groups = [item for group, phrase in index.phrases for item in (group, self.number(phrase))]
        needs = list(map(self.need, index.needs))
        return {"phrases": groups, "needs": needs, "longest": index.longest, **tables}


_KINDS: dict[str, type[Label | Rule | Scope | DoubtRule]] = {
    "labels": Label, "rules": Rule, "scopes": Scope, "doubts": DoubtRule,
}  # fmt: skip
_PHRASES = "Sequence[Phrase]"
_TABLES = ("beginnings", "words", "within", "unspaced")


def _given(kind: type[Any]) -> list[Field[Any]]:
    return [each for each in fields(kind) if each.init]


class _Decoder:
    """Makes the parts anew when they are asked for; what was one tuple or phrase is one again."""

    def __init__(self, head: Parts, lines: Sequence[bytes]) -> None:
        self.head, self.lines = head, lines
        counts = head["counts"]
        self.firsts = {
            name: sum(counts[each] for each in _SECTIONS[:place])
            for place, name in enumerate(_SECTIONS)
        }
        if sum(counts.values()) != len(lines):
            raise ValueError("lines are missing")
        self.keys = self._section("keys", tuple)
        self._key = by_number(self.keys)
        self.choices = Choices(self._section("choices", self._branches))
        self.phrases = self._section("phrases", self._phrase)
        self.groups = self._section("groups", self._group)

    def _section(self, name: str, make: Callable[[Any], _T]) -> LazySequence[_T]:
        first, lines = self.firsts[name], self.lines
        return LazySequence(
            self.head["counts"][name], lambda number: make(_read(lines[first + number].decode())[0])
        )

    def _group(self, numbers: Sequence[int]) -> Sequence[Phrase]:
        phrase = by_number(self.phrases)
        return LazySequence(len(numbers), lambda place: phrase(numbers[place]))

    def _needs(self, found: Sequence[str | int]) -> Needs:
        key = self._key
        return tuple([(each,) if isinstance(each, str) else key(each) for each in found])

    def _branches(self, found: Iterable[tuple[int, str]]) -> Branches:
        return tuple([(self._key(number), form) for number, form in found])

    def parts(self) -> Parts:
        head = self.head
        made = {name: self._section(name, self._maker(kind)) for name, kind in _KINDS.items()}
        rules, derived = made["rules"], head["derived"]
        return {
            "id": head["id"],
            "version": head["version"],
            "facets": tuple(head["facets"]),
            "proper_names": frozenset(head["proper_names"]),
            **made,
            "ranks": {(facet, id_): rank for rank, (facet, id_) in enumerate(head["ranks"])},
            "rule_of": LazyMapping({id_: n for n, id_ in enumerate(head["rule_ids"])}, rules),
            "derived": LazySequence(len(derived), lambda number: rules[derived[number]]),
            "earned_by": {(facet, id_): numbers for facet, id_, numbers in head["earned_by"]},
            "implied": {
                (facet, id_): frozenset([(facet, each) for each in above])
                for facet, id_, *above in head["implied"]
            },
            "lists": {name: tuple(texts) for name, texts in head["lists"].items()},
            "indexes": LazyMapping(head["index_of"], self._section("indexes", self._index)),
            "beyond": _beyond_title(**head["beyond"]),
        }

    def _phrase(self, found: Sequence[Any]) -> Phrase:
        source, form, needs, starts, samples, heads, calls, key, others = found
        # Asked for where phrases are indexed anew alone, and a list of antigens has hundreds.
        called = LazySequence(
            len(calls) // 2, lambda n: (calls[2 * n], self._needs(calls[2 * n + 1]))
        )
        return Phrase(
            source, form, self._needs(needs), starts, tuple(samples), self._key(heads),
            called, key, self._needs(others), self.choices,
        )  # fmt: skip

    def _index(self, found: Parts) -> PhraseIndex:
        numbers, phrase, needs = found["phrases"], by_number(self.phrases), found["needs"]
        places = LazySequence(
            len(numbers) // 2, lambda n: (numbers[2 * n], phrase(numbers[2 * n + 1]))
        )
        tables = {name: found[name] for name in _TABLES}
        beside = LazySequence(len(needs), lambda number: self._needs(needs[number]))
        return PhraseIndex(places, beside, longest=found["longest"], **tables)

    def _maker(self, kind: type[Any]) -> Callable[[Parts], Any]:
        read = {each.name: self._reader(str(each.type)) for each in _given(kind)}
        return lambda part: kind(**{name: read[name](value) for name, value in part.items()})

    def _reader(self, kind: str) -> Callable[[Any], Any]:
        return self.groups.__getitem__ if kind == _PHRASES else _READERS[kind]


def _same(value: _T) -> _T:
    return value


def _agent(value: Sequence[Any] | None) -> Agent | None:
    if value is None:
        return None
    parts: list[Any] = [tuple(each) if isinstance(each, list) else each for each in value]
    return Agent(*parts)


def _beyond_title(
    beside: Mapping[str, Sequence[Sequence[str]]],
    adding: Sequence[str],
    strategies: Sequence[Sequence[str]],
) -> BeyondTitle:
    kept = {facet: _label_keys(keys) for facet, keys in beside.items()}
    return BeyondTitle(kept, frozenset(adding), _label_keys(strategies))


def _label_keys(value: Iterable[Sequence[str]]) -> frozenset[tuple[str, str]]:
    return frozenset([(facet, id_) for facet, id_ in value])


def _keys(value: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple([tuple(each) for each in value])


_READERS: dict[str, Callable[[Any], Any]] = {
    "str": _same,
    "bool": _same,
    "float": _same,
    "int": _same,
    "tuple[str, ...]": tuple,
    "tuple[tuple[str, str], ...]": _keys,
    "frozenset[tuple[str, str]]": _label_keys,
    "Signal": Signal,
    "Agent | None": _agent,
}
