"""What an entry takes from others by crossref and xdata: for reading, and never in its text."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from growth import is_linear
from hypothesis import given
from hypothesis import strategies as st

from refkit.formats.bibtex.editor import put
from refkit.formats.bibtex.reader import read_bibtex
from refkit.formats.library import Library
from refkit.model.bibliography import Entry
from refkit.model.dates import PartialDate
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.work import Work

PARENT = "title={Whole}, editor={Ode, Cy}, publisher={Press}, year=2004"


def library(*entries: str) -> Library:
    return read_bibtex("\n".join(entries), "x.bib")


def entry_of(key: str, *entries: str) -> Entry:
    return next(each for each in library(*entries).entries if each.id == key)


def work_of(key: str, *entries: str) -> Work:
    return entry_of(key, *entries).work


def links(*entries: str) -> list[tuple[str, str]]:
    return [(link.key, link.message) for link in library(*entries).broken_links]


CHILD = "@inproceedings{c, title={Part}, author={Roe, Ann}, crossref={p}}"


@pytest.mark.parametrize(
    "entries",
    [
        (CHILD, f"@proceedings{{p, {PARENT}}}"),
        (f"@proceedings{{p, {PARENT}}}", CHILD),
        (CHILD.replace("{p}", "{P}"), f"@proceedings{{p, {PARENT}}}"),
        (CHILD.replace("{p}", '"p"'), f"@proceedings{{p, {PARENT}}}"),
        (CHILD.replace("{p}", "{alias}"), f"@proceedings{{p, ids={{x, alias}}, {PARENT}}}"),
        (CHILD, f"@proceedings{{p, {PARENT}}}", "@misc{p, title={A second of this key}}"),
    ],
)
def test_a_child_has_what_it_lacks_from_its_parent(entries: tuple[str, ...]) -> None:
    work = work_of("c", *entries)

    assert (work.title.plain, work.container.title) == ("Part", "Whole")
    assert work.creators == (Creator("Roe", "Ann"), Creator("Ode", "Cy", role="editor"))
    assert (work.publisher, work.issued) == ("Press", PartialDate(2004))


@pytest.mark.parametrize(
    ("child", "parent"),
    [
        ("inbook", "book"),
        ("incollection", "collection"),
        ("inproceedings", "proceedings"),
        ("conference", "proceedings"),
        ("inreference", "reference"),
        ("suppperiodical", "periodical"),
        ("article", "periodical"),
        ("incollection", "book"),  # no rule of biblatex's, and what BibTeX's users write
        ("inproceedings", "book"),
    ],
)
def test_the_parents_title_is_that_of_the_book_or_journal(child: str, parent: str) -> None:
    work = work_of(
        "c", f"@{child}{{c, title={{Part}}, crossref={{p}}}}", f"@{parent}{{p, {PARENT}}}"
    )

    assert work.container.title == "Whole"


def test_what_stands_in_the_child_counts() -> None:
    own = "booktitle={Own}, location={There}, date={1999}"
    child = f"@inbook{{c, title={{Part}}, {own}, crossref={{p}}}}"

    work = work_of("c", child, "@book{p, title={Whole}, address={Town}, year=2004, month=may}")

    assert (work.container.title, work.publisher_place) == ("Own", "There")
    assert work.issued == PartialDate(1999)


def test_an_empty_field_lacks_its_value() -> None:
    work = work_of("c", "@inbook{c, title={Part}, year={}, crossref={p}}", f"@book{{p, {PARENT}}}")

    assert work.issued == PartialDate(2004)


def test_in_bibtex_the_title_for_children_stands_beside_the_parents_own() -> None:
    parent = "@book{p, title={Whole}, booktitle={Whole (eds.)}, year=2004}"

    assert work_of("c", CHILD, parent).container.title == "Whole (eds.)"
    # biblatex has a rule, and a field of biblatex's tells that it is meant.
    dated = parent.replace("year=2004", "date={2004}")
    assert work_of("c", CHILD.replace("@inp", "@InP"), dated).container.title == "Whole"


def test_a_part_without_a_title_has_its_books_as_bibtex_has_it() -> None:
    work = work_of("c", "@inbook{c, chapter=12, crossref={p}}", f"@book{{p, {PARENT}}}")

    assert work.title.plain == "Whole"


def test_the_author_of_a_book_is_not_the_author_of_the_part() -> None:
    parent = "@book{p, author={Poe, Bo}, title={Whole}}"

    work = work_of("c", "@inbook{c, author={Roe, Ann}, title={Part}, crossref={p}}", parent)
    same = work_of("c", "@inbook{c, author={Poe, Bo}, title={Part}, crossref={p}}", parent)

    assert work.creators == (Creator("Roe", "Ann"), Creator("Poe", "Bo", role="container-author"))
    assert same.creators == (Creator("Poe", "Bo"),)


def test_a_parent_may_have_one_itself() -> None:
    entries = (
        "@inbook{c, title={Part}, crossref={v}}",
        "@book{v, title={Volume}, volume=2, crossref={m}}",
        "@mvbook{m, title={Main}, publisher={Press}, date={2004}}",
    )

    work = work_of("c", *entries)

    assert (work.container.title, work.volume, work.publisher) == ("Volume", "2", "Press")
    assert work.issued == PartialDate(2004)


@pytest.mark.parametrize(
    "field",
    ["doi = {10.1000/p}", "url = {https://doi.org/10.1000/p}", "pmid = {123}", "abstract = {Of all}",
     "eprint = {123}, eprinttype = {pubmed}", "pages = {1--400}", "shorttitle = {W}",
     "note = {Retracted}", "keywords = {of all}"],
)  # fmt: skip
def test_what_names_the_parent_is_not_the_childs(field: str) -> None:
    plain = work_of("c", CHILD, f"@book{{p, {PARENT}}}")

    assert work_of("c", CHILD, f"@book{{p, {PARENT}, {field}}}") == plain


def test_xref_inherits_nothing() -> None:
    work = work_of("c", CHILD.replace("crossref", "xref"), f"@proceedings{{p, {PARENT}}}")

    assert (work.container.title, work.publisher) == ("", "")


def test_containers_give_their_fields_and_are_no_works() -> None:
    found = library(
        "@xdata{press, publisher={Press}, note={Of the press}}",
        "@XData{place, location={Town}, xdata={deep}}",
        "@xdata{deep, series={Series}}",
        "@book{c, title={Whole}, date={2012}, publisher={Own}, xdata={press, place}}",
    )

    (entry,) = found.entries
    work = entry.work
    assert (work.publisher, work.publisher_place) == ("Own", "Town")
    assert work.container.collection == "Series"
    assert entry.resolution == Imported("bibtex", (("note", "Of the press"),))
    assert [found.text[slice(*span)][:6] for span in found.spans] == ["@book{"]


def test_of_two_containers_the_last_counts() -> None:
    one, two = "@xdata{one, location={Here}}", "@xdata{two, location={There}}"

    assert work_of("c", one, two, "@book{c, title={x}, xdata={one,two}}").publisher_place == "There"


def test_a_container_serves_a_parent() -> None:
    work = work_of(
        "c", CHILD, "@proceedings{p, title={Whole}, xdata={x}}", "@xdata{x, date={2004}}"
    )

    assert work.issued == PartialDate(2004)


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ((CHILD,), [("c", "its crossref p is not in the file")]),
        (("@book{c, title={x}, crossref={c}}",), [("c", "its crossref c leads back to it in a circle")]),
        (
            ("@book{a, title={x}, crossref={b}}", "@book{b, title={y}, crossref={a}}"),
            [("b", "its crossref a leads back to it in a circle")],
        ),
        (("@book{c, title={x}, xdata={no, c}}",),
         [("c", "its xdata no is not in the file"), ("c", "its xdata c is no @xdata")]),
        (("@book{c, title={x}, xdata={a}}", "@xdata{a, xdata={b}}", "@xdata{b, xdata={a}}"),
         [("b", "its xdata a leads back to it in a circle")]),
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_told(entries: tuple[str, ...], told: list[tuple[str, str]]) -> None:
    assert links(*entries) == told


def test_what_leads_nowhere_is_told_with_its_line() -> None:
    assert [link.line for link in library("@misc{a, title={x}}", "", CHILD).broken_links] == [3]


def test_a_container_that_is_not_there_stays_named() -> None:
    entry = entry_of("c", "@book{c, title={x}, xdata={no, y}}", "@xdata{y, date={2004}}")

    assert entry.resolution == Imported("bibtex", (("xdata", "no"),))


def test_what_a_work_cannot_say_of_its_whole_is_kept_with_it() -> None:
    main = "@mvcollection{m, title={Main}, subtitle={Sub}, owner={jo}, timestamp={2020}, note={x}}"
    parent = "@collection{p, title={Whole}, issuetitle={Special}, crossref={m}}"
    child = "@incollection{c, title={Part}, crossref={p}, mainsubtitle={Own}}"

    entry = entry_of("c", child, parent, main)

    assert isinstance(entry.resolution, Imported)
    assert entry.resolution.kept == (
        ("crossref", "p"),
        ("mainsubtitle", "Own"),
        ("issuetitle", "Special"),
        ("maintitle", "Main"),
    )


def test_single_values_of_containers_stand_for_themselves() -> None:
    entries = (
        "@xdata{my-press, publisher={{Bee and Co.}}, author={Poe, Bo and Ode, Cy}, xdata={deep}}",
        "@xdata{deep, location={Town}}",
        "@book{c, title={x}, author={Roe, Ann and xdata=my-press-author-2},"
        " publisher = {xdata=my-press-publisher}, location = { XDATA = my-press-location }}",
    )

    entry = entry_of("c", *entries)

    assert entry.work.creators == (Creator("Roe", "Ann"), Creator("Ode", "Cy"))
    assert (entry.work.publisher, entry.work.publisher_place) == ("Bee and Co.", "Town")
    assert entry.resolution == Imported("bibtex")


def test_a_single_value_that_is_not_there_is_told_and_is_no_name() -> None:
    entries = (
        "@xdata{x, author={Poe, Bo}}",
        "@book{c, title={x}, author={xdata=x-author-3}, publisher={xdata=no-publisher}}",
    )

    entry = entry_of("c", *entries)

    assert (entry.work.creators, entry.work.publisher) == ((), "")
    assert entry.resolution == Imported(
        "bibtex", (("author", "xdata=x-author-3"), ("publisher", "xdata=no-publisher"))
    )
    assert links(*entries) == [("c", "its xdata no is not in the file")]


def test_the_text_stays_as_it_is() -> None:
    found = library(CHILD, f"@proceedings{{p, {PARENT}}}", "@xdata{x, note={y}}")

    assert found.with_keywords([[], []]) == found.text
    assert put(CHILD, [("doi", "{10.1000/c}")]) == CHILD[:-1] + ", doi={10.1000/c}}"


KEYS = st.sampled_from("abcd")
FIELDS = st.sampled_from(["crossref", "xdata", "title", "year", "ids", "publisher"])
ENTRIES = st.tuples(
    st.sampled_from(["book", "inbook", "xdata", "misc", "mvbook"]),
    KEYS,
    st.dictionaries(
        FIELDS,
        st.lists(KEYS, min_size=1, max_size=3).map(",".join)
        | st.builds("xdata={}-{}".format, KEYS, FIELDS),
        max_size=4,
    ),
)


def tangle(entries: list[tuple[str, str, dict[str, str]]]) -> str:
    return "@misc{z}\n" + "\n".join(
        f"@{kind}{{{key}, {', '.join(f'{name}={{{value}}}' for name, value in fields.items())}}}"
        for kind, key, fields in entries
    )


@given(st.lists(ENTRIES, max_size=6))
def test_any_tangle_is_read(entries: list[tuple[str, str, dict[str, str]]]) -> None:
    text = tangle(entries)

    found = read_bibtex(text, "x.bib")

    assert len(found.entries) == 1 + sum(kind != "xdata" for kind, _, _ in entries)
    assert found.with_keywords([[]] * len(found.entries)) == text


@given(st.lists(ENTRIES, max_size=8))
def test_where_the_keys_of_parents_are_plain_no_other_entry_is_held_for_them(
    entries: list[tuple[str, str, dict[str, str]]],
) -> None:
    text = tangle(entries)

    found, held = read_bibtex(text, "x.bib"), read_bibtex(f"{text}\n% a crossref in words", "x.bib")

    assert (found.entries, found.spans) == (held.entries, held.spans)
    assert (found.troubles, found.broken_links) == (held.troubles, held.broken_links)


@pytest.mark.parametrize(
    "piece",
    [
        "@book{{k{0}, title={{x}}, crossref={{k{1}}}}}",
        "@xdata{{k{0}, note{0}={{x}}, xdata={{k{1}}}}}",
        "@book{{k{0}, f{0}={{x}}, crossref={{k0}}}}",
    ],
)
def test_time_grows_with_the_text(piece: str) -> None:
    def read(times: int) -> object:
        chain = "\n".join(piece.format(place, place + 1) for place in range(times))
        return library("@misc{z}", chain)

    assert is_linear(read, 200)


@pytest.mark.programs
@pytest.mark.skipif(not shutil.which("biber"), reason="needs biber")
def test_where_biblatex_has_a_rule_it_is_bibers(tmp_path: Path) -> None:
    pairs = [
        (parent, child)
        for parents, children in (
            ("book mvbook", "inbook bookinbook suppbook"),
            ("collection", "incollection suppcollection"),
            ("reference", "inreference"),
            ("mvcollection", "collection incollection suppcollection"),
            ("proceedings mvproceedings", "inproceedings"),
            ("periodical", "article suppperiodical"),
            ("misc thesis", "misc article"),
        )
        for parent in parents.split()
        for child in children.split()
    ]
    text = "\n".join(
        f"@{child}{{c{place}, title={{Part}}, author={{Roe, Ann}}, crossref={{p{place}}}}}\n"
        f"@{parent}{{p{place}, title={{Whole}}, author={{Poe, Bo}}, date={{2004}}}}"
        for place, (parent, child) in enumerate(pairs)
    )
    (tmp_path / "in.bib").write_text(text, encoding="utf-8")
    command = ["biber", "--tool", "--output-resolve-crossrefs", "-O", "out.bib", "in.bib"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

    theirs = read_bibtex((tmp_path / "out.bib").read_text(encoding="utf-8"), "out.bib")

    works = {entry.id: entry.work for entry in theirs.entries}
    assert {entry.id: entry.work for entry in library(text).entries} == works
