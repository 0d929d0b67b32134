"""An abstract's raised and lowered numbers stay what they are, in every format and back."""

from __future__ import annotations

import pytest

from refkit.formats.bibtex.reader import read_bibtex
from refkit.formats.csl_json.reader import read_item
from refkit.formats.export import Options
from refkit.formats.register import exporter
from refkit.formats.ris.reader import read_ris
from refkit.formats.saved.mapping import dumps, loads
from refkit.text.markup import read_abstract
from tests.builders import bibliography_of, make_entry, make_work

DEPOSITED = (
    "<jats:title>Abstract</jats:title><jats:p>We gave 1×10<jats:sup>6</jats:sup> CD19"
    "<jats:sup>+</jats:sup> cells under 5% CO<jats:sub>2</jats:sub> to "
    "<jats:italic>Apis</jats:italic>.</jats:p>"
)
PLAIN = "We gave 1×10⁶ CD19⁺ cells under 5% CO₂ to Apis."
IN_TEX = (
    r"1{\texttimes}10\textsuperscript{6} CD19\textsuperscript{+}",
    r"1$\times$10\textsuperscript{6} CD19\textsuperscript{+}",
    r"1×10\textsuperscript{6} CD19\textsuperscript{+}",
)


def written(format_: str) -> str:
    work = make_work(abstract=read_abstract(DEPOSITED))
    return exporter(format_).render(bibliography_of(make_entry(work)), Options())


@pytest.mark.parametrize("format_", ["bibtex", "biblatex"])
def test_tex_has_commands_for_all_of_it(format_: str) -> None:
    text = written(format_)

    assert any(spelled in text for spelled in IN_TEX)
    assert r"CO\textsubscript{2} to \textit{Apis}" in text


def test_csl_json_has_tags_for_all_of_it() -> None:
    text = written("csl-json")

    assert "10<sup>6</sup> CD19<sup>+</sup>" in text
    assert "CO<sub>2</sub> to <i>Apis</i>" in text


def test_ris_has_raised_numbers_and_tells_of_the_italics() -> None:
    entry = make_entry(make_work(abstract=read_abstract(DEPOSITED)))

    assert f"AB  - {PLAIN}" in written("ris")
    assert [(loss.field, loss.why) for loss in exporter("ris").losses(entry, Options())] == [
        ("abstract", "plain text has no italic")
    ]


def test_the_saved_form_keeps_it() -> None:
    work = make_work(abstract=read_abstract(DEPOSITED))

    saved = loads(dumps(bibliography_of(make_entry(work))))

    assert saved.entries[0].work.abstract == work.abstract


def test_what_was_saved_as_plain_text_is_read_as_it_stands() -> None:
    assert read_item({"id": "a", "abstract": "At p < 0.05.\nTwice."}).abstract.plain == (
        "At p < 0.05.\nTwice."
    )


@pytest.mark.parametrize(
    "text",
    [
        r"We gave 1$\times$10$^6$ cells",
        r"We gave 1\texttimes 10\textsuperscript{6} cells",
        "We gave 1×10⁶ cells",
        "<jats:p>We gave 1×10<jats:sup>6</jats:sup> cells</jats:p>",
    ],
)
def test_a_user_s_library_says_it_in_many_ways(text: str) -> None:
    library = read_bibtex(f"@article{{a, title = {{On bees}}, abstract = {{{text}}}}}", "a.bib")
    rendered = exporter("ris").render(bibliography_of(*library.entries), Options())

    assert "AB  - We gave 1×10⁶ cells\r\n" in rendered
    losses = exporter("ris").losses(library.entries[0], Options())
    assert "abstract" not in [loss.field for loss in losses]


def test_ris_and_csl_json_with_crossref_s_tags_are_read() -> None:
    deposited = "<jats:p>10<jats:sup>6</jats:sup> cells</jats:p>"

    library = read_ris(f"TY  - JOUR\nTI  - On bees\nAB  - {deposited}\nER  - \n", "a.ris")
    item = read_item({"id": "a", "abstract": deposited})

    assert library.entries[0].work.abstract == item.abstract == read_abstract(deposited)
