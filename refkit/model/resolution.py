"""How a reference came to its work, or why it did not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """The way by which a reference was resolved."""

    DEPOSITED_DOI = "deposited-doi"


class Reason(StrEnum):
    """Why a reference is unresolved. Each is a final state of this run, none an error."""

    NO_IDENTIFIER = "no-identifier"
    UNKNOWN_DOI = "unknown-doi"
    SOURCE_FAILED = "source-failed"
    OFFLINE = "offline"

    @property
    def sentence(self) -> str:
        """The reason in words that stand in an export."""
        return _SENTENCES[self]


_SENTENCES = {
    Reason.NO_IDENTIFIER: "no usable DOI was deposited with the reference",
    Reason.UNKNOWN_DOI: "the deposited DOI is not known to the source",
    Reason.SOURCE_FAILED: "the source could not be asked; run the same command again",
    Reason.OFFLINE: "offline, and the work was never fetched",
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One question asked for a reference: of whom, how, what came of it."""

    source: str
    method: str
    outcome: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The reference means this work, by this method, as this source says."""

    method: Method
    source: str
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True)
class Unresolved:
    """The reference stays as printed, for this reason."""

    reason: Reason
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """The entry came from a user's own library file; no source was asked."""

    source: str


Resolution = Resolved | Unresolved | Imported
