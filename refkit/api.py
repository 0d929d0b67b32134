"""What a command can do, in one call each; ``import refkit`` offers these names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from refkit import __version__, manual_decisions, pipeline, wiring
from refkit.checks import checker
from refkit.checks.findings import Finding
from refkit.checks.manuscripts import Cited, read_manuscript
from refkit.checks.online import OnlineStatus, look_up_status
from refkit.enrichment import proposals
from refkit.enrichment.proposals import Enrichment
from refkit.errors import InputError, RefkitError
from refkit.files.register import WRITTEN, Register
from refkit.files.writing import Writer
from refkit.formats import detect
from refkit.formats.export import Loss, Options, Protect, TagStyle, keywords
from refkit.formats.library import Library
from refkit.formats.register import exporter
from refkit.formats.saved import mapping
from refkit.model.bibliography import Bibliography, Made
from refkit.model.decisions import Decision
from refkit.model.identifiers import Doi
from refkit.model.pasted_identifiers import Pasted, read_pasted, split_pasted
from refkit.model.work import DatePolicy
from refkit.resolver import Began, find, is_known, silent
from refkit.settings import read_settings
from refkit.sources.parse_input import Numbered, doi_behind
from refkit.tagging.fields import EVIDENCE
from refkit.tagging.tagger import tag as tag_work
from refkit.tagging.taxonomy import TAXONOMIES, Taxonomy, load_taxonomy
from refkit.wiring import Remembered

_Choice = TypeVar("_Choice", bound=StrEnum)


def fetch(
    *dois: str,
    offline: bool = False,
    refresh: bool = False,
    mailto: str | None = None,
    sources: Sequence[str] = (),
    taxonomies: Sequence[str] | None = None,
    into: Bibliography | None = None,
    citation_key: str | None = None,
    say: Callable[[str], None] = lambda note: None,
    began: Began = silent,
) -> Bibliography:
    """Resolve and tag what reviews list, from their DOIs to a bibliography.

    ``dois`` may also be PubMed and arXiv numbers and the addresses of articles, several in one
    text parted by commas or semicolons; ``say`` is told how they were understood.
    ``offline`` answers from memory and from what ships with refkit, ``refresh`` asks anew what
    is remembered, ``mailto`` is the contact address for Crossref's faster pool. ``sources``
    names others that are asked for what is missing: openalex, europepmc.
    ``into`` is a bibliography that the reviews are added to: its other reviews, their entries and
    keys and every decision by hand are kept, and a review that it has is refreshed in its place.
    ``taxonomies`` are shipped names or paths of TOML files, by default those of ``into``; none
    means no tags. All entries are tagged alike, also those that were there.
    ``citation_key`` is the formula of new keys, by default that of ``into``. ``say`` takes notes
    for the user; ``began`` is told what begins and how much of it there is, and gives what is told
    of progress.

    Of several reviews one that fails does not stop the others: ``lists`` of the answer says what
    came of each. Where none gives a list this raises InputError (no DOI, unknown DOI), SourceError
    (Crossref cannot be asked, or holds no references of a review) or NotRemembered (offline, never
    fetched). InputError also for a taxonomy or a formula that cannot be read.
    """
    pasted = [read_pasted(piece) for text in dois for piece in split_pasted(text)]
    chosen = _taxonomies(taxonomies, into)
    settings = read_settings(mailto)
    gateway = wiring.open_gateway(settings, offline=offline, refresh=refresh, say=say)
    try:
        asked = wiring.open_sources(settings, gateway, sources, say)
        numbers = wiring.open_numbers(settings, gateway)
        reviews, failures = _reviews(pasted, numbers, say, lambda doi: is_known(doi, asked))
        return pipeline.fetch(
            reviews,
            asked,
            chosen,
            into=into,
            failures=failures,
            citation_key=citation_key or "",
            fields=evidence_fields((into.made.evidence if into else "") or "title"),
            began=began,
        )
    finally:
        gateway.close()


def _reviews(
    pasted: Sequence[Pasted],
    numbers: Numbered,
    say: Callable[[str], None],
    known: Callable[[Doi], bool],
) -> tuple[list[Doi], list[pipeline.Failure]]:
    """The DOIs behind what was given, and what could not be told."""
    reviews, failures = [], []
    for each in pasted:
        try:
            reviews.append(doi_behind(each, numbers, say, known))
        except RefkitError as error:
            failures.append(pipeline.failure(str(each.identifier), error))
    return reviews, failures


def _taxonomies(named: Sequence[str] | None, into: Bibliography | None) -> list[Taxonomy]:
    """The taxonomies that are named, else those that a bibliography was tagged with."""
    if named is not None or into is None or not into.made.taxonomies:
        return [load_taxonomy(name) for name in (TAXONOMIES if named is None else named)]
    there = [(stamp, _taxonomy_at_hand(stamp)) for stamp in into.made.taxonomies]
    if away := [stamp for stamp, taxonomy in there if taxonomy is None]:
        raise InputError(
            f"what is there was labelled with {' and '.join(away)}: name the file with --taxonomy, "
            "or another taxonomy to label all of it anew"
        )
    return [taxonomy for _, taxonomy in there if taxonomy]


def _taxonomy_at_hand(stamp: str) -> Taxonomy | None:
    """The taxonomy of a stamp, in the version that is installed; None where there is none."""
    try:
        return load_taxonomy(stamp.partition("@")[0])
    except InputError:
        return None


def check(
    given: Library | Bibliography,
    *,
    cited: Sequence[str | Path] | None = None,
    online: bool = False,
    mailto: str | None = None,
    file: str = "",
    text: str = "",
    say: Callable[[str], None] = lambda note: None,
) -> tuple[Finding, ...]:
    """What is wrong with a library or a bibliography: retractions, DOIs, doubles, citation keys.

    ``cited`` are manuscripts (.tex, .aux, .bcf, Markdown) whose citation keys are looked up;
    ``online`` asks the sources about every DOI, ``mailto`` as for ``fetch``. ``file`` is the name
    in the findings, ``text`` a saved bibliography's, for its lines. Raises InputError for a
    manuscript that cannot be read, SourceError where nobody can be asked.
    """
    library = given if isinstance(given, Library) else None
    bibliography = (
        given
        if isinstance(given, Bibliography)
        else Bibliography(Made(__version__), entries=given.entries)
    )
    keys = [] if cited is None else [key for name in cited for key in _cited(Path(name))]
    return checker.check(
        bibliography,
        library,
        file=file,
        text=text,
        cited=None if cited is None else keys,
        asked=_asked(bibliography, mailto, say) if online else None,
    )


def _cited(path: Path) -> list[Cited]:
    return list(read_manuscript(detect.file_text(path), str(path)))


def _asked(
    bibliography: Bibliography, mailto: str | None, say: Callable[[str], None]
) -> OnlineStatus:
    settings = read_settings(mailto)
    gateway = wiring.open_gateway(settings, say=say)
    try:
        sources = wiring.open_sources(settings, gateway)
        return look_up_status(bibliography, lambda dois: find(dois, sources))
    finally:
        gateway.close()


def memory() -> Remembered:
    """What is remembered: where, how much, and of which service."""
    return wiring.memory_of(read_settings())


def forget() -> Remembered:
    """Forget all that is remembered and say what it was; raises InputError where that fails."""
    return wiring.memory_of(read_settings(), clear=True)


def resolve(
    bibliography: Bibliography,
    decisions: Sequence[Decision],
    *,
    offline: bool = False,
    mailto: str | None = None,
) -> Bibliography:
    """The bibliography with a person's decisions carried out, tagged as it was before.

    Raises InputError for a DOI that no source knows and for a library, which has no list of a
    review to decide on, SourceError where the sources cannot say.
    """
    if not any(entry.citations for entry in bibliography.entries):
        raise InputError("there is no line of a review's list to decide on")
    settings = read_settings(mailto)
    gateway = wiring.open_gateway(settings, offline=offline)
    try:
        sources = wiring.open_sources(settings, gateway)
        decided = manual_decisions.decide(bibliography, decisions, sources)
    finally:
        gateway.close()
    return _tagged_again(bibliography, decided)


def _tagged_again(before: Bibliography, after: Bibliography) -> Bibliography:
    """The bibliography with tags for the works that are new in it; all others keep theirs.

    A taxonomy that is not installed here gives none.
    """
    there = {(entry.id, entry.work) for entry in before.entries}
    at_hand = [_taxonomy_at_hand(stamp) for stamp in before.made.taxonomies]
    chosen = [taxonomy for taxonomy in at_hand if taxonomy]
    fields = evidence_fields(before.made.evidence or "title")
    entries = (
        entry
        if (entry.id, entry.work) in there
        else replace(entry, tags=tag_work(entry.work, chosen, None, fields))
        for entry in after.entries
    )
    return replace(after, entries=tuple(entries))


def tag(
    bibliography: Bibliography,
    taxonomies: Sequence[str] = TAXONOMIES,
    facets: Collection[str] | None = None,
    *,
    evidence: str = "title",
) -> Bibliography:
    """The bibliography with the tags of these taxonomies in place of those it had.

    ``facets`` keeps some facets only. ``evidence`` says what may earn a label: ``title``, or
    ``all`` that a work has. Raises InputError for a taxonomy, a facet or a word that is not there.
    """
    chosen = chosen_taxonomies(taxonomies, facets)
    return pipeline.tag_entries(bibliography, chosen, facets, evidence_fields(evidence))


def chosen_taxonomies(
    names: Sequence[str], facets: Collection[str] | None = None
) -> list[Taxonomy]:
    """Taxonomies by name or path; raises InputError for one, or for a facet, that is not there."""
    chosen = [load_taxonomy(name) for name in names]
    known = list(dict.fromkeys(facet for taxonomy in chosen for facet in taxonomy.facets))
    if unknown := sorted(set(facets or ()) - set(known)):
        raise InputError(f"unknown facet {', '.join(unknown)}; there are: {', '.join(known)}")
    return chosen


def evidence_fields(evidence: str) -> tuple[str, ...]:
    """The fields that may speak for a label; raises InputError for a word that is not there."""
    if evidence not in EVIDENCE:
        raise InputError(f"evidence cannot be {evidence!r}; there are: {', '.join(EVIDENCE)}")
    return EVIDENCE[evidence]


def export(
    bibliography: Bibliography,
    format: str,  # noqa: A002 (the user's word)
    *,
    tag_style: str = TagStyle.NAME,
    date_policy: str = DatePolicy.PRINT,
    protect: str = Protect.TOKENS,
    unicode: bool | None = None,
) -> str:
    """The bibliography as text of a format: bibtex, biblatex, csl-json, ris or csv.

    ``tag_style`` is ``name``, ``id`` or ``path``; ``date_policy`` is ``print``, ``online`` or
    ``earliest``; ``protect`` says which capitals are braced: ``none``, ``tokens`` or ``all``;
    ``unicode`` is True to keep Unicode, False to spell it in TeX, None for what the format is
    used to. Raises InputError for a format or an option that is not there.
    """
    options = export_options(tag_style, date_policy, protect, unicode)
    return exporter(format).render(bibliography, options)


def losses(
    bibliography: Bibliography,
    format: str,  # noqa: A002 (the user's word)
    *,
    tag_style: str = TagStyle.NAME,
    date_policy: str = DatePolicy.PRINT,
    protect: str = Protect.TOKENS,
    unicode: bool | None = None,
) -> list[Loss]:
    """What an export in this format cannot say, entry by entry; empty where it says everything.

    The options are those of ``export``. Raises InputError as it does.
    """
    chosen = exporter(format)
    options = export_options(tag_style, date_policy, protect, unicode)
    return [loss for entry in bibliography.entries for loss in chosen.losses(entry, options)]


def export_options(
    tag_style: str = TagStyle.NAME,
    date_policy: str = DatePolicy.PRINT,
    protect: str = Protect.TOKENS,
    unicode: bool | None = None,
) -> Options:
    """A user's words as options, with the proper names of the shipped taxonomies.

    Raises InputError for a word that is none of an option's.
    """
    names = (load_taxonomy(name).proper_names for name in TAXONOMIES)
    return Options(
        _chosen(TagStyle, "tag_style", tag_style),
        _chosen(DatePolicy, "date_policy", date_policy),
        _chosen(Protect, "protect", protect),
        unicode,
        frozenset().union(*names),
    )


def _chosen(choices: type[_Choice], option: str, word: str) -> _Choice:
    try:
        return choices(word)
    except ValueError:
        there = ", ".join(choices)
        raise InputError(f"{option} cannot be {word!r}; there are: {there}") from None


def load(path: str | Path) -> Bibliography:
    """Read a saved bibliography or a user's library: .refkit.json, .bib, CSL .json or .ris.

    Raises InputError where it cannot be read. Of a library only the entries are read; see
    ``read_library`` for what is needed to change it in place.
    """
    given = detect.read_file(Path(path))
    if str(path).endswith(mapping.SUFFIX) or detect.is_saved(given.text):
        return mapping.loads(given.text.removeprefix("\ufeff"), str(path))
    library = detect.read_library(given, str(path))
    return Bibliography(Made(__version__), entries=library.entries)


def read_library(path: str | Path) -> Library:
    """Read a user's library, .bib, CSL .json or .ris, so that it can be changed in place.

    Its ``troubles`` say what could not be read and stays as it is. Raises InputError where nothing
    can be read.
    """
    return detect.read_library(detect.read_file(Path(path)), str(path))


def with_tags(
    library: Library, bibliography: Bibliography, *, tag_style: str = TagStyle.NAME
) -> str:
    """The library's own text with the tags of its entries as keywords, nothing else changed.

    ``bibliography`` has the library's entries, tagged, in their order. Keywords that are there
    stay.
    """
    style = _chosen(TagStyle, "tag_style", tag_style)
    return library.with_keywords([keywords(entry.tags, style) for entry in bibliography.entries])


def save(bibliography: Bibliography, path: str | Path, *, force: bool = False) -> None:
    """Write a saved bibliography, whole or not at all; raises InputError where it cannot.

    The name ends in .json, for a library must not be overwritten with what is no library. A file
    that was neither loaded by this program nor written by refkit is replaced with ``force`` only,
    one that somebody changed since it was loaded is not.
    """
    if Path(path).suffix != ".json":
        raise InputError(f"{path}: a saved bibliography is named {mapping.SUFFIX}")
    writer = Writer(Register(read_settings().data / WRITTEN), force=force)
    writer.write([(Path(path), [mapping.dumps(bibliography).encode()])])


def enrich(
    given: Library | Bibliography,
    *,
    overwrite: bool = False,
    offline: bool = False,
    mailto: str | None = None,
    sources: Sequence[str] = (),
    say: Callable[[str], None] = lambda note: None,
    began: Began = silent,
) -> Enrichment:
    """Look up the entries of a library or a bibliography and fill in what they lack.

    ``overwrite`` also replaces what the sources say differently. The answer has every change
    (``proposals``), the ``bibliography`` with them and, for a library, its own ``text``, all but
    the changed fields byte for byte. The other arguments are those of ``fetch``.

    Raises SourceError where no entry at all could be asked for, NotRemembered where that is so
    offline. Trouble with a single entry is not raised: it stands in ``answers``.
    """
    library = given if isinstance(given, Library) else None
    bibliography = (
        given
        if isinstance(given, Bibliography)
        else Bibliography(Made(__version__), entries=given.entries)
    )
    settings = read_settings(mailto)
    gateway = wiring.open_gateway(settings, offline=offline, say=say)
    try:
        asked = wiring.open_sources(settings, gateway, sources, say)
        return proposals.enrich(
            bibliography, asked, library, overwrite=overwrite, options=export_options(), began=began
        )
    finally:
        gateway.close()
