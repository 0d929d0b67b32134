"""Works as their sources describe them today; what a source gives no more stays as it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from refkit.checks.online import asked_by, look_up_status
from refkit.matching.decide import is_another_work
from refkit.merge_runs import with_added
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.identifiers import Doi, Pmid
from refkit.model.printed_reference import PrintedReference
from refkit.model.resolution import Imported, Reason, Resolved, Unresolved
from refkit.model.work import Container, Work
from refkit.resolver.asking import Sources, find_each
from refkit.sources.base import LookupResult, Numbered, Outcome, require_an_answer

Answers = Mapping[Doi | Pmid, tuple[str, LookupResult]]

# Each of them says of another field whose it is, and is taken with that.
_WITH_OTHERS = {"creators": ("creators_complete",)}
_DATES = frozenset({"published_print", "published_online", "issued"})
_NEVER_KEPT = frozenset({"type", "origins", "creators_complete", "container", *_DATES})


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A bibliography with its works as they are described today, and lines about what is not so.

    ``failed`` are works that could not be asked for, by DOI or PubMed number, with why.
    """

    bibliography: Bibliography
    notes: tuple[str, ...]
    failed: tuple[tuple[Doi | Pmid, str], ...]


def ask_again(bibliography: Bibliography, sources: Sources, numbers: Numbered | None) -> Answers:
    """Look up every work of a bibliography, its reviews too, in as few requests as there can be.

    What another agency described is asked of that one alone; ``numbers`` is asked for works that
    have a PubMed number and no DOI. Raises SourceError where nothing at all could be asked for.
    """
    other = sources.elsewhere.name if sources.elsewhere else ""
    entries = bibliography.entries
    there = {
        each.work.doi
        for each in entries
        if isinstance(each.resolution, Resolved) and each.resolution.source == other
    }
    wanted = [review.doi for review in bibliography.reviews]
    wanted += [each.work.doi for each in entries if _is_of_source(each)]
    wanted += [doi for each in entries for doi in unknown_dois(each)]
    dois = [doi for doi in dict.fromkeys(wanted) if doi]
    without = [each.work for each in entries if _is_of_source(each) and not each.work.doi]
    numbered = [work.pmid for work in without if work.pmid]
    names: list[Doi | Pmid] = [doi for doi in dois if doi not in there]
    names += numbered
    found = find_each(names, replace(sources, numbers=numbers))
    if sources.elsewhere and there:
        again = sources.elsewhere.lookup([doi for doi in dois if doi in there])
        found |= {doi: (other, answer) for doi, answer in again.items()}
    require_an_answer([answer for _, answer in found.values()], "nothing")
    return found


def unknown_dois(entry: Entry) -> tuple[Doi, ...]:
    """DOIs of a line that nobody knew, and that may be registered since."""
    resolution = entry.resolution
    if not isinstance(resolution, Unresolved) or resolution.reason is not Reason.UNKNOWN_DOI:
        return ()
    return tuple(
        doi for line in entry.citations for doi in PrintedReference.of(line.reference).dois
    )


def refreshed(bibliography: Bibliography, answers: Answers) -> Refreshed:
    """The works as the answers describe them.

    A work that is another one than before is not taken, one that is not known any more stays. Of a
    user's own entries nothing is changed but what is known of their work's standing.
    """
    notes: list[str] = []
    failed: dict[Doi | Pmid, str] = {}
    reviews = tuple(_now(each, None, answers, notes, failed) for each in bibliography.reviews)
    entries = [_entry_now(each, answers, notes, failed) for each in bibliography.entries]
    given = replace(bibliography, reviews=reviews, entries=tuple(entries))
    return Refreshed(_with_standing(given, answers), tuple(notes), tuple(failed.items()))


def _is_of_source(entry: Entry) -> bool:
    return isinstance(entry.resolution, Resolved | Imported)


def _entry_now(
    entry: Entry, answers: Answers, notes: list[str], failed: dict[Doi | Pmid, str]
) -> Entry:
    if not isinstance(entry.resolution, Resolved):
        name = asked_by(entry.work)
        if name and name in answers and answers[name][1].outcome is Outcome.FAILED:
            failed[name] = answers[name][1].detail
        return entry
    work = _now(entry.work, entry, answers, notes, failed)
    return entry if work is entry.work else replace(entry, work=work)


def _now(
    work: Work,
    entry: Entry | None,
    answers: Answers,
    notes: list[str],
    failed: dict[Doi | Pmid, str],
) -> Work:
    name = asked_by(work)
    source, answer = answers.get(name, ("", None)) if name else ("", None)
    if answer is None or name is None:
        return work
    named = f"{entry.id} ({name_told(name)})" if entry else f"the review {work.doi}"
    if answer.outcome is Outcome.UNKNOWN:
        notes.append(f"{named}: is not known to {source} any more, and stays as it was")
    elif answer.work is None:
        failed[name] = answer.detail or answer.outcome
    elif why := _another(work, entry, answer.work):
        number = "DOI" if work.doi else "PubMed number"
        notes.append(
            f"{named}: its {number} leads to another work now ({answer.work.title.plain}; {why}), "
            "and it stays as it was"
        )
    else:
        return _described_anew(work, answer.work, named, source, notes)
    return work


def name_told(name: Doi | Pmid) -> str:
    """A DOI as it is, a PubMed number with what it is."""
    return str(name) if isinstance(name, Doi) else f"PMID {name}"


def _another(work: Work, entry: Entry | None, told: Work) -> str:
    """Why what the DOI leads to is another work than it led to before; empty where it is not."""
    if entry is None:
        return ""  # of a review its own list is at hand, whatever it is called today
    judged = is_another_work(PrintedReference.of_entry(replace(entry, work=work)), told)
    return judged.why if judged.is_another else ""


def _described_anew(work: Work, told: Work, named: str, source: str, notes: list[str]) -> Work:
    new = with_added(told, work)
    kept = _lacking(work, new)
    container = _with_container(work.container, new.container)
    if container != new.container:
        kept["container"] = container
    if kept:
        notes.append(
            f"{named}: {source} gives no {', '.join(map(_words, kept))} any more; "
            "what was there stays"
        )
    other_dois = tuple(dict.fromkeys((*new.other_dois, *work.other_dois)))
    also = {name: getattr(work, name) for each in kept for name in _WITH_OTHERS.get(each, ())}
    origins = dict(new.origins) | {name: by for name, by in work.origins if name in kept}
    return replace(
        new, **{**kept, **also, "other_dois": other_dois, "origins": tuple(sorted(origins.items()))}
    )


def _lacking(work: Work, new: Work) -> dict[str, Any]:
    """The fields that were there and are not given any more."""
    names = [each.name for each in fields(Work) if each.name not in _NEVER_KEPT]
    if not any(getattr(new, name) for name in _DATES):  # one that is known counts for all
        names += sorted(_DATES)
    return {
        name: getattr(work, name)
        for name in names
        if getattr(work, name) and not getattr(new, name) and name != "other_dois"
    }


def _with_container(was: Container, now: Container) -> Container:
    lacking = {
        each.name: getattr(was, each.name)
        for each in fields(Container)
        if getattr(was, each.name) and not getattr(now, each.name)
    }
    return replace(now, **lacking)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _with_standing(bibliography: Bibliography, answers: Answers) -> Bibliography:
    """A user's own entries with the notices and the relations that are known of their works."""
    own = [each for each in bibliography.entries if isinstance(each.resolution, Imported)]
    described = {name for name, (_, answer) in answers.items() if answer.work}
    asked = [each for each in own if asked_by(each.work) in described]
    if not asked:
        return bibliography
    known = look_up_status(
        replace(bibliography, entries=tuple(asked)), lambda names: _of(names, answers)
    )
    now = {id(was): new for was, new in zip(asked, known.bibliography.entries, strict=True)}
    entries = tuple(now.get(id(each), each) for each in bibliography.entries)
    return replace(bibliography, entries=entries)


def _of(names: Collection[Doi | Pmid], answers: Answers) -> Answers:
    return {name: answers[name] for name in names}
