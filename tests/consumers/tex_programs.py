"""LaTeX with bibtex, and with biblatex and biber: what stands on the page, work by work."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from consumers.comparing import FIELDS, Facts, Reading, facts, kept_words, page_numbers
from consumers.hard_works import HARD, exported
from consumers.programs import needs, needs_font, run

from refkit.model.bibliography import Entry
from refkit.model.people import Creator
from refkit.model.work import Work, WorkType

_HERE = Path(__file__).parent
# Signs that a font has one glyph for: a page cannot tell which of them was meant.
_ONE_GLYPH = str.maketrans({
    "\N{INCREMENT}": "Δ", "\N{OHM SIGN}": "Ω", "\N{MICRO SIGN}": "μ",
    "‐": "-", "‑": "-", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl",
})  # fmt: skip
_LATEX = ("-interaction=nonstopmode", "-no-shell-escape", "document.tex")


class Printed(NamedTuple):
    """A document: what the programs said, and of each work, by its key, the text of its page."""

    log: str
    pages: dict[str, str]


def squeezed(text: str) -> str:
    """Text as far as a page can show it: no blanks, only places for letters, nothing invisible."""
    shown = unicodedata.normalize("NFC", text).translate(_ONE_GLYPH)
    return "".join(c for c in shown if not c.isspace() and unicodedata.category(c) != "Cf")


@cache
def with_bibtex(format_: str) -> Printed:
    """The corpus set by pdflatex and bibtex in the style ``plain``."""
    needs("pdflatex", "bibtex", "pdftotext")
    return _printed("bibtex.tex", "pdflatex", ("bibtex", "document"), exported(format_))


@cache
def with_biblatex(format_: str) -> Printed:
    """The corpus set by lualatex, biblatex and biber."""
    needs("lualatex", "biber", "pdftotext")
    needs_font("DejaVuSans.ttf", "unifont.otf", "unifont_upper.otf")
    return _printed("biblatex.tex", "lualatex", ("biber", "document"), exported(format_))


def _printed(document: str, latex: str, reader: tuple[str, ...], bib: str) -> Printed:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "hard.bib").write_text(bib, encoding="utf-8")
        text = (_HERE / document).read_text(encoding="utf-8")
        (folder / "document.tex").write_text(text, encoding="utf-8")
        run([latex, "-draftmode", *_LATEX], folder, may_fail=True)  # cites, and sets no page
        log = run(reader, folder)
        log += run([latex, *_LATEX], folder, may_fail=True)
        run(["pdftotext", "-raw", "-enc", "UTF-8", "document.pdf", "document.txt"], folder)
        pages = (folder / "document.txt").read_text(encoding="utf-8").split("\f")
    return Printed(log, dict(_keyed(pages)))


def _keyed(pages: list[str]) -> Iterator[tuple[str, str]]:
    for page in filter(str.strip, pages):
        key, _, text = page.partition("\n")
        yield key.strip(), squeezed(text)


@cache
def biblatex(format_: str) -> Reading:
    """The fields of each work as biblatex prints them one by one."""
    works = {key: _fields(page) for key, page in with_biblatex(format_).pages.items()}
    return Reading("biblatex", format_, FIELDS, works, squeezed)


_FIELD = re.compile("¶([a-z]+)¶([^¶]*)")
_CONTAINERS = ("journaltitle", "booktitle", "howpublished", "organization")


def _fields(page: str) -> Facts:
    said = {name: text for name, text in _FIELD.findall(page) if text}
    return {
        "title": said.get("title", ""),
        "authors": tuple(filter(None, said.get("author", "").split("¦"))),
        "year": said.get("year", "").lstrip("0"),
        "container": next((said[name] for name in _CONTAINERS if name in said), ""),
        "volume": said.get("volume", ""),
        "issue": said.get("number", "") if said.get("type") == "article" else "",
        "pages": squeezed(page_numbers(said.get("pages", ""))),
        "DOI": said.get("doi", ""),
        "keywords": tuple(sorted(filter(None, said.get("keywords", "").split(",")))),
    }


@cache
def biblatex_style(format_: str) -> Reading:
    """Which fields of each work biblatex's own style ``numeric`` prints."""
    works = {}
    for hard in HARD:
        page = with_biblatex(format_).pages.get(hard.id, "").partition("¶printed¶")[2]
        works[hard.id] = _shown(hard.entry, page, _printed_by_biblatex(page, hard.entry.work))
    fields = ("title", "authors", "year", "container", "volume", "issue", "pages", "DOI")
    return Reading("biblatex, as printed", format_, fields, works)


def _printed_by_biblatex(page: str, work: Work) -> dict[str, bool]:
    numbers = squeezed(page_numbers(page))
    volume, issue = squeezed(page_numbers(work.volume)), squeezed(page_numbers(work.issue))
    date = work.cited_date()
    return {
        "title": squeezed(work.title.plain) in page,
        "authors": _shows_in_order(page, work, " "),
        "year": not date or str(date.year) in page,
        "container": squeezed(work.container.title) in page,
        "volume": volume in numbers,
        "issue": not issue or f"{volume}.{issue}" in numbers,
        "pages": squeezed(page_numbers(work.page)) in numbers,
        "DOI": str(work.doi or "") in page,
    }


def _shown(entry: Entry, page: str, shows: Mapping[str, bool]) -> Facts:
    """The fields that a page shows as they are; in place of another, the whole page."""
    went_in = facts(entry)
    return {field: went_in[field] if is_shown else page for field, is_shown in shows.items()}


@cache
def bibtex(format_: str) -> Reading:
    """Which fields of each work stand on its page as the style ``plain`` prints them.

    The style lowers the titles of articles and prints neither DOIs nor keywords.
    """
    pages = with_bibtex(format_).pages
    works = {
        hard.id: _shown(hard.entry, page, _printed_by_plain(page, hard.entry.work))
        for hard in HARD
        for page in [pages.get(hard.id, "")]
    }
    return Reading("bibtex, as printed", format_, FIELDS[:7], works)


def _printed_by_plain(page: str, work: Work) -> dict[str, bool]:
    date = work.cited_date()
    return {
        "title": _shows_title(page, work.title.plain),
        "authors": _shows_in_order(page, work, ", "),
        "year": not date or f"{date.year}." in page,
        "container": squeezed(work.container.title) in page,
        **_shows_numbers(squeezed(page_numbers(page)), work),
    }


def _shows_title(page: str, title: str) -> bool:
    text = squeezed(title)
    kept = [] if title.isupper() else kept_words(title)
    return _lower(text) in _lower(page) and all(squeezed(word) in page for word in kept)


def _lower(text: str) -> str:
    return text.casefold().replace("i\N{COMBINING DOT ABOVE}", "i")  # a Turkish capital


def _shows_in_order(page: str, work: Work, before_suffix: str) -> bool:
    place = 0
    for creator in work.creators:
        if creator.role == "author":
            place = page.find(squeezed(_as_printed(creator, before_suffix)), place) + 1
            if not place:
                return False
    return work.creators_complete or "etal." in page[place:]


def _as_printed(creator: Creator, before_suffix: str) -> str:
    family = creator.literal or f"{creator.particle} {creator.family}"
    suffix = f"{before_suffix}{creator.suffix}" if creator.suffix else ""
    return f"{creator.given} {family}{suffix}"


_JOURNALS = {WorkType.ARTICLE_JOURNAL, WorkType.REVIEW}


def _shows_numbers(page: str, work: Work) -> dict[str, bool]:
    """Journals' numbers are printed as ``12(3):45--67``, those of other works in words."""
    pages, volume = squeezed(page_numbers(work.page)), squeezed(page_numbers(work.volume))
    issue = f"({squeezed(page_numbers(work.issue))})" if work.issue else ""
    if work.type in _JOURNALS and volume:
        text = f"{volume}{issue}" + (f":{pages}" if pages else "")
        is_there = f",{text}," in page or f",{text}." in page  # a date may follow
        return dict.fromkeys(("volume", "issue", "pages"), is_there)
    words = {"volume": f"volume{volume}", "issue": issue, "pages": f"page{pages}"}
    plural = page.replace("pages", "page")
    has = {"volume": volume, "issue": issue, "pages": pages}
    return {name: not has[name] or words[name] in plural for name in words}
