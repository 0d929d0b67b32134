"""Languages by the names that babel and biblatex know them by."""

from __future__ import annotations

# BCP 47 tags in lower case. Of languages that biblatex has no strings for there is none.
BABEL = {
    "bg": "bulgarian",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "ngerman",  # the spelling since 1996; babel's "german" is the old one
    "de-at": "naustrian",
    "de-ch": "nswissgerman",
    "el": "greek",
    "en": "english",
    "en-au": "australian",
    "en-ca": "canadian",
    "en-gb": "british",
    "en-nz": "newzealand",
    "en-us": "american",
    "es": "spanish",
    "et": "estonian",
    "fi": "finnish",
    "fr": "french",
    "gl": "galician",
    "hr": "croatian",
    "hu": "hungarian",
    "is": "icelandic",
    "it": "italian",
    "lt": "lithuanian",
    "lv": "latvian",
    "nb": "norsk",
    "nl": "dutch",
    "nn": "nynorsk",
    "no": "norsk",
    "pl": "polish",
    "pt": "portuguese",
    "pt-br": "brazilian",
    "ro": "romanian",
    "ru": "russian",
    "sk": "slovak",
    "sl": "slovene",
    "sr": "serbian",
    "sv": "swedish",
    "tr": "turkish",
    "uk": "ukrainian",
}


def babel_language(tag: str) -> str:
    """The name of a language by its tag, or of the one that it is a kind of; empty if unknown.

    >>> babel_language("de-DE"), babel_language("en-GB"), babel_language("zh")
    ('ngerman', 'british', '')
    """
    tag = tag.lower().replace("_", "-")
    return BABEL.get(tag) or BABEL.get(tag.partition("-")[0], "")
