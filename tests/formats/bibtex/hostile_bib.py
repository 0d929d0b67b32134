"""Strategies that make .bib text as it is found, and as nobody should write it."""

from __future__ import annotations

from hypothesis import strategies as st

_BLOCKS = ["\r\n", "\n@misc{x, title={y}}\n", "\n@book{", "ä", "\x00", "$^{+}$"]
_NASTY = [*'{}()"\\,=@#% \t\n\r', *_BLOCKS]
_CALM = ["On bees", "{CAR-T} cells", r"M{\"u}ller", "1--9", "2025", "Berg, Ada and {A and B}", ""]

junk = st.lists(st.sampled_from([*_NASTY, "text ", "% note\n", "me@home{x}"]), max_size=6).map(
    "".join
)
wild = st.lists(st.sampled_from([*_NASTY, *_CALM, "a"]), max_size=8).map("".join)
calm = st.sampled_from(_CALM)
names = st.sampled_from(
    ["title", "Title", "author", "year", "note", "keywords", "Keywords", "doi", "x-y"]
)


def _balanced(text: str) -> str:
    """The text with the braces that match nothing left out."""
    kept: list[str] = []
    open_: list[int] = []
    for sign in text:
        if sign == "{":
            open_.append(len(kept))
        if sign == "}" and not open_:
            continue
        if sign == "}":
            open_.pop()
        kept.append(sign)
    for place in reversed(open_):
        del kept[place]
    return "".join(kept)


inner = wild.map(_balanced) | calm
values = st.one_of(
    inner.map(lambda text: f"{{{text}}}"),
    inner.map(lambda text: '"' + text.replace('"', "") + '"'),
    st.sampled_from(["2025", "nov", 'jb # " and " # {x}', '10 # "~12"', "undefined"]),
)
fields = st.tuples(names, st.sampled_from([" = ", "=", "\t= ", "   =  "]), values)
gaps = st.sampled_from([",\n  ", ", ", ",", "\n, ", ",\r\n\t", ",\n\n"])
closings = st.sampled_from(["", ",", "\n", ",\n", " ,\r\n"])


@st.composite
def entries(draw: st.DrawFn) -> str:
    """An entry that is well made, whatever its values hold."""
    opening, closing = draw(st.sampled_from(["{}", "()"]))
    gap = draw(gaps)
    body = gap.join(["".join(field) for field in draw(st.lists(fields, max_size=4))])
    key = draw(st.sampled_from(["a", "Berg2025", "a:b/c", "ü"]))
    kind = draw(st.sampled_from(["misc", "Article", "BOOK", "thesis"]))
    return f"@{kind}{opening}{key}{gap if body else ''}{body}{draw(closings)}{closing}"


blocks = st.one_of(
    entries(),
    st.sampled_from(['@string{jb = "J. Bees"}', "@preamble{ {x} }", "@Comment{jabref-meta: a:b;}"]),
    wild.map(lambda text: f"@misc{{bad, title = {text}"),
)
libraries = st.lists(
    st.tuples(blocks, st.sampled_from(["\n", "\n\n", "\r\n"]) | junk), max_size=5
).map(lambda parts: "".join(block + gap for block, gap in parts))
