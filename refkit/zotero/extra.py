"""The lines of an item's Extra field: what its type has no field for, one on each line.

Lines named as CSL's variables (``DOI: 10.1000/a``, ``Original Title: ...``) come first: Zotero's
citation processor reads lines from the top until one is no variable, Better BibTeX reads them
too, and Zotero's desktop moves such a line into a field that a later schema gives the type
(citeproc-js's ``parseNoteFieldHacks``, Zotero's ``extraToCSL`` and ``extractExtraFields``). Lines
for people have names that are neither a variable of CSL nor a field of Zotero, so that nothing in
them is ever taken for one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from refkit.formats.csl_json.kept_fields import put_back
from refkit.formats.foreign_fields import plain_text
from refkit.model.bibliography import Entry
from refkit.model.printed import failed_dois, nearest_of, printed_line
from refkit.model.resolution import AsPrinted, Imported, Unresolved
from refkit.model.work import DatePolicy, Update, Work, WorkType
from refkit.model.written_dates import in_words
from refkit.text.plain import one_line

# "{:DOI: 10.1000/a}" is the old spelling of citation processors.
_NAMED_LINE = re.compile(r"\s*+(\{:)?([^:={}]{1,80}+)[:=](.*)")

# A line as refkit writes it, and puts another in its place.
_LABELLED = re.compile(r"([A-Za-z][\w .-]*): (.*)")

SEPARATOR = "; "
"""Stands between the values on one line."""
PRINTED = "As printed"
"""The label of the line of a list for which no work is known."""


class ExtraLine(NamedTuple):
    """A line of Extra: what stands before the colon, and after it."""

    name: str
    value: str


def format_lines(lines: Iterable[ExtraLine]) -> str:
    """The text of the field for these lines, a name once: values of one name share a line.

    Those without a value are left out; of several with one name, each is given once.
    """
    found: dict[str, dict[str, None]] = {}
    for line in lines:
        if value := one_line(line.value):
            found.setdefault(line.name, {})[value] = None
    return "\n".join(f"{name}: {SEPARATOR.join(values)}" for name, values in found.items())


def parse_lines(extra: str) -> Iterator[ExtraLine]:
    """The lines of a field that have a name, as anybody may have written them.

    >>> list(parse_lines("Seen twice\\ndoi: 10.1000/a"))
    [ExtraLine(name='doi', value='10.1000/a')]
    """
    for line in extra.splitlines():
        if found := _NAMED_LINE.match(line):
            value = found[3].strip()
            yield ExtraLine(
                found[2].strip().lower(), value.removesuffix("}") if found[1] else value
            )


def labelled_line(text: str) -> ExtraLine | None:
    """A line of the form ``Label: value``; None for any other."""
    found = _LABELLED.fullmatch(text)
    return ExtraLine(found[1], found[2]) if found else None


def labelled_lines(extra: str) -> list[ExtraLine]:
    """The lines of the form ``Label: value``; of two with one label the first counts."""
    found: dict[str, ExtraLine] = {}
    for text in extra.splitlines():
        if line := labelled_line(text.strip()):
            found.setdefault(line.name, ExtraLine(line.name, line.value.strip()))
    return list(found.values())


def with_line(extra: str, label: str, old: str | None, new: str | None) -> str:
    """The text of Extra with one line put in the place of the old one, at its end, or taken out."""
    lines = extra.splitlines()
    places = [place for place, line in enumerate(lines) if line.strip() == f"{label}: {old}"]
    if not places:
        return "\n".join([*lines, f"{label}: {new}"] if new else lines)
    lines[places[0] : places[0] + 1] = [f"{label}: {new}"] if new else []
    return "\n".join(lines)


def work_lines(work: Work, policy: DatePolicy) -> Iterator[ExtraLine]:
    """What is known of a work and has no field in any item type, for people to read."""
    yield from _dates(work, policy)
    for doi in work.other_dois:
        yield ExtraLine("Other DOI", str(doi))
    for update in work.updates:
        yield ExtraLine("Notice", _notice(update))
    for update in work.updates_to:
        yield ExtraLine("Notice about", _notice(update))
    for relation in work.relations:
        yield ExtraLine("Related work", f"{relation.type} {relation.id} ({relation.id_type})")
    yield from _credits(work)
    yield ExtraLine("MeSH headings", SEPARATOR.join(work.mesh))
    yield ExtraLine("Publication types", SEPARATOR.join(work.publication_types))
    yield ExtraLine(
        "Added by", SEPARATOR.join(f"{source}: {field}" for field, source in work.origins)
    )


def _dates(work: Work, policy: DatePolicy) -> Iterator[ExtraLine]:
    """The dates beside the one that is shown."""
    dates = {
        "Print date": work.published_print,
        "Online date": work.published_online,
        "First date": work.issued,
    }
    for name, date in dates.items():
        if date and date != work.shown_date(policy):
            yield ExtraLine(name, in_words(date))


def _notice(update: Update) -> str:
    parts = [update.type, update.notice, str(update.date or "")]
    said_by = f" ({update.source})" if update.source else ""
    return ", ".join(part for part in parts if part) + said_by


def _credits(work: Work) -> Iterator[ExtraLine]:
    names = [
        (f"{each.given} {each.full_family}{each.literal}", each.orcid) for each in work.creators
    ]
    yield ExtraLine(
        "ORCID iDs", "; ".join(f"{name.strip()} {orcid}" for name, orcid in names if orcid)
    )
    if work.creators and not work.creators_complete:
        yield ExtraLine("Authors", "known in part")


def reference_lines(entry: Entry) -> Iterator[ExtraLine]:
    """Why a reference has no work, and what was printed; nothing for one that has."""
    resolution = entry.resolution
    if not isinstance(resolution, AsPrinted):
        return
    if isinstance(resolution, Unresolved):
        yield ExtraLine("Not resolved", resolution.sentence)
    else:
        yield ExtraLine("Without a DOI", resolution.sentence)
    yield ExtraLine(PRINTED, printed_line(entry))
    deposited = (citation.reference.doi_text for citation in entry.citations)
    for doi in dict.fromkeys(deposited):
        yield ExtraLine("Deposited DOI", doi)
    if entry.work.type is not WorkType.DOCUMENT:
        yield ExtraLine("Seems to be", entry.work.type.value)
    for failed in failed_dois(entry):
        yield ExtraLine("DOI that failed", str(failed))
    if near := nearest_of(entry):
        yield ExtraLine("Nearest work", f"{near.doi} {near.title}")


class KeptFields(NamedTuple):
    """What a user's own library said of an entry and no field of a work holds.

    ``variables`` are lines that citation processors read, ``lines`` others, ``words`` keywords.
    """

    variables: tuple[ExtraLine, ...] = ()
    lines: tuple[ExtraLine, ...] = ()
    words: tuple[str, ...] = ()


def kept_fields(entry: Entry) -> KeptFields:
    """What was kept of an entry from a user's own library; nothing for any other entry."""
    if not isinstance(entry.resolution, Imported):
        return KeptFields()
    source = entry.resolution.source
    values: dict[str, Any] = {"type": entry.work.type}
    custom: dict[str, Any] = {}
    own, _ = put_back(entry.resolution, values, custom)
    lines = [ExtraLine("Remark", note) for note in own.notes]
    lines += [_of_format(source, name, text) for name, text in _left_over(custom, source)]
    variables = []
    values |= {f"custom.{name}": value for name, value in custom.items()}
    for name, value in values.items():
        if value is entry.work.type:
            continue
        if isinstance(value, str) and not name.startswith("custom."):
            variables.append(ExtraLine(_spelled(name), value))
        else:
            lines.append(_of_format(source, name, json.dumps(value, ensure_ascii=False)))
    return KeptFields(tuple(variables), tuple(lines), tuple(own.words))


def _left_over(custom: dict[str, Any], source: str) -> list[list[str]]:
    """Take out what had no place in CSL; what a file itself calls ``kept`` may be anything."""
    kept = custom.get("kept")
    rows = kept.get(source) if isinstance(kept, dict) and len(kept) == 1 else None
    if not isinstance(rows, list) or not all(_is_pair(row) for row in rows):
        return []
    del custom["kept"]
    return rows


def _is_pair(row: Any) -> bool:
    return isinstance(row, list) and len(row) == 2 and all(isinstance(part, str) for part in row)


def _spelled(variable: str) -> str:
    """A variable of CSL as Zotero's users spell it: Event Title, Archive Location."""
    words = re.split("[-_]", variable)
    return " ".join(f"{word[:1].upper()}{word[1:]}" for word in words)


def _of_format(source: str, name: str, text: str) -> ExtraLine:
    """A field under its format's name; Better BibTeX writes ``tex.`` lines into its exports.

    What stands in JSON stands there in words where it is a text, a date or people.
    """
    prefix = "tex" if source in {"bibtex", "biblatex"} else source
    if prefix == "csl-json":
        text = plain_text(source, text) or text
    return ExtraLine(f"{prefix}.{one_line(name).replace(':', ' ')}", text)
