"""What needs no network: read, tag, export and save. No HTTP is imported here."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, TypeVar, Unpack

from refkit.citation_keys import keyed
from refkit.errors import InputError
from refkit.files.reading import last_seen
from refkit.files.records import WRITTEN, Register
from refkit.files.writing import Writer
from refkit.formats import detect
from refkit.formats.export import CsvDialect, Loss, Options, Protect, TagStyle, keywords
from refkit.formats.library import Library
from refkit.formats.order import order_keys, places_in_order
from refkit.formats.register import exporter
from refkit.model.bibliography import Account, Bibliography, Entry, Made
from refkit.model.label_decisions import with_contradictions_told
from refkit.model.work import DatePolicy
from refkit.regex import lazy_regex
from refkit.settings import read_settings
from refkit.tagging.fields import EVIDENCE
from refkit.tagging.tagger import tag_entries, tag_entry
from refkit.tagging.taxonomy import (
    TAXONOMIES,
    Taxonomy,
    load_taxonomies,
    load_taxonomy,
    refuse_shared_facets,
)
from refkit.text.unicode import replace_surrogates
from refkit.version import __version__

if TYPE_CHECKING:
    from refkit.formats.saved.mapping import EntryTexts
    from refkit.formats.seeds import Seeds
    from refkit.label_decisions import LabelRequest, LabelsDecided
    from refkit.model.held import Held

_MACRO = lazy_regex(r"^[ \t]*@string\s*[{(]", re.IGNORECASE | re.MULTILINE)
_Choice = TypeVar("_Choice", bound=StrEnum)


def account(bibliography: Bibliography) -> Account:
    """The account of a bibliography, which is ``bibliography.account``."""
    return bibliography.account


def load(path: str | Path) -> Bibliography:
    """Read a saved bibliography or a user's library in any of the formats that are read.

    Raises InputError where it cannot be read. Of a library only the entries are read, and who has
    no key there is given one; see ``read_library`` for what is needed to change it in place.
    """
    found = detect.read_bibliography(detect.read_file(Path(path)), str(path))
    return keyed(found.bibliography)


def bibliography_of(given: Library | Bibliography) -> Bibliography:
    """The entries of a library, each with a key, as a bibliography; a bibliography as it is."""
    if isinstance(given, Bibliography):
        return given
    return keyed(Bibliography(Made(__version__), entries=given.entries))


def read_library(path: str | Path) -> Library:
    """Read a user's library, .bib, CSL .json or .ris, so that it can be changed in place.

    Its ``troubles`` say what could not be read and stays as it is. Raises InputError where nothing
    can be read.
    """
    return detect.read_library(detect.read_file(Path(path)), str(path))


def read_seeds(path: str | Path) -> Seeds:
    """The works that a file names, for ``fetch(*read_seeds(path).identifiers)``.

    It has a DOI, PubMed number or address a line (``#`` begins a comment) or in a column, or is a
    library or a saved bibliography, whose works are the seeds. Raises InputError where none is in
    it.
    """
    from refkit.formats import seeds

    return seeds.read_seeds(detect.read_file(Path(path)), str(path))


def save(
    bibliography: Bibliography, path: str | Path, *, force: bool = False, backup: bool = True
) -> None:
    """Write a saved bibliography, whole or not at all; raises InputError where it cannot.

    The name ends in .json, for a library must not be overwritten with what is no library. A file
    that was neither loaded by this program nor written by refkit is replaced with ``force`` only,
    and so is one that was not loaded and holds decisions of persons that would be lost; one that
    somebody changed since it was loaded is not. What a person wrote there is kept in a
    copy (``FILE~``), unless ``backup`` is False.
    """
    from refkit.formats.saved.mapping import EntryTexts

    save_again(bibliography, path, EntryTexts(), force=force, backup=backup)


def save_again(
    bibliography: Bibliography,
    path: str | Path,
    known: EntryTexts,
    *,
    force: bool = False,
    backup: bool,
) -> None:
    """``save`` for who writes often: only what is not among the texts ``known`` is made anew."""
    from refkit.formats.saved import mapping

    if Path(path).suffix != ".json":
        raise InputError(f"{path}: a saved bibliography is named {mapping.SUFFIX}")
    writer = Writer(Register(read_settings().data / WRITTEN), force=force, backup=backup)
    if not last_seen(Path(path)):
        from refkit.api.replaced import decisions_lost_at

        writer.check(Path(path))
        if decisions_lost_at(Path(path), bibliography, force=force).total:
            writer = replace(writer, precious=[str(Path(path))])
    writer.write([(Path(path), [mapping.dumps(bibliography, known).encode()])])


def tag(
    bibliography: Bibliography,
    taxonomies: Sequence[str] = TAXONOMIES,
    facets: Collection[str] | None = None,
    *,
    evidence: str | None = None,
) -> Bibliography:
    """The bibliography with the tags of these taxonomies in place of those it had.

    ``facets`` keeps some facets only. ``evidence`` says what may earn a label: ``title``, or
    ``all`` that a work has; without it what earned those that it has, else the title. Raises
    InputError for a taxonomy, a facet or a word that is not there.
    """
    chosen = chosen_taxonomies(taxonomies, facets)
    return tag_entries(bibliography, chosen, facets, fields_as_tagged(bibliography, evidence))


def _says_the_same(earlier: Entry, now: Entry) -> bool:
    # One that was decided on has no tags of its own yet, though its work is the same.
    return (now.work, now.label_decisions) == (earlier.work, earlier.label_decisions)


def tagged_again(
    before: Bibliography,
    after: Bibliography,
    keeps_tags: Callable[[Entry, Entry], bool] = _says_the_same,
) -> Bibliography:
    """The bibliography with tags for the works that are new in it; all others keep theirs.

    ``keeps_tags`` tells so of an entry as it was and as it is. A taxonomy that is not installed
    here gives no tags.
    """
    there = {entry.id: entry for entry in before.entries}
    chosen = taxonomies_at_hand(before)
    fields = fields_as_tagged(before)
    facets = before.made.facets or None

    def tagged(entry: Entry) -> Entry:
        earlier = there.get(entry.id)
        if earlier is entry:
            return entry
        if earlier and keeps_tags(earlier, entry):
            return replace(entry, tags=earlier.tags, label_doubts=earlier.label_doubts)
        return tag_entry(entry, chosen, facets, fields)

    return with_contradictions_told(
        replace(after, entries=tuple(map(tagged, after.entries))), facets
    )


def label(
    bibliography: Bibliography,
    requests: Iterable[LabelRequest],
    *,
    taxonomies: Sequence[str] | None = None,
    notify: Callable[[str], None] = lambda note: None,
) -> LabelsDecided:
    """The bibliography with a person's decisions on labels, and what came of each entry.

    ``taxonomies`` name the files of those that it was tagged with and that are not installed here;
    ``notify`` takes notes for the user. Raises InputError where it was never tagged or a taxonomy
    is not here, for an entry or a label that is not there, and for what contradicts itself; then
    nothing is decided.
    """
    from refkit.label_decisions import decide_labels

    labelling = labelling_of(bibliography, taxonomies, notify)
    return decide_labels(bibliography, requests, *labelling)


def labelling_of(
    bibliography: Bibliography,
    taxonomies: Sequence[str] | None,
    notify: Callable[[str], None],
    where: str = "",
) -> tuple[list[Taxonomy], tuple[str, ...]]:
    """What a bibliography was labelled with: taxonomies, and the fields that spoke for a label.

    Raises InputError as ``label`` does; what is wrong with the bibliography follows ``where``.
    """
    made = bibliography.made
    if not made.taxonomies:
        raise InputError(f"{where}was never tagged: refkit tag FILE -o FILE.refkit.json does that")
    given = {each.id: each for each in load_taxonomies(taxonomies or ())}
    ids = {stamp: stamp.partition("@")[0] for stamp in made.taxonomies}
    if strange := sorted(given.keys() - ids.values()):
        raise InputError(
            f"{where}was not tagged with {', '.join(strange)}: refkit tag does that first"
        )
    chosen = [given.get(ids[stamp]) or _taxonomy_at_hand(stamp) for stamp in made.taxonomies]
    there = [each for each in chosen if each]
    if away := [stamp for stamp, each in zip(made.taxonomies, chosen, strict=True) if not each]:
        raise InputError(
            f"{where}was tagged with {' and '.join(away)}: name the file with --taxonomy"
        )
    refuse_shared_facets(zip(made.taxonomies, there, strict=True))
    for stamp, each in zip(made.taxonomies, there, strict=True):
        if each.stamp != stamp:
            notify(
                f"{where}was tagged with {stamp}, and here is {each.stamp}: refkit tag makes it one"
            )
    return there, fields_as_tagged(bibliography)


def chosen_taxonomies(
    names: Sequence[str], facets: Collection[str] | None = None
) -> list[Taxonomy]:
    """Taxonomies by name or path, each once.

    Raises InputError for one, or for a facet, that is not there, and for two that share a facet.
    """
    chosen = load_taxonomies(names)
    known = list(dict.fromkeys(facet for taxonomy in chosen for facet in taxonomy.facets))
    if unknown := sorted(set(facets or ()) - set(known)):
        raise InputError(f"unknown facet {', '.join(unknown)}; there are: {', '.join(known)}")
    return chosen


def taxonomies_for(named: Sequence[str] | None, into: Bibliography | None) -> list[Taxonomy]:
    """The taxonomies that are named, else those that a bibliography was tagged with."""
    if named is not None or into is None or not into.made.taxonomies:
        return load_taxonomies(TAXONOMIES if named is None else named)
    there = [(stamp, _taxonomy_at_hand(stamp)) for stamp in into.made.taxonomies]
    if away := [stamp for stamp, taxonomy in there if taxonomy is None]:
        raise InputError(
            f"what is there was labelled with {' and '.join(away)}: name the file with --taxonomy, "
            "or another taxonomy to label all of it anew"
        )
    found = [(stamp, taxonomy) for stamp, taxonomy in there if taxonomy]
    refuse_shared_facets(found)
    return [taxonomy for _, taxonomy in found]


def taxonomies_at_hand(bibliography: Bibliography) -> list[Taxonomy]:
    """The taxonomies that a bibliography was tagged with, as far as they are installed here."""
    found = (_taxonomy_at_hand(stamp) for stamp in bibliography.made.taxonomies)
    return [taxonomy for taxonomy in found if taxonomy]


def _taxonomy_at_hand(stamp: str) -> Taxonomy | None:
    """The taxonomy of a stamp, in the version that is installed; None where there is none.

    A stamp is read from a file, and names no other: a path in it is followed nowhere.
    """
    name = stamp.partition("@")[0]
    if name.endswith(".toml"):
        return None
    try:
        return load_taxonomy(name)
    except InputError:
        return None


def evidence_fields(evidence: str) -> tuple[str, ...]:
    """The fields that may speak for a label; raises InputError for a word that is not there."""
    if evidence not in EVIDENCE:
        raise InputError(f"evidence cannot be {evidence!r}; there are: {', '.join(EVIDENCE)}")
    return EVIDENCE[evidence]


def fields_as_tagged(
    bibliography: Bibliography | None, evidence: str | None = None
) -> tuple[str, ...]:
    """The fields that may speak for a label: as asked for, else as a bibliography was tagged.

    The title alone where it was not, or there is none. Raises InputError for a word that is not
    there.
    """
    kept = (bibliography.made.evidence if bibliography else "") or "title"
    return evidence_fields(kept if evidence is None else evidence)


def with_tags(
    library: Library, bibliography: Bibliography, *, tag_style: str = TagStyle.NAME
) -> str:
    """The library's own text with the tags of its entries as keywords, nothing else changed.

    ``bibliography`` has the library's entries, tagged, in their order. Keywords that are there
    stay.
    """
    style = _chosen(TagStyle, "tag_style", tag_style)
    return library.with_keywords([keywords(entry.tags, style) for entry in bibliography.entries])


class ExportChoices(TypedDict, total=False):
    """What can be chosen about an export; each has a usual value.

    ``tag_style`` is ``name``, ``id``, ``path`` or ``group``; ``date_policy`` is ``print``,
    ``online`` or ``earliest``; ``protect`` says which capitals are braced: ``none``, ``tokens`` or
    ``all``; ``unicode`` is True to keep Unicode, False to spell it in TeX, None for what the format
    is used to. ``columns`` are those of a table, in words as for ``--columns``; ``csv_dialect`` is
    ``comma``, ``semicolon`` or ``tab``; ``omit`` names fields that are left out; ``sort`` says what
    entries are sorted by, ``author,-year``. ``held`` is what a library has already, as ``held_in``
    gives it: a table says so in the column ``in_library``.
    """

    tag_style: str
    date_policy: str
    protect: str
    unicode: bool | None
    columns: str
    csv_dialect: str
    omit: Iterable[str]
    sort: str
    held: Mapping[str, Held] | None


def export(
    bibliography: Bibliography,
    format: str,  # noqa: A002 (the user's word)
    **choices: Unpack[ExportChoices],
) -> str:
    """The bibliography as text of a format: bibtex, biblatex, csl-json, ris or csv.

    The choices are those of ``ExportChoices``. Raises InputError for a format or a choice that is
    not there, and for a format that is no text.
    """
    return exporter(format).render(bibliography, export_options(**choices))


def export_bytes(
    bibliography: Bibliography,
    format: str,  # noqa: A002 (the user's word)
    **choices: Unpack[ExportChoices],
) -> bytes:
    """The bibliography as the bytes of a file, also of a format that is no text: xlsx.

    The choices are those of ``ExportChoices``. Raises InputError as ``export`` does, and where what
    writes the format, an extra of refkit, is not there.
    """
    chunks = exporter(format).written(bibliography.entries, export_options(**choices))
    return b"".join(
        each if isinstance(each, bytes) else replace_surrogates(each).encode() for each in chunks
    )


def losses(
    bibliography: Bibliography,
    format: str,  # noqa: A002 (the user's word)
    **choices: Unpack[ExportChoices],
) -> list[Loss]:
    """What an export in this format cannot say, entry by entry; empty where it says everything.

    The choices are those of ``ExportChoices``. Raises InputError as ``export`` does.
    """
    chosen = exporter(format)
    options = export_options(**choices)
    return chosen.all_losses(bibliography, options)


def export_options(
    tag_style: str = TagStyle.NAME,
    date_policy: str = DatePolicy.PRINT,
    protect: str = Protect.TOKENS,
    unicode: bool | None = None,
    columns: str = "",
    csv_dialect: str = CsvDialect.COMMA,
    omit: Iterable[str] = (),
    sort: str = "",
    held: Mapping[str, Held] | None = None,
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
        _column_names(columns) if columns else (),
        _chosen(CsvDialect, "csv_dialect", csv_dialect),
        frozenset(name.strip().lower() for name in omit if name.strip()),
        order_keys(sort),
        held=None if held is None else {id_: str(each) for id_, each in held.items()},
    )


def _column_names(columns: str) -> tuple[str, ...]:
    from refkit.formats.table.columns import column_names

    return column_names(columns)


def tidied(library: Library, *, omit: Iterable[str] = (), sort: str = "") -> str:
    """The library's own text without some fields and in another order, nothing else changed.

    ``omit`` names the fields, ``sort`` says what entries are sorted by (``author,-year``); what
    stands between two entries stays where it is. Raises InputError for an order that is not there,
    and where a ``@string`` stands behind an entry, which might need it in the new order.
    """
    keys = order_keys(sort)
    if keys and library.spans and (late := _MACRO.search(library.text, library.spans[0][1])):
        line = library.text.count("\n", 0, late.start()) + 1
        raise InputError(f"line {line}: a @string behind an entry; move it to the top, then sort")
    names = [name.strip().lower() for name in omit if name.strip()]
    return library.tidied(names, places_in_order(library.entries, keys))


def _chosen(choices: type[_Choice], option: str, word: str) -> _Choice:
    try:
        return choices(word)
    except ValueError:
        there = ", ".join(choices)
        raise InputError(f"{option} cannot be {word!r}; there are: {there}") from None
