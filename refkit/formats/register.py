"""The formats, each registered once, and the lists of them that commands, help and pages show."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from refkit.errors import InputError
from refkit.formats.base import ONE_EACH, Format, Spelling
from refkit.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refkit.formats.export import Exporter

SAVED = Format(
    name="refkit",
    suffix=".refkit.json",
    kind="saved",
    look=lazy_regex(r'(?s)\ufeff?\s*\{(?=.*"format":\s*"refkit-bibliography/)'),
)
"""The saved form: whole bibliographies, by ``formats.saved``, and neither library nor export."""

FORMATS: tuple[Format, ...] = (
    Format(
        name="bibtex",
        suffix=".bib",
        title="BibTeX",
        users="LaTeX, Overleaf, JabRef",
        look=lazy_regex(r"(?s).*@\s*\w+\s*[{(]"),
        reader="refkit.formats.bibtex.reader.read_bibtex",
        exporter="refkit.formats.bibtex.bibtex_writer.BIBTEX",
        editor="refkit.formats.bibtex.editor.EDITOR",
        key_and_doi="refkit.formats.bibtex.editor.key_and_doi",
        keyword_field="keywords",
        note_field="note",
        spelling=Spelling.TEX,
    ),
    Format(
        name="biblatex",
        suffix=".bib",
        title="BibLaTeX",
        users="LaTeX with biber, JabRef",
        exporter="refkit.formats.bibtex.biblatex_writer.BIBLATEX",
        spelling=Spelling.TEX,
    ),
    Format(
        name="csl-json",
        suffix=".json",
        kind="CSL",
        title="CSL-JSON",
        users="Zotero, Pandoc, Quarto",
        look=lazy_regex(r"\ufeff?\s*[\[{]"),
        reader="refkit.formats.csl_json.library.read_csl",
        exporter="refkit.formats.csl_json.writer.CSL_JSON",
        editor="refkit.formats.csl_json.editor.EDITOR",
        key_and_doi="refkit.formats.csl_json.editor.key_and_doi",
        keyword_field="keyword",
        note_field="note",
        spelling=Spelling.JSON,
    ),
    Format(
        name="ris",
        suffix=".ris",
        title="RIS",
        users="EndNote, Mendeley, Zotero (for Word)",
        look=lazy_regex(r"(?i:\ufeff?\s*TY {0,2}-)|(?ms:.*?^TY {1,2}- ?[A-Z]{3})"),
        reader="refkit.formats.ris.reader.read_ris",
        exporter="refkit.formats.ris.writer.RIS",
        editor="refkit.formats.ris.editor.EDITOR",
        key_and_doi="refkit.formats.ris.editor.key_and_doi",
        keyword_field="KW",
        keyword_marks=ONE_EACH,
        note_field="N1",
    ),
    Format(
        name="csv",
        suffix=".csv",
        title="Table",
        users="any spreadsheet, R, Python",
        exporter="refkit.formats.table.writer.CSV",
    ),
    Format(
        name="table",
        suffix=".csv",
        more_suffixes=(".tsv", ".tab"),
        look="refkit.formats.table.reader.is_table",
        reader="refkit.formats.table.reader.read_table",
        keyword_field="keywords",
        keyword_marks=ONE_EACH,
        note_field="notes",
    ),
    Format(
        name="identifiers",
        suffix=".txt",
        look="refkit.formats.identifiers.is_list",
        reader="refkit.formats.identifiers.read_identifiers",
    ),
    Format(
        name="csl-yaml",
        suffix=".yaml",
        more_suffixes=(".yml",),
        kind="CSL",
        look=lazy_regex(r"(?ms)(?=.{0,4000}?^references:)|\ufeff?(?:---\s*\n)?-\s+(?:id|type):"),
        reader="refkit.formats.csl_yaml.read_csl_yaml",
        keyword_field="keyword",
        note_field="note",
        spelling=Spelling.JSON,
    ),
    Format(
        name="wos",
        suffix=".ciw",
        more_suffixes=(".isi",),
        look=lazy_regex(r"\ufeff?\s*(?:FN .*\s+VR |VR .*\s+(?:PT|FN) |PT [A-Z]\r?\n)"),
        reader="refkit.formats.wos.reader.read_wos",
        keyword_field="DE",
        keyword_marks=ONE_EACH,
    ),
    Format(
        name="endnote",
        suffix=".enw",
        look=lazy_regex(r"\ufeff?\s*%[0ABDEIJKRTUVX@] \S"),
        reader="refkit.formats.endnote.tagged.read_endnote",
        keyword_field="Keywords",
        keyword_marks=ONE_EACH,
        note_field="Notes",
    ),
    Format(
        name="endnote-xml",
        suffix=".xml",
        look=lazy_regex(r"(?s)\ufeff?\s*<.{0,2000}?<records>\s*<record>"),
        reader="refkit.formats.endnote.xml.read_endnote_xml",
        keyword_field="Keywords",
        keyword_marks=ONE_EACH,
        note_field="Notes",
    ),
    Format(
        name="pubmed-xml",
        suffix=".xml",
        look=lazy_regex(
            r"(?s)\ufeff?\s*(?=<).{0,2000}?<(?:Pubmed(?:Book)?Article|MedlineCitation)(?:Set)?\b"
        ),
        reader="refkit.formats.pubmed.xml.read_pubmed_xml",
        keyword_field="OT",
        keyword_marks=ONE_EACH,
        note_field="GN",
    ),
    Format(
        name="medline",
        suffix=".nbib",
        look=lazy_regex(r"(?s)\ufeff?\s*(?:PM(?:ID|CR) {0,2}- ?\d|OWN - \w)"),
        reader="refkit.formats.pubmed.medline.read_medline",
        keyword_field="OT",
        keyword_marks=ONE_EACH,
        note_field="GN",
    ),
    Format(
        name="xlsx",
        suffix=".xlsx",
        title="Workbook",
        users="Excel, LibreOffice",
        exporter="refkit.formats.table.xlsx.XLSX",
    ),
)


def read_formats() -> list[Format]:
    """The formats of libraries that are read."""
    return [each for each in FORMATS if each.reader]


def written_formats() -> list[Format]:
    """The formats that are exported to."""
    return [each for each in FORMATS if each.exporter]


def names() -> list[str]:
    """The names of the formats that are exported to."""
    return [each.name for each in written_formats()]


def by_name(name: str) -> Format:
    """The format of a name; raises InputError naming all there are."""
    for each in FORMATS:
        if each.name == name:
            return each
    there = ", ".join(each.name for each in FORMATS)
    raise InputError(f"unknown format {name!r}; there are: {there}")


def exporter(name: str) -> Exporter:
    """Find an exporter by its name; raises InputError naming those there are."""
    found = next((each for each in FORMATS if each.name == name), None)
    if found and found.exporter:
        return found.load_exporter()
    why = f"{name} is only read" if found else f"unknown format {name!r}"
    raise InputError(f"{why}; there are: {', '.join(names())}")


def read_as(file: str) -> Format | None:
    """The format that a library's file is read in, by its name; None where none is."""
    return _named(file, read_formats())


def written_as(file: str) -> Format:
    """The format that a file is written in, by its name, the saved form among them.

    Raises InputError where there is none, naming the suffixes there are.
    """
    found = _named(file, [SAVED, *written_formats()])
    if found:
        return found
    read = read_as(file)
    why = f"{read.name} is only read" if read else "unknown suffix"
    hint = "" if PurePath(file).suffix else " (a name with blanks needs quotes)"
    raise InputError(f"{file}: {why}{hint}; written are {', '.join(written_suffixes())}")


def _named(file: str, formats: list[Format]) -> Format | None:
    """The format with the longest suffix of those that fit, of equal ones the first."""
    fitting = [each for each in formats if each.has_name(file)]
    return max(fitting, key=lambda each: len(each.suffix), default=None)


def all_like(text: str) -> Iterator[Format]:
    """All formats of libraries that a text looks like, the most likely first."""
    return (each for each in reversed(read_formats()) if each.is_like(text))


def read_suffixes() -> list[str]:
    """The suffixes of libraries that are read, each once."""
    return list(
        dict.fromkeys(
            suffix for each in read_formats() for suffix in (each.suffix, *each.more_suffixes)
        )
    )


def written_suffixes() -> list[str]:
    """The suffixes that are written, each once, the saved form first."""
    return list(dict.fromkeys(each.suffix for each in (SAVED, *written_formats())))


def libraries_in_words() -> str:
    """What is read, for a help text: ``library (.bib, CSL .json, .ris)``."""
    shown = dict.fromkeys(f"{each.kind} {each.suffix}".strip() for each in read_formats())
    return f"library ({', '.join(shown)})"


def written_in_words(*, saved: bool = True) -> str:
    """What is written, for a help text: ``.refkit.json (saved), .bib, .json (CSL), .ris, .csv``."""
    formats = [*([SAVED] if saved else []), *written_formats()]
    kinds = ((each, f" ({each.kind})" if each.kind else "") for each in formats)
    return ", ".join(dict.fromkeys(f"{each.suffix}{kind}" for each, kind in kinds))
