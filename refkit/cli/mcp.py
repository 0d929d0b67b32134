"""``refkit mcp``: the tools for an assistant's host."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from refkit.cli import options, values
from refkit.extras import require


@click.command("mcp")
@click.option(
    "--folder",
    "folders",
    multiple=True,
    metavar="DIR",
    type=values.FILE,
    help="Files in it may be named; else those of the current folder; repeatable.",
)
@click.option(
    "--enable-writes",
    is_flag=True,
    help="Let it save lists, record decisions and write to Zotero; it never deletes.",
)
@options.offline
@options.mailto
def command(
    folders: tuple[str, ...], enable_writes: bool, offline: bool, mailto: str | None
) -> None:
    """Speak the Model Context Protocol on standard input and output, for an assistant's host.

    It fetches lists, shows the ledger, evidence and labels, checks, and plans a push to Zotero.
    Without --enable-writes it writes no file but refkit's memory. The host starts it and ends it.

    \b
    Example:
      refkit mcp --folder reviews
    """
    require("refkit mcp", "mcp", "mcp", "pydantic")
    if sys.stdin is None or sys.stdin.isatty():
        raise click.UsageError("an assistant's host starts it and speaks to it: see docs/mcp.md")
    from refkit.assistants.folders import Folders
    from refkit.assistants.server import serve
    from refkit.assistants.session import Session

    named = Folders([Path(each) for each in folders or (".",)])
    serve(Session(named, offline=offline, mailto=mailto, may_write=enable_writes))
