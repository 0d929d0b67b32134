"""PDFs, written by hand: words at their places, with links and what a file says of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

WIDTH, HEIGHT = 595, 842  # A4 in points


class Line(NamedTuple):
    """A text, where it begins, and the size of its letters."""

    left: float
    bottom: float
    text: str
    size: float = 10


@dataclass
class Page:
    """The lines of a page, its links with their fields, and how it is turned."""

    lines: Sequence[Line] = ()
    links: Mapping[str, tuple[float, float, float, float]] = field(default_factory=dict)
    turned: int = 0
    more: str = ""


def column(texts: Sequence[str], left: float, top: float = 780, leading: float = 12) -> list[Line]:
    """Lines below each other; two blanks before a text set it in."""
    return [
        Line(left + 15 * text.startswith("  "), top - place * leading, text.strip())
        for place, text in enumerate(texts)
        if text
    ]


def pdf(*pages: Page, info: Mapping[str, str] = {}, xmp: str = "", trailer: str = "") -> bytes:
    """A whole PDF."""
    objects: list[bytes] = [b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]

    def add(text: str, stream: bytes | None = None) -> int:
        body = text.encode("latin-1")
        if stream is not None:
            body = body.replace(b">>", b"/Length %d >>" % len(stream), 1)
            body += b"\nstream\n" + stream + b"\nendstream"
        objects.append(body)
        return len(objects)

    places = []
    root = 2 + sum(2 + len(page.links) for page in pages)
    for page in pages:
        shown = "\n".join(_shown(line) for line in page.lines) + page.more
        content = add("<< >>", shown.encode("latin-1"))
        links = [
            add(
                f"<< /Type /Annot /Subtype /Link /Rect [{' '.join(map(str, box))}] "
                f"/A << /S /URI /URI ({address}) >> >>"
            )
            for address, box in page.links.items()
        ]
        annotations = " ".join(f"{number} 0 R" for number in links)
        places.append(add(
            f"<< /Type /Page /Parent {root} 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {page.turned} "
            f"/Contents {content} 0 R /Annots [{annotations}] /Resources << /Font << /F 1 0 R >> >> >>"
        ))  # fmt: skip
    kids = " ".join(f"{number} 0 R" for number in places)
    assert add(f"<< /Type /Pages /Kids [{kids}] /Count {len(places)} >>") == root
    packet = add("<< /Type /Metadata /Subtype /XML >>", xmp.encode()) if xmp else 0
    metadata = f"/Metadata {packet} 0 R" if packet else ""
    catalog = add(f"<< /Type /Catalog /Pages {root} 0 R {metadata} >>")
    told = add("<< " + " ".join(f"/{name} ({text})" for name, text in info.items()) + " >>")
    return _numbered(objects, f"/Root {catalog} 0 R /Info {told} 0 R {trailer}")


def _shown(line: Line) -> str:
    text = line.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F {line.size} Tf {line.left} {line.bottom} Td ({text}) Tj ET"


def _numbered(objects: Sequence[bytes], trailer: str) -> bytes:
    data, starts = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        starts.append(len(data))
        data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    at = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % start for start in starts)
    data += f"trailer << /Size {len(objects) + 1} {trailer} >>\nstartxref\n{at}\n%%EOF".encode()
    return bytes(data)
