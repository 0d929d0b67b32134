"""Duplicates out of libraries: what stays, in whose words, and what is told of it."""

from __future__ import annotations

import csv
import itertools
import json
from dataclasses import replace
from io import StringIO

import pytest

from refkit.duplicates.run import Deduplicated, dedup
from refkit.duplicates.tables import read_pair_decisions
from refkit.errors import InputError
from refkit.formats.detect import read_library
from refkit.formats.library import Library
from refkit.model.tags import LabelDecision, LabelVerdict

PUBMED = """\
Provider: a database

TY  - JOUR
ID  - bees
AU  - Roe, Ana
TI  - The flight of honey bees over alpine meadows
T2  - J Alpine Bees
PY  - 2020
VL  - 12
SP  - 34
EP  - 45
KW  - flight
ER  -

TY  - JOUR
ID  - owls
AU  - Doe, Bo
TI  - Owls in the gardens of the north at night
T2  - Owl Letters
PY  - 2019
VL  - 2
SP  - 3
ER  -
"""
EMBASE = """\
TY  - JOUR
ID  - E1
AU  - Roe, A.
TI  - The flight of honey-bees over alpine meadows.
T2  - Journal of Alpine Bees
PY  - 2020
VL  - 12
IS  - 3
SP  - 34
EP  - 5
DO  - 10.1000/bees
AB  - Bees flew.
KW  - Flight
KW  - altitude
N1  - read twice
ER  -
"""
OWN = """\
% my library
@string{jab = "Journal of Alpine Bees"}
@book{whole, title = {Bees of the Alps}, editor = {Lind, Eva}, year = 2018, isbn = {978-3-16-148410-0}}

@article{Roe20,
  author   = {Roe, Ana},
  title    = {The flight of honey bees over alpine meadows},
  journal  = jab,
  year     = 2020,
  volume   = 12,
  pages    = {34--45},
  keywords = {wings},
}
@incollection{part, author = {Moe, Cy}, title = {On the wings of bees in the high Alps},
  crossref = {whole}, pages = {1--9}}
"""


def taken_out(*, decided: str = "", **texts: str) -> Deduplicated:
    """Libraries by name, the suffix after an underscore: ``a_ris``."""
    named = {name.replace("_", "."): text for name, text in texts.items()}
    libraries = {name: read_library(text, name) for name, text in named.items()}
    return dedup(libraries, decided=read_pair_decisions(decided, "doubts.csv") if decided else ())


def rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(table.removeprefix("\ufeff"), newline="")))


def test_the_fullest_stays_in_its_own_words_and_the_account_adds_up() -> None:
    found = taken_out(pubmed_ris=PUBMED, embase_ris=EMBASE)

    owls = PUBMED[PUBMED.index("TY  - JOUR\nID  - owls") :]
    united = EMBASE.replace("KW  - altitude\n", "KW  - altitude\n")
    assert found.text("ris") == f"{united}\nProvider: a database\n\n{owls}"
    assert str(found) == (
        "3 records identified, 1 duplicate removed, 2 to screen; 0 pairs in doubt and 0 related, "
        "both records of which stay; 0 fields filled"
    )
    assert [(each.file, each.records, each.removed) for each in found.files] == [
        ("embase.ris", 1, 0), ("pubmed.ris", 2, 1),
    ]  # fmt: skip


def test_a_library_without_duplicates_comes_back_byte_for_byte() -> None:
    alone = EMBASE.replace("\n", "\r\n")

    assert taken_out(embase_ris=alone).text("ris") == alone
    assert taken_out(own_bib=OWN).text("bibtex") == OWN


def test_what_the_fullest_lacks_is_filled_and_its_origin_kept() -> None:
    less = (
        EMBASE.replace("VL  - 12\n", "")
        .replace("KW  - altitude\n", "")
        .replace("N1  - read twice\n", "")
    )
    fuller = less.replace("ER", "PB  - Alps Press\nLA  - en\nER")

    found = taken_out(a_ris=fuller, b_ris=PUBMED.replace("KW  - flight", "KW  - night\nN1  - mine"))

    text = found.text("ris")
    assert "KW  - Flight\nKW  - night\n" in text
    assert "VL  - 12\n" in text
    assert "N1  - mine\n" in text
    (kept,) = [each for each in found.bibliography.entries if each.id == "E1"]
    assert dict(kept.work.origins)["volume"] == "b.ris: bees"
    (row,) = rows(found.removed_table())
    assert row["filled"] == "volume, keywords, N1"
    assert (row["kept_file"], row["kept_key"], row["why"]) == ("a.ris", "E1", row["why"])
    assert row["record"].startswith("TY  - JOUR\nID  - bees\n")
    filled = found.account()["filled"]
    assert {"field": "volume", "value": "12",
            "from": {"file": "b.ris", "key": "bees", "title": row["title"]},
            "kept": {"file": "a.ris", "key": "E1", "title": filled[0]["kept"]["title"]}} in filled  # fmt: skip


def test_the_order_of_the_files_makes_no_difference() -> None:
    files = {"a.ris": PUBMED, "b.ris": EMBASE, "c.bib": OWN}
    answers = set()
    for names in itertools.permutations(files):
        found = dedup({name: read_library(files[name], name) for name in names})
        answers.add((found.text("ris"), found.text("bibtex"), found.removed_table(), str(found)))

    assert len(answers) == 1


def test_a_bib_keeps_its_comments_macros_and_the_parents_of_its_chapters() -> None:
    found = taken_out(embase_ris=EMBASE, own_bib=OWN)

    text = found.text("bibtex")
    assert text.startswith('% my library\n@string{jab = "Journal of Alpine Bees"}\n@book{whole,')
    assert "@incollection{part, author = {Moe, Cy}" in text
    assert "Roe20" not in text
    assert "@article{E1," in text
    assert "altitude, wings" in text


def test_who_refers_to_a_removed_entry_refers_to_the_one_that_stays() -> None:
    other = "@book{alps, title = {Bees of the Alps}, editor = {Lind, Eva}, year = 2018, publisher = {P}, isbn = {978-3-16-148410-0}}\n"

    text = taken_out(a_bib=OWN, b_bib=other).text("bibtex")

    assert "@book{whole" not in text
    assert "crossref = {alps}" in text
    assert other in text


def test_two_works_with_one_key_get_two_and_this_is_told() -> None:
    other = "@article{Roe20, author={Roe, Z.}, title={Marmots and other matters of the mountains}, year=1999}\n"

    found = taken_out(a_bib=OWN, b_bib=other)

    assert "@article{Roe20-2, author={Roe, Z.}" in found.text("bibtex")
    assert found.notes == ("Roe20: is the key of two works; one is Roe20-2 now",)


def test_records_without_a_key_are_not_told_of() -> None:
    bare = PUBMED.replace("ID  - bees\n", "").replace("ID  - owls\n", "")
    others = (
        bare.replace("honey bees", "bumble bees").replace("Owls", "Mice").replace("- 12", "- 13")
    )
    others = others.replace("VL  - 2", "VL  - 3")

    found = taken_out(a_ris=bare, b_ris=others)

    assert found.removed == 0
    assert found.notes == ()
    assert "ID  -" not in found.text("ris")


def test_csl_items_stay_as_they_are_written() -> None:
    item = '{"id": "a1",  "type":"article-journal", "title": "Owls in the gardens of the north", "x": 1}'
    other = '{"id": "b", "type": "book", "title": "Bees of the Alps and of the lowlands"}'

    third = item.replace("a1", "c1")

    text = taken_out(a_json=f"[{item},\n {third}]", b_json=f"[{other}]").text("csl-json")

    assert item in text
    assert other in text
    assert len(json.loads(text)) == 3  # a title and nothing else is no work to know by


DOUBTED = PUBMED.replace("ID  - bees", "ID  - again").replace("SP  - 34\nEP  - 45", "SP  - 99")
DOUBTED = DOUBTED[: DOUBTED.index("\nTY  - JOUR\nID  - owls")]


def test_pairs_in_doubt_go_to_a_person_and_come_back() -> None:
    found = taken_out(a_ris=PUBMED, b_ris=DOUBTED)
    table = found.doubts_table()
    (row,) = rows(table)
    assert (row["key_1"], row["key_2"], row["same"]) == ("bees", "again", "")
    assert row["why"] == "title and people agree, the first page does not"

    def decided(word: str) -> Deduplicated:
        said = table.replace("\r\n,", f"\r\n{word},", 1)
        return taken_out(a_ris=PUBMED, b_ris=DOUBTED, decided=said)

    assert (found.removed, decided("yes").removed, decided("no").removed) == (0, 1, 0)
    assert found.account()["doubts"] != []
    assert decided("no").account()["doubts"] == []
    assert [each["same"] for each in rows(decided("no").doubts_table())] == ["no"]


def test_a_decision_on_what_is_not_there_is_told_and_a_wrong_word_refused() -> None:
    table = "same;file_1;key_1;file_2;key_2\nyes;a.ris;bees;a.ris;gone\n"

    assert taken_out(a_ris=PUBMED, decided=table).notes == (
        "doubts.csv: row 2: not used, its records are not there any more",
    )
    with pytest.raises(InputError, match=r"row 2: same is 'perhaps'; write yes or no"):
        taken_out(a_ris=PUBMED, decided=table.replace("yes", "perhaps"))
    with pytest.raises(InputError, match="has no column 'same'"):
        taken_out(a_ris=PUBMED, decided="a,b\n1,2\n")
    with pytest.raises(InputError, match="row 3: says yes to a pair of which another row says no"):
        taken_out(a_ris=PUBMED, decided="same,file_1,key_1,file_2,key_2\n"
                  "no,a.ris,bees,a.ris,owls\nyes,a.ris,owls,a.ris,bees\n")  # fmt: skip


def test_related_works_both_stay_and_are_told() -> None:
    notice = PUBMED.replace("TI  - The", "TI  - Erratum: The").replace("ID  - bees", "ID  - err")
    notice = notice[: notice.index("\nTY  - JOUR\nID  - owls")].replace(
        "SP  - 34\nEP  - 45", "SP  - 99"
    )

    found = taken_out(a_ris=PUBMED, b_ris=notice)

    assert list(found.pairs()) == [
        ("related", "a.ris: bees", "b.ris: err", "The flight of honey bees over alpine meadows",
         "a notice or an answer, and its work"),
    ]  # fmt: skip
    assert found.removed == 0


def test_the_removed_can_be_had_in_their_own_words() -> None:
    found = taken_out(pubmed_ris=PUBMED, embase_ris=EMBASE)

    assert "ID  - bees" in found.removed_text("ris")
    assert "ID  - owls" not in found.removed_text("ris")


def test_a_cell_that_a_spreadsheet_would_run_is_guarded() -> None:
    evil = PUBMED.replace("ID  - bees", "ID  - =cmd()")

    (row,) = rows(taken_out(pubmed_ris=evil, embase_ris=EMBASE).removed_table())

    assert row["key"] == "'=cmd()"


def test_no_library_is_refused() -> None:
    with pytest.raises(InputError, match="no library"):
        dedup({})


def decided_on(text: str, by: str, verdict: LabelVerdict) -> Library:
    """A library on whose first record somebody decided."""
    library = read_library(text, f"{by}.ris")
    first, *rest = library.entries
    decision = LabelDecision("modality", "car-nk", verdict, by)
    return replace(library, entries=(replace(first, label_decisions=(decision,)), *rest))


def test_what_persons_decided_on_labels_of_each_record_is_kept() -> None:
    ada = decided_on(PUBMED, "Ada", LabelVerdict.ADD)
    bare = read_library(EMBASE, "b.ris")

    for libraries in ({"a": ada, "b": bare}, {"b": ada, "a": bare}):
        found = dedup(libraries)

        assert found.removed == 1
        assert [
            each.by for entry in found.bibliography.entries for each in entry.label_decisions
        ] == ["Ada"]
        assert found.notes == ()


def test_decisions_that_contradict_each_other_are_told_and_put_by() -> None:
    ada, bo = (
        decided_on(PUBMED, "Ada", LabelVerdict.ADD),
        decided_on(EMBASE, "Bo", LabelVerdict.REMOVE),
    )

    found = dedup({"a.ris": ada, "b.ris": bo})

    (kept,) = [entry for entry in found.bibliography.entries if entry.label_decisions]
    (left,) = found.bibliography.label_decisions
    assert {kept.label_decisions[0].by, left.decisions[0].by} == {"Ada", "Bo"}
    assert [note for note in found.notes if "a record that was removed says otherwise: " in note]
