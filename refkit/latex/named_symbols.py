"""Symbols by their commands that pylatexenc's tables lack, as plain data.

Of the kernel (encguide and usrguide of LaTeX), amsmath and amssymb, babel's quotation marks and
French, textgreek and upgreek, csquotes, siunitx's units and the units of particle physicists.
"""

from __future__ import annotations

_GREEK = dict(
    zip(
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
        "sigma tau upsilon phi chi psi omega".split(),
        "αβγδεζηθικλμνξοπρστυφχψω",
        strict=True,
    )
)
_UPRIGHT_GREEK = {
    f"{kind}{name}": letter for kind in ("text", "up") for name, letter in _GREEK.items()
} | {f"text{name.capitalize()}": letter.upper() for name, letter in _GREEK.items()}

_KERNEL = {
    "copyright": "©", "textcopyleft": "🄯", "pounds": "£", "euro": "€", "EUR": "€", "S": "§",
    "P": "¶", "ddag": "‡", "ddagger": "‡", "dag": "†", "lq": "‘", "rq": "’", "textpercent": "%",
    "dotlessi": "ı", "dotlessj": "ȷ", "textdotlessi": "ı", "textdotlessj": "ȷ", "SS": "SS",
    "lbrack": "[", "rbrack": "]", "textmicro": "µ", "textbardbl": "‖", "textsurd": "√",
    "guillemetleft": "«", "guillemetright": "»", "textslash": "/", "colon": ":", "hyp": "-",
    "checkmark": "✓", "degree": "°", "degres": "°", "medspace": " ", "thickspace": " ",
    "negmedspace": "", "tabularnewline": " ", "over": "/",
    # babel: German and French
    "glqq": "„", "grqq": "“", "glq": "‚", "grq": "‘", "flqq": "«", "frqq": "»", "flq": "‹",
    "frq": "›", "og": "« ", "fg": " »", "No": "N°", "no": "n°", "ieme": "e", "ier": "er",
    "iere": "re",
    # formulas
    "ne": "≠", "neg": "¬", "lnot": "¬", "land": "∧", "lor": "∨", "gets": "←", "iff": "⟺",
    "implies": "⟹", "impliedby": "⟸", "triangle": "△", "Box": "□", "Diamond": "◇",
    "heartsuit": "♡", "clubsuit": "♣", "spadesuit": "♠", "diamondsuit": "♢", "xrightarrow": "→",
    "xleftarrow": "←", "hdots": "…", "textvisiblespace": " ", "mup": "μ", "muup": "μ", "umu": "μ",
    "textmugreek": "μ",
}  # fmt: skip

_UNITS = {
    "yocto": "y", "zepto": "z", "atto": "a", "femto": "f", "pico": "p", "nano": "n", "micro": "μ",
    "milli": "m", "centi": "c", "deci": "d", "hecto": "h", "kilo": "k", "mega": "M", "giga": "G",
    "tera": "T", "peta": "P", "exa": "E", "per": "/", "squared": "²", "cubed": "³",
    "meter": "m", "metre": "m", "gram": "g", "second": "s", "ampere": "A", "kelvin": "K",
    "mole": "mol", "candela": "cd", "hertz": "Hz", "newton": "N", "pascal": "Pa", "joule": "J",
    "watt": "W", "coulomb": "C", "volt": "V", "farad": "F", "ohm": "Ω", "siemens": "S",
    "weber": "Wb", "tesla": "T", "henry": "H", "lumen": "lm", "lux": "lx", "becquerel": "Bq",
    "gray": "Gy", "sievert": "Sv", "katal": "kat", "celsius": "°C", "degreeCelsius": "°C",
    "percent": "%", "liter": "L", "litre": "L", "minute": "min", "hour": "h", "day": "d",
    "hectare": "ha", "tonne": "t", "dalton": "Da", "electronvolt": "eV", "angstrom": "Å",
    "arcsecond": "″", "arcminute": "′",
    **{name: name for name in (
        "eV keV MeV GeV TeV kg mg ng pg km mm cm nm pm ms ns ps Hz kHz MHz GHz THz mL kPa MPa "
        "GPa kJ mol mmol nmol kV mV mA kW MW fb pb mT".split()
    )},
    "um": "μm", "ug": "μg", "us": "μs", "uL": "μL", "umol": "μmol",
    # a count of proton collisions
    "fbinv": "fb⁻¹", "pbinv": "pb⁻¹", "invfb": "fb⁻¹", "invpb": "pb⁻¹",
}  # fmt: skip

NAMED_SYMBOLS: dict[str, str] = {**_UNITS, **_UPRIGHT_GREEK, **_KERNEL}
"""The text of each command."""

OPERATORS = frozenset(
    "arccos arcsin arctan arg bmod cos cosh cot coth csc deg det dim exp gcd hom inf injlim ker lg "
    "lim liminf limsup ln log max min mod Pr projlim sec sin sinh sup tan tanh".split()
)
"""What stands in a formula by its name, with a thin space to letters beside it."""
