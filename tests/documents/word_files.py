"""Word documents, written by hand as Word and the managers of references write them."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def docx(body: str, parts: Mapping[str, str] = {}, links: Sequence[str] = ()) -> bytes:
    """A document with this body; ``parts`` are further ones by kind: styles, numbering, ...

    A link without ``//`` leads to a place within the document.
    """
    kinds = {kind: f"{kind}.xml" for kind in parts if kind != "custom"}
    related = [(f"{R}/{kind}", path, "") for kind, path in kinds.items()]
    outside = ' TargetMode="External"'
    related += [(f"{R}/hyperlink", link, outside if "//" in link else "") for link in links]
    files = {
        "_rels/.rels": _relations([(f"{R}/officeDocument", "word/document.xml", "")]),
        "word/document.xml": f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(related),
        **{f"word/{path}": parts[kind] for kind, path in kinds.items()},
    }
    if "custom" in parts:
        files["docProps/custom.xml"] = parts["custom"]
    return packed({name: text.encode() for name, text in files.items()})


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


def part(name: str, inside: str) -> str:
    """The XML of a part: ``numbering``, ``styles``, ``footnotes``."""
    return f"<w:{name} {_SPACES}>{inside}</w:{name}>"


def _relations(rows: Sequence[tuple[str, str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="rId{number}" Type="{type_}" Target={quoteattr(target)}{mode}/>'
        for number, (type_, target, mode) in enumerate(rows, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{inside}</Relationships>'


def p(*runs: str, properties: str = "") -> str:
    """A paragraph of runs; a text without a tag is one."""
    inside = "".join(each if each.startswith("<") else r(each) for each in runs)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run."""
    before = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{before}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def begin(code: str, data: str = "", pieces: int = 1) -> str:
    """A field's beginning, its code in so many runs, and what parts it from its result."""
    size = max(1, -(-len(code) // pieces))
    runs = "".join(
        f'<w:r><w:instrText xml:space="preserve">{escape(code[at : at + size])}</w:instrText></w:r>'
        for at in range(0, len(code), size)
    )
    held = f"<w:fldData>{data}</w:fldData>" if data else ""
    return f'<w:r><w:fldChar w:fldCharType="begin">{held}</w:fldChar></w:r>{runs}{SEPARATE}'


SEPARATE = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def field(code: str, result: str, data: str = "", pieces: int = 1) -> str:
    """A whole field with its result."""
    return f"{begin(code, data, pieces)}{r(result)}{END}"


def zotero(*items: Mapping[str, Any], after: str = "") -> str:
    """The code of a citation of Zotero."""
    return f"ADDIN ZOTERO_ITEM CSL_CITATION {_citation(items, 'zotero.org/users/1/items')}{after}"


def mendeley(*items: Mapping[str, Any]) -> str:
    """The code of a citation of Mendeley Desktop, whose ids are those of one citation."""
    named = [{**item, "id": f"ITEM-{place}"} for place, item in enumerate(items, start=1)]
    addresses = [f"http://www.mendeley.com/documents/?uuid={item['id']}" for item in items]
    return "ADDIN CSL_CITATION " + json.dumps({
        "citationItems": [
            {"id": item["id"], "itemData": item, "uris": [address]}
            for item, address in zip(named, addresses, strict=True)
        ],
        "mendeley": {"formattedCitation": "(1)"},
    })  # fmt: skip


def mendeley_cite(*items: Mapping[str, Any], result: str = "(1)") -> str:
    """A content control of Mendeley Cite."""
    citation = json.loads(_citation(items, ""))
    for item in citation["citationItems"]:
        del item["uris"]
    packed_ = base64.b64encode(json.dumps(citation).encode()).decode()
    return control(f"MENDELEY_CITATION_v3_{packed_}", r(result))


def control(tag: str, inside: str) -> str:
    """A content control with a tag."""
    return (
        f"<w:sdt><w:sdtPr><w:tag w:val={quoteattr(tag)}/></w:sdtPr>"
        f"<w:sdtContent>{inside}</w:sdtContent></w:sdt>"
    )


def _citation(items: Sequence[Mapping[str, Any]], library: str) -> str:
    return json.dumps({
        "citationID": "a1b2c3",
        "properties": {"formattedCitation": "[1]", "noteIndex": 0},
        "citationItems": [
            {"id": number, "uris": [f"http://{library}/{item['id']}"], "itemData": item}
            for number, item in enumerate(items, start=1)
        ],
    }, ensure_ascii=False)  # fmt: skip


def endnote(*records: str) -> str:
    """The XML of a citation of EndNote."""
    cites = "".join(f"<Cite><Author>Abel</Author>{record}</Cite>" for record in records)
    return f"<EndNote>{cites}</EndNote>"


def endnote_record(number: int, title: str, author: str, year: int, doi: str = "") -> str:
    """A record as EndNote writes it."""
    found = f"<electronic-resource-num>{doi}</electronic-resource-num>" if doi else ""
    return (
        f'<record><rec-number>{number}</rec-number><foreign-keys><key app="EN" db-id="lib">{number}'
        '</key></foreign-keys><ref-type name="Journal Article">17</ref-type><contributors><authors>'
        f"<author>{author}</author></authors></contributors><titles><title>{escape(title)}</title>"
        "<secondary-title>Journal of Bees</secondary-title></titles><pages>1-9</pages><volume>3"
        f"</volume><dates><year>{year}</year></dates>{found}</record>"
    )


def article(id_: str, title: str, family: str, year: int, **more: Any) -> dict[str, Any]:
    """An item of CSL."""
    return {
        "id": id_,
        "type": "article-journal",
        "title": title,
        "author": [{"family": family, "given": "Ada"}],
        "container-title": "Journal of Bees",
        "issued": {"date-parts": [[year]]},
        **more,
    }
