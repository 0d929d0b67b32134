"""How each character is written for 8-bit BibTeX, in the spelling that most readers understand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

# "{\textbraceleft}" and not "\{": BibTeX counts braces, escaped or not.
_ASCII = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "$": r"\$",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "`": r"{\textasciigrave}",
    "<": "$<$",
    ">": "$>$",
    "|": r"{\textbar}",
    '"': '{"}',
}

_OTHERS = {
    "\u00a0": "~",
    "\u00b5": r"$\mu$",
    "¬": r"$\neg$",
    "×": r"$\times$",
    "÷": r"$\div$",
    "·": r"$\cdot$",
    "‐": "-",
    "\u2011": "-",
    "‒": "--",
    "–": "--",
    "—": "---",
    "―": "---",
    "‘": r"{\textquoteleft}",
    "’": "'",
    "“": "``",
    "”": "''",
    "′": "$'$",
    "″": "$''$",
    "‴": "$'''$",
    "⁗": "$''''$",
    "√": r"$\surd$",
    "←": r"$\leftarrow$",
    "↑": r"$\uparrow$",
    "→": r"$\rightarrow$",
    "↓": r"$\downarrow$",
    "å": r"{\aa}",
    "Å": r"{\AA}",
    "Ł": r"{\L}",
    "ł": r"{\l}",
    "Đ": r"{\DJ}",
    "đ": r"{\dj}",
    "\u2002": " ",
    "\u2003": " ",
}

_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0323": "d",
    "\u0327": "c",
    "\u0328": "k",
    "\u0331": "b",
}
_ACCENTED = [*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00)]
_SCRIPTS = {"<super>": "textsuperscript", "<sub>": "textsubscript"}
_MATH = re.compile(r"\\ensuremath\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")
_FRACTION = re.compile(r"\\textfrac(\{\d\}\{\d\})")

COMBINED = re.compile(f"([A-Za-z])([{''.join(_ACCENTS)}])")
"""A letter and one accent that Unicode has no single character for."""


def spellings(library: Mapping[int, str]) -> dict[int, str]:
    """Give the spelling of every character that has one, as str.translate takes it.

    ``library`` has the spellings that pylatexenc knows; what is said here comes first.
    """
    table = dict(_usable(library))
    table.update(_accents())
    table.update(_scripts())
    table.update(_ASCII)
    table.update(_OTHERS)
    return {ord(char): spelling for char, spelling in table.items()}


def commands(table: Mapping[int, str]) -> dict[str, str]:
    """Give the character of each command that stands alone in a spelling."""
    alone = re.compile(r"[{$]{1,2}\\([A-Za-z]+)[}$]{1,2}")
    found: dict[str, str] = {}
    for code, spelling in sorted(table.items(), key=_greek_first):
        if command := alone.fullmatch(spelling):
            found.setdefault(command[1], chr(code))
    return found


def accented(base: str, mark: str) -> str:
    r"""Write an accent over a letter or over another accent: ``\"u``, ``\u{g}``, ``\~{\^e}``."""
    name = _ACCENTS[mark]
    if len(base) == 1 and not name.isalpha():
        return f"\\{name}{base}"
    return f"\\{name}{{{base}}}"


def _greek_first(item: tuple[int, str]) -> tuple[bool, int]:
    # The sign of micro and the letter mu, epsilon and the phonetic open e share a spelling.
    return not 0x370 <= item[0] < 0x400, item[0]


def _usable(library: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    for code, given in library.items():
        char = chr(code)
        alone = code > 0x7F and not unicodedata.combining(char)
        if alone and given and not _is_lost(unicodedata.name(char, ""), given):
            yield char, _dressed(given)


def _is_lost(name: str, given: str) -> bool:
    # Greek capital epsilon is no Latin E: unwritten it survives, rewritten it does not.
    # \cyra needs an encoding that a Latin document has not, and no reader knows it.
    return ("GREEK" in name and "\\ensuremath" not in given) or name.startswith("CYRILLIC")


def _dressed(given: str) -> str:
    if fraction := _FRACTION.fullmatch(given):
        return rf"$\frac{fraction[1]}$"
    if math := _MATH.fullmatch(given):
        body = f"${math[1]}$"
        # BibTeX lowers capitals outside braces, and \Delta would become \delta.
        return f"{{{body}}}" if any(letter.isupper() for letter in body) else body
    return f"{{{given}}}" if "\\" in given else given


def _accents() -> Iterator[tuple[str, str]]:
    for char in map(chr, _ACCENTED):
        parts = unicodedata.normalize("NFD", char)
        base, marks = parts[0], parts[1:]
        if not marks or not base.isascii() or not set(marks) <= _ACCENTS.keys():
            continue
        for mark in marks:
            base = accented(base, mark)
        yield char, f"{{{base}}}"


def _scripts() -> Iterator[tuple[str, str]]:
    for char in map(chr, [0xB2, 0xB3, 0xB9, *range(0x2070, 0x209D)]):
        kind, _, code = unicodedata.decomposition(char).partition(" ")
        if command := _SCRIPTS.get(kind):
            plain = chr(int(code, 16)).replace("\u2212", "-")
            if plain.isascii():
                yield char, f"{{\\{command}{{{plain}}}}}"
