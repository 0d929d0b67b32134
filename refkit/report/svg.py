"""matplotlib's SVG made small and readable: no ids, no metadata, one title and one description."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple
from xml.etree import ElementTree

from refkit.report.colours import DARK, LIGHT

_SVG = "http://www.w3.org/2000/svg"
_HREF = "{http://www.w3.org/1999/xlink}href"
# Journals take the first two; a layout for the widest of them has room for all.
_FONTS = "Arial, Helvetica, Liberation Sans, DejaVu Sans, sans-serif"
_VARIABLE = {value: f"var(--{name})" for name, value in LIGHT.items()}
_DROPPED_STYLES = {"font-family", "clip-path"}


class Words(NamedTuple):
    """A figure's file name, its title and its description."""

    name: str
    title: str
    description: str


def tidy(
    text: str,
    words: Words,
    *,
    inline: bool,
    links: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The drawing as one ``<svg>`` element with its text alternative.

    ``inline`` is for a page: the page's colours as custom properties and no XML declaration.
    Without it the size is in millimetres, as journals give it. ``links`` has for each place that
    is drawn as a link what it leads to, in words; ``with_links`` says where it leads.
    """
    # What is read was written by matplotlib a moment ago.
    drawn = ElementTree.fromstring(text)  # noqa: S314
    root = ElementTree.Element(
        "svg",
        {
            **({} if inline else {"xmlns": _SVG}),
            **{side: _length(drawn.get(side, ""), inline=inline) for side in ("width", "height")},
            "viewBox": _rounded(drawn.get("viewBox", "")),
            # What is in an image is hidden from who hears the page; links are to be reached.
            "role": "group" if links else "img",
            "aria-labelledby": f"{words.name}-title {words.name}-description",
            "font-family": _FONTS,
        },
    )
    for tag, content in (("title", words.title), ("desc", words.description)):
        ending = "title" if tag == "title" else "description"
        ElementTree.SubElement(root, tag, {"id": f"{words.name}-{ending}"}).text = content
    place_of = {
        inner: link.get(_HREF, "") for link in drawn.iter(f"{{{_SVG}}}a") for inner in link.iter()
    }
    linked: dict[str, ElementTree.Element] = {}  # a box and its number are one link
    for element in drawn.iter():
        kind = element.tag.removeprefix(f"{{{_SVG}}}")
        if kind in ("path", "text"):
            place = place_of.get(element, "")
            if place in links and place not in linked:
                named = {"href": place, "aria-label": links[place]}
                linked[place] = ElementTree.SubElement(root, "a", named)
            linked.get(place, root).append(_plain(element, kind, inline=inline))
    body = ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)
    return body if inline else f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def with_dark(svg: str) -> str:
    """A drawing of ``tidy``, to stand by itself, that takes the colours of a dark ground on a
    screen that has one, and is no wider than its window."""
    dark = " ".join(
        f'[{name}="{light}"] {{{name}: {DARK[colour]}}}'
        for name in ("fill", "stroke")
        for colour, light in LIGHT.items()
        if f'{name}="{light}"' in svg
    )
    style = (
        "<style>svg {max-width: 100%; height: auto} "
        f"@media screen and (prefers-color-scheme: dark) {{{dark}}}</style>"
    )
    return svg.replace("</desc>", f"</desc>{style}", 1)


def with_links(svg: str, addresses: Mapping[str, str]) -> str:
    """A drawing whose places lead to their addresses; one that has none is no link."""
    root = ElementTree.fromstring(svg)  # noqa: S314 (``tidy`` made it)
    for each in root.iter("a"):
        if address := addresses.get(each.get("href", ""), ""):
            each.set("href", address)
        else:
            each.tag = "g"
            each.attrib.clear()
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)


def _plain(element: ElementTree.Element, kind: str, *, inline: bool) -> ElementTree.Element:
    """A path or a text with its style as attributes, and nothing else."""
    places = ((name, element.get(name, "")) for name in ("d", "x", "y", "transform"))
    attributes = {
        name: _rounded(" ".join(value.split()))
        for name, value in places
        if value and not value.startswith("rotate(-0 ")
    }
    for part in element.get("style", "").split("; "):
        name, _, value = part.partition(": ")
        if name and name not in _DROPPED_STYLES:
            attributes[name] = _VARIABLE.get(value, value) if inline else value
    plain = ElementTree.Element(kind, attributes)
    plain.text = (element.text or "") if kind == "text" else None
    return plain


def _length(points: str, *, inline: bool) -> str:
    if inline:
        return _rounded(points)
    return _rounded(f"{float(points.removesuffix('pt')) * 25.4 / 72:.4f}") + "mm"


def _rounded(text: str) -> str:
    """Numbers to a hundredth of a point."""
    return _LONG.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), text)


_LONG = re.compile(r"\d+\.\d+")
