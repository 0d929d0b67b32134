"""Works as several databases give them, and works that are near and others: a labelled set.

The works are Crossref's, as recorded, or made up here; what databases do to names, titles, journals
and pages follows exports of Embase, PubMed, Web of Science and Scopus. Each record's key begins
with the number of its work: what has one number is one work.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from refkit.formats.export import Options
from refkit.formats.ris.writer import RIS
from refkit.model.bibliography import Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.work import Container, Work, WorkType
from refkit.sources.crossref.reader import read_work
from refkit.text.rich import RichText

RECORDED = Path(__file__).resolve().parents[1].parent / "shared" / "crossref" / "works.jsonl.gz"
_TYPES = {WorkType.ARTICLE_JOURNAL, WorkType.PAPER_CONFERENCE, WorkType.CHAPTER, WorkType.BOOK}
_SMALL = frozenset("a an and at by for from in of on or the to with".split())
_NUMBERED = re.compile(r"(\d+)\D.*", re.DOTALL)

Variant = Callable[[Work, random.Random], Work]


def recorded_works(each: int = 1) -> list[Work]:
    """The recorded works that have a title, people and a year, or one in so many of them."""
    with gzip.open(RECORDED, "rt", encoding="utf-8") as file:
        lines = file.readlines()[::each]
    works = [read_work(json.loads(line)["work"]) for line in lines]
    return [
        work
        for work in works
        if work.type in _TYPES and len(work.title.plain) > 9 and work.creators and work.cited_date()
    ]


def work_of(key: str) -> str:
    """The number of the work that a record is of, from its key."""
    found = _NUMBERED.fullmatch(key)
    return found[1] if found else key


def made_up_works(number: int, seed: int = 1) -> list[Work]:
    """Works of words that many titles have, in few journals, by people of few names."""
    chance = random.Random(seed)
    words = (
        "alpine bees colony decline effects flight foraging garden honey islands larvae meadows "
        "mites nectar nests nights owls pesticides pollen queens rivers soil sperm summer survival "
        "temperature urban viruses wax wild wings winter workers yield hedges forest brood genes"
    ).split()
    names = [f"{a}{b}" for a in ("Berg", "Dahl", "Lind", "Strand", "Holm", "Vik", "Sund", "Nord")
             for b in ("", "en", "er", "gren", "man", "qvist", "stad", "vall")]  # fmt: skip
    return [_made_up(place, chance, words, names) for place in range(number)]


def _made_up(place: int, chance: random.Random, words: list[str], names: list[str]) -> Work:
    title = " ".join(chance.choices(words, k=chance.randint(7, 12)))
    start = chance.randint(1, 2000)
    people = (Creator(chance.choice(names), chance.choice(("Ada", "Bo", "Cleo", "Dag")))
              for _ in range(chance.randint(1, 6)))  # fmt: skip
    journal = Container(f"Journal of {chance.choice(words).title()} Research")
    return Work(
        WorkType.ARTICLE_JOURNAL,
        title=RichText.of(title.capitalize()),
        creators=tuple(people),
        container=journal,
        volume=str(chance.randint(1, 60)),
        issue=str(chance.randint(1, 12)),
        page=f"{start}-{start + 9}",
        published_print=PartialDate(chance.randint(1990, 2025)),
        doi=Doi(f"10.5555/made.{place}"),
    )


def records(works: list[Work], seed: int = 1, *, copies: float = 1.0) -> Iterator[Entry]:
    """Each work as one to four databases give it, beside works that are near and others.

    ``copies`` is the share of works that are in more than one database.
    """
    chance = random.Random(seed)
    for number, work in enumerate(works):
        databases = list(DATABASES)
        chance.shuffle(databases)
        most = chance.randint(2, 4) if chance.random() < copies else 1
        for name in databases[:most]:
            yield _entry(f"{number}{name}", DATABASES[name](work, chance))
        for place, (name, near) in enumerate(NEAR.items(), start=1):
            if chance.random() < NEAR_SHARE and (other := near(work, chance)):
                yield _entry(f"{place}{number:06}{name}", other)


NEAR_SHARE = 0.06


def as_ris(entries: list[Entry]) -> str:
    """The records as a file."""
    return "".join(RIS.chunks(entries, Options()))


def _entry(key: str, work: Work) -> Entry:
    return Entry(key, work, Imported("ris"))


def _bare(work: Work) -> Work:
    """What databases take over of a record."""
    date = work.cited_date()
    return Work(
        work.type,
        title=RichText.of(work.title.plain),
        creators=work.creators,
        container=Container(work.container.title, issns=work.container.issns[:1]),
        volume=work.volume,
        issue=work.issue,
        page=work.page or work.number,
        edition=work.edition,
        published_print=PartialDate(date.year) if date else None,
        doi=work.doi,
        isbns=work.isbns[:1],
    )


def embase(work: Work, chance: random.Random) -> Work:
    """Initials, a sentence's capitals, the whole journal in brackets, no ISSN."""
    bare = _bare(work)
    title = bare.title.plain
    title = title[:1] + _lowered(title[1:])
    return replace(
        bare,
        title=RichText.of(title.replace("α", "alpha").replace("β", "beta")),
        creators=_initials(bare, "."),
        container=Container(bare.container.title),
        doi=bare.doi if chance.random() < 0.7 else None,
        published_print=_year(bare, chance, 0.04),
    )


def pubmed(work: Work, chance: random.Random) -> Work:
    """Initials without a stop, an abbreviated journal, the last page cut, a stop at the end."""
    bare = _bare(work)
    return replace(
        bare,
        title=RichText.of(f"{bare.title.plain.rstrip('.')}."),
        creators=_initials(bare, ""),
        container=replace(bare.container, title=work.container.short_title or _abbreviated(bare)),
        page=_cut_page(bare.page),
        doi=bare.doi if chance.random() < 0.8 else None,
        published_print=_year(bare, chance, 0.05),
    )


def web_of_science(work: Work, chance: random.Random) -> Work:
    """Capitals, initials, most titles short of their accents, pages that are not told at times."""
    bare = _bare(work)
    plain = bare.title.plain.replace("—", "-").replace("–", "-")
    return replace(
        bare,
        title=RichText.of(
            " ".join(w if w in _SMALL else w[:1].upper() + w[1:] for w in plain.split())
        ),
        creators=_initials(bare, ""),
        container=replace(bare.container, title=bare.container.title.upper()),
        doi=bare.doi if chance.random() < 0.6 else None,
        page=bare.page if chance.random() < 0.95 else "",
    )


def scopus(work: Work, chance: random.Random) -> Work:
    """The first of many authors, a title that is cut at 200 letters, tags, an article's number."""
    bare = _bare(work)
    title = bare.title.plain.replace("&", "and")[:200]
    early = chance.random() < 0.05  # before it had a volume
    return replace(
        bare,
        title=RichText.of(title),
        creators=_initials(bare, ".")[:8],
        doi=bare.doi if chance.random() < 0.7 else None,
        volume="" if early else bare.volume,
        issue="" if early else bare.issue,
        page="" if early else bare.page,
    )


DATABASES: dict[str, Variant] = {
    "embase": embase, "pubmed": pubmed, "wos": web_of_science, "scopus": scopus,
}  # fmt: skip


def _lowered(text: str) -> str:
    return re.sub(r"\b([A-Z])([a-z]{3,})\b", lambda found: found[1].lower() + found[2], text)


def _initials(work: Work, stop: str) -> tuple[Creator, ...]:
    return tuple(
        replace(each, given="".join(f"{name[0]}{stop}" for name in re.findall(r"\w+", each.given)),
                orcid="")
        for each in work.creators
    )  # fmt: skip


def _abbreviated(work: Work) -> str:
    words = [word for word in work.container.title.split() if word.lower() not in _SMALL]
    if len(words) < 2:
        return work.container.title
    return " ".join(
        "J" if word == "Journal" else word[:4] if len(word) > 6 else word for word in words
    )


def _cut_page(page: str) -> str:
    found = re.fullmatch(r"(\d+)-(\d+)", page)
    if not found or len(found[1]) != len(found[2]):
        return page
    first, last = found[1], found[2]
    at = next((at for at in range(len(first)) if first[at] != last[at]), len(first) - 1)
    return f"{first}-{last[at:]}"


def _year(work: Work, chance: random.Random, share: float) -> PartialDate | None:
    """The year, at times that of the publication online, one before."""
    date = work.published_print
    return PartialDate(date.year - 1) if date and chance.random() < share else date


def correction(work: Work, chance: random.Random) -> Work | None:
    """A notice about the work, a few pages on."""
    words = chance.choice(("Correction to: {}", "Erratum: {}", "{} (Retraction)"))
    return _near(work, words.format(work.title.plain), doi="c", page=_moved(work, 300))


def sequel(work: Work, chance: random.Random) -> Work | None:
    """The second part, which follows it."""
    return _near(work, f"{work.title.plain.rstrip('.')}. Part II", doi="p2", page=_moved(work, 12))


def preprint(work: Work, chance: random.Random) -> Work | None:
    """The same text and people, on a server, the year before."""
    if work.type is not WorkType.ARTICLE_JOURNAL:
        return None
    date = work.cited_date()
    near = _near(work, work.title.plain, doi="", page="")
    return near and replace(
        near, type=WorkType.ARTICLE, genre="preprint", volume="", issue="",
        container=Container("bioRxiv"), doi=Doi(f"10.1101/2020.{chance.randint(1, 9)}.{chance.randint(1, 10**9)}"),
        published_print=PartialDate(date.year - 1) if date else None,
    )  # fmt: skip


def abstract(work: Work, chance: random.Random) -> Work | None:
    """What was shown at a congress, in the supplement of another journal, or of the same."""
    if work.type is not WorkType.ARTICLE_JOURNAL:
        return None
    date, same = work.cited_date(), chance.random() < 0.5
    near = _near(work, work.title.plain, doi="", page=f"S{chance.randint(1, 400)}")
    return near and replace(
        near, issue="Suppl 1", volume=str(chance.randint(1, 200)), doi=None,
        container=work.container if same else Container("Annals of the Yearly Congress"),
        published_print=PartialDate(date.year - 1) if date else None,
    )  # fmt: skip


def companion(work: Work, chance: random.Random) -> Work | None:
    """Another paper of the same people, in the same issue: one word of its title is another."""
    words = work.title.plain.split()
    if len(words) < 5:
        return None
    words[chance.randrange(1, len(words))] = chance.choice(
        ("marmots", "in vitro", "children", "X17")
    )
    return _near(work, " ".join(words), doi="k", page=_moved(work, 10))


def edition(work: Work, chance: random.Random) -> Work | None:
    """A book again, years later."""
    date = work.cited_date()
    if work.type is not WorkType.BOOK or not date:
        return None
    near = _near(work, work.title.plain, doi="e", page="")
    return near and replace(near, edition="9", published_print=PartialDate(date.year + 7))


NEAR: dict[str, Callable[[Work, random.Random], Work | None]] = {
    "correction": correction, "sequel": sequel, "preprint": preprint, "abstract": abstract,
    "companion": companion, "edition": edition,
}  # fmt: skip


def _near(work: Work, title: str, *, doi: str, page: str) -> Work | None:
    bare = _bare(work)
    own = Doi(f"{bare.doi}.{doi}") if bare.doi and doi else None
    return replace(bare, title=RichText.of(title), doi=own, page=page, isbns=())


def _moved(work: Work, pages: int) -> str:
    found = re.match(r"\d+", work.page)
    return str(int(found[0]) + pages) if found else ""
