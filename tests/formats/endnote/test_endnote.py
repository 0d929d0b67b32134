"""EndNote's tagged records and its XML say the same in two ways."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from refkit.errors import InputError
from refkit.formats.endnote.record import FIELDS, TYPES
from refkit.formats.endnote.tagged import key_and_doi, read_endnote
from refkit.formats.endnote.xml import read_endnote_xml
from refkit.formats.library import Library
from refkit.formats.ris.tags import NEAR_TYPES, READ_TYPES
from refkit.model.bibliography import Entry
from refkit.model.identifiers import Doi, Issn
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.work import Work, WorkType

TAGGED = """
%0 Journal Article
%A Roe, Ewan A.
%A van den Berg, Ada
%A Owl Study Group,
%E Poe, Bea
%T Night vision in owls
%J Owl Letters
%O Owl Lett
%V 12
%N 3
%P 101-109
%D 2021
%8 March 4
%@ 1546-170X
%R 10.1000/owls.2021
%U https://example.org/owls
%X Owls see at night.
%K dusk
mice
%G en
%F Roe2021
%[ 2022/01/02
%Z A note
"""
XML = """<?xml version="1.0" encoding="UTF-8"?><xml><records><record>
<database name="My.enl" path="C:\\My.enl">My.enl</database><source-app name="EndNote">EndNote</source-app>
<rec-number>7</rec-number><ref-type name="Journal Article">17</ref-type>
<contributors><authors><author><style face="normal" font="default">Roe, Ewan A.</style></author>
<author>van den Berg, Ada</author><author>Owl Study Group,</author></authors>
<secondary-authors><author>Poe, Bea</author></secondary-authors></contributors>
<titles><title><style face="normal">Night vision in </style><style face="italic">Strix</style>
<style face="normal"> &lt; CD19</style><style face="superscript">+</style></title>
<secondary-title>Owl Letters</secondary-title></titles>
<periodical><full-title>Owl Letters</full-title><abbr-1>Owl Lett</abbr-1></periodical>
<pages>101-109</pages><volume>12</volume><number>3</number>
<keywords><keyword><style>dusk</style></keyword><keyword>mice</keyword></keywords>
<dates><year>2021</year><pub-dates><date>March 4</date></pub-dates></dates>
<isbn>1546-170X</isbn><electronic-resource-num>10.1000/owls.2021</electronic-resource-num>
<abstract>Owls see at night.</abstract><notes>A note</notes><label>Roe2021</label>
<urls><related-urls><url>&lt;Go to ISI&gt;://0001</url><url>https://example.org/owls</url></related-urls></urls>
<language>en</language><access-date>2022/01/02</access-date></record></records></xml>"""


def first(text: str) -> Work:
    return read_endnote(text, "a.enw").entries[0].work


@pytest.mark.parametrize("entry", [
    read_endnote(TAGGED, "a.enw").entries[0], read_endnote_xml(XML, "a.xml").entries[0],
], ids=["tagged", "xml"])  # fmt: skip
def test_a_record_is_read_whole(entry: Entry) -> None:
    work = entry.work

    assert entry.id == "Roe2021"
    assert work.type is WorkType.ARTICLE_JOURNAL
    assert work.title.plain.startswith("Night vision in ")
    assert work.creators == (
        Creator("Roe", "Ewan A."),
        Creator("Berg", "Ada", "van den"),
        Creator(literal="Owl Study Group"),
        Creator("Poe", "Bea", role="editor"),
    )
    assert (work.container.title, work.container.short_title) == ("Owl Letters", "Owl Lett")
    assert work.container.issns == (Issn("1546-170X"),)
    assert (work.volume, work.issue, work.page) == ("12", "3", "101-109")
    assert str(work.issued) == "2021-03-04"
    assert work.doi == Doi("10.1000/owls.2021")
    assert work.url == "https://example.org/owls"
    assert work.abstract.plain == "Owls see at night."
    assert isinstance(entry.resolution, Imported)
    kept = dict(entry.resolution.kept)
    assert kept["Notes"] == "A note"
    assert "mice" in kept["Keywords"]
    assert not {"Label", "Date", "Year", "Secondary Title"} & kept.keys()


def test_typefaces_that_carry_meaning_are_read() -> None:
    title = read_endnote_xml(XML, "a.xml").entries[0].work.title

    assert title.plain == "Night vision in Strix < CD19+"
    assert [run.text for run in title.runs if run.styles] == ["Strix", "+"]


def test_a_link_that_is_no_address_is_kept() -> None:
    resolution = read_endnote_xml(XML, "a.xml").entries[0].resolution

    assert isinstance(resolution, Imported)
    assert ("URL", "<Go to ISI>://0001") in resolution.kept


def test_a_type_that_says_more_is_kept() -> None:
    entry = read_endnote("%0 Podcast\n%T On owls\n%D 2020\n", "a.enw").entries[0]

    assert entry.work.type is WorkType.DOCUMENT
    assert isinstance(entry.resolution, Imported)
    assert entry.resolution.kept == (("Reference Type", "Podcast"),)


def test_a_type_by_its_number_alone() -> None:
    text = XML.replace('<ref-type name="Journal Article">17<', "<ref-type>32<")

    assert read_endnote_xml(text, "a.xml").entries[0].work.type is WorkType.THESIS


def test_records_of_refer_have_no_type_and_are_parted_by_empty_lines() -> None:
    text = "%A Roe, E.\n%T One\n%J Owls\n%D 1999\n\n%A Poe, B.\n%T Two\n%B Owls\n%D 2000\n\n%T Three\n%I Press\n%D 2001\n"

    library = read_endnote(text, "a.enw")

    assert [entry.work.type for entry in library.entries] == [
        WorkType.ARTICLE_JOURNAL, WorkType.CHAPTER, WorkType.BOOK,
    ]  # fmt: skip


def test_an_abstract_with_an_empty_line_is_one_record() -> None:
    text = "%0 Book\n%T One\n%X First\n\nSecond\n\n%D 2001\n%0 Book\n%T Two\n"

    library = read_endnote(text, "a.enw")

    assert [entry.work.title.plain for entry in library.entries] == ["One", "Two"]
    assert library.entries[0].work.abstract.plain == "First Second"
    assert [text[start:end][:6] for start, end in library.spans] == ["%0 Boo", "%0 Boo"]
    assert key_and_doi("%0 Book\n%F a1\n%R 10.1000/a") == ("a1", "10.1000/a")


@pytest.mark.parametrize(("read", "text", "said"), [
    (read_endnote, "TY  - JOUR", "holds no record of EndNote"),
    (read_endnote, "%0 Book\n", "holds no record of EndNote"),
    (read_endnote, "%PDF-1.4", "holds no record of EndNote"),
    (read_endnote_xml, "<xml><records></records></xml>", "holds no record of EndNote"),
    (read_endnote_xml, "<xml><records><record>", "is not XML"),
])  # fmt: skip
def test_what_is_no_record_of_endnote_is_told(
    read: Callable[[str, str], Library], text: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        read(text, "a")


def test_an_empty_record_stays_and_is_told() -> None:
    text = XML.replace("</records>", "<record></record></records>")

    assert read_endnote_xml(text, "a.xml").troubles == (
        "a.xml: record 2: left as it stands (holds no field)",
    )


def test_types_are_ris_and_fields_are_once() -> None:
    assert {ris for ris in TYPES.values() if not ris.isupper()} == set()
    assert {TYPES[name] for name in ("Book", "Thesis", "Report")} <= READ_TYPES.keys()
    assert TYPES["Electronic Article"] in NEAR_TYPES
    assert len(set(FIELDS.values())) == len(FIELDS)


def test_a_list_has_a_value_on_each_line() -> None:
    text = (
        "%0 Book\n%T Owls\n%A Roe, Ann\nPoe, Bo\n%K dusk\nnight\n"
        "%U https://example.org/a\nhttps://example.org/b\n"
    )

    (entry,) = read_endnote(text, "a.enw").entries

    assert [creator.family for creator in entry.work.creators] == ["Roe", "Poe"]
    assert entry.work.url == "https://example.org/a"
    assert isinstance(entry.resolution, Imported)
    assert entry.resolution.kept == (
        ("Keywords", "dusk"), ("Keywords", "night"), ("URL", "https://example.org/b"),
    )  # fmt: skip
