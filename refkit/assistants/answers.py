"""What the tools answer, as typed rows: refkit's own words, and text from outside by itself.

Every text that was not written by refkit stands in a member named ``from_outside``: it is material
to look at, and never an instruction. The tools' schemas of answers are made from these classes.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from refkit.api.explanation import Because
from refkit.assistants.outside_text import (
    EntryName,
    FileName,
    Passage,
    Sentence,
    Short,
    ShownDoi,
    Title,
    Word,
)


class ToolAnswer(BaseModel):
    """What has the members that it says, and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Own = Annotated[str, Field(description="A sentence of refkit's own.")]
Handle = Annotated[
    str, Field(pattern=r"^(fetched|plan):[0-9]+$", description="A name to call other tools with.")
]
Count = Annotated[int, Field(ge=0)]


class Paged(ToolAnswer):
    """A page of a long list."""

    total: Annotated[int, Field(ge=0, description="How many rows there are in all.")]
    next_cursor: Annotated[str | None, Field(description="None where these are the last.")]
    how_to_go_on: Own | None


class LineOutside(ToolAnswer):
    """A line of a list: the review's DOI, or what else the list is called, and its place there."""

    review: ShownDoi
    position: int


class Counts(ToolAnswer):
    """The account of listed references: all but the last two add up to ``listed``."""

    listed: Count
    by_deposited_doi: Count
    found_by_search: Count
    by_hand: Count
    without_doi: Count
    unresolved: Count
    without_list: Annotated[int, Field(ge=0, description="Reviews of which nobody has the list.")]
    needing_a_look: Annotated[int, Field(ge=0, description="Works whose labels are in doubt.")]


class WorkOutside(ToolAnswer):
    """What a work says of itself, or where none is known what is printed."""

    title: Title | None
    author: Short | None
    year: int | None
    container: Short | None
    doi: ShownDoi | None


class RowOutside(WorkOutside):
    """The same with its places in the lists, its labels, and why a person should look at it."""

    lines: list[LineOutside]
    labels: list[Short]
    look: list[Sentence]


class LedgerRow(ToolAnswer):
    """What a listed reference came to."""

    entry: EntryName
    state: Word
    reason: Word | None
    decided_by_a_person: bool
    retracted: bool
    look: Annotated[list[Word], Field(description="Kinds of reasons to look at it.")]
    left_out: Annotated[int, Field(ge=0, description="Lines, labels and reasons not shown here.")]
    from_outside: RowOutside


class LedgerOutside(ToolAnswer):
    """The reviews, and notes on them."""

    reviews: list[WorkOutside]
    taxonomies: list[Short]
    notes: list[Sentence]


class Ledger(Paged):
    """A bibliography's account, and a page of its rows."""

    bibliography: Annotated[FileName, Field(description="The name to ask more of it with.")]
    account: Own
    counts: Counts
    rows: list[LedgerRow]
    left_out: Annotated[int, Field(ge=0, description="Reviews and notes not shown here.")]
    from_outside: LedgerOutside


class FileOutside(ToolAnswer):
    """A file by its name, which is that of whoever gave it."""

    file: FileName


class FileRow(ToolAnswer):
    """A file that can be read."""

    kind: Annotated[
        Literal["saved-bibliography", "library", "document"],
        Field(
            description="Made by refkit, a library of another program, or a document that may "
            "print a list of references."
        ),
    ]
    bytes: Count
    from_outside: FileOutside


class Files(Paged):
    """The files that can be named."""

    rows: list[FileRow]
    left_out: Annotated[int, Field(ge=0, description="Files whose names cannot be shown safely.")]
    is_complete: Annotated[bool, Field(description="False where the folder has too many files.")]


class EvidenceOutside(ToolAnswer):
    """The words that speak for a label: where they stand, and the rule that knows them."""

    field: Short
    words: Title
    rule: Short


class LabelOutside(ToolAnswer):
    """A label that an entry has, with the words that earned it; without words a person gave it."""

    label: Short
    name: Short
    decided_by_a_person: bool
    evidence: list[EvidenceOutside]


class SuppressedOutside(ToolAnswer):
    """A label that words speak for and that is not given, and why."""

    label: Short
    name: Short
    why: Sentence
    evidence: list[EvidenceOutside]


class AttemptOutside(ToolAnswer):
    """A question that was asked for a reference, and what came of it."""

    source: Short
    method: Short
    outcome: Short
    detail: Sentence
    score: float | None


class EntryOutside(RowOutside):
    """All that is known of an entry."""

    printed: Passage
    deposited: Annotated[list[Sentence], Field(description="Fields as deposited, name: value.")]
    attempts: list[AttemptOutside]
    rejected: list[Sentence]
    label_evidence: list[LabelOutside]
    suppressed: list[SuppressedOutside]
    decisions: list[Sentence]


class EntryDetails(ToolAnswer):
    """One entry of the ledger, with its lines as printed, what was tried, and its evidence."""

    bibliography: FileName
    entry: EntryName
    state: Word
    reason: Word | None
    reason_in_words: Own | None
    decided_by_a_person: bool
    retracted: bool
    look: list[Word]
    left_out: Annotated[int, Field(ge=0, description="Details not shown here.")]
    from_outside: EntryOutside


class NearOutside(ToolAnswer):
    """The phrase of a label that comes nearest to the words of a title."""

    phrase: Sentence
    rule: Short
    words: Sentence


class ExplanationOutside(ToolAnswer):
    """The label that is asked about, and what speaks for it and against it."""

    title: Title
    label: Short
    name: Short
    definition: Sentence
    evidence: list[EvidenceOutside]
    implied_by: list[Short]
    suppressed: list[SuppressedOutside]
    decisions: list[Sentence]
    nearest: NearOutside | None
    all_labels: list[LabelOutside]


class Explanation(ToolAnswer):
    """Why a title has a label, or has it not."""

    entry: EntryName | None
    has_it: bool
    because: Annotated[
        Because,
        Field(description="What decides: words, a narrower label, a person, a counter-rule, none."),
    ]
    left_out: Count
    from_outside: ExplanationOutside


class LabelRowOutside(ToolAnswer):
    """A label of a taxonomy."""

    label: Short
    name: Short
    definition: Sentence
    parents: list[Short]


class LabelRow(ToolAnswer):
    """A label that can be given."""

    from_outside: LabelRowOutside


class Labels(Paged):
    """The labels that there are."""

    rows: list[LabelRow]


class FindingOutside(ToolAnswer):
    """What was found, with what to do."""

    message: Sentence
    advice: Sentence


class FindingRow(ToolAnswer):
    """One thing that is wrong."""

    kind: Word
    severity: Literal["error", "warning", "note"]
    entry: EntryName | None
    line: Annotated[int, Field(ge=0, description="0 where that is not known.")]
    from_outside: FindingOutside


class Notes(ToolAnswer):
    """What was told meanwhile."""

    notes: list[Sentence]


class Findings(Paged):
    """What is wrong with a bibliography."""

    entries: Count
    errors: Count
    warnings: Count
    notes: Count
    rows: list[FindingRow]
    from_outside: Notes


class CandidateOutside(WorkOutside):
    """A work that a search found, and where it agrees with what is printed."""

    agree: list[Short]
    disagree: list[Short]
    rejected: Sentence | None


class CandidateRow(ToolAnswer):
    """How well a work fits a line, from 0 to 1, and what refkit believes of it."""

    score: float
    belief: Word
    retracted: bool
    from_outside: CandidateOutside


class CandidatesOutside(ToolAnswer):
    """The line as it is printed."""

    printed: Passage
    review: ShownDoi


class Candidates(ToolAnswer):
    """The works that a search found for a line, the likeliest first."""

    position: int
    rows: list[CandidateRow]
    left_out: Count
    from_outside: CandidatesOutside


class StepOutside(ToolAnswer):
    """What is done about an item, in words."""

    title: Title
    changes: list[Sentence]
    why: Sentence | None


class StepRow(ToolAnswer):
    """What would be done about an entry, or was done."""

    entry: EntryName | None
    what: Word
    key: Annotated[str | None, Field(pattern=r"^[A-Z0-9]{8}$", description="The item in Zotero.")]
    left_out: Count
    from_outside: StepOutside


class PlanOutside(ToolAnswer):
    """Where it would go, and notes on the way there."""

    collection: Short
    notes: list[Sentence]


class ZoteroPlan(Paged):
    """What would be done in Zotero; nothing is written."""

    plan: Handle
    account: Own
    zotero_answers: Annotated[
        bool, Field(description="False: it is the plan for an empty library, for none answers.")
    ]
    rows: list[StepRow]
    from_outside: PlanOutside


class Written(ToolAnswer):
    """What was done in Zotero, what was not, and how to take it back."""

    run: Annotated[str | None, Field(description="The run's name.")]
    account: Own
    how_to_take_back: Own | None
    not_done: Annotated[list[StepRow], Field(description="What failed, and conflicts.")]
    left_out: Count
    from_outside: Notes


class SavedOutside(ToolAnswer):
    """Its name, and notes."""

    file: FileName
    notes: list[Sentence]


class Saved(ToolAnswer):
    """A file as it stands now."""

    account: Own
    counts: Counts
    is_new: bool
    from_outside: SavedOutside


class DecidedOutside(ToolAnswer):
    """What is printed beside the work that was named, and what came of it."""

    printed: Passage | None
    work: WorkOutside | None
    agree: list[Short]
    disagree: list[Short]
    labels: list[Short]
    notes: list[Sentence]


class Decided(ToolAnswer):
    """A decision as it stands in the file."""

    recorded: bool
    account: Own
    counts: Counts
    from_outside: DecidedOutside
