"""The recipe of a bulk run, and the fingerprint by which a finished file is known again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path

from refkit.bulk.columns import FIXED
from refkit.errors import InputError
from refkit.tagging.taxonomy import (
    Taxonomy,
    TaxonomyText,
    distinct_taxonomies,
    refuse_shared_facets,
    taxonomy_text,
)
from refkit.version import __version__


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides about the rows beside the input: the same recipe and input give the same bytes.

    ``taxonomies`` hold their text and that of their tables, so that a worker on another machine
    needs no file of the user's. ``where`` is a condition, or empty;
    ``keep`` are the fields of the record that are kept.
    """

    taxonomies: tuple[TaxonomyText, ...]
    where: str = ""
    keep: tuple[str, ...] = ()
    refkit: str = __version__

    def stamp(self) -> str:
        """The recipe in a few words: what a file that was made by it is marked with."""
        texts = [_digest(each) for each in self.taxonomies]
        parts = {"taxonomies": texts, "where": self.where, "keep": self.keep, "refkit": self.refkit}
        return json.dumps(parts, sort_keys=True)

    def load(self) -> tuple[Taxonomy, ...]:
        """The taxonomies; raises InputError where one cannot be read or this is another refkit."""
        if self.refkit != __version__:
            raise InputError(
                f"this worker has refkit {__version__} and the run is of {self.refkit}; "
                "install the same version everywhere"
            )
        return tuple(map(_read, self.taxonomies))


def recipe_of(names: Sequence[str], where: str = "", keep: Sequence[str] = ()) -> Recipe:
    """The recipe of a user's words: names or paths of taxonomies, a condition, fields to keep.

    Raises InputError for a taxonomy that is not there, for two that share a facet, and for a facet
    or a field that has the name of another column.
    """
    if odd := [name for name in keep if not name.isprintable() or {'"', "\\"} & set(name)]:
        raise InputError(f"{odd[0]!r} is no name of a field that could be kept")
    named = distinct_taxonomies(names)
    recipe = Recipe(tuple(map(_text, named)), where, tuple(dict.fromkeys(keep)))
    taxonomies = recipe.load()
    refuse_shared_facets(zip(named, taxonomies, strict=True))
    columns = [*FIXED, *facets_of(taxonomies), *recipe.keep]
    if doubled := {each.lower() for each in columns if _times(each, columns) > 1}:
        raise InputError(
            f"there would be two columns named {', '.join(sorted(doubled))}; columns are "
            f"{', '.join(FIXED)}, the facets of the taxonomies and what --keep names"
        )
    return recipe


def _times(name: str, columns: Sequence[str]) -> int:
    # DuckDB's names of columns have no case.
    return sum(each.lower() == name.lower() for each in columns)


def facets_of(taxonomies: Sequence[Taxonomy]) -> tuple[str, ...]:
    """The facets of taxonomies, each once, in their order."""
    return tuple(dict.fromkeys(facet for each in taxonomies for facet in each.facets))


@lru_cache(maxsize=8)
def _read(text: TaxonomyText) -> Taxonomy:
    return text.read()


def _digest(taxonomy: TaxonomyText) -> str:
    """The SHA-256 of a taxonomy's TOML and of each of its tables."""
    parts = (taxonomy.toml, *chain.from_iterable(taxonomy.tables))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _text(name: str) -> TaxonomyText:
    """A taxonomy, under a name in errors that has no folder of this machine."""
    text = taxonomy_text(name)
    return replace(text, where=Path(text.where).name) if name.endswith(".toml") else text
