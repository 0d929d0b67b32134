"""What can be chosen about a fetch, and the usual values of what is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypedDict

from refkit.api.citing import REFERENCES
from refkit.model.bibliography import Bibliography
from refkit.resolver import StartProgress, Watch, no_progress, no_watch


class FetchChoices(TypedDict, total=False):
    """What can be chosen about a fetch; each has a usual value.

    ``offline`` answers from memory and from what ships with refkit, ``refresh`` asks anew what
    is remembered, ``mailto`` is the contact address for Crossref's faster pool. ``sources``
    names others that are asked for what is missing: openalex, europepmc; or, with pubmed, for
    lines without a usable DOI.

    ``direction`` is references, citations or both: what the reviews list, or the works that cite
    them, which OpenAlex, Europe PMC and OpenCitations are asked for. ``since`` is the year from
    which these are taken, ``limit`` how many of each list, the newest; 0 takes all. ``depth`` 2
    also takes the works that cite these; ``confirm`` is told before how much that is, and says
    whether to go on.

    ``into`` is a bibliography that the reviews are added to: its other reviews, their entries and
    keys and every decision by hand are kept, and a review that it has is refreshed in its place.
    ``taxonomies`` are shipped names or paths of TOML files, by default those of ``into``; none
    means no tags. All entries are tagged alike, also those that were there.
    ``citation_key`` is the formula of new keys, by default that of ``into``.

    ``notify`` takes notes for the user; ``progress`` is called with what begins and how much of it
    there is, and returns what is called with how much more is done. ``watch`` is called with
    entries, without keys, of listed lines: once with all of them and False, when the lists are
    known, and with True as soon as it is known what becomes of one.
    """

    offline: bool
    refresh: bool
    mailto: str | None
    sources: Sequence[str]
    direction: str
    since: int
    limit: int
    depth: int
    confirm: Callable[[str], bool]
    taxonomies: Sequence[str] | None
    into: Bibliography | None
    citation_key: str | None
    notify: Callable[[str], None]
    progress: StartProgress
    watch: Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """A user's choices, and the usual values of the others."""

    offline: bool = False
    refresh: bool = False
    mailto: str | None = None
    sources: Sequence[str] = ()
    direction: str = REFERENCES
    since: int = 0
    limit: int = 0
    depth: int = 1
    confirm: Callable[[str], bool] = lambda line: True
    taxonomies: Sequence[str] | None = None
    into: Bibliography | None = None
    citation_key: str | None = None
    notify: Callable[[str], None] = lambda note: None
    progress: StartProgress = no_progress
    watch: Watch = no_watch
