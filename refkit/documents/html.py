"""Reads a saved page: its text as it is shown, its lists as items, and the DOI it says of itself.

Nothing is fetched: scripts, pictures, frames and styles are passed over, links are kept as they
stand. What is a block is HTML's own standard, chapter 15.3 ("Flow content", Rendering).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.policy import default

from refkit.documents.furniture import LINK_TEXT
from refkit.documents.model import Block, BlockKind, Document
from refkit.documents.numbering import merged_row
from refkit.errors import InputError, InvalidIdentifier
from refkit.extras import require
from refkit.model.identifiers import Doi
from refkit.text.plain import one_line
from refkit.text.unicode import clean

EXTRA = "documents"

_UNSHOWN = frozenset(
    "script style title template noscript iframe object embed svg canvas audio video select option "
    "datalist button textarea map applet frameset nav annotation annotation-xml rp rt".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main menu ol p pre "
    "section summary table tbody td tfoot th thead tr ul caption".split()
)
_VOID = frozenset(
    "area base br col embed frame hr img input link meta param source track wbr".split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# One reference each, whatever blocks are inside.
_ITEMS = frozenset({"li", "dt", "dd"})
_LISTS = frozenset({"ol", "ul", "dl", "div", "section", "table", "tbody", "aside"})
_HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:(?:u-)?visually-?hidden|sr-only|screen-?reader(?:-only|-text)?|hidden|d-none"
    r"|show-for-sr|hide)(?=\s|$)",
    re.IGNORECASE,
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNNUMBERED = re.compile(r"list-style(?:-type)?\s*:\s*none", re.IGNORECASE)
_LIST_NAME = re.compile(
    r"(?:[a-z]{1,16}[-_]{1,2})?(?:references?|bibliography|ref-?list|references?-?list|refs)"
    r"(?:[-_]?(?:list|section|content|body|container|ol|wrap|\d{1,4}))*",
    re.IGNORECASE,
)
_OWN_DOI = {
    "citation_doi", "dc.identifier", "dc.identifier.doi", "prism.doi", "bepress_citation_doi",
    "doi", "eprints.doi", "wkhealth_doi", "evt-doipage", "dcterms.identifier",
}  # fmt: skip
_NOTHING_LEFT = re.compile(r"[\[(]\s*(?:[,;|·•]\s*)*[\])]")
_TAIL = re.compile(r"(?:\s*[|·•])+\s*$|^\s*(?:[|·•]\s*)+")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_FIRST = 4096
_BEGINNING = re.compile(
    r"(?:\ufeff|\s|<!--.{0,3000}?-->|<\?xml[^>]{0,200}>)*<(?:!doctype\s+html|html|head|body|ol|ul|li"
    r"|div|p|table|dl|section|article|main|meta|title|h[1-6]|blockquote|span|a\s)\b",
    re.IGNORECASE | re.DOTALL,
)
_BOMS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))
# The encodings of the web (encoding.spec.whatwg.org) that are not UTF-8, by Python's names.
_OF_PAGES = re.compile(
    r"cp(?:125\d|866|874|932|949)|iso8859-(?:[2-9]|1[03-6])|mac-\w+|koi8-\w|gb\w+|big5\w*"
    r"|shift_jis\w*|euc_\w+|iso2022_jp"
)
_BROWSERS = "cp1252"
_LARGEST = 64 << 20
_LONGEST_LINK = 2048


def is_like_html(data: bytes) -> bool:
    """Whether bytes begin as a page does, or as a piece of one."""
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "latin-1")
    start = data[:_FIRST].removeprefix(b"\xef\xbb\xbf").decode(encoding, "replace")
    return bool(_BEGINNING.match(start.lstrip("\ufeff")))


def read_html(data: bytes, name: str, charset: str = "") -> Document:
    """Read a page, in ``charset`` where it came with one.

    Raises InputError where it is too large, or without the package that reads it.
    ``list_blocks`` is what the page itself calls its references, by a class, an id or a role.
    """
    if len(data) > _LARGEST:
        raise InputError(
            f"{name}: is larger than {_LARGEST >> 20} MB; copy its list into a file of text"
        )
    return read_page(_decoded(data, charset), name)


def read_mhtml(data: bytes, name: str) -> Document:
    """Read a page that was saved whole in one file (.mht, .mhtml, RFC 2557): the first one in it.

    Pictures and styles beside it are passed over. Raises InputError.
    """
    try:
        whole = message_from_bytes(data, policy=default)
        parts = (part for part in whole.walk() if part.get_content_type() == "text/html")
        page = next(parts, None)
        body = page.get_payload(decode=True) if page is not None else None
        charset = page.get_content_charset() if page is not None else None
    except (ValueError, LookupError, RecursionError, AttributeError, IndexError) as error:
        raise InputError(f"{name}: is a broken saved page ({error})") from None
    if not isinstance(body, bytes):
        raise InputError(f"{name}: is a saved page without text; save it as .html")
    return replace(read_html(body, name, charset or ""), kind="mhtml")


def read_page(text: str, name: str) -> Document:
    """Read a page whose bytes are decoded."""
    require("reading a page", EXTRA, "lxml")
    from lxml import etree

    page = _Page()
    parser = etree.HTMLParser(target=page, no_network=True, encoding="utf-8")
    try:
        etree.fromstring(f"<body>{text}".encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise InputError(
            f"{name}: cannot be read as a page ({one_line(str(error))[:80]}); copy its list into "
            "a file of text"
        ) from None
    page.finish()
    return Document(
        name, "html", tuple(page.blocks), own_doi=page.own_doi, list_blocks=page.list_blocks
    )


def _decoded(data: bytes, charset: str) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_encoding(charset or _declared(data)), "replace")


def _declared(data: bytes) -> str:
    found = _CHARSET.search(data[:_FIRST])
    return found[1].decode("ascii", "replace") if found else ""


def _encoding(charset: str) -> str:
    """The encoding that a page says it is in, else the one that browsers take for granted."""
    try:
        encoding = codecs.lookup(charset).name if charset else ""
    except (LookupError, ValueError):
        return _BROWSERS
    return encoding if _OF_PAGES.fullmatch(encoding) else _BROWSERS


@dataclass(slots=True)
class _List:
    """A list that has begun: its next item's number, and whether that is shown."""

    next: int = 1
    step: int = 1
    is_shown: bool = True


@dataclass(slots=True)
class _Open:
    """Text of a block that has begun, and what is known of it."""

    kind: BlockKind = BlockKind.PARAGRAPH
    number: str = ""
    is_counted: bool = False  # whether the page shows the number without printing it
    pieces: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


class _Page:
    """What the parser tells of a page, element by element, becomes blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.own_doi: Doi | None = None
        self._open = _Open()
        self._lists: list[_List] = []
        self._items: list[str] = []
        self._unshown: list[str] = []
        self._rows: list[int] = []
        self._anchors: list[tuple[str, int]] = []
        self._preformatted = 0
        self._named: list[tuple[str, int]] = []
        self._references: list[range] = []

    # What lxml calls

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self._unshown or tag in _UNSHOWN or _is_hidden(attributes):
            if tag not in _VOID:
                self._unshown.append(tag)
        elif tag == "meta":
            self._meta(attributes)
        elif tag == "br":
            self._break()
        elif tag == "a":
            self._anchors.append((attributes.get("href") or "", len(self._open.pieces)))
        elif tag in _BLOCKS:
            self._begin_block(tag, attributes)

    def end(self, tag: str) -> None:
        """An element ends; those that are void end without having begun."""
        if self._unshown:
            if tag not in _VOID:
                self._unshown.pop()
        elif tag == "a":
            self._end_anchor()
        elif tag in _BLOCKS and tag not in _VOID:
            self._end_block(tag)

    def data(self, text: str) -> None:
        """Text of an element."""
        if self._unshown:
            return
        if self._preformatted:
            for place, line in enumerate(text.split("\n")):
                if place:
                    self._flush()
                self._open.pieces.append(line)
        else:
            self._open.pieces.append(text)

    def comment(self, text: str) -> None:
        """Comments are not shown."""

    def close(self) -> None:
        """The page ends."""

    def finish(self) -> None:
        """Take what is left where elements have no end."""
        self._flush()

    @property
    def list_blocks(self) -> range | None:
        """The largest of the parts that are called references."""
        found = [each for each in self._references if each]
        return max(found, key=len, default=None)

    # Blocks

    def _begin_block(self, tag: str, attributes: Mapping[str, str]) -> None:
        inside = bool(self._items) and tag not in _ITEMS and tag not in _HEADINGS
        if inside and tag not in {"ol", "ul", "dl", "table"}:
            self._open.pieces.append(" ")
        else:
            self._flush()
        if tag in {"ol", "ul", "menu", "dir"}:
            self._lists.append(_list(tag, attributes))
        elif tag == "tr":
            self._rows.append(len(self.blocks))
        elif tag == "pre":
            self._preformatted += 1
        elif tag in _HEADINGS:
            self._open.kind = BlockKind.HEADING
        if tag in _ITEMS:
            self._begin_item(tag, attributes)
        if tag in _LISTS:
            self._named.append((tag, len(self.blocks) if _is_references(attributes) else -1))

    def _begin_item(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._items.append(tag)
        self._open.kind = BlockKind.ITEM if tag != "dt" else BlockKind.LINE
        if tag == "li" and self._lists:
            at = self._lists[-1]
            number = _whole(attributes.get("value"), at.next)
            self._open.number, self._open.is_counted = str(number), at.is_shown
            at.next = number + at.step

    def _end_block(self, tag: str) -> None:
        inside = bool(self._items) and tag not in _ITEMS and tag not in _HEADINGS
        if inside and tag not in {"ol", "ul", "dl", "table"}:
            self._open.pieces.append(" ")
        else:
            self._flush()
        if tag in {"ol", "ul", "menu", "dir"} and self._lists:
            self._lists.pop()
        elif tag == "tr" and self._rows:
            self._end_row()
        elif tag == "pre" and self._preformatted:
            self._preformatted -= 1
        elif tag in _ITEMS and self._items:
            self._items.pop()
            if tag == "dd":
                self._after_label()
        if tag in _LISTS and self._named:
            self._end_named()

    def _end_named(self) -> None:
        _, start = self._named.pop()
        if start >= 0:
            self._references.append(range(start, len(self.blocks)))

    def _end_row(self) -> None:
        start = self._rows.pop()
        self.blocks[start:] = merged_row(self.blocks[start:])

    def _after_label(self) -> None:
        """A term that is a number is that of its description: ``<dt>[1]</dt><dd>...</dd>``."""
        if len(self.blocks) > 1 and self.blocks[-2].kind is BlockKind.LINE:
            self.blocks[-2:] = merged_row(self.blocks[-2:])

    def _break(self) -> None:
        if self._items:
            self._open.pieces.append(" ")
            return
        has_text = bool("".join(self._open.pieces).strip())
        self._flush()
        if not has_text and self.blocks and self.blocks[-1].text:
            self.blocks.append(Block(""))  # two breaks are an empty line
        self._open.kind = BlockKind.LINE

    def _flush(self) -> None:
        done, self._open = self._open, _Open()
        self._anchors = [(way, 0) for way, _ in self._anchors]
        text = "".join(done.pieces)
        text = _NOTHING_LEFT.sub(" ", text) if done.links else text
        text = _TAIL.sub("", one_line(clean(text)).strip()).strip()
        if not text:
            self._lead_on(done.links)
            return
        bare = _without_number(text, done.number)
        number = done.number if done.is_counted or bare != text else ""
        links = tuple(dict.fromkeys(done.links))
        self.blocks.append(Block(bare, done.kind, number=number, links=links))

    def _lead_on(self, links: Sequence[str]) -> None:
        """Links that stand on a line of their own lead on from the text before it."""
        if links and self.blocks and self.blocks[-1].kind is not BlockKind.HEADING:
            last = self.blocks[-1]
            self.blocks[-1] = replace(last, links=tuple(dict.fromkeys([*last.links, *links])))

    # Links and the page's own DOI

    def _end_anchor(self) -> None:
        if not self._anchors:
            return
        address, start = self._anchors.pop()
        pieces = self._open.pieces
        if address.startswith(("http://", "https://", "//", "doi:")):
            self._open.links.append(one_line(clean(address))[:_LONGEST_LINK])
        if (
            address
            and pieces[start:]
            and LINK_TEXT.fullmatch(" ".join("".join(pieces[start:]).split()))
        ):
            pieces[start:] = [" "]

    def _meta(self, attributes: Mapping[str, str]) -> None:
        called = (attributes.get("name") or attributes.get("property") or "").casefold()
        if self.own_doi is None and called in _OWN_DOI:
            try:
                self.own_doi = Doi.parse((attributes.get("content") or "")[:_LONGEST_LINK])
            except InvalidIdentifier:
                return


def _list(tag: str, attributes: Mapping[str, str]) -> _List:
    start = _whole(attributes.get("start"), 1)
    if tag != "ol" or _UNNUMBERED.search(attributes.get("style") or ""):
        return _List(is_shown=False)
    if "reversed" in attributes:
        # How many items there are is known at its end alone; without a start nobody can say.
        return _List(start, -1, is_shown="start" in attributes)
    return _List(start)


def _whole(text: str | None, otherwise: int) -> int:
    text = (text or "").strip()
    return int(text) if re.fullmatch(r"-?[0-9]{1,6}", text) else otherwise


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    if "hidden" in attributes or attributes.get("role") == "navigation":
        return True
    style, class_ = attributes.get("style") or "", attributes.get("class") or ""
    return bool(_HIDDEN_STYLE.search(style) or _HIDDEN_CLASS.search(class_))


def _is_references(attributes: Mapping[str, str]) -> bool:
    if attributes.get("role") in {"doc-bibliography", "doc-endnotes"}:
        return True
    called = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".split()
    return any(_LIST_NAME.fullmatch(each[:80]) for each in called[:20])


def _without_number(text: str, number: str) -> str:
    """Text without the number that the page prints itself where it is that of its place."""
    found = re.match(rf"[\[(]?{number}(?:[\]).:]{{1,2}}\s*|\s+)", text) if number else None
    return text[found.end() :] or text if found else text
