"""The front door: one file per command, each thin; what goes wrong becomes one line."""

from __future__ import annotations

import importlib
from typing import Any

import click

from refkit import __version__
from refkit.errors import RefkitError

INTERRUPTED = 130

# Order of the three uses, not of the alphabet.
_COMMANDS = (
    "fetch", "tag", "export", "report", "check", "show", "enrich", "resolve", "diff", "overlap",
    "zotero", "taxonomy", "cache", "doctor",
)  # fmt: skip


class Front(click.Group):
    """Loads a command when it is needed, and speaks once when something goes wrong."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they are used."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Load a command's module; None for a name that is no command."""
        if name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"refkit.cli.{name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; who gives a DOI without one is told which was meant."""
        if "/" in args[0] and args[0] not in _COMMANDS:
            ctx.fail(f"No such command {args[0]!r}. Did you mean: refkit fetch {args[0]}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; refkit's own errors become one line and an exit status."""
        try:
            return super().invoke(ctx)
        except RefkitError as error:
            click.echo(f"refkit: {' '.join(str(error).split())}", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo(
                "\nrefkit: stopped; answers so far are remembered, the same command goes on",
                err=True,
            )
            ctx.exit(INTERRUPTED)


@click.group(
    cls=Front,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with:  refkit fetch 10.1038/s41584-025-01343-5 --offline",
)
@click.version_option(__version__, prog_name="refkit")
def main() -> None:
    """From a review's DOI to a tagged bibliography.

    \b
    fetch references by DOI    refkit fetch DOI -o review.refkit.json
    tag entries                refkit tag library.bib -o library.bib
    export them                refkit export review.refkit.json --to bibtex
    """
