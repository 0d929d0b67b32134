"""``refkit completion``: what a shell needs to complete commands, options and their values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)
from click.types import StringParamType

Offer = Callable[[str], list[CompletionItem]]


@click.command("completion", short_help="Have the shell complete what you type.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print what bash, zsh or fish needs to complete commands, options and values.

    \b
    To switch it on, once:
      bash  refkit completion bash >> ~/.bashrc
      zsh   refkit completion zsh >> ~/.zshrc     (after the line with compinit)
      fish  refkit completion fish > ~/.config/fish/completions/refkit.fish
    and open a new shell.

    \b
    Example:
      refkit completion bash
    """
    from refkit.cli import COMPLETING, main

    click.echo(_SHELLS[shell](main, {}, "refkit", COMPLETING).source())


def answer_shells() -> None:
    """Have click answer shells as is done here."""
    for name, each in _SHELLS.items():
        add_completion_class(each, name)


class _Joined(ShellComplete):
    """Completes ``--to=c`` too, which click takes for ``c``: in zsh the option would vanish."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        option, equals, begun = incomplete.partition("=")
        if not (equals and option.startswith("--")):
            # bash makes three words of it, and completes what stands behind the sign.
            words = [word for word in args if word != "="]
            return super().get_completions(words, "" if incomplete == "=" else incomplete)
        return [
            CompletionItem(f"{option}={item.value}", item.type, item.help)
            for item in super().get_completions([*args, option], begun)
        ]


class _Bash(_Joined, BashComplete):
    pass


class _Zsh(_Joined, ZshComplete):
    pass


class _Fish(_Joined, FishComplete):
    # click's own script parts a value with a comma in it, and cuts a help text there.
    source_template = FishComplete.source_template.replace(
        'string split "," ', 'string split -m 1 "," '
    )


_SHELLS = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish}


def with_values(command: click.Command) -> None:
    """Have a command, and those under it, offer the values that their metavars speak of.

    For completing alone, where no value is used: all of these are text then.
    """
    for parameter in command.params:
        if offer := OFFERS.get(parameter.metavar or ""):
            parameter.type = _Offered(offer)
    for each in command.commands.values() if isinstance(command, click.Group) else ():
        with_values(each)


class _Offered(StringParamType):
    """Text, as click takes it, with something to offer."""

    def __init__(self, offer: Offer) -> None:
        self._offer = offer

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return self._offer(incomplete)


def _path(kind: str) -> Offer:
    # The shell itself looks for files and folders where it is told that one is meant.
    return lambda begun: [CompletionItem(begun, type=kind)]


def _words(words: Callable[[], Iterable[str]]) -> Offer:
    return lambda begun: [CompletionItem(word) for word in words() if word.startswith(begun)]


def _list(words: Callable[[], Iterable[str]]) -> Offer:
    """Words parted by commas: the last one is completed, none is offered twice."""

    def offer(begun: str) -> list[CompletionItem]:
        before, comma, last = begun.rpartition(",")
        left = (word for word in words() if word not in before.split(","))
        return [CompletionItem(before + comma + word) for word in left if word.startswith(last)]

    return offer


def _either(first: Offer, second: Offer) -> Offer:
    return lambda begun: first(begun) or second(begun)


def _conditions() -> Iterable[str]:
    from refkit.cli.fetch import CONDITIONS

    return CONDITIONS


def _kinds() -> Iterable[str]:
    from refkit.checks.findings import FindingKind, Severity

    return (*Severity, *FindingKind)


def _taxonomies() -> Iterable[str]:
    from importlib import resources

    folder = resources.files("refkit.tagging") / "taxonomies"
    files = (each.name for each in folder.iterdir())
    return sorted(name.removesuffix(".toml") for name in files if name.endswith(".toml"))


def _usual() -> dict[str, Any]:
    """The usual taxonomy as it is written: to make its rules would take a tenth of a second."""
    import tomllib
    from importlib import resources

    path = resources.files("refkit.tagging") / "taxonomies" / "therapy-modality.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _facets() -> Iterable[str]:
    facets: list[str] = _usual()["facets"]
    return facets


def _labels(begun: str) -> list[CompletionItem]:
    """Labels by their id or, once there is a slash, by facet and id."""
    spelling = "{facet}/{id}" if "/" in begun else "{id}"
    found = {spelling.format(**label): label["name"] for label in _usual()["label"]}
    return [CompletionItem(id_, help=found[id_]) for id_ in sorted(found) if id_.startswith(begun)]


def formats() -> Iterable[str]:
    """What ``export --to`` takes."""
    from refkit.formats.register import names

    return (*names(), "zotero")


SOURCES = ("europepmc", "openalex")
"""What ``--source`` takes; held against the list of sources by a test."""

_FILE = _path("file")
OFFERS: dict[str, Offer] = {
    "FILE": _FILE,
    "FILE...": _FILE,
    "INPUT...": _FILE,
    "OLD": _FILE,
    "NEW": _FILE,
    "CSV": _FILE,
    "GOLD.jsonl": _FILE,
    "OUT.jsonl": _FILE,
    "DIR": _path("dir"),
    "FORMAT": _words(formats),
    "NAME": _words(lambda: SOURCES),
    "T": _either(_words(_taxonomies), _FILE),
    "F": _words(_facets),
    "LABEL": _labels,
    "CONDITION,...": _list(_conditions),
    "KIND,...": _list(_kinds),
}
"""What is offered where a metavar stands in a command's help."""
