"""The command line: loads a command when it is used, and reports an error in one line."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from refkit.cli.say import announce
from refkit.cli.streams import guard
from refkit.cli.values import COMPLETING
from refkit.errors import RefkitError
from refkit.interrupts import INTERRUPTED, raised, words
from refkit.version import __version__

NOBODY_READS = 141  # what a shell says of a program that SIGPIPE ended

# Under the headings of the help, in the order of use and not of the alphabet. They stand here, so
# that the page of help loads no command.
_SHORT_HELP = {
    "Three uses": {
        "fetch": "Resolve and tag the references of reviews and documents.",
        "tag": "Tag the entries of a bibliography or a library.",
        "export": "Write BibTeX, CSL-JSON, RIS ..., or into Zotero.",
    },
    "Look at it and mend it": {
        "ui": "Work on a bibliography in a browser, on this machine.",
        "show": "Show the ledger of a saved bibliography.",
        "label": "Record which labels are right.",
        "report": "Write a page to look at: account, labels, figures, table.",
        "prisma": "Count records for a PRISMA flow diagram.",
        "check": "Find what is wrong with a bibliography.",
        "resolve": "Record which DOI a reference means.",
        "update": "Ask again what may have changed, and show what is new.",
        "enrich": "Fill in what the entries of a library lack.",
        "dedup": "Take duplicates out of one or several libraries.",
        "diff": "Say what is different between two bibliographies.",
        "overlap": "Show which review cites what.",
        "untag": "Take off the tags that refkit put on.",
    },
    "And also": {
        "zotero": "Keys for Zotero, and what was done there.",
        "taxonomy": "List, show, check, score and write labels.",
        "bulk": "Tag files of millions of records; count labels by year.",
        "mcp": "Let an assistant look, by the Model Context Protocol.",
        "cache": "Show or clear what is remembered.",
        "doctor": "What is configured, remembered and reachable.",
        "completion": "Have the shell complete what you type.",
    },
}
_COMMANDS = {name: says for group in _SHORT_HELP.values() for name, says in group.items()}
_WIDEST = max(map(len, _COMMANDS))


class CommandLine(click.Group):
    """Loads a command when it is needed, and speaks once when something goes wrong."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they are used."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Load a command's module; None for a name that is no command."""
        if name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"refkit.cli.{name}").command
        command.short_help = _COMMANDS[name]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands under their headings."""
        for heading, group in _SHORT_HELP.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(_WIDEST), says) for name, says in group.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; who gives a DOI without one is told which was meant."""
        if "/" in args[0] and args[0] not in _COMMANDS:
            ctx.fail(f"No such command {args[0]!r}. Did you mean: refkit fetch {args[0]}")
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run, or answer a shell that asks how to go on."""
        guard()
        if COMPLETING in os.environ:
            from refkit.cli.completion import answer_shells

            answer_shells()
        try:
            return super().main(*args, **{"complete_var": COMPLETING} | kwargs)
        except RefkitError as error:  # before a command began: a page of help that nobody can write
            _say(error)
            sys.exit(error.exit_code)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; refkit's own errors become one line and an exit status."""
        try:
            return self._invoke(ctx)
        except KeyboardInterrupt as stopped:
            click.echo(f"\nrefkit: {words(stopped)}", err=True)
            ctx.exit(INTERRUPTED)

    def _invoke(self, ctx: click.Context) -> Any:
        from refkit.files.reading import begin_run

        begin_run()
        try:
            with raised():
                answer = super().invoke(ctx)
            sys.stdout.flush()  # what cannot be written is told now, not at the end of the process
            return answer
        except click.UsageError as error:
            if "unexpected extra argument" not in error.message:
                raise
            hint = f"{error.message}; a value that holds blanks needs quotes"
            raise click.UsageError(hint, error.ctx) from None
        except RefkitError as error:
            _say(error)
            ctx.exit(error.exit_code)
        except BrokenPipeError:  # who reads has enough
            ctx.exit(NOBODY_READS)


def _say(error: RefkitError) -> None:
    announce(" ".join(str(error).split()))


@click.group(
    cls=CommandLine,
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
