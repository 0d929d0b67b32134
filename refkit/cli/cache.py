"""``refkit cache``: what is remembered, and forgetting it."""

from __future__ import annotations

import click

from refkit.cli import options
from refkit.text.unicode import visible


@click.group("cache")
def command() -> None:
    """Show or clear the answers that are remembered.

    \b
    Example:
      refkit cache info
    """


@command.command("info")
@options.as_json
def info(as_json: bool) -> None:
    """Show where the memory lies, how large it is and whose answers it holds."""
    from refkit import memory
    from refkit.cli.outputs import put_json

    found = memory()
    if as_json:
        put_json({"folder": str(found.folder), "bytes": found.size, "answers": dict(found.answers)})
        return
    click.echo(f"{visible(str(found.folder))}: {_size(found.size)}")
    for service, count in found.answers:
        click.echo(f"  {count:>6} answers of {service}")


@command.command("clear")
def clear() -> None:
    """Forget all answers; the next fetch asks anew. Records of Zotero runs are kept."""
    from refkit import forget

    found = forget()
    count = sum(number for _, number in found.answers)
    click.echo(f"{visible(str(found.folder))}: forgot {count} answers, {_size(found.size)}")


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
