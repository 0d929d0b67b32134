"""Comparing: what may be changed in an item, and what is somebody else's."""

from __future__ import annotations

from typing import Any

import pytest

from refkit.model.tags import Tag
from refkit.zotero.api.protocol import ItemTypeFields
from refkit.zotero.changes import changes_creating, is_made, patch_of, record_of
from refkit.zotero.diff import Ownership, diff_item
from refkit.zotero.item import content_of, is_as_sent
from refkit.zotero.items import tag_spellings

FITS = ItemTypeFields(
    frozenset({"title", "DOI", "date", "citationKey", "volume", "extra"}), frozenset({"author"})
)
WAS = "Berg. On bees"
BERG = [{"creatorType": "author", "firstName": "Ada", "lastName": "Berg"}]


def item(**members: Any) -> Any:
    return {"key": "AAAA2222", "version": 7, "itemType": "journalArticle"} | members


def fields(changes: Any) -> dict[str, Any]:
    return {name: after for name, _, after in map(record_of, changes)}


def test_what_is_empty_is_filled_and_what_a_user_wrote_stays() -> None:
    mine = item(title="On bees", DOI="10.1000/a", volume="3", creators=BERG)
    theirs = item(title="On Bees!", volume="")

    diff = diff_item(mine, theirs, Ownership("AAAA2222"), FITS)

    assert fields(diff.changes) == {"DOI": "10.1000/a", "volume": "3", "creators": BERG}
    assert diff.conflicts == ()


def test_a_field_that_the_type_has_not_is_not_sent() -> None:
    diff = diff_item(item(pages="1-2"), item(), Ownership("AAAA2222"), FITS)

    assert diff.changes == ()


def test_how_a_users_own_item_is_cited_is_the_users() -> None:
    mine = item(citationKey="berg2025", extra="Citation Key: berg2025\nPMID: 12")

    diff = diff_item(mine, item(), Ownership("AAAA2222"), FITS)

    assert fields(diff.changes) == {"extra:PMID": "12"}


def test_what_refkit_wrote_is_brought_up_to_date() -> None:
    own = Ownership("AAAA2222", created=True, fields={"title": "On bees"}, version=7)

    diff = diff_item(item(title="On bees II"), item(title="On bees", version=9), own, FITS)

    assert fields(diff.changes) == {"title": "On bees II"}


def test_what_somebody_changed_since_is_a_conflict_and_stays() -> None:
    own = Ownership("AAAA2222", created=True, fields={"title": "On bees", "volume": "3"}, version=7)
    now = item(title="On wasps", version=9)

    diff = diff_item(item(title="On bees", volume="3"), now, own, FITS)

    assert diff.changes == ()
    assert [record_of(each)[:2] for each in diff.conflicts] == [
        ("title", "On wasps"),
        ("volume", None),
    ]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("9780306406157", "978-0-306-40615-7"),
        ("9780306406157, 0306406152", "978-0-306-40615-7 0-306-40615-2"),
        ("0-306-40615-2", "0306406152"),
    ],
)
def test_the_hyphens_that_zotero_puts_into_an_isbn_are_nobodys_change(sent: str, kept: str) -> None:
    of_books = ItemTypeFields(frozenset({"ISBN"}), frozenset())
    # Somebody gave the item a tag since, so that it is in another version.
    own = Ownership("AAAA2222", created=True, fields={"ISBN": sent}, version=7)
    now = item(ISBN=kept, version=9)

    diff = diff_item(item(ISBN=sent), now, own, of_books)

    assert (diff.changes, diff.conflicts) == ((), ())
    assert is_as_sent(item(ISBN=sent), item(ISBN=kept))
    assert not is_as_sent(item(ISBN=sent), item(ISBN="978-3-16-148410-0"))


def test_what_zotero_made_of_our_own_words_is_not_written_again() -> None:
    own = Ownership("AAAA2222", created=True, fields={"title": "On bees\u2028"}, version=7)

    diff = diff_item(item(title="On bees\u2028"), item(title="On bees?"), own, FITS)

    assert diff == diff_item(item(), item(), own, FITS)


ACCESSED = ItemTypeFields(frozenset({"accessDate"}), frozenset())


@pytest.mark.parametrize(
    ("written", "there", "changed", "conflicts"),
    [
        ("2020-05-12", "2020-05-12T00:00:00Z", {"accessDate": "2021-06-13"}, 0),  # ours, in full
        ("2020-05-12", "2019-01-01", {}, 1),  # somebody looked at it again
        (None, "2019-01-01T10:00:00Z", {}, 0),  # the user's
        (None, "", {"accessDate": "2021-06-13"}, 0),
        ("2020-05-12", "2021-06-13T08:00:00Z", {}, 0),  # as it is to be
    ],
)
def test_the_day_of_access_is_compared_as_a_day(
    written: str | None, there: str, changed: dict[str, str], conflicts: int
) -> None:
    fields_written = {"accessDate": written} if written else {}
    own = Ownership("AAAA2222", created=bool(written), fields=fields_written, version=7)
    now = item(accessDate=there, version=9)

    diff = diff_item(item(accessDate="2021-06-13"), now, own, ACCESSED)

    assert fields(diff.changes) == changed
    assert len(diff.conflicts) == conflicts
    assert all(is_made({**now, **patch_of(now, [each])}, each) for each in diff.changes)


def test_a_label_goes_that_refkit_gave_and_gives_no_longer() -> None:
    own = Ownership("AAAA2222", tags=frozenset({"CAR-T"}), version=7)
    now = item(tags=[{"tag": "CAR-T"}, {"tag": "to read"}, {"tag": "CAR-NK"}])

    diff = diff_item(item(tags=[{"tag": "CAR-NK"}, {"tag": "lupus"}]), now, own, FITS)

    assert fields(diff.changes) == {"tag:lupus": {"tag": "lupus"}, "tag:CAR-T": None}
    assert patch_of(now, diff.changes)["tags"] == [
        {"tag": "to read"},
        {"tag": "CAR-NK"},
        {"tag": "lupus"},
    ]


def test_a_tag_that_looks_like_a_label_and_is_the_users_stays() -> None:
    diff = diff_item(item(), item(tags=[{"tag": "CAR-T"}]), Ownership("AAAA2222", version=7), FITS)

    assert diff.changes == ()


@pytest.mark.parametrize("version", [0, 7])
def test_a_tag_that_somebody_took_away_does_not_come_back(version: int) -> None:
    own = Ownership("AAAA2222", tags=frozenset({"CAR-T"}), version=version)

    diff = diff_item(item(tags=[{"tag": "CAR-T"}]), item(version=9), own, FITS)

    # Without a version on record it was perhaps never written: then nobody took it away.
    assert len(diff.conflicts) == bool(version)
    assert len(diff.changes) == (not version)


def test_an_item_goes_into_its_collection_once() -> None:
    own = Ownership("AAAA2222", collections=frozenset({"CCCC2222"}), version=7)
    there = item(collections=["DDDD2222", "CCCC2222"])

    assert diff_item(item(), there, own, FITS, "CCCC2222").changes == ()
    assert diff_item(item(), item(version=9), own, FITS, "CCCC2222").conflicts
    (change,) = diff_item(
        item(), item(collections=["DDDD2222"]), Ownership("A"), FITS, "CCCC2222"
    ).changes
    assert patch_of(item(collections=["DDDD2222"]), (change,)) == {
        "collections": ["DDDD2222", "CCCC2222"]
    }


def test_a_line_of_extra_is_added_beside_what_stands_there() -> None:
    theirs = item(extra="read twice\ndoi: 10.1000/a")

    diff = diff_item(item(extra="DOI: 10.1000/b\nPMID: 12"), theirs, Ownership("AAAA2222"), FITS)

    assert fields(diff.changes) == {"extra:PMID": "12"}
    assert patch_of(theirs, diff.changes)["extra"] == "read twice\ndoi: 10.1000/a\nPMID: 12"


def test_a_reference_that_was_resolved_becomes_another_type() -> None:
    was = item(itemType="document", title="Berg. On bees", publisher="")
    own = Ownership(
        "AAAA2222", created=True, item_type="document", fields={"title": "Berg. On bees"}, version=7
    )
    diff = diff_item(item(title="On bees", DOI="10.1000/a"), was, own, FITS)

    assert patch_of(was, diff.changes) == {
        "itemType": "journalArticle",
        "title": "On bees",
        "DOI": "10.1000/a",
    }


def test_the_lines_of_extra_become_those_of_the_other_type_too() -> None:
    extra = {"pmid": "12", "original date": "1999"}
    was = item(itemType="document", extra="PMID: 12\nOriginal Date: 1999")
    own = Ownership("AAAA2222", created=True, item_type="document", extra=extra, version=7)

    diff = diff_item(item(extra="PMID: 13\nPMCID: PMC4"), was, own, FITS)

    assert patch_of(was, diff.changes) == {
        "itemType": "journalArticle",
        "extra": "PMID: 13\nPMCID: PMC4",
    }


@pytest.mark.parametrize(
    "theirs", [{"title": "My own words", "extra": "PMID: 12"}, {"title": WAS, "extra": "PMID: 13"}]
)
def test_an_item_that_somebody_worked_on_becomes_no_other_type(theirs: dict[str, str]) -> None:
    own = Ownership(
        "AAAA2222",
        created=True,
        item_type="document",
        fields={"title": WAS},
        extra={"pmid": "12"},
        version=7,
    )
    now = item(itemType="document", version=8, **theirs)

    diff = diff_item(item(title="On bees", DOI="10.1000/a"), now, own, FITS)

    assert "itemType" not in fields(diff.changes)


def test_of_an_item_whose_fields_are_its_owners_labels_alone_change() -> None:
    mine = item(title="On bees", DOI="10.1000/a", extra="PMID: 12", tags=[{"tag": "lupus"}])

    diff = diff_item(mine, item(title=""), Ownership("AAAA2222"), FITS, labels_only=True)

    assert fields(diff.changes).keys() == {"tag:lupus"}
    assert diff.conflicts == ()


def test_a_type_that_a_user_chose_stays() -> None:
    own = Ownership("AAAA2222", created=True, item_type="journalArticle", version=7)
    now = item(itemType="preprint", version=8)

    assert diff_item(item(), now, own, FITS).changes == ()


def test_changes_are_taken_back_one_by_one() -> None:
    before = item(extra="read twice", tags=[{"tag": "to read"}])
    mine = item(DOI="10.1000/a", extra="PMID: 12", tags=[{"tag": "lupus"}], creators=BERG)
    changes = diff_item(mine, before, Ownership("AAAA2222"), FITS).changes
    after = before | patch_of(before, changes)

    back = after | patch_of(after, changes, undo=True)

    assert all(is_made(after, change) for change in changes)
    assert content_of(back) == content_of(before)
    assert (back["tags"], back["extra"]) == (before["tags"], before["extra"])


def test_a_new_item_is_as_its_body_says() -> None:
    body = item(title="On bees", extra="PMID: 12", tags=[{"tag": "lupus"}], collections=["C"])

    assert all(is_made(body, change) for change in changes_creating(body))
    assert not all(is_made(item(title="On bees"), change) for change in changes_creating(body))


def test_a_label_that_somebody_removed_does_not_come_back_in_another_spelling() -> None:
    spelt = tag_spellings([Tag("modality", "car-nk", "CAR-NK", ())])
    own = Ownership("AAAA2222", tags=frozenset({"CAR-NK"}), version=7)
    by_path = item(tags=[{"tag": "modality/car-nk"}])

    kept = diff_item(by_path, item(tags=[]), own, FITS, spellings=spelt)
    spelt_anew = diff_item(by_path, item(tags=[{"tag": "CAR-NK"}]), own, FITS, spellings=spelt)

    assert (kept.changes, len(kept.conflicts)) == ((), 1)
    assert fields(spelt_anew.changes) == {
        "tag:modality/car-nk": {"tag": "modality/car-nk"}, "tag:CAR-NK": None,
    }  # fmt: skip


def test_what_is_emptied_is_sent_before_what_is_set() -> None:
    own = Ownership(
        "AAAA2222",
        created=True,
        item_type="journalArticle",
        fields={"title": "On bees", "publicationTitle": "Bees"},
        version=7,
    )
    there = item(title="On bees", publicationTitle="Bees", tags=[])
    wanted = {"itemType": "bookSection", "title": "On bees", "bookTitle": "All bees"}
    types = ItemTypeFields(frozenset({"title", "publicationTitle"}), frozenset())

    patch = patch_of(there, diff_item(wanted, there, own, types).changes)

    # Zotero knows publicationTitle as the name that all types share for it.
    assert list(patch.items()) == [
        ("publicationTitle", ""), ("itemType", "bookSection"), ("bookTitle", "All bees"),
    ]  # fmt: skip
