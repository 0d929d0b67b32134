"""Bibliographies that are read as a whole: saved ones, .bib and .ris."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from refkit.bulk.record_splitter import ParsedRecord
from refkit.bulk.records import kept_of, of_work
from refkit.files.encodings import decode
from refkit.formats import detect
from refkit.formats.csl_json.writer import item
from refkit.formats.saved import mapping
from refkit.model.bibliography import Entry

SAVED = mapping.SUFFIX


def read(name: str, data: bytes, keep: Sequence[str] = ()) -> Iterator[ParsedRecord]:
    """The entries in their order; what is no entry comes as trouble behind them.

    ``keep`` names CSL's variables. Raises InputError where nothing can be read.
    """
    text = decode(data, name).text
    entries, troubles = _entries(name, text)
    number = 0
    for number, entry in enumerate(entries, start=1):
        variables = item(entry.work, entry.id) if keep else {}
        yield ParsedRecord(number, of_work(entry.work, kept_of(variables, keep)))
    for place, trouble in enumerate(troubles, start=number + 1):
        yield ParsedRecord(place, None, trouble)


def _entries(name: str, text: str) -> tuple[Sequence[Entry], Sequence[str]]:
    if name.lower().removesuffix(".gz").endswith(SAVED):
        return mapping.loads(text.removeprefix("\ufeff"), name).entries, ()
    library = detect.read_library(text, name.removesuffix(".gz"), name)
    return library.entries, library.troubles
