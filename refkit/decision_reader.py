"""What a person says of the lines of a list, in a table or one by one, read as decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from refkit.errors import InputError, InvalidIdentifier
from refkit.model.bibliography import Bibliography, Citation, Decision, Entry, Place, Rejection
from refkit.model.decisions import decision_on as decision_on_line
from refkit.model.decisions import decisions_on
from refkit.model.decisions import rejection_on as rejection_on_line
from refkit.model.identifiers import Doi, ListId
from refkit.model.list_ids import DocumentList, parse_list
from refkit.model.pasted_identifiers import read_pasted
from refkit.model.printed_reference import PrintedReference
from refkit.model.resolution import (
    AsPrinted,
    Resolved,
    Unresolved,
    WithoutDoi,
    attempts_of,
)
from refkit.regex import lazy_regex
from refkit.text.hand_table import read_cells

NONE, UNDECIDED, NOT = "none", "undecided", "not"
"""Said in place of a DOI: there is none; the decision is taken back. Before a DOI: it is not this
one; what was decided on this one is taken back."""

_MOST_SHOWN = 5
# A table that went through other programs has numbers like 5.0.
_POSITION = lazy_regex(r"([0-9]{1,9})(?:\.0)?")
Lines = Mapping[Place, tuple[Entry, Citation]]

_NEEDED = ("position", "doi")
_OPTIONAL = ("review", "key", "note", "by")


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A row as it stands; ``number`` is the spreadsheet's, the heads are row 1."""

    number: int
    position: str
    doi: str
    review: str = ""
    key: str = ""
    note: str = ""
    by: str = ""


def read_decisions(
    text: str, bibliography: Bibliography, where: str, review: str = "", *, by: str = ""
) -> list[Decision]:
    """The decisions in a table: of a person's own, or the ledger of ``export`` after it was edited.

    Its columns are position, doi and, for several reviews, review; ``review`` is meant where a row
    names none. ``doi`` may be what ``decision_on`` takes: a line may have a row for each DOI that
    it does not mean, with the columns note and by; ``by`` is who decided where a row does not say.
    An empty cell decides nothing, nor does the DOI that the line has already. Raises InputError
    that names the row.
    """
    lines = lines_of(bibliography)
    keys = {entry.id: entry for entry in bibliography.entries}
    decisions: dict[tuple[Place, Doi | None], Decision] = {}
    told: dict[tuple[Place, Doi | None], tuple[int, Decision]] = {}
    for row in read_rows(text, where):
        try:
            row = replace(row, review=row.review or review, by=row.by or by)
            decision = _decided_in(row, bibliography, lines, keys)
        except InputError as error:
            raise InputError(f"{where}: row {row.number}: {error}") from None
        if decision is None:
            continue
        place = decision.line.place
        # That one DOI is meant and that it is not contradict each other too.
        for about in (decision.subject, decision.doi or decision.subject):
            number, other = told.setdefault((place, about), (row.number, decision))
            if other != decision:
                raise InputError(
                    f"{where}: row {row.number}: decides otherwise than row {number} on one line"
                )
        decisions[place, decision.subject] = decision
    return list(decisions.values())


def _decided_in(
    row: DecisionRow, bibliography: Bibliography, lines: Lines, keys: Mapping[str, Entry]
) -> Decision | None:
    if not row.position:
        # A row of the ledger that no review lists has none: an entry of the user's own.
        if not row.doi or (row.key in keys and _is_unchanged(keys[row.key], row.doi)):
            return None
        raise InputError("has a DOI and no position")
    entry, citation = line_at(bibliography, row.position, row.review, lines)
    if not row.doi or _is_unchanged(entry, row.doi):
        return None
    return _decision(entry, citation, row.doi, row.by, row.note)


def _is_unchanged(entry: Entry, said: str) -> bool:
    """Whether a cell says what the ledger says of an entry."""
    if said.partition(" ")[0].lower() in {NOT, UNDECIDED}:
        return False
    if said.lower() == NONE:
        return isinstance(entry.resolution, WithoutDoi)
    try:
        return _doi(said) in entry.work.dois
    except InvalidIdentifier:
        return False


def read_rows(text: str, where: str) -> list[DecisionRow]:
    """The rows of a table with the columns position and doi, and perhaps review, key, note and by.

    Columns are parted by comma, semicolon or tab; the case of their heads is all one, and so are
    other columns. Raises InputError that names the column that is missing, or the row.
    """
    return [
        DecisionRow(number, *(cells.get(name, "") for name in (*_NEEDED, *_OPTIONAL)))
        for number, cells in read_cells(text, where, _NEEDED, _OPTIONAL)
    ]


def decision_on(
    bibliography: Bibliography,
    position: str,
    doi: str,
    review: str = "",
    *,
    by: str = "",
    note: str = "",
) -> Decision:
    """The decision that the reference at a position means a DOI.

    ``none`` says that it has none, ``undecided`` takes the decision on it back; ``not 10.1000/a``
    says that it is not this one (as ``rejection_on`` does, with ``by`` and ``note``) and
    ``undecided 10.1000/a`` takes back what was decided on this one. Raises InputError where there
    is no such reference or decision, or several reviews and none is named.
    """
    entry, citation = line_at(bibliography, position, review)
    return _decision(entry, citation, doi, by, note)


def rejection_on(
    bibliography: Bibliography,
    position: str,
    doi: str,
    review: str = "",
    *,
    by: str,
    note: str = "",
    taken_back: bool = False,
) -> Decision:
    """The decision that the reference at a position does not mean a DOI: it is never given it.

    ``by`` says who decides and ``note`` why; it is of today. ``taken_back`` takes it back. Raises
    InputError as ``decision_on`` does, and where nobody is named who decides.
    """
    word = UNDECIDED if taken_back else NOT
    return decision_on(bibliography, position, f"{word} {doi}", review, by=by, note=note)


def _decision(entry: Entry, citation: Citation, said: str, by: str, note: str) -> Decision:
    word, _, rest = said.strip().partition(" ")
    word = word.lower()
    if word == UNDECIDED:
        return _taken_back(entry, citation, _doi(rest) if rest.strip() else None)
    if word == NOT:
        if not rest.strip():
            raise InputError("not needs a DOI behind it: not 10.1000/xyz")
        return rejection_on_line(citation, _rejection(entry, citation, _doi(rest), by, note))
    return decision_on_line(citation, None if said.strip().lower() == NONE else _doi(said))


def _taken_back(entry: Entry, citation: Citation, doi: Doi | None) -> Decision:
    """What was decided on a line is taken back, or on one DOI of it; raises InputError: nothing."""
    position = citation.reference.position
    there = [each for each in decisions_on(entry) if each.line.place == citation.place]
    for each in there:
        if doi and each.rejected and doi == each.rejected.doi:
            return rejection_on_line(citation, each.rejected, taken_back=True)
        if not each.rejected and doi in {None, each.doi}:
            return decision_on_line(citation, None, taken_back=True)
    rejected = ", ".join(f"{UNDECIDED} {each.subject}" for each in there if each.rejected)
    hint = f"; what it does not mean is taken back by {rejected}" if rejected else ""
    what = f"{doi} for {position}" if doi else str(position)
    raise InputError(f"there is no decision on {what} to take back{hint}")


def _rejection(entry: Entry, citation: Citation, doi: Doi, by: str, note: str) -> Rejection:
    """That this is not it, of today; of a work that the entry has, under the DOI that that has.

    Who says it again without another reason leaves it as it was said first.
    """
    by, note = " ".join(by.split()), " ".join(note.split())
    if not by:
        raise InputError("nobody is named who decides")
    today = datetime.now().astimezone().date().isoformat()
    if there := next((each for each in citation.rejected if each.doi == doi), None):
        is_new = note not in {"", there.note}
        return replace(there, by=by, day=today, note=note) if is_new else there
    work, nearest, title = entry.work, getattr(entry.resolution, "nearest", None), ""
    if not isinstance(entry.resolution, AsPrinted) and doi in work.dois:
        doi, title = work.doi or doi, work.title.plain
    elif nearest and nearest.doi == str(doi):
        title = nearest.title
    return Rejection(doi, by, today, note, " ".join(title.split()))


def offered(entry: Entry, citation: Citation) -> frozenset[Doi]:
    """The DOIs that a line was given or might have been given, as far as its record tells."""
    printed = PrintedReference.of(citation.reference)
    found = {*printed.dois, *printed.alternatives, *(each.doi for each in citation.rejected)}
    resolution = entry.resolution
    if isinstance(resolution, Resolved):
        found.update(entry.work.dois)
    texts = [each.detail.partition(": ")[0] for each in attempts_of(resolution)]
    if isinstance(resolution, Unresolved) and resolution.nearest:
        texts.append(resolution.nearest.doi)
    for text in texts:
        with suppress(InvalidIdentifier):
            found.add(Doi.parse(text))
    return frozenset(found)


def _doi(said: str) -> Doi:
    """A DOI as people paste it; raises InvalidIdentifier, also for another article's number."""
    try:
        identifier = read_pasted(said).identifier
    except InvalidIdentifier:
        if "10." in said:
            raise
        identifier = None  # the advice is on the arguments of fetch
    if not isinstance(identifier, Doi):
        raise InvalidIdentifier(
            "DOI", said, "a decision names a DOI, none or undecided; not and a DOI rejects it"
        )
    return identifier


def lines_of(bibliography: Bibliography) -> Lines:
    """The lines of all lists by their places, each with its entry."""
    return {
        citation.place: (entry, citation)
        for entry in bibliography.entries
        for citation in entry.citations
    }


def line_at(
    bibliography: Bibliography, position: str, review: str, lines: Lines | None = None
) -> tuple[Entry, Citation]:
    """The line at a position of a review's list, and its entry; raises InputError: there is none.

    ``lines`` are those of the bibliography, for who asks for many.
    """
    if (number := _POSITION.fullmatch(position.strip())) is None:
        raise InputError(f"not a position: {position!r}; the first reference is 1")
    place = _list_meant(review, list(bibliography.heads)), int(number[1])
    if (found := (lines or lines_of(bibliography)).get(place)) is None:
        raise InputError("{} lists no reference at position {}".format(*place))
    return found


def _list_meant(text: str, lists: Sequence[ListId]) -> ListId:
    """The list of a file that is spelled so, a document's also by its name alone."""
    if not lists:
        raise InputError(
            "decisions are on listed references, and this file has no list of a review or a "
            "document; refkit enrich looks up the entries of a library"
        )
    if not text and len(lists) == 1:
        return lists[0]
    if named := [each for each in lists if each == DocumentList(text)]:
        return named[0]
    has = ", ".join(map(str, lists[:_MOST_SHOWN])) + (", ..." if lists[_MOST_SHOWN:] else "")
    if not text:
        raise InputError(f"there are several reviews: say which one is meant (--review), of {has}")
    meant = None
    with suppress(InvalidIdentifier):
        meant = parse_list(text)
    if meant is None or meant not in lists:
        raise InputError(f"{meant or text} is no review of this file; it has {has}")
    return meant
