"""Proposes changes to a library from what the sources know; what stands there is kept.

Unless a user says so, nothing that is there is replaced. An entry whose DOI leads to another work
stays as it is. What is written back are the changed fields, in the library's own format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from refkit.enrichment.fields import FIELDS, FillableField
from refkit.enrichment.lookup import EntryAnswer, State, ask
from refkit.enrichment.native_values import NativeValues
from refkit.formats.export import Options
from refkit.formats.library import Edit, Library
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.resolution import Imported, Resolved
from refkit.model.work import Work
from refkit.resolver.asking import Sources, StartProgress, no_progress
from refkit.text.plural import count_noun, some_of

_FOUND = (State.BY_DOI, State.BY_SEARCH)
_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Proposal:
    """One field that a source knows: of which entry, what stands there, what comes, who says so.

    ``field`` is named as in the list of losses (``container.title``); ``old`` is empty where
    nothing stood.
    """

    entry: str
    field: str
    old: str
    new: str
    source: str


@dataclass(frozen=True, slots=True)
class Enrichment:
    """A bibliography with what was filled in, and every change that was made.

    ``answers`` has one for each entry. ``text`` is the library's own text with the changed fields,
    all else byte for byte; it is empty where a bibliography was given.
    """

    bibliography: Bibliography
    proposals: tuple[Proposal, ...]
    answers: tuple[EntryAnswer, ...]
    text: str = ""

    def __str__(self) -> str:
        """The account: every entry ends in one state, every change is counted."""
        count = Counter(answer.state for answer in self.answers)
        left = {state: count[state] for state in State if count[state] and state not in _FOUND}
        why = f" ({', '.join(f'{number} {state}' for state, number in left.items())})"
        replaced = sum(bool(proposal.old) for proposal in self.proposals)
        filled = f"{count_noun(len(self.proposals) - replaced, 'fields')} filled"
        return (
            f"{count_noun(len(self.answers), 'entries')}: {count[State.BY_DOI]} {State.BY_DOI}, "
            f"{count[State.BY_SEARCH]} {State.BY_SEARCH}, "
            f"{sum(left.values())} left as they are{why if left else ''}; "
            f"{filled}{f', {replaced} replaced' if replaced else ''} "
            f"in {count_noun(len({proposal.entry for proposal in self.proposals}), 'entries')}"
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """Lines for the user: DOIs not to be trusted, retracted works, what was not found."""
        pairs = list(zip(self.bibliography.entries, self.answers, strict=True))
        lines = [f"{entry.id}: {note}" for entry, answer in pairs for note in _notes(answer)]
        missed = [entry.id for entry, answer in pairs if answer.state is State.NOT_FOUND]
        return (*lines, *([f"not found: {some_of(missed, _MOST_NAMED)}"] if missed else ()))

    @property
    def failures(self) -> str:
        """How many entries could not be asked for, or not completed, and why; empty: none."""
        failed = [answer.trouble for answer in self.answers if answer.state is State.FAILED]
        partly = [answer.trouble for answer in self.answers if answer.work and answer.trouble]
        if not failed + partly:
            return ""
        asked = f"{len(failed)} could not be looked up" if failed else ""
        completed = f"{len(partly)} could not be completed" if partly else ""
        counts = ", ".join(filter(None, (asked, completed)))
        return f"{counts}: {(failed + partly)[0]}; run again to go on from here"


def enrich(
    bibliography: Bibliography,
    sources: Sources,
    library: Library | None = None,
    *,
    overwrite: bool = False,
    options: Options = Options(),  # noqa: B008 (frozen)
    progress: StartProgress = no_progress,
) -> Enrichment:
    """Look up every entry and fill in what it lacks; with ``overwrite`` also what differs.

    ``library`` is the file that the bibliography was read from: where it can be changed in its own
    text, only fields that its format has a place for are filled. Trouble with an entry is not
    raised: it is in that entry's answer.
    """
    answers = ask(bibliography.entries, sources, progress)
    native = NativeValues.of(library, options) if library and library.is_editable else None
    filled = [
        _filled(place, entry, answer, native, overwrite=overwrite)
        for place, (entry, answer) in enumerate(zip(bibliography.entries, answers, strict=True))
    ]
    return Enrichment(
        replace(bibliography, entries=tuple(each.entry for each in filled)),
        tuple(proposal for each in filled for proposal in each.proposals),
        answers,
        library.with_fields([each.edits for each in filled]) if library and native else "",
    )


@dataclass(frozen=True, slots=True)
class _Filled:
    entry: Entry
    proposals: tuple[Proposal, ...] = ()
    edits: tuple[Edit, ...] = ()


def _filled(
    place: int, entry: Entry, answer: EntryAnswer, native: NativeValues | None, *, overwrite: bool
) -> _Filled:
    old, new = entry.work, answer.work
    if new is None:
        return _Filled(entry)
    overwrite = overwrite and not answer.is_doubtful
    gained = [field for field in FIELDS if field.gain(old, new, overwrite=overwrite)]
    edits: tuple[Edit, ...] = ()
    if native and gained:
        wanted = replace(entry, work=_merged(old, new, gained))
        names = [field.name for field in gained]
        empty = () if overwrite else names
        written = native.fields(place, wanted, names, empty)
        edits = tuple((each.name, each.value) for each in written)
        sayable = {each.source_field for each in written}
        gained = [field for field in gained if field.name in sayable]
    work = _merged(old, new, gained)
    proposals = tuple(
        Proposal(entry.id, field.name, field.show(old), field.show(work), _source(field, answer))
        for field in gained
    )
    return _Filled(
        replace(entry, work=_with_origins(work, entry, answer, gained)), proposals, edits
    )


def _merged(old: Work, new: Work, gained: Sequence[FillableField]) -> Work:
    work = old
    for field in gained:
        work = field.take(work, new)
    return work


def _source(field: FillableField, answer: EntryAnswer) -> str:
    """Who says so: another source where it added the field, else who was asked first."""
    origins = dict(answer.work.origins) if answer.work else {}
    return next((origins[name] for name in field.origins if name in origins), answer.source)


def _with_origins(
    work: Work, entry: Entry, answer: EntryAnswer, gained: Sequence[FillableField]
) -> Work:
    """The work with who said what, where that is not who the whole entry comes from."""
    own = entry.resolution.source if isinstance(entry.resolution, Imported | Resolved) else ""
    added = {
        name: source
        for field in gained
        if (source := _source(field, answer)) != own
        for name in field.origins
        if getattr(work, name)
    }
    return replace(work, origins=tuple(sorted({**dict(work.origins), **added}.items())))


def _notes(answer: EntryAnswer) -> Iterator[str]:
    if answer.note:
        yield answer.note
    if answer.work and answer.work.is_retracted:
        yield f"{answer.work.doi} is retracted"
