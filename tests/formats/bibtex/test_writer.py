"""What holds for BibTeX and BibLaTeX alike: nothing is lost unsaid, nothing breaks out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

import bibtexparser
import pytest
from builders import BIBLIOGRAPHIES, ENTRIES, bibliography_of, make_entry, make_work, unresolved
from growth import PARTS, is_linear
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from refkit.formats.bibtex.biblatex_writer import BIBLATEX
from refkit.formats.bibtex.bibtex_writer import BIBTEX
from refkit.formats.export import Exporter, Options, Protect, fields_of
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Pmid
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.tags import Evidence, Tag
from refkit.model.work import Container, Relation, Update, Work, WorkType
from refkit.text.rich import RichText

FORMATS = pytest.mark.parametrize("format_", [BIBTEX, BIBLATEX], ids=lambda each: each.name)
ANNOTATIONS = {"bibtex": "annote", "biblatex": "annotation"}


def fields(format_: Exporter, entry: Entry, options: Options | None = None) -> dict[str, str]:
    text = format_.render(bibliography_of(entry), options or Options())
    library = bibtexparser.parse_string(text)
    assert library.failed_blocks == []
    (block,) = library.entries
    return {each.key: each.value for each in block.fields}


def imported(*kept: tuple[str, str], source: str = "bibtex", tags: tuple[Tag, ...] = ()) -> Entry:
    return make_entry(resolution=Imported(source, kept), citations=(), tags=tags)


def tag(name: str) -> Tag:
    return Tag("modality", name.lower(), name, (Evidence("title", 0, 1, "O", "rule"),))


LOST = {
    "other dates", "orcid", "mesh", "publication_types", "origins", "label_decisions",
}  # fmt: skip


@FORMATS
@given(entry=ENTRIES)
def test_all_is_carried_but_what_is_known_to_be_lost(format_: Exporter, entry: Entry) -> None:
    losses = format_.losses(entry, Options())
    lost = {loss.field for loss in losses if not loss.why.startswith("stands in ")}

    # Of a list of which nobody is known, or no author, nothing can be said to be left out.
    allowed = LOST | {"creators_complete"} if not _authors(entry) else LOST
    nameless = {name for name in fields_of(entry) if name.startswith("creators.")}
    assert lost - _spoiled(format_, entry) <= allowed | nameless | {"kept.file"}


def _authors(entry: Entry) -> list[Creator]:
    return [each for each in entry.work.creators if each.role == "author"]


def _spoiled(format_: Exporter, entry: Entry) -> set[str]:
    return {loss.field for loss in format_.degraded(entry, Options())}


EVERYTHING = Work(
    type=WorkType.CHAPTER,
    title=RichText.of("On bees"),
    original_title="Von Bienen",
    creators=(
        Creator("Berg", "Ada"),
        Creator("Abel", "Bo", role="editor"),
        Creator("Cox", "Di", role="chair"),
    ),
    creators_complete=False,
    container=Container("Hive", "H", collection="Hives"),
    issue="2",
    number="3",
    genre="essay",
    published_print=PartialDate(2025),
    published_online=PartialDate(2024),
    other_dois=(Doi("10.1000/b"), Doi("10.1000/c")),
    mesh=("Bees",),
    relations=(Relation("has-preprint", "10.1000/p"),),
    updates=(Update("retraction", "10.1000/r"),),
    updates_to=(Update("correction", "10.1000/o"),),
)


@FORMATS
def test_what_has_no_field_stands_in_the_annotation(format_: Exporter) -> None:
    read = fields(format_, make_entry(EVERYTHING))

    noted = read[ANNOTATIONS[format_.name]].split("; ")
    # Styles of BibTeX pass over a field that they do not know, biber warns of it.
    chair = {"chair = Cox, Di"} if "chair" in read else {"Chair: Cox, Di"}
    assert chair == {"chair = Cox, Di" if format_.name == "bibtex" else "Chair: Cox, Di"}
    assert (chair - {"chair = Cox, Di"}) | {"Abbreviated: H", "Issue: 2", "Genre: essay",
            "Other DOIs: 10.1000/b, 10.1000/c", "has preprint: 10.1000/p",
            "correction of: 10.1000/o"} <= set(noted)  # fmt: skip
    assert read["author"] == "Berg, Ada and others"
    assert read["note"] == "Retraction, notice 10.1000/r"
    lost = [loss.field for loss in format_.losses(make_entry(EVERYTHING), Options())]
    only_noted = [
        "issue",
        "genre",
        "other_dois",
        "relations",
        "updates_to",
        "container.short_title",
    ]
    assert set(lost) >= {"mesh", "other dates", *only_noted}
    assert "updates" not in lost  # the note is printed


@FORMATS
def test_what_is_carried_in_part_is_told(format_: Exporter) -> None:
    work = make_work(abstract="One.\nTwo.", doi=Doi("10.1000/a}b"))
    entry = make_entry(work, "a b", tags=(tag("T cells, regulatory"),))

    told = {loss.field: loss.why for loss in format_.degraded(entry, Options())}

    assert told == {
        "key": "TeX cannot take it: written a-20-b",
        "doi": "its braces or backslashes: written 10.1000/a%7Db",
        "abstract": "its paragraphs are joined",
        "tags": "readers part 'T cells, regulatory' at its comma or semicolon",
    }


@FORMATS
def test_fields_of_a_users_library_come_back_as_they_stood(format_: Exporter) -> None:
    kept = (("file", r":C\:/a_b%20c.pdf:PDF"), ("Owner", "{Ada} \\& Bo"), ("bdsk-url-1", "x#y"))

    read = fields(format_, imported(*kept))

    assert {name: read[name] for name, _ in kept} == dict(kept)


@FORMATS
def test_a_field_that_does_not_fit_is_a_loss(format_: Exporter) -> None:
    entry = imported(("file", "a}"), ("no name", "b"), ("title", "c"), ("Date", "2020"), ("x", "y"))

    losses = format_.losses(entry, Options())
    lost = {loss.field for loss in losses if not loss.why.startswith("stands in ")}

    assert lost == {"kept.file", "kept.no name", "kept.title", "kept.Date"}
    assert fields(format_, entry)["title"] == "On bees"


@FORMATS
@pytest.mark.parametrize(
    ("own", "written"),
    [
        (r"p $<$ 0.05, {IFN-$\gamma$, raised}", "p < 0.05, {IFN-γ, raised}"),
        (r"US\$ 5, $x_1$, $\unknown$, b\$", r"US\$ 5, $x_1$, $\unknown$, b\$"),
    ],
)
def test_a_keyword_in_unicode_has_no_formula_for_a_sign(
    format_: Exporter, own: str, written: str
) -> None:
    entry = imported(("keywords", own), tags=(tag("a > b"),))
    unicode, tex = Options(unicode=True), Options(unicode=False)

    assert fields(format_, entry, unicode)["keywords"] == f"{written}, a > b"
    assert fields(format_, entry, tex)["keywords"] == f"{own}, a > b"


@FORMATS
def test_tags_are_added_to_the_users_keywords(format_: Exporter) -> None:
    entry = imported(
        ("keywords", "bees, {CAR-T}, R\\&D,"), tags=(tag("CAR-NK"), tag("R&D"), tag("bees"))
    )

    assert fields(format_, entry)["keywords"] == "bees, {CAR-T}, R\\&D, CAR-NK"
    assert not list(format_.losses(entry, Options()))


@FORMATS
def test_remarks_follow_the_users_note_once(format_: Exporter) -> None:
    work = make_work(updates=(Update("retraction", "10.1000/r_1"),))
    told = "Retraction, notice 10.1000/r\\_1"

    def note(own: str) -> str:
        entry = make_entry(work, resolution=Imported("bibtex", (("note", own),)))
        return fields(format_, entry)["note"]

    assert note("Read it.") == f"Read it. {told}"
    assert note(f"Read it. {told}.") == f"Read it. {told}."
    assert note("thin\\,") == f"thin\\,. {told}"


@FORMATS
def test_either_annotation_goes_on(format_: Exporter) -> None:
    work = make_work(original_title="Von Bienen", type=WorkType.SOFTWARE, edition="2")
    kept = (("annote", "Mine; Edition: 2"), ("Annotation", "Too."))
    read = fields(format_, make_entry(work, resolution=Imported("bibtex", kept)))

    written = read[ANNOTATIONS[format_.name]]
    assert written.startswith("Mine; Edition: 2; Too")
    assert written.count("Edition: 2") == 1


@FORMATS
def test_a_library_of_another_format_keeps_its_words_and_notes(format_: Exporter) -> None:
    csl = imported(("keyword", '"a & b"'), ("note", '"Seen %"'), source="csl-json")
    ris = imported(("KW", "a"), ("KW", "b"), ("N1", "Seen {"), source="ris")

    read = fields(format_, csl)
    assert (read["keywords"], read[ANNOTATIONS[format_.name]]) == (r"a \& b", r"note: Seen \%")
    read = fields(format_, ris)
    noted = r"N1: Seen {\textbraceleft}"
    assert (read["keywords"], read[ANNOTATIONS[format_.name]]) == ("a, b", noted)


def test_a_users_own_eprint_stays() -> None:
    work = make_work(pmid=Pmid("13"))
    kept = (("eprint", "2501.00001"), ("eprinttype", "arxiv"))

    read = fields(BIBLATEX, make_entry(work, resolution=Imported("bibtex", kept)))

    assert (read["eprint"], read["eprinttype"]) == ("2501.00001", "arxiv")
    assert read["annotation"] == "PMID: 13"


@FORMATS
def test_of_a_work_of_which_nothing_is_known_an_entry_is_left(format_: Exporter) -> None:
    read = fields(format_, make_entry(Work(WorkType.DOCUMENT)))

    assert read == {"note": "Nothing is known of it"}


OPTIONS = [
    Options(unicode=unicode, protect=protect)
    for unicode, protect in itertools.product((True, False), Protect)
]
ANY = st.text(st.characters(), max_size=10)
NASTY = ANY | st.text("{}\\\n@\"',%#$~^_&=()`-<> a", max_size=10)


def _hostile() -> Iterator[tuple[str, Any]]:
    yield "type", st.sampled_from(WorkType)
    for name in ("title", "abstract"):
        yield name, st.lists(NASTY, max_size=2).map(lambda parts: RichText.of(*parts))
    yield (
        "creators",
        st.lists(
            st.builds(
                Creator, NASTY, NASTY, NASTY, NASTY, NASTY, st.sampled_from(["author", "editor"])
            )
            | st.builds(Creator, role=NASTY, literal=NASTY),
            max_size=3,
        ).map(tuple),
    )
    yield "container", st.builds(Container, NASTY, NASTY, st.just(()), NASTY)
    yield "doi", st.none() | NASTY.map(Doi)
    yield "relations", st.lists(st.builds(Relation, NASTY, NASTY), max_size=1).map(tuple)
    yield "updates_to", st.lists(st.builds(Update, NASTY, NASTY), max_size=1).map(tuple)
    for name in ("volume", "issue", "page", "number", "edition", "genre", "publisher",
                 "publisher_place", "url", "language", "original_title"):  # fmt: skip
        yield name, NASTY


HOSTILE = st.builds(
    Entry,
    id=NASTY,
    work=st.builds(Work, **dict(_hostile())),
    resolution=st.just(unresolved())
    | st.builds(
        Imported,
        st.sampled_from(["bibtex", "ris", "csl-json"]),
        st.lists(
            st.tuples(NASTY | st.sampled_from(["keywords", "note", "annote", "file"]), NASTY),
            max_size=3,
        ).map(tuple),
    ),
    tags=st.lists(NASTY.map(tag), max_size=2).map(tuple),
)


@FORMATS
@given(entry=HOSTILE, options=st.sampled_from(OPTIONS))
def test_nothing_breaks_out_of_its_field(format_: Exporter, entry: Entry, options: Options) -> None:
    pairs = {field.name: field.value for field in format_.fields(entry, options)}
    first, last = make_entry(id_="first"), make_entry(id_="last")
    text = format_.render(bibliography_of(first, entry, last), options).encode().decode()

    library = bibtexparser.parse_string(text)

    assert library.failed_blocks == []
    one, two, three = library.entries
    assert (one.key, three.key) == ("first", "last")
    assert len(library.blocks) == 3
    read = {field.key for field in two.fields}
    assert read == (set(pairs) or {"note"})
    assert list(parse_string(text, "bibtex").entries)[::2] == ["first", "last"]
    list(format_.losses(entry, options))


COMMANDS = re.compile(r"\\([A-Za-z]+)")


@given(st.text(st.characters()))
def test_no_text_runs_a_command(text: str) -> None:
    work = make_work(f"\\input{{x}} {text}", creators=(Creator(f"\\write18 {text}", "A"),))

    written = BIBLATEX.render(bibliography_of(make_entry(work)), Options())

    assert set(COMMANDS.findall(written)) <= {
        "textbackslash", "textbraceleft", "textbraceright", "textasciitilde", "textasciicircum",
    }  # fmt: skip


@FORMATS
@given(bibliography=BIBLIOGRAPHIES)
def test_the_same_gives_the_same(format_: Exporter, bibliography: Bibliography) -> None:
    written = format_.render(bibliography, Options())

    assert written == "".join(format_.chunks(iter(bibliography.entries), Options()))
    assert written == "" or written.endswith("}\n")


@pytest.mark.sweep(4)
@FORMATS
@pytest.mark.parametrize("piece", [" ", "\n", "¹", "{", "}", "\\", "-", "A.", "'", "$", "é, ", "<"])
@PARTS
def test_time_grows_with_the_length_of_a_text_alone(
    format_: Exporter, piece: str, part: int
) -> None:
    def write(count: int) -> None:
        text = piece * count
        work = make_work(
            f"{text}⁴",
            creators=(Creator(text, text), Creator(literal=text)),
            page=f"1-{text}",
            abstract=RichText.of(text),
            url=text,
            doi=Doi(text),
        )
        kept = (("file", text), ("note", text), ("keywords", text))
        entry = make_entry(work, resolution=Imported("bibtex", kept))
        assert len(format_.render(bibliography_of(entry), Options())) > count

    assert is_linear(write, 20_000 // part)
