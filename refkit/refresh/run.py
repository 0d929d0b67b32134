"""Brings a saved bibliography up to date: asks again what may have changed, and says what has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from refkit import wiring
from refkit.api.offline import fields_as_tagged, tagged_again, taxonomies_at_hand
from refkit.api.remarks import not_asked
from refkit.checks.findings import Finding, FindingKind
from refkit.checks.online import asked_by
from refkit.citation_keys.stable_keys import with_keys
from refkit.diff import Change
from refkit.errors import InputError, InvalidIdentifier
from refkit.model.bibliography import Bibliography, Entry, ListOutcome, ReviewList
from refkit.model.identifiers import Doi
from refkit.model.label_decisions import with_label_decisions
from refkit.model.list_ids import CITING, parse_list
from refkit.model.resolution import Resolved
from refkit.pipeline import Collected, Failure, collect, grown
from refkit.refresh.changes import changes_between, news_between
from refkit.refresh.lists import citing_again, line_entries, lists_now
from refkit.refresh.works import Answers, Refreshed, ask_again, name_told, refreshed
from refkit.resolver.asking import Sources, StartProgress, no_progress
from refkit.settings import read_settings
from refkit.sources.base import Numbered, Outcome
from refkit.tagging.fields import text_of
from refkit.text.plural import count_noun
from refkit.wiring import EXTRAS

_FAILED = frozenset({ListOutcome.FAILED, ListOutcome.NOT_REMEMBERED})


@dataclass(frozen=True, slots=True)
class Updated:
    """A bibliography brought up to date, beside what it was.

    ``changes`` are what is different, ``news`` how works stand now and did not, ``lists`` lines on
    lists that are others now, ``kept`` on what stays though it is not given any more, ``failures``
    on what could not be asked; ``requests`` counts what was sent. Where it was brought up to date
    on the same day nothing was asked.
    """

    before: Bibliography
    bibliography: Bibliography
    changes: tuple[Change, ...] = ()
    news: tuple[Finding, ...] = ()
    lists: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    requests: int = 0

    @property
    def has_changed(self) -> bool:
        """Whether anything is told that was not so before."""
        return bool(self.changes or self.news or self.lists)

    @property
    def has_retractions(self) -> bool:
        """Whether a work or a review was retracted since."""
        return any(each.kind is FindingKind.RETRACTED for each in self.news)

    def __str__(self) -> str:
        """The account."""
        if self.bibliography is self.before:
            return f"brought up to date on {self.before.made.updated}, today: nothing was asked"
        works = count_noun(len(self.bibliography.entries), "entries")
        lists = count_noun(len(self.bibliography.heads), "lists")
        asked = count_noun(self.requests, "requests")
        kinds = (*(each.kind.value for each in self.news), *(each.kind for each in self.changes))
        told = Counter(kinds)
        new = ", ".join(f"{count} {kind}" for kind, count in told.items())
        same = "lists differ" if self.lists else "nothing is new"
        return f"{works} and {lists} asked again in {asked}: {new or same}"


def update(
    bibliography: Bibliography,
    *,
    mailto: str | None = None,
    sources: Sequence[str] = (),
    notify: Callable[[str], None] = lambda note: None,
    progress: StartProgress = no_progress,
) -> Updated:
    """Ask again what may have changed of a bibliography: its works, and the lists of its reviews.

    Works are looked up in batches: retractions, corrections, the article that a preprint became,
    fields that are described otherwise. A line that is new in a list, or says something else, is
    resolved and tagged; one that is not given any more is kept, and told. Nothing else is searched
    for. Every key and every decision stays, and so does what a source gives no more. What was
    answered today (UTC) is not asked again: who was stopped goes on from there, and where all was
    asked today nothing is.

    ``sources`` names others that are asked for lists and for what new lines lack, as for ``fetch``;
    those that gave a list are asked for it in any case. ``mailto``, ``notify`` and ``progress``
    are those of ``fetch``. Raises InputError where no entry has a DOI or a PubMed number,
    SourceError where nothing at all could be asked.
    """
    if not bibliography.reviews and not any(_is_asked(each) for each in bibliography.entries):
        raise InputError("there is nothing to ask again: no entry has a DOI or a PubMed number")
    today = datetime.now(UTC).date()
    if bibliography.made.updated == today.isoformat():
        return Updated(bibliography, bibliography)
    settings = read_settings(mailto)
    extras = {*sources, *_sources_of(bibliography.lists)}
    with wiring.open_gateway(settings, since=today, notify=notify) as gateway:
        asked = wiring.open_sources(settings, gateway, sorted(extras), notify)
        found = asked_again(
            bibliography,
            asked,
            today,
            lambda there: citing_again(there, settings, gateway, asked, progress),
            progress,
            completing=sources,
            numbers=wiring.open_numbers(settings, gateway),
        )
        return replace(found, requests=gateway.sent)


def asked_again(
    bibliography: Bibliography,
    sources: Sources,
    today: date,
    citing: Callable[[Bibliography], Iterable[Collected | Failure]] = lambda there: (),
    progress: StartProgress = no_progress,
    completing: Collection[str] = (),
    numbers: Numbered | None = None,
) -> Updated:
    """What the sources say today; ``citing`` gives the lists of works that cite one.

    ``completing`` names those that are asked for what new lines lack; ``numbers`` is asked for
    works that have a PubMed number and no DOI.

    Raises SourceError where nothing at all could be asked.
    """
    answers = ask_again(bibliography, sources, numbers)
    now = refreshed(bibliography, answers)
    collected = [_collected(each, sources, now) for each in _lists_to_ask(bibliography)]
    collected += [_with_review(each, now) for each in citing(now.bibliography)]
    collected += _not_to_ask(bibliography)
    extras = tuple(each for each in sources.extras if each.name in completing)
    found = _grown(now, collected, answers, replace(sources, extras=extras), progress)
    failures = (*_failures(now), *_failures_of(found.bibliography))
    silent = _silent_of(found.bibliography)
    day = "" if failures or silent else today.isoformat()
    whole = _finished(bibliography, found.bibliography, day)
    return Updated(
        bibliography,
        whole,
        changes_between(bibliography, whole),
        news_between(bibliography, whole),
        found.notes,
        (*now.notes, *(row.note for row in silent)),
        failures,
    )


def _is_asked(entry: Entry) -> bool:
    return asked_by(entry.work) is not None


def _sources_of(lists: Sequence[ReviewList]) -> set[str]:
    """Who gave a list that is not asked in any case."""
    return {row.source for row in lists} & set(EXTRAS)


def _lists_to_ask(bibliography: Bibliography) -> list[Doi]:
    """The reviews whose references are there, or could not be had before."""
    found = dict.fromkeys(each for each in bibliography.heads if isinstance(each, Doi))
    for row in bibliography.lists:
        try:
            list_id = parse_list(row.review)
        except InvalidIdentifier:  # what was given for it and led nowhere
            continue
        if isinstance(list_id, Doi):
            found.setdefault(list_id)
    return list(found)


def _not_to_ask(bibliography: Bibliography) -> Iterator[Failure]:
    """What was given for a review and led nowhere: it stays as it was told."""
    for row in bibliography.lists:
        try:
            parse_list(row.review)
        except InvalidIdentifier as error:
            yield row, error


def _collected(doi: Doi, sources: Sources, now: Refreshed) -> Collected | Failure:
    """A review's list as it is given today; the review itself as it was refreshed."""
    return _with_review(collect(doi, sources), now)


def _with_review(found: Collected | Failure, now: Refreshed) -> Collected | Failure:
    """A list of a review that was refreshed already."""
    if not isinstance(found, Collected):
        return found
    known = {review.doi: review for review in now.bibliography.reviews}
    review = known.get(found.listing.review.doi, found.listing.review)
    return found._replace(listing=replace(found.listing, review=review))


@dataclass(frozen=True, slots=True)
class _Grown:
    bibliography: Bibliography
    notes: tuple[str, ...]


def _grown(
    now: Refreshed,
    collected: Sequence[Collected | Failure],
    answers: Answers,
    sources: Sources,
    progress: StartProgress,
) -> _Grown:
    """The refreshed works in the lists as they are given today."""
    earlier = now.bibliography
    lists = lists_now([each for each in collected if isinstance(each, Collected)], earlier)
    found = [name for name, (_, answer) in answers.items() if answer.outcome is Outcome.FOUND]
    known = {name for name in found if isinstance(name, Doi)}
    entries = line_entries(lists, earlier, sources, known, progress)
    rows = {each.id: each.row for each in lists}
    told = [
        each._replace(row=rows[each.listing.list_id]) if isinstance(each, Collected) else each
        for each in collected
    ]
    notes = tuple(each.note for each in lists if each.note)
    return _Grown(grown(earlier, entries, told), notes)


def _finished(before: Bibliography, after: Bibliography, day: str) -> Bibliography:
    """With keys, decisions on labels and tags; all as before where nothing speaks against it."""
    made = replace(
        before.made,
        refkit=after.made.refkit,
        retrieved=after.made.retrieved,
        updated=day or before.made.updated,
    )
    keyed = with_label_decisions(with_keys(after, "", before), before)
    return _tagged(before, replace(keyed, made=replace(made, citation_key=keyed.made.citation_key)))


def _tagged(before: Bibliography, after: Bibliography) -> Bibliography:
    """With tags for works that are new or say something else; all others keep theirs."""
    fields = fields_as_tagged(before)
    # Where a taxonomy is not here, the labels that it gave say more than none.
    is_lacking = len(taxonomies_at_hand(before)) < len(before.made.taxonomies)

    def keeps_tags(earlier: Entry, now: Entry) -> bool:
        return is_lacking or _says(now, fields) == _says(earlier, fields)

    return tagged_again(before, after, keeps_tags)


def _says(entry: Entry, fields: Sequence[str]) -> object:
    """What of an entry may speak for a label."""
    is_known = isinstance(entry.resolution, Resolved)
    words = tuple(text_of(entry.work, field) for field in fields)
    lines = () if is_known else tuple(each.reference.deposited for each in entry.citations)
    return is_known, words, lines, entry.label_decisions


def _failures(now: Refreshed) -> list[str]:
    """What could not be looked up, in one line."""
    if not now.failed:
        return []
    name, why = now.failed[0]
    count = count_noun(len(now.failed), "works")
    stay = "stays as it was" if len(now.failed) == 1 else "stay as they were"
    return [f"{count} could not be looked up and {stay} ({name_told(name)}: {why}); run again"]


def _failures_of(bibliography: Bibliography) -> Iterator[str]:
    """The lists and the new lines that could not be asked for."""
    silent = _silent_of(bibliography)
    for row in bibliography.lists:
        if row.outcome in _FAILED and row not in silent:
            yield row.note
    if lines := not_asked(bibliography):
        yield f"{count_noun(lines, 'lines')} could not be looked up; run again"


def _silent_of(bibliography: Bibliography) -> list[ReviewList]:
    """Of who cites a work: services that could not be asked, where another one answered."""
    given = {row.review for row in bibliography.lists if row.outcome is ListOutcome.GIVEN}
    return [
        row
        for row in bibliography.lists
        if row.outcome in _FAILED and row.review.startswith(CITING) and row.review in given
    ]
