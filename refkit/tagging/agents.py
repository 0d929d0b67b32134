"""Drugs and products by name: one in a row of a table, or written into the taxonomy itself.

A taxonomy names its tables: ``agents = ['agents.csv']``, relative to its own file. A table has the
columns ``name`` and one for each facet whose labels the names carry, and may have the others of
``COLUMNS``; several values of a cell are parted by a semicolon.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from refkit.errors import InputError
from refkit.tagging.normalized_text import fold
from refkit.tagging.patterns import Phrase
from refkit.tagging.phrase_reader import plain_phrase
from refkit.tagging.rules import GENERAL_KNOWLEDGE, SOURCE, Agent
from refkit.tagging.toml_table import Table
from refkit.text.hand_table import read_hand_table

COLUMNS = (
    "name", "inn", "codes", "brands", "also", "unless", "but_not", "reference", "checked",
    "status", "note",
)  # fmt: skip
"""What is said of an agent beside its labels, in a table and in ``[[agent]]``."""

ReadTable = Callable[[str], str]
"""Gives the text of a table that a taxonomy names; raises InputError where there is none."""

_SHOWN = 60  # letters of a name in a message
_SEVERAL = frozenset({"codes", "brands", "also", "unless", "but_not"})
_MARKS = (SOURCE, GENERAL_KNOWLEDGE)
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
# In the folder of the taxonomy or below it: whose taxonomy it is does not matter to other files.
_TABLE = re.compile(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)*")
# "Rituximab's": the apostrophe is dropped, the s stays. In Portuguese it is rituximabe.
_WITH_E = ("mab", "nib", "cept")
# What is written together in one paper has a blank or a hyphen in the next: FT819, FT-819, FT 819.
_PARTS = re.compile(r"[ -]|(?<=[A-Za-z])(?=\d)")


def no_table(name: str) -> str:
    """Where a taxonomy has no file, there is nothing beside it; raises InputError."""
    raise InputError(f"{name}: is not there: this taxonomy has no folder to look for it in")


def table_names(top: Table) -> tuple[str, ...]:
    """The tables of agents that a taxonomy names; raises InputError for one beyond its folder."""
    value = top.values.get("agents", [])
    names = (value,) if isinstance(value, str) else top.texts("agents")
    for name in names:
        if not _TABLE.fullmatch(name):
            top.fail(f"'agents' names {name!r}; it should be a file in the folder of the taxonomy")
    return names


def agent_tables(top: Table, facets: Sequence[str], read_table: ReadTable) -> Iterator[Table]:
    """All agents of a taxonomy: those of ``[[agent]]``, then each row of its tables.

    Raises InputError where a table or a row cannot be read.
    """
    for table in top.tables("agent"):
        name = table.values.get("name")
        # What says nothing of its source in the taxonomy itself is known anyway; a table says it.
        mark = SOURCE if table.values.get("reference") else GENERAL_KNOWLEDGE
        where = f"{top.where}: agent {name}" if name else table.where
        yield Table({"status": mark, **table.values}, where)
    for name in table_names(top):
        yield from _rows(read_table(name), str(PurePath(top.where).parent / name), facets)


def _rows(text: str, where: str, facets: Sequence[str]) -> Iterator[Table]:
    found = read_hand_table(text, where, ["name"])
    known = {name.casefold(): name for name in (*facets, *COLUMNS)}
    for head in found.heads:
        if head not in known or found.heads.count(head) > 1:
            what = "twice" if head in known else "which means nothing here"
            raise InputError(
                f"{where}: has a column {head!r} {what}; known are {', '.join(known.values())}"
            )
    heads = [known[head] for head in found.heads]
    for number, cells in found.rows:
        if any(cells):
            yield _row(heads, cells, f"{where}: row {number}")


def _row(heads: Sequence[str], cells: Sequence[str], where: str) -> Table:
    table = Table(dict(zip(heads, cells, strict=False)), where)
    if any(cells[len(heads) :]):
        table.fail("has more cells than there are columns")
    if not "".join(cells).isprintable():
        head = next(head for head, cell in table.values.items() if not cell.isprintable())
        table.fail(f"{head!r} holds a line break or a sign that cannot be seen; take it out")
    if not table.values["name"]:
        table.fail("has no name; give it one, or leave the row empty")
    filled = {head: _value(head, cell) for head, cell in table.values.items() if cell}
    return Table(filled, f"{where}: agent {table.values['name'][:_SHOWN]}")


def _value(head: str, cell: str) -> str | list[str]:
    if head in COLUMNS and head not in _SEVERAL:
        return cell
    return [each for each in map(str.strip, cell.split(";")) if each]


def read_agent(table: Table) -> Agent:
    """What a row or an ``[[agent]]`` says of names and sources; raises InputError."""
    reference, checked = table.text("reference", ""), table.text("checked", "")
    if bool(reference) != bool(checked) or (checked and not _DAY.fullmatch(checked)):
        table.fail("'reference' should stand with 'checked', a day written as 2026-11-29")
    status = table.text("status", "")
    if status and (status not in _MARKS or (status == SOURCE) != bool(reference)):
        table.fail(f"'status' should be {SOURCE!r} with a reference, {GENERAL_KNOWLEDGE!r} without")
    return Agent(
        name=table.text("name"),
        where=table.where,
        inn=table.text("inn", ""),
        codes=table.texts("codes"),
        brands=table.texts("brands"),
        also=table.texts("also"),
        reference=reference,
        checked=checked,
        status=status,
        note=table.text("note", ""),
    )


def agent_phrases(agent: Agent, read: Callable[[str], tuple[Phrase, ...]]) -> Iterator[Phrase]:
    """The phrases by which an agent is found; ``read`` reads what is more than plain words.

    Raises PhraseError as ``read`` does.
    """
    for name in dict.fromkeys((agent.name, *filter(None, [agent.inn]), *agent.also)):
        if name not in agent.codes:
            yield from _phrase(name, "es" if name.endswith(_WITH_E) else "s", read)
    for code in agent.codes:
        for spelling in _spellings(code):
            yield from _phrase(spelling, "s", read)
    for brand in agent.brands:
        # In any case: brands are printed in capitals.
        # The sign of a trade mark is dropped, and may be spelt out.
        yield from _phrase(brand.lower(), ("r", "tm", "s"), read)


def _phrase(
    text: str, endings: Sequence[str], read: Callable[[str], tuple[Phrase, ...]]
) -> tuple[Phrase, ...]:
    source = f"{text}(s)"
    if plain := plain_phrase(text, endings, source):
        return (plain,)
    ends = "".join(f"({ending})" for ending in endings)
    return tuple(replace(phrase, source=source) for phrase in read(f"{text}{ends}"))


def _spellings(code: str) -> tuple[str, ...]:
    parts = [part for part in _PARTS.split(code) if part]
    if len(parts) == 2:  # two phrases of whole words are found faster than one that has a choice
        return "".join(parts), " ".join(parts)
    return ("-".join(parts),)


def names_of(agent: Agent) -> Mapping[str, str]:
    """Each name of an agent with the column that it stands in."""
    columns = {
        "name": (agent.name,),
        "inn": (agent.inn,),
        "code": agent.codes,
        "brand": agent.brands,
        "also": agent.also,
    }
    return {name: column for column, names in columns.items() for name in names if name}


def plain_name(name: str) -> str:
    """A name as it is read: case, blanks, hyphens and the sign of a trade mark are all one."""
    return re.sub("[ -]", "", fold(name).casefold())
