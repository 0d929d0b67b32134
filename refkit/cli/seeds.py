"""Seeds out of a file, and what of their lists a library has already: for several commands."""

from __future__ import annotations

from collections.abc import Mapping
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
    "seeds_file",
    metavar="FILE",
    type=values.FILE,
    help="Also the works that FILE names: a DOI a line, a column, a library; - is stdin.",
)

against = click.option(
    "--against",
    metavar="LIBRARY",
    type=values.FILE,
    help="Mark what this library has already, in tables as a column: a .bib, .ris, .refkit.json.",
)


def read_seeds(name: str | None, given: tuple[str, ...]) -> Seeds:
    """The seeds of a file, none where there is no file; what is no seed is told.

    ``given`` is what is fetched besides. Raises UsageError where there is neither, or standard
    input is both; InputError where no seed is in the file.
    """
    from refkit.cli.inputs import decoded
    from refkit.formats import seeds as format_

    if name is None and not given:
        raise click.UsageError("Missing argument 'DOI|FILE...', or seeds: --seeds FILE.")
    if name == "-" and "-" in given:
        raise click.UsageError("standard input can be read once")
    if name is None:
        return format_.Seeds(())
    text, where = decoded(name)
    found = format_.read_seeds(text, name, where)
    for line in (*found.repeated, *found.left_out):
        announce(line)
    out = f", {len(found.left_out)} left out" if found.left_out else ""
    again = f", {len(found.repeated)} named again" if found.repeated else ""
    announce(f"{where}: {count_noun(len(found.identifiers), 'seeds')}{again}{out}")
    return found


def read_library(name: str | None) -> Bibliography | None:
    """The library to compare with; raises InputError where it cannot be read."""
    from refkit.cli.inputs import read

    return read(name).bibliography if name else None


def held(
    bibliography: Bibliography, library: Bibliography | None, name: str | None
) -> Mapping[str, Held] | None:
    """What a library has already, by the ids of the bibliography, and told; None without one."""
    from refkit import held_in

    if library is None:
        return None
    found = held_in(bibliography, library)
    sure = sum(not each.doubt for each in found.values())
    doubt = f", {len(found) - sure} perhaps" if len(found) > sure else ""
    announce(f"{name}: has {sure} of {count_noun(len(bibliography.entries), 'works')}{doubt}")
    return found
