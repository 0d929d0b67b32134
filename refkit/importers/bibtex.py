"""A user's own ``.bib``: read with bibtexparser, changed in its keywords alone.

What refkit does not own comes back byte for byte: the source text is kept, and only the
``keywords`` of an entry are written into it. A block that cannot be read is left as it stands and
named to the user.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from refkit.errors import InputError, InvalidIdentifier
from refkit.importers.base import Edit, Library, Syntax
from refkit.model.bibliography import Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmid
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.work import Container, Work, WorkType
from refkit.text.latex import escape, from_latex
from refkit.text.rich import RichText

_T = TypeVar("_T")

_TYPES = {
    "article": WorkType.ARTICLE_JOURNAL,
    "book": WorkType.BOOK,
    "inbook": WorkType.CHAPTER,
    "incollection": WorkType.CHAPTER,
    "inproceedings": WorkType.PAPER_CONFERENCE,
    "conference": WorkType.PAPER_CONFERENCE,
    "proceedings": WorkType.BOOK,
    "collection": WorkType.BOOK,
    "report": WorkType.REPORT,
    "techreport": WorkType.REPORT,
    "thesis": WorkType.THESIS,
    "phdthesis": WorkType.THESIS,
    "mastersthesis": WorkType.THESIS,
    "dataset": WorkType.DATASET,
    "software": WorkType.SOFTWARE,
    "patent": WorkType.PATENT,
    "online": WorkType.WEBPAGE,
    "unpublished": WorkType.MANUSCRIPT,
}  # anything else is a document

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        start=1,
    )
}
_SEPARATOR = re.compile(r"\s*[,;]\s*")
_KEYWORDS = re.compile(r"(?im)(?P<before>[,\s])keywords\s*=\s*")


def read_bibtex(text: str, where: str) -> Library:
    """Read a ``.bib``; raises InputError where it holds no entry at all."""
    from bibtexparser.entrypoint import parse_string

    # Its warnings say of a block what the troubles say better.
    logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
    parsed = parse_string(text)
    troubles = tuple(
        f"{where}: line {(block.start_line or 0) + 1}: left as it stands ({_reason(block)})"
        for block in parsed.failed_blocks
    )
    blocks = [block for block in parsed.entries if block.raw]
    if not blocks:
        raise InputError(f"{where}: holds no BibTeX entry that can be read")
    return Library(
        text=text,
        entries=tuple(
            Entry(block.key, _work(block.entry_type, _fields(block)), Imported("bibtex"))
            for block in blocks
        ),
        spans=tuple(_spans(text, [block.raw or "" for block in blocks])),
        troubles=troubles,
        syntax=BIBTEX,
    )


def _spans(text: str, sources: Sequence[str]) -> Iterator[tuple[int, int]]:
    at = 0
    for source in sources:
        start = text.index(source, at)
        at = start + len(source)
        yield start, at


def _reason(block: Any) -> str:
    return str(block.error).splitlines()[0] if block.error else "no BibTeX"


def _fields(block: Any) -> dict[str, str]:
    return {field.key.lower(): str(field.value) for field in block.fields}


def _work(kind: str, fields: Mapping[str, str]) -> Work:
    def text(*names: str) -> str:
        return next((from_latex(fields[name]) for name in names if fields.get(name)), "")

    creators, complete = _creators(fields)
    return Work(
        type=_TYPES.get(kind.lower(), WorkType.DOCUMENT),
        title=RichText.of(text("title")),
        creators=creators,
        creators_complete=complete,
        container=Container(
            title=text("journal", "journaltitle", "booktitle"),
            issns=tuple(_each(Issn.parse, fields.get("issn", "").split(","))),
            collection=text("series"),
        ),
        volume=text("volume"),
        issue=text("number", "issue") if kind.lower() == "article" else text("issue"),
        page=text("pages").replace("–", "-"),
        number=text("eid"),
        edition=text("edition"),
        publisher=text("publisher", "institution", "school"),
        publisher_place=text("address", "location"),
        issued=_date(fields),
        doi=next(_each(Doi.parse, [fields.get("doi", "")]), None),
        pmid=next(_each(Pmid.parse, [fields.get("pmid", "")]), None),
        isbns=tuple(_each(Isbn.parse, fields.get("isbn", "").replace(",", " ").split())),
        url=fields.get("url", ""),
        language=text("langid", "language"),
        abstract=text("abstract"),
    )


def _creators(fields: Mapping[str, str]) -> tuple[tuple[Creator, ...], bool]:
    from bibtexparser.middlewares.names import (
        InvalidNameError,
        parse_single_name_into_parts,
        split_multiple_persons_names,
    )

    creators, complete = [], True
    for role in ("author", "editor"):
        for name in split_multiple_persons_names(fields.get(role, "")):
            if name == "others":
                complete = False
                continue
            try:
                parts = parse_single_name_into_parts(name, strict=False)
            except InvalidNameError:
                creators.append(Creator(literal=from_latex(name), role=role))
                continue
            creators.append(_creator(name, parts, role))
    return tuple(creators), complete


def _creator(name: str, parts: Any, role: str) -> Creator:
    is_group = name.startswith("{") and name.endswith("}")
    if is_group or not (parts.first or parts.von or parts.jr):
        return Creator(literal=from_latex(name), role=role)
    return Creator(
        family=from_latex(" ".join(parts.last)),
        given=from_latex(" ".join(parts.first)),
        particle=from_latex(" ".join(parts.von)),
        suffix=from_latex(" ".join(parts.jr)),
        role=role,
    )


def _date(fields: Mapping[str, str]) -> PartialDate | None:
    found = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", fields.get("date", ""))
    if found:
        return PartialDate(int(found[1]), int(found[2] or 0), int(found[3] or 0))
    year = re.search(r"\d{4}", fields.get("year", ""))
    if not year:
        return None
    month = fields.get("month", "").strip().lower()
    number = int(month) if month.isdigit() else _MONTHS.get(month[:3], 0)
    return PartialDate(int(year[0]), number if 1 <= number <= 12 else 0)


def _each(parse: Callable[[str], _T], texts: Sequence[str]) -> Iterator[_T]:
    for text in texts:
        try:
            yield parse(text)
        except InvalidIdentifier:
            continue


def _with_keywords(source: str, words: Sequence[str]) -> str:
    place = _keywords_place(source)
    if place is None:
        return _inserted(source, words) if words else source
    start, end = place
    value = source[start:end]
    if value[:1] not in {"{", '"'}:
        return source  # a macro or a joined string: the user's own arrangement
    old = value[1:-1].strip(" \t\r\n,;")
    there = {from_latex(word) for word in _SEPARATOR.split(old)}
    new = [escape(word) for word in words if word not in there]
    if not new:
        return source
    joined = ", ".join([old, *new] if old else new)
    return f"{source[:start]}{value[0]}{joined}{value[-1]}{source[end:]}"


def _inserted(source: str, words: Sequence[str]) -> str:
    """The entry with one field more before its end, in the style of the field above."""
    body = source[:-1].rstrip()
    close = source[len(body) :]
    line_end = "\r\n" if "\r\n" in source else "\n"
    indent = re.search(r"\n([ \t]+)\S", source)
    comma = "" if body.endswith(",") else ","
    field = f"keywords = {{{', '.join(map(escape, words))}}}"
    tail = close if "\n" in close else f"{line_end}{close.lstrip()}"
    return f"{body}{comma}{line_end}{indent[1] if indent else '  '}{field}{tail}"


def _keywords_place(source: str) -> tuple[int, int] | None:
    """Where the value of the keywords stands: from its opening to past its closing."""
    for found in _KEYWORDS.finditer(source):
        # Inside another field's braces the word is text, not a field's name.
        if _depth(source, found.start("before")) == 1:
            return found.end(), _value_end(source, found.end())
    return None


def _depth(source: str, upto: int) -> int:
    depth, escaped = 0, False
    for letter in source[:upto]:
        if letter == "\\" and not escaped:
            escaped = True
            continue
        if not escaped:
            depth += {"{": 1, "}": -1}.get(letter, 0)
        escaped = False
    return depth


def _value_end(source: str, start: int) -> int:
    """Past the closing of a value; where it is neither braced nor quoted, before the comma."""
    opening, depth = source[start : start + 1], 0
    for place in range(start, len(source)):
        letter = source[place]
        if source[place - 1] == "\\":
            continue
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if opening == "{" and depth == 0:
            return place + 1
        if opening == '"' and letter == '"' and depth == 0 and place > start:
            return place + 1
        if depth < 0 or (opening not in {"{", '"'} and letter == ","):
            return place
    return len(source)


def _with_fields(source: str, edits: Sequence[Edit]) -> str:
    raise NotImplementedError


BIBTEX = Syntax("bibtex", _with_fields, _with_keywords)
