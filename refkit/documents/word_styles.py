"""What Word says of a paragraph in another part: its style, and the number that it counts for it.

Numbering: ECMA-376 part 1, 17.9. A paragraph has a list (``numId``) and a level; a list is an
instance of an abstract one, whose levels have a format (``%1.``) and count on wherever an instance
of it is used, but where this one says that it starts anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from refkit.documents.word_xml import child, is_on, name_of, number, value

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LONGEST_CHAIN = 20  # styles that are based on each other, perhaps in a circle
_LEVELS = 9
_TWIPS = 20  # a point has twenty
_BODY_TEXT = 9  # an outline level that is none
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST_ROMAN = 4000
_MOST_REPEATED = 20  # the 27th letter is "aa", the 53rd "aaa"
# Levels that show no number.
_BULLETS = {"bullet", "none"}


class Styles:
    """The styles of a document, each asked with those that it is based on."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._default = ""
        self._hiding: dict[str, bool] = {}
        for each in root if root is not None else ():
            if name_of(each) == "w:style":
                id_ = value(each, "w:styleId")
                self._styles.setdefault(id_, each)
                if value(each, "w:type") == "paragraph" and is_default(each):
                    self._default = id_

    def found(self, properties: Element | None, *way: str) -> Element | None:
        """A property (``w:numPr``) of a paragraph, its own or its style's."""
        own = child(properties, *way)
        if own is not None:
            return own
        id_ = value(child(properties, "w:pStyle"))
        styles = (child(style, "w:pPr", *way) for style in self._chain(id_))
        return next((each for each in styles if each is not None), None)

    def names(self, properties: Element | None) -> tuple[str, ...]:
        """What a paragraph's style and those that it is based on are called, in lower case."""
        id_ = value(child(properties, "w:pStyle"))
        called = (value(child(style, "w:name")) for style in self._chain(id_))
        return tuple(name.casefold() for name in (id_, *called) if name)

    def is_heading(self, properties: Element | None) -> bool:
        """Whether a paragraph stands in the outline, or is called a heading."""
        level = self.found(properties, "w:outlineLvl")
        if level is not None:
            return number(value(level), _BODY_TEXT) < _BODY_TEXT
        return any(name.startswith(("heading ", "title")) for name in self.names(properties))

    def hides(self, paragraph: Element | None, run: Element | None) -> bool:
        """Whether text is hidden, by the run itself, its style or the paragraph's."""
        own = child(run, "w:vanish")
        if own is not None:
            return is_on(own)
        named = (value(child(run, "w:rStyle")), value(child(paragraph, "w:pStyle")))
        return any(self._hides(id_) for id_ in named if id_)

    def _hides(self, id_: str) -> bool:
        if id_ not in self._hiding:
            said = (child(style, "w:rPr", "w:vanish") for style in self._chain(id_))
            self._hiding[id_] = is_on(next((each for each in said if each is not None), None))
        return self._hiding[id_]

    def indent(self, properties: Element | None) -> float:
        """How far the first line is set in, in points."""
        found = self.found(properties, "w:ind")
        left = value(found, "w:left") or value(found, "w:start")
        first = number(value(found, "w:firstLine")) - number(value(found, "w:hanging"))
        return (number(left) + first) / _TWIPS

    def numbering_of(self, id_: str) -> str:
        """The list that a style of lists stands for."""
        return value(child(self._styles.get(id_), "w:pPr", "w:numPr", "w:numId"))

    def _chain(self, id_: str) -> Iterator[Element]:
        id_ = id_ or self._default
        for _ in range(_LONGEST_CHAIN):
            style = self._styles.get(id_)
            if style is None:
                return
            yield style
            id_ = value(child(style, "w:basedOn"))


def is_default(style: Element) -> bool:
    """Whether a style is the one of paragraphs that name none."""
    return value(style, "w:default") in {"1", "true", "on"}


@dataclass(slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    restarts_after: int = -1
    is_legal: bool = False


@dataclass(slots=True)
class _List:
    """An instance: its abstract list, its levels, and where it begins to count anew."""

    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the paragraphs of all lists; each has to be asked for once, in order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, Element] = {}
        self._lists: dict[str, _List] = {}
        self._counters: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[tuple[str, int]] = set()
        parts = list(root) if root is not None else []
        for each in parts:
            if name_of(each) == "w:abstractNum":
                self._abstract[value(each, "w:abstractNumId")] = each
        self._instances = {
            value(each, "w:numId"): each for each in parts if name_of(each) == "w:num"
        }

    def next(self, properties: Element | None) -> tuple[bool, str]:
        """Whether a paragraph is an item of a list, and its number, without brackets and stop."""
        found = self._styles.found(properties, "w:numPr", "w:numId")
        id_ = value(found)
        if id_ in {"", "0"}:
            return False, ""
        list_ = self._list(id_)
        if list_ is None:
            return True, ""
        own = self._styles.found(properties, "w:numPr", "w:ilvl")
        level = min(number(value(own)), _LEVELS - 1)
        self._count(id_, list_, level)
        return True, self._label(list_, level)

    def _list(self, id_: str) -> _List | None:
        if id_ not in self._lists:
            instance = self._instances.get(id_)
            if instance is None:
                return None
            self._lists[id_] = self._read(instance)
        return self._lists[id_]

    def _read(self, instance: Element) -> _List:
        abstract = value(child(instance, "w:abstractNumId"))
        found = self._abstract.get(abstract)
        link = value(child(found, "w:numStyleLink"))
        if link:  # its levels stand in the list of a style
            other = self._instances.get(self._styles.numbering_of(link))
            abstract = value(child(other, "w:abstractNumId")) or abstract
            found = self._abstract.get(abstract)
        list_ = _List(abstract, dict(_levels(found)))
        for each in instance:
            if name_of(each) == "w:lvlOverride":
                place = number(value(each, "w:ilvl"))
                list_.levels.update(_levels(each))
                start = child(each, "w:startOverride")
                if start is not None:
                    list_.starts[place] = number(value(start))
        return list_

    def _count(self, id_: str, list_: _List, level: int) -> None:
        counters = self._counters[list_.abstract]
        anew = level in list_.starts and (id_, level) not in self._begun
        self._begun.add((id_, level))
        start = list_.levels.get(level, _Level()).start
        if anew:
            counters[level] = list_.starts[level]
        else:
            counters[level] = counters[level] + 1 if level in counters else start
        for deeper in [each for each in counters if each > level]:
            after = list_.levels.get(deeper, _Level()).restarts_after
            if after == -1 or level < after:
                del counters[deeper]

    def _label(self, list_: _List, level: int) -> str:
        at = list_.levels.get(level, _Level(text=f"%{level + 1}"))
        if at.format in _BULLETS:
            return ""
        counters = self._counters[list_.abstract]
        text = at.text
        for place in range(level + 1):
            shown = list_.levels.get(place, _Level())
            form = "decimal" if at.is_legal else shown.format
            count = counters.get(place, shown.start)
            text = text.replace(f"%{place + 1}", number_in_format(count, form))
        return text.strip(" \t.,:;()[]{}\u00a0")


def _levels(element: Element | None) -> Iterator[tuple[int, _Level]]:
    for each in element if element is not None else ():
        if name_of(each) == "w:lvl":
            start = child(each, "w:start")
            restart = child(each, "w:lvlRestart")
            yield (
                number(value(each, "w:ilvl")),
                _Level(
                    start=number(value(start), 1) if start is not None else 0,
                    format=value(child(each, "w:numFmt")) or "decimal",
                    text=value(child(each, "w:lvlText")),
                    restarts_after=number(value(restart), -1) if restart is not None else -1,
                    is_legal=is_on(child(each, "w:isLgl")),
                ),
            )


def number_in_format(count: int, form: str) -> str:
    """A number in one of Word's formats; in one that is not known, in digits."""
    if form in {"lowerRoman", "upperRoman"} and 0 < count < _MOST_ROMAN:
        text = _roman(count)
    elif form in {"lowerLetter", "upperLetter"} and count > 0:
        letters, place = divmod(count - 1, 26)
        if letters >= _MOST_REPEATED:
            return str(count)
        text = chr(ord("a") + place) * (letters + 1)
    elif form == "decimalZero":
        return f"{count:02}"
    else:
        return "" if form in _BULLETS else str(count)
    return text.upper() if form.startswith("upper") else text


def _roman(count: int) -> str:
    text = ""
    for worth, letters in _ROMAN:
        times, count = divmod(count, worth)
        text += letters * times
    return text
