"""EndNote's XML, as EndNote, Bookends, Papers and others write it (its RSXML.dtd).

Elements are put under EndNote's generic names of fields, and read as its tagged records are.
Typefaces within a value are read where they carry meaning: italic, raised, lowered.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from refkit.formats.endnote.record import EndnoteField, entry
from refkit.formats.library import EntryIds, Found, Library, library_of
from refkit.formats.safe_xml import read_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# An element, by its way from the record, and the generic field.
_FIELDS = (
    ("contributors/authors/author", "Author"),
    ("contributors/secondary-authors/author", "Secondary Author"),
    ("contributors/tertiary-authors/author", "Tertiary Author"),
    ("contributors/subsidiary-authors/author", "Subsidiary Author"),
    ("contributors/translated-authors/author", "Translated Author"),
    ("auth-address", "Author Address"),
    ("auth-affiliaton", "Author Address"),
    ("titles/title", "Title"),
    ("titles/secondary-title", "Secondary Title"),
    ("titles/tertiary-title", "Tertiary Title"),
    ("titles/alt-title", "Alternate Title"),
    ("titles/short-title", "Short Title"),
    ("titles/translated-title", "Translated Title"),
    ("periodical/full-title", "Secondary Title"),
    ("periodical/abbr-1", "Alternate Title"),
    ("periodical/abbr-2", "Alternate Title"),
    ("periodical/abbr-3", "Alternate Title"),
    ("alt-periodical/full-title", "Alternate Title"),
    ("alt-periodical/abbr-1", "Alternate Title"),
    ("pages", "Pages"),
    ("volume", "Volume"),
    ("number", "Number"),
    ("issue", "Number"),
    ("secondary-volume", "Secondary Volume"),
    ("secondary-issue", "Secondary Issue"),
    ("num-vols", "Number of Volumes"),
    ("edition", "Edition"),
    ("section", "Section"),
    ("reprint-edition", "Reprint Edition"),
    ("reprint-status", "Reprint Status"),
    ("keywords/keyword", "Keywords"),
    ("dates/year", "Year"),
    ("dates/pub-dates/date", "Date"),
    ("dates/copyright-dates/date", "Copyright Date"),
    ("pub-location", "Place Published"),
    ("publisher", "Publisher"),
    ("orig-pub", "Original Publication"),
    ("isbn", "ISBN/ISSN"),
    ("accession-num", "Accession Number"),
    ("call-num", "Call Number"),
    ("report-id", "Report Number"),
    ("coverdate", "Cover Date"),
    ("electronic-resource-num", "DOI"),
    ("abstract", "Abstract"),
    ("label", "Label"),
    ("image", "Image"),
    ("caption", "Caption"),
    ("notes", "Notes"),
    ("research-notes", "Research Notes"),
    ("work-type", "Type of Work"),
    ("reviewed-item", "Reviewed Item"),
    ("availability", "Availability"),
    ("remote-source", "Remote Source"),
    ("meeting-place", "Meeting Place"),
    ("work-location", "Work Location"),
    ("work-extent", "Work Extent"),
    ("pack-method", "Packaging Method"),
    ("size", "Size"),
    ("repro-ratio", "Reproduction Ratio"),
    ("remote-database-name", "Name of Database"),
    ("remote-database-provider", "Database Provider"),
    ("language", "Language"),
    ("urls/web-urls/url", "URL"),
    ("urls/related-urls/url", "URL"),
    ("urls/text-urls/url", "URL"),
    ("urls/pdf-urls/url", "File Attachments"),
    ("urls/image-urls/url", "Figure"),
    ("access-date", "Access Date"),
    ("modified-date", "Last Modified Date"),
    ("custom1", "Custom 1"),
    ("custom2", "Custom 2"),
    ("custom3", "Custom 3"),
    ("custom4", "Custom 4"),
    ("custom5", "Custom 5"),
    ("custom6", "Custom 6"),
    ("custom7", "Custom 7"),
    ("custom8", "Custom 8"),
    ("misc1", "Misc 1"),
    ("misc2", "Misc 2"),
    ("misc3", "Misc 3"),
)
# The numbers of EndNote's types, for programs that give no name of it.
_TYPES = {
    "0": "Journal Article", "2": "Artwork", "3": "Audiovisual Material", "4": "Bill",
    "5": "Book Section", "6": "Book", "7": "Case", "8": "Catalog", "9": "Computer Program",
    "10": "Conference Proceedings", "12": "Web Page", "13": "Generic", "14": "Hearing",
    "17": "Journal Article", "19": "Magazine Article", "20": "Map", "21": "Film or Broadcast",
    "23": "Newspaper Article", "25": "Patent", "26": "Personal Communication", "27": "Report",
    "28": "Edited Book", "31": "Statute", "32": "Thesis", "34": "Unpublished Work",
    "36": "Manuscript", "37": "Figure", "38": "Chart or Table", "39": "Equation",
    "43": "Electronic Article", "44": "Electronic Book", "45": "Online Database",
    "46": "Government Document", "47": "Conference Paper", "48": "Online Multimedia",
    "49": "Classical Work", "50": "Legal Rule or Regulation", "51": "Ancient Text",
    "52": "Dictionary", "53": "Encyclopedia", "54": "Grant", "55": "Aggregated Database",
    "56": "Blog", "57": "Serial", "58": "Standard", "59": "Dataset",
    "60": "Electronic Book Section", "61": "Music",
}  # fmt: skip
_STYLES = {"italic": "i", "superscript": "sup", "subscript": "sub"}
_JOURNAL = frozenset({"Secondary Title", "Alternate Title"})
_REPEATED = frozenset({"Author", "Secondary Author", "Tertiary Author", "Subsidiary Author"})
# Where a carriage return within a value parts several.
_IN_LINES = frozenset({"Abstract", "Notes", "Research Notes", "Keywords"})


def read_endnote_xml(text: str, where: str) -> Library:
    """Read EndNote's XML; raises InputError where it is no XML or holds no record."""
    root = read_xml(text, where)
    ids = EntryIds()
    return library_of(_read(root, ids), "record of EndNote", text, "endnote-xml", where, ids)


def _read(root: Element, ids: EntryIds) -> Iterator[Found]:
    for place, record in enumerate(root.iter("record"), start=1):
        if fields := list(_fields(record)):
            yield entry(_type(record), fields, "endnote-xml", ids), None
        else:
            yield f"record {place}", "holds no field"


def _type(record: Element) -> str:
    found = record.find("ref-type")
    if found is None:
        return ""
    return found.get("name", "").strip() or _TYPES.get((found.text or "").strip(), "")


def _fields(record: Element) -> Iterator[EndnoteField]:
    """The fields that say something; the journal, which stands there twice, once."""
    told: set[tuple[str, str]] = set()
    for way, name in _FIELDS:
        for element in record.iterfind(way):
            value = _text(element, in_lines=name in _IN_LINES)
            said = ("Journal" if name in _JOURNAL else name, value)
            if value and (said not in told or name in _REPEATED):
                told.add(said)
                yield EndnoteField(name, value)


def _text(element: Element, *, in_lines: bool) -> str:
    """A value, with tags for the typefaces that carry meaning where it has any."""
    faces = list(element.iterfind("style"))
    pieces = [element.text or ""]
    is_styled = any(_style(face) for face in faces)
    for face in faces:
        said = "".join(face.itertext())
        said = escape(said, quote=False) if is_styled else said
        style = _style(face)
        pieces += [f"<{style}>{said}</{style}>" if style else said, face.tail or ""]
    whole = "".join(pieces) if faces else "".join(element.itertext())
    lines = [" ".join(line.split()) for line in whole.replace("\r", "\n").split("\n")]
    return ("\n" if in_lines else " ").join(filter(None, lines))


def _style(face: Element) -> str:
    return next((_STYLES[word] for word in face.get("face", "").split() if word in _STYLES), "")
