"""What is true of PubMed's records wherever they come from: its files, or Europe PMC.

Source: NLM's "MEDLINE/PubMed Data Element (Field) Descriptions".
"""

from __future__ import annotations

from collections.abc import Iterable

from refkit.regex import lazy_regex
from refkit.text.markup import read_markup
from refkit.text.rich import RichText

# ISO 639-2 as PubMed writes it, to the two letters of everybody else; the rest stays as it is.
_LANGUAGES = {
    "chi": "zh", "cze": "cs", "dan": "da", "dut": "nl", "eng": "en", "fre": "fr", "ger": "de",
    "hun": "hu", "ita": "it", "jpn": "ja", "kor": "ko", "nor": "no", "pol": "pl", "por": "pt",
    "rus": "ru", "spa": "es", "swe": "sv", "tur": "tr",
}  # fmt: skip
_RETRACTED = "retracted publication"
# PubMed ends a title with a stop of its own, unless one stands there: "… in the U.S."
_OWN_STOP = lazy_regex(r"(?<![.].)[.]\s*$")


def read_title(text: str) -> RichText:
    """A title without the stop that PubMed puts after it."""
    return read_markup(_OWN_STOP.sub("", text))


def language(code: str) -> str:
    """A language in the two letters of everybody else, for ``eng``; another code as it is."""
    return _LANGUAGES.get(code.lower(), code)


def is_retracted(publication_types: Iterable[str]) -> bool:
    """Whether PubMed's publication types say that a work was retracted."""
    return _RETRACTED in (each.lower() for each in publication_types)
