"""The kinds of documents, told by how their first bytes look, and who reads each.

Kinds that nobody reads stand here too, each with a line that says what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NoReturn

from refkit.documents.model import Document
from refkit.errors import InputError

Reader = Callable[[bytes, str], Document]

_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office's container before 2007, and for passwords
_HEAD = 4096
_MAIL = re.compile(rb"(?:^|\n)content-type:\s*multipart/related", re.IGNORECASE)
_FLAT = re.compile(rb"/office/2006/xmlPackage|progid=\"Word\.Document\"")
SUFFIXES = (".docx", ".docm", ".pdf", ".html", ".htm", ".xhtml", ".mht", ".mhtml", ".txt")
"""What files of these kinds are called; which kind one is, its bytes say."""
_PASTE = "save it as .docx, or paste its list into a file of text"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: whether bytes look like it, and its reader, loaded when it is used."""

    is_like: Callable[[bytes], bool]
    load_reader: Callable[[], Reader]


def _pdf() -> Reader:
    from refkit.documents.pdf import read_pdf

    return read_pdf


def _docx() -> Reader:
    from refkit.documents.docx import read_docx

    return read_docx


def _html() -> Reader:
    from refkit.documents.html import read_html

    return read_html


def _mhtml() -> Reader:
    from refkit.documents.html import read_mhtml

    return read_mhtml


def _is_docx(data: bytes) -> bool:
    from refkit.documents.docx import is_like_docx

    return data.startswith(_ZIP) and is_like_docx(data)


def _is_html(data: bytes) -> bool:
    if b"<" not in data[:_HEAD]:
        return False
    from refkit.documents.html import is_like_html

    return is_like_html(data)


def _unread(what: str, data: bytes, name: str) -> NoReturn:
    raise InputError(f"{name}: is {what}")


def _told(what: str) -> Callable[[], Reader]:
    return lambda: partial(_unread, what)


def _ole() -> Reader:
    def read(data: bytes, name: str) -> Document:
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise InputError(f"{name}: is locked with a password; save it without one")
        raise InputError(f"{name}: is an Office document of before 2007 (.doc); {_PASTE}")

    return read


def _zip() -> Reader:
    def read(data: bytes, name: str) -> Document:
        from refkit.documents.archive import Archive

        archive = Archive(data, name)
        if "content.xml" in archive:
            what = "an OpenDocument file"
        elif "xl/workbook.xml" in archive:
            raise InputError(
                f"{name}: is a workbook; save the sheet as .csv, or paste its list into a file "
                "of text"
            )
        else:
            what = "a zip that holds no Word document"
        raise InputError(f"{name}: is {what}; {_PASTE}")

    return read


KINDS = (
    # ISO 32000-1, annex H: a PDF's mark may stand behind other bytes.
    Kind(lambda data: b"%PDF-" in data[:1024], _pdf),
    Kind(_is_docx, _docx),
    Kind(lambda data: data.startswith(_OLE), _ole),
    Kind(lambda data: data[:4] in {b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"}, _zip),
    Kind(lambda data: data.startswith(b"{\\rtf"), _told(f"rich text (.rtf); {_PASTE}")),
    Kind(
        lambda data: data.lstrip()[:5] == b"<?xml" and bool(_FLAT.search(data[:_HEAD])),
        _told(f"a Word document in one XML file; {_PASTE}"),
    ),
    Kind(lambda data: bool(_MAIL.search(data[:_HEAD])), _mhtml),
    Kind(_is_html, _html),
)
"""In the order in which they are tried; what is none of them is text."""
