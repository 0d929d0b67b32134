"""A taxonomy: the labels of its facets, and what earns them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from refkit.errors import InputError
from refkit.files.reading import read_text
from refkit.tagging.compiled_taxonomy import TAXONOMIES as TAXONOMIES_FOLDER
from refkit.tagging.compiled_taxonomy import Parts, load_compiled, write_compiled
from refkit.tagging.fields import FIELDS, RUNNING_TEXT
from refkit.tagging.phrase_index import PhraseIndex
from refkit.tagging.rules import BeyondTitle, DoubtRule, Label, Rule, Scope

if TYPE_CHECKING:
    # What reads TOML is loaded where TOML is read: what ships has been read before.
    from refkit.tagging.agents import ReadTable
    from refkit.tagging.toml_table import Table

Key = tuple[str, str]

SHIPPED = ("therapy-modality", "study-design", "medical-imaging")
TAXONOMIES = ("therapy-modality",)
"""The taxonomies that label where none is named; the others that ship are for other subjects."""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Labels, sorted by facet and then as in the file, with the rules and scopes that give them.

    ``proper_names`` are words of the field that keep their capitals in any style. ``derived`` are
    the rules that other labels earn, ``earned_by`` their numbers by these labels. ``beyond`` says
    what is asked of fields beyond the title.
    """

    id: str
    version: str
    facets: tuple[str, ...]
    labels: Sequence[Label]
    proper_names: frozenset[str] = field(repr=False)
    rules: Sequence[Rule] = field(repr=False)
    scopes: Sequence[Scope] = field(repr=False)
    indexes: Mapping[str, PhraseIndex] = field(repr=False, compare=False)
    implied: Mapping[Key, frozenset[Key]] = field(repr=False, compare=False)
    ranks: Mapping[Key, int] = field(repr=False, compare=False)
    doubts: Sequence[DoubtRule] = field(repr=False)
    lists: Mapping[str, tuple[str, ...]] = field(repr=False, compare=False)
    rule_of: Mapping[str, Rule] = field(repr=False, compare=False)
    derived: Sequence[Rule] = field(default=(), repr=False, compare=False)
    earned_by: Mapping[Key, Sequence[int]] = field(default_factory=dict, repr=False, compare=False)
    beyond: BeyondTitle = field(default=BeyondTitle(), repr=False, compare=False)

    @property
    def stamp(self) -> str:
        """Id and version, as a bibliography records them: ``therapy-modality@2026.1``."""
        return f"{self.id}@{self.version}"

    def ancestors(self, facet: str, label: str) -> frozenset[str]:
        """The ids of all labels that a label implies, itself left out.

        Raises KeyError for a label that the facet does not have.
        """
        return frozenset(id_ for _, id_ in self.implied[facet, label])


def read_taxonomy(text: str, where: str, read_table: ReadTable | None = None) -> Taxonomy:
    """Read a taxonomy from its TOML text; ``where`` is the name that errors give it.

    ``read_table`` gives the text of a table of agents that it names. Raises InputError, one line
    naming ``where``, the label and what is wrong with it.
    """
    from refkit.tagging.agents import no_table
    from refkit.tagging.taxonomy_reader import TOP, RuleReader, read_implied, read_labels

    top = _read_toml(text, where)
    top.only(TOP)
    facets = top.texts("facets")
    labels = read_labels(top, facets)
    implied = read_implied(top, labels)
    reader = RuleReader(top, facets, labels, implied, read_table or no_table)
    rules, scopes = reader.rules(), reader.scopes()
    return _with_what_follows(
        {
            "id": top.text("id"),
            "version": top.text("version"),
            "facets": facets,
            "labels": tuple(labels.values()),
            "proper_names": frozenset(top.texts("proper-names")),
            "rules": rules,
            "scopes": scopes,
            "indexes": index_fields(rules, scopes),
            "implied": implied,
            "doubts": reader.doubts(),
            "lists": reader.phrases.lists,
            "beyond": reader.beyond_title(),
        }
    )


def index_fields(rules: Sequence[Rule], scopes: Sequence[Scope]) -> dict[str, PhraseIndex]:
    """An index for each field: of the rules that speak there, then of the scopes, by their cues.

    Fields of the same rules and scopes share theirs.
    """
    made: dict[tuple[tuple[int, ...], tuple[bool, ...]], PhraseIndex] = {}
    indexes = {}
    for name in FIELDS:
        speaking = tuple(number for number, rule in enumerate(rules) if name in rule.fields)
        # In lists of headings and the like every scope counts.
        open_ = tuple(name in scope.fields or name not in RUNNING_TEXT for scope in scopes)
        if (speaking, open_) not in made:
            heard = set(speaking)
            phrases = [rule.any if number in heard else () for number, rule in enumerate(rules)]
            cues = [
                scope.cues if is_open else () for scope, is_open in zip(scopes, open_, strict=True)
            ]
            made[speaking, open_] = PhraseIndex.of([*phrases, *cues])
        indexes[name] = made[speaking, open_]
    return indexes


def load_taxonomy(name_or_path: str) -> Taxonomy:
    """Load a taxonomy: a shipped one or a plug-in's by its name, or the path of a ``.toml`` file.

    Raises InputError when there is no such taxonomy, or when it cannot be read.
    """
    return _shipped(name_or_path) if name_or_path in SHIPPED else _read(name_or_path)


def load_taxonomies(names: Sequence[str]) -> list[Taxonomy]:
    """Load the taxonomies of one run, one that is named twice once.

    Raises InputError as ``load_taxonomy``, and for two that have a facet of the same name.
    """
    chosen = [(name, load_taxonomy(name)) for name in distinct_taxonomies(names)]
    refuse_shared_facets(chosen)
    return [taxonomy for _, taxonomy in chosen]


def distinct_taxonomies(names: Sequence[str]) -> list[str]:
    """Names and paths of taxonomies, of those that mean the same one the first."""
    files = {os.path.realpath(x) if x.endswith(".toml") else x: x for x in reversed(names)}
    return list(reversed(files.values()))


def refuse_shared_facets(named: Iterable[tuple[str, Taxonomy]]) -> None:
    """Raise InputError where two taxonomies have a facet of the same name.

    A label and what a person decided on it are known by facet and id alone.
    """
    holders: dict[str, str] = {}
    for name, taxonomy in named:
        for facet in taxonomy.facets:
            if (other := holders.setdefault(facet, name)) != name:
                raise InputError(
                    f"{other} and {name} both have a facet {facet!r}, so that nobody could tell "
                    "whose its labels are: tag with one of the two, or rename the facet in yours"
                )


@cache
def _shipped(name: str) -> Taxonomy:
    compiled = load_compiled(name)
    return Taxonomy(**compiled) if compiled else _read(name)


def compile_shipped(folder: Path = TAXONOMIES_FOLDER) -> None:
    """Write the compiled forms of the shipped taxonomies; raises OSError where it cannot."""
    for name in SHIPPED:
        write_compiled(name, parts_of(_read(name)), folder)


def parts_of(taxonomy: Taxonomy) -> Parts:
    """What a taxonomy is made of, by the names of its fields."""
    return {each.name: getattr(taxonomy, each.name) for each in fields(taxonomy)}


def _with_what_follows(parts: Parts) -> Taxonomy:
    """A taxonomy of its parts, with what follows from them."""
    rules: tuple[Rule, ...] = parts["rules"]
    derived = tuple(rule for rule in rules if rule.earned_by)
    return Taxonomy(
        ranks={label.key: rank for rank, label in enumerate(parts["labels"])},
        rule_of={rule.id: rule for rule in rules},
        derived=derived,
        earned_by=derived_from(derived),
        **parts,
    )


def derived_from(derived: Sequence[Rule]) -> dict[Key, list[int]]:
    """The numbers of the rules that each label speaks for."""
    found: dict[Key, list[int]] = {}
    for number, rule in enumerate(derived):
        for key in rule.earned_by:
            found.setdefault(key, []).append(number)
    return found


def _read(name_or_path: str) -> Taxonomy:
    where, text, read_table = _opened(name_or_path)
    return read_taxonomy(text, where, read_table)


@dataclass(frozen=True, slots=True)
class TaxonomyText:
    """A taxonomy that is not read yet: its name in messages, its TOML, its tables by their names.

    All that its labels depend on, so that it can be read where its files are not.
    """

    where: str
    toml: str
    tables: tuple[tuple[str, str], ...] = ()

    def read(self) -> Taxonomy:
        """Read it; raises as ``read_taxonomy``."""
        return read_taxonomy(self.toml, self.where, dict(self.tables).__getitem__)


def taxonomy_text(name_or_path: str) -> TaxonomyText:
    """The text of a taxonomy with that of its tables; raises as ``load_taxonomy``."""
    from refkit.tagging.agents import table_names

    where, text, read_table = _opened(name_or_path)
    names = table_names(_read_toml(text, where))
    return TaxonomyText(where, text, tuple((name, read_table(name)) for name in names))


def taxonomy_files(path: Path) -> list[Path]:
    """A taxonomy's file and the tables of agents that it names now; raises as ``load_taxonomy``."""
    from refkit.tagging.agents import table_names

    where, text, _ = _opened(str(path))
    return [path, *(path.parent / name for name in table_names(_read_toml(text, where)))]


def _opened(name_or_path: str) -> tuple[str, str, ReadTable]:
    """What a taxonomy is called in messages, its TOML text, and who reads tables beside it."""
    if name_or_path in SHIPPED:
        name = f"{name_or_path}.toml"
        return name, _packed(name), _packed
    if name_or_path.endswith(".toml"):
        path = Path(name_or_path)
        return (
            name_or_path,
            read_text(path, is_input=False),
            lambda table: read_text(path.parent / table, is_input=False),
        )
    from refkit.tagging.plugins import plugged_names, plugged_text

    if plugged := plugged_text(name_or_path):
        return plugged
    known = ", ".join([*SHIPPED, *plugged_names()])
    raise InputError(
        f"no taxonomy is named {name_or_path!r}; known: {known}, or the path of a .toml file"
    )


def _packed(name: str) -> str:
    return (TAXONOMIES_FOLDER / name).read_text(encoding="utf-8")


def _read_toml(text: str, where: str) -> Table:
    import tomllib

    from refkit.tagging.toml_table import Table

    try:
        return Table(tomllib.loads(text), where)
    except RecursionError:
        raise InputError(f"{where}: not TOML: nested too deeply") from None
    except ValueError as error:  # that it is no TOML, or a number of more digits than Python reads
        raise InputError(f"{where}: not TOML: {' '.join(str(error).split())}") from None
