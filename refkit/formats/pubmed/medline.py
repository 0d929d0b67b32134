"""PubMed's tagged records (``.nbib``, "PubMed" and "MEDLINE" as text).

A tag fills four characters, a dash and a blank follow, and further lines of a value are indented
(NLM, "MEDLINE/PubMed Data Element (Field) Descriptions"). A record begins at its ``PMID``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from refkit.formats.library import EntryIds, Found, Library, library_of
from refkit.formats.marks import LINE, begins_another
from refkit.formats.pubmed.record import entry
from refkit.formats.ris.lines import RisField
from refkit.regex import lazy_regex

_TAG = lazy_regex(r"([A-Z][A-Z0-9]{1,3}) {0,2}-(?: |$)(.*)|(PMID)-(.*)")
# What a record begins with that has no number of PubMed; OWN is what ERIC's does.
_FIRST = frozenset({"PMID", "PMCR", "OWN"})


def read_medline(text: str, where: str) -> Library:
    """Read PubMed's tagged records; raises InputError where there is none."""
    ids = EntryIds()
    return library_of(_read(text, ids), "record of PubMed", text, "medline", where, ids)


def _read(text: str, ids: EntryIds) -> Iterator[Found]:
    for line, fields in _records(text):
        if fields[0].tag not in _FIRST:
            yield f"line {line}", "no PMID line before it"
        elif len(fields) == 1:
            yield f"line {line}", "its number is all it says"
        else:
            yield entry(fields, "medline", ids), (fields[0].start, fields[-1].end)


def _records(text: str) -> Iterator[tuple[int, list[RisField]]]:
    """The fields of each record, and the number of its first line."""
    fields: list[RisField] = []
    first, is_own = 0, True
    for number, found in enumerate(LINE.finditer(text), start=1):
        tagged = _TAG.match(found[1])
        tag = (tagged[1] or tagged[3]) if tagged else ""
        is_first = tag == "PMID" or (tag in _FIRST and _is_apart(text, found))
        is_own = is_first or (is_own and not begins_another(found[1], "medline"))
        if fields and (is_first or not is_own):
            yield first, fields
            fields = []
        if not is_own:
            continue
        if tagged:
            first = number if not fields else first
            value = (tagged[2] or tagged[4] or "").strip()
            fields.append(RisField(tag, value, found.start(1), found.end(1)))
        elif fields and found[1][:1].isspace() and found[1].strip():
            last = fields[-1]
            joined = f"{last.value} {found[1].strip()}".strip()
            fields[-1] = RisField(last.tag, joined, last.start, found.end(1))
    if fields:
        yield first, fields


def _is_apart(text: str, found: re.Match[str]) -> bool:
    """Whether an empty line, or nothing, stands before this one: inside a record PMCR is a date."""
    start = found.start()
    before = text[max(0, start - 4) : start].replace("\r\n", "\n").replace("\r", "\n")
    return before.endswith("\n\n") or (start <= len(before) and not before.strip())


def key_and_doi(source: str) -> tuple[str, str]:
    """A record has no key of its own; its DOI as it stands there."""
    for _, fields in _records(source):
        for field in fields:
            if field.tag in {"LID", "AID"} and field.value.endswith("[doi]"):
                return "", field.value.removesuffix("[doi]").strip()
    return "", ""
