"""Reads a Word document (.docx, .docm): its text as it is shown, and what managers left in it.

Deleted and hidden text is none, inserted text is; of a field its result is shown. Macros are not
looked at, and no address is opened. What is where: ECMA-376 part 1, 17.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from refkit.documents.archive import Archive
from refkit.documents.citations import CitationRecords, marks_list
from refkit.documents.model import Block, BlockKind, Document
from refkit.documents.numbering import merged_row
from refkit.documents.word_styles import Numbering, Styles
from refkit.documents.word_xml import Package, child, name_of, steps, value
from refkit.text.unicode import clean

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SKIPPED = {
    "w:del", "w:moveFrom", "w:delText", "w:delInstrText", "w:pPr", "w:rPr", "w:sectPr", "w:tblPr",
    "w:trPr", "w:tcPr", "w:tblGrid", "w:sdtEndPr", "mc:Fallback", "w:rubyPr", "w:rt",
}  # fmt: skip
_MARKS = {
    "w:tab": " ", "w:ptab": " ", "w:noBreakHyphen": "-", "w:cr": "\n",
}  # fmt: skip
_NO_LINE = {"page", "column"}
_SEPARATORS = {"separator", "continuationSeparator", "continuationNotice"}
_BOOKMARK = "ZOTERO_BREF_"
_PROPERTY = re.compile(r"(ZOTERO_BREF_.+)_(\d{1,6})")
_HYPERLINK = re.compile(r'\s*HYPERLINK\s+(?:"([^"]*)"|(?!\\)(\S+))')
_LIST_STYLES = {"bibliography", "endnote bibliography", "endnotebibliography"}
# The font Symbol in its own code, as old documents have Greek letters and signs of mathematics.
_SYMBOL = str.maketrans(
    "abgdezhqiklmnxoprstufcywABGDEZHQIKLMNXOPRSTUFCYWjJV\u00b1\u00b4\u00b0\u00a3\u00b3\u00a5\u00b7",
    "αβγδεζηθικλμνξοπρστυφχψωΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩϕϑς±×°≤≥∞•",
)
_PRIVATE = 0xF000  # where fonts of signs have their code


def is_like_docx(data: bytes) -> bool:
    """Whether bytes are a Word document: a zip whose parts are its."""
    names = Archive.names_of(data) if data[:2] == b"PK" else frozenset()
    return any(name.startswith("word/") and name.endswith(".xml") for name in names)


def read_docx(data: bytes, name: str) -> Document:
    """Read a Word document; raises InputError where it is broken or unpacks to too much.

    Footnotes and endnotes follow the body, each with its number.
    """
    package = Package(Archive(data, name), name)
    styles = Styles(package.root(package.beside("styles")))
    numbering = package.root(package.beside("numbering"))
    citations = CitationRecords()
    codes = dict(_bookmarked(package.root("docProps/custom.xml")))
    body = package.root(package.document)

    def story(part: str, fields: bool) -> _Story:
        return _Story(styles, Numbering(numbering, styles), package.links(part), codes, fields)

    blocks: list[Block] = []
    shown: list[tuple[str, str]] = []
    list_blocks = None
    if body is not None:
        told = _told(body, partial(story, package.document))
        blocks, list_blocks, shown = told.blocks, told.list_blocks, told.notes
        told.give(citations)
    for kind in ("footnotes", "endnotes"):
        part = package.beside(kind)
        root = package.root(part)
        for place, note in enumerate(_notes(root, kind, body, shown), start=1):
            told = _told(note, partial(story, part))
            told.give(citations)
            blocks += _numbered(told.blocks, str(place))
    return Document(
        name,
        "word",
        tuple(blocks),
        citations.records,
        remarks=citations.remarks(),
        list_blocks=list_blocks,
    )


def _told(root: Element, story: Callable[[bool], _Story]) -> _Story:
    """Read a story; where fields begin and do not end, all but their codes is text."""
    first = story(True)
    first.read(root)
    if not first.is_open:
        return first
    again = story(False)
    again.read(root)
    return again


def _notes(
    root: Element | None, kind: str, body: Element | None, shown: Sequence[tuple[str, str]]
) -> Iterator[Element]:
    """The notes of a kind as Word counts them: in the order in which the body refers to them.

    A note whose reference was deleted is not shown; one that nobody refers to follows the others.
    """
    name = f"w:{kind.removesuffix('s')}Reference"
    notes = {
        value(each, "w:id"): each
        for each in (root if root is not None else ())
        if value(each, "w:type") not in _SEPARATORS
    }
    there = [id_ for of, id_ in shown if of == name]
    every = body.iter() if body is not None else ()
    gone = {value(each, "w:id") for each in every if name_of(each) == name} - set(there)
    for id_ in dict.fromkeys([*there, *notes]):
        if id_ in notes and id_ not in gone:
            yield notes[id_]


def _numbered(blocks: list[Block], number: str) -> list[Block]:
    if not blocks:
        return []
    first = replace(blocks[0], number=blocks[0].number or number, kind=BlockKind.ITEM)
    return [first, *blocks[1:]]


def _bookmarked(root: Element | None) -> Iterator[tuple[str, str]]:
    """Zotero's citations that bookmarks stand for, each in pieces of 255 letters."""
    pieces: dict[str, dict[int, str]] = {}
    for each in root if root is not None else ():
        if found := _PROPERTY.fullmatch(each.get("name", "")):
            pieces.setdefault(found[1], {})[int(found[2])] = "".join(each.itertext())
    for name, parts in pieces.items():
        yield name, "".join(text for _, text in sorted(parts.items()))


@dataclass(slots=True)
class _Field:
    """A field that has begun: its code so far, and whether its result has."""

    code: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    in_result: bool = False
    is_list: bool = False


@dataclass(slots=True)
class _Paragraph:
    """A paragraph that has begun."""

    properties: Element | None
    text: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


class _Story:
    """Reads the paragraphs of a body or of a note, in order."""

    def __init__(
        self,
        styles: Styles,
        numbering: Numbering,
        links: dict[str, str],
        bookmarks: dict[str, str],
        fields: bool,
    ) -> None:
        self.blocks: list[Block] = []
        self.notes: list[tuple[str, str]] = []
        self._styles = styles
        self._numbering = numbering
        self._links = links
        self._bookmarks = bookmarks
        self._knows_fields = fields
        self._citations: list[tuple[str, str]] = []
        self._fields: list[_Field] = []
        self._paragraphs: list[_Paragraph] = []
        self._loose: list[str] = []
        self._rows: list[int] = []
        self._hidden = False
        self._before: _Paragraph | None = None
        self._list_at: int | None = None
        self._list_ends = 0
        self._lists: list[range] = []
        self._styled: list[int] = []
        self._list_marks: set[str] = set()
        self._begins = {
            "w:p": self._begin_paragraph, "w:r": self._begin_run, "w:t": self._text,
            "m:t": self._text,
            "w:sym": self._symbol, "w:br": self._break, "w:fldChar": self._field_mark,
            "w:fldData": self._field_data, "w:instrText": self._code,
            "w:fldSimple": self._begin_simple, "w:hyperlink": self._hyperlink,
            "w:sdt": self._begin_control, "w:bookmarkStart": self._bookmark,
            "w:tr": self._begin_row, "w:bookmarkEnd": self._end_bookmark,
            "w:footnoteReference": self._note, "w:endnoteReference": self._note,
        }  # fmt: skip
        self._ends = {
            "w:p": self._end_paragraph, "w:r": self._end_run, "w:fldSimple": self._end_simple,
            "w:sdt": self._end_control, "w:tr": self._end_row,
        }  # fmt: skip

    def read(self, root: Element) -> None:
        """Read all that is in an element."""
        walk = steps(root)
        skip: bool | None = None
        while True:
            try:
                begins, element = walk.send(skip)
            except StopIteration:
                break
            name = name_of(element)
            is_gone = name in _SKIPPED or (name == "w:tr" and _is_deleted(element))
            skip = begins and is_gone
            if is_gone:
                continue
            if name in _MARKS and begins:
                self._write(_MARKS[name])
            act = (self._begins if begins else self._ends).get(name)
            if act is not None:
                act(element)
        while self._paragraphs:
            self._end_paragraph(root)
        self._flush()
        while self._fields and not self.is_open:
            self._end_field()
        if self._list_at is not None:
            self._lists.append(range(self._list_at, len(self.blocks)))

    @property
    def is_open(self) -> bool:
        """Whether a field began and did not end, so that what follows may count as its code."""
        return any(not each.in_result for each in self._fields)

    @property
    def list_blocks(self) -> range | None:
        """Which blocks are the printed list: a manager's, else those of its style."""
        most = len(self.blocks)
        lists = [range(each.start, min(each.stop, most)) for each in self._lists]
        lists = [each for each in lists if each]
        if lists:
            return max(lists, key=len)
        if not self._styled:
            return None
        return range(self._styled[0], self._styled[-1] + 1)

    def give(self, citations: CitationRecords) -> None:
        """Hand on the codes of the citations."""
        for code, data in self._citations:
            citations.add(code, data)

    # Text

    def _write(self, text: str) -> None:
        if self._paragraphs and not self._hidden and all(each.in_result for each in self._fields):
            self._paragraphs[-1].text.append(text)

    def _text(self, element: Element) -> None:
        self._write(element.text or "")

    def _symbol(self, element: Element) -> None:
        try:
            code = int(value(element, "w:char")[:6], 16)
        except ValueError:
            return
        letter = chr(code - _PRIVATE if _PRIVATE <= code < _PRIVATE + 256 else min(code, 0x10FFFF))
        is_greek = value(element, "w:font").casefold() == "symbol"
        self._write(letter.translate(_SYMBOL) if is_greek else letter)

    def _break(self, element: Element) -> None:
        self._write(" " if value(element, "w:type") in _NO_LINE else "\n")

    def _begin_run(self, element: Element) -> None:
        own = child(element, "w:rPr")
        paragraph = self._paragraphs[-1].properties if self._paragraphs else None
        self._hidden = self._styles.hides(paragraph, own)

    def _end_run(self, _: Element) -> None:
        self._hidden = False

    def _note(self, element: Element) -> None:
        """A note that is referred to where it is shown."""
        if not self._hidden:
            self.notes.append((name_of(element), value(element, "w:id")))

    # Paragraphs

    def _begin_paragraph(self, element: Element) -> None:
        paragraph = _Paragraph(child(element, "w:pPr"))
        if self._before is not None and not self._paragraphs:
            # Its end was deleted: both are one paragraph, with the properties of the later end.
            paragraph.text, paragraph.links = self._before.text, self._before.links
            self._before = None
        self._paragraphs.append(paragraph)

    def _end_paragraph(self, _: Element) -> None:
        if not self._paragraphs:
            return
        paragraph = self._paragraphs.pop()
        mark = child(paragraph.properties, "w:rPr")
        is_joined = any(child(mark, gone) is not None for gone in ("w:del", "w:moveFrom"))
        if not self._paragraphs and is_joined:
            self._before = paragraph
            return
        self._emit(paragraph)

    def _flush(self) -> None:
        if self._before is not None:
            before, self._before = self._before, None
            self._emit(before)

    def _emit(self, paragraph: _Paragraph) -> None:
        lines = [line for line in map(_shown, "".join(paragraph.text).split("\n")) if line]
        styles, properties = self._styles, paragraph.properties
        is_item, number = self._numbering.next(properties)
        first = len(self.blocks)
        if not lines and number and self._rows:
            lines = [""]  # a cell with nothing but its number
        kind = BlockKind.ITEM if is_item else BlockKind.PARAGRAPH
        if styles.is_heading(properties):
            kind = BlockKind.HEADING
        links, indent = tuple(dict.fromkeys(paragraph.links)), styles.indent(properties)
        for place, line in enumerate(lines):
            block = Block(line, kind, number=number, indent=indent, links=links)
            self.blocks.append(block if place == 0 else Block(line, indent=indent))
        if _LIST_STYLES & set(styles.names(properties)):
            self._styled += range(first, len(self.blocks))
        if self._list_ends:
            self._close_list()

    def _close_list(self) -> None:
        self._list_ends = 0
        if self._list_at is not None:
            self._lists.append(range(self._list_at, len(self.blocks)))
        self._list_at = None

    def _begin_row(self, _: Element) -> None:
        self._rows.append(len(self.blocks))

    def _end_row(self, _: Element) -> None:
        """A row whose first cell is a number and nothing else is an item of that number."""
        start = self._rows.pop()
        self.blocks[start:] = merged_row(self.blocks[start:])
        self._after_row(start)

    def _after_row(self, start: int) -> None:
        """What was said of its blocks holds of those that are left."""
        if any(place >= start for place in self._styled):
            kept = [place for place in self._styled if place < start]
            self._styled = [*kept, *range(start, len(self.blocks))]
        if self._list_at is not None:
            self._list_at = min(self._list_at, len(self.blocks))

    # Fields

    def _field_mark(self, element: Element) -> None:
        if not self._knows_fields:
            self._citations.append(("".join(self._loose), ""))
            self._loose.clear()
            return
        kind = value(element, "w:fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._begin_result(self._fields[-1])
        elif kind == "end" and self._fields:
            self._end_field()

    def _field_data(self, element: Element) -> None:
        if self._fields:
            self._fields[-1].data.append(element.text or "")

    def _code(self, element: Element) -> None:
        if self._fields and not self._fields[-1].in_result:
            self._fields[-1].code.append(element.text or "")
        elif not self._knows_fields:
            self._loose.append(element.text or "")

    def _begin_simple(self, element: Element) -> None:
        self._fields.append(_Field([value(element, "w:instr")]))
        self._begin_result(self._fields[-1])

    def _end_simple(self, _: Element) -> None:
        if self._fields:
            self._end_field()

    def _begin_result(self, begun: _Field) -> None:
        begun.in_result = True
        begun.is_list = marks_list("".join(begun.code))
        if begun.is_list:
            self._begin_list()

    def _end_field(self) -> None:
        ended = self._fields.pop()
        code, data = "".join(ended.code), "".join(ended.data)
        if self._fields and not self._fields[-1].in_result:
            # EndNote's data stand in a field of their own within the code of the citation.
            self._fields[-1].data = self._fields[-1].data or [data]
            return
        if ended.is_list:
            self._end_list()
        elif found := _HYPERLINK.match(code):
            self._link(found[1] or found[2] or "")
        else:
            self._citations.append((code, data))

    # What marks a citation or the list in other ways

    def _begin_control(self, element: Element) -> None:
        properties = child(element, "w:sdtPr")
        tag = value(child(properties, "w:tag"))
        self._citations.append((tag, ""))
        gallery = value(child(properties, "w:docPartObj", "w:docPartGallery"))
        if marks_list(tag) or gallery == "Bibliographies":
            self._list_marks.add(_identity(element))
            self._begin_list()

    def _end_control(self, element: Element) -> None:
        if _identity(element) in self._list_marks:
            self._end_list()

    def _bookmark(self, element: Element) -> None:
        name = value(element, "w:name")
        code = self._bookmarks.get(name, "") if name.startswith(_BOOKMARK) else ""
        if marks_list(code):
            self._list_marks.add(value(element, "w:id"))
            self._begin_list()
        elif code:
            self._citations.append((code, ""))

    def _end_bookmark(self, element: Element) -> None:
        if value(element, "w:id") in self._list_marks:
            self._end_list()

    def _begin_list(self) -> None:
        if self._list_at is None:
            self._list_at = len(self.blocks)

    def _end_list(self) -> None:
        """The list ends with the paragraph in which its mark does, if any of it stands there."""
        if self._paragraphs and _shown("".join(self._paragraphs[-1].text)):
            self._list_ends = 1
        else:
            self._close_list()

    def _hyperlink(self, element: Element) -> None:
        self._link(self._links.get(value(element, "r:id"), ""))

    def _link(self, address: str) -> None:
        if address and self._paragraphs:
            self._paragraphs[-1].links.append(clean(address))


def _is_deleted(row: Element) -> bool:
    return child(row, "w:trPr", "w:del") is not None


def _identity(element: Element) -> str:
    return f"element {id(element)}"


def _shown(text: str) -> str:
    return " ".join(clean(text).split())
