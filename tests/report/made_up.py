"""A made-up bibliography of three reviews, as large as a real one, with what may go wrong in it."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import refkit
from refkit.model.bibliography import Bibliography, Citation, Entry, Made
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.reference import Reference
from refkit.model.resolution import (
    Attempt,
    Method,
    Nearest,
    Reason,
    Resolution,
    Resolved,
    Unresolved,
)
from refkit.model.work import Container, Relation, Update, Work, WorkType
from refkit.text.rich import RichText, Run, Style

REVIEWS = tuple(Doi(f"10.1000/review-{letter}") for letter in "abc")
HOSTILE = (
    '<script>window.stolen = 1</script> CAR-T cells "in" lupus',
    "</script><img src=x onerror=window.stolen=1> CD19 CAR T",
    r"\textbf{CAR-NK} $x^2$ \input{/etc/passwd} for 100% of 'cases' & more",
    "\u202eTRAC\u202c cells and \u2066CAR-T\u2069 \x07 therapy",
    "{{ 7 * 7 }} {% raw %} ${7*7} CAR-T --> <!-- ]]> therapy",
    "علاج الذئبة بخلايا CAR-T", "CAR-T 細胞療法治療狼瘡",
)  # fmt: skip
_THERAPIES = [
    "CD19 CAR T-cell therapy", "CD19 CAR T-cell therapy", "BCMA-targeted CAR-T cells",
    "In vivo CAR T cell generation", "CAR-NK cells", "Teclistamab", "Blinatumomab", "Obinutuzumab",
    "Allogeneic CD19-targeting CAR-T cells", "A CD20xCD3 T-cell engager", "Rituximab", "Belimumab",
    "Anti-CD38 daratumumab", "CAAR-T cells", "CAR-Treg cells", "Mesenchymal stromal cells",
    "Efgartigimod, an FcRn blocker,", "CAR macrophages", "TCR-T cells", "Tofacitinib",
    "Autologous stem cell transplantation", "Low-dose interleukin-2", "A registry of patients",
]  # fmt: skip
_DISEASES = [
    "systemic lupus erythematosus", "systemic lupus erythematosus", "lupus nephritis",
    "systemic sclerosis", "myasthenia gravis", "rheumatoid arthritis", "multiple sclerosis",
    "idiopathic inflammatory myopathy", "ANCA-associated vasculitis", "ulcerative colitis",
    "immune thrombocytopenia", "pemphigus vulgaris", "type 1 diabetes", "Sjögren's disease",
    "neuromyelitis optica", "multiple myeloma", "B-cell lymphoma", "membranous nephropathy",
    "antiphospholipid syndrome", "primary biliary cholangitis", "autoimmune disease", "ageing",
]  # fmt: skip
_KINDS = [
    "in {}: a phase 1 trial", "for refractory {}", "in a patient with {}", "against {} in mice",
    "for {}: a systematic review", "in {}: long-term follow-up of 15 patients",
]  # fmt: skip
_NAMES = "Wang Müller Schett Mackensen Nuñez O'Brien Łuczak Tanaka Kim García-López Öztürk Hunter Bucci Feng Tur".split()
_JOURNALS = [
    "Nature Medicine", "The New England Journal of Medicine", "Annals of the Rheumatic Diseases",
    "Cell", "Science Translational Medicine", "The Lancet Rheumatology", "Journal of Hepatology",
]  # fmt: skip


@cache
def made_up(size: int = 300) -> Bibliography:
    """A bibliography of ``size`` entries, tagged by the taxonomy that ships; always the same."""
    dice = random.Random(7)
    entries = tuple(_entry(place, dice) for place in range(size))
    reviews = tuple(
        Work(
            WorkType.ARTICLE_JOURNAL,
            RichText.of(f"Cell therapies of autoimmune disease, part {part}"),
            creators=(Creator("Berg" if part < 3 else "Dahl", "Ada"),),
            container=Container("Reviews of Immunology"),
            published_print=PartialDate(2025),
            doi=review,
        )
        for part, review in enumerate(REVIEWS, start=1)
    )
    made = Made("0.1.0", (), "2026-11-23")
    return refkit.tag(Bibliography(made, reviews, entries))


def _entry(place: int, dice: random.Random) -> Entry:
    work = _work(place, dice)
    citing = dice.sample(REVIEWS, dice.choice([1, 1, 1, 2, 3]))
    deposited = (
        ("DOI", f"10.1000/work.{place}"),
        ("unstructured", f"Wang, X. et al. {work.title.plain} (2025)"),
    )
    citations = tuple(Citation(review, Reference(place + 1, "", deposited)) for review in citing)
    return Entry(f"wang{place}", work, _resolution(place, dice), citations)


def _work(place: int, dice: random.Random) -> Work:
    work = Work(
        WorkType.ARTICLE_JOURNAL,
        _title(place, dice),
        creators=tuple(
            Creator(name, dice.choice(["Ada", "Bo Carl", "J-P"]))
            for name in dice.sample(_NAMES, dice.randint(1, 8))
        ),
        container=Container(dice.choice(_JOURNALS)),
        volume=str(dice.randint(1, 400)),
        page=f"{place + 10}–{place + 19}",
        published_print=PartialDate(2025 - int(dice.expovariate(0.25)), dice.randint(1, 12))
        if place % 40
        else None,
        doi=Doi(f"10.1000/work.{place}"),
    )
    if place % 50 == 3:
        notice = Update("retraction", f"10.1000/notice.{place}", PartialDate(2024, 5), "publisher")
        return replace(work, updates=(notice,))
    if place % 25 == 4:
        relations = (Relation("is-preprint-of", "10.1000/published"),) if place % 50 == 4 else ()
        return replace(work, type=WorkType.ARTICLE, genre="preprint", relations=relations)
    return work


def _title(place: int, dice: random.Random) -> RichText:
    if place % 30 == 7:
        return RichText.of(HOSTILE[place // 30 % len(HOSTILE)])
    therapy, disease = dice.choice(_THERAPIES), dice.choice(_DISEASES)
    rest = dice.choice(_KINDS).format(disease)
    if place % 15 == 2:
        return RichText.of(
            "CD19", Run("+", (Style.SUP,)), f" B cells and {therapy} ", Run(rest, (Style.ITALIC,))
        )
    return RichText.of(f"{therapy} {rest}")


def _resolution(place: int, dice: random.Random) -> Resolution:
    if place % 11 == 5:
        nearest = Nearest("10.1000/other", "Another <b>work</b> of the name", 0.71)
        tried = (Attempt("crossref", "search", "no-match", "", 0.71),)
        return Unresolved(dice.choice(list(Reason)), tried, nearest if place % 2 else None)
    ways = [Method.DEPOSITED_DOI] * 9 + [Method.SEARCH, Method.OTHER_AGENCY, Method.BY_HAND]
    return Resolved(dice.choice(ways), "crossref")
