"""A document is told by what it holds; what nobody reads says what to do."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from documents.pdf_files import Page, column, pdf
from documents.word_files import docx, p, packed

from refkit.documents.read import read_document
from refkit.errors import InputError

LINES = ["Abel A. On the works of bees. 2001.", "Berg B. On the works of ants. 2002."]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def mhtml(page: str) -> bytes:
    message = EmailMessage()
    message["From"] = "<Saved by a browser>"
    message.set_content("Not the page")
    message.add_related(page, subtype="html", charset="utf-8", cte="quoted-printable")
    message.add_related(b"GIF89a", "image", "gif")
    return message.as_bytes()


DOCUMENTS = {
    "word": docx("".join(map(p, LINES))),
    "html": f"<ul><li>{'<li>'.join(LINES)}</ul>".encode(),
    "pdf": pdf(Page(column(LINES, 60))),
    "mhtml": mhtml(f"<html><body><ul><li>{'<li>'.join(LINES)}</ul></body></html>"),
    "text": "\n".join(LINES).encode(),
}


@pytest.mark.parametrize("kind", DOCUMENTS)
@pytest.mark.parametrize("suffix", [".docx", ".pdf", ".txt", ""])
def test_the_suffix_says_nothing(kind: str, suffix: str) -> None:
    document = read_document(DOCUMENTS[kind], f"list{suffix}")

    assert document.kind == kind
    assert [block.text for block in document.blocks if block.text] == LINES


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (OLE, "is an Office document of before 2007 (.doc); save it as .docx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "is locked with a password; save it without one"),
        (b"{\\rtf1\\ansi Abel}", "is rich text (.rtf); save it as .docx"),
        (packed({"content.xml": b"<a/>"}), "is an OpenDocument file; save it as .docx"),
        (packed({"xl/workbook.xml": b"<a/>"}), "is a workbook; save the sheet as .csv"),
        (packed({"a.txt": b"x"}), "is a zip that holds no Word document; save it as .docx"),
        (packed({"word/other.xml": b"<a/>"}), "is no Word document; save"),
        (b"PK\x03\x04 and no more", "is a broken file"),
        (b"%PDF-1.7 and no more", "is a broken PDF"),
        (b'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/'
         b'xmlPackage"/>', "is a Word document in one XML file; save it as .docx"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x--", "is a saved page"),
    ],
)  # fmt: skip
def test_what_is_not_read_says_what_to_do(data: bytes, what: str) -> None:
    with pytest.raises(InputError) as raised:
        read_document(data, "list.docx")

    assert str(raised.value).startswith(f"list.docx: {what}")
    assert "\n" not in str(raised.value)
