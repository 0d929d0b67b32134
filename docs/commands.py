"""Write the page of all commands: ``python docs/commands.py > docs/reference/commands.md``.

Everything on it is read from the commands themselves; a test holds the page to this program.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator

import click

from refkit.cli import main as refkit

HEAD = """\
# Commands

Made from the commands themselves by `docs/commands.py`; `refkit COMMAND --help` says the same.
What exit statuses mean stands in [Errors](errors.md), what the environment says in
[Settings](settings.md).
"""


def page() -> Iterator[str]:
    """The page, by its lines."""
    yield HEAD
    found = list(commands(refkit, "refkit"))
    yield "| command | what it does |"
    yield "| --- | --- |"
    for name, command in found:
        anchor, says = name.replace(" ", "-"), _cell(command.get_short_help_str(120))
        yield f"| [`{name}`](#{anchor}) | {says} |"
    for name, command in found:
        yield ""
        yield from section(name, command)


def commands(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    """Every command of a group with its whole name, in the order in which help lists them."""
    context = click.Context(group, info_name=name)
    for each in group.list_commands(context):
        if (command := group.get_command(context, each)) is None:
            continue
        yield f"{name} {each}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {each}")


def section(name: str, command: click.Command) -> Iterator[str]:
    """What a command is for, how it is called, an example, and its options."""
    context = click.Context(command, info_name=name)
    words, _, example = inspect.cleandoc(command.help or "").partition("\b\nExample:\n")
    yield f"## {name}"
    yield ""
    yield _text(words)
    yield ""
    yield "```text"
    yield f"{name} {' '.join(command.collect_usage_pieces(context))}"
    yield "```"
    if example.strip():
        yield ""
        yield "For example:"
        yield ""
        yield "```sh"
        yield inspect.cleandoc(example)
        yield "```"
    yield ""
    yield from _options(command, context)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    rows = [
        found for each in command.get_params(context) if (found := each.get_help_record(context))
    ]
    yield "| option | says |"
    yield "| --- | --- |"
    for names, says in rows:
        yield f"| `{_cell(names)}` | {_cell(says)} |"


def _text(words: str) -> str:
    """Help as Markdown: what is between blank lines is a paragraph, as click has it."""
    paragraphs = re.split(r"\n\s*\n", words.replace("\b\n", "").strip())
    return "\n\n".join(_escaped(" ".join(each.split())) for each in paragraphs)


def _escaped(text: str) -> str:
    return re.sub(r"([<>*_\[\]])", r"\\\1", text)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write("\n".join(page()) + "\n")
