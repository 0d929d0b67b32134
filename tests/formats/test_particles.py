"""A particle through every format and back: whether it is dropped is kept, or its loss is told."""

from __future__ import annotations

import pytest
from builders import bibliography_of, make_entry, make_work

from refkit.formats.detect import read_library
from refkit.formats.export import Options
from refkit.formats.register import exporter
from refkit.formats.saved.mapping import dumps, loads
from refkit.model.people import Creator
from refkit.zotero.items import name_fields

DROPPED = (
    Creator("Beet", "Ludwig", dropping_particle="van"),
    Creator("Veld", "Joris", dropping_particle="in 't"),
    Creator("Poe", "Ann", suffix="Jr.", dropping_particle="von der"),
)
KEPT = (
    Creator("Gock", "Vin", "van"),
    Creator("Hooft", "Ger", "'t"),
    Creator("Cruz", "Ana", "de la", "III"),
    Creator("d'Alem", "Jean"),
    Creator("Van Roe", "Bo"),
)
BOTH = Creator("Roe", "Jean", "la", dropping_particle="de")
JOINED = (Creator("Rashid", "Omar", "al-"), Creator("Alem", "Jean", dropping_particle="d’"))
ODD = Creator("Roe", "Ann", dropping_particle="abu")  # behind a given name nobody knows it for one
FILES = {"bibtex": "bib", "biblatex": "bib", "csl-json": "json", "ris": "ris", "csv": "csv"}


def _through(name: str, *creators: Creator) -> tuple[Creator, ...]:
    entry = make_entry(make_work(creators=creators))
    text = exporter(name).render(bibliography_of(entry), Options())
    return read_library(text, f"a.{FILES[name]}").entries[0].work.creators


def _lost(name: str, *creators: Creator) -> int:
    entry = make_entry(make_work(creators=creators))
    return sum("particle" in each.why for each in exporter(name).losses(entry, Options()))


def _in_full(creator: Creator) -> tuple[str, str, str]:
    return creator.full_family, creator.given, creator.suffix


@pytest.mark.parametrize("name", FILES)
def test_every_name_comes_back_whole(name: str) -> None:
    people = (*DROPPED, *KEPT, BOTH, *JOINED, ODD)

    assert list(map(_in_full, _through(name, *people))) == list(map(_in_full, people))


@pytest.mark.parametrize(
    ("name", "people", "lost"),
    [
        ("csl-json", (*DROPPED, *KEPT, BOTH, *JOINED, ODD), 0),
        ("ris", (*DROPPED, *KEPT, BOTH), 0),
        ("csv", (*DROPPED, *KEPT, BOTH), 0),
        ("biblatex", DROPPED, 0),
        ("biblatex", KEPT, 0),
        ("bibtex", KEPT, 0),
    ],
)
def test_what_a_format_can_say_of_particles_is_read_again(
    name: str, people: tuple[Creator, ...], lost: int
) -> None:
    assert _through(name, *people) == people
    assert _lost(name, *people) == lost


@pytest.mark.parametrize(
    ("name", "people", "lost"),
    [
        ("ris", (ODD,), 1),
        ("biblatex", (*DROPPED, *KEPT), 3),
        ("biblatex", (BOTH,), 1),
        ("biblatex", JOINED[1:], 1),
        ("bibtex", DROPPED, 3),
    ],
)
def test_what_it_cannot_say_is_told(name: str, people: tuple[Creator, ...], lost: int) -> None:
    assert _through(name, *people) != people
    assert _lost(name, *people) == lost


def test_the_saved_form_keeps_both() -> None:
    people = (*DROPPED, *KEPT, BOTH, *JOINED, ODD)
    saved = dumps(bibliography_of(make_entry(make_work(creators=people))))

    assert loads(saved).entries[0].work.creators == people


@pytest.mark.parametrize(
    ("creator", "first", "last"),
    [
        (DROPPED[0], "Ludwig van", "Beet"),
        (DROPPED[2], "Ann von der, Jr.", "Poe"),
        (KEPT[0], "Vin", "van Gock"),
        (BOTH, "Jean de", "la Roe"),
        (JOINED[0], "Omar", "al-Rashid"),
        (ODD, "Ann", "abu Roe"),
    ],
)
def test_zotero_has_a_particle_where_its_processor_knows_it(
    creator: Creator, first: str, last: str
) -> None:
    assert name_fields(creator) == {"firstName": first, "lastName": last}


@pytest.mark.parametrize(
    ("field", "people"),
    [
        ("author = {van Roe, Ann}", [Creator("Roe", "Ann", "van")]),
        ("author = {van Roe, Ann}, options = {useprefix=true}", [Creator("Roe", "Ann", "van")]),
        (
            "author = {van Roe, Ann and Bo Poe}, options = {skipbib, useprefix = false}",
            [Creator("Roe", "Ann", dropping_particle="van"), Creator("Poe", "Bo")],
        ),
        (
            "author = {family=Roe, given=Ann, prefix=van, useprefix=false and van Poe, Bo}",
            [Creator("Roe", "Ann", dropping_particle="van"), Creator("Poe", "Bo", "van")],
        ),
        (
            "author = {useprefix=false and van Roe, Ann and given=Bo, family=Poe, prefix=de, useprefix=true}",
            [Creator("Roe", "Ann", dropping_particle="van"), Creator("Poe", "Bo", "de")],
        ),
        (
            'author = {nosortothers=true and "family={Roe, Inc.}" and id=a, family=Poe, given=B}',
            [Creator(literal="Roe, Inc."), Creator("Poe", "B")],
        ),
    ],
)  # fmt: skip
def test_what_biblatex_says_of_particles(field: str, people: list[Creator]) -> None:
    (entry,) = read_library(f"@book{{k, title = {{T}}, {field}}}", "a.bib").entries

    assert list(entry.work.creators) == people


def test_an_option_that_says_more_stays_in_the_library() -> None:
    text = "@book{k, title = {T}, author = {van Roe, Ann}, options = {skipbib, useprefix=false}}"
    entry = read_library(text, "a.bib").entries[0]

    (line,) = [
        each
        for each in exporter("biblatex").render(bibliography_of(entry), Options()).splitlines()
        if "useprefix" in each
    ]

    assert line == "  options = {skipbib, useprefix=false},"
    assert not [
        each for each in exporter("biblatex").losses(entry, Options()) if "particle" in each.why
    ]
