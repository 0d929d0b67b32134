"""Names that are no name of one person or group: too many commas, several people, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refkit.checks.findings import Finding, FindingKind, Severity
from refkit.model.bibliography import Entry
from refkit.model.name_lists import are_short, read_names
from refkit.model.people import Creator
from refkit.model.person_names import FIRMS, has_group_noun, inverted
from refkit.model.printed import is_as_printed

_SUFFIX = re.compile(
    r"(?:jr|sr|junior|senior|jun|sen|[ivx]+|[2-9](?:nd|rd|th)|filho|neto|fils|p[èe]re|sobrinho|"
    r"esq|m\.?d|ph\.? ?d|dr|s\.?j|o\.?p|o\.?s\.?b)\.?",
    re.IGNORECASE,
)
_END = re.compile(r"(?:[Jj]r|[Ss]r|III|2nd|3rd)\.?")  # JR and SR are initials
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.[ -]?)+")
_LIST = re.compile(r";|,.*,|,.*\band\b.*,|\bet al\b", re.DOTALL)
_MARKS = re.compile(r"[;,{}\\@]|\bet al\b")
_MOST = 3  # findings of one entry
_LONGEST = 80
_ADVICE = "names are parted by and: Roe, Ann and Poe, Bo"


def odd_names(entry: Entry) -> Iterator[Finding]:
    """The names of an entry that nobody has; a line kept as it was printed has none of its own."""
    if is_as_printed(entry):
        return
    found = [(each, why) for each in entry.work.creators if (why := _why(each))]
    for creator, why in found[:_MOST]:
        said = f"the {creator.role} {_shown(creator)!r} {why}"
        yield Finding(FindingKind.ODD_NAME, Severity.WARNING, entry.id, said, _ADVICE)


def _why(creator: Creator) -> str:
    """What is odd about a name, as the end of a sentence; empty where nothing is."""
    if creator.literal:
        is_list = _LIST.search(creator.literal) or len(read_names(creator.literal).creators) > 1
        return "looks like several people" if is_list else ""
    if _is_joined(creator):
        return "looks like several people"
    if creator.suffix and not _SUFFIX.fullmatch(creator.suffix.strip(" ,")):
        return f"has too many commas: {creator.suffix!r} is no Jr. or III"
    if _MARKS.search(f"{creator.family} {creator.given}"):
        return "looks like several people, or has signs that no name has"
    if re.search(r"\d", f"{creator.family}{creator.given}"):
        return "has a number in it"
    if creator.given.lower() in FIRMS or has_group_noun(f"{creator.given} {creator.family}"):
        return "looks like a group, whose name BibTeX has in braces, RIS without commas"
    if any(map(_END.fullmatch, (creator.family, creator.given))):
        return "has a suffix for its given or family name"
    if creator.given and _INITIALS.fullmatch(creator.family):
        return "has initials for its family name"
    return ""


def _is_joined(creator: Creator) -> bool:
    """Whether people stand behind commas: ``Smith J, Doe A``, or ``Roe, V., Poe, B.``."""
    is_initial = bool(_INITIALS.fullmatch(creator.suffix)) and " " in creator.given
    return is_initial or are_short([creator.full_family, creator.given])


def _shown(creator: Creator) -> str:
    family, given, suffix = inverted(creator)
    name = creator.literal or ", ".join(filter(None, (family, suffix, given)))
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}..."
