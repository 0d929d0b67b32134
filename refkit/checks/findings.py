"""A finding: what is wrong, with which entry, where it stands, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is, the worst first: an error should not be printed, a note may well be."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class FindingKind(StrEnum):
    """What may be found, in the order in which a reader wants to hear of it."""

    RETRACTED = "retracted"
    CONCERN = "concern"
    SUSPECT_DOI = "suspect-doi"
    DEAD_KEY = "dead-key"
    DUPLICATE_KEY = "duplicate-key"
    DUPLICATE = "duplicate"
    UNREADABLE = "unreadable"
    UNKNOWN_COMMAND = "unknown-command"
    ODD_NAME = "odd-name"
    BROKEN_LINK = "broken-link"
    UNRESOLVED = "unresolved"
    MISSING_FILE = "missing-file"
    NOT_ASKED = "not-asked"
    PREPRINT = "preprint"
    MISSING_FIELD = "missing-field"
    CORRECTED = "corrected"
    MISSING_DOI = "missing-doi"
    UNCITED = "uncited"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    ``entry`` is a citation key, empty where it is about none. ``file`` and ``line`` say where it
    stands, ``line`` 0 where that is not known. ``message`` is one sentence without its stop,
    ``advice`` what to do, perhaps empty.
    """

    kind: FindingKind
    severity: Severity
    entry: str
    message: str
    advice: str = ""
    file: str = ""
    line: int = 0

    @property
    def sentence(self) -> str:
        """The message with what to do."""
        return f"{self.message}; {self.advice}" if self.advice else self.message


_SEVERITIES = {severity: place for place, severity in enumerate(Severity)}
_KINDS = {kind: place for place, kind in enumerate(FindingKind)}


def in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings file by file as they come, by line, the gravest of a line first."""
    files = {file: place for place, file in enumerate(dict.fromkeys(f.file for f in findings))}

    def rank(finding: Finding) -> tuple[int, ...]:
        severity, kind = _SEVERITIES[finding.severity], _KINDS[finding.kind]
        return files[finding.file], finding.line, severity, kind

    return tuple(sorted(findings, key=rank))
