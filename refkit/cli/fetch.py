"""``refkit fetch``: from reviews' DOIs to a tagged bibliography."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from refkit.cli import options, seeds, values
from refkit.cli.inputs import STDIN, read_stdin
from refkit.cli.progress import Bars
from refkit.cli.say import announce, notifier, tell
from refkit.cli.values import CONDITIONS
from refkit.errors import InputError, InvalidIdentifier

if TYPE_CHECKING:
    from refkit.cli.outputs import Target
    from refkit.documents.read import GivenDocument
    from refkit.model.bibliography import Bibliography

_DOCUMENTS = frozenset(".doc .docx .htm .html .md .odt .pdf .rtf .txt".split())

_DIRECTIONS = ("references", "citations", "both")


class _Year(values.Value):
    """A year of four digits, which no shell can complete."""

    name = "year"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The year as a number; fails with the option's name."""
        return click.IntRange(1000, 9999).convert(value, param, ctx)


_YEAR = _Year(lambda typed: [])

# The options of a way that can go forward.
_directions = options.group(
    click.option(
        "--direction",
        type=click.Choice(_DIRECTIONS),
        default="references",
        show_default=True,
        help="What a review lists, the works that cite it, or both.",
    ),
    click.option(
        "--since",
        type=_YEAR,
        metavar="YEAR",
        help="Of citing works only those from this year on.",
    ),
    click.option(
        "--limit",
        type=click.IntRange(1),
        metavar="N",
        help="Of citing works the newest N for each review.",
    ),
    click.option(
        "--depth",
        type=click.IntRange(1, 2),
        default=1,
        show_default=True,
        help="2: also the works that cite the citing works.",
    ),
    click.option("--yes", is_flag=True, help="Go on with --depth 2 without a question."),
)


@click.command("fetch")
@click.argument("given", nargs=-1, metavar="[DOI|FILE...]", type=values.FILE)
@seeds.seeds
@seeds.against
@options.output
@options.offline
@click.option("--refresh", is_flag=True, help="Ask anew what is remembered.")
@options.mailto
@options.source
@_directions
@options.taxonomy
@click.option("--no-tags", is_flag=True, help="Do not tag.")
@options.citation_key
@click.option("--replace", is_flag=True, help="Begin a .refkit.json anew instead of adding to it.")
@click.option("--strict", is_flag=True, help="Exit with 1 on any condition of --fail-on.")
@click.option(
    "--fail-on",
    metavar="CONDITION,...",
    type=values.CONDITION,
    help=f"Exit with 1 where there is one of: {', '.join(CONDITIONS)}.",
)
@options.quiet
def command(
    given: tuple[str, ...],
    seeds_files: tuple[str, ...],
    against: tuple[str, ...],
    outputs: tuple[str, ...],
    no_tags: bool,
    taxonomies: tuple[str, ...],
    replace: bool,
    strict: bool,
    fail_on: str | None,
    quiet: bool,
    **asked: Any,
) -> None:
    """Resolve the reference list of each review or document and tag what it lists.

    Every listed reference is accounted for: what has no usable DOI is kept as printed, with the
    reason. A run into a .refkit.json that is there adds to it: its other reviews, their keys and
    every decision are kept, and other outputs beside it show the whole. PubMed, PMC and arXiv
    numbers and the addresses of articles are read too; several may stand in one argument, parted
    by commas. A file, or - for standard input, is a text that prints a list of references: these
    are told apart, in whatever style, and looked up by their DOIs and PubMed numbers, else by
    their words. --seeds FILE has many reviews.

    With --direction citations the works that cite each review are taken, as OpenAlex, Europe PMC
    and OpenCitations have them; what each of them announces and gives is told.

    \b
    Example:
      refkit fetch 10.1038/s41584-025-01343-5 --offline -o refs.bib -o review.refkit.json
    """
    from refkit import fetch_document
    from refkit.cli.outputs import deliver, targets
    from refkit.cli.progress import bars
    from refkit.formats.saved.mapping import SUFFIX

    asked_for = _read_arguments(given)
    wanted = targets(outputs, reads=[name for name in outputs if name.endswith(SUFFIX)])
    conditions = _conditions(strict, fail_on)
    there = _there(wanted)
    earlier = None if replace else _earlier(there)
    libraries = seeds.read_libraries(against)
    named = seeds.read_seeds(seeds_files, given)
    with bars(quiet=quiet) as progress:
        bibliography = fetch_document(
            *asked_for.documents,
            dois=(*asked_for.dois, *named.identifiers),
            taxonomies=() if no_tags else taxonomies or None,
            notify=notifier(quiet=quiet),
            into=earlier,
            progress=progress,
            **_choices(progress, **asked),
        )
    dropped = list(_dropped(there, bibliography)) if replace else []
    held = seeds.held_works(bibliography, libraries)
    deliver(bibliography, wanted, held=held, precious=[each.name for each in dropped if each.lost])
    for each in dropped:
        announce(each.told)
    _tell(bibliography)
    click.get_current_context().exit(_status(bibliography, conditions, len(named.left_out)))


def _there(wanted: Sequence[Target]) -> dict[str, str]:
    """The saved bibliographies that are there and will be written, with their text."""
    from refkit.cli.outputs import SAVED
    from refkit.formats.detect import file_text

    saved = [each.name for each in wanted if each.format == SAVED and each.name != "-"]
    return {name: file_text(Path(name)) for name in saved if Path(name).exists()}


def _earlier(there: Mapping[str, str]) -> Bibliography | None:
    """What the run adds to; InputError where that could be one of two."""
    from refkit.errors import InputError
    from refkit.formats.saved.mapping import loads

    if len(there) > 1:
        raise InputError(
            f"{' and '.join(there)} are there already: name the one to add to, or use --replace"
        )
    for name, text in there.items():
        return loads(text.removeprefix("\ufeff"), name)
    return None


class _Dropped(NamedTuple):
    """What --replace drops of a file; ``lost`` tells that decisions of persons are among it."""

    name: str
    told: str
    lost: bool


def _dropped(there: Mapping[str, str], new: Bibliography) -> Iterator[_Dropped]:
    """What --replace drops, decisions included; a file that cannot be read may hold some."""
    from refkit.diff import differences
    from refkit.errors import InputError
    from refkit.formats.saved.mapping import loads
    from refkit.model.lost_decisions import lost_decisions
    from refkit.text.plural import count_noun

    kept = set(new.heads)
    for name, text in there.items():
        try:
            old = loads(text.removeprefix("\ufeff"), name)
        except InputError as error:
            told = f"--replace has dropped what could not be read ({error})"
            yield _Dropped(name, told, lost=True)
            continue
        reviews = [str(each) for each in old.heads if each not in kept]
        entries = sum(change.kind == "removed" for change in differences(old, new))
        lost = lost_decisions(old, new)
        named = f" ({', '.join(reviews)})" if reviews else ""
        told = (
            f"{name}: --replace has dropped {count_noun(len(reviews), 'reviews')}{named}, "
            f"{count_noun(entries, 'entries')} and {lost}"
        )
        yield _Dropped(name, told, lost=lost.total > 0)


def _tell(bibliography: Bibliography) -> None:
    """What a person must know of the run, the account last."""
    from refkit.api.remarks import remarks

    for note in remarks(bibliography):
        announce(note)
    tell(bibliography.account)


def _conditions(strict: bool, fail_on: str | None) -> set[str]:
    named = options.conditions(fail_on, CONDITIONS)
    return set(CONDITIONS) if strict else named


def _status(bibliography: Bibliography, conditions: set[str], left_out: int) -> int:
    """The status of the first review that failed, else 1 where a condition is met.

    What was left out of the seeds has no list.
    """
    from refkit.pipeline import exit_codes

    failed = exit_codes(bibliography.lists)
    return failed[0] if failed else int(bool(conditions & _met(bibliography, left_out)))


def _met(bibliography: Bibliography, left_out: int) -> set[str]:
    from refkit.pipeline import exit_code

    counts = bibliography.account
    retracted = any(entry.work.is_retracted for entry in bibliography.entries)
    # Of who cites a work another service may have told, and the run did not fail.
    lacking = counts.without_list or left_out or any(map(exit_code, bibliography.lists))
    met = (counts.unresolved, retracted, lacking)
    return {name for name, there in zip(CONDITIONS, met, strict=True) if there}


class _FetchArguments(NamedTuple):
    """Documents, and what is given for reviews: DOIs, numbers, addresses."""

    documents: tuple[Path | GivenDocument, ...]
    dois: tuple[str, ...]


def _read_arguments(arguments: Iterable[str]) -> _FetchArguments:
    """Tell documents from DOIs; raises InputError for a folder, and a file that is not there."""
    documents: list[Path | GivenDocument] = []
    dois: list[str] = []
    for argument in arguments:
        if argument == "-":
            documents.append(_standard_input())
        elif _is_file(argument):
            documents.append(Path(argument))
        else:
            dois.append(argument)
    return _FetchArguments(tuple(dict.fromkeys(documents)), tuple(dois))


def _is_file(argument: str) -> bool:
    """Whether an argument names a file; what is an identifier is none, whatever else it may be."""
    from refkit.api.online import identifiers

    try:
        identifiers(argument)
    except InvalidIdentifier:
        pass
    else:
        return False
    if not argument.strip():  # a path of no name is the folder one stands in
        return False
    path = Path(argument)
    try:
        if path.is_dir():
            raise InputError(f"{argument}: is a folder; name the file that has the list")
        is_there = path.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False
    if not is_there and path.suffix.lower() in _DOCUMENTS:
        raise InputError(f"{argument}: there is no such file")
    return is_there


def _standard_input() -> GivenDocument:
    from refkit.documents.read import GivenDocument

    return GivenDocument(STDIN, read_stdin())


def _choices(
    progress: Bars,
    *,
    direction: str,
    since: int | None,
    limit: int | None,
    depth: int,
    yes: bool,
    **others: Any,
) -> dict[str, Any]:
    """What was chosen, for ``refkit.fetch``; raises UsageError for what has nothing to act on."""
    if direction == "references" and (since or limit or depth != 1):
        raise click.UsageError(
            "--since, --limit and --depth are for works that cite: --direction citations or both"
        )
    return {
        "direction": direction,
        "since": since or 0,
        "limit": limit or 0,
        "depth": depth,
        "confirm": lambda line: _goes_on(line, progress, yes=yes),
        **others,
    }


def _goes_on(line: str, progress: Bars, *, yes: bool) -> bool:
    """Whether to go on: as it was said beforehand, else as is answered on the terminal."""
    if yes:
        announce(line.removesuffix("; go on?"))
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    with progress.paused():
        return click.confirm(f"refkit: {line}", err=True)
