"""Two bibliographies side by side, and several reviews in one."""

from __future__ import annotations

from dataclasses import replace

from builders import bibliography_of, make_entry, make_work, unresolved

from refkit.diff import differences, overlap
from refkit.model.bibliography import Bibliography, Citation, Entry, Made
from refkit.model.identifiers import Doi
from refkit.model.reference import Reference
from refkit.model.resolution import Reason, WithoutDoi
from refkit.model.tags import LabelDecision, LabelVerdict
from refkit.model.work import Update


def entry(letter: str, **fields: object) -> Entry:
    line = Citation(Doi("10.1000/r"), Reference(1, letter, (("key", letter),)))
    work = make_work(f"Work {letter}", doi=Doi(f"10.1000/{letter}"))
    return replace(make_entry(work, letter, citations=(line,)), **fields)


def kinds(old: Bibliography, new: Bibliography) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each.kind, each.entry.id, each.fields) for each in differences(old, new)]


def test_the_same_is_no_difference() -> None:
    assert kinds(bibliography_of(entry("a")), bibliography_of(entry("a"))) == []


def test_added_and_removed() -> None:
    old, new = bibliography_of(entry("a"), entry("b")), bibliography_of(entry("c"), entry("b"))

    assert kinds(old, new) == [("added", "c", ()), ("removed", "a", ())]


def test_changed_fields_are_named() -> None:
    new = entry("a", work=make_work("Work a", doi=Doi("10.1000/a"), volume="7", issue="2"))

    assert kinds(bibliography_of(entry("a")), bibliography_of(new)) == [
        ("changed", "a", ("volume", "issue"))
    ]


def test_what_is_retracted_since() -> None:
    work = replace(entry("a").work, updates=(Update("retraction", "10.1000/n"),))

    found = kinds(bibliography_of(entry("a")), bibliography_of(entry("a", work=work)))

    assert ("retracted", "a", ()) in found


def own(key: str, title: str) -> Entry:
    return make_entry(make_work(title), key, citations=())


def test_a_title_that_is_mended_under_its_key_is_a_change_of_one_entry() -> None:
    was = bibliography_of(own("owl", "The hearing of owls at night in the gardens of towns"))
    mended = own("owl", "The hearing of owls at night in the garden of towns")

    assert kinds(was, bibliography_of(mended)) == [("changed", "owl", ("title",))]
    assert [kind for kind, *_ in kinds(was, bibliography_of(mended, mended))] == [
        "changed", "added"
    ]  # fmt: skip
    assert [kind for kind, *_ in kinds(was, bibliography_of(own("owl", "Snow on roofs")))] == [
        "added", "removed"
    ]  # fmt: skip


def test_entries_without_a_key_are_not_the_same_for_that() -> None:
    was = bibliography_of(own("", "The hearing of owls at night in the gardens of towns"))
    now = bibliography_of(own("", "The hearing of owls at night in the garden of towns"))

    assert [kind for kind, *_ in kinds(was, now)] == ["added", "removed"]


def test_what_persons_decided_on_labels_since() -> None:
    nk = LabelDecision("modality", "car-nk", LabelVerdict.ADD, "Ada Rossi")
    sle = LabelDecision("disease", "sle", LabelVerdict.REMOVE, "Bo Berg")
    other = replace(nk, decision=LabelVerdict.REMOVE, by="Bo Berg")

    def decided(*decisions: LabelDecision) -> Bibliography:
        return bibliography_of(entry("a", label_decisions=decisions))

    assert kinds(decided(), decided(nk)) == [
        ("decided", "a", ("Ada Rossi: added modality/car-nk",))
    ]
    assert kinds(decided(nk, sle), decided(other)) == [
        ("decided", "a", (
            "Bo Berg: removed modality/car-nk", "taken back: Bo Berg: removed disease/sle",
            "stands no more: Ada Rossi: added modality/car-nk",
        ))
    ]  # fmt: skip
    assert kinds(decided(nk), decided(nk)) == []
    noted = replace(nk, note="read it")
    assert kinds(decided(nk), decided(noted)) == [
        ("decided", "a", ("Ada Rossi: added modality/car-nk",))
    ]


def test_what_persons_decided_on_an_entry_that_is_removed_is_named() -> None:
    nk = LabelDecision("modality", "car-nk", LabelVerdict.ADD, "Ada Rossi")
    old = bibliography_of(entry("a", label_decisions=(nk,)), entry("b"))

    assert kinds(old, bibliography_of(entry("b"))) == [
        ("removed", "a", ()),
        ("decided", "a", ("gone with it: Ada Rossi: added modality/car-nk",)),
    ]


def test_resolved_and_unresolved_since() -> None:
    lost = entry("a", work=make_work("Work a"), resolution=unresolved())

    assert kinds(bibliography_of(lost), bibliography_of(entry("a"))) == [("resolved", "a", ())]
    assert kinds(bibliography_of(entry("a")), bibliography_of(lost)) == [("unresolved", "a", ())]


def test_overlap_tells_the_positions_in_each_review() -> None:
    one, two = Doi("10.1000/one"), Doi("10.1000/two")
    lines = (Citation(one, Reference(3)), Citation(two, Reference(1)), Citation(two, Reference(9)))
    bibliography = Bibliography(
        Made("0"),
        (make_work(doi=one), make_work(doi=two)),
        (make_entry(citations=lines), make_entry(citations=lines[:1])),
    )

    shared, alone = (positions for _, positions in overlap(bibliography))

    assert shared == {one: (3,), two: (1, 9)}
    assert alone == {one: (3,), two: ()}


def test_a_line_that_was_decided_to_be_without_a_doi_is_told() -> None:
    old = bibliography_of(make_entry(resolution=unresolved(Reason.NO_MATCH)))
    new = bibliography_of(make_entry(resolution=WithoutDoi()))

    assert [change.kind for change in differences(old, new)] == ["without-doi"]
    assert [change.kind for change in differences(new, old)] == ["unresolved"]
    assert list(differences(new, new)) == []


def test_a_line_that_means_another_work_is_another_entry() -> None:
    old, new = entry("a"), replace(entry("b"), citations=entry("a").citations)

    assert kinds(bibliography_of(old), bibliography_of(new)) == [
        ("added", "b", ()), ("removed", "a", ()),
    ]  # fmt: skip


def test_unresolved_lines_that_move_are_no_difference() -> None:
    def lost(*words: str) -> Bibliography:
        return bibliography_of(
            *(
                make_entry(
                    make_work(""),
                    f"k{each}",
                    resolution=unresolved(),
                    citations=(Citation(Doi("10.1000/r"), Reference(n, f"r{n}", (
                        ("key", f"r{n}"), ("unstructured", each)))),),
                )
                for n, each in enumerate(words, start=1)
            )
        )  # fmt: skip

    assert kinds(lost("Ants", "Bees"), lost("Wasps", "Bees", "Ants")) == [("added", "kWasps", ())]
