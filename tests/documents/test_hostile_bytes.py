"""Whatever bytes come: a document, or one line that says what is wrong."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from documents.pdf_files import Page, column, pdf
from documents.test_kinds import DOCUMENTS, LINES
from documents.word_files import (
    END,
    article,
    begin,
    docx,
    endnote,
    endnote_record,
    field,
    mendeley_cite,
    p,
    packed,
    part,
    zotero,
)

from refkit.documents.embedded import with_records
from refkit.documents.read import read_document
from refkit.documents.split import split_references
from refkit.errors import InputError

BEES = article("AAAA1111", "The life of bees", "Abel", 2001, DOI="10.1000/bees")
BODY = (
    p("See ", field(zotero(BEES), "[1]", pieces=3), mendeley_cite(BEES))
    + p(field(f"ADDIN EN.CITE {endnote(endnote_record(1, 'Of ants', 'Berg, B.', 2002))}", "(2)"))
    + p(begin("ADDIN ZOTERO_BIBL CSL_BIBLIOGRAPHY"), LINES[0])
    + p(LINES[1], properties='<w:numPr><w:numId w:val="1"/></w:numPr>')
    + p(END)
)
NUMBERING = part(
    "numbering",
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText '
    'w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
)
WORD = docx(BODY, {"numbering": NUMBERING})


def changed(data: bytes, chance: random.Random) -> bytes:
    """These bytes with a few of them changed, cut out, or repeated."""
    held = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(held))
        size = chance.choice([1, 1, 1, 8, 200])
        kind = chance.randrange(4)
        if kind == 0:
            held[at : at + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            del held[at : at + size]
        elif kind == 2:
            held[at:at] = held[at : at + size] * chance.choice([1, 3, 50])
        else:
            held[at:at] = chance.choice([b"<", b">", b"&", b'"', b"\0", b"\xff", b"w:", b"9" * 40])
        held = held or bytearray(b"x")
    return bytes(held)


def body_changed(chance: random.Random) -> bytes:
    """A Word document whose zip is whole and whose parts are not."""
    parts = {"word/document.xml": document_xml(), "word/numbering.xml": NUMBERING.encode()}
    name = chance.choice(sorted(parts))
    return packed({**parts, name: changed(parts[name], chance)})


def document_xml() -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(WORD)) as archive:
        return archive.read("word/document.xml")


MAKERS: dict[str, Callable[[random.Random], bytes]] = {
    "word": lambda chance: changed(WORD, chance),
    "word parts": body_changed,
    "html": lambda chance: changed(DOCUMENTS["html"] * 3, chance),
    "mhtml": lambda chance: changed(DOCUMENTS["mhtml"], chance),
    "text": lambda chance: changed(DOCUMENTS["text"], chance),
    "noise": lambda chance: (
        chance.choice([b"PK\x03\x04", b"%PDF-1.4\n", b"<p>", b"", b"\xd0\xcf"])
        + chance.randbytes(chance.randrange(300))
    ),
}


def read(data: bytes) -> None:
    said = ""
    try:
        document = read_document(data, "list")
        with_records(split_references(document), document)
    except InputError as error:
        said = str(error)
    assert not said or (said.startswith("list: ") and "\n" not in said), data


@pytest.mark.parametrize("kind", MAKERS)
def test_a_document_or_one_line(kind: str) -> None:
    for seed in range(40 if kind != "noise" else 12):
        read(MAKERS[kind](random.Random(f"{kind} {seed}")))


@pytest.mark.parametrize("seed", range(4))
def test_a_pdf_or_one_line(seed: int) -> None:
    pytest.importorskip("pypdfium2")
    whole = pdf(Page(column(LINES * 20, 60)), info={"doi": "10.1000/own"})

    read(changed(whole, random.Random(f"pdf {seed}")))


@pytest.mark.more
@pytest.mark.parametrize("kind", [*MAKERS, "pdf"])
def test_many_documents_or_one_line_each(kind: str) -> None:
    whole = pdf(Page(column(LINES * 20, 60)), info={"doi": "10.1000/own"})
    for seed in range(60 if kind in {"pdf", "noise"} else 1500):
        chance = random.Random(f"more {kind} {seed}")
        read(changed(whole, chance) if kind == "pdf" else MAKERS[kind](chance))
