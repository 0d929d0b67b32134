"""Several files as one bibliography."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import make_entry, make_work, unresolved

from refkit.api.methods import methods_text
from refkit.errors import InputError
from refkit.model.bibliography import Bibliography, Citation, Entry, Made
from refkit.model.identifiers import Doi, Pmid
from refkit.model.reference import Reference
from refkit.model.resolution import Imported, Method, Resolved
from refkit.model.tags import Evidence, LabelDecision, LabelVerdict, Tag
from refkit.report.merge import together

A, B = Doi("10.1000/a"), Doi("10.1000/b")
WORK = make_work(doi=Doi("10.1000/work"))


def cited(review: Doi, entry: Entry) -> Bibliography:
    citations = (Citation(review, Reference(1)),)
    return Bibliography(Made("0"), (make_work(doi=review),), (replace(entry, citations=citations),))


def test_a_work_of_two_reviews_is_one_entry_with_two_lines() -> None:
    one = cited(A, make_entry(WORK, "berg"))
    other = cited(B, make_entry(WORK, "dahl", resolution=Resolved(Method.SEARCH, "crossref")))

    joined = together([("a.refkit.json", one), ("b.refkit.json", other)])

    (entry,) = joined.entries
    assert entry.id == "berg"
    assert [line.review for line in entry.citations] == [A, B]
    assert str(joined.account).startswith("2 listed: 1 by deposited DOI, 1 found by search, 0 ")
    assert len(joined.reviews) == 2


def test_a_work_without_a_doi_is_one_by_its_pubmed_number() -> None:
    work = make_work(pmid=Pmid("40993243"))

    joined = together([("a", cited(A, make_entry(work))), ("b", cited(B, make_entry(work)))])

    assert [len(entry.citations) for entry in joined.entries] == [2]


def test_what_was_looked_up_stands_before_a_library() -> None:
    library = Bibliography(
        Made("0"), (), (make_entry(WORK, "mine", resolution=Imported("bibtex"), citations=()),)
    )
    review = cited(A, make_entry(replace(WORK, volume="7"), "berg"))

    (entry,) = together([("l.bib", library), ("a.refkit.json", review)]).entries

    assert (entry.id, entry.work.volume) == ("mine", "7")
    assert isinstance(entry.resolution, Resolved)


def test_unresolved_references_and_works_without_a_doi_stay_by_themselves() -> None:
    one = cited(A, make_entry(WORK, resolution=unresolved()))
    other = cited(B, make_entry(WORK))
    third = Bibliography(Made("0"), (), (make_entry(citations=()), make_entry(citations=())))

    assert len(together([("a", one), ("b", other), ("c", third)]).entries) == 4


def test_a_review_of_two_files_that_list_other_lines_of_it_is_refused() -> None:
    given = cited(A, make_entry(WORK))
    line = Citation(A, Reference(2, deposited=(("unstructured", "Dahl. Ice. 2020."),)))
    other = make_entry(make_work("Ice"), resolution=unresolved(), citations=(line,))
    longer = replace(given, entries=(*given.entries, other))

    for one, two in ((given, longer), (longer, given)):
        with pytest.raises(InputError, match=r"b\.refkit\.json: holds the review 10\.1000/a, as a"):
            together([("a.refkit.json", one), ("b.refkit.json", two)])


def label(facet: str, id_: str, *, by: str = "") -> Tag:
    words = Evidence("title", 0, 3, "CAR", "rule")
    return Tag(facet, id_, id_, (words, Evidence("person", 0, 3, by, "")) if by else (words,))


def decision(name: str, verdict: LabelVerdict, by: str) -> LabelDecision:
    facet, _, id_ = name.partition("/")
    return LabelDecision(facet, id_, verdict, by)


ADD, REMOVE, CONFIRM = LabelVerdict.ADD, LabelVerdict.REMOVE, LabelVerdict.CONFIRM
CAR, NK = label("modality", "car-t"), label("modality", "car-nk", by="Bo")
LUPUS, TRIAL = label("disease", "sle", by="Ada"), label("study", "trial")


def joined_entry(one: Entry, other: Entry) -> Entry:
    (entry,) = together([("a", cited(A, one)), ("b", cited(B, other))]).entries
    return entry


def test_what_persons_decided_in_each_file_counts() -> None:
    ada = (decision("disease/sle", ADD, "Ada"), decision("modality/car-t", REMOVE, "Ada"))
    bo = (decision("modality/car-nk", ADD, "Bo"),)
    one = replace(make_entry(WORK), tags=(LUPUS, TRIAL), label_decisions=ada)
    other = replace(make_entry(WORK), tags=(CAR, NK, TRIAL), label_decisions=bo)

    for first, second in ((one, other), (other, one)):
        entry = joined_entry(first, second)

        assert {tag.label for tag in entry.tags} == {"sle", "car-nk", "trial"}
        assert set(entry.label_decisions) == {*ada, *bo}
        assert entry.label_doubts == ()


def test_where_two_files_contradict_each_other_the_first_stands_and_both_are_told() -> None:
    one = replace(
        make_entry(WORK), tags=(), label_decisions=(decision("modality/car-nk", REMOVE, "Ada"),)
    )
    other = replace(
        make_entry(WORK), tags=(NK,), label_decisions=(decision("modality/car-nk", ADD, "Bo"),)
    )

    removed, added = joined_entry(one, other), joined_entry(other, one)

    assert removed.tags == ()
    assert [each.reason for each in removed.label_doubts] == [
        "decided otherwise in two files: Ada: removed modality/car-nk (this stands); "
        "Bo: added modality/car-nk"
    ]
    assert [tag.label for tag in added.tags] == ["car-nk"]
    assert len(added.label_doubts) == len(added.label_decisions) - 1 == 1


def test_a_label_that_one_adds_contradicts_who_confirmed_that_there_is_none_more() -> None:
    closed = (decision("modality/car-t", CONFIRM, "Ada"), decision("modality/", CONFIRM, "Ada"))
    one = replace(make_entry(WORK), tags=(CAR,), label_decisions=closed)
    other = replace(
        make_entry(WORK), tags=(CAR, NK), label_decisions=(decision("modality/car-nk", ADD, "Bo"),)
    )

    assert [tag.label for tag in joined_entry(one, other).tags] == ["car-t"]
    assert joined_entry(one, other).label_doubts
    assert {tag.label for tag in joined_entry(other, one).tags} == {"car-t", "car-nk"}
    assert joined_entry(other, one).label_doubts


def test_the_same_word_of_two_persons_is_no_contradiction() -> None:
    one = replace(
        make_entry(WORK), tags=(NK,), label_decisions=(decision("modality/car-nk", ADD, "Ada"),)
    )
    other = replace(one, label_decisions=(decision("modality/car-nk", CONFIRM, "Bo"),))

    assert joined_entry(one, other).label_doubts == ()


def judged(*entries: Entry, by: str = "", review: Doi = A) -> Bibliography:
    """A review with two lines, the second without a DOI, as one of two raters has it."""
    lines = [
        Citation(review, Reference(number, deposited=(("unstructured", f"Berg. Snow {number}."),)))
        for number in (1, 2)
    ]
    placed = [replace(e, citations=(line,)) for e, line in zip(entries, lines, strict=True)]
    return Bibliography(Made("0"), (make_work(doi=review),), tuple(placed))


UNKNOWN = make_entry(make_work("Ice"), "ice", resolution=unresolved())


def test_two_raters_of_one_review_are_compared_and_each_line_counts_once() -> None:
    def says(entry: Entry, verdict: LabelVerdict, by: str) -> Entry:
        tags = (label("disease", "sle", by=by),) if verdict is ADD else ()
        return replace(entry, tags=tags, label_decisions=(decision("disease/sle", verdict, by),))

    ada = judged(says(make_entry(WORK), ADD, "Ada"), says(UNKNOWN, ADD, "Ada"))
    bo = judged(says(make_entry(WORK), REMOVE, "Bo"), UNKNOWN)

    joined = together([("ada.refkit.json", ada), ("bo.refkit.json", bo)])

    first, second = joined.entries
    assert joined.account.listed == 2
    assert len(joined.reviews) == 1
    assert [tag.label for tag in first.tags] == ["sle"]
    assert [each.reason for each in first.label_doubts] == [
        "decided otherwise in two files: Ada: added disease/sle (this stands); "
        "Bo: removed disease/sle"
    ]
    assert ([tag.label for tag in second.tags], second.label_doubts) == (["sle"], ())
    last, _ = together([("bo.refkit.json", bo), ("ada.refkit.json", ada)]).entries
    assert last.tags == ()
    assert last.label_doubts


def test_a_line_that_two_raters_took_for_two_works_is_as_the_first_has_it() -> None:
    other = replace(
        make_entry(make_work("Rain", doi=Doi("10.1000/rain"))),
        label_decisions=(decision("disease/sle", ADD, "Bo"),),
    )
    ada, bo = judged(make_entry(WORK), UNKNOWN), judged(other, make_entry(other.work))

    first, second = together([("ada.json", ada), ("bo.json", bo)]).entries

    assert (first.work, first.label_decisions) == (WORK, ())
    assert [each.reason for each in first.label_doubts] == [
        "bo.json has another work for it, 10.1000/rain (Bo: added disease/sle)"
    ]
    assert second.work == UNKNOWN.work


def test_a_work_of_one_review_in_two_files_and_of_another_has_all_its_lines_once() -> None:
    ada = judged(make_entry(WORK), UNKNOWN)
    more = replace(ada.entries[0], citations=(*ada.entries[0].citations, Citation(B, Reference(4))))
    bo = replace(ada, reviews=(*ada.reviews, make_work(doi=B)), entries=(more, ada.entries[1]))

    for given in ([("a", ada), ("b", bo)], [("b", bo), ("a", ada)]):
        joined = together(given)

        assert [len(entry.citations) for entry in joined.entries] == [2, 1]
        assert len(joined.reviews) == 2


def library(*entries: Entry) -> Bibliography:
    return Bibliography(Made("0"), (), entries)


def own(title: str, key: str, by: tuple[LabelDecision, ...] = (), **fields: object) -> Entry:
    entry = make_entry(make_work(title, **fields), key, resolution=Imported("bibtex"), citations=())
    return replace(entry, label_decisions=by)


def test_entries_of_a_library_without_identifiers_are_one_by_key_and_title() -> None:
    said = (decision("modality/car-nk", ADD, "Ada"),), (decision("modality/car-nk", REMOVE, "Bo"),)
    ada = library(own("Snow", "x1", said[0]), own("Ice", "x2"), own("Rain", "x3"))
    bo = library(own("Snow", "x1", said[1]), own("Ice", "x2", doi=A), own("Mist", "x3"))

    for first, second in ((ada, bo), (bo, ada)):
        entries = together([("a", first), ("b", second)]).entries

        assert sorted(entry.id for entry in entries) == ["x1", "x2", "x3", "x3"]
        snow = next(entry for entry in entries if entry.id == "x1")
        assert "decided otherwise in two files" in snow.label_doubts[0].reason


@pytest.mark.parametrize("order", [1, -1])
def test_that_abstracts_earned_labels_in_one_of_the_files_is_told(order: int) -> None:
    titles, abstracts = library(own("Snow", "a")), library(own("Ice", "b"))
    titles = replace(titles, made=Made("1", ("kinds@1",)))
    abstracts = replace(abstracts, made=Made("1", ("kinds@1",), evidence="all"))

    joined = together([("one", titles), ("other", abstracts)][::order])

    assert joined.made.evidence == "all"
    assert "that read titles, abstracts and other fields" in methods_text(joined)


def test_entries_of_one_file_that_have_one_key_stay_by_themselves() -> None:
    twice = library(own("Snow", "x"), own("Snow", "x"))
    assert len(together([("a", twice), ("b", library(own("Mist", "y")))]).entries) == 3


def test_chapters_of_one_book_are_told_apart_by_their_titles() -> None:
    one = library(own("Snow", "s", doi=A), own("Ice", "i", doi=A))
    other = library(own("Ice", "ice", doi=A), own("Rain", "r", doi=A))

    entries = together([("a", one), ("b", other)]).entries

    assert [entry.id for entry in entries] == ["s", "i", "r"]


def test_a_work_that_is_titled_otherwise_is_one_by_its_doi() -> None:
    one, other = library(own("Snow", "s", doi=A)), library(own("On snow and ice", "t", doi=A))
    assert len(together([("a", one), ("b", other)]).entries) == 1
