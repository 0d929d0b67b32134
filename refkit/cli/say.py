"""What a command says on standard error: a line that steers no terminal, whatever is in it."""

from __future__ import annotations

import click

from refkit.text.unicode import visible


def announce(text: object) -> None:
    """A line that a person should see."""
    tell(f"refkit: {text}")


def tell(text: object) -> None:
    """A line as it is, such as the account at the end."""
    click.echo(visible(str(text)), err=True)
