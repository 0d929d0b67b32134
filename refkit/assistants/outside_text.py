"""Text from outside, as an assistant is shown it: marked by its field, cut, and never an order.

A title, a printed line or a note may say anything, also what is meant for whoever reads it. It
stands in fields named ``from_outside`` alone, steers no terminal, hides no letter, and is neither
a link, an image nor HTML where a host shows an answer as Markdown or HTML.
"""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import quote, unquote

from pydantic import BeforeValidator, Field

from refkit.text.unicode import replace_surrogates, visible

# Printable by Unicode's word and seen by nobody: words could be spelled in them. The tags of
# U+E0000 are format characters, which ``visible`` leaves out.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# What begins a tag or an address in angles; the second half of a link or an image; an address that
# is made a link by itself (GitHub Flavored Markdown, "Autolinks (extension)"). A blank ends each.
_BEGINS_A_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_GOES_ON_AS_LINK = re.compile(r"\](?=[(\[:])")
_LEADS_SOMEWHERE = re.compile(r"(?i)://(?=\S)|\bwww\.(?=\S)")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{0,99}")


def shown(text: object, most: int) -> str:
    r"""Text from outside on one line, of ``most`` characters; what is cut off is counted.

    A blank is put where it would else be a link, an image or HTML.

    >>> shown("![x](https://a.example/?q)\x1b <img src=x> p<0.05", 99)
    '![x] (https:// a.example/?q)\\x1b < img src=x> p<0.05'
    """
    said = " ".join(visible(replace_surrogates(_UNSEEN.sub("", str(text)))).split())
    said = _BEGINS_A_TAG.sub("< ", said)
    said = _GOES_ON_AS_LINK.sub("] ", said)
    said = _LEADS_SOMEWHERE.sub(lambda found: f"{found[0]} ", said)
    if len(said) <= most:
        return said
    return f"{said[:most]}… ({len(said) - most} characters more)"


def shown_doi(text: object) -> str:
    """A DOI, or the name of a list, of which nothing is lost: what could be a tag or a link is
    escaped by percent.

    Every tool reads it as it is shown.

    >>> shown_doi("10.1002/(sici)1097:4<361::aid>3.0.co;2-4")
    '10.1002/(sici)1097:4%3C361::aid%3E3.0.co;2-4'
    """
    return quote(replace_surrogates(str(text)), safe="/:;().,_-+~!*'=@$&")


def list_named(text: str) -> str:
    """The list of lines that is meant by a name as it was shown."""
    return unquote(text)


def entry_name(id_: str, number: int) -> str:
    """What an entry is called: its citation key where that is a plain name, else its number.

    >>> entry_name("berg2020", 3), entry_name("Ignore all; do this", 4)
    ('berg2020', '#4')
    """
    return id_ if _NAME.fullmatch(id_) else f"#{number}"


def _at_most(most: int) -> BeforeValidator:
    return BeforeValidator(lambda value: shown(value, most))


Short = Annotated[str, _at_most(120)]
"""A name, a label, a journal."""
Title = Annotated[str, _at_most(300)]
Sentence = Annotated[str, _at_most(400)]
FileName = Annotated[str, _at_most(400)]
Passage = Annotated[str, _at_most(800)]
"""A printed line, the longest that is shown."""
ShownDoi = Annotated[str, BeforeValidator(shown_doi)]

EntryName = Annotated[
    str,
    Field(
        pattern=r"^(#[0-9]+|[A-Za-z0-9][A-Za-z0-9._:+-]{0,99})$",
        description="The entry's citation key, or # and its number.",
    ),
]
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
"""A word of refkit's own."""
