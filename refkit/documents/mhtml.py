"""Reads a page that was saved whole in one file (.mht, .mhtml, RFC 2557): its first page."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

from refkit.documents.html import read_html
from refkit.documents.model import Document
from refkit.errors import InputError


def read_mhtml(data: bytes, name: str) -> Document:
    """Read the page; pictures and styles beside it are passed over. Raises InputError."""
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
