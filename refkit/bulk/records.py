"""A record's bytes to what a row says of it: Crossref's records, and CSL-JSON items.

What is as Crossref writes it is read here, from the few fields that a row needs; anything out of
the ordinary goes through the reader that all of refkit uses. Both say the same: a test compares
them on recorded answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from struct import Struct
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa
from msgspec.structs import astuple

from refkit.bulk.record_splitter import UnreadableRecord
from refkit.errors import InputError, InvalidIdentifier
from refkit.formats.detect import reader
from refkit.model.identifiers import Doi
from refkit.model.work import Work
from refkit.sources.crossref.reader import read_work
from refkit.text.markup import read_plain
from refkit.text.unicode import clean

Kept = tuple[str | None, ...]


class WorkRow(NamedTuple):
    """What a row says of a work; empty or None where the record does not say it."""

    title: str
    doi: str | None
    type: str
    year: int | None
    container: str | None
    kept: Kept = ()


# The fields of the work that a row is made of need these of the record, and no others.
_NEEDED = (
    "DOI", "type", "subtype", "title", "subtitle", "original-title", "container-title",
    "short-container-title", "institution", "group-title", "ISBN", "published-print",
    "published-online", "posted", "issued", "approved",
)  # fmt: skip
# Whose container is what the record calls one, and whose type says all of it.
_ORDINARY_TYPES = frozenset({"journal-article", "book-chapter", "proceedings-article"})
_WORK = ("DOI", "title", "type")  # one of them is in whatever is a record of a work

_DIGITS = 10  # fewer than that many are read as a number at once
_ORDINARY_YEARS = range(1700, 2100)
_ORDINARY_DOI = re.compile(r"10\.[0-9]{4,9}/[A-Za-z0-9._;()/:-]*[A-Za-z0-9_()/:-]")


def record_reader(keep: Sequence[str] = ()) -> Callable[[bytes], WorkRow]:
    """What reads a record from its bytes; ``keep`` names fields whose values are kept as text.

    It raises Unreadable for bytes that are not UTF-8, not JSON, or no record of a work.
    """
    names = tuple(dict.fromkeys([*_NEEDED, *keep]))
    decode = msgspec.json.Decoder(_fields(names)).decode

    def read(data: bytes) -> WorkRow:
        try:
            found = decode(data) if _is_text(data) else None
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            found = None
        record = _ordinary(found) if found else None
        if record and not keep:
            return record
        try:
            there = dict(zip(names, astuple(found), strict=True)) if found else _json(data)
            return record._replace(kept=kept_of(there, keep)) if record else _any(there, keep)
        except RecursionError:
            raise UnreadableRecord("lists or objects too deep in one another") from None

    return read


def _is_text(data: bytes) -> bool:
    """Whether bytes are UTF-8: the decoder skips most of a record without looking.

    Arrow only looks, which is quicker than to make text that nobody reads.
    """
    if data.isascii():
        return True
    ends = pa.py_buffer(_ENDS.pack(0, len(data)))
    try:
        pa.StringArray.from_buffers(1, ends, pa.py_buffer(data)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


_ENDS = Struct("=ii")  # where a text begins and ends, as Arrow has it


def _fields(names: Sequence[str]) -> type[msgspec.Struct]:
    """What the decoder fills in; the rest of a record is skipped as fast as it can be read."""
    return msgspec.defstruct(
        "Fields",
        [
            (name.replace("-", "_") if name in _NEEDED else f"kept_{place}", Any,
             msgspec.field(name=name, default=None))
            for place, name in enumerate(names)
        ],
    )  # fmt: skip


def _ordinary(found: Any) -> WorkRow | None:
    """The row of a record that holds nothing odd; None for the others."""
    if type(found.type) is not str or found.type not in _ORDINARY_TYPES:
        return None
    title = _only(found.title)
    container = _only(found.container_title or found.short_container_title)
    is_titled = title or (found.DOI and not (found.title or found.original_title))
    if not is_titled or found.subtitle or not (container or _has_no_container(found)):
        return None
    dates = (found.published_print, found.published_online, found.posted, found.issued)
    years = [year for date in dates if (year := _year(date))]
    if any(year not in _ORDINARY_YEARS for year in years):
        return None  # of another calendar, or a slip
    year = next(iter(years), None)
    return WorkRow(title, _doi(found.DOI), type_of(str(found.type or "")), year, container or None)


def _has_no_container(found: Any) -> bool:
    return not (found.container_title or found.short_container_title or found.institution)


def _doi(text: Any) -> str | None:
    if type(text) is str and _ORDINARY_DOI.fullmatch(text):
        return text.lower()
    try:
        return _storable(Doi.parse(str(text or "")).value)
    except InvalidIdentifier:
        return None


def _only(texts: Any) -> str:
    """The text of a list of one, plain; empty for anything else."""
    if type(texts) is not list or len(texts) != 1 or type(texts[0]) is not str:
        return ""
    text = clean(texts[0])
    if "<" in text or "&" in text or "$$" in text or not text.isascii():
        return read_plain(text)
    return " ".join(text.split())  # all that is left to do, at a tenth of the price


def _year(date: Any) -> int | None:
    parts = date.get("date-parts") if type(date) is dict else None
    first = parts[0] if type(parts) is list and parts else None
    year = first[0] if type(first) is list and first else None
    if type(year) is str and year.isdecimal() and len(year) < _DIGITS:
        year = int(year)
    return year if type(year) is int and year > 0 else None


@lru_cache(maxsize=256)
def type_of(kind: str) -> str:
    """The CSL item type of one of Crossref's types."""
    return read_work({"type": kind}).type.value


def _json(data: bytes) -> Mapping[str, Any]:
    """The whole object, read by the decoder that takes half of a surrogate pair too."""
    try:
        value = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant, parse_int=_int)
    except UnicodeDecodeError as error:
        raise UnreadableRecord(f"is not UTF-8 text (byte {error.start + 1})") from None
    except json.JSONDecodeError as error:
        raise UnreadableRecord(f"is not JSON: {error.msg} (character {error.pos + 1})") from None
    if not isinstance(value, dict):
        raise UnreadableRecord("is no object")
    return value


def _no_constant(name: str) -> None:
    raise json.JSONDecodeError(f"{name} is no JSON", name, 0)


def _int(digits: str) -> int | str:
    return int(digits) if len(digits) < 19 else digits


def _any(found: Mapping[str, Any], keep: Sequence[str]) -> WorkRow:
    if not any(found.get(name) for name in _WORK):
        raise UnreadableRecord("is no record of a work: it has no DOI, no title and no type")
    kept = kept_of(found, keep)
    if isinstance(found.get("title"), str):  # Crossref's are lists, CSL's are texts
        return of_work(_csl_work(found), kept)
    try:
        work = read_work({name: found.get(name) for name in _NEEDED})
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise UnreadableRecord(
            f"holds a value of a shape never seen ({type(error).__name__})"
        ) from None
    return of_work(work, kept)


def _csl_work(item: Mapping[str, Any]) -> Work:
    text = json.dumps({"id": "item"} | dict(item))
    try:
        return reader("csl-json")(text, "item").entries[0].work
    except InputError as error:
        raise UnreadableRecord(str(error)) from None


def of_work(work: Work, kept: Kept = ()) -> WorkRow:
    """What a row says of a work; the year is that of the date which a citation shows."""
    date = work.cited_date()
    return WorkRow(
        title=work.title.plain,
        doi=_storable(work.doi.value) if work.doi else None,
        type=work.type.value,
        year=date.year if date else None,
        container=work.container.title or None,
        kept=kept,
    )


def kept_of(found: Mapping[str, Any], keep: Sequence[str]) -> Kept:
    """The values of some fields as text, None for one that is not there."""
    return tuple(_text(found.get(name)) for name in keep)


def _text(value: Any) -> str | None:
    """A kept value: a text as it stands, anything else as JSON spells it."""
    if value is None or isinstance(value, str):
        return _storable(value) if value else None
    return _storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _storable(text: str) -> str:
    # Half of a surrogate pair can be escaped in JSON and stored nowhere.
    return text if text.isascii() else text.encode(errors="replace").decode()
