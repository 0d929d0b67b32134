"""Reads what Zotero answers to a write: a result for each object, in plain words. Never asks."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from refkit.text.plain import clipped, one_line
from refkit.zotero.api.protocol import ApiObject, WriteResult, WriteStatus

# Passing troubles of one object: the same bytes may fare better in a moment.
_THROTTLE, _FAULT = 429, 500
_LONGEST = 300
_STATUSES = {
    404: WriteStatus.GONE,
    409: WriteStatus.GONE,  # its collection or its parent (facts: Errors.inc.php)
    412: WriteStatus.STALE,
}
# The desktop's words for what is a 409 on the web (recorded of Zotero 10.0.0).
_NO_COLLECTION = re.compile(r"Collection \w+ not found for item")
_REASONS = {
    404: "it was deleted in Zotero",
    409: "the collection or the item that it belongs to is no longer there",
    412: "it is there already, or was changed in Zotero meanwhile",
    413: "too long for Zotero",
    428: "sent without its version",
    429: "Zotero is too busy; run it again later",
}


def results_of(
    sent: Sequence[ApiObject], answer: Any, keys: Sequence[str] = ()
) -> list[WriteResult]:
    """The result of each object, in the order sent, by its index in the answer to a batch.

    ``keys`` name those that are sent without one; written, they have the key that Zotero gave.
    What became of an object that the answer does not name is not known: nothing passes for written
    that was not said to be.
    """
    parts = [_part(answer, name) for name in _PARTS]
    names = keys or [str(each["key"]) for each in sent]
    return [
        _result(each, key, str(index), *parts)
        for index, (each, key) in enumerate(zip(sent, names, strict=True))
    ]


_PARTS = ("successful", "unchanged", "failed")


def _result(
    sent: ApiObject,
    key: str,
    index: str,
    written: Mapping[str, Any],
    unchanged: Mapping[str, Any],
    failed: Mapping[str, Any],
) -> WriteResult:
    if index in failed:
        return _failure(key, failed[index])
    if index in unchanged:
        return WriteResult(key, WriteStatus.UNCHANGED, version=_number(sent.get("version")))
    stored = written.get(index)
    named = stored.get("key") if isinstance(stored, dict) else None
    if isinstance(stored, dict) and isinstance(named, str) and named == sent.get("key", named):
        data = stored.get("data")
        held: Any = data if isinstance(data, dict) else None
        return WriteResult(
            named, WriteStatus.WRITTEN, version=_number(stored.get("version")), stored=held
        )
    return WriteResult(
        key, WriteStatus.UNKNOWN, why="Zotero does not say what became of it; run it again"
    )


def _failure(key: str, failure: Any) -> WriteResult:
    parts = failure if isinstance(failure, dict) else {}
    code = _number(parts.get("code"))
    return refused(key, code, str(parts.get("message") or ""))


def refused(key: str, code: int, message: str = "") -> WriteResult:
    """The result of an object that was refused; ``message`` is the server's, HTML-escaped."""
    server_reason = reason(message)
    if _NO_COLLECTION.match(server_reason):
        code = 409
    word = _REASONS.get(code, "Zotero has a fault; run it again later" if code >= _FAULT else "")
    # The server's own words for what is the same each time would only be read once too often.
    why = word if code in _STATUSES else ": ".join(filter(None, [word, server_reason]))
    return WriteResult(
        key, _STATUSES.get(code, WriteStatus.FAILED), code=code, why=why or "refused by Zotero"
    )


def result_when_refused(key: str, status: int, message: str) -> WriteResult:
    """The result of an object whose request as a whole was refused; nothing was written.

    ``message`` is the server's reason in plain text.
    """
    if status in {404, 412}:
        return refused(key, status)
    if status == 413:
        return refused(key, status, message)
    why = _REASONS_OF_REQUESTS.get(status) or message or "Zotero refuses it without a reason"
    return WriteResult(key, WriteStatus.FAILED, code=status, why=why)


_REASONS_OF_REQUESTS = {409: "the library is locked while Zotero syncs; run it again in a moment"}


def unknown(key: str, why: str) -> WriteResult:
    """The result of an object that was sent and not answered, however often it was sent."""
    return WriteResult(
        key, WriteStatus.UNKNOWN, why=f"whether it was written is not known ({why}); run again"
    )


def is_passing(result: WriteResult) -> bool:
    """Whether the same object may fare better in a moment."""
    failed = result.status is WriteStatus.FAILED
    return failed and (result.code == _THROTTLE or result.code >= _FAULT)


def reason(message: str) -> str:
    """A server's reason as one line of plain text; empty where it is a page of HTML.

    Zotero escapes HTML in the messages of single objects (facts: Results.inc.php).
    """
    if message.lstrip().startswith("<"):
        return ""
    return clipped(one_line(html.unescape(message)), _LONGEST)


def _part(answer: Any, name: str) -> Mapping[str, Any]:
    part = answer.get(name) if isinstance(answer, dict) else None
    if isinstance(part, list):  # as PHP writes a mapping that is empty, or counts from 0
        return {str(index): each for index, each in enumerate(part)}
    return part if isinstance(part, dict) else {}


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
