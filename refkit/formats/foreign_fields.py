"""What was kept of a user's library in one format, for a writer of another."""

from __future__ import annotations

import json

from refkit.errors import InputError
from refkit.formats.base import Format, Spelling
from refkit.formats.register import by_name
from refkit.latex.decode import read_latex_plain


def is_keywords(source: str, name: str) -> bool:
    """Whether a kept field holds the user's keywords; ``source`` is the format it was read in."""
    format_ = _format(source)
    return bool(format_ and name.lower() == format_.keyword_field.lower())


def is_note(source: str, name: str) -> bool:
    """Whether a kept field is the user's note."""
    format_ = _format(source)
    return bool(format_ and name.lower() == format_.note_field.lower())


def meaning_of(source: str, name: str) -> str:
    """What a kept field is, whatever its format calls it: ``keywords``, ``note``, else nothing."""
    return "keywords" if is_keywords(source, name) else "note" if is_note(source, name) else ""


def plain_text(source: str, value: str) -> str:
    """A kept value as plain text, whatever its format spells it in."""
    format_ = _format(source)
    if format_ and format_.spelling is Spelling.TEX:
        return read_latex_plain(value)
    if format_ and format_.spelling is Spelling.JSON:
        return _from_json(value)
    return value


def _format(source: str) -> Format | None:
    """The format of a source; None for one of another version, or of somebody's own."""
    try:
        return by_name(source)
    except InputError:
        return None


def _from_json(text: str) -> str:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, str) else text
