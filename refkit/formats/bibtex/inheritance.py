"""What an entry takes from others: by ``crossref``, as BibTeX and biblatex have it, and ``xdata``.

It is taken for reading alone; the text stays as it is. Which field of a parent becomes which of its
child is biblatex's default (biblatex.def, DeclareDataInheritance), and BibTeX's where biblatex has
no rule: a field that is missing is the parent's of that name (btxdoc, "crossref"). What says which
work it is (a DOI), what it is about (abstract, keywords) and notes on it are not the child's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from refkit.regex import lazy_regex

CONTAINER = "xdata"
"""The type of entries that are no works but hold fields for others, and the field that names it."""
_CROSSREF = "crossref"
# In a text without these words nothing is inherited. Nearly all of them begin a container, or a
# field of plain keys.
_LINK = lazy_regex(r"\b(?:crossref|xdata)\b", re.IGNORECASE)
_HEAD = lazy_regex(r"\s*[{(]")
_PLAIN_KEYS = lazy_regex(
    r"\s*=\s*(?:\{([\w\s,.:;/+*'()|=!?-]*)\}|\"([\w\s,.:;/+*'()|=!?-]*)\")\s*[,}]", re.ASCII
)
# A chain of more is no library's, nor is an entry of more for each of its children to take.
_LONGEST_CHAIN, _MOST_FIELDS, _MOST_CHARACTERS = 50, 100, 100_000

_TITLES = ("title", "subtitle", "titleaddon")
_OWN_TITLES = (*_TITLES, "shorttitle", "sorttitle", "indextitle", "indexsorttitle")
_NOT_OF_PARENTS = frozenset(
    # biblatex's own list, for all types
    "ids crossref xref xdata entryset entrysubtype execute label options presort related"
    " relatedoptions relatedstring relatedtype shorthand shorthandintro sortkey key"
    # what names the parent, or tells of it alone
    " doi eprint eprinttype eprintclass archiveprefix primaryclass pmid pmcid pmc"
    " abstract keywords file note annote annotation addendum pagetotal".split()
)
_NOT_OF_CONTAINERS = frozenset({"ids", "xdata"})
# One value of a container (biblatex's manual, "Data containers"): xdata=key-field-place.
_SINGLE_MARK = lazy_regex(r"\bxdata\s*=", re.IGNORECASE)
_SINGLE = lazy_regex(
    r"\s*xdata\s*=\s*(?P<key>\S+?)-(?P<field>[A-Za-z]+)(?:-(?P<place>[1-9]\d{0,3}))?\s*",
    re.IGNORECASE,
)
_AND = lazy_regex(r"(?<!\s)\s++and\s+")  # one try for a run of blanks
_DATE = frozenset({"date", "year", "month", "day"})
PARENTS_FIELDS = frozenset(
    "address afterword annotator bookauthor booksubtitle booktitle booktitleaddon chapter"
    " commentator date day edition editor editora editorb editorc eventdate eventtitle"
    " eventtitleaddon foreword howpublished institution introduction isbn isrn issn issue"
    " issuesubtitle issuetitle issuetitleaddon journal journalsubtitle journaltitle"
    " journaltitleaddon language location mainsubtitle maintitle maintitleaddon month number"
    " organization origdate origlanguage origlocation origpublisher origtitle part publisher"
    " pubstate school series translator venue version volume volumes year".split()
)
"""What biblatex's data model has of a whole and its parts: with what a work cannot say of it, a
child is less than it was."""
# Names of one thing: the entry's own counts, by whichever.
_SAME = {
    name: names
    for names in (
        frozenset({"address", "location"}),
        frozenset({"journal", "journaltitle"}),
        frozenset({"publisher", "institution", "school"}),
    )
    for name in names
}
_BESIDE = {f"editor{which}type": f"editor{which}" for which in ("", "a", "b", "c")}
# What BibTeX does not know tells that entries are biblatex's.
_BIBLATEX = frozenset({"date", "journaltitle", "location", "subtitle", "maintitle", "langid"})
_BIBLATEX_TYPES = frozenset(
    "bookinbook collection inreference mvbook mvcollection mvproceedings mvreference periodical"
    " reference suppbook suppcollection suppperiodical".split()
)


class _Rule(NamedTuple):
    """For types of parents and of children: what is put before the names of a parent's titles."""

    parents: frozenset[str]
    children: frozenset[str]
    prefix: str

    def fits(self, parent: str, child: str) -> bool:
        return parent in self.parents and child in self.children


def _rule(parents: str, children: str, prefix: str) -> _Rule:
    return _Rule(frozenset(parents.split()), frozenset(children.split()), prefix)


_IN_BOOKS = "inbook bookinbook suppbook"
_PARTS = f"{_IN_BOOKS} incollection inreference suppcollection inproceedings conference"
_RULES = (
    _rule("mvbook", "book", "main"),
    _rule("mvcollection mvreference", "collection reference", "main"),
    _rule("mvproceedings", "proceedings", "main"),
    _rule("periodical", "article suppperiodical", "journal"),
    # biblatex has the last two for a part and a whole that belong together, as inbook and book;
    # BibTeX's users take @book for the parent of any.
    _rule("mvbook mvcollection mvreference mvproceedings", _PARTS, "main"),
    _rule("book booklet collection proceedings reference manual", _PARTS, "book"),
)
_WITH_AUTHOR = _rule("mvbook book", _IN_BOOKS, "book")


@dataclass(slots=True, eq=False)
class GivenEntry:
    """An entry: its type, its key, the fields that stand in it by lower-case name, its place.

    ``all`` are its fields with those of others, ``of_containers`` the names of those from
    ``xdata``, ``of_parents`` those from ``crossref``, ``missing`` the keys in ``xdata`` that are
    not followed: known once ``inherit`` has run.
    """

    kind: str
    key: str
    own: Mapping[str, str]
    start: int = 0
    all: Mapping[str, str] = field(default_factory=dict)
    of_containers: frozenset[str] = frozenset()
    of_parents: frozenset[str] = frozenset()
    missing: tuple[str, ...] = ()
    is_read: bool = False


class Broken(NamedTuple):
    """A link that is not followed: whose it is, its field, the key there, and why."""

    given: GivenEntry
    field: str
    key: str
    why: str


def parents_keys(text: str) -> frozenset[str] | None:
    """The keys, in lower case, that entries of a text may take from; None if reading alone tells.

    >>> sorted(parents_keys("@book{a, crossref = {B}} @misc{c, xdata={d, e}}"))
    ['b', 'd', 'd, e', 'e']
    """
    found: set[str] = set()
    for link in _LINK.finditer(text):
        if text[link.start() - 1 : link.start()] == "@" and _HEAD.match(text, link.end()):
            continue
        keys = _PLAIN_KEYS.match(text, link.end())
        if keys is None:
            return None
        said = (keys[1] or keys[2] or "").lower()
        found.update((" ".join(said.split()), *_keys(said)))
    return frozenset(found)


def is_kin(given: GivenEntry, parents: frozenset[str] | None) -> bool:
    """Whether an entry takes from others, or others may take from it, given ``parents_keys``."""
    if parents is None or CONTAINER in given.own or _CROSSREF in given.own:
        return True
    if not parents:
        return False
    keys = (given.key, *_keys(given.own.get("ids", "")))
    return any(key.lower() in parents for key in keys)


def inherit(givens: Sequence[GivenEntry]) -> list[Broken]:
    """Give each entry what it takes from others; tells of the links that are not followed.

    The time is in proportion to the number of entries.
    """
    family = _Family(_by_key(givens))
    for given in givens:
        family.read(given)
    return family.broken


def _by_key(givens: Sequence[GivenEntry]) -> dict[str, GivenEntry]:
    """Entries by key, by their other keys (``ids``), and as BibTeX does without regard to case."""
    found: dict[str, GivenEntry] = {}
    for given in givens:
        found.setdefault(given.key, given)
    for given in givens:
        for key in _keys(given.own.get("ids", "")):
            found.setdefault(key, given)
    for given in givens:
        found.setdefault(given.key.lower(), given)
    return found


def _keys(text: str) -> list[str]:
    return [" ".join(key.split()) for key in text.split(",") if key.strip()]


@dataclass(slots=True)
class _Family:
    """Entries while they are read, and the way from the first child to the one being read."""

    by_key: Mapping[str, GivenEntry]
    broken: list[Broken] = field(default_factory=list)
    way: list[GivenEntry] = field(default_factory=list)

    def read(self, given: GivenEntry) -> None:
        """Read an entry, those that it takes from first."""
        if given.is_read:
            return
        given.is_read = True
        own = {name: value for name, value in given.own.items() if value.strip()}
        given.all = own
        self.way.append(given)
        if any(map(_SINGLE_MARK.search, own.values())):
            given.all = own = self._with_singles(given, own)
        if CONTAINER in own:
            told = len(self.broken)
            taken: dict[str, str] = {}
            for each in self._followed(given, CONTAINER, _keys(own[CONTAINER])):
                taken |= each.all
            given.missing = tuple(each.key for each in self.broken[told:] if each.given is given)
            given.all = _filled(own, taken, _NOT_OF_CONTAINERS)
            given.of_containers = frozenset(given.all.keys() - own.keys())
        if _CROSSREF in own:
            for parent in self._followed(given, _CROSSREF, [" ".join(own[_CROSSREF].split())]):
                before = given.all.keys()
                given.all = _filled(given.all, _as_of_child(parent, given), _NOT_OF_PARENTS)
                given.of_parents = frozenset(given.all.keys() - before)
        self.way.pop()

    def _with_singles(self, given: GivenEntry, own: Mapping[str, str]) -> dict[str, str]:
        """The fields with single values of containers in their places; none for one not there."""
        found: dict[str, str] = {}
        for name, text in own.items():
            parts = [self._single(given, name, part) for part in _AND.split(text)]
            if value := " and ".join(filter(None, parts)):
                found[name] = value
        return found

    def _single(self, given: GivenEntry, name: str, text: str) -> str:
        """A value, or the one of a container that stands for it: ``xdata=key-author-2``."""
        asked = _SINGLE.fullmatch(text)
        if not asked or name in _NOT_OF_CONTAINERS:
            return text
        for other in self._followed(given, CONTAINER, [asked["key"]]):
            values = other.all.get(asked["field"].lower(), "")
            if not asked["place"]:
                return values
            listed = _AND.split(values)
            place = int(asked["place"])
            return listed[place - 1].strip() if place <= len(listed) else ""
        return ""

    def _followed(self, given: GivenEntry, name: str, keys: Iterable[str]) -> Iterator[GivenEntry]:
        for key in keys:
            other = self.by_key.get(key) or self.by_key.get(key.lower())
            why = self._why_not(other, name)
            if other and not why:
                self.read(other)
                why = "holds too much to be taken" if _is_too_long(other.all) else ""
            if why:
                self.broken.append(Broken(given, name, key, why))
            elif other:
                yield other

    def _why_not(self, other: GivenEntry | None, name: str) -> str:
        if other is None:
            return "is not in the file"
        if name == CONTAINER and other.kind != CONTAINER:
            return f"is no @{CONTAINER}"
        if other in self.way:
            return "leads back to it in a circle"
        return "ends too long a chain" if len(self.way) > _LONGEST_CHAIN else ""


def _is_too_long(fields: Mapping[str, str]) -> bool:
    return len(fields) > _MOST_FIELDS or sum(map(len, fields.values())) > _MOST_CHARACTERS


def _filled(
    own: Mapping[str, str], others: Mapping[str, str], never: frozenset[str]
) -> dict[str, str]:
    """The fields of an entry with those of others that it lacks."""
    taken = {
        name: value
        for name, value in others.items()
        if name not in never and not _has(own, name, others)
    }
    return {**own, **taken}


def _has(own: Mapping[str, str], name: str, others: Mapping[str, str]) -> bool:
    """Whether an entry says itself what this field of another would."""
    if name in own or _BESIDE.get(name) in own:
        return True
    if name in _DATE:  # a date is one thing; a month is that of its year
        is_of_year = "date" not in own and own.get("year") == others.get("year")
        return ("date" in own or "year" in own) and not is_of_year
    return not own.keys().isdisjoint(_SAME.get(name, ()))


def _as_of_child(parent: GivenEntry, child: GivenEntry) -> dict[str, str]:
    """The fields of a parent by the names that they have in this child."""
    fields = dict(parent.all)
    if "doi.org/10." in fields.get("url", ""):
        del fields["url"]
    is_biblatex = _is_biblatex(parent) or _is_biblatex(child)
    rule = next((each for each in _RULES if each.fits(parent.kind, child.kind)), None)
    if rule is None or not (is_biblatex or "title" in child.all):
        return fields
    author = fields.get("author", "")
    is_with_author = bool(author) and _WITH_AUTHOR.fits(parent.kind, child.kind)
    if is_with_author and child.all.get("author", author) != author:
        fields["bookauthor"] = author
    titles = {name: fields.pop(name, "") for name in _OWN_TITLES}
    fields.pop("pages", None)
    # BibTeX has no rules: there the title for children stands in the parent beside its own.
    if is_biblatex or f"{rule.prefix}title" not in fields:
        fields |= {f"{rule.prefix}{name}": titles[name] for name in _TITLES if titles[name]}
    return fields


def _is_biblatex(given: GivenEntry) -> bool:
    return given.kind in _BIBLATEX_TYPES or not given.own.keys().isdisjoint(_BIBLATEX)
