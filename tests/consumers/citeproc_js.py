"""citeproc-js, which renders our CSL-JSON as Zotero does: which fields stand in each line, and how.

The styles are Vancouver and, for DOIs, which Vancouver does not print, APA.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape

from consumers.comparing import Facts, Reading, blanks, facts, page_numbers
from consumers.hard_works import HARD, exported
from consumers.javascript import ask

from refkit.model.bibliography import Entry
from refkit.model.people import Creator
from refkit.model.work import Work, WorkType
from refkit.text.csl_markup import to_csl

_DIVISIONS = re.compile(r"</?div[^>]*>")
_NUMBER = re.compile(r"^\d+\. ")
# A style has its own quotation marks, and puts them for whatever stands there.
_QUOTES = re.compile("[\"'‘’“”]")
_RANGE = re.compile(r"([A-Za-z]*)(\d+)-([A-Za-z]*)(\d+)")
_SHOWN = 6  # authors, before "et al."


@cache
def lines() -> dict[str, dict[str, str]]:
    """By style and by key, the line of each work with its markup, blanks single."""
    items = exported("csl-json")
    answers = ask("citeproc_js.mjs", {"vancouver": items, "apa": items})
    return {
        style: {key: _NUMBER.sub("", blanks(_DIVISIONS.sub("", line))) for key, line in by.items()}
        for style, by in answers.items()
    }


@cache
def vancouver() -> Reading:
    """Which fields of each work its line shows as they are; in place of another, the whole line."""
    fields = ("title", "authors", "year", "container", "volume", "issue", "pages", "DOI")
    works = {hard.id: _found(hard.entry) for hard in HARD}
    return Reading("citeproc-js", "csl-json", fields, works)


def _found(entry: Entry) -> Facts:
    work, went_in = entry.work, facts(entry, others=False)
    line = _text(unescape(lines()["vancouver"].get(entry.id, "")))
    title = _text(to_csl(work.title)).rstrip(".")
    # What stands in the title proves nothing of the other fields.
    rest = line.replace(title, "", 1) if title else line
    shown = {
        "title": title in line,
        "authors": _shows_in_order(rest, work),
        "year": re.search(rf"(?<!\d){went_in['year']}(?!\d)", rest) is not None,
        "container": _text(work.container.title).rstrip(".") in rest,
        **_shows_numbers(page_numbers(rest), work),
        "DOI": not work.doi or str(work.doi) in unescape(lines()["apa"].get(entry.id, "")),
    }
    return {field: went_in[field] if is_shown else line for field, is_shown in shown.items()}


def _text(text: str) -> str:
    return _QUOTES.sub("", blanks(text))


def _shows_in_order(line: str, work: Work) -> bool:
    place = 0
    authors = [creator for creator in work.creators if creator.role == "author"]
    for creator in authors[:_SHOWN]:
        found = re.compile(_as_printed(creator)).search(line, place)
        if not found:
            return False
        place = found.end()
    return len(authors) <= _SHOWN or line.startswith(", et al.", place)


def _as_printed(creator: Creator) -> str:
    """The family name, then initials, the first of which is known, then the suffix."""
    if creator.literal or not creator.family:
        return re.escape(_text(creator.literal or creator.given))
    joint = "" if creator.particle.endswith(("’", "'", "-")) else " "
    family = re.escape(_text(f"{creator.particle}{joint}{creator.family}".strip()))
    initials = rf" ?{re.escape(creator.given[0])}[^,]*?" if creator.given else ""
    suffix = rf" {re.escape(creator.suffix.rstrip('.'))}" if creator.suffix else ""
    return f"{family}{initials}{suffix}(?=[,.])"


_JOURNALS = {WorkType.ARTICLE_JOURNAL, WorkType.REVIEW}


def _shows_numbers(line: str, work: Work) -> dict[str, bool]:
    """Journals' numbers are printed as ``12(3):45-67``, of other works the pages after ``p.``."""
    volume, issue = page_numbers(work.volume), page_numbers(work.issue)
    pages = _shortened(page_numbers(work.page))
    if work.type not in _JOURNALS:
        return {"volume": True, "issue": True, "pages": f"{pages}." in line}
    text = volume + (f"({issue})" if issue else "") + (f":{pages}" if pages else "") + "."
    return dict.fromkeys(("volume", "issue", "pages"), text in line)


def _shortened(pages: str) -> str:
    """Ranges without the figures that both ends begin with: 101-109 is 101-9."""
    return ", ".join(_short_range(part) for part in pages.split(", "))


def _short_range(pages: str) -> str:
    found = _RANGE.fullmatch(pages)
    if not found or found[1] != found[3] or len(found[2]) != len(found[4]):
        return pages
    same = next(
        place
        for place, (one, other) in enumerate(zip(found[2], found[4], strict=True))
        if one != other
    )
    return f"{found[1]}{found[2]}-{found[4][same:]}"
