"""``refkit resolve``: record a person's decision about a reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from refkit.cli import options, values
from refkit.cli.say import announce, tell
from refkit.text.plural import count_noun

if TYPE_CHECKING:
    from refkit.manual_decisions import Candidate, Comparison
    from refkit.model.bibliography import Bibliography, Decision
    from refkit.model.work import Work


@click.command("resolve")
@options.file
@click.option(
    "--position",
    cls=options.Once,
    metavar="N",
    help="The reference's place in the review's list, from 1.",
)
@click.option(
    "--doi",
    cls=options.Once,
    metavar="DOI",
    type=values.FREE,
    help="The DOI that it means; none: there is no DOI; undecided: take that back; "
    "'undecided DOI': take back what was said of this one.",
)
@click.option(
    "--not",
    "rejected",
    metavar="DOI",
    multiple=True,
    type=values.FREE,
    help="A DOI that it does not mean, and is never given again; repeatable.",
)
@click.option("--note", default="", metavar="TEXT", type=values.FREE, help="Why not; it is kept.")
@click.option(
    "--by",
    metavar="NAME",
    type=values.FREE,
    help="Who rejects it; else REFKIT_PERSON, or the name of your account here.",
)
@click.option(
    "--review",
    default="",
    metavar="LIST",
    type=values.FREE,
    help="Which list (its DOI, or document:refs.txt), where FILE has several and the table does "
    "not say.",
)
@click.option(
    "--from",
    "table",
    cls=options.Once,
    metavar="CSV",
    type=values.FILE,
    help="A table: the ledger of export, edited; or position, doi ('not DOI' rejects it), review, "
    "note and by.",
)
@options.one_output("Where to; else FILE itself.")
@options.offline
@options.mailto
@click.option(
    "--search",
    "words",
    is_flag=False,
    flag_value="",
    default=None,
    metavar="[WORDS]",
    type=values.FREE,
    help="Show what a search finds for --position, by its own words or these; decides nothing.",
)
@options.json("What was decided as JSON, one list.")
def command(
    file: str,
    position: str | None,
    doi: str | None,
    rejected: tuple[str, ...],
    note: str,
    by: str | None,
    review: str,
    table: str | None,
    output: str | None,
    offline: bool,
    mailto: str | None,
    words: str | None,
    as_json: bool,
) -> None:
    """Record decisions in FILE, a .refkit.json; later runs of fetch into FILE keep them.

    What a DOI leads to is shown beside what is printed. A line of which a DOI is rejected is
    resolved without it. In a table an empty cell decides nothing, nor does the DOI that the line
    has already.

    \b
    Example:
      refkit resolve review.refkit.json --position 5 --doi none
    """
    from refkit import candidates, load, resolve
    from refkit.cli.outputs import put_saved
    from refkit.decision_reader import NOT, decision_on, read_decisions
    from refkit.formats.detect import file_text
    from refkit.manual_decisions import compared
    from refkit.model.label_decisions import set_aside_in_words
    from refkit.settings import person

    if words is not None:
        if position is None or doi is not None or rejected or table is not None or output:
            raise click.UsageError("--search goes with --position, and writes nothing")
        found = candidates(
            load(file), position, words, review=review, offline=offline, mailto=mailto
        )
        _put_found(found, as_json=as_json)
        return
    said = [*([doi] if doi is not None else []), *(f"{NOT} {each}" for each in rejected)]
    if (table is None) == (position is None) or (position is None) == bool(said):
        raise click.UsageError("give --position with --doi or --not, or --from with a table")
    bibliography = load(file)
    who = person(by)
    if table is not None:
        decisions = read_decisions(file_text(Path(table)), bibliography, table, review, by=who)
    else:
        decisions = [
            decision_on(bibliography, position or "", each, review, by=who, note=note)
            for each in said
        ]
    decided = resolve(bibliography, decisions, offline=offline, mailto=mailto)
    if decisions or output:
        put_saved(decided, output or file, file)
    comparisons = compared(decided, decisions)
    _tell(comparisons, several=len(decided.reviews) > 1)
    _tell_rejected(decided, decisions)
    if set(decided.label_decisions) - set(bibliography.label_decisions):
        announce(set_aside_in_words(decided))
    if table is not None:
        announce(count_noun(len(decisions), "decisions"))
    if as_json:
        _put_decided(decided, decisions, comparisons)
    tell(decided.account)


def _put_found(found: Sequence[Candidate], *, as_json: bool) -> None:
    """What a search found, the likeliest first, and where each agrees with what is printed."""
    from refkit.api.ledger import candidate_row
    from refkit.cli.outputs import put, put_json

    if as_json:
        put_json([candidate_row(each) for each in found])
        return
    put("-", "".join(map(_found_lines, found)))
    announce(f"{count_noun(len(found), 'works')} found; --doi takes one")


def _found_lines(each: Candidate) -> str:
    from refkit.text.unicode import visible

    said = [f"{part.part} {part.said}" for part in each.parts if part.said != "silent"]
    what = f"{each.score:.2f}  {each.work.doi or '(no DOI)'}  {_named(each.work)}"
    said += [f"not it ({each.rejected})"] if each.rejected else []
    where = f"      {', '.join(said) or 'nothing that is printed can be compared'}"
    return f"{visible(what)}\n{visible(where)}\n"


def _tell(comparisons: Sequence[Comparison], *, several: bool) -> None:
    """What each DOI leads to, beside what is printed, and where the two disagree."""

    for each in comparisons:
        place = f"{each.review} {each.position}" if several else str(each.position)
        announce(f"{place}: {each.work.doi} is {_named(each.work)}")
        announce(f"{place}: printed is {each.printed or 'nothing'}")
        if trouble := _trouble(each):
            announce(
                f"{place}: {trouble}; the decision stands, --doi undecided takes it back",
            )


def _tell_rejected(decided: Bibliography, decisions: Sequence[Decision]) -> None:
    """Of each line of which a DOI was rejected or taken back what it is now."""
    from refkit.manual_decisions import on_lines
    from refkit.model.resolution import AsPrinted

    about = on_lines(decided, (each for each in decisions if each.rejected))
    for entry in decided.entries:
        for line in entry.citations:
            if line.place not in about:
                continue
            place = line.reference.position
            several = f"{line.review} " if len(decided.reviews) > 1 else ""
            for each in line.rejected:
                announce(f"{several}{place}: not {each.doi}, {each}")
            if isinstance(entry.resolution, AsPrinted):
                announce(f"{several}{place}: {entry.resolution.sentence}")
            else:
                announce(f"{several}{place}: {entry.work.doi} is {_named(entry.work)}")


def _trouble(each: Comparison) -> str:
    """What speaks against it: parts that disagree, or that nothing printed speaks for it."""
    if disagree := each.judgement.disagree:
        return f"they disagree in {', '.join(disagree)}"
    return "" if each.judgement.agree else "nothing that is printed confirms it"


def _named(work: Work) -> str:
    """Who, when, what and where: enough to see whether it is the right one."""
    from refkit.api.ledger import shown_work

    shown = shown_work(work)
    return ", ".join(str(part) for part in shown.values() if part)


def _put_decided(
    decided: Bibliography, decisions: Sequence[Decision], comparisons: Sequence[Comparison]
) -> None:
    """The rows of ``show --json``, of those entries that a decision was about."""
    from refkit.api.ledger import compared_row, rows
    from refkit.cli.outputs import put_json
    from refkit.manual_decisions import on_lines

    about = on_lines(decided, decisions)
    entries = tuple(
        entry for entry in decided.entries if any(each.place in about for each in entry.citations)
    )
    named = {(each.review, each.position): each for each in comparisons}
    shown = rows(replace(decided, entries=entries))
    for entry, row in zip(entries, shown, strict=True):
        places = (each.place for each in entry.citations)
        row["compared"] = [compared_row(named[place]) for place in places if place in named]
    put_json(shown)
