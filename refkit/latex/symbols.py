"""How each character is written for TeX, in the spelling that most readers understand.

Measured with pdflatex (T1 and OT1), biber, pandoc, pybtex, bibtexparser, Better BibTeX's parser and
citation-js. What LaTeX sets from UTF-8 by itself (2018 and later) and what readers would not know
by its command stays as it is: ``¿``, ``±``, ``’``. Accents and Greek are spelled, since 8-bit
bibtex cuts initials inside a character, and pdflatex has no Greek letters in text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from refkit.regex import lazy_regex

# What TeX reads as a command, wherever it stands. "{\textbraceleft}" and not "\{": BibTeX counts
# braces, escaped or not; only a pair may be written "\{...\}".
ASCII = {
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
    # Better BibTeX's parser reads a bare "<" as "¡"; Zotero does not know {\textless}.
    "<": "$<$",
    ">": "$>$",
    '"': '{"}',  # a command where babel is German
}

_OTHERS = {
    "|": "$|$",  # a dash in OT1; some readers drop {\textbar}
    "`": r"{\textasciigrave}",
    "\u00a0": "~",
    "\u2007": "~",
    "\u202f": "~",
    "–": "--",
    "—": "---",
    "“": "``",
    "”": "''",
    "′": "$'$",
    "″": "$''$",
    "‴": "$'''$",
    "⁗": "$''''$",
    "°": r"{\textdegree}",
    "®": r"{\textregistered}",
    "©": r"{\textcopyright}",
    "™": r"{\texttrademark}",
    "£": r"{\textsterling}",
    "•": r"{\textbullet}",
    "«": r"{\guillemotleft}",
    "»": r"{\guillemotright}",
    "ß": r"{\ss}",
    "ø": r"{\o}",
    "Ø": r"{\O}",
    "æ": r"{\ae}",
    "Æ": r"{\AE}",
    "œ": r"{\oe}",
    "Œ": r"{\OE}",
    "ł": r"{\l}",
    "Ł": r"{\L}",
    "ı": r"{\i}",
    # Blanks of other widths, and what has none: pdflatex stops at them.
    **dict.fromkeys("\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a", " "),
    **dict.fromkeys("\u205f\u3000", " "),
    **dict.fromkeys("\u200b\u2060\u2061\u2062\u2063\u2064\ufeff", ""),
}

# pandoc drops a letter that is written so: in names alone, where bibtex cuts initials.
LETTERS = {
    "Đ": r"{\DJ}",
    "đ": r"{\dj}",
    "Ð": r"{\DH}",
    "ð": r"{\dh}",
    "Þ": r"{\TH}",
    "þ": r"{\th}",
    "Ŋ": r"{\NG}",
    "ŋ": r"{\ng}",
}

# Characters of formulas and the commands that LaTeX has for them without a package.
_GREEK = (
    "α alpha β beta γ gamma δ delta ε varepsilon ϵ epsilon ζ zeta η eta θ theta ϑ vartheta ι iota "
    "κ kappa λ lambda μ mu ν nu ξ xi π pi ϖ varpi ρ rho ϱ varrho σ sigma ς varsigma τ tau "
    "υ upsilon φ varphi ϕ phi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi "
    "Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega ∆ Delta"
)
_SIGNS = (
    "≤ leq ≥ geq ≠ neq ≈ approx ≡ equiv ∼ sim ≃ simeq ≅ cong ≍ asymp ≐ doteq ≪ ll ≫ gg ≺ prec "
    "≻ succ ∝ propto ∞ infty ∂ partial ∇ nabla ∑ sum ∏ prod ∫ int √ surd ∓ mp ⋅ cdot ∘ circ ∗ ast "
    "∙ bullet ⋆ star ⋄ diamond ⊕ oplus ⊖ ominus ⊗ otimes ⊘ oslash ⊙ odot ∈ in ∉ notin ∋ ni "
    "⊂ subset ⊃ supset ⊆ subseteq ⊇ supseteq ∪ cup ∩ cap ∧ wedge ∨ vee ∀ forall ∃ exists "
    "∅ emptyset ∠ angle ⊢ vdash ⊣ dashv ⊤ top ⊥ bot ∥ parallel ∣ mid ℓ ell ℏ hbar ℘ wp ℜ Re ℑ Im "
    "ℵ aleph ↔ leftrightarrow ↕ updownarrow ↖ nwarrow ↗ nearrow ↘ searrow ↙ swarrow "
    "⇐ Leftarrow ⇑ Uparrow ⇒ Rightarrow ⇓ Downarrow ⇔ Leftrightarrow ↦ mapsto ⟶ longrightarrow "
    "⟨ langle ⟩ rangle ⌈ lceil ⌉ rceil ⌊ lfloor ⌋ rfloor ⋯ cdots"
)

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
_MATH = lazy_regex(r"\\ensuremath\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")
_ALONE = lazy_regex(r"[{$]{1,2}\\([A-Za-z]+)[}$]{1,2}")
_FRACTION = lazy_regex(r"\\textfrac(\{\d\}\{\d\})")

COMBINED = lazy_regex(f"([A-Za-z])([{''.join(_ACCENTS)}])")
"""A letter and one accent that Unicode has no single character for."""

OVERLINED = lazy_regex("(?:[A-Za-z0-9]\u0305)+")
"""Letters and digits with a line over them: the faces of crystals."""

# pdflatex has the first three, which every reader knows, too; beside others they would look odd.
_RAISED_AS_THEY_ARE = "¹²³"
_RAISED = "⁰⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿ"
_LOWERED = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕₖₗₘₙₒₚₛₜₓ"
RAISED = lazy_regex(f"[{_RAISED_AS_THEY_ARE}{_RAISED}]+")
LOWERED = lazy_regex(f"[{_LOWERED}]+")
"""Raised and lowered characters, as many as stand together."""

COMPOSED = lazy_regex(f"[{_RAISED}{_LOWERED}\u0305{''.join(_ACCENTS)}]")
"""A character that any of these four begins with, or goes on with."""


def unicode_to_tex() -> dict[str, str]:
    """Give the spelling of every character that has one."""
    return {**dict(_accents()), **dict(_formulas()), **ASCII, **_OTHERS}


def spellings(library: Mapping[int, str]) -> dict[int, str]:
    """Give what is read: beside what is written, the spellings that ``library`` knows."""
    table = {**dict(_usable(library)), **unicode_to_tex(), **LETTERS}
    return {ord(char): spelling for char, spelling in table.items()}


def commands(table: Mapping[int, str]) -> dict[str, str]:
    """Give the character of each command that stands alone in a spelling."""
    found: dict[str, str] = {}
    for code, spelling in sorted(table.items(), key=_greek_first):
        if command := _ALONE.fullmatch(spelling):
            found.setdefault(command[1], chr(code))
    return found


def accented(base: str, mark: str) -> str:
    r"""Write an accent over a letter or over another accent: ``\"u``, ``\u{g}``, ``\~{ê}``."""
    name = _ACCENTS[mark]
    if len(base) == 1 and base.isascii() and not name.isalpha():
        return f"\\{name}{base}"
    return f"\\{name}{{{base}}}"


def raised(run: str) -> str:
    r"""Write characters that are raised as one: ``\textsuperscript{-12}``."""
    return run if not any(map(_RAISED.__contains__, run)) else _script("textsuperscript", run)


def lowered(run: str) -> str:
    r"""Write characters that are lowered as one: ``\textsubscript{12}``."""
    return _script("textsubscript", run)


def overlined(run: str) -> str:
    r"""Write letters and digits with one line over them: ``$\overline{1}$``."""
    return f"$\\overline{{{run.replace(chr(0x305), '')}}}$"


def _script(command: str, run: str) -> str:
    plain = unicodedata.normalize("NFKD", run).replace("\u2212", "-")
    return f"\\{command}{{{plain}}}"


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
        return f"${math[1]}$"
    return f"{{{given}}}" if "\\" in given else given


def _formulas() -> Iterator[tuple[str, str]]:
    words = f"{_GREEK} {_SIGNS}".split()
    for char, command in zip(words[::2], words[1::2], strict=True):
        body = rf"$\{command}$"
        # BibTeX lowers capitals outside braces, and \Delta would become \delta.
        yield char, f"{{{body}}}" if not command.islower() else body
    yield "\u2212", "$-$"


def _accents() -> Iterator[tuple[str, str]]:
    for char in map(chr, _ACCENTED):
        parts = unicodedata.normalize("NFD", char)
        base, marks = parts[0], sorted(parts[1:], key=_place)
        if not marks or not base.isascii() or not set(marks) <= _ACCENTS.keys():
            continue
        for mark in marks[:-1]:
            base = _accented_twice(base, mark)
        yield char, f"{{{accented(base, marks[-1])}}}"


def _accented_twice(base: str, mark: str) -> str:
    """A letter that gets one accent more: biber puts the second in the wrong place over a command.

    LaTeX knows the accented letters of Latin-1 and Latin Extended-A from UTF-8.
    """
    char = unicodedata.normalize("NFC", base + mark)
    return char if len(char) == 1 and 0xC0 <= ord(char) < 0x180 else accented(base, mark)


def _place(mark: str) -> int:
    # T1 has letters with what is attached or above; a dot goes below the whole.
    class_ = unicodedata.combining(mark)
    return {_ATTACHED: 0, _BELOW: 2}.get(class_, 1)


_ATTACHED, _BELOW = 202, 220  # Unicode's combining classes
