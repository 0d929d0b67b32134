"""Asks every service which works cite a work, one step or two, and makes one list of it.

A service that fails is told in a row of its own, and the others go on; what it gave in an earlier
run stays in the list. Where none answers that is the failure of the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil
from typing import NamedTuple

from refkit import pipeline
from refkit.errors import InputError, NotRemembered, RefkitError, SourceError
from refkit.forward.union import MergedWork, listed, newest, union
from refkit.model.bibliography import Bibliography, ListOutcome, ReviewList
from refkit.model.identifiers import Doi, Pmid
from refkit.model.list_ids import CitingList
from refkit.model.list_notes import LIMIT, NOT_KNOWN
from refkit.model.printed_reference import PrintedReference
from refkit.model.reference import ASSERTED_BY, Reference
from refkit.model.work import Work, WorkType
from refkit.resolver.asking import Sources, StartProgress, find, no_progress
from refkit.sources.base import Listing, Numbered, Outcome
from refkit.sources.citing import Citations, CitationSource, CitingWork

_DEEPEST = 2
# Works that a second step may bring, as far as can be told: more than one screens by hand, and
# minutes at every service.
_MOST = 20_000
# How many works each service gives in an answer, and how many it is asked about together.
_PAGES = {"openalex": 200, "europepmc": 1000}
_TOGETHER = {"openalex": 50, "europepmc": 10}
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for of each work: works since a year, and how many at most; 0 is all."""

    since: int = 0
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Services:
    """Who is asked: ``citing`` which works cite one, ``numbers`` for DOIs behind PubMed numbers."""

    citing: tuple[CitationSource, ...]
    numbers: Numbered
    works: Sources


class Cited(NamedTuple):
    """What came of asking who cites one work; ``works`` is empty where nobody could say."""

    collected: tuple[pipeline.Collected | pipeline.Failure, ...]
    works: tuple[MergedWork, ...] = ()


def collect(
    seeds: Sequence[Doi],
    services: Services,
    wanted: Wanted,
    earlier: Bibliography | None = None,
    progress: StartProgress = no_progress,
    *,
    given: bool = True,
) -> dict[Doi, Cited]:
    """The works that cite each seed; raises nothing.

    ``given`` says that a person gave the seeds: one that nobody knows is a mistake then. A seed
    that is registered under another DOI now stands under that one.
    """
    found = find(seeds, services.works)
    heads = {_now(doi, answer.work): answer.work for doi, (_, answer) in found.items()}
    unknown = {doi for doi, (_, each) in found.items() if each.outcome is Outcome.UNKNOWN}
    said = {
        source.name: source.citations(
            list(heads),
            wanted.since,
            wanted.limit,
            progress(f"asking {source.name} who cites", len(heads)),
        )
        for source in services.citing
    }
    answers = {doi: {name: each[doi] for name, each in said.items()} for doi in heads}
    answers = _with_dois(answers, services.numbers)
    return {
        doi: _cited(_Seed(doi, heads[doi], given and doi in unknown), of, wanted, earlier)
        for doi, of in answers.items()
    }


def _now(doi: Doi, work: Work | None) -> Doi:
    return (work.doi if work else None) or doi


class _Seed(NamedTuple):
    """A work that is cited; ``is_mistaken`` where somebody gave a DOI that is not registered."""

    doi: Doi
    work: Work | None
    is_mistaken: bool


def _with_dois(
    answers: Mapping[Doi, Mapping[str, Citations]], numbers: Numbered
) -> dict[Doi, dict[str, Citations]]:
    """The answers with DOIs of works that are known by their PubMed numbers alone."""
    known: dict[Pmid, Doi] = {}
    for work in _all_of(answers):
        if work.work.pmid and work.dois:
            known.setdefault(work.work.pmid, work.dois[0])
    bare = {work.work.pmid: None for work in _all_of(answers) if work.work.pmid and not work.dois}
    # What cannot be told stays with what is said of it, and is searched for by its words.
    found = numbers.numbered_each([pmid for pmid in bare if pmid not in known])
    for pmid, answer in found.items():
        if isinstance(pmid, Pmid) and answer.work and answer.work.doi:
            known[pmid] = answer.work.doi
    return {
        doi: {name: _told(each, known) for name, each in of.items()} for doi, of in answers.items()
    }


def _all_of(answers: Mapping[Doi, Mapping[str, Citations]]) -> Iterator[CitingWork]:
    return (work for of in answers.values() for each in of.values() for work in each.works)


def _told(citations: Citations, dois: Mapping[Pmid, Doi]) -> Citations:
    return replace(citations, works=tuple(_with_doi(each, dois) for each in citations.works))


def _with_doi(citing: CitingWork, dois: Mapping[Pmid, Doi]) -> CitingWork:
    doi = dois.get(citing.work.pmid) if citing.work.pmid else None
    if citing.dois or doi is None:
        return citing
    fields = dict(citing.reference.deposited) | {"DOI": doi.value}
    reference = replace(citing.reference, deposited=tuple(sorted(fields.items())))
    return replace(citing, reference=reference, work=replace(citing.work, doi=doi), dois=(doi,))


def _cited(
    seed: _Seed, answers: Mapping[str, Citations], wanted: Wanted, earlier: Bibliography | None
) -> Cited:
    name = CitingList(seed.doi.value)
    if not any(each.outcome is Outcome.FOUND or each.works for each in answers.values()):
        return Cited(tuple(_failures(name, answers)))
    if seed.is_mistaken and not any(each.cited or each.works for each in answers.values()):
        error = InputError(
            f"nobody knows {seed.doi}: compare it with the article's page, one character is enough"
        )
        return Cited(((ReviewList(str(name), ListOutcome.UNKNOWN, detail=str(error)), error),))
    works = newest(union(_with_earlier(name, answers, earlier)), wanted.limit)
    rows = [_row(name, source, each, works, wanted) for source, each in answers.items()]
    known = [each.cited for each in answers.values()]
    known.append(earlier.heads.get(name) if earlier else None)
    cited = seed.work or next(filter(None, known), None)
    lines = listed(works)
    listing = Listing(
        review=replace(cited or Work(WorkType.DOCUMENT), doi=seed.doi),
        references=lines,
        announced=len(lines),
        retrieved=max((each.retrieved for each in answers.values()), default=date.min),
        id=name,
    )
    return Cited((pipeline.Collected(rows[0], listing, tuple(rows[1:])),), tuple(works))


def _failures(name: CitingList, answers: Mapping[str, Citations]) -> Iterator[pipeline.Failure]:
    for source, each in answers.items():
        if each.outcome is Outcome.NOT_REMEMBERED:
            error: RefkitError = NotRemembered(
                f"offline, and nobody was ever asked who cites {name.cited}: run it once without "
                "--offline, or check the DOI"
            )
            yield _failed(name, source, ListOutcome.NOT_REMEMBERED, error)
        elif each.outcome is Outcome.FAILED:
            yield _failed(name, source, ListOutcome.FAILED, SourceError(each.detail))


def _failed(
    name: CitingList, source: str, outcome: ListOutcome, error: RefkitError
) -> pipeline.Failure:
    return ReviewList(str(name), outcome, source, detail=str(error)), error


def _with_earlier(
    name: CitingList, answers: Mapping[str, Citations], earlier: Bibliography | None
) -> dict[str, tuple[CitingWork, ...]]:
    """What each said; of who could not be asked to the end also what it said in an earlier run."""
    said = {source: each.works for source, each in answers.items()}
    for source, each in answers.items():
        if earlier and each.outcome is not Outcome.FOUND and each.outcome is not Outcome.UNKNOWN:
            known = {work.key for work in each.works}
            before = (work for work in _earlier(name, source, earlier) if work.key not in known)
            said[source] = (*each.works, *before)
    return said


def _earlier(name: CitingList, source: str, earlier: Bibliography) -> Iterator[CitingWork]:
    for entry in earlier.entries:
        for line in entry.citations:
            if line.review != name or source not in line.reference.field(ASSERTED_BY).split():
                continue
            fields = tuple(each for each in line.reference.deposited if each[0] != ASSERTED_BY)
            reference = Reference(0, line.reference.key, fields)
            dois = PrintedReference.of(reference).dois[:1]
            work = replace(entry.work, doi=dois[0] if dois else None, other_dois=())
            yield CitingWork(reference, work, dois)


def _row(
    name: CitingList, source: str, citations: Citations, works: Sequence[MergedWork], wanted: Wanted
) -> ReviewList:
    given = sum(source in each.sources for each in works)
    if citations.outcome is not Outcome.FOUND:  # what it gave in an earlier run came not now
        given = min(given, len(citations.works))
    outcomes = {
        Outcome.FAILED: ListOutcome.FAILED,
        Outcome.NOT_REMEMBERED: ListOutcome.NOT_REMEMBERED,
    }
    return ReviewList(
        str(name),
        outcomes.get(citations.outcome, ListOutcome.GIVEN),
        source,
        citations.announced,
        given,
        _detail(citations, given, wanted),
    )


def _detail(citations: Citations, given: int, wanted: Wanted) -> str:
    """Why a source's list is not whole, in a few words."""
    if citations.outcome is Outcome.UNKNOWN:
        return NOT_KNOWN
    if citations.outcome is not Outcome.FOUND:
        return citations.detail
    same = len(citations.works) - given
    if citations.limited or (same and wanted.limit):
        return LIMIT
    told = [citations.detail] if citations.detail else []
    if same:
        told.append(f"{same:,} the same as others of them")
    if twice := citations.came - len(citations.works) - citations.earlier:
        told.append(f"{twice:,} more than once")
    if citations.earlier:
        told.append(f"{citations.earlier:,} from before {wanted.since} left out")
    return "; ".join(told)


def steps(
    seeds: Sequence[Doi],
    services: Services,
    wanted: Wanted,
    depth: int = 1,
    *,
    confirm: Callable[[str], bool] = lambda line: True,
    earlier: Bibliography | None = None,
    progress: StartProgress = no_progress,
) -> list[pipeline.Collected | pipeline.Failure]:
    """The works that cite the seeds, a list each; of ``depth`` 2 also those that cite these.

    ``confirm`` is told how much a second step is, in one line that ends with a question, and says
    whether to go on. Raises InputError where that is too long, or ``confirm`` says no: nothing of
    it was asked for then.
    """
    found = collect(seeds, services, wanted, earlier, progress)
    if depth == _DEEPEST and (further := _further(found)):
        _ask(further, services, wanted, confirm)
        found |= collect(list(further), services, wanted, earlier, progress, given=False)
    return [each for cited in found.values() for each in cited.collected]


def _further(found: Mapping[Doi, Cited]) -> dict[Doi, MergedWork]:
    """The works to go on from: each with a DOI that was not asked about, once."""
    works = (work for cited in found.values() for work in cited.works)
    named = ((min(work.dois), work) for work in works if work.dois)
    further: dict[Doi, MergedWork] = {}
    for doi, work in named:
        if not work.dois & found.keys():
            further.setdefault(doi, work)
    return further


def _ask(
    further: Mapping[Doi, MergedWork],
    services: Services,
    wanted: Wanted,
    confirm: Callable[[str], bool],
) -> None:
    counts = [_count(work, wanted) for work in further.values()]
    works = sum(counts)
    requests = sum(_requests(counts, [each.name for each in services.citing]))
    line = f"about {works:,} {'work' if works == 1 else 'works'} in {requests:,} requests"
    if works > _MOST:
        raise InputError(
            f"{line}: more than {_MOST:,} are not asked for at a time; --since or --limit makes it "
            "less, and --depth 1 is the first step alone"
        )
    if not confirm(f"{line}; go on?"):
        raise InputError(
            f"{line}; go on? Nothing of them was asked for: --yes goes on without a question, "
            "--depth 1 is the first step alone"
        )


def _count(work: MergedWork, wanted: Wanted) -> int:
    return min(work.cited_by, wanted.limit) if wanted.limit else work.cited_by


def _requests(counts: Sequence[int], names: Sequence[str]) -> Iterator[int]:
    """How many requests it takes at most: to find the works, for their lists, to look these up."""
    for name in names:
        if together := _TOGETHER.get(name):
            yield ceil(len(counts) / together)
        page = _PAGES.get(name)
        yield sum(max(1, ceil(each / page)) if page else 1 for each in counts)
    yield ceil(sum(counts) / _BATCH)
