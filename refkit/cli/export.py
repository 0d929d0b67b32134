"""``refkit export``: a bibliography in the format of somebody else's program."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from refkit.cli import options, seeds, values
from refkit.cli.push import push, refuse_without_zotero, zotero_options
from refkit.cli.say import announce
from refkit.formats import register
from refkit.text.plural import count_noun

if TYPE_CHECKING:
    from refkit.api.offline import ExportChoices
    from refkit.cli.inputs import InputFile
    from refkit.cli.outputs import Target
    from refkit.formats.export import Loss, Options
    from refkit.formats.library import Library
    from refkit.model.bibliography import Bibliography, Entry

_MANY = 20  # entries that are named one by one; of more their number says more
_BIBLATEX = re.compile(r"(?im)^[ \t]*(?:journaltitle|date|location|eventtitle)[ \t]*=")


@click.command("export")
@options.file
@click.option(
    "--to",
    "format_",
    metavar="FORMAT",
    type=values.FORMAT,
    help=f"{', '.join(register.names())} or zotero; else what -o's suffix says.",
)
@options.outputs(f"Write {register.written_in_words(saved=False)}; repeatable; - is stdout.")
@options.tag_style
@click.option(
    "--date-policy",
    type=click.Choice(["print", "online", "earliest"]),
    default="print",
    help="Which date is shown.",
    show_default=True,
)
@click.option(
    "--protect",
    type=click.Choice(["none", "tokens", "all"]),
    default="tokens",
    help="Which capitals of titles are braced for TeX.",
    show_default=True,
)
@click.option(
    "--unicode/--no-unicode",
    default=None,
    help="Keep Unicode or spell it in TeX; biblatex keeps it, bibtex does not.",
)
@click.option(
    "--columns",
    default="",
    metavar="NAME,...",
    type=values.COLUMN,
    help="Of .csv and .xlsx: title,abstract are two; +abstract is the usual ones and it; or all.",
)
@click.option(
    "--csv-dialect",
    type=click.Choice(["comma", "semicolon", "tab"]),
    default="comma",
    help="What parts the cells; semicolon for an Excel that writes 1,5.",
    show_default=True,
)
@click.option(
    "--omit", metavar="FIELD,...", default="", type=values.FREE, help="Leave out: abstract,file."
)
@click.option(
    "--sort", metavar="KEY,...", default="", type=values.ORDER, help="In this order: author,-year."
)
@options.citation_key
@seeds.against
@click.option("--not-in-library", is_flag=True, help="Only what --against does not have already.")
@click.option("-v", "--verbose", is_flag=True, help="List what the format cannot say.")
@zotero_options
@options.names_libraries
def command(
    file: str,
    format_: str | None,
    outputs: tuple[str, ...],
    citation_key: str | None,
    against: tuple[str, ...],
    not_in_library: bool,
    verbose: bool,
    tag_style: str,
    date_policy: str,
    protect: str,
    unicode: bool | None,
    columns: str,
    csv_dialect: str,
    omit: str,
    sort: str,
    **zotero: Any,
) -> None:
    """Write FILE, a .refkit.json, a {libraries} or -, in other formats.

    A library that is in the format asked for is copied as it stands, and keeps its citation keys
    in every format: --citation-key is for entries without one. Into Zotero nothing is written
    twice, and nothing of yours is changed.

    \b
    Example:
      refkit export review.refkit.json --to bibtex -o refs.bib
    """
    compared = Compared(against, not_in_library)
    if format_ == "zotero" and zotero["transport"] != "file":
        compared.refuse()
        push(file, outputs=outputs, tag_style=tag_style, date_policy=date_policy, **zotero)
        return
    if format_ == "zotero":
        _by_hand(outputs)
        format_ = None
    else:
        refuse_without_zotero(zotero)
    chosen: ExportChoices = {
        "tag_style": tag_style,
        "date_policy": date_policy,
        "protect": protect,
        "unicode": unicode,
        "columns": columns,
        "csv_dialect": csv_dialect,
        "omit": omit.split(","),
        "sort": sort,
    }
    _export(file, format_, outputs, citation_key, chosen, compared, verbose=verbose)


class Compared(NamedTuple):
    """Libraries to compare with, and whether what they have is left out."""

    libraries: tuple[str, ...]
    leaves_out: bool

    def refuse(self) -> None:
        """Raise UsageError: Zotero has its own way to see what is there."""
        if self.libraries or self.leaves_out:
            raise click.UsageError("into Zotero nothing is written twice: --against is for files")

    def with_library(
        self, bibliography: Bibliography, how: Options
    ) -> tuple[Bibliography, Options]:
        """What is to be written, and how: with marks of what the libraries have, or without it."""
        from dataclasses import replace

        if self.leaves_out and not self.libraries:
            raise click.UsageError("--not-in-library needs the library: --against LIBRARY")
        found = seeds.held_works(bibliography, seeds.read_libraries(self.libraries))
        if found is None:
            return bibliography, how
        left = [
            entry
            for entry in bibliography.entries
            if not (self.leaves_out and entry.id in found and not found[entry.id].doubt)
        ]
        marks = {id_: str(each) for id_, each in found.items()}
        return replace(bibliography, entries=tuple(left)), replace(how, held=marks)


def _by_hand(outputs: Sequence[str]) -> None:
    """Have a file written that the user imports into Zotero."""
    if not outputs or "-" in outputs:
        raise click.UsageError("--transport file needs a file: -o FILE.ris, .json or .bib")
    announce(f"in Zotero: File > Import, and choose {', '.join(outputs)}")


def _export(
    file: str,
    format_: str | None,
    outputs: tuple[str, ...],
    citation_key: str | None,
    chosen: ExportChoices,
    compared: Compared,
    *,
    verbose: bool,
) -> None:
    from refkit import export_options
    from refkit.citation_keys.formula import parse_formula
    from refkit.citation_keys.stable_keys import rekeyed
    from refkit.cli.inputs import read, tell_troubles
    from refkit.cli.outputs import put_all

    how = export_options(**chosen)
    if citation_key:
        parse_formula(citation_key)  # a wrong one is told before a large library is read
    wanted = _wanted(format_, outputs, file)
    _refuse_without_table(wanted, how)
    given = read(file)
    tell_troubles(given)
    bibliography = given.bibliography
    bibliography = rekeyed(bibliography, citation_key) if citation_key else bibliography
    bibliography, how = compared.with_library(bibliography, how)
    entries = bibliography.entries
    if citation_key and given.library and all(entry.id for entry in given.library.entries):
        announce(f"{file}: every entry keeps the key that stands there; --citation-key made none")
    own = {
        target.format
        for target in wanted
        if given.library and _is_own(given.library, target.format, named=format_ is not None)
    }
    is_less = given.library and not given.library.is_editable and (how.omit or how.sort)
    if is_less or compared.leaves_out:
        own = set()
    library = _with_new_keys(given.library, entries) if citation_key and own else given.library
    text = [_own_text(library, file, chosen)] if library and own else []
    put_all(
        [
            (
                each.name,
                text
                if each.format in own
                else register.exporter(each.format).written(entries, how),
            )
            for each in wanted
        ]
    )
    for target in wanted:
        if target.format in own:
            changed = ["without " + ", ".join(sorted(how.omit))] if how.omit else []
            changed += ["sorted"] if how.sort else []
            changed += ["with keys where there were none"] if library is not given.library else []
            announce(f"{file} is {target.format}: copied {', '.join(changed) or 'as it stands'}")
            continue
        told = register.exporter(target.format).all_losses(bibliography, how)
        _tell(target.format, told, verbose=verbose)
    if how.omit:
        _tell_missing(given, wanted, how)


def _refuse_without_table(wanted: Sequence[Target], how: Options) -> None:
    if how.columns and not {"csv", "xlsx"} & {target.format for target in wanted}:
        raise click.UsageError("--columns is for a table: --to csv, or -o FILE.csv or FILE.xlsx")


def _with_new_keys(library: Library | None, entries: Sequence[Entry]) -> Library | None:
    """The library with keys in its own text where there were none, the same one where all have."""
    if library is None or not library.is_editable:
        return library
    new = [
        "" if before.id else entry.id
        for before, entry in zip(library.entries, entries, strict=True)
    ]
    return library.with_keys(new) if any(new) else library


def _own_text(library: Library, file: str, chosen: ExportChoices) -> bytes:
    """The library's own text, tidied where that is asked for."""
    from refkit import tidied

    omit, sort = chosen.get("omit", ()), chosen.get("sort", "")
    text = tidied(library, omit=omit, sort=sort) if any(omit) or sort else library.text
    return library.encoded(text, file)


def _tell_missing(given: InputFile, wanted: Sequence[Target], how: Options) -> None:
    """Say which of the fields to be left out nothing has: a name may be misspelled."""
    from dataclasses import replace

    from refkit.formats.export import names_of

    left = set(how.omit)
    whole = replace(how, omit=frozenset())
    for target in wanted:
        for entry in given.bibliography.entries if left else ():
            left -= names_of(entry, register.exporter(target.format), whole)
    if (library := given.library) and library.is_editable:
        for source in library.sources if left else ():
            left -= library.editor.field_names(source)
    if left:
        announce(f"--omit: no entry has {', '.join(sorted(left))}")


def _wanted(named: str | None, outputs: Sequence[str], file: str) -> list[Target]:
    """Where to and in which formats, before any work is done."""
    from refkit.cli.outputs import SAVED, Target, check, targets
    from refkit.formats.saved.mapping import SUFFIX

    if named and len(outputs) > 1:
        raise click.UsageError("--to names the format of one output; of several the suffixes do")
    if not named and (not outputs or "-" in outputs):
        raise click.UsageError("name a format with --to, or a file with -o")
    if named == SAVED or any(name.endswith(SUFFIX) for name in outputs):
        raise click.UsageError("a saved bibliography is written by fetch and tag")
    if named:
        target = Target(outputs[0] if outputs else "-", register.exporter(named).name)
        check([target.name], reads=[file])
        return [target]
    found = targets(outputs, reads=[file])
    return [Target(target.name, register.exporter(target.format).name) for target in found]


def _is_own(library: Library, format_: str, *, named: bool) -> bool:
    """Whether the library's text is what is asked for.

    BibTeX and BibLaTeX share a suffix: who names one of them wants that one.
    """
    own = library.format
    if named and own == "bibtex" and _BIBLATEX.search(library.text):
        own = "biblatex"
    return own == format_


def _tell(format_: str, told: Sequence[Loss], *, verbose: bool) -> None:
    """What the format cannot say, each kind once, and how much of it a reader will miss."""
    missed = [loss for loss in told if loss.is_missed]
    kinds: dict[tuple[str, str], list[str]] = {}
    for loss in sorted(told, key=lambda loss: not loss.is_missed) if verbose else ():
        why = loss.why if loss.is_missed else f"{loss.why}, not counted"
        kinds.setdefault((loss.label, why), []).append(loss.key)
    for (label, why), keys in kinds.items():
        entries = ", ".join(keys) if len(keys) <= _MANY else count_noun(len(keys), "entries")
        announce(f"{label}: {why}: {entries}")
    if missed or verbose:
        hint = "" if verbose else " (-v lists them)"
        keyed = {loss.key for loss in missed}
        lost = f"{count_noun(len(missed), 'losses')} in {count_noun(len(keyed), 'entries')}"
        announce(f"{format_}: {lost}{hint}")
