"""``refkit zotero plugin``: write the plug-in that Zotero installs."""

from __future__ import annotations

import sys

import click

from refkit.cli import options
from refkit.cli.say import announce

INSTALL = "in Zotero choose Tools > Plugins, then the cog > Install Plugin From File, and this file"


@click.command("plugin", short_help="Write the plug-in for Zotero.")
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
        announce(f"{output}: the plug-in {version_of(made)}; {INSTALL}")
