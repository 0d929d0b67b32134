"""A taxonomy as it is once it was read: what ships is read when it is packed, not at every start.

To read the TOML of a thousand rules, check it and turn its phrases into patterns takes half a
second. What comes out of that is written as JSON beside the TOML when a wheel is packed, and is
used where it was made of these very files by this very code; otherwise the TOML is read.
"""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, astuple, fields
from pathlib import Path
from typing import Any, TypeVar

from refkit.tagging.patterns import Branches, Choices, Needs, Phrase
from refkit.tagging.phrase_index import PhraseIndex
from refkit.tagging.rules import Agent, BeyondTitle, DoubtRule, Label, Rule, Scope, Signal

TAXONOMIES = Path(__file__).parent / "taxonomies"
SUFFIX = ".compiled.json"

Parts = dict[str, Any]
"""What a taxonomy is made of, by the names of its fields."""

PARTS = (
    "id", "version", "facets", "labels", "proper_names", "rules", "scopes", "doubts", "implied",
    "lists", "indexes", "beyond",
)  # fmt: skip
"""The fields that are kept; all others follow from them."""

_T = TypeVar("_T")


def load_compiled(name: str, folder: Path = TAXONOMIES) -> Parts | None:
    """The parts of a shipped taxonomy; None where no compiled form of these very files is there."""
    was_collecting = gc.isenabled()
    gc.disable()  # a hundred thousand objects are made and none is thrown away: half of the time
    try:
        found = json.loads((folder / f"{name}{SUFFIX}").read_bytes())
        return _Decoder(found).parts() if found["made_of"] == _made_of(name) else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # missing or damaged: it holds nothing that the TOML does not
    finally:
        if was_collecting:
            gc.enable()


def write_compiled(name: str, parts: Mapping[str, Any], folder: Path = TAXONOMIES) -> None:
    """Write the compiled form of a shipped taxonomy; the same parts give the same bytes.

    Raises OSError where it cannot be written.
    """
    made = {"made_of": _made_of(name), **_Encoder().encoded(parts)}
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    (folder / f"{name}{SUFFIX}").write_bytes(text.encode())


def _made_of(name: str) -> str:
    """The SHA-256 of all that decides what comes out: the files of taxonomies, and the code."""
    made = hashlib.sha256(name.encode())
    for path in sorted([*TAXONOMIES.iterdir(), *TAXONOMIES.parent.glob("*.py")]):
        if not path.name.endswith(SUFFIX) and path.is_file():
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
        self.keys, self.needs, self.groups = _Numbered(), _Numbered(), _Numbered()
        self.phrases = _Numbered()  # by identity: the same words have one pattern for each label
        self.by_id: dict[int, Phrase] = {}

    def encoded(self, parts: Mapping[str, Any]) -> Parts:
        found = {name: parts[name] for name in ("id", "version", "facets", "lists")}
        found["proper_names"] = sorted(parts["proper_names"])
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
        found["groups"], found["needs"] = list(self.groups), list(self.needs)
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

    def need(self, needs: Needs) -> int:
        return self.needs[tuple(self.keys[each] for each in needs)]

    def phrase(self, phrase: Phrase) -> list[Any]:
        calls = [item for key, beside in phrase.calls for item in (key, self.need(beside))]
        return [
            phrase.source, phrase.form, self.need(phrase.needs), phrase.starts, phrase.samples,
            self.keys[phrase.heads], calls, phrase.key, self.need(phrase.others),
        ]  # fmt: skip

    def index(self, index: PhraseIndex) -> Parts:
        numbers = [self.need(needs) for needs in index.needs]
        tables = {
            name: {
                key: [numbers[each] if place % 2 else each for place, each in enumerate(calls)]
                for key, calls in getattr(index, name).items()
            }
            for name in _TABLES
        }
        groups = [item for group, phrase in index.phrases for item in (group, self.number(phrase))]
        return {"phrases": groups, "longest": index.longest, **tables}


_KINDS: dict[str, type[Label | Rule | Scope | DoubtRule]] = {
    "labels": Label, "rules": Rule, "scopes": Scope, "doubts": DoubtRule,
}  # fmt: skip
_PHRASES = "tuple[Phrase, ...]"
_TABLES = ("beginnings", "words", "within", "unspaced")


def _given(kind: type[Any]) -> list[Field[Any]]:
    return [each for each in fields(kind) if each.init]


class _Decoder:
    """Makes the parts anew; what was one tuple or phrase is one again."""

    def __init__(self, found: Parts) -> None:
        self.found = found
        keys = [tuple(each) for each in found["keys"]]
        self.choices = Choices(
            [tuple([(keys[n], form) for n, form in each]) for each in found["choices"]]
        )
        self.needs: list[Needs] = [tuple([keys[n] for n in each]) for each in found["needs"]]
        self.phrases = [self._phrase(keys, *each) for each in found["phrases"]]
        self.groups = [tuple([self.phrases[n] for n in each]) for each in found["groups"]]

    def parts(self) -> Parts:
        found = self.found
        indexes = [self._index(each) for each in found["indexes"]]
        return {
            "id": found["id"],
            "version": found["version"],
            "facets": tuple(found["facets"]),
            "proper_names": frozenset(found["proper_names"]),
            **{name: self._parts(kind, found[name]) for name, kind in _KINDS.items()},
            "implied": {
                (facet, id_): frozenset([(facet, each) for each in above])
                for facet, id_, *above in found["implied"]
            },
            "lists": {name: tuple(texts) for name, texts in found["lists"].items()},
            "indexes": {name: indexes[number] for name, number in found["index_of"].items()},
            "beyond": _beyond_title(**found["beyond"]),
        }

    def _phrase(
        self,
        keys: Sequence[tuple[str, ...]],
        source: str,
        form: str,
        needs: int,
        starts: bool,
        samples: Sequence[str],
        heads: int,
        calls: Sequence[Any],
        key: str,
        others: int,
    ) -> Phrase:
        table = self.needs
        called = tuple([(calls[n], table[calls[n + 1]]) for n in range(0, len(calls), 2)])
        return Phrase(
            source, form, table[needs], starts, tuple(samples), keys[heads], called, key,
            table[others], self.choices,
        )  # fmt: skip

    def _index(self, found: Parts) -> PhraseIndex:
        numbers, phrases = found["phrases"], self.phrases
        places = [(numbers[n], phrases[numbers[n + 1]]) for n in range(0, len(numbers), 2)]
        tables = {name: found[name] for name in _TABLES}
        return PhraseIndex(places, self.needs, longest=found["longest"], **tables)

    def _parts(self, kind: type[Any], found: Iterable[Parts]) -> tuple[Any, ...]:
        read = {each.name: self._reader(str(each.type)) for each in _given(kind)}
        return tuple(
            [kind(**{name: read[name](value) for name, value in part.items()}) for part in found]
        )

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
