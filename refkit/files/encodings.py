"""From bytes to text by what the file says of itself, or by a guess that is sure; and back."""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass

from refkit.errors import InputError
from refkit.regex import lazy_regex

UTF8 = "utf-8"
# The longest marks first: UTF-32's begins as UTF-16's does. UTF-8's stays in the text as U+FEFF,
# for it is written back.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# XML's own word for it: <?xml version="1.0" encoding="ISO-8859-1"?>.
_XML_DECLARED = lazy_regex(rb"\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.-]{1,40})[\"']")
# JabRef's "% Encoding: Cp1252", Emacs's "-*- coding: latin-1 -*-", BibDesk's "%% Saved with string
# encoding Western (ISO Latin 1)".
_DECLARED = lazy_regex(
    rb"^[ \t]*%[^\r\n]{0,200}?(?:en)?coding\b[ \t]*[:=]?[ \t]*([^\r\n]{1,60})",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD = 4096  # bytes in which a file says what it is
# What programs call an encoding and Python does not.
_CALLED = (
    ("iso latin 1", "latin-1"),
    ("mac os roman", "mac-roman"),
    ("macroman", "mac-roman"),
    ("windows latin 1", "cp1252"),
    ("ansi", "cp1252"),
)
_NAME = lazy_regex(r"[a-z0-9_-]+")
# Encodings of texts: Python also knows escapes, punycode and the like, which files are not in.
_OF_TEXTS = lazy_regex(
    r"cp\d+|iso8859-\d+|mac-\w+|koi8-\w|utf-\d+(?:-[lb]e)?|gb\w+|big5\w*|shift_jis|euc_\w+"
)
# Letters and signs of Western European texts; a byte for anything else means another encoding.
_WESTERN = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŒœŠšŽžŸ"
    "‘’“”‚„‹›«»–—…•·°§©®™±µ×€£¡¿ªº¹²³\xa0\xad´"
)
# Longer runs of letters beyond ASCII are Cyrillic, Greek or Chinese in encodings of their own, and
# so are words that hold nothing else, but for these.
_WORD = lazy_regex(r"[^\W\d_]+")
_RUN = lazy_regex(r"[^\W\d_a-zA-Z]{3,}")
_WHOLE_WORDS = frozenset("à À á Á å Å æ Æ é É è È í ó Ó ô Ô ö Ö ø Ø ª º µ été".split())


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding that it goes back in, and a line on it where it is not UTF-8."""

    text: str
    encoding: str = UTF8
    note: str = ""


def decode(data: bytes, where: str) -> Decoded:
    """Read bytes by their mark, as UTF-8, by what a comment at their head says, or by a sure guess.

    Raises InputError that names what the file is where it is no text, and what to do.
    """
    if what := _no_text(data):
        raise InputError(f"{where}: is {what}")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _as(data, encoding, where)
    try:
        return Decoded(data.decode(UTF8))
    except UnicodeDecodeError as error:
        at = error.start
    encoding = _declared(data) or _wide(data) or _western(data)
    if not encoding:
        raise InputError(
            f"{where}: is not UTF-8 text (byte {at}), and what it is cannot be told for sure; "
            "save it as UTF-8 first"
        )
    return _as(data, encoding, where)


def encode(text: str, encoding: str, where: str) -> bytes:
    """Text in the encoding that it came in; raises InputError for what that cannot hold."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        character = text[error.start]
        raise InputError(
            f"{where}: {character!r} (U+{ord(character):04X}) cannot be written in {encoding}, in "
            "which the file is; save it as UTF-8 first"
        ) from None


def _as(data: bytes, encoding: str, where: str) -> Decoded:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{where}: is not {encoding} text (byte {error.start}), as which it is marked; save it "
            "as UTF-8 first"
        ) from None
    note = "" if encoding == UTF8 else f"{where}: is read as {encoding} and written back as it"
    return Decoded(text, encoding, note)


def _declared(data: bytes) -> str:
    """The encoding that a comment at the head names, where the bytes are text in it."""
    head = data[:_HEAD]
    for found in (*_XML_DECLARED.finditer(head, 0, 500), *_DECLARED.finditer(head)):
        encoding = _known(found[1].decode("latin-1").lower())
        try:
            if encoding and data.decode(encoding):
                return encoding
        except UnicodeDecodeError:
            continue
    return ""


def _known(named: str) -> str:
    """Python's name of what a program calls an encoding; empty for what is none of texts."""
    called = next((name for words, name in _CALLED if words in named), "")
    name = _NAME.search(named)
    try:
        encoding = codecs.lookup(called or (name[0] if name else "")).name
    except LookupError:
        return ""
    return encoding if _OF_TEXTS.fullmatch(encoding) else ""


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: every other byte of Western text is a zero."""
    for encoding, zeros in (("utf-16-le", data[1:_HEAD:2]), ("utf-16-be", data[0:_HEAD:2])):
        if len(zeros) > 8 and zeros.count(0) > 0.9 * len(zeros) and len(data) % 2 == 0:
            return encoding
    return ""


def _western(data: bytes) -> str:
    """cp1252, or Latin-1 where nothing of cp1252 alone is used; empty where it is not sure."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    beyond = re.findall(r"[^\x00-\x7f]+", text)
    if any(set(run) - _WESTERN for run in beyond) or "\0" in text:
        return ""
    if not all(map(_is_western, _WORD.findall(text))):
        return ""
    return "latin-1" if text.encode("latin-1", "replace") == data else "cp1252"


def _is_western(word: str) -> bool:
    if word.isascii() or word in _WHOLE_WORDS:
        return True
    return any(letter.isascii() for letter in word) and not _RUN.search(word)


_SAVE = "save the references as .ris or .bib"
# What may stand before the first element of a page: XML's prolog, comments.
_PROLOG = rb"\s*(?:<\?xml\b[^>]{0,500}>\s*|<!--.{0,2000}?-->\s*){0,9}"
_KINDS = (
    (lazy_regex(rb"\s*%PDF-"), "a PDF; what its article cites comes by the DOI: refkit fetch DOI"),
    (lazy_regex(rb"\xd0\xcf\x11\xe0"), f"a file of an older Word or Excel; {_SAVE}"),
    (lazy_regex(rb"\s*\{\\rtf"), f"a text of a word processor (RTF); {_SAVE}"),
    (lazy_regex(rb"\x1f\x8b"), "packed by gzip; unpack it first"),
    (lazy_regex(rb"BZh[1-9]"), "packed by bzip2; unpack it first"),
    (lazy_regex(rb"\xfd7zXZ\x00"), "packed by xz; unpack it first"),
    (lazy_regex(rb"\x28\xb5\x2f\xfd"), "packed by zstd; unpack it first"),
    (lazy_regex(rb"7z\xbc\xaf\x27\x1c"), "a 7-Zip archive; unpack it first"),
    (lazy_regex(rb"Rar!\x1a\x07"), "a RAR archive; unpack it first"),
    (lazy_regex(rb"PK\x05\x06"), "a zip archive with nothing in it"),
    (
        lazy_regex(rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\x00|MM\x00\*|RIFF.{4}WEBP", re.DOTALL),
        f"a picture; {_SAVE}",
    ),
    (lazy_regex(rb"SQLite format 3"), "a database; export from the program that it belongs to"),
    (
        lazy_regex(_PROLOG + rb"(?:<!doctype html|<html[\s>])", re.IGNORECASE | re.DOTALL),
        f"a web page; {_SAVE}, or give a DOI",
    ),
)
_PACKED = (
    ("word/", f"a Word file; {_SAVE} in the program that has them"),
    ("xl/", "a spreadsheet; save it as CSV"),
    ("ppt/", f"a PowerPoint file; {_SAVE} in the program that has them"),
    ("mimetype", f"a file of an office program; {_SAVE}"),
    ("sdb/", "an EndNote library; in EndNote, export it as RIS or XML"),
)


def _no_text(data: bytes) -> str:
    """What a file is that is no text, and what to do; empty for what may be text."""
    # A mark may stand before what is no text: somebody's editor or download put it there.
    head = data[: 2 * _HEAD].removeprefix(codecs.BOM_UTF8)
    if head.startswith(b"PK\x03\x04"):
        return _packed(data)
    return next((what for look, what in _KINDS if look.match(head)), "")


def _packed(data: bytes) -> str:
    import zipfile  # a megabyte of modules that hardly a file needs

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        names = []
    found = (what for start, what in _PACKED if any(name.startswith(start) for name in names))
    return next(found, "a zip archive; unpack it first")
