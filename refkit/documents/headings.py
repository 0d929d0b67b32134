"""Headings of lists of references in many languages, and of what follows a list."""

from __future__ import annotations

import re

from refkit.documents.lines import Line
from refkit.documents.model import BlockKind
from refkit.regex import lazy_regex

# As journals, theses and word processors print them; compared without case, marks and numbers.
_LISTS = """
    references | reference | reference list | list of references | references cited
    cited references | references and notes | notes and references | literature
    literature cited | cited literature | literature references | works cited
    works consulted | bibliography | selected bibliography | annotated bibliography
    additional references | supplementary references | supplemental references
    further references | references to studies | included studies | excluded studies
    endnotes | sources | primary sources | secondary sources | citations | online references
    methods references | key references | suggested reading | further reading | bibliografie
    bibliografía | bibliografia | bibliographie | bibliografi | bibliografija
    bibliografický seznam | literatur | literaturverzeichnis | literaturangaben
    literaturliste | quellen | quellenverzeichnis | quellen- und literaturverzeichnis
    referenzen | références | références bibliographiques | références citées
    ouvrages cités | sources et bibliographie | referencias | referencias bibliográficas
    bibliografía citada | obras citadas | literatura citada | referências
    referências bibliográficas | bibliografia citada | riferimenti
    riferimenti bibliografici | opere citate | bibliografia essenziale | literatuur
    literatuurlijst | literatuurverwijzingen | geraadpleegde literatuur | referenties
    bronnen | bronnenlijst | referenser | källor | källförteckning | litteratur
    litteraturförteckning | litteraturlista | litteraturliste | referanser | kilder
    kildeliste | referencer | lähteet | lähdeluettelo | kirjallisuus | viited | kirjandus
    piśmiennictwo | literatura | wykaz literatury | spis literatury | seznam literatury
    použitá literatura | seznam použité literatury | zoznam použitej literatúry | irodalom
    irodalomjegyzék | felhasznált irodalom | literatură | bibliografie selectivă
    popis literature | viri | viri in literatura | izvori | literatūra | список литературы
    литература | библиография | источники | список источников | использованная литература
    список використаних джерел | література | списък на литературата | βιβλιογραφία
    αναφορές | kaynakça | kaynaklar | referanslar | 参考文献 | 引用文献 | 文献 | 參考文獻
    参考资料 | 引用參考文獻
    主要参考文献 | 참고문헌 | 참고 문헌 | المراجع | مراجع | المصادر | المصادر والمراجع | منابع
    منابع و مآخذ | ביבליוגרפיה | מקורות | daftar pustaka | daftar rujukan | rujukan
    tài liệu tham khảo | เอกสารอ้างอิง | บรรณานุกรม | संदर्भ
"""
_NAMES = frozenset(
    " ".join(name.split()) for name in _LISTS.replace("\n", "|").split("|") if name.strip()
)
_BEGINS_LIST = lazy_regex(
    r"references to (?:studies|other|ongoing)\b"
    r"|references (?:for|of) (?:the )?(?:supplement\w*|appendix|review|online)\b"
)
_ENDS = lazy_regex(
    r"(?:appendi(?:x|ces)|annex\w*|supplement(?:ary|al|s)?\b(?! to\b)"
    r"|(?:supplement(?:ary|al)|extended) (?:methods?|materials?|data|information|results?|notes?"
    r"|discussion|text|figures?|tables?)(?: (?:and|&) \w+)?"
    r"|supporting (?:information|material|data)|online (?:supplement|methods|content)"
    r"|figures?(?: legends?| captions?)?|figure and table legends?"
    r"|legends?(?: (?:to|for|of) (?:the )?figures?)?|tables?(?: legends?)?"
    r"|list of (?:figures|tables|abbreviations)|acknowledge?ments?|funding(?: \w+){0,2}"
    r"|authors?['’]?s? (?:contributions?|information|details|note)|contributors?(?:hip)?"
    r"|(?:declaration of )?(?:competing|conflicting|financial) (?:financial )?interests?"
    r"|financial disclosures?"
    r"|conflicts? of interests?(?: statement)?|declarations?(?: of interests?)?|disclosures?"
    r"|data (?:and code )?availability(?: statement)?|availability of data(?: and materials?)?"
    r"|abbreviations|glossary|index|ethics(?: \w+){0,4}|consent for publication"
    r"|about the authors?|publisher['’]s note|correspondence|how to cite(?: this article)?"
    r"|cited by(?: \(\d{1,6}\))?|download references"
    r"|copyright|open access|notes|anhang|anhänge|danksagung|abbildungs(?:verzeichnis|legenden)"
    r"|tabellenverzeichnis|interessenkonflikt\w*|remerciements|liste des (?:figures|tableaux)"
    r"|conflits? d['’]intérêts?|anexos?|agradecimientos|agradecimentos|conflictos? de interes\w*"
    r"|appendice|ringraziamenti|bijlagen?|dankwoord|bilag|bilagor|liite|liitteet|załącznik\w*"
    r"|příloh\w*|приложени\w*|благодарност\w*|附录|附錄|附表|付録|致谢|致謝|謝辞"
    r"|부록|감사의 글|ek|ekler|lampiran|phụ lục)"
)
# "Figure 1. ...", "Table S2: ...", "Received: 3 May 2020": they are no heading, and no reference.
_CAPTION = lazy_regex(
    r"(?:(?:supplement(?:ary|al) )?(?:fig(?:ure)?|table|box|scheme|video|movie)\.? s?\d{1,2}"
    r"[a-z]?\s?[.:|—–-]"
    r"|(?:received|submitted|accepted|published online)\s?:?\s\d|©|copyright\b"
    r"|correspond(?:ing author|ence)\b|this is an open[- ]access|publisher['’]s note)",
    re.IGNORECASE,
)
_NUMBERED = lazy_regex(r"(?:[\divxIVX]{1,5}(?:\.\d{1,2}){0,3}[.):]?|[#*=]{1,6}|[§•])\s+")
_SPACED = lazy_regex(r"(?:\w ){3,}\w")
_MOST = 70  # letters of a heading


def heading_of(line: Line) -> str:
    """The words of a line that may be a heading, as they are compared; empty for what is longer."""
    text = line.text.strip()
    if len(text) > _MOST:
        return ""
    if _SPACED.fullmatch(text):
        text = text.replace(" ", "")
    text = text.strip("*_#=~-–—|[]<> \t")
    if found := _NUMBERED.match(text):
        text = text[found.end() :]
    return " ".join(text.strip("*_:：.．。|[]<>【】〔〕 \t").casefold().split())


def begins_list(line: Line) -> bool:
    """Whether a line is the heading of a list of references."""
    words = heading_of(line)
    return words in _NAMES or bool(words and _BEGINS_LIST.match(words))


def ends_list(line: Line) -> bool:
    """Whether a line is the heading of what follows a list, or the first of its words."""
    words = heading_of(line)
    if words and (_ENDS.fullmatch(words) or _is_named_part(words)):
        return True
    return bool(_CAPTION.match(line.text[:60]))


def _is_named_part(words: str) -> bool:
    """``appendix a``, ``appendix 1: search strategy``, ``supplementary table 2``."""
    first, _, rest = words.partition(" ")
    return first in _PARTS and len(rest.split()) <= 8 and not any(mark in rest for mark in "();")


_PARTS = frozenset("annex annexe anexo anhang appendix bijlage bilaga приложение".split())


def is_heading(line: Line) -> bool:
    """Whether the document itself says that a line is a heading."""
    return line.block.kind is BlockKind.HEADING
