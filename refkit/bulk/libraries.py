"""Bibliographies that are read as a whole: saved ones, and libraries of any format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from refkit.bulk.record_splitter import ParsedRecord
from refkit.bulk.records import kept_of, of_work
from refkit.citation_keys import keyed
from refkit.files.encodings import decode
from refkit.formats.csl_json.writer import item
from refkit.formats.detect import read_bibliography


def read(name: str, data: bytes, keep: Sequence[str] = ()) -> Iterator[ParsedRecord]:
    """The entries in their order; what is no entry comes as trouble behind them.

    ``keep`` names CSL's variables. Raises InputError where nothing can be read.
    """
    text = decode(data, name).text
    bibliography, library = read_bibliography(text, name.lower().removesuffix(".gz"), name)
    entries, troubles = keyed(bibliography).entries, library.troubles if library else ()
    number = 0
    for number, entry in enumerate(entries, start=1):
        variables = item(entry.work, entry.id) if keep else {}
        yield ParsedRecord(number, of_work(entry.work, kept_of(variables, keep)))
    for place, trouble in enumerate(troubles, start=number + 1):
        yield ParsedRecord(place, None, trouble)
