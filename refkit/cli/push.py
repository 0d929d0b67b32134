"""``refkit export --to zotero``: the plan as it is printed, the push, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from refkit.cli import options, values
from refkit.cli.say import announce, tell
from refkit.errors import ZoteroError

if TYPE_CHECKING:
    from refkit.zotero.plan import Plan, Step
    from refkit.zotero.sync import Pushed

zotero_options = options.group(
    click.option(
        "--collection",
        metavar="C",
        type=values.FREE,
        help="Zotero: into this collection, made if new.",
    ),
    click.option(
        "--library",
        metavar="ID",
        type=values.FREE,
        help="Zotero: 'user' (the default) or the number of a group.",
    ),
    click.option(
        "--transport",
        type=click.Choice(["auto", "local", "web", "connector", "file"]),
        help="Zotero: by which way; auto takes the first that works.",
    ),
    click.option("--dry-run", is_flag=True, help="Zotero: print what would be done, per field."),
    click.option("--resolved-only", is_flag=True, help="Zotero: leave out what was not resolved."),
    click.option("--no-review", is_flag=True, help="Zotero: leave out the review itself."),
    options.facets("Zotero: only these tags."),
    click.option("--notes", is_flag=True, help="Zotero: a note with the evidence of the tags."),
    click.option("--relate", is_flag=True, help="Zotero: relate the review to its references."),
    click.option("--colors", is_flag=True, help="Zotero: colour the modality's tags."),
    click.option("--again", is_flag=True, help="Zotero: create anew what was deleted there."),
    options.json("Zotero: the plan or the result as JSON."),
    click.option("-q", "--quiet", is_flag=True, help="Zotero: no bar."),
)
"""The options of ``--to zotero``."""


def refuse_without_zotero(chosen: Mapping[str, Any]) -> None:
    """Raise UsageError where an option of Zotero's is given and Zotero is not."""
    given = [name for name, value in chosen.items() if value]
    if given:
        named = _NAMES.get(given[0], given[0]).replace("_", "-")
        raise click.UsageError(f"--{named} goes with --to zotero only")


_NAMES = {"as_json": "json", "facets": "facet"}


def push(
    file: str,
    *,
    outputs: Sequence[str],
    tag_style: str,
    date_policy: str,
    dry_run: bool,
    as_json: bool,
    transport: str | None,
    library: str | None,
    quiet: bool,
    **chosen: Any,
) -> None:
    """Carry FILE into Zotero, or with ``dry_run`` print what that would do."""
    from pathlib import Path

    from refkit import plan_zotero, to_zotero
    from refkit.api.zotero import zotero_order
    from refkit.cli.inputs import read, tell_troubles
    from refkit.cli.progress import bars

    if outputs:
        raise click.UsageError("-o goes with --transport file: it writes what is imported by hand")
    given = read(file)
    tell_troubles(given)
    source = file if file == "-" else str(Path(file).resolve())
    chosen |= {"tag_style": tag_style, "date_policy": date_policy}
    order = zotero_order(given.bibliography, source, **chosen)
    way: dict[str, Any] = {"transport": transport or "auto", "library": library or ""}
    way["notify"] = announce
    if dry_run:
        put_plan(plan_zotero(order, **way), as_json=as_json)
        return
    with bars(quiet=quiet) as progress:
        pushed = to_zotero(order, **way, progress=progress)
    put_result(pushed, as_json=as_json)


def put_plan(plan: Plan, *, as_json: bool) -> None:
    """Print what would be created, changed and left, per item and field."""
    from refkit.api.zotero_rows import plan_account, step_row
    from refkit.cli.outputs import put, put_json
    from refkit.text.unicode import visible

    if as_json:
        put_json([step_row(step) for step in plan.steps])
        return
    if plan.collection.name:
        new = ", which is new" if plan.collection.is_new else ""
        tell(f"into the collection {visible(plan.collection.name)!r}{new}:")
    lines = [line for step in plan.steps for line in _step_lines(step)]
    put("-", "".join(f"{visible(line)}\n" for line in lines))
    tell(f"{plan_account(plan)}; nothing was written")


def put_result(pushed: Pushed, *, as_json: bool) -> None:
    """Print what came of it; raises ZoteroError where something failed."""
    from refkit.api.zotero_rows import pushed_account

    put_rows(pushed, as_json=as_json)
    tell(pushed_account(pushed))
    if pushed.can_be_undone:
        announce(f"to take it back: refkit zotero undo {pushed.run}")
    if failed := _failed(pushed):
        raise ZoteroError(f"{failed} items were not written; {_advice(pushed)}")


def _failed(pushed: Pushed) -> int:
    return sum(row.result == "failed" for row in pushed.rows)


def _advice(pushed: Pushed) -> str:
    """What helps where items were not written."""
    failed = [row for row in pushed.rows if row.result == "failed"]
    reasons = {row.why for row in failed}
    # Without a code it is not known, or somebody was faster; the others may pass.
    if any(row.code in {0, 409, 412, 429} or row.code >= 500 for row in failed):
        return "run the same command again"
    if len(reasons) == 1 and not any(row.result in {"created", "updated"} for row in pushed.rows):
        return (
            f"all for the same reason ({reasons.pop()}), which running again does not change: take "
            "another way, --transport web or connector, or a file with --transport file -o FILE.ris"
        )
    return "the table says why; the same would be refused again"


def put_undone(pushed: Pushed, *, as_json: bool) -> None:
    """Print what was taken back and what is kept; raises ZoteroError where something failed."""
    from refkit.api.zotero_rows import undone_account

    put_rows(pushed, as_json=as_json)
    tell(undone_account(pushed))
    if failed := _failed(pushed):
        raise ZoteroError(f"{failed} items failed; run the same command again")


def put_rows(pushed: Pushed, *, as_json: bool) -> None:
    """Print a row for each item, with the reasons."""
    from refkit.api.zotero_rows import result_row, result_words, title_of
    from refkit.cli.outputs import put_json
    from refkit.cli.table import print_table

    if as_json:
        rows = [result_row(row) for row in pushed.rows]
        put_json({"run": pushed.run or None, "requests": pushed.requests, "rows": rows})
    else:
        print_table(
            {"result": 1, "entry": 1, "title": 2, "why": 4},
            [
                (row.result, row.entry, title_of(row), "; ".join(result_words(row)))
                for row in pushed.rows
            ],
        )
    for remark in pushed.remarks:
        announce(remark)


def _step_lines(step: Step) -> list[str]:
    from refkit.api.zotero_rows import step_words, title_of

    kind = f" ({step.body['itemType']})" if step.body else f": {step.why}" if step.why else ""
    return [
        f"{step.verdict:<7} {step.entry}{kind}",
        *([] if step.body else [f"          {title_of(step)}"]),
        *(f"          {line}" for line in step_words(step)),
    ]
