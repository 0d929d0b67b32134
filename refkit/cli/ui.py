"""``refkit ui``: the page to work on."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from refkit.cli import options, values
from refkit.cli.say import announce
from refkit.extras import require


@click.command("ui")
@click.argument("file", metavar="[FILE]", type=values.FILE, required=False)
@click.option("--no-browser", is_flag=True, help="Only print the address, and open nothing.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="Listen on this port; else on one that is free.",
)
@options.offline
@options.mailto
def command(
    file: str | None, no_browser: bool, port: int, offline: bool, mailto: str | None
) -> None:
    """Look at FILE, a .refkit.json, and decide on it in a browser; all stays on this machine.

    One line is printed: the address, with a token that nobody else knows. It answers on loopback
    alone, until its window is closed or Ctrl-C is pressed. Every decision stands in FILE at once.

    \b
    Example:
      refkit ui review.refkit.json
    """
    require("refkit ui", "ui", "starlette", "uvicorn", "jinja2")
    from refkit.api.document import OpenDocument
    from refkit.ui.instances import alone
    from refkit.ui.server import running, serve
    from refkit.ui.workspace import Workspace

    path = Path(file).absolute() if file else None

    def show(address: str, once: str) -> None:
        click.echo(address)
        if not no_browser:
            _open(once)

    with ExitStack() as opening:
        if path:
            opening.enter_context(alone())
        there, once = running(path)
        if there:
            announce(f"{file}: is open already, at this address")
            show(there, once)
            return
        document = OpenDocument.open(path) if path else None
        workspace = Workspace(document, offline=offline, mailto=mailto)
        serve(workspace, port=port, tell=show, noted=opening.close)


def _open(address: str) -> None:
    import webbrowser
    from threading import Thread

    # A browser in the terminal comes back when it is closed, and until then nobody answered it.
    Thread(target=webbrowser.open, args=(address,), daemon=True).start()
