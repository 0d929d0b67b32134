"""The words of a PDF with their places, told by PDFium: a program of its own, run by ``pdf``.

PDFium is C++ and its input is hostile: here it may crash, fill its memory or never end without
taking refkit with it. It is started as ``python -P pdf_words.py`` with seconds,
megabytes, pages and letters as its bounds and the PDF on standard input, and answers with one JSON
text. It imports nothing of refkit.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterator
from ctypes import byref, c_double, c_float, c_int, c_ulong, create_string_buffer
from typing import Any

OPENED, LOCKED, BROKEN, PAGES, CHARACTERS = "opened", "locked", "broken", "pages", "characters"
"""What may come of a file: all but ``opened`` come without words."""
INFO = ("doi", "DOI", "WPS-ARTICLEDOI", "Title", "Subject", "Keywords")
_PASSWORD, _SECURITY = 4, 5
_URI = 3  # kind of action: an address
_MOST_LINKS = 2000  # of a page
_LONGEST = 4096
_HYPHENS = {0x02, 0xFFFE}  # as which PDFium tells the hyphen at the end of a line
# Accents that TeX's old fonts print as letters of their own, and the marks that compose.
_ACCENTS = {
    "\u00a8": "\u0308", "\u00b4": "\u0301", "\u02ca": "\u0301", "`": "\u0300", "\u02cb": "\u0300",
    "\u02c6": "\u0302", "^": "\u0302", "\u02dc": "\u0303", "~": "\u0303", "\u02c7": "\u030c",
    "\u02d8": "\u0306", "\u02da": "\u030a", "\u02dd": "\u030b", "\u00af": "\u0304",
    "\u02d9": "\u0307", "\u00b8": "\u0327", "\u02db": "\u0328",
}  # fmt: skip
_NEAR = 120  # letters: a line, at whose end PDFium may put what is raised
_UNDOTTED = {"\u0131": "i", "\u0237": "j"}
_QUARTER = 1.5707963
_CONTROL = 0x20

Box = tuple[float, float, float, float]
Letter = tuple[str, Box, float]


def main() -> None:
    """Read the PDF on standard input and write what it says."""
    seconds, megabytes, pages, characters = map(int, sys.argv[1:5])
    _limit(seconds, megabytes)
    json.dump(read(sys.stdin.buffer.read(), pages, characters), sys.stdout)


def _limit(seconds: int, megabytes: int) -> None:
    """Bound time and memory; where the system cannot, whoever started this ends it."""
    try:
        import resource
    except ImportError:
        return
    bounds = (
        (resource.RLIMIT_CPU, (seconds, seconds + 1)),  # at the second number it is killed unheard
        (resource.RLIMIT_AS, (megabytes << 20,) * 2),
        (resource.RLIMIT_CORE, (0, 0)),
    )
    for what, most in bounds:
        try:
            resource.setrlimit(what, most)
        except (ValueError, OSError):
            continue


def read(data: bytes, most_pages: int, most_characters: int) -> dict[str, Any]:
    """What became of a file, its entries on itself, and its pages."""
    import pypdfium2.raw as pdfium

    pdfium.FPDF_InitLibrary()
    held = create_string_buffer(data, len(data))
    document = pdfium.FPDF_LoadMemDocument64(held, len(data), None)
    if not document:
        locked = pdfium.FPDF_GetLastError() in {_PASSWORD, _SECURITY}
        return {"state": LOCKED if locked else BROKEN}
    count = pdfium.FPDF_GetPageCount(document)
    if count > most_pages:
        return {"state": PAGES, "count": count}
    info = {name: _info(pdfium, document, name) for name in INFO}
    pages, left = [], most_characters
    for number in range(count):
        page, letters = _page(pdfium, document, number, left)
        left -= letters
        if left < 0:
            return {"state": CHARACTERS}
        pages.append(page)
    return {"state": OPENED, "info": info, "pages": pages}


def _info(pdfium: Any, document: Any, name: str) -> str:
    size = pdfium.FPDF_GetMetaText(document, name.encode(), None, 0)
    if not 2 < size <= _LONGEST:
        return ""
    held = create_string_buffer(size)
    pdfium.FPDF_GetMetaText(document, name.encode(), held, c_ulong(size))
    return held.raw[: size - 2].decode("utf-16-le", "replace")


def _page(pdfium: Any, document: Any, number: int, most: int) -> tuple[dict[str, Any], int]:
    """The words and the links of a page, and how many letters it has."""
    page = pdfium.FPDF_LoadPage(document, number)
    text = pdfium.FPDFText_LoadPage(page) if page else None
    if not text:
        return {"words": [], "links": []}, 0
    count = pdfium.FPDFText_CountChars(text)
    words: list[Any] = []
    if count <= most:
        turned = _turn(pdfium, text, count)
        words = list(_words(_letters(pdfium, text, count, turned)))
    links = [[address, *_turned(box, _turn(pdfium, text, min(count, 200)))]
             for address, box in _links(pdfium, document, page)]  # fmt: skip
    pdfium.FPDFText_ClosePage(text)
    pdfium.FPDF_ClosePage(page)
    return {"words": words, "links": links}, max(count, 0)


def _turn(pdfium: Any, text: Any, count: int) -> int:
    """How most letters of a page are turned, in quarters."""
    seen = [0, 0, 0, 0]
    for place in range(0, count, max(1, count // 200)):
        seen[_quarter(pdfium, text, place)] += 1
    return seen.index(max(seen))


def _quarter(pdfium: Any, text: Any, place: int) -> int:
    angle = pdfium.FPDFText_GetCharAngle(text, place)
    return round(angle / _QUARTER) % 4 if angle >= 0 else 0


def _turned(box: Box, turn: int) -> Box:
    """A box as it is where its letters stand upright."""
    left, bottom, right, top = box
    if turn == 1:
        return (bottom, -right, top, -left)
    if turn == 2:
        return (-right, -top, -left, -bottom)
    if turn == 3:
        return (-top, left, -bottom, right)
    return box


def _letters(pdfium: Any, text: Any, count: int, turn: int) -> Iterator[Letter | None]:
    """The letters with their boxes and sizes; None for a blank or a line's end."""
    rect = pdfium.FS_RECTF()
    across, along = c_double(), c_double()
    high = ""
    for place in range(count):
        code = pdfium.FPDFText_GetUnicode(text, place)
        if 0xD800 <= code < 0xDC00:
            high = chr(code)
            continue
        letter, high = _letter(code, high), ""
        if not letter or letter.isspace() or pdfium.FPDFText_IsGenerated(text, place) == 1:
            yield None
            continue
        if _quarter(pdfium, text, place) != turn:
            continue  # a stamp in the margin
        if pdfium.FPDFText_GetLooseCharBox(text, place, byref(rect)):
            left = rect.left
            # Where a letter is set; its ink may begin before or behind that.
            if turn == 0 and pdfium.FPDFText_GetCharOrigin(
                text, place, byref(across), byref(along)
            ):
                left = min(max(across.value, left - 3), rect.right)
            box = _turned((left, rect.bottom, rect.right, rect.top), turn)
            yield letter, box, pdfium.FPDFText_GetFontSize(text, place)


def _letter(code: int, high: str) -> str:
    if code in _HYPHENS:
        return "-"
    if code < _CONTROL or code > sys.maxunicode:
        return ""
    letter = f"{high}{chr(code)}"
    if 0xFB00 <= code <= 0xFB06:
        return unicodedata.normalize("NFKC", letter)  # ligatures
    return letter.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _words(letters: Iterator[Letter | None]) -> Iterator[list[Any]]:
    """Letters that follow each other on a line, without a blank between them."""
    word: list[Letter] = []
    for each in _composed(list(letters)):
        if word and (each is None or not _goes_on(word[-1], each)):
            yield _told(word)
            word = []
        if each is not None:
            word.append(each)
    if word:
        yield _told(word)


def _composed(letters: list[Letter | None]) -> list[Letter | None]:
    """The letters with the accents that are printed over or under them, wherever these follow."""
    lone: list[int] = []
    for place, each in enumerate(letters):
        if each is not None and each[0] in _ACCENTS:
            base = _below(each, letters, place)
            if base is None:
                continue
            letter, box, size = letters[base] or each
            plain = _UNDOTTED.get(letter, letter)
            whole = unicodedata.normalize("NFC", plain + _ACCENTS[each[0]])
            letters[base] = (whole, box, size)
            lone.append(place)
    gone = set(lone)
    return [each for place, each in enumerate(letters) if place not in gone]


def _below(accent: Letter, letters: list[Letter | None], place: int) -> int | None:
    """The letter that an accent is printed on, which stands near it in the file."""
    _, over, _ = accent
    best, most = None, 0.4 * (over[2] - over[0])
    near = range(max(0, place - _NEAR), min(len(letters), place + _NEAR))
    for other in sorted(near, key=lambda each: abs(each - place)):
        each = letters[other]
        if each is None or each[0] in _ACCENTS or not each[0].isalpha():
            continue
        box = each[1]
        if abs(box[1] - over[1]) > 0.5 * (box[3] - box[1]):
            continue
        shared = min(over[2], box[2]) - max(over[0], box[0])
        if shared > most:
            best, most = other, shared
    return best


def _goes_on(before: Letter, after: Letter) -> bool:
    (_, one, size), (_, other, _) = before, after
    height = min(one[3] - one[1], other[3] - other[1])
    shared = min(one[3], other[3]) - max(one[1], other[1])
    gap = other[0] - one[2]
    em = max(size, one[3] - one[1], 1.0)
    return shared > 0.25 * height and -1.2 * em < gap < 0.6 * em


def _told(word: list[Letter]) -> list[Any]:
    text = "".join(letter for letter, _, _ in word)
    boxes = [box for _, box, _ in word]
    place = (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
    return [text, *(round(side, 2) for side in place)]


def _links(pdfium: Any, document: Any, page: Any) -> Iterator[tuple[str, Box]]:
    """The addresses that parts of a page lead to: read, never opened."""
    at, link = c_int(0), pdfium.FPDF_LINK()
    rect = pdfium.FS_RECTF()
    for _ in range(_MOST_LINKS):
        if not pdfium.FPDFLink_Enumerate(page, byref(at), byref(link)):
            return
        action = pdfium.FPDFLink_GetAction(link)
        if not action or pdfium.FPDFAction_GetType(action) != _URI:
            continue
        size = pdfium.FPDFAction_GetURIPath(document, action, None, 0)
        if not 1 < size <= _LONGEST or not pdfium.FPDFLink_GetAnnotRect(link, byref(rect)):
            continue
        held = create_string_buffer(size)
        pdfium.FPDFAction_GetURIPath(document, action, held, c_ulong(size))
        sides = (c_float(side).value for side in (rect.left, rect.bottom, rect.right, rect.top))
        left, one, right, other = sides
        yield held.value.decode("utf-8", "replace"), (
            min(left, right), min(one, other), max(left, right), max(one, other),
        )  # fmt: skip


if __name__ == "__main__":
    main()
