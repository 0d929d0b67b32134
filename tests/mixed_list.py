"""A made-up review's list in which lines mean works that are there, their look-alikes, or none.

Every line means a work that is there, or one that no source has while its look-alike is there: the
same people, year and journal with one word of the title, one letter of the page or one word of the
journal's name otherwise. Some lines carry a DOI that leads elsewhere. Titles and people are made up.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from crossref_server import FAST, CrossrefServer, make_review
from search_index import SearchIndex

Json = dict[str, Any]

# What two titles may differ in: each row holds words that are never each other's misprint.
TWINS = {
    "cell": ["CAR-T cells", "CAR-NK cells", "CAR macrophages", "regulatory T cells",
             "CAAR-T cells"],
    "drug": ["baricitinib", "tofacitinib", "upadacitinib", "rituximab", "obinutuzumab",
             "ocrelizumab", "ofatumumab", "belimumab", "blinatumomab", "teclistamab"],
    "target": ["IL-17A", "IL-17F", "CD19", "CD20", "BCMA", "IL-6", "IL-6R", "TNF", "CD38"],
    "place": ["in vivo", "ex vivo", "in vitro"],
    "phase": ["a phase 1 trial", "a phase 2 trial", "a phase 3 trial", "a phase 2b trial"],
    "disease": ["systemic lupus erythematosus", "systemic sclerosis", "rheumatoid arthritis",
                "myasthenia gravis", "multiple sclerosis", "lupus nephritis", "myositis"],
    "people": ["adults", "children", "adolescents", "pregnant women", "older patients"],
    "part": ["part I", "part II", "part III"],
    "finding": ["safety", "efficacy", "persistence", "cost-effectiveness", "toxicity"],
    "origin": ["autologous", "allogeneic"],
    "year": ["2016 update", "2019 update", "2022 update"],
    "with": ["with glucocorticoids", "without glucocorticoids"],
}  # fmt: skip
TEMPLATES = [
    "{origin} {target}-directed {cell} in {people} with {disease}",
    "{place} generation of {cell} against {target} by lipid nanoparticles",
    "{finding} of {drug} in {people} with {disease}",
    "{drug} {with} for refractory {disease}: {phase}",
    "The role of {target} in the pathogenesis of {disease}",
    "Management of {disease} in {people}: {year}",
    "Engineering {cell} for {disease}, {part}",
    "Long-term {finding} of {origin} {cell} after {drug}",
    "Depletion of {target}-positive plasma cells by {drug} {place}",
]
JOURNALS = [
    ("Nature Medicine", "Nat Med"), ("Blood", "Blood"), ("The Lancet", "Lancet"),
    ("Annals of the Rheumatic Diseases", "Ann Rheum Dis"),
    ("Journal of Biological Chemistry", "J Biol Chem"),
    ("Proceedings of the National Academy of Sciences", "Proc Natl Acad Sci USA"),
    ("Arthritis & Rheumatology", "Arthritis Rheumatol"), ("Lupus", "Lupus"),
    ("Journal of Clinical Investigation", "J Clin Invest"),
    ("Frontiers in Immunology", "Front Immunol"),
    ("Science Translational Medicine", "Sci Transl Med"),
    ("Rheumatology", "Rheumatology (Oxford)"), ("Journal of Autoimmunity", "J Autoimmun"),
]  # fmt: skip
# Journals whose short names look alike: the second is not meant by the first's abbreviation.
NEAR_JOURNALS = {
    "Journal of Biological Chemistry": "Journal of Biological Inorganic Chemistry",
    "Nature Medicine": "Nature Reviews Medicine",
    "Journal of Clinical Investigation": "Journal of Clinical and Experimental Investigations",
    "Annals of the Rheumatic Diseases": "Annals of Musculoskeletal and Rheumatic Diseases",
    "Science Translational Medicine": "Science and Translational Sports Medicine",
}
FAMILIES = (
    "Berg Costa Dahl Evans Fink Holm Okafor Yang Wang Li Smith Müller García Nowak Silva Rossi "
    "Tanaka Kowalski Dubois Haddad Ivanova Larsson Moreau O'Neill Petrov Quist Sato Ueda Vogel Zhou"
).split()
GIVEN = "Ada Bo Clara Dan Eva Finn Greta Hugo Ines Jan Kim Lea Max Nora Omar Pia Yang".split()


@dataclass
class Line:
    """A line of the list: what was deposited, the DOI that is right (None: none is), its kind."""

    deposited: Json
    want: str | None
    kind: str


@dataclass
class Maker:
    """Makes works, their look-alikes, and the lines that mean them."""

    chance: random.Random
    works: list[Json] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def work(self, **given: Any) -> Json:
        """Make a work of the field with one to six authors; ``given`` are members of it."""
        chance, number = self.chance, len(self.works) + chance_number(self.chance)
        journal, short = chance.choice(JOURNALS)
        words = {name: chance.choice(values) for name, values in TWINS.items()}
        template = chance.choice(TEMPLATES)
        title = template.format(**words)
        page = chance.randint(2, 2400)
        year = chance.randint(1998, 2025)
        people = [
            {"family": family, "given": chance.choice(GIVEN)}
            for family in chance.sample(FAMILIES, chance.randint(1, 6))
        ]
        return {
            "DOI": f"10.5555/{journal.split()[-1].lower()}.{number}",
            "type": "journal-article",
            "title": [title[0].upper() + title[1:]],
            "author": people,
            "container-title": [journal],
            "short-container-title": [short],
            "volume": str(chance.randint(1, 390)),
            "issue": str(chance.randint(1, 12)),
            "page": f"{page}-{page + chance.randint(2, 15)}",
            "issued": {"date-parts": [[year]]},
            "published-print": {"date-parts": [[year]]},
            "_words": words,
            "_template": template,
        } | given

    def twin(self, work: Json) -> Json:
        """The same people's other paper: one word of the title is another, and so is its place."""
        used = [name for name in TWINS if "{" + name + "}" in work["_template"]]
        name = self.chance.choice(used)
        words = dict(work["_words"])
        words[name] = self.chance.choice([each for each in TWINS[name] if each != words[name]])
        title = work["_template"].format(**words)
        same = {key: work[key] for key in ("author", "container-title", "short-container-title")}
        # Companions stand in one volume, others a year apart at most.
        same |= {"volume": work["volume"]} if self.chance.random() < 0.5 else {}
        dated = {key: work[key] for key in ("issued", "published-print")}
        return self.work() | same | dated | {
            "title": [title[0].upper() + title[1:]],
            "_words": words, "_template": work["_template"],
        }  # fmt: skip

    def add(self, kind: str, *, printed: Json, want: Json | None, doi: str = "") -> None:
        """Add a line in one of the forms in which lists print it."""
        form = self.chance.choice(FORMS)
        deposited = form(printed, self.chance)
        if doi:
            deposited["DOI"] = doi
        self.lines.append(Line(deposited, want["DOI"] if want else None, f"{kind} {form.__name__}"))


def chance_number(chance: random.Random) -> int:
    """A number that no two works share in practice."""
    return chance.randint(10**8, 10**9)


def _first(work: Json) -> Json:
    return dict(work["author"][0])


def _year(work: Json) -> str:
    return str(work["issued"]["date-parts"][0][0])


def _short(work: Json) -> str:
    return str(work["short-container-title"][0])


def _page(work: Json) -> str:
    return str(work["page"]).split("-")[0]


def full_fields(work: Json, chance: random.Random) -> Json:
    """All that Crossref's fields hold."""
    return {
        "author": _first(work)["family"], "article-title": work["title"][0],
        "journal-title": chance.choice([work["container-title"][0], _short(work)]),
        "year": _year(work), "volume": work["volume"], "first-page": _page(work),
    }  # fmt: skip


def fields_without_place(work: Json, chance: random.Random) -> Json:
    """A title with author, journal and year."""
    wanted = ("author", "article-title", "journal-title", "year")
    return {name: value for name, value in full_fields(work, chance).items() if name in wanted}


def fields_without_page(work: Json, chance: random.Random) -> Json:
    """A volume without a page."""
    return {k: v for k, v in full_fields(work, chance).items() if k != "first-page"}


def fields_without_title(work: Json, chance: random.Random) -> Json:
    """The place alone, as physics and chemistry print it."""
    return {k: v for k, v in full_fields(work, chance).items() if k != "article-title"}


def _people(work: Json, most: int = 3) -> str:
    shown = [f"{one['family']} {one['given'][0]}" for one in work["author"][:most]]
    return ", ".join(shown) + (", et al" if len(work["author"]) > most else "")


def vancouver(work: Json, chance: random.Random) -> Json:
    """As medical journals print it."""
    text = (f"{_people(work)}. {work['title'][0]}. {_short(work)}. {_year(work)};"
            f"{work['volume']}({work['issue']}):{work['page']}.")  # fmt: skip
    return {"unstructured": text}


def nature(work: Json, chance: random.Random) -> Json:
    """As Nature's journals print it."""
    one = _first(work)
    text = (f"{one['family']}, {one['given'][0]}. et al. {work['title'][0]}. {_short(work)}. "
            f"{work['volume']}, {work['page'].replace('-', '–')} ({_year(work)}).")  # fmt: skip
    return {"unstructured": text}


def apa(work: Json, chance: random.Random) -> Json:
    """As psychologists print it."""
    people = ", & ".join(f"{one['family']}, {one['given'][0]}." for one in work["author"][:2])
    text = (f"{people} ({_year(work)}). {work['title'][0]}. {work['container-title'][0]}, "
            f"{work['volume']}({work['issue']}), {work['page']}.")  # fmt: skip
    return {"unstructured": text}


def string_without_place(work: Json, chance: random.Random) -> Json:
    """A string that ends with journal and year."""
    text = f"{_people(work)}. {work['title'][0]}. {_short(work)}. {_year(work)}."
    return {"unstructured": text}


def string_with_issue(work: Json, chance: random.Random) -> Json:
    """A string with volume and issue and no page."""
    text = (f"{_people(work)}. {work['title'][0]}. {work['container-title'][0]}, "
            f"{work['volume']}({work['issue']}), {_year(work)}.")  # fmt: skip
    return {"unstructured": text}


def string_without_title(work: Json, chance: random.Random) -> Json:
    """The place alone."""
    return {"unstructured": f"{_people(work)}. {_short(work)} {work['volume']}, {_page(work)} "
                            f"({_year(work)})."}  # fmt: skip


FORMS: list[Callable[[Json, random.Random], Json]] = [
    full_fields, fields_without_place, fields_without_page, fields_without_title, vancouver, nature,
    apa, string_without_place, string_with_issue, string_without_title,
]  # fmt: skip


def plain(maker: Maker) -> None:
    """A work that is there, by its DOI or by its words."""
    work = maker.work()
    maker.works.append(work)
    maker.add("there", printed=work, want=work, doi=maker.chance.choice(["", work["DOI"]]))


def both_twins(maker: Maker) -> None:
    """A work and its twin are there; the line means one of them."""
    work = maker.work()
    maker.works += [work, maker.twin(work)]
    maker.add("both twins", printed=work, want=work)


def absent_twin(maker: Maker) -> None:
    """Only the twin is there."""
    work = maker.work()
    maker.works.append(maker.twin(work))
    maker.add("twin alone", printed=work, want=None)


def absent_neighbour(maker: Maker) -> None:
    """Only a paper of the same people, journal, volume and year with another title is there."""
    work = maker.work()
    kept = ("author", "container-title", "short-container-title", "volume", "issued",
            "published-print")  # fmt: skip
    maker.works.append(maker.work() | {key: work[key] for key in kept})
    maker.add("neighbour alone", printed=work, want=None)


def absent_page(maker: Maker) -> None:
    """Only a paper whose page differs in its letter is there, untitled in the list."""
    work = maker.work(page=maker.chance.choice(["S45-50", "e123", "L77", "1201s"]))
    other = "".join(letter for letter in work["page"] if not letter.isalpha())
    same = {key: value for key, value in work.items() if key not in {"DOI", "title", "page"}}
    maker.works.append(maker.work() | same | {"page": other})
    form = maker.chance.choice([fields_without_title, string_without_title])
    maker.lines.append(Line(form(work, maker.chance), None, f"page's letter {form.__name__}"))


def absent_journal(maker: Maker) -> None:
    """Only a paper at the same place of a journal with a longer name is there."""
    name = maker.chance.choice(list(NEAR_JOURNALS))
    short = dict(JOURNALS)[name]
    work = maker.work(**{"container-title": [name], "short-container-title": [short]})
    same = {key: value for key, value in work.items() if key not in {"DOI", "title"}}
    other = {"container-title": [NEAR_JOURNALS[name]], "short-container-title": []}
    maker.works.append(maker.work() | same | other)
    form = maker.chance.choice([fields_without_title, string_without_title])
    maker.lines.append(Line(form(work, maker.chance), None, f"journal's name {form.__name__}"))


def versions(maker: Maker) -> None:
    """The work, a correction of it, its preprint and its meeting's abstract are there."""
    work = maker.work()
    same = {key: work[key] for key in ("author", "issued", "published-print")}
    title = work["title"][0]
    maker.works += [
        work,
        maker.work() | same | {"title": [f"Correction to: {title}"],
                               "container-title": work["container-title"],
                               "short-container-title": work["short-container-title"]},
        maker.work() | same | {"title": [title], "type": "posted-content", "subtype": "preprint",
                               "container-title": [], "short-container-title": [],
                               "volume": None, "issue": None, "page": None},
        maker.work() | same | {"title": [title], "issue": "Suppl 1", "page": "S12"},
    ]  # fmt: skip
    for other in maker.works[-3:]:
        for key in [key for key, value in other.items() if value is None or value == []]:
            del other[key]
    maker.add("versions", printed=work, want=work)


def wrong_doi(maker: Maker) -> None:
    """The deposited DOI leads to another work; the right one may be there or not."""
    chance, work = maker.chance, maker.work()
    other = maker.work()
    kind = chance.choice(["nothing", "fourth author", "first author", "year", "volume", "journal",
                          "neighbour", "author and journal"])  # fmt: skip
    if kind == "fourth author":
        other["author"] = [*maker.work()["author"][:3], _first(work)]
    if kind in {"first author", "author and journal"}:
        other["author"] = [_first(work)]
    if kind == "year":
        other |= {key: work[key] for key in ("issued", "published-print")}
    if kind == "volume":
        other["volume"] = work["volume"]
    if kind in {"journal", "neighbour", "author and journal"}:
        other |= {key: work[key] for key in ("container-title", "short-container-title")}
    if kind == "neighbour":
        other |= {key: work[key] for key in ("issued", "published-print", "volume", "issue")}
    maker.works.append(other)
    there = chance.random() < 0.5
    if there:
        maker.works.append(work)
    maker.add(f"wrong DOI, {kind}", printed=work, want=work if there else None, doi=other["DOI"])


def twin_doi(maker: Maker) -> None:
    """The deposited DOI is the twin's, and the line prints where it stands."""
    work = maker.work()
    twin = maker.twin(work)
    maker.works.append(twin)
    there = maker.chance.random() < 0.5
    if there:
        maker.works.append(work)
    deposited = full_fields(work, maker.chance) | {"DOI": twin["DOI"]}
    maker.lines.append(Line(deposited, work["DOI"] if there else None, "DOI of the twin"))


SHARES: list[tuple[float, Callable[[Maker], None]]] = [
    (0.50, plain), (0.14, both_twins), (0.14, absent_twin), (0.06, absent_neighbour),
    (0.03, absent_page), (0.03, absent_journal), (0.06, versions), (0.03, wrong_doi),
    (0.01, twin_doi),
]  # fmt: skip


def review_of(size: int, seed: int) -> Maker:
    """The works of a corpus and the lines of a list, the same for the same seed."""
    maker = Maker(random.Random(seed))
    shares, makers = zip(*SHARES, strict=True)
    while len(maker.lines) < size:
        maker.chance.choices(makers, shares)[0](maker)
    return maker


def crossref_of(maker: Maker, review: str) -> CrossrefServer:
    """A Crossref on loopback that has the works, and the list as that of a review."""
    works = [{k: v for k, v in work.items() if not k.startswith("_")} for work in maker.works]
    listed = make_review(review, [line.deposited for line in maker.lines])
    return CrossrefServer([listed, *works], search=SearchIndex(works).search, pools=FAST)
