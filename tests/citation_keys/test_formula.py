"""Formulas: what is read, what is refused and how that is said, and how much they may ask."""

from __future__ import annotations

import re

import pytest
from builders import WORKS, make_work
from citation_keys.sample import SAMPLE, key_of
from hypothesis import given
from hypothesis import strategies as st

from refkit.citation_keys.formula import parse_formula
from refkit.citation_keys.transliterate import legal
from refkit.errors import InputError
from refkit.model.people import Creator
from refkit.model.work import Work, WorkType


@pytest.mark.parametrize(
    ("formula", "key"),
    [
        ("auth+year", "vandenBroek2025"),
        (" auth . lower\n+\tyear ; ", "vandenbroek2025"),
        ("authetal", "vandenBroekEtAl"),
        ("'a\\'b' + \"c\"", "abc"),
        ("auth(initials=true)", "vandenBroekJ"),
        ("auth(creator=editor) || 'none'", "none"),
        ("Volume && year", "2025"),
        ("Edition && year; 'x'", "x"),
        ("type(book) || 'x'; 'y'", "x"),
        ("type(journalArticle) ? auth : year", "vandenBroek"),
        ("type('article-journal') && Volume ? 'a' : 'b'", "a"),
        ("type(book) || language(en) ? 'a' : 'b'", "a"),
        ("Edition ? 'a' : Volume ? 'b' : 'c'", "b"),
        ("auth + year >= 15", "vandenBroek2025"),
        ("aUTH > 99; auth < 2; auth <= 11 ; year", "vandenBroek"),
        ("auth == 11; year", "vandenBroek"),
        ("auth != 11; year", "2025"),
        ("creators(min=4); creators(max=2); creators(1, etal='+') + year", "vandenBroek+2025"),
        ("creators(name='%(g)s%(i)s%(x)s', sep='')", "JanJxsAdaAxsXinXxs"),
        ("title.select(-2)", "CARNKtherapy"),
        ("title.select(2,1)", "CD19"),
        ("date('%d.%m.%y')", "03.11.25"),
        ("date('%Y%%%H')", "2025"),
        ("auth.replace('', 'x')", "vandenBroek"),
        ("auth.replace('.', 'x')", "vandenBroek"),
        ("auth.match('x'); auth(0,2).match('muller', clean=true)", "Muller"),
        ("auth(0, 9); year", "2025"),
        ("auth(0, -1); year", "2025"),
    ],
)
def test_a_formula_gives_a_key(formula: str, key: str) -> None:
    assert key_of(parse_formula(formula), SAMPLE) == key


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("auth + foo(1)", "unknown function 'foo' at character 8; there are: auth, "),
        ("auth.lower.foo", "unknown filter 'foo' at character 12; there are: abbr, "),
        ("auth.lowercase", "unknown filter 'lowercase' at character 6; did you mean 'lower'?"),
        ("Tittle", "unknown field 'Tittle' at character 1; did you mean 'Title'?"),
        ("date('%B %Y')", "date knows no '%B', but %Y %y %m %d %oY %oy %om %od %H %M %S, at char"),
        ("Date.formatDate('%j')", "formatDate knows no '%j', but %Y "),
        ("AuthEtAl", "unknown field 'AuthEtAl' at character 1"),
        ("auth + 1", "expected the name of a function, found '1', at character 8"),
        ("auth + Foo", "unknown field 'Foo' at character 8; there are: Abstract, "),
        ("auth +", "expected the name of a function, found the end, at character 7"),
        ("auth year", "cannot go on with 'year' at character 6"),
        ("(auth", "expected ')', found the end, at character 6"),
        ("auth('x')", "auth wants a number for 'n' at character 6"),
        ("auth(1, 2, nobody)", "auth wants one of * author editor"),
        ("auth(1,1,author,true,5)", "auth takes 4 values, not more, at character 22"),
        ("auth(q=1)", "auth has no 'q', but n, m, creator, initials, at character 8"),
        ("Title.replace('a')", "replace needs a value for 'replace' at character 7"),
        ("auth.len('~', 2)", "len wants one of < <= = == != >= > for 'relation'"),
        ("auth > x", "expected a number, found 'x', at character 8"),
        ("'abc", "the quote ' is not closed, it begins at character 1"),
        ("auth.replace(/(a+)+/, 'b')", "a pattern without repeated groups and lookarounds is read"),
        ("auth; ; year", "expected the name of a function, found ';', at character 7"),
        ("auth ? year", "expected ':', found the end, at character 12"),
        ("auth § year", "cannot read '§' at character 6"),
        ("(" * 40 + "auth" + ")" * 40, "nested deeper than 25 at character 26"),
        ("a" * 3000, "longer than 2000 characters"),
        ("auth\x00", "cannot read '\\x00' at character 5"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(formula: str, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)) as caught:
        parse_formula(formula)

    assert str(caught.value).startswith("citation-key formula: ")
    assert str(caught.value).isprintable()


def test_a_text_cannot_grow_beyond_measure() -> None:
    formula = "Title" + ".replace('a', 'aaaaaaaaaaaaaaaa')" * 40

    assert len(key_of(parse_formula(formula), make_work("a a"))) == 250


def test_the_first_alternative_that_gives_a_key_is_taken() -> None:
    formula = parse_formula("type(book) + 'b' ; DOI ; auth")

    assert key_of(formula, Work(WorkType.BOOK)) == "b"
    assert key_of(formula, make_work()) == "Berg"


def test_names_in_quotes_and_without_given_names() -> None:
    work = make_work(creators=(Creator('"Berg"'), Creator(given="Plato")))

    assert key_of(parse_formula("authors + authForeIni"), work) == "BergPlato"


_WORDS = ["auth", "year", "title", "Title", "lower", "select", "replace", "len", "type", "book",
          "foo", "'a'", "3", "-1", "(", ")", "(", ")", ".", ".", ",", "+", "+", "|", "||", "&&",
          ";", "?", ":", ">", "=", "[", "]", " "]  # fmt: skip


@given(st.lists(st.sampled_from(_WORDS), max_size=14).map("".join) | st.text(max_size=30), WORKS)
def test_any_text_is_a_formula_or_an_error_in_one_line(text: str, work: Work) -> None:
    told, key = _told_and_key(text, work)

    assert "\n" not in told
    assert legal(key) == key


def _told_and_key(text: str, work: Work) -> tuple[str, str]:
    try:
        return "", key_of(parse_formula(text), work)
    except InputError as error:
        return str(error), ""
