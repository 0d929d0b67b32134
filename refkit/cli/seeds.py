"""Seeds out of a file, and what of their lists a library has already: for several commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from refkit.cli import values
from refkit.cli.say import announce
from refkit.text.plural import count_noun

if TYPE_CHECKING:
    from refkit.formats.seeds import Seeds
    from refkit.model.bibliography import Bibliography
    from refkit.model.held import Held

seeds = click.option(
    "--seeds",
    "seeds_files",
    metavar="FILE",
    type=values.FILE,
    multiple=True,
    help="Also the works that FILE names: a DOI a line, a column, a library, - stdin; repeatable.",
)

against = click.option(
    "--against",
    metavar="LIBRARY",
    type=values.FILE,
    multiple=True,
    help="Mark what this library (.bib, .ris, ...) has already, in tables a column; repeatable.",
)


def read_seeds(names: Sequence[str], given: tuple[str, ...]) -> Seeds:
    """The seeds of some files, none where there is no file; what is no seed is told.

    ``given`` is what is fetched besides. Raises UsageError where there is neither, or standard
    input is read twice; InputError where no seed is in a file.
    """
    from refkit.formats.seeds import Seeds

    if not names and not given:
        raise click.UsageError("Missing argument 'DOI|FILE...', or seeds: --seeds FILE.")
    if [*names, *given].count("-") > 1:
        raise click.UsageError("standard input can be read once")
    found = [_read_seeds(name) for name in dict.fromkeys(names)]
    return Seeds(
        tuple(seed for each in found for seed in each.identifiers),
        tuple(line for each in found for line in each.left_out),
        tuple(line for each in found for line in each.repeated),
    )


def _read_seeds(name: str) -> Seeds:
    from refkit.cli.inputs import decoded
    from refkit.formats import seeds as format_

    text, where = decoded(name)
    found = format_.read_seeds(text, name, where)
    for line in (*found.repeated, *found.left_out):
        announce(line)
    out = f", {len(found.left_out)} left out" if found.left_out else ""
    again = f", {len(found.repeated)} named again" if found.repeated else ""
    announce(f"{where}: {count_noun(len(found.identifiers), 'seeds')}{again}{out}")
    return found


def read_libraries(names: Sequence[str]) -> dict[str, Bibliography]:
    """The libraries to compare with, by their names; raises InputError where one cannot be read."""
    from refkit.cli.inputs import read

    return {name: read(name).bibliography for name in dict.fromkeys(names)}


def held_works(
    bibliography: Bibliography, libraries: Mapping[str, Bibliography]
) -> Mapping[str, Held] | None:
    """What libraries have already, by the ids of the bibliography, and told; None without one.

    Of several that have a work the first is named, one that surely has it before one that may.
    """
    found: dict[str, Held] = {}
    for name, library in libraries.items():
        there = _held(bibliography, library, name)
        better = {
            id_ for id_, each in there.items() if id_ not in found or _is_surer(each, found[id_])
        }
        found |= {id_: there[id_] for id_ in better}
    return found if libraries else None


def _held(bibliography: Bibliography, library: Bibliography, name: str) -> Mapping[str, Held]:
    from refkit import held_in

    found = held_in(bibliography, library)
    sure = sum(not each.doubt for each in found.values())
    doubt = f", {len(found) - sure} perhaps" if len(found) > sure else ""
    announce(f"{name}: has {sure} of {count_noun(len(bibliography.entries), 'works')}{doubt}")
    return found


def _is_surer(one: Held, other: Held) -> bool:
    return bool(other.doubt) and not one.doubt
