"""A bibliography: reviews, what they list, and how it was made."""

from __future__ import annotations

from dataclasses import dataclass

from refkit.model.identifiers import Doi
from refkit.model.reference import Reference
from refkit.model.resolution import Method, Reason, Resolution, Resolved, Unresolved
from refkit.model.tags import Tag
from refkit.model.work import Work


@dataclass(frozen=True, slots=True)
class Citation:
    """One line of one review's list: which review, and the reference as deposited there.

    ``method`` says how this line came to its work, where the entry's first line came another way.
    """

    review: Doi
    reference: Reference
    method: Method | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A work as it is cited. ``id`` is the citation key, unique within the bibliography.

    ``citations`` has a row for each line that means this work: a work cited twice is one entry
    with two rows. It is empty for an entry from a user's own library. For an unresolved
    reference ``work`` holds what was printed.
    """

    id: str
    work: Work
    resolution: Resolution
    citations: tuple[Citation, ...] = ()
    tags: tuple[Tag, ...] = ()

    def method_of(self, citation: Citation) -> Method | None:
        """How one of its lines came to the work; None where it came to none."""
        if isinstance(self.resolution, Resolved):
            return citation.method or self.resolution.method
        decided = isinstance(self.resolution, Unresolved) and (
            self.resolution.reason is Reason.NONE_EXISTS
        )
        return Method.BY_HAND if decided else None


@dataclass(frozen=True, slots=True)
class Made:
    """How a bibliography was made: by which refkit and taxonomies, from answers of which day."""

    refkit: str
    taxonomies: tuple[str, ...] = ()
    retrieved: str = ""  # ISO date of the newest answer about a review; empty for a library file
    citation_key: str = ""  # the formula of its citation keys; empty for the usual one


@dataclass(frozen=True, slots=True)
class Bibliography:
    """Reviews and the entries they list, in list order.

    ``keys`` are the citation keys that were given before and what to, as sorted pairs; what an
    entry says itself is not among them. No key in it is ever given to another work.
    """

    made: Made
    reviews: tuple[Work, ...] = ()
    entries: tuple[Entry, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()

    def _repr_html_(self) -> str:
        """What a notebook shows: a table (the name is IPython's, and other notebooks know it)."""
        from refkit.model.notebook import table_html

        return table_html(self)
