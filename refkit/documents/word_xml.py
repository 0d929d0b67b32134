"""The XML parts of a Word file: names without namespaces, values, and the way through them.

ECMA-376 part 1 (WordprocessingML); its strict form differs in the namespaces alone.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from refkit.documents.archive import Archive
from refkit.errors import InputError
from refkit.formats.safe_xml import read_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
}
_DOCUMENT = "/officeDocument"
_OFF = {"0", "false", "off", "none"}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def name_of(element: Element) -> str:
    """The name of an element with the usual prefix, ``w:p``; without one where it is foreign."""
    return _named(element.tag) if isinstance(element.tag, str) else ""


def _named(tag: str) -> str:
    space, _, local = tag[1:].partition("}") if tag.startswith("{") else ("", "", tag)
    prefix = _PREFIXES.get(space, "")
    return f"{prefix}:{local}" if prefix else local


def value(element: Element | None, attribute: str = "w:val") -> str:
    """An attribute by its name with the usual prefix; empty where there is none."""
    if element is None:
        return ""
    return next((said for name, said in element.items() if _named(name) == attribute), "")


def child(element: Element | None, *way: str) -> Element | None:
    """The first element along a way of names, ``w:pPr``, ``w:numPr``; None where it ends."""
    at = element
    for step in way:
        inner = at if at is not None else ()
        at = next((each for each in inner if name_of(each) == step), None)
    return at


def is_on(element: Element | None) -> bool:
    """Whether a property is there and not switched off."""
    return element is not None and value(element) not in _OFF


def number(text: str, otherwise: int = 0) -> int:
    """A number as Word writes it; ``otherwise`` where it is none, or larger than any list."""
    try:
        return int(text) if len(text) <= 9 else otherwise
    except ValueError:
        return otherwise


def steps(root: Element) -> Generator[tuple[bool, Element], bool | None, None]:
    """Each element when it begins (True) and when it ends, without a call for each level.

    What is sent back with True is not gone into.
    """
    open_ = [(root, iter(root))]
    yield True, root
    while open_:
        parent, children = open_[-1]
        each = next(children, None)
        if each is None:
            open_.pop()
            yield False, parent
            continue
        if (yield True, each):
            yield False, each
        else:
            open_.append((each, iter(each)))


class Package:
    """The parts of a Word file as trees of XML; raises InputError where one cannot be read."""

    def __init__(self, archive: Archive, name: str) -> None:
        self._archive = archive
        self._name = name
        self.document = self._document()

    def root(self, part: str) -> Element | None:
        """The root of a part; None where there is none."""
        data = self._archive.read(part) if part else b""
        if not data:
            return None
        encoding = "utf-16" if data[:2] in _UTF16 else "utf-8"
        return read_xml(data.decode(encoding, "replace"), f"{self._name}: {part}")

    def beside(self, kind: str) -> str:
        """The name of the part of a kind, ``footnotes``, that belongs to the document."""
        ways = self._ways(self.document)
        return next((way for type_, way, _ in ways.values() if type_.endswith(f"/{kind}")), "")

    def links(self, part: str) -> dict[str, str]:
        """The addresses outside that a part leads to, by their ids: read, never opened."""
        return {id_: way for id_, (_, way, out) in self._ways(part).items() if out}

    def _document(self) -> str:
        ways = self._ways("").values()
        found = next((way for type_, way, out in ways if type_.endswith(_DOCUMENT) and not out), "")
        for part in (found, "word/document.xml"):
            if part in self._archive:
                return part
        raise InputError(
            f"{self._name}: is no Word document; save the list as .docx, or paste it into a .txt"
        )

    def _ways(self, part: str) -> dict[str, tuple[str, str, bool]]:
        """Relationships of a part by id: type, where it leads, whether that is outside."""
        folder, _, file = part.rpartition("/")
        root = self.root(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels")
        found = {}
        for each in root if root is not None else ():
            out = each.get("TargetMode", "") == "External"
            way = each.get("Target", "")
            if not out:
                way = way[1:] if way.startswith("/") else "/".join(filter(None, (folder, way)))
                way = unquote(way)
            found[each.get("Id", "")] = (each.get("Type", ""), way, out)
        return found
