"""Titles that differ in one word, and references to them in the forms that lists print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.reference import Reference
from refkit.model.work import Container, Work, WorkType
from refkit.text.rich import RichText

# What is swapped, by kind: every two of one row make two titles of each of its sentences.
SWAPPED: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "drug": (
        "baricitinib tofacitinib upadacitinib rituximab obinutuzumab belimumab etanercept abatacept"
        " cyclosporine cyclophosphamide prednisone prednisolone methotrexate methyldopa",
        ("Safety of {} in patients with lupus", "{} for refractory dermatomyositis: a case series",
         "Long-term outcomes of patients who were treated with {}"),
        (),
    ),
    "target": (
        "IL-17A|IL-17F|IL-23|IL-6|CD19|CD20|BCMA|HLA-DRB1|HLA-DPB1|STAT3|STAT5|TNF-α|TNF-β",
        ("{} inhibition in psoriatic arthritis", "Role of {} in the synovium of mice",
         "Expression of {} on B cells"),
        (),
    ),
    "cell": (
        "CAR-T|CAR-NK|CAR-M|CAR-Treg|TCR-T",
        ("BCMA-directed {} cells in autoimmune disease", "{} therapy for myasthenia gravis"),
        (),
    ),
    "setting": (
        "In vivo|Ex vivo|In vitro|In silico|In utero",
        ("{} generation of engineered T cells by nanoparticles",),
        (),
    ),
    "phase": (
        "phase 1|phase 2|phase 3|phase IV|phase 1/2",
        ("Engineered cells for systemic sclerosis: a {} trial", "A {} study of cells in myositis"),
        (),
    ),
    "part": (
        "Part I|Part II|Part III|Part 4|Part five",
        ("Biologic therapies in vasculitis. {}", "{}: the history of walled gardens"),
        (),
    ),
    "number": (
        "2|3|5|10",
        ("Results after {} years of follow-up in children", "Type {} interferon in myositis",
         "A registry of {} centres"),
        (),
    ),
    "disease": (
        "pemphigus|pemphigoid|psoriasis|sarcoidosis|systemic sclerosis|multiple sclerosis"
        "|giant cell arteritis|giant cell arthritis|leukaemia|leukopenia|nephritis|neuritis",
        ("Rituximab therapy for refractory {}", "Burden of {} in rural areas"),
        (),
    ),
    "species": (
        "mice|rats|rabbits|dogs|pigs|humans|macaques",
        ("A model of collagen-induced arthritis in {}", "Pharmacokinetics of antibodies in {}"),
        (),
    ),
    "age": (
        "children|adults|adolescents|infants|the elderly|neonates",
        ("A randomised trial of inhaled steroids in asthma in {}", "Immune thrombocytopenia in {}"),
        (),
    ),
    "sex": ("men|women|boys|girls", ("Anti-TNF therapy and risk of lymphoma in {}",), ()),
    "negation": (
        "with|without",
        ("Lupus nephritis {} proteinuria", "Outcomes of vasculitis {} maintenance therapy"),
        (),
    ),
    "not": (
        "is|is not|may be|was never",
        ("Depletion of B cells {} sufficient for remission",),
        (),
    ),
    "before": (
        "before|after|during", ("Vaccination {} rituximab in arthritis",), (),
    ),
    "prefix": (
        "intracellular|extracellular|intercellular|pericellular",
        ("Effects of {} calcium on B cell activation",),
        (),
    ),
    "prefix of a procedure": (
        "preoperative|postoperative|perioperative|intraoperative",
        ("Predictors of {} delirium in older adults",),
        (),
    ),
    "pressure": ("hypertension|hypotension", ("Portal {} in systemic sclerosis",), ()),
    "origin": ("Allogeneic|Autologous|Syngeneic", ("{} cells for refractory lupus",), ()),
    "route": (
        "Intravenous|Intramuscular|Subcutaneous|Oral|Topical",
        ("{} immunoglobulin for myositis in children",),
        (),
    ),
    "country": (
        "Spain|Japan|Iceland|Ireland|Austria|Australia|Niger|Nigeria",
        ("Cost-effectiveness of adalimumab in Crohn disease in {}",),
        (),
    ),
    "letter": ("A|B|C|D|E", ("Efficacy of drug {} in adults with lupus", "Hepatitis {} in travellers",
                             "Vitamin {} deficiency in winter"), ()),
    "one letter": (
        "infection|injection", ("Repeated {} of the knee joint in athletes",), (),
    ),
    "sorption": ("Absorption|Adsorption", ("{} of immunoglobulins from plasma",), ()),
    "scope": ("Macroscopic|Microscopic", ("{} colitis among gardeners in old towns",), ()),
    "salt": ("nitrate|nitrite", ("Dietary {} and blood pressure in volunteers",), ()),
    "symptom": ("symptomatic|asymptomatic", ("Screening of {} relatives of patients",), ()),
    "transfer": ("Adoptive|Adaptive", ("{} immunity against tumours of the skin",), ()),
    "more words": (
        "in lupus|in lupus and myositis|in lupus nephritis|in children with lupus",
        ("Depletion of plasma cells {}",),
        (),
    ),
    "words before": (
        "Rituximab|Long-term rituximab|Low-dose rituximab|Anti-CD20 rituximab",
        ("{} in refractory vasculitis",),
        (),
    ),
    "Chinese": (
        "儿童|成人|男性|女性", ("{}系统性红斑狼疮患者的细胞治疗研究进展",), (),
    ),
    "German": (
        "Kindern|Erwachsenen|Frauen|Männern", ("Die Behandlung der Arthritis bei {} mit Gold",), (),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Cited:
    """What a reference prints of an article."""

    title: str
    year: int = 2020
    volume: str = "136"
    issue: str = "4"
    page: str = "1455-1460"
    family: str = "Brandvold"
    journal: str = "Annals of Invented Medicine"
    short: str = "Ann Invent Med"

    @property
    def first_page(self) -> str:
        """The page on which it begins."""
        return self.page.split("-")[0]

    def work(self, doi: str) -> Work:
        """The record of this article."""
        return Work(
            type=WorkType.ARTICLE_JOURNAL,
            title=RichText.of(self.title),
            creators=(Creator(self.family, "Liv"), Creator("Okonjo", "Kemi")),
            container=Container(self.journal),
            published_print=PartialDate(self.year),
            volume=self.volume,
            issue=self.issue,
            page=self.page,
            doi=Doi(doi),
        )


def twins() -> Iterator[tuple[str, str, str]]:
    """The kind, a title, and the title of another paper."""
    for kind, (listed, sentences, _) in SWAPPED.items():
        swapped = listed.split("|") if "|" in listed else listed.split()
        for sentence in sentences:
            for at, one in enumerate(swapped):
                other = swapped[(at + 1) % len(swapped)]
                yield kind, _said(sentence, one), _said(sentence, other)
                yield kind, _said(sentence, other), _said(sentence, one)


def _said(sentence: str, word: str) -> str:
    said = sentence.format(word)
    return said[0].upper() + said[1:]


def _fields(*named: str) -> Callable[[Cited], dict[str, str]]:
    def fields(cited: Cited) -> dict[str, str]:
        said = {
            "author": cited.family,
            "article-title": cited.title,
            "journal-title": cited.short,
            "year": str(cited.year),
            "volume": cited.volume,
            "first-page": cited.first_page,
        }
        return {name: value for name, value in said.items() if name in named or name in _ALWAYS}

    return fields


_ALWAYS = frozenset({"author", "article-title", "year"})


def _string(pattern: str) -> Callable[[Cited], dict[str, str]]:
    return lambda cited: {
        "unstructured": pattern.format(c=cited, first=cited.first_page, upper=cited.family.upper())
    }


# Forms that print no full place: a twin has to be told by its title.
WITHOUT_PLACE = {
    "fields, no place": _fields(),
    "fields, journal": _fields("journal-title"),
    "fields, volume": _fields("volume"),
    "string, no place": _string("{c.family} L, Okonjo K. {c.title}. {c.year}."),
    "string, journal": _string("{c.family} L, Okonjo K. {c.title}. {c.short}. {c.year}."),
    "string, journal in full": _string("{c.family} L (2020) {c.title}. {c.journal}."),
    "string, quoted": _string("L. {c.family}, “{c.title},” {c.journal}, {c.year}."),
    "string, dashes": _string("{upper}, L. and OKONJO, K. {c.title}, {c.journal}, {c.year}"),
}
# Forms with a place that is the paper's own.
WITH_PLACE = {
    "fields, all": _fields("journal-title", "volume", "first-page"),
    "string, Vancouver": _string(
        "{c.family} L, Okonjo K, et al. {c.title}. {c.short}. {c.year};{c.volume}({c.issue}):{c.page}."
    ),
    "string, author and year": _string(
        "{c.family}, L., & Okonjo, K. ({c.year}). {c.title}. {c.journal}, {c.volume}({c.issue}), "
        "{c.page}."
    ),
    "string, Harvard": _string(
        "{c.family} L. and Okonjo K., {c.year}. {c.title}. {c.journal}, {c.volume}({c.issue}), "
        "pp.{c.page}."
    ),
    "string, engineering": _string(
        "L. {c.family} and K. Okonjo, “{c.title},” {c.short}., vol. {c.volume}, no. {c.issue}, "
        "pp. {c.page}, Mar. {c.year}."
    ),
    "string, Nature's": _string(
        "{c.family}, L. & Okonjo, K. {c.title}. {c.short}. {c.volume}, {c.page} ({c.year})."
    ),
    "string, old": _string("{c.family} L: {c.title}. {c.short} {c.volume}:{first}, {c.year}"),
}
FORMS = WITHOUT_PLACE | WITH_PLACE


def printed(form: str, cited: Cited) -> Reference:
    """The reference in one of the forms."""
    return Reference(1, "ref1", tuple(sorted(FORMS[form](cited).items())))


def placed_elsewhere(cited: Cited, title: str) -> Cited:
    """A paper of the same people, journal and year: another volume, other pages."""
    return replace(cited, title=title, volume="135", issue="2", page="300-312")
