"""What a library has already, by the words of two records as well as by their DOIs."""

from __future__ import annotations

from builders import bibliography_of, make_entry, make_work, unresolved

import refkit
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.work import Container

LUPUS = make_work(
    "Long-term remission of systemic lupus erythematosus after cell therapy in fifteen patients",
    container=Container("Journal of Bees"), volume="12", page="33-41", doi=Doi("10.1000/lupus"),
)  # fmt: skip
OTHER = make_work("A registry of gardens and of those who look after them", doi=Doi("10.1000/x"))


def test_one_doi_is_one_work() -> None:
    ours = bibliography_of(make_entry(LUPUS, "ours"), make_entry(OTHER, "other"))
    library = bibliography_of(make_entry(LUPUS, "theirs"))

    held = refkit.held_in(ours, library)

    assert {id_: str(each) for id_, each in held.items()} == {"ours": "theirs"}


def test_words_are_enough_where_a_doi_is_not_told() -> None:
    bare = make_entry(make_work(**{**_fields(LUPUS), "doi": None}), "theirs", citations=())
    printed = make_entry(LUPUS, "ours", resolution=unresolved())

    assert refkit.held_in(bibliography_of(printed), bibliography_of(bare))["ours"].key == "theirs"


def test_what_a_person_should_look_at_is_in_doubt() -> None:
    ours = make_entry(make_work("Preface", doi=Doi("10.1000/p")), "ours")
    theirs = make_work("Preface", doi=Doi("10.1000/p"), creators=(Creator("Fink", "Eva"),))

    held = refkit.held_in(bibliography_of(ours), bibliography_of(make_entry(theirs, "theirs")))

    assert str(held["ours"]) == "perhaps theirs"
    assert held["ours"].doubt


def test_two_papers_of_one_title_are_two() -> None:
    sequel = {**_fields(OTHER), "doi": Doi("10.1000/y"), "creators": (Creator("Fink", "Eva"),)}
    library = bibliography_of(make_entry(make_work(**sequel), "theirs", citations=()))

    assert refkit.held_in(bibliography_of(make_entry(OTHER, "ours")), library) == {}


def _fields(work: refkit.Work) -> dict[str, object]:
    names = ("title", "container", "volume", "page", "doi", "creators", "published_print")
    return {name: getattr(work, name) for name in names}
