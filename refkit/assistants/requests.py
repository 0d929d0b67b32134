"""What the tools are asked, as typed arguments: their schemas are made from these classes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from refkit.assistants.paging import MOST_ROWS, USUAL, Part
from refkit.assistants.session import FETCHED, PLAN


class ToolRequest(BaseModel):
    """Arguments of these names alone, of exactly these types."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


Bibliography = Annotated[
    str,
    Field(
        min_length=1,
        max_length=400,
        description=f"A file's name as refkit_list_files gives it, or {FETCHED}N as "
        "refkit_fetch_references gives it.",
    ),
]
File = Annotated[
    str,
    Field(
        min_length=1,
        max_length=400,
        description="The name of a .refkit.json in the folder.",
    ),
]
Entry = Annotated[
    str,
    Field(
        min_length=1,
        max_length=3000,
        description="An entry's name as the ledger gives it, #N for its number, or its DOI.",
    ),
]
LabelName = Annotated[
    str,
    Field(min_length=1, max_length=200, description="A label's id, its name, or facet/id."),
]
Review = Annotated[
    str,
    Field(
        max_length=3000,
        description="The list as lines name it, a review's DOI mostly; where there are several.",
    ),
]
Position = Annotated[
    int, Field(ge=1, le=999_999_999, description="Where the line stands in the review's list.")
]
Note = Annotated[str, Field(max_length=500, description="Why; it is kept with the decision.")]


class Paging(ToolRequest):
    """Which part of a long list is given."""

    limit: Annotated[
        int, Field(ge=1, le=MOST_ROWS, description="The most rows that are given at once.")
    ] = USUAL
    cursor: Annotated[
        str | None, Field(max_length=40, description="Go on from here: next_cursor of the last.")
    ] = None

    @property
    def part(self) -> Part:
        """The same as the pages understand it."""
        return Part(self.limit, self.cursor)


class ListFiles(Paging):
    """Arguments of refkit_list_files."""


class FetchReferences(ToolRequest):
    """Arguments of refkit_fetch_references."""

    reviews: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=3000)]],
        Field(
            max_length=20,
            description="DOIs of articles whose reference lists are wanted; PubMed and arXiv "
            "numbers and addresses of articles are understood too.",
        ),
    ] = Field(default=[])
    text: Annotated[
        str,
        Field(
            max_length=200_000,
            description="A list of references itself, as it is printed; each is looked up.",
        ),
    ] = ""
    document: Annotated[
        str,
        Field(
            max_length=400,
            description="A document of refkit_list_files whose printed list is wanted (Word, PDF, "
            "a saved page, text).",
        ),
    ] = ""
    direction: Annotated[
        Literal["references", "citations", "both"],
        Field(description="What the reviews list, the works that cite them, or both."),
    ] = "references"
    since: Annotated[
        int, Field(ge=0, le=9999, description="With citations: only from this year on; 0 for all.")
    ] = 0
    most: Annotated[
        int,
        Field(ge=1, le=1000, description="With citations: the newest so many of each review."),
    ] = 200
    limit: Annotated[
        int, Field(ge=1, le=MOST_ROWS, description="The most rows that are given at once.")
    ] = USUAL


class ShowLedger(Paging):
    """Arguments of refkit_show_ledger."""

    bibliography: Bibliography
    only: Annotated[
        Literal["all", "needs-look", "unresolved", "doubtful", "labels", "retracted"],
        Field(
            description="Which rows: needs-look are all that a person should look at, the kinds "
            "of that are unresolved, doubtful (a DOI), labels (in doubt) and retracted."
        ),
    ] = "all"
    label: Annotated[
        str,
        Field(max_length=200, description="Only what has this label: its id, name, or facet/id."),
    ] = ""


class ShowEntry(ToolRequest):
    """Arguments of refkit_show_entry."""

    bibliography: Bibliography
    entry: Entry


class ExplainLabel(ToolRequest):
    """Arguments of refkit_explain_label."""

    label: LabelName
    bibliography: Annotated[
        str, Field(max_length=400, description="With entry: where it is; not with title.")
    ] = ""
    entry: Annotated[str, Field(max_length=3000, description="The entry that is asked about.")] = ""
    title: Annotated[
        str, Field(max_length=2000, description="A title by itself, in place of an entry.")
    ] = ""


class ListLabels(Paging):
    """Arguments of refkit_list_labels."""

    bibliography: Annotated[
        str,
        Field(
            max_length=400,
            description="The labels that entries of it can be given; else those that ship.",
        ),
    ] = ""
    words: Annotated[
        str, Field(max_length=100, description="Only labels whose name or id has these words.")
    ] = ""


class Check(Paging):
    """Arguments of refkit_check."""

    bibliography: Bibliography
    online: Annotated[
        bool, Field(description="Ask the sources what is known today of each DOI.")
    ] = False


class FindCandidates(ToolRequest):
    """Arguments of refkit_find_candidates."""

    bibliography: Bibliography
    position: Position
    review: Review = ""
    words: Annotated[
        str, Field(max_length=500, description="Search by these words, not by the line's own.")
    ] = ""


class PlanZotero(Paging):
    """Arguments of refkit_plan_zotero."""

    bibliography: Annotated[
        str, Field(max_length=400, description="What to plan for; not with plan.")
    ] = ""
    collection: Annotated[
        str, Field(max_length=200, description="Into this collection, made where it is new.")
    ] = ""
    library: Annotated[
        str,
        Field(
            pattern=r"^(|user|groups/[0-9]{1,12})$",
            description="groups/N for a group's library; else the user's own.",
        ),
    ] = ""
    resolved_only: Annotated[bool, Field(description="Leave out what was not resolved.")] = False
    plan: Annotated[
        str,
        Field(
            pattern=rf"^(|{PLAN}[0-9]{{1,9}})$",
            description="A plan that was made before, of which more rows are wanted.",
        ),
    ] = ""


class SaveReferences(ToolRequest):
    """Arguments of refkit_save_references."""

    bibliography: Annotated[
        str, Field(pattern=rf"^{FETCHED}[0-9]{{1,9}}$", description="A list that was fetched.")
    ]
    file: File


class DecideReference(ToolRequest):
    """Arguments of refkit_decide_reference."""

    file: File
    position: Position
    review: Review = ""
    decision: Annotated[
        Literal["is", "is-not", "has-none"],
        Field(description="The line means the DOI, does not mean it, or has none at all."),
    ]
    doi: Annotated[str, Field(max_length=3000, description="For is and is-not.")] = ""
    note: Note = ""


class DecideLabel(ToolRequest):
    """Arguments of refkit_decide_label."""

    file: File
    entry: Entry
    decision: Literal["add", "remove", "confirm"]
    label: LabelName
    note: Note = ""


class WriteZotero(ToolRequest):
    """Arguments of refkit_write_zotero."""

    plan: Annotated[
        str, Field(pattern=rf"^{PLAN}[0-9]{{1,9}}$", description="The plan, as it was shown.")
    ]
