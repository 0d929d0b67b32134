"""``refkit zotero``: keys, the plug-in and what it asks for, and what was done there."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

import click

from refkit.api.plugin.answers import answer_bytes
from refkit.cli import options
from refkit.cli.say import announce
from refkit.errors import InputError
from refkit.zotero.plugin.events import Event, as_line

if TYPE_CHECKING:
    from refkit.zotero.api.credentials import Secret

_INSTALL = (
    "in Zotero choose Tools > Plugins, then the cog > Install Plugin From File, and this file"
)


@click.group("zotero")
def command() -> None:
    """Look after the way into Zotero.

    \b
    Example:
      refkit zotero login --help
    """


@command.command("login", short_help="Check a key and keep it in the keyring.")
@click.option("--local", "is_local", is_flag=True, help="Ask the Zotero on this computer instead.")
@click.option("--print-key", is_flag=True, help="With --local: print the key, and keep it nowhere.")
def login(is_local: bool, print_key: bool) -> None:
    """Ask for a key of zotero.org, say what it may do, and keep it in the system's keyring.

    The key is typed unseen, or read from a pipe; it never stands on a command line. Where there is
    no keyring, the key of the Zotero on this computer is printed for REFKIT_ZOTERO_LOCAL_KEY.

    \b
    Example:
      refkit zotero login
    """
    from refkit.settings import read_settings
    from refkit.wiring import open_gateway
    from refkit.zotero.api.credentials import Secrets

    if print_key and not is_local:
        raise click.UsageError("--print-key goes with --local")
    settings = read_settings()
    with open_gateway(settings, notify=_notify) as gateway:
        if print_key:
            from refkit.zotero.api.desktop import new_key

            click.echo(new_key(gateway, settings.zotero_local_url, _notify).reveal())
        elif is_local:
            from refkit.zotero.api.desktop import log_in

            _notify(log_in(gateway, settings.zotero_local_url, Secrets(), _notify))
        else:
            from refkit.zotero.api.web import check

            key = _asked_for()
            _notify(check(gateway, settings.zotero_url, key))
            Secrets().keep_web_key(settings.zotero_url, key)
            _notify(f"the key is in the keyring{_outranked()}")


@command.command("logout", short_help="Take the keys out of the keyring.")
def logout() -> None:
    """Forget the key of zotero.org and the leave to write to the Zotero on this computer.

    Both stay valid: a key of zotero.org is revoked at https://www.zotero.org/settings/keys.

    \b
    Example:
      refkit zotero logout
    """
    from refkit.settings import read_settings
    from refkit.zotero.api.credentials import Secrets

    secrets = Secrets()
    web = secrets.forget_web_key(read_settings().zotero_url)
    local = secrets.forget_local_key()
    _notify("the keyring holds no key any more" if web or local else "the keyring held no key")
    if note := _outranked():
        _notify(note.removeprefix("; "))


@command.command("runs", short_help="List what was done in Zotero.")
@options.as_json
def runs(as_json: bool) -> None:
    """List the runs that are on record, the newest last.

    \b
    Example:
      refkit zotero runs
    """
    from refkit import zotero_runs
    from refkit.api.zotero_rows import run_row
    from refkit.cli.outputs import put_json
    from refkit.cli.table import print_table

    runs = [run_row(run) for run in zotero_runs()]
    if as_json:
        put_json(runs)
    elif runs:
        columns = {"run": 1, "library": 2, "collection": 1, "items": 0, "state": 1}
        print_table(columns, [tuple(str(run[name]) for name in columns) for run in runs])
    else:
        _notify("nothing was done in Zotero yet")


@command.command("undo", short_help="Take back what a run did in Zotero.")
@click.argument("run")
@options.as_json
def undo(run: str, as_json: bool) -> None:
    """Take back what RUN did and nothing else: what was changed since is kept, and told.

    \b
    Example:
      refkit zotero undo 2026-11-25-3f9ac1
    """
    from refkit import undo_zotero
    from refkit.cli.progress import bars
    from refkit.cli.push import put_undone

    with bars() as progress:
        undone = undo_zotero(run, notify=_notify, progress=progress)
    put_undone(undone, as_json=as_json)


def _notify(note: str) -> None:
    announce(note)


def _asked_for() -> Secret:
    from refkit.zotero.api.credentials import Secret
    from refkit.zotero.api.permissions import KEYS_PAGE

    if sys.stdin.isatty():
        text = click.prompt(f"Key from {KEYS_PAGE}", hide_input=True, err=True)
    else:
        text = sys.stdin.readline()
    return Secret.parse(text, "what was given")


def _outranked() -> str:
    """A word on the variable that is taken before the keyring; empty where it is not set."""
    from refkit.zotero.api.credentials import VARIABLE

    return f"; {VARIABLE} is set, and is taken before it" if os.environ.get(VARIABLE) else ""


@command.command("items", short_help="Answer the plug-in inside Zotero.")
@click.option(
    "--events", "as_events", is_flag=True, required=True, help="As lines of JSON, one an event."
)
def items(as_events: bool) -> None:
    """Read one request, a JSON object, from standard input and answer in events.

    This is what the plug-in inside Zotero speaks; docs/zotero-protocol.md has all of it. An error
    is an event too, and the last event is always end.

    \b
    Example:
      echo '{"protocol": 1, "want": "hello"}' | refkit zotero items --events
    """
    if sys.stdin is None or sys.stdin.isatty():
        raise click.UsageError("the request is read from standard input: pipe it in")
    lines = _Lines(sys.stdout.buffer)
    with _ended_by_signals():
        try:
            answer_bytes(sys.stdin.buffer.read(), lines)
        except BrokenPipeError:
            raise lines.failed or BrokenPipeError from None


class _Lines:
    """Writes events as lines of ASCII, at once: no code page and no half character stops them."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.failed: InputError | None = None

    def __call__(self, event: Event) -> None:
        """Write one; raises BrokenPipeError where nobody hears it, ``failed`` where there is more.

        A disk that is full is no matter of the request: no event can tell of it.
        """
        try:
            self._file.write(as_line(event))
            self._file.flush()
        except InputError as error:
            self.failed = error
            raise BrokenPipeError from None


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let a program that ends this one hear of it, as Ctrl-C does."""

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@command.command("plugin", short_help="Write the plug-in for Zotero.")
@options.one_output("Where to, named .xpi; - is stdout, if that is no terminal.", required=True)
def plugin(output: str) -> None:
    """Write the plug-in that belongs to this refkit, and say how Zotero installs it.

    \b
    Example:
      refkit zotero plugin -o refkit.xpi
    """
    from refkit.cli.outputs import STDOUT, check, put_all
    from refkit.zotero.plugin.package import plugin_bytes, version_of

    is_piped = output in STDOUT
    if is_piped and sys.stdout.isatty():
        raise click.UsageError("bytes are of no use on a terminal: name a file, -o refkit.xpi")
    if not is_piped and not output.endswith(".xpi"):
        raise click.UsageError(f"{output!r}: a plug-in is named .xpi, as in -o refkit.xpi")
    check([output])
    made = plugin_bytes()
    put_all([(output, [made])])
    if not is_piped:
        announce(f"{output}: the plug-in {version_of(made)}; {_INSTALL}")
