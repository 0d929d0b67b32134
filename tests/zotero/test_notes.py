"""The note with the evidence: escaped, each quote in its sentence."""

from __future__ import annotations

from builders import ENTRIES, make_entry, make_work
from hypothesis import given

from refkit.model.bibliography import Entry
from refkit.model.tags import Evidence, Tag
from refkit.zotero.notes import note_of


def entry_with(evidence: Evidence, name: str = "CAR-NK", **work: str) -> Entry:
    tag = Tag("modality", "car-nk", name, (evidence,))
    return make_entry(make_work(**work), tags=(tag,))


def test_a_quote_is_marked_in_its_sentence() -> None:
    abstract = "Bees sting. We tried CAR-NK cells <in vivo>. They worked."
    start = abstract.index("CAR-NK")
    evidence = Evidence("abstract", start, start + 6, "CAR-NK", "modality/car-nk#1")

    assert note_of(entry_with(evidence, abstract=abstract)) == (
        "<h1>Labels, and the words that earned them</h1>\n"
        "<p><strong>CAR-NK</strong> (modality/car-nk)</p>\n"
        "<ul><li>abstract: “We tried <strong>CAR-NK</strong> cells &lt;in vivo&gt;.” "
        "(modality/car-nk#1)</li></ul>\n"
        "<p>Reference 1 of 10.1000/review</p>"
    )


def test_a_quote_that_stands_there_no_more_stands_alone() -> None:
    note = note_of(entry_with(Evidence("title", 0, 6, "CAR-NK", "r")))

    assert "title: “<strong>CAR-NK</strong>” (r)" in note


def test_a_sentence_without_end_is_cut() -> None:
    evidence = Evidence("abstract", 5_000, 5_001, "b", "r")

    note = note_of(entry_with(evidence, abstract=f"{'a' * 5_000}b{'c' * 5_000}"))

    assert "“…aaa" in note
    assert "ccc…”" in note
    assert len(note) < 1_200


def test_names_from_outside_are_text() -> None:
    note = note_of(entry_with(Evidence("title", 0, 2, "On", "r"), name="<script>x</script>"))

    assert "<script>" not in note


def test_without_labels_there_is_no_note() -> None:
    assert note_of(make_entry()) == ""


@given(ENTRIES)
def test_every_label_and_quote_is_in_the_note(entry: Entry) -> None:
    note = note_of(entry)

    assert note.count("<ul>") == len(entry.tags)
    assert note.count("<li>") == sum(len(tag.evidence) for tag in entry.tags)
