"""Options that several commands share, said in one place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar

import click

from refkit.cli import values
from refkit.formats import register

FORCE, NO_BACKUP = "refkit.force", "refkit.no_backup"
"""Where a command's context holds how files are replaced; ``cli.outputs`` reads it there."""

Command = TypeVar("Command", bound=Callable[..., Any])


class Once(click.Option):
    """An option that is given once, as what it names is read or written: a second is refused.

    Of an option without ``multiple`` click takes the last value and forgets the others.
    """

    def __init__(self, *names: Any, default: Any = None, **more: Any) -> None:
        """An option as click has it; ``default`` is the one value."""
        if default is not None:
            more["default"] = (default,)
        super().__init__(*names, **(more | {"multiple": True}))

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """The one value that was given, or the default; raises UsageError for a second one."""
        values: tuple[Any, ...] = super().process_value(ctx, value) or ()
        if len(values) > 1 and not ctx.resilient_parsing:
            raise click.UsageError(f"{self.opts[-1]} is given once, not {len(values)} times", ctx)
        return next(iter(values), None)


def _noted(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    ctx.meta[FORCE if param.name == "force" else NO_BACKUP] = value


_force = click.option(
    "--force",
    is_flag=True,
    expose_value=False,
    callback=_noted,
    help="Also replace what refkit neither read now nor wrote, and decisions that get lost.",
)
_no_backup = click.option(
    "--no-backup",
    is_flag=True,
    expose_value=False,
    callback=_noted,
    help="Keep no copy (FILE~) of a library of yours that is replaced.",
)


def group(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator, in the order in which help shows them."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def replaces(command: Command) -> Command:
    """The options of a command that may replace a file."""
    return _force(_no_backup(command))


def names_libraries(command: Command) -> Command:
    """Say in a command's help which libraries are read, where it has ``{libraries}``."""
    libraries = register.libraries_in_words()
    command.__doc__ = (command.__doc__ or "").replace("{libraries}", libraries)
    return command


def outputs(says: str) -> Callable[[Command], Command]:
    """``-o`` of a command that writes one file or several, and how files are replaced."""
    named = click.option(
        "-o", "--output", "outputs", multiple=True, metavar="FILE", type=values.FILE, help=says
    )
    return lambda command: named(replaces(command))


def one_output(says: str, metavar: str = "FILE", **more: Any) -> Callable[[Command], Command]:
    """``-o`` of a command that writes one file, and how that is replaced."""
    named = click.option(
        "-o", "--output", cls=Once, metavar=metavar, type=values.FILE, help=says, **more
    )
    return lambda command: named(replaces(command))


output = outputs(f"Write {register.written_in_words()}; repeatable; - is stdout.")

tag_style = click.option(
    "--tag-style",
    type=click.Choice(["name", "id", "path", "group"]),
    default="name",
    help="CAR-NK, car-nk, modality/car-nk or 'modality > CAR-NK'.",
    show_default=True,
)

taxonomy = click.option(
    "--taxonomy",
    "taxonomies",
    multiple=True,
    metavar="T",
    type=values.TAXONOMY,
    help="A shipped taxonomy or a TOML file; may be repeated.",
)

one_taxonomy = click.option(
    "--taxonomy",
    "name",
    cls=Once,
    default="therapy-modality",
    metavar="T",
    type=values.TAXONOMY,
    show_default=True,
    help="A taxonomy by its name, or a TOML file.",
)

file = click.argument("file", metavar="FILE", type=values.FILE)


def json(says: str) -> Callable[[Command], Command]:
    """``--json`` of a command that prints something else than usual."""
    return click.option("--json", "as_json", is_flag=True, help=says)


as_json = json("For machines, as JSON.")


def refuse_both(outputs: Sequence[str], *, as_json: bool) -> None:
    """Raise UsageError where a file and ``--json`` would both go to standard output."""
    if as_json and "-" in outputs:
        raise click.UsageError("--json and -o - both want standard output")


def at_least(says: str) -> Callable[[Command], Command]:
    """``--least``, a number from 1."""
    return click.option("--least", type=click.IntRange(1), default=2, show_default=True, help=says)


def at_most(says: str, default: int, lowest: int) -> Callable[[Command], Command]:
    """``--most``, a number that may be as low as ``lowest``."""
    return click.option(
        "--most", type=click.IntRange(lowest), default=default, show_default=True, help=says
    )


def facets(says: str) -> Callable[[Command], Command]:
    """``--facet``, which may be repeated."""
    return click.option(
        "--facet", "facets", multiple=True, metavar="F", type=values.FACET, help=says
    )


def conditions(fail_on: str | None, known: Collection[str]) -> set[str]:
    """The conditions of ``--fail-on``; raises UsageError for one that is none."""
    named = {word.strip() for word in (fail_on or "").split(",") if word.strip()}
    if unknown := named - set(known):
        raise click.UsageError(
            f"--fail-on knows {', '.join(known)}, not {', '.join(sorted(unknown))}"
        )
    return named


_may_earn = "What may earn a label: the title, or also abstract, MeSH and the like"
evidence = click.option(
    "--evidence",
    type=click.Choice(["title", "all"]),
    default="title",
    show_default=True,
    help=f"{_may_earn}.",
)
evidence_as_tagged = click.option(
    "--evidence",
    type=click.Choice(["title", "all"]),
    help=f"{_may_earn}; else as a .refkit.json was tagged, or the title.",
)

citation_key = click.option(
    "--citation-key",
    metavar="FORMULA",
    type=values.FREE,
    help="How new keys are made: 'auth.lower + year' or '[auth:lower][year]'.",
)

quiet = click.option("-q", "--quiet", is_flag=True, help="No bar and no notes.")

offline = click.option(
    "--offline", is_flag=True, help="Answer from memory and what ships with refkit."
)

mailto = click.option(
    "--mailto", metavar="ADDRESS", type=values.FREE, help="Contact address: Crossref's faster pool."
)

source = click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="NAME",
    type=values.SOURCE,
    help="Also ask openalex or europepmc for what is missing, or pubmed for lines without a DOI;"
    " may be repeated.",
)
