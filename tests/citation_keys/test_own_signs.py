"""What a formula takes from a user's own library, and what tells two equal keys apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from builders import bibliography_of, make_entry, make_work
from citation_keys.sample import SAMPLE, key_of
from growth import is_linear
from hypothesis import given
from hypothesis import strategies as st

from refkit.citation_keys import filters
from refkit.citation_keys.described import described
from refkit.citation_keys.formula import parse_formula
from refkit.citation_keys.stable_keys import assign, rekeyed
from refkit.citation_keys.text_pattern import read_pattern
from refkit.citation_keys.transliterate import LONGEST, legal
from refkit.errors import InputError
from refkit.model.dates import PartialDate
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.tags import Evidence, Tag
from refkit.model.work import Work

TAG = Tag("modality", "car-t", "CAR-T", (Evidence("title", 0, 1, "O", "r"),))
KEPT = (
    ("keywords", r"wings, {bees}, R\\&D"), ("shortauthor", "ABC"), ("ShortTitle", "Bees"),
    ("note", "Seen\nOriginal Date: 1861-05-02"), ("volumes", "3"),
)  # fmt: skip


def own() -> Work:
    resolution = Imported("bibtex", KEPT)
    entry = make_entry(make_work(), resolution=resolution, citations=(), tags=(TAG,))
    return described(entry, entry.work)


@pytest.mark.parametrize(
    ("formula", "key"),
    [
        ("extra(shortauthor)", "ABC"),
        ("extra('tex.shortauthor')", "ABC"),
        ("extra('nothing/shortAuthor')", "ABC"),
        ("extra(nothing) || 'x'", "x"),
        ("keyword(0) + keyword(3)", "CAR-Twings"),
        ("keyword(9) || 'none'", "none"),
        ("ShortTitle + NumberOfVolumes", "Bees3"),
        ("origyear + origdate('%m')", "186105"),
        ("auth + (origyear || year)", "Berg1861"),
    ],
)
def test_a_users_own_fields(formula: str, key: str) -> None:
    assert key_of(parse_formula(formula), own()) == key


def test_the_works_own_fields_stand_before_those_of_its_library() -> None:
    resolution = Imported("bibtex", (*KEPT, ("note", "{:status: forthcoming}")))
    told = make_work(
        short_title="Hive",
        number_of_volumes="9",
        original_date=PartialDate(1799),
        event_place="Bern",
    )
    entry = make_entry(told, resolution=resolution, citations=())
    formula = "ShortTitle + NumberOfVolumes + origyear + extra(event-place) + extra(status)"

    assert key_of(parse_formula(formula), described(entry, told)) == "Hive91799Bernforthcoming"


def test_an_old_line_of_extra_tells_the_first_edition() -> None:
    resolution = Imported("ris", (("n1", "x: y\n{:original-date: 1976}"),))
    entry = make_entry(make_work(), resolution=resolution, citations=())

    assert key_of(parse_formula("origyear + extra(x)"), described(entry, entry.work)) == "1976y"


def test_a_work_that_stands_alone_has_none() -> None:
    for formula in ("extra(shortauthor)", "keyword(0)", "ShortTitle"):
        assert key_of(parse_formula(f"{formula} || 'x'"), SAMPLE) == "x"


def test_keys_of_a_library_are_made_with_its_own_fields() -> None:
    entry = make_entry(make_work(), "", resolution=Imported("ris", (("shortauthor", "A"),)))

    (found,) = rekeyed(bibliography_of(entry), "extra(shortauthor) + year").entries

    assert found.id == "A2025"


@pytest.mark.parametrize(
    ("formula", "keys"),
    [
        ("auth + year", ["Berg2025", "Berg2025a", "Berg2025b"]),
        ("auth + year + postfix", ["Berg2025", "Berg2025a", "Berg2025b"]),
        ("auth + year + postfix('-%(n)s')", ["Berg2025", "Berg2025-1", "Berg2025-2"]),
        ("auth + postfix('_%(A)s') + year", ["Berg2025", "Berg2025_A", "Berg2025_B"]),
        ("auth + year + postfix('%(n)03d', 1)", ["Berg2025001", "Berg2025002", "Berg2025003"]),
        ("auth + year + postfix('-%(a)s', start=c)", ["Berg2025-c", "Berg2025-d", "Berg2025-e"]),
        ("auth + infix + year", ["Berg2025", "Berga2025", "Bergb2025"]),
        ("auth + infix('.%(n)s') + '-' + year", ["Berg-2025", "Berg.1-2025", "Berg.2-2025"]),
        ("type(book) + postfix('-%(n)s'); auth", ["Berg", "Berga", "Bergb"]),
        ("auth + '-' + postfix('%(n)s')", ["Berg", "Berg1", "Berg2"]),
        ("postfix('-%(n)s', 1); type(book) + year; auth", ["Berg-1", "Berg-2", "Berg-3"]),
    ],
)
def test_what_tells_equal_keys_apart(formula: str, keys: list[str]) -> None:
    read = parse_formula(formula)

    assert assign([make_work()] * 3, read) == keys
    assert key_of(read, make_work()) == keys[0]


@pytest.mark.parametrize(
    ("formula", "keys"),
    [
        ("Edition + infix('-%(n)s', 1) + auth", ["1Berg", "2Berg", "3Berg"]),
        ("auth + infix('-%(n)s-') + '-' + year", ["Berg-2025", "Berg-1-2025", "Berg-2-2025"]),
        ("auth + postfix('.%(n)s.')", ["Berg", "Berg.1", "Berg.2"]),
    ],
)
def test_a_sign_makes_no_key_that_is_not_legal(formula: str, keys: list[str]) -> None:
    assert assign([make_work()] * 3, parse_formula(formula)) == keys
    assert all(legal(key) == key for key in keys)


def test_the_longest_key_is_told_from_an_equal_one() -> None:
    keys = assign([make_work(creators=(Creator("x" * 300),))] * 3, parse_formula("auth"))

    assert keys == ["x" * LONGEST, "x" * LONGEST + "a", "x" * LONGEST + "b"]


@pytest.mark.parametrize("template", ["x", "%(n)s%(a)s", "%(b)s", ""])
def test_a_sign_that_tells_nothing_apart_is_refused(template: str) -> None:
    for name in ("postfix", "infix"):
        with pytest.raises(InputError, match=rf"{name} needs one of .* at character 8"):
            parse_formula(f"auth + {name}('{template}')")


def test_twenty_six_and_more() -> None:
    keys = assign([make_work()] * 30, parse_formula("auth + postfix('%(A)s')"))

    assert keys[26:29] == ["BergZ", "BergAA", "BergAB"]
    assert len(set(keys)) == 30


PEOPLE = (
    Creator("de Haas", "Ida"), Creator("Øst", "Åse Bo"), Creator("Abel", "Cy", role="editor"),
    Creator("Zorn", "Di", role="collection-editor"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "key"),
    [
        ("creators", "deHaasOst"),
        ("creators(1, etal='_ea')", "deHaas_ea"),
        ("creators(1, etal=EtAl, sep='-')", "deHaas-EtAl"),
        ("authors(sep='.')", "deHaas.Ost"),
        ("creators([2, 9])", "Ost"),
        ("creators(type=editor)", "Abel"),
        ("creators(type=[editor, seriesEditor])", "AbelZorn"),
        ("creators(type=[[translator, editor]])", "Abel"),
        ("creators(type=['-author', '-editor'])", "Zorn"),
        ("creators(type='*')", "deHaasOst"),
        ("creators(max=1); 'many'", "many"),
        ("creators(name='%(F).2s%(i)s')", "HaIOsA"),
        ("creatornames('%(F)s') + auth", "Haas"),
        ("creatornames('%(g)s', space='-') + authorsn(sep='.')", "Ida.Ase-Bo"),
        ("creatornames('%(f)s', transliterate=true) + auth(2,2)", "Os"),
        ("auth + creatornames('%(I)s') + authorLast", "deHaasAB"),
        ("creatornames('%(F)s'); auth", "Haas"),
        ("authorsAlpha", "HO"),
    ],
)
def test_people(formula: str, key: str) -> None:
    # Better BibTeX's own formatter gives these, read off it function by function.
    assert key_of(parse_formula(formula), make_work(creators=PEOPLE)) == key


@pytest.mark.parametrize(
    ("formula", "key"),
    [
        ("Title.find('bee')", "Onbees12"),
        ("Title.find(owl) || 'x'", "x"),
        ("Title.find(owl, passthrough=true)", "Onbees12"),
        (r"Title.find(/[a-z]+\s(\d)(\d)/)", "12"),
        (r"Title.find(/\d/g)", "12"),
        ("Title.match(/bees/) + 'x'", "Onbees12x"),
        ("Title.match(/Bees/); 'no'", "no"),
        ("Title.match(/BEES/i) ; 'no'", "Onbees12"),
        ("(Title.match(/owls/) || 'or')", "or"),
        (r"Title.replace(/(\w)e/, 'x$1$&$$')", "Onxbbees12"),
        ("Title.replace(/e/g, 'o')", "Onboos12"),
        (r"Title.capitalize(/\s[a-z]/g)", "OnBees12"),
        ("('[' + auth + ']').replace(/[[\\]]/g, '_')", "_Berg_"),
        ("'[x]' + auth", "xBerg"),
        ('auth + "[" + year', "Berg2025"),
        ("(Title, 'b')", "Onbees12"),
        ("(Title.match(/owls/), 'b') || 'c'", "b"),
    ],
)
def test_patterns_and_brackets(formula: str, key: str) -> None:
    assert key_of(parse_formula(formula), make_work("On bees 12")) == key


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+",
        "(?=a)",
        "(a|b)*",
        r"\1",
        "a**",
        "[b",
        "(a",
        "(?P<x>a)",
        "a{1,2}{3}",
        "a*b*c*d*",
        "(a*)*b",
    ],
)
def test_a_pattern_that_may_take_for_ever_is_refused(pattern: str) -> None:
    assert read_pattern(f"/{pattern}/") is None
    with pytest.raises(InputError):
        parse_formula(f"auth.replace(/{pattern}/, '')")


@given(st.text(st.sampled_from(r"ab\\d[]()*+?{}|^$.1,-"), max_size=12))
def test_any_pattern_is_read_or_refused(source: str) -> None:
    pattern = read_pattern(f"/{source}/g")

    if pattern:
        assert isinstance(pattern.replace("aab1" * 20, "x"), str)


def test_patterns_take_no_longer_than_their_text() -> None:
    pattern = read_pattern("/a*a*b/")
    assert pattern

    assert is_linear(lambda n: pattern.find("a" * n), 500)


@pytest.fixture
def _listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("REFKIT_CONFIG", str(tmp_path / "config.toml"))
    (tmp_path / "acronyms.csv").write_text(
        "full,acronym\nJournal of Bees,JoB\nodd\n,x\n", encoding="utf-8-sig"
    )
    filters.acronyms.cache_clear()
    yield
    filters.acronyms.cache_clear()


@pytest.mark.usefixtures("_listed")
@pytest.mark.parametrize(
    ("formula", "key"),
    [
        ("'journal of BEES'.acronym", "JoB"),
        ("'Owls'.acronym || 'x'", "x"),
        ("'Owls'.acronym(passthrough=true)", "Owls"),
        ("'Journal of Bees'.acronym(list='acronyms.csv')", "JoB"),
        ("'Journal of Bees'.acronym(list='../acronyms') || 'x'", "x"),
        ("'Journal of Bees'.acronym(list=others) || 'x'", "x"),
    ],
)
def test_acronyms_are_those_of_the_users_list(formula: str, key: str) -> None:
    assert key_of(parse_formula(formula), SAMPLE) == key


ANN, BO, CY, DI, EL = (
    Creator(name) for name in ("Aachen", "Berlin", "Cottbus", "Duisburg", "Essen")
)


@pytest.mark.parametrize(
    ("pattern", "named", "with_others"),
    [
        ("[auth.etal]", ["Aachen", "Aachen.Berlin", "Aachen.etal"],
         ["Aachen.etal", "Aachen.etal", "Aachen.etal"]),
        ("[authEtAl]", ["Aachen", "AachenBerlin", "AachenEtAl"], ["AachenEtAl"] * 3),
        ("[auth.auth.ea]", ["Aachen", "Aachen.Berlin", "Aachen.Berlin.ea"],
         ["Aachen.ea", "Aachen.Berlin.ea", "Aachen.Berlin.ea"]),
        ("[authorsAlpha]", ["Aac", "AB", "ABC", "ABCD", "ABC+"], ["A+", "AB+", "ABC+", "ABC+", "ABC+"]),
        ("[authorsAlphaLNI]", ["Aa", "AB", "ABC", "ABCD", "ABCD"], ["Aa"] * 5),
        ("[authshort]", ["Aachen", "AB", "ABC", "ABC+"], ["A+", "AB+", "ABC+", "ABC+"]),
        ("[authorIni]", ["Aache", "AacheB"], ["Aache+", "AacheB+"]),
        ("[authIni4]", ["Aach", "AaBe", "AaBC", "ABCD"], ["Aac+", "AaB+", "ABC+", "ABCD"]),
        ("[authors1]", ["Aachen", "AachenEtAl"], ["AachenEtAl", "AachenEtAl"]),
    ],
)  # fmt: skip
def test_jabrefs_lists_with_and_without_others(
    pattern: str, named: list[str], with_others: list[str]
) -> None:
    # As its own tests (BracketedPatternTest) say of each number of people.
    everybody = (ANN, BO, CY, DI, EL)
    for number, (key, key_with_others) in enumerate(zip(named, with_others, strict=True), start=1):
        people = everybody[:number]
        assert key_of(parse_formula(pattern), make_work(creators=people)) == key
        others = make_work(creators=people, creators_complete=False)
        assert key_of(parse_formula(pattern), others) == key_with_others
