"""DOIs that are not to be trusted: by how they are written, and by what is known of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from refkit.checks.findings import Finding, FindingKind, Severity
from refkit.errors import InvalidIdentifier
from refkit.model.bibliography import Entry
from refkit.model.doi_readings import VIEWS
from refkit.model.identifiers import Doi, Issn, without_invisible, without_tail
from refkit.model.pasted_identifiers import read_pasted
from refkit.model.resolution import (
    DOUBTFUL,
    Reason,
    Resolved,
    Unresolved,
    details,
    doubts,
)
from refkit.model.work import WorkType
from refkit.text.plain import clipped

_MOST_SHOWN = 80


class _Flaw(NamedTuple):
    """A way in which a DOI is written wrongly: its look, what it is, the DOI that is left."""

    look: re.Pattern[str]
    said: str
    mended: str = ""  # what stays of it, as a replacement


_FLAWS = (
    _Flaw(re.compile(r"\?[\w.-]+=.*"), "holds the query of a web address"),
    _Flaw(re.compile(rf"/{VIEWS}/?\Z|\.(?:full|pdf|html)\Z"), "ends as the address of a page does"),
    _Flaw(re.compile("[\u2010-\u2015\u2212]"), "has a dash where a hyphen belongs", "-"),
    _Flaw(re.compile(r"(?<=[\d])v\d+(?=\Z)"), "names a version, and all versions have one DOI"),
)  # fmt: skip
# Where a "v1" at the end is no part of the DOI: bioRxiv and medRxiv.
_UNVERSIONED = re.compile(r"10\.(?:1101|64898)/")
_ADDRESS = re.compile(r"(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi\s*:|info:", re.IGNORECASE)

# Parts of an article: PLOS and Frontiers number figures, tables and supplements, ACS supplements,
# PeerJ all of them.
_COMPONENT = re.compile(r"10\.\d+/.+(?:\.[gst]\d{3}|/(?:fig|supp|table)-\d+)")
_ISSN = re.compile(r"10\.\d+/(?:\(issn\)|issn[.:_-]?)?(\d{4}-\d{3}[\dx])")
_PLOS = re.compile(r"10\.1371/journal\.p[a-z]{3}")


def doi_findings(entry: Entry, raw: str) -> Iterator[Finding]:
    """What is wrong with an entry's DOI; ``raw`` is how it is written in the user's own file."""
    found = _led_elsewhere(entry)
    if not found and raw:
        found = _written(entry.id, raw)
    if not found and entry.work.doi and entry.work.type is not WorkType.PERIODICAL:
        found = _of_no_work(entry.id, entry.work.doi)
    if found:
        yield found


def _led_elsewhere(entry: Entry) -> Finding | None:
    """A DOI was looked up, and leads to another work than the one that is printed, or may do so."""
    resolution = entry.resolution
    said = "; ".join(doubts(resolution))
    if isinstance(resolution, Unresolved) and resolution.reason is Reason.SUSPECT_DOI:
        said = said or "the deposited DOI leads to another work"
        return _finding(Severity.ERROR, entry.id, said, _names_the_right_one(entry))
    if not said or not isinstance(resolution, Resolved):
        return None
    if details(resolution, DOUBTFUL):
        return _finding(Severity.WARNING, entry.id, said, "compare it with what is printed")
    return _finding(Severity.NOTE, entry.id, said, f"{entry.work.doi} was taken")


def _names_the_right_one(entry: Entry) -> str:
    position = next((f" --position {each.reference.position}" for each in entry.citations), "")
    return f"refkit resolve FILE{position} --doi DOI names the right one"


def _written(key: str, raw: str) -> Finding | None:
    """What is wrong with how it is written; None where nothing is."""
    text = without_invisible(raw)
    try:
        doi = Doi.parse(text)
    except InvalidIdentifier:
        said = f"its DOI cannot be read: {clipped(text, _MOST_SHOWN)!r}"
        return _finding(Severity.WARNING, key, said, _how_else(text))
    for flaw in _FLAWS:
        is_version = flaw is _FLAWS[-1]
        if flaw.look.search(doi.value) and (not is_version or _UNVERSIONED.match(doi.value)):
            said = f"its DOI {flaw.said}: {clipped(text, _MOST_SHOWN)}"
            return _finding(
                Severity.WARNING, key, said, f"write {flaw.look.sub(flaw.mended, doi.value)}"
            )
    tidy = without_tail(text)
    if tidy != text:
        said = f"its DOI ends in what is no part of it: {clipped(text, _MOST_SHOWN)}"
        return _finding(Severity.WARNING, key, said, _how_else(tidy))
    if unescape(text) != text or unquote(text) != text:
        said = f"its DOI is escaped as in a web page: {clipped(text, _MOST_SHOWN)}"
        return _finding(Severity.WARNING, key, said, f"write {doi}")
    if _ADDRESS.match(text):
        said = "its DOI is written as an address, which some styles print twice over"
        return _finding(Severity.NOTE, key, said, f"write {doi}")
    return None


def _how_else(text: str) -> str:
    try:
        return f"write {read_pasted(text).identifier}"
    except InvalidIdentifier:
        return "one looks like 10.1038/s41584-025-01343-5"


def _of_no_work(key: str, doi: Doi) -> Finding | None:
    """The DOI is registered for something that is not cited: a journal, part of an article."""
    if _COMPONENT.fullmatch(doi.value):
        said = f"its DOI is that of a figure, a table or a supplement: {doi}"
        return _finding(Severity.WARNING, key, said, "give the DOI of the article")
    found = _ISSN.fullmatch(doi.value)
    if _PLOS.fullmatch(doi.value) or (found and _is_issn(found[1])):
        said = f"its DOI is that of a whole journal: {doi}"
        return _finding(Severity.WARNING, key, said, "give the DOI of the article")
    return None


def _is_issn(text: str) -> bool:
    try:
        return bool(Issn.parse(text))
    except InvalidIdentifier:
        return False


def _finding(severity: Severity, key: str, said: str, advice: str) -> Finding:
    return Finding(FindingKind.SUSPECT_DOI, severity, key, said, advice)
