"""A candidate, or the work that is shown, is turned down; or that is taken back."""

from __future__ import annotations

from starlette.responses import Response

from refkit.errors import RefkitError
from refkit.ui.api import entries_at, entry_of
from refkit.ui.call import Call, Handler
from refkit.ui.forms import found_for
from refkit.ui.pages import address_of, to, troubled


def reject(call: Call) -> Response:
    """Record that a line does not mean a DOI; of several that a search found the others stay."""
    given, document = call.form(), call.document
    entry = entry_of(document, call.param("id"))
    position, review = given.text("position"), given.text("review", "")
    try:
        document.reject(
            position,
            given.text("doi"),
            review,
            note=given.text("note", ""),
            taken_back=given.flag("back"),
            based_on=given.text("version", ""),
            **call.asked,
        )
    except RefkitError as error:
        return troubled(call, error, entry)
    (after, *_) = entries_at(document, position, review) or [entry]
    if "words" in given and not after.work.doi:
        try:
            return found_for(call, after, position, review, given.text("words"))
        except RefkitError:
            pass  # it was rejected all the same; the others can be searched for again
    return to(address_of(after.id))


PAGES: tuple[tuple[str, str, Handler], ...] = (("POST", "/reject/{id:path}", reject),)
