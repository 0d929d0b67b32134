"""Whatever becomes of a list, each line stays the item, the citation key and the decision it was.

The list is edited at random; after each edit the review is fetched again into the same bibliography
and sent again. What is held against it are the line's own marks, of which refkit knows nothing.
"""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
import zotero_pushes
from builders import make_work
from hypothesis import given, note
from hypothesis import strategies as st
from keyrings import InMemory, keyring_of
from stories import stories
from zotero_pushes import entry as resolved
from zotero_pushes import open_entry, push, review, tag
from zotero_server import ZOTERO_10, DesktopServer, Limits, ZoteroServer

from refkit import pipeline
from refkit.decision_reader import decision_on
from refkit.diff import differences, overlap
from refkit.formats.saved.mapping import dumps, loads
from refkit.manual_decisions import decide
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.identifiers import Doi
from refkit.model.printed import title_of
from refkit.model.reference import Reference
from refkit.model.work import Work, WorkType
from refkit.resolver.asking import Sources
from refkit.sources.base import Listed, Listing, LookupResult, Outcome, SearchResult

REVIEW = Doi("10.1000/review")
_NOUNS = "bees wasps ants moths beetles crickets spiders hoverflies".split()
_PLACES = "meadows orchards gardens forests marshes deserts dunes cities".split()
_PEOPLE = "Berg Lund Costa Okafor Novak Haddad Silva Tanaka".split()


@dataclass(slots=True)
class Printed:
    """A line of the list; ``mark`` is which one it is, whatever it says."""

    mark: int
    words: str
    doi: str = ""
    is_known: bool = True


@dataclass(slots=True)
class Shelf:
    """A source with one review, whose list is edited."""

    lines: list[Printed]
    marks: int = 0
    name: str = "shelf"
    gone: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    def line(self, dice: random.Random) -> Printed:
        self.marks += 1
        year, page = dice.randint(1950, 2020), dice.randint(1, 900)
        words = (
            f"{dice.choice(_PEOPLE)} {dice.choice('ABCDE')}. On the {dice.choice(_NOUNS)} of "
            f"{dice.choice(_PLACES)} in {dice.choice(_PLACES)}. {year}; {self.marks}: {page}."
        )
        doi = f"10.1000/{self.marks}" if dice.random() < 0.5 else ""
        return Printed(self.marks, words, doi, dice.random() < 0.7)

    def listing(self, doi: Doi) -> Listing:
        listed = tuple(
            Listed.of(self._reference(place, line), Work(WorkType.DOCUMENT))
            for place, line in enumerate(self.lines, start=1)
        )
        review = make_work("A review", doi=doi)
        return Listing(review, listed, len(listed), date(2026, 11, 23))

    def _reference(self, place: int, line: Printed) -> Reference:
        said = [("key", f"ref{place}"), ("unstructured", line.words)]
        said += [("DOI", line.doi), ("doi-asserted-by", "publisher")] if line.doi else []
        return Reference(place, f"ref{place}", tuple(sorted(said)))

    def lookup(
        self, dois: Sequence[Doi], progress: Callable[[int], None] = lambda done: None
    ) -> dict[Doi, LookupResult]:
        known = {line.doi for line in self.lines if line.is_known} | {"10.1000/person"}
        return {doi: self._found(doi, str(doi) in known) for doi in dois}

    def _found(self, doi: Doi, known: bool) -> LookupResult:
        if not known:
            return LookupResult(Outcome.UNKNOWN)
        return LookupResult(Outcome.FOUND, make_work(f"The work {doi.value[8:]}", creators=(), doi=doi,
                                              published_print=None))  # fmt: skip

    def search(
        self, texts: Sequence[str], progress: Callable[[int], None] = lambda done: None
    ) -> dict[str, SearchResult]:
        return dict.fromkeys(texts, SearchResult(Outcome.FOUND))

    def alone(self, dice: random.Random) -> Printed:
        """A line that no other is like; where there is none, one that is put in for it."""
        told = Counter((line.words, line.doi) for line in self.lines)
        found = [line for line in self.lines if told[line.words, line.doi] == 1]
        if not found:
            insert(self, dice)
            return self.alone(dice)
        return dice.choice(found)


def insert(shelf: Shelf, dice: random.Random) -> None:
    shelf.lines.insert(dice.randint(0, len(shelf.lines)), shelf.line(dice))


def delete(shelf: Shelf, dice: random.Random) -> None:
    if len(shelf.lines) > 1:
        shelf.lines.pop(dice.randrange(len(shelf.lines)))


def swap(shelf: Shelf, dice: random.Random) -> None:
    dice.shuffle(shelf.lines)


def word_a_little_anew(shelf: Shelf, dice: random.Random) -> None:
    line = shelf.alone(dice)
    old, new = dice.choice(
        [(" On the ", " The "), (". ", ", "), (" in ", " and in "), ("s ", "z ")]
    )
    line.words = line.words.replace(old, new, 1)


def word_wholly_anew(shelf: Shelf, dice: random.Random) -> None:
    """Where it has no DOI nobody can tell that it is not another line: then it is one."""
    line = shelf.alone(dice)
    other = shelf.line(dice)
    line.words = other.words
    if not line.doi:
        line.mark = other.mark


def resolve_later(shelf: Shelf, dice: random.Random) -> None:
    line = shelf.alone(dice)
    line.doi, line.is_known = line.doi or f"10.1000/{line.mark}", True


def duplicate(shelf: Shelf, dice: random.Random) -> None:
    shelf.marks += 1
    copy = replace(dice.choice(shelf.lines), mark=shelf.marks)
    shelf.lines.insert(dice.randint(0, len(shelf.lines)), copy)


EDITS = (
    insert, delete, swap, word_a_little_anew, word_wholly_anew, resolve_later, duplicate,
)  # fmt: skip


def edit(shelf: Shelf, dice: random.Random) -> str:
    """One edit; lines that say the same are told apart by their order.

    One that went and comes back in the same words is the one that it was.
    """
    marks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for line in shelf.lines:
        marks[line.words, line.doi].append(line.mark)
    chosen = dice.choice(EDITS)
    chosen(shelf, dice)
    for line in shelf.lines:
        if (before := marks[line.words, line.doi]) and chosen in {swap, delete, duplicate}:
            line.mark = before.pop(0)
        elif chosen is duplicate:
            gone = shelf.gone[line.words, line.doi]
            line.mark = gone.pop(0) if gone else shelf.marks
    if chosen is delete:
        for said, left in marks.items():
            shelf.gone[said] += left
    return chosen.__name__


def by_mark(shelf: Shelf, bibliography: Bibliography) -> dict[int, Entry]:
    at = {line.place: entry for entry in bibliography.entries for line in entry.citations}
    return {line.mark: at[REVIEW, place] for place, line in enumerate(shelf.lines, start=1)}


@dataclass(slots=True)
class Seen:
    """What each line was after the last push, by its mark."""

    entries: dict[int, Entry] = field(default_factory=dict)
    items: dict[int, str] = field(default_factory=dict)
    decisions: dict[int, Doi | None] = field(default_factory=dict)


def decided(shelf: Shelf, bibliography: Bibliography, seen: Seen) -> Bibliography:
    """A person's word on the first lines without a DOI."""
    open_lines = [(n, line) for n, line in enumerate(shelf.lines, start=1) if not line.doi][:2]
    said = []
    for (place, line), doi in zip(open_lines, ("none", "10.1000/person"), strict=False):
        said.append(decision_on(bibliography, str(place), doi))
        seen.decisions[line.mark] = None if doi == "none" else Doi(doi)
    return decide(bibliography, said, Sources(shelf))


def assert_the_same(
    shelf: Shelf, bibliography: Bibliography, server: ZoteroServer | DesktopServer, seen: Seen
) -> None:
    """Each line is what it was, in the bibliography and in Zotero; what is new takes nothing."""
    keys = {row.entry: row.key for row in push(bibliography).rows}
    entries = by_mark(shelf, bibliography)
    marks: dict[str, list[int]] = defaultdict(list)
    for mark, entry in entries.items():
        marks[entry.id].append(mark)
    assert len(set(keys.values())) == len(keys)
    for entry in bibliography.entries:
        known = [mark for mark in marks[entry.id] if mark in seen.entries]
        ids = {seen.entries[mark].id for mark in known}
        items = {seen.items[mark] for mark in known}
        assert entry.id in ids if known else entry.id not in _ids(seen)
        assert keys[entry.id] in items if known else keys[entry.id] not in seen.items.values()
        item = server.library().items[keys[entry.id]]
        assert item["title"] == title_of(entry).plain
        assert not item.get("deleted")
    for mark, doi in seen.decisions.items():
        if mark in entries:
            assert entries[mark].work.doi == doi
            assert entries[mark].resolution.state == ("resolved" if doi else "without-doi")
    positions = {entry.id: places[REVIEW] for entry, places in overlap(bibliography)}
    for place, line in enumerate(shelf.lines, start=1):
        assert place in positions[entries[line.mark].id]
    seen.entries |= entries
    seen.items |= {mark: keys[entry.id] for mark, entry in entries.items()}


def _ids(seen: Seen) -> set[str]:
    return {entry.id for entry in seen.entries.values()}


def assert_told(old: Bibliography, new: Bibliography, before: set[int], after: dict[int, Entry],
                then: dict[int, Entry]) -> None:  # fmt: skip
    """What is added and removed is what is so by the marks."""
    told = differences(old, new)
    stays = before & after.keys()
    assert {each.entry.id for each in told if each.kind == "added"} == {
        entry.id for entry in new.entries
    } - {after[mark].id for mark in stays}
    # Two entries that turn out to mean one work are one, so one of them is gone.
    merged = len({then[mark].id for mark in stays}) - len({after[mark].id for mark in stays})
    gone = {entry.id for entry in old.entries} - {then[mark].id for mark in stays}
    removed = {each.entry.id for each in told if each.kind == "removed"}
    assert gone <= removed
    assert len(removed) == len(gone) + merged


@pytest.mark.parametrize("kind", ["documented", "zotero_10"])
@stories()
@given(seed=st.integers(0, 2**32))
def test_each_line_stays_what_it_is(
    kind: str, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    dice = random.Random(seed)
    shelf, seen = Shelf([]), Seen()
    for _ in range(dice.randint(3, 8)):
        insert(shelf, dice)
    with opened(kind, tmp_path_factory.mktemp("home")) as server:
        now = decided(shelf, pipeline.fetch([REVIEW], Sources(shelf)), seen)
        assert_the_same(shelf, now, server, seen)
        for _ in range(6):
            old, marks = now, {line.mark for line in shelf.lines}
            then = by_mark(shelf, old)
            done = edit(shelf, dice)
            now = loads(dumps(pipeline.fetch([REVIEW], Sources(shelf), into=old)))
            note(f"{done}: {[(line.mark, line.words, line.doi) for line in shelf.lines]}")
            assert_told(old, now, marks, by_mark(shelf, now), then)
            assert_the_same(shelf, now, server, seen)


@contextmanager
def opened(kind: str, home: Path) -> Iterator[ZoteroServer | DesktopServer]:
    """A Zotero of this kind, of which nothing is on record."""
    server = (
        ZoteroServer(limits=Limits(capacity=1000, rate=1000))
        if kind == "documented"
        else DesktopServer(behaviour=ZOTERO_10)
    )
    with pytest.MonkeyPatch.context() as patch, keyring_of(InMemory()), server:
        for name in ("CACHE", "DATA"):
            patch.setenv(f"REFKIT_{name}", str(home / name))
        patch.setattr("refkit.http.gateway.Gateway.rest", lambda gateway, seconds: None)
        patch.setenv("REFKIT_ZOTERO_LOCAL_URL" if kind == "zotero_10" else "REFKIT_ZOTERO_URL",
                     server.url)  # fmt: skip
        if isinstance(server, ZoteroServer):
            patch.setenv("REFKIT_ZOTERO_KEY", server.key)
        patch.setattr(zotero_pushes, "way", "web" if kind == "documented" else "local")
        yield server


def as_of_before(home: Path) -> None:
    """The records as earlier runs wrote them: a line is known by its place alone."""
    for path in (home / "data" / "zotero-runs").iterdir():
        told = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for step in (line["step"] for line in told if "step" in line):
            names = [name for name in step["identities"] if not name.startswith("line:")]
            step["identities"] = names or ["reference:10.1000/review#1/evidence"]
        path.write_text("".join(json.dumps(line) + "\n" for line in told), encoding="utf-8")


def listed(*entries: Entry) -> Bibliography:
    """Entries in this order, each in its place of the list."""
    return review(
        *(
            replace(
                entry,
                citations=tuple(
                    replace(line, reference=replace(line.reference, position=place))
                    for line in entry.citations
                ),
            )
            for place, entry in enumerate(entries, start=1)
        )
    )


def titles(server: ZoteroServer | DesktopServer) -> dict[str, str]:
    return {key: item["title"] for key, item in server.library().items.items()}


def test_a_place_on_record_counts_where_the_words_agree(
    zotero: ZoteroServer | DesktopServer, home: Path
) -> None:
    push(listed(open_entry(1), resolved(2), open_entry(3)))
    as_of_before(home)
    before = titles(zotero)

    push(listed(open_entry(4), open_entry(1), resolved(5), open_entry(3)))

    now = titles(zotero)
    assert {key: now[key] for key in before} == before
    assert sorted(now[key] for key in now.keys() - before.keys()) == [
        "Berg A. Bees 4. 2025.", "On the bees of meadow 5",
    ]  # fmt: skip


def test_a_line_of_an_earlier_run_is_its_item_when_it_is_resolved(
    zotero: ZoteroServer | DesktopServer, home: Path
) -> None:
    push(listed(open_entry(1), open_entry(2)))
    as_of_before(home)
    before = titles(zotero)

    push(listed(open_entry(2), replace(resolved(1), citations=open_entry(1).citations)))

    now = titles(zotero)
    assert now.keys() == before.keys()
    (key,) = (key for key, title in before.items() if title == "Berg A. Bees 1. 2025.")
    assert now[key] == "On the bees of meadow 1"


def test_the_note_of_an_earlier_run_stays_the_note(
    zotero: ZoteroServer | DesktopServer, home: Path
) -> None:
    tagged = replace(open_entry(1), tags=(tag("CAR-T"),))
    push(listed(tagged), notes=True)
    as_of_before(home)
    count = len(zotero.library().items)

    push(listed(resolved(7), tagged), notes=True)

    assert len(zotero.library().items) == count + 1


def test_a_line_worded_anew_is_its_item_though_nobody_knows_the_list_before(
    zotero: ZoteroServer | DesktopServer,
) -> None:
    push(listed(open_entry(1), open_entry(2)))
    before = titles(zotero)
    (line,) = open_entry(1).citations
    words = (("unstructured", "Berg A. The bees 1. 2025."),)
    anew = replace(line, reference=replace(line.reference, deposited=words))

    push(listed(replace(open_entry(1), citations=(anew,)), open_entry(3)))

    now = titles(zotero)
    assert len(now) == len(before) + 1
    assert "Berg A. The bees 1. 2025." in {now[key] for key in before}
    assert "Berg A. Bees 2. 2025." in now.values()
