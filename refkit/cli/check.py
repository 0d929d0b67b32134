"""``refkit check``: what is wrong with a bibliography, for a person or for a manuscript's CI."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from refkit.cli import options, values
from refkit.cli.inputs import STDIN
from refkit.cli.say import notifier, tell
from refkit.text.plural import count_noun

if TYPE_CHECKING:
    from refkit.checks.findings import Finding
    from refkit.cli.inputs import InputFile

# GitHub's names of the three; https://docs.github.com/actions, "Workflow commands".
_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


@click.command("check")
@options.file
@click.option(
    "--cited",
    "manuscripts",
    multiple=True,
    metavar="FILE",
    type=values.FILE,
    help="A manuscript (.tex with what it includes, .md, .qmd, .aux, .bcf); repeatable.",
)
@click.option(
    "--fail-on",
    metavar="KIND,...",
    type=values.KIND,
    help="Exit with 1 where one is found: error, warning, note (and worse), or a kind.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="github: annotations of a workflow.",
)
@options.json("The same as --format json.")
@click.option("--online", is_flag=True, help="Ask what is known today of each DOI.")
@options.mailto
@options.quiet
@options.names_libraries
def command(
    file: str,
    manuscripts: tuple[str, ...],
    fail_on: str | None,
    format_: str,
    as_json: bool,
    online: bool,
    mailto: str | None,
    quiet: bool,
) -> None:
    """Find retracted works, wrong DOIs, duplicates, missing fields and dead citation keys in FILE.

    FILE is a {libraries}, a .refkit.json or -. It is not changed. Nobody is
    asked unless --online is given: a retraction is told if the file knows of it.

    \b
    Example:
      refkit check library.bib --fail-on error
    """
    from refkit import check
    from refkit.cli.inputs import read

    conditions = _conditions(fail_on)
    given = read(file)
    findings = check(
        given.library or given.bibliography,
        cited=manuscripts or None,
        online=online,
        mailto=mailto,
        file=STDIN if file == "-" else file,
        text=_saved_text(given, file),
        notify=notifier(quiet=quiet),
    )
    _put(findings, "json" if as_json else format_)
    if not quiet:
        tell(_account(len(given.bibliography.entries), findings))
    failed = any({each.kind, each.severity} & conditions for each in findings)
    click.get_current_context().exit(1 if failed else 0)


def _conditions(fail_on: str | None) -> set[str]:
    from refkit.checks.findings import FindingKind, Severity

    named = options.conditions(fail_on, (*Severity, *FindingKind))
    levels = list(Severity)
    worse = {each for level in levels if level in named for each in levels[: levels.index(level)]}
    return named | worse


def _saved_text(given: InputFile, file: str) -> str:
    """The text of a saved bibliography, for its lines; standard input is read already."""
    from refkit.formats.detect import file_text

    return "" if given.library or file == "-" else file_text(Path(file))


def _put(findings: Sequence[Finding], format_: str) -> None:
    from dataclasses import asdict

    from refkit.cli.outputs import put, put_json

    if format_ == "json":
        put_json([asdict(each) for each in findings])
        return
    line = _annotation if format_ == "github" else _line
    put("-", "".join(f"{line(each)}\n" for each in findings))


def _line(finding: Finding) -> str:
    """As compilers say it, so that editors find the place."""
    from refkit.text.unicode import visible

    place = f"{finding.file}:{finding.line}" if finding.line else finding.file
    return visible(f"{place}: {finding.severity}: {_said(finding)} [{finding.kind}]")


def _annotation(finding: Finding) -> str:
    """A workflow command of GitHub Actions."""
    from refkit.text.unicode import visible

    place = {"file": finding.file, **({"line": str(finding.line)} if finding.line else {})}
    properties = {**place, "title": f"{finding.kind} {finding.entry}".strip()}
    told = ",".join(f"{name}={_property(visible(value))}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {told}::{_data(visible(_said(finding)))}"


def _said(finding: Finding) -> str:
    return f"{finding.entry}: {finding.sentence}" if finding.entry else finding.sentence


def _data(text: str) -> str:
    # As actions/toolkit escapes them: what is left alone would end the command.
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _account(entries: int, findings: Sequence[Finding]) -> str:
    count = Counter(each.severity.value for each in findings)
    told = [f"{count[name]} {name}{'s' * (count[name] > 1)}" for name in _COMMANDS if count[name]]
    return f"{count_noun(entries, 'entries')}: {', '.join(told) or 'nothing found'}"
