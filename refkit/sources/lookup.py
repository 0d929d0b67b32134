"""How a source answers many identifiers: from memory first, then asked; each is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from refkit.errors import SourceError, SourceUnreachable
from refkit.model.identifiers import Doi
from refkit.model.work import Work
from refkit.sources.base import Found, Outcome
from refkit.version import __version__

Key = TypeVar("Key")

UNKNOWN = Found(Outcome.UNKNOWN)
# The network has asked as often as is reasonable: the next question would meet the same.
_NO_USE = frozenset({429, 502, 503, 504})
_BUSY = "is too busy, or what it gives away in a day is used up"


def answer_each(
    keys: Sequence[Key],
    recall: Callable[[Key], Found | None],
    ask: Callable[[Sequence[Key]], Iterator[Mapping[Key, Found]]],
    *,
    offline: bool,
    progress: Callable[[int], None] = lambda done: None,
) -> dict[Key, Found]:
    """Answer every key, in the order given; none is asked for twice, and nothing is raised.

    ``recall`` answers from memory, or with None. ``ask`` gives the answers as they come; once it
    raises SourceUnreachable, what is left has failed.
    """
    found: dict[Key, Found] = {}
    for answers in _answers(list(dict.fromkeys(keys)), recall, ask, offline):
        found.update(answers)
        progress(len(answers))
    return {key: found[key] for key in keys}


def _answers(
    keys: Sequence[Key],
    recall: Callable[[Key], Found | None],
    ask: Callable[[Sequence[Key]], Iterator[Mapping[Key, Found]]],
    offline: bool,
) -> Iterator[Mapping[Key, Found]]:
    remembered = {key: found for key in keys if (found := recall(key)) is not None}
    yield remembered
    left = dict.fromkeys(key for key in keys if key not in remembered)
    if offline:
        yield dict.fromkeys(left, Found(Outcome.NOT_REMEMBERED))
        return
    try:
        for answers in ask(list(left)):
            for key in answers:
                left.pop(key)
            yield answers
    except SourceUnreachable as error:
        yield dict.fromkeys(left, failed(error))


def one_by_one(keys: Iterable[Key], ask: Callable[[Key], Found]) -> Iterator[Mapping[Key, Found]]:
    """Ask for each key alone; one that fails is told, and ends it only where nothing answers."""
    for key in keys:
        try:
            found = ask(key)
        except SourceUnreachable:
            raise
        except SourceError as error:
            found = failed(error)
        yield {key: found}


def failed(error: SourceError) -> Found:
    """The answer to an identifier that could not be asked for."""
    return Found(Outcome.FAILED, detail=str(error))


def refusal(service: str, status: int) -> SourceError:
    """Why an answer is none, by its status; SourceUnreachable where asking on is of no use."""
    if status in _NO_USE:
        return SourceUnreachable(f"{service} {_BUSY} ({status}); try again later")
    if status in {401, 403}:
        why = "it was asked too often, or a key is wrong"
        return SourceUnreachable(f"{service} refuses this client ({status}): {why}")
    return SourceError(f"{service} answers with status {status}; try again later")


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

    A 404 is forgotten by the memory itself; a service that says it within a 200 needs this.
    """
    return datetime.now(UTC).date() - received > timedelta(days=1)
