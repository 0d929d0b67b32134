"""Two made-up formats: one is only read, one is only written. Each is what its page says it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from refkit.errors import InputError
from refkit.formats.base import Format
from refkit.formats.export import Exporter, Options, WrittenField
from refkit.formats.library import Library
from refkit.model.bibliography import Entry
from refkit.model.identifiers import Doi
from refkit.model.resolution import Imported
from refkit.model.work import Work, WorkType
from refkit.text.rich import RichText

_MARK = "#toy"


def read_toy(text: str, where: str) -> Library:
    """Read a list of ``key | title | DOI | words`` below a line that says what it is."""
    head, *lines = text.splitlines()
    if head != _MARK:
        raise InputError(f"{where}: does not begin with {_MARK}")
    return Library(text, "toy", tuple(map(_entry, lines)))


def _entry(line: str) -> Entry:
    key, title, doi, words = (cell.strip() for cell in line.split("|"))
    work = Work(
        WorkType.ARTICLE_JOURNAL, title=RichText.of(title), doi=Doi.parse(doi) if doi else None
    )
    return Entry(key, work, Imported("toy", (("words", words),) if words else ()))


READ_ONLY = Format(name="toy", suffix=".toy", reader="toy_formats.read_toy", keyword_field="words")


def _fields(entry: Entry, options: Options) -> Iterator[WrittenField]:
    yield WrittenField("title", "name", entry.work.title.plain)
    if entry.work.doi:
        yield WrittenField("doi", "at", str(entry.work.doi))


def _chunks(entries: Iterable[Entry], options: Options) -> Iterator[str]:
    for entry in entries:
        yield f"{'; '.join(str(field.value) for field in _fields(entry, options))}\n"


WRITER = Exporter("plays", _chunks, _fields)
WRITE_ONLY = Format(name="plays", suffix=".plays", exporter="toy_formats.WRITER")
