"""XML from outside: no entity of its own, nothing fetched, and text with the styles of a title."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from refkit.errors import InputError
from refkit.regex import lazy_regex

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MATH = "{http://www.w3.org/1998/Math/MathML}"
_STYLES = frozenset({"b", "i", "sub", "sup", "u"})
_DECLARED = lazy_regex(r"\ufeff?\s*")


def read_xml(text: str, where: str) -> Element:
    """The root of an XML text; raises InputError where it is none, or declares entities.

    A document type is passed over: what it points to is never asked for.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(_DECLARED.sub("", text, count=1))
    except ParseError as error:
        line, column = error.position
        raise InputError(
            f"{where}: is not XML (line {line}, column {column + 1}: {_reason(error)})"
        ) from None
    except DefusedXmlException:
        raise InputError(
            f"{where}: declares entities of its own, which are not read; export it anew"
        ) from None
    except (ValueError, LookupError, RecursionError) as error:
        raise InputError(f"{where}: is not XML that can be read ({error})") from None
    return root


def _reason(error: Exception) -> str:
    return str(error).partition(":")[0]


def inside(element: Element | None) -> str:
    """All text of an element, on one line."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def marked_up(element: Element | None) -> str:
    """The text of an element with the tags of styles and formulas, everything else escaped."""
    return " ".join("".join(_marked_up(element)).split()) if element is not None else ""


def _marked_up(element: Element) -> Iterator[str]:
    """Element by element, without a call for each level: hostile text may have very many."""
    yield escape(element.text or "", quote=False)
    open_: list[tuple[Element, Iterator[Element]]] = [(element, iter(element))]
    while open_:
        parent, children = open_[-1]
        child = next(children, None)
        if child is None:
            open_.pop()
            if open_:
                yield f"{_tag(parent, '/')}{escape(parent.tail or '', quote=False)}"
            continue
        yield f"{_tag(child)}{escape(child.text or '', quote=False)}"
        open_.append((child, iter(child)))


def _tag(element: Element, slash: str = "") -> str:
    name = str(element.tag)
    if name.startswith(_MATH):
        return f"<{slash}mml:{name.removeprefix(_MATH)}>"
    return f"<{slash}{name}>" if name in _STYLES else ""
