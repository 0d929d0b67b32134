"""``refkit completion``: what a shell needs to complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

from refkit.cli.values import COMPLETING


@click.command("completion")
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
    program = click.get_current_context().find_root().command
    click.echo(_SHELLS[shell](program, {}, "refkit", COMPLETING).source())


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
