"""``refkit update``: ask again what may have changed, and say what is new beside what was."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from refkit.cli import options, values
from refkit.cli.say import announce, notifier, tell
from refkit.cli.values import UPDATE_CONDITIONS
from refkit.errors import InputError, SourceError

if TYPE_CHECKING:
    from refkit.diff import Change
    from refkit.model.bibliography import Bibliography
    from refkit.refresh.run import Updated


@click.command("update")
@options.file
@options.outputs("Write there instead of into FILE, in any format; repeatable; - is stdout.")
@click.option("--dry-run", is_flag=True, help="Show what is new and write nothing.")
@click.option(
    "--fail-on",
    metavar="CONDITION,...",
    type=values.UPDATE_CONDITION,
    help=f"Exit with 1 where there is one of: {', '.join(UPDATE_CONDITIONS)}.",
)
@click.option("--offline", is_flag=True, help="Refused: what has changed has to be asked.")
@options.mailto
@options.source
@options.as_json
@options.quiet
def command(
    file: str,
    outputs: tuple[str, ...],
    dry_run: bool,
    fail_on: str | None,
    offline: bool,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Bring FILE, a .refkit.json, up to date and show what is new beside what was.

    Asked again are retractions, corrections, the article that a preprint became, what describes
    each work, and the lists of the reviews. Keys and decisions stay; a line or a field that is not
    given any more is kept, and told. A second run on the same day asks nothing. What cannot be
    asked stays as it was, the status is 3, and the next run asks for that alone.

    \b
    Example:
      refkit update review.refkit.json --dry-run
    """
    from refkit import update
    from refkit.cli.outputs import targets
    from refkit.cli.progress import bars

    conditions = options.conditions(fail_on, UPDATE_CONDITIONS)
    if offline:
        raise InputError(
            "--offline: what has changed is not known without asking; leave the option away"
        )
    options.refuse_both(outputs, as_json=as_json)
    if file == "-" and not (outputs or dry_run):
        raise InputError("standard input cannot be written into: name a file with -o")
    wanted = targets(outputs or (() if dry_run else (file,)), reads=[file])
    given = _read(file)
    with bars(quiet=quiet) as progress:
        found = update(given, notify=notifier(quiet=quiet), progress=progress, **asked)
    if not dry_run and (outputs or found.bibliography is not given):
        from refkit.cli.outputs import deliver

        deliver(found.bibliography, wanted)
    _tell(found, as_json=as_json, quiet=quiet or "-" in outputs, dry_run=dry_run)
    click.get_current_context().exit(_status(found, conditions))


def _read(file: str) -> Bibliography:
    from refkit.cli.inputs import read

    given = read(file)
    if given.library is not None:
        raise InputError(
            f"{file}: is a library of yours; refkit check --online tells what is retracted, refkit "
            "tag FILE -o FILE.refkit.json makes it a file that can be brought up to date"
        )
    return given.bibliography


def _tell(found: Updated, *, as_json: bool, quiet: bool, dry_run: bool) -> None:
    if as_json:
        from refkit.cli.outputs import put_json

        put_json(_numbers(found))
    elif not quiet:
        _show(found)
    sys.stdout.flush()
    for note in (*found.lists, *found.kept, *found.failures) if not quiet else found.failures:
        announce(note)
    tell(f"{found}{'; nothing written' if dry_run else ''}")


def _show(found: Updated) -> None:
    """What is new as a table: how works stand first, then what is described otherwise."""
    from refkit.cli.table import print_table
    from refkit.text.plain import unstyled

    titles = {each.id: unstyled(each.work.title) for each in found.bibliography.entries}
    rows = [(e.kind.value, e.entry, titles.get(e.entry, ""), e.sentence) for e in found.news]
    rows += [_cells(change) for change in found.changes]
    if rows:
        print_table({"what": 1, "key": 2, "title": 3, "was → is": 5}, rows)


def _cells(change: Change) -> tuple[str, str, str, str]:
    from refkit.model.printed import title_of
    from refkit.text.plain import unstyled

    entry = change.entry
    lines = ", ".join(f"{line.review} {line.reference.position}" for line in entry.citations)
    fields = "; ".join(f"{name}: {was or 'nothing'} → {now or 'nothing'}"
                       for name, was, now in _fields(change, short=True))  # fmt: skip
    said = {"added": lines, "changed": fields}.get(change.kind, "; ".join(change.fields))
    return change.kind, entry.id, unstyled(title_of(entry)), said or fields


_SHOWN = 80  # letters of a value in the table; --json has it whole


def _fields(change: Change, *, short: bool = False) -> list[tuple[str, str, str]]:
    """Each field that is different: its name, what it was and what it is."""
    from refkit.refresh.changes import field_changes

    if change.before is None or change.kind == "decided":
        return []
    shown = _cut if short else str
    found = field_changes(change.before.work, change.entry.work)
    return [(each.field, shown(each.was), shown(each.now)) for each in found]


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _numbers(found: Updated) -> dict[str, Any]:
    return {
        "news": [
            {"kind": each.kind.value, "id": each.entry, "message": each.message,
             "advice": each.advice}
            for each in found.news
        ],
        "changes": [
            {"kind": each.kind, "id": each.entry.id,
             "doi": str(each.entry.work.doi) if each.entry.work.doi else None,
             "fields": [{"field": name, "was": was, "is": now}
                        for name, was, now in _fields(each)]}
            for each in found.changes
        ],
        "lists": list(found.lists),
        "kept": list(found.kept),
        "failures": list(found.failures),
        "requests": found.requests,
        "updated": found.bibliography.made.updated or None,
    }  # fmt: skip


def _status(found: Updated, conditions: set[str]) -> int:
    """That of what could not be asked, else 1 where a condition is met."""
    if found.failures:
        return SourceError.exit_code
    met = {"changed": found.has_changed, "retracted": found.has_retractions}
    return int(any(met[each] for each in conditions))
