"""Answers many questions to one source: from the cache first, then from the service, each once.

Every source is asked through ``answer_each``; what a status means for the questions that are left
to ask is said once, in ``refusal``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from refkit.errors import SourceError, SourceUnreachable
from refkit.model.identifiers import Doi
from refkit.model.work import Work
from refkit.sources.base import LookupResult, Outcome, SearchResult, Told
from refkit.version import __version__

Key = TypeVar("Key")
Result = TypeVar("Result", LookupResult, SearchResult)

UNKNOWN = LookupResult(Outcome.UNKNOWN)
NOT_KNOWN = frozenset({404, 410})
"""Statuses by which a service says that it has no such work."""
# The network has asked as often as is reasonable: the next question would meet the same.
_NO_USE = frozenset({429, 502, 503, 504})
_BUSY = "is too busy, or what it gives away in a day is used up"


def answer_each(
    result: type[Result],
    keys: Sequence[Key],
    recall: Callable[[Key], Result | None],
    ask: Callable[[Sequence[Key]], Iterator[Mapping[Key, Result]]],
    answered: Told[Key, Result],
    *,
    offline: bool,
) -> dict[Key, Result]:
    """Answer every key, in the order given; none is asked for twice, and nothing is raised.

    ``result`` is what an answer is. ``recall`` answers from the cache, or with None. ``ask`` gives
    the answers as they come; once it raises SourceUnreachable, what is left has failed.
    ``answered`` is told them as they come.
    """
    found: dict[Key, Result] = {}
    for answers in _answers(result, list(dict.fromkeys(keys)), recall, ask, offline):
        found.update(answers)
        answered(answers)
    return {key: found[key] for key in keys}


def _answers(
    result: type[Result],
    keys: Sequence[Key],
    recall: Callable[[Key], Result | None],
    ask: Callable[[Sequence[Key]], Iterator[Mapping[Key, Result]]],
    offline: bool,
) -> Iterator[Mapping[Key, Result]]:
    cached = {key: found for key in keys if (found := recall(key)) is not None}
    yield cached
    left = dict.fromkeys(key for key in keys if key not in cached)
    if offline:
        yield dict.fromkeys(left, result(Outcome.NOT_REMEMBERED))
        return
    try:
        for answers in ask(list(left)) if left else ():
            for key in answers:
                left.pop(key)
            yield answers
    except SourceUnreachable as error:
        yield dict.fromkeys(left, failed(error, result))


def one_by_one(
    keys: Iterable[Key], ask: Callable[[Key], LookupResult]
) -> Iterator[Mapping[Key, LookupResult]]:
    """Ask for each key alone; one that fails is told, and ends it only where nothing answers."""
    for key in keys:
        yield {key: or_failed(ask, key, LookupResult)}


def or_failed(ask: Callable[[Key], Result], key: Key, result: type[Result]) -> Result:
    """What ``ask`` gives for a key, or that it failed; raises SourceUnreachable alone."""
    try:
        return ask(key)
    except SourceUnreachable:
        raise
    except SourceError as error:
        return failed(error, result)


def failed(error: SourceError, result: type[Result]) -> Result:
    """The answer to a question that could not be asked."""
    return result(Outcome.FAILED, detail=str(error))


def refusal(service: str, status: int, reason: str = "") -> SourceError:
    """Why an answer is none, by its status; SourceUnreachable where asking on is of no use.

    ``reason`` is what the service says itself, in a few words.
    """
    if status in _NO_USE:
        return SourceUnreachable(f"{service} {_BUSY} ({status}); try again later")
    if status in {401, 403}:
        why = "it was asked too often, or a key is wrong"
        return SourceUnreachable(f"{service} refuses this client ({status}): {why}")
    said = f": {reason}" if reason else "; try again later"
    return SourceError(f"{service} answers with status {status}{said}")


def under(asked: Doi, work: Work) -> Work:
    """The work, with the DOI that it was asked by kept beside the one it has."""
    if work.doi in {asked, None}:
        return replace(work, doi=asked)
    return replace(work, other_dois=tuple(dict.fromkeys((*work.other_dois, asked))))


def user_agent(mailto: str = "") -> dict[str, str]:
    """The header that says who asks."""
    contact = f" (mailto:{mailto})" if mailto else ""
    return {"User-Agent": f"refkit/{__version__}{contact}"}


def is_stale(received: date) -> bool:
    """Whether "not known" was said so long ago that the question is worth asking again.

    A 404 is dropped by the cache itself; a service that says it within a 200 needs this.
    """
    return datetime.now(UTC).date() - received > timedelta(days=1)
