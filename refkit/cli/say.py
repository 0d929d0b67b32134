"""What a command says on standard error: a line that steers no terminal, whatever is in it."""

from __future__ import annotations

from collections.abc import Callable

import click

from refkit.text.unicode import visible


def announce(text: object) -> None:
    """A line that a person should see."""
    tell(f"refkit: {text}")


def notifier(*, quiet: bool) -> Callable[[object], None]:
    """What takes notes for the user; nothing is said where it is to be quiet."""
    return (lambda note: None) if quiet else announce


def tell(text: object) -> None:
    """A line as it is, such as the account at the end."""
    click.echo(visible(str(text)), err=True)
