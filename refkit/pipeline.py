"""The journey on one page: collect reviews, resolve what they list, tag."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from refkit import merge_runs
from refkit.citation_keys.formula import DEFAULT, parse_formula
from refkit.citation_keys.stable_keys import with_keys
from refkit.errors import (
    InputError,
    NotRemembered,
    RefkitError,
    SourceError,
    SourceUnreachable,
)
from refkit.model.bibliography import Bibliography, Decision, Entry, ListOutcome, Made, ReviewList
from refkit.model.decisions import decisions_of
from refkit.model.identifiers import Doi
from refkit.model.identity import in_list_order
from refkit.model.label_decisions import with_label_decisions
from refkit.model.list_ids import CITING
from refkit.resolver import resolve
from refkit.resolver.asking import Sources, StartProgress, Watch, no_progress, no_watch
from refkit.sources.base import Listing, Outcome
from refkit.tagging.tagger import TITLE_ONLY, tag_entries
from refkit.tagging.taxonomy import Taxonomy
from refkit.version import __version__

Failure = tuple[ReviewList, RefkitError]
"""What is kept of a review that gave no list, and the error that it is where it is the only one."""


def fetch(
    dois: Sequence[Doi],
    sources: Sources,
    taxonomies: Sequence[Taxonomy] = (),
    *,
    lists: Sequence[Collected | Failure] = (),
    decisions: Iterable[Decision] = (),
    into: Bibliography | None = None,
    failures: Sequence[Failure] = (),
    citation_key: str = "",
    fields: Sequence[str] = TITLE_ONLY,
    progress: StartProgress = no_progress,
    watch: Watch = no_watch,
) -> Bibliography:
    """Go the whole way from reviews' DOIs to a tagged bibliography.

    ``lists`` are those that are in hand without asking for a review's: a document's, what cites a
    work; they come after those of ``dois``. ``into`` is what they are added to: a review that is in
    it is refreshed in its place, the others keep their lines, their keys and the decisions on them.
    ``decisions`` are further words of a person on single references; a decision stands before
    everything else.
    ``citation_key`` is the formula of new keys, by default the one of ``into``. ``fields`` may
    speak for a label, and all entries are tagged alike. ``progress`` is told what begins and how
    much of it there is, and gives what is told of each step; ``watch`` is told of single lines, as
    ``resolve`` tells it.

    A review that fails does not stop the others: what came of each stands in ``lists``, after
    ``failures`` that there were before. Where no review gives a list the error of the first is
    raised: InputError for a DOI that no source knows, SourceError where none can answer or has the
    references, NotRemembered offline. InputError also for a formula that cannot be read.
    Trouble with a single reference is not raised: it stands in that reference's resolution.
    """
    parse_formula(citation_key or DEFAULT)  # before anything is asked
    earlier = into or Bibliography(Made(__version__))
    collected = [*failures, *collect_all(dois, sources, progress), *lists]
    listings = [each for each in collected if isinstance(each, Collected)]
    if not listings:
        raise _one_of([each for each in collected if not isinstance(each, Collected)])
    said = tuple(decisions)
    decisions = (*decisions_of(earlier), *said)
    before = in_list_order(earlier.entries)
    entries = resolve(
        [each.listing for each in listings], sources, decisions, progress, before, watch
    )
    bibliography = grown(earlier, entries, collected, said)
    keyed = with_label_decisions(with_keys(bibliography, citation_key, into), earlier)
    return tag_entries(keyed, taxonomies, fields=fields)


def grown(
    earlier: Bibliography,
    entries: Iterable[Entry],
    collected: Sequence[Collected | Failure],
    said: Sequence[Decision] = (),
) -> Bibliography:
    """What was there with the lists that were collected, each in its place, without new keys.

    ``entries`` has one for each line of these lists, in their order, ``said`` decisions that are
    new.
    """
    listings = [each.listing for each in collected if isinstance(each, Collected)]
    reviews = merge_runs.grown_reviews(earlier, [each.review for each in listings])
    again = {each.list_id for each in listings}
    all_entries = merge_runs.grown_entries(earlier, entries, reviews, again)
    days = [each.retrieved.isoformat() for each in listings if each.retrieved]
    return Bibliography(
        made=Made(refkit=__version__, retrieved=max(*days, earlier.made.retrieved, "")),
        reviews=reviews,
        entries=tuple(merge_runs.merged(all_entries)),
        lists=merge_runs.grown_lists(earlier, [row for each in collected for row in _rows(each)]),
        decisions=merge_runs.set_aside(earlier, all_entries, said),
        others=earlier.others,
    )


class Collected(NamedTuple):
    """A review that gave its list, and what is kept of that.

    ``more`` are the rows of the other sources that were asked for a list of works that cite one.
    """

    row: ReviewList
    listing: Listing
    more: tuple[ReviewList, ...] = ()


def _rows(each: Collected | Failure) -> tuple[ReviewList, ...]:
    """What is kept of a list."""
    return (each.row, *each.more) if isinstance(each, Collected) else each[:1]


def collect_all(
    dois: Sequence[Doi], sources: Sources, progress: StartProgress
) -> list[Collected | Failure]:
    """What came of each review's list, each asked for once.

    Several are asked for together: a record that a batch gives has its list and is remembered, so
    that three hundred reviews are three questions.
    """
    wanted = list(dict.fromkeys(dois))
    if len(wanted) < 2:
        return [collect(doi, sources) for doi in wanted]
    counted = progress("asking for lists", len(wanted))
    answers = sources.first.lookup(wanted, lambda found: counted(len(found)))
    found: list[Collected | Failure] = []
    silent: SourceUnreachable | None = None
    for doi, answer in answers.items():
        # A batch fails whole: each of its reviews is asked for alone, until nobody answers.
        is_failed = answer.outcome is Outcome.FAILED
        each = failure(str(doi), silent) if silent and is_failed else collect(doi, sources)
        found.append(each)
        if not isinstance(each, Collected) and isinstance(each[1], SourceUnreachable):
            silent = each[1]
    return found


def collect(doi: Doi, sources: Sources) -> Collected | Failure:
    """The review and its references, from the first source that has them, or why there is none."""
    try:
        listing = sources.first.listing(doi)
    except NotRemembered:
        return failure(str(doi), NotRemembered(
            f"offline, and {doi} was never fetched: run it once without --offline, or check the DOI"
        ))  # fmt: skip
    except SourceError as error:
        return failure(str(doi), error)
    if listing is None:
        return failure(str(doi), InputError(
            f"{sources.first.name} does not know {doi}: compare it with the article's page, one "
            "character is enough"
        ))  # fmt: skip
    if listing.references:
        return _collected(doi, listing, sources.first.name, listing.announced)
    return _from_others(doi, listing, sources)


def failure(given: str, error: RefkitError) -> Failure:
    """What is kept of a review that could not be fetched, by the words that were given for it."""
    kinds = (
        (InputError, ListOutcome.UNKNOWN),
        (NotRemembered, ListOutcome.NOT_REMEMBERED),
        (RefkitError, ListOutcome.FAILED),
    )
    outcome = next(outcome for kind, outcome in kinds if isinstance(error, kind))
    return ReviewList(given, outcome, detail=str(error)), error


def exit_code(row: ReviewList) -> int:
    """The exit status of a review's failure; 0 where it is none."""
    return {
        ListOutcome.UNKNOWN: InputError.exit_code,
        ListOutcome.FAILED: SourceError.exit_code,
        ListOutcome.NOT_REMEMBERED: NotRemembered.exit_code,
    }.get(row.outcome, 0)


def exit_codes(rows: Sequence[ReviewList]) -> list[int]:
    """The exit statuses of the lists that failed.

    Works that cite one are asked for at several sources: where one of them gave its list, that of
    another which failed is told and no failure of the run.
    """
    given = {row.review for row in rows if not exit_code(row) and row.review.startswith(CITING)}
    return [code for row in rows if row.review not in given and (code := exit_code(row))]


def _one_of(failures: Sequence[Failure]) -> RefkitError:
    """The error of the first failure, naming its review, with what is to be said of the others."""
    row, error = failures[0]
    said = "; ".join(dict.fromkeys(row.note for row, _ in failures))
    if len(failures) == 1 and said == row.detail:
        return error
    kinds = (InputError, NotRemembered, SourceError)
    return next(kind for kind in kinds if isinstance(error, kind))(said)


def _collected(doi: Doi, listing: Listing, source: str, announced: int) -> Collected:
    given = len(listing.references)
    row = ReviewList(str(doi), ListOutcome.GIVEN, source, announced, given)
    return Collected(row, listing)


def _from_others(doi: Doi, listing: Listing, sources: Sources) -> Collected | Failure:
    """The list from another source, where the first one has none."""
    troubles = []
    for source in sources.extras:
        try:
            other = source.listing(doi)
        except (SourceError, NotRemembered) as error:
            troubles.append(f"{source.name} could not be asked ({error})")
            continue
        if other and other.references:
            announced = listing.announced or other.announced
            return _collected(doi, replace(other, review=listing.review), source.name, announced)
    has = "gives" if listing.announced else "has"
    first = f"{sources.first.name} {has} no references of {doi} (it announces {listing.announced})"
    if troubles:
        return failure(str(doi), SourceError(f"{first}, and {', '.join(troubles)}"))
    return _without_list(doi, listing, first, sources)


def _without_list(doi: Doi, listing: Listing, first: str, sources: Sources) -> Failure:
    asked = [source.name for source in sources.extras]
    nor = f", nor {' and '.join(asked)}" if asked else ""
    hint = "" if "openalex" in asked else "; --source openalex may have them"
    why = "" if listing.announced else ": the publisher has not deposited them"
    said = f"{first}{nor}{why}{hint}"
    row = ReviewList(str(doi), ListOutcome.NONE, sources.first.name, listing.announced, detail=said)
    return row, SourceError(said)
