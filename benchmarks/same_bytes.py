"""Are all files and all words of a set of journeys the same bytes as before?

    python benchmarks/same_bytes.py --write before             journeys of this tree, some minutes
    python benchmarks/same_bytes.py --compare before           the same again; 1 where one differs
    python benchmarks/same_bytes.py --tree ../other --compare before
    python benchmarks/same_bytes.py --elsewhere --compare before    in another place of the world
    python benchmarks/same_bytes.py --smoke                    a short journey, here and elsewhere

A journey is a folder. The command line alone is driven, in that folder: what a command writes stays
there, what it prints stands in a file of its own beside its words and its status. ``digests.txt``
has the SHA-256 of each file. ``--tree`` says whose refkit is run; servers and inputs are always
those that stand beside this program, so that a tree whose inside has other names can be compared.

What changes from run to run is written as a word instead: folders, addresses, names of runs.
``diff -r`` of two written folders shows what is different.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "tests"))

from crossref_server import FAST, CrossrefServer, make_review, make_work  # noqa: E402
from mixed_list import review_of  # noqa: E402
from search_index import SearchIndex  # noqa: E402
from zotero_server import ZOTERO_10, DesktopServer, ZoteroServer  # noqa: E402

Json = dict[str, Any]

INPUTS = Path(__file__).with_suffix("")
HARD_WORKS = REPOSITORY / "tests" / "consumers" / "hard_works.json"
SAVED = REPOSITORY / "tests" / "formats" / "saved"
REAL_LIBRARIES = REPOSITORY.parent / "shared" / "libraries-real"
FIRST_REVIEW = "10.1038/s41584-025-01343-5"
NOBODY = "http://127.0.0.1:9"
DIGESTS = "digests.txt"
LOCAL_KEY = "k" * 32

FORMULAS = (
    "auth.lower + year", "auth.lower + shorttitle(3,3) + year", "authEtal2 + '_' + year",
    "authors(2) + Volume.prefix('v') | year", "inspireNothing",
    "[auth:lower][year]", "[authEtAl]-[shortyear]_[veryshorttitle]", "[authorsAlpha][year]",
    "[camel3]", "[entrytype][firstpage]", "[unknownmarker]",
)  # fmt: skip
TYPES = (
    "article article-journal article-magazine article-newspaper bill book broadcast chapter "
    "classic collection dataset document entry entry-dictionary entry-encyclopedia event figure "
    "graphic hearing interview legal_case legislation manuscript map motion_picture musical_score "
    "pamphlet paper-conference patent performance periodical personal_communication post "
    "post-weblog regulation report review review-book software song speech standard thesis treaty "
    "webpage no-such-type"
).split()
NAMES: list[Json] = [
    {"family": "Berg", "given": "Ada"},
    {"family": "Holm", "given": "Bo", "non-dropping-particle": "van den"},
    {"family": "Humboldt", "given": "Alexander", "dropping-particle": "von"},
    {"family": "Evans", "given": "Eva", "suffix": "Jr."},
    {"family": "Vega", "given": "Ana María", "non-dropping-particle": "de la", "suffix": "III"},
    {"literal": "The Meadow and Garden Consortium"},
    {"family": "王", "given": "小明"}, {"family": "Иванова", "given": "Ольга Петровна"},
    {"family": "Παππάς", "given": "Νίκος"}, {"family": "حداد", "given": "ليلى"},
    {"family": "O’Neill", "given": "Nora-Jane P. Q."}, {"family": "Platon"},
    {"family": "Şimşek", "given": "Ğ. İ."}, {"family": "de’ Medici", "given": "Lorenzo"},
    {"family": "Smith and Sons", "given": "A."}, {"family": "Comma, Inc.", "given": "B, C."},
]  # fmt: skip
DATES: list[Any] = [
    {"date-parts": [[2021, 5, 31]]}, {"date-parts": [[2021, 12]]}, {"date-parts": [["1999"]]},
    {"date-parts": [[2020, 11, 30], [2021, 1, 2]]}, {"date-parts": [[2019], [2020]]},
    {"date-parts": [[2018]], "season": 2}, {"date-parts": [[1850]], "circa": True},
    {"literal": "in press"}, {"raw": "3 March 2017"}, {"date-parts": [[-44, 3, 15]]},
    {"date-parts": [[]]}, {"date-parts": [[2020, 2, 30]]}, {"date-parts": [[12024]]},
]  # fmt: skip
TITLES = (
    "CD19<sup>+</sup> CAR-T cells: H<sub>2</sub>O & 50% of $5 #1 _under_ {braces} ~ ^ \\backslash",
    "α–β T cells — “quoted” ‘single’ … in <i>Mus musculus</i> versus <b>bold</b>",
    "IFN-γ, ∆F508 and naïve Sjögren’s: <span style=\"font-variant:small-caps;\">small</span> caps",
    "自己免疫疾患に対するCAR-T細胞療法", "CAR-T клетки при волчанке", "خلايا CAR-T لعلاج الذئبة",
    "x < y and a > b: <sup>unclosed, and \N{ZERO WIDTH SPACE}unseen\N{SOFT HYPHEN} signs\u202e",
    "Emoji 🧬 beyond the plane 𝒜, a combining e\u0301, and ligatures ﬁ ﬂ", "=HYPERLINK(\"x\")", "",
    "A title\nof two lines\twith a tab  and  blanks.", "What? Why! Part II: a sub-title; the rest",
)  # fmt: skip


@dataclass
class Journey:
    """A folder in which commands are run, and how; ``hidden`` are words for what is volatile."""

    folder: Path
    environment: Mapping[str, str]
    hidden: dict[str, str]
    runner: subprocess.Popen[str]
    scratch: Path
    count: int = 0

    def refkit(self, *arguments: str, given: str = "") -> str:
        """Run a command in the folder, with ``given`` piped into it; what it prints."""
        self.count += 1
        streams = {name: self.scratch / name for name in ("given", "printed", "said")}
        for name, path in streams.items():
            path.write_text(given if name == "given" else "", encoding="utf-8")
        asked = {"arguments": arguments, "folder": str(self.folder)}
        asked |= {"environment": dict(self.environment)}
        asked |= {name: str(path) for name, path in streams.items()}
        assert self.runner.stdin
        assert self.runner.stdout
        print(json.dumps(asked), file=self.runner.stdin, flush=True)
        status = self.runner.stdout.readline().strip()
        assert status, "the runner has ended"
        shown = " ".join(arguments)
        printed = streams["printed"].read_bytes()
        parts = (f"$ refkit {shown}\n-- status {status}\n-- standard output\n".encode(), printed,
                 b"\n-- standard error\n", streams["said"].read_bytes())  # fmt: skip
        # The command's words are the name, and the file has them whole.
        name = re.sub(r"[^\w.]+", "-", self._settled(shown.encode()).decode())[:60].strip("-")
        (self.folder / f"{self.count:03}-{name}.txt").write_bytes(b"".join(parts))
        return printed.decode("utf-8", "replace")

    def write(self, name: str, text: str) -> None:
        """Put an input into the folder."""
        (self.folder / name).write_text(text, encoding="utf-8", newline="")

    def write_json(self, name: str, value: Any) -> None:
        """Put a value into the folder, as text that can be compared by eye."""
        self.write(name, json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n")

    def copy(self, *paths: Path) -> None:
        """Put copies of files into the folder."""
        for path in paths:
            shutil.copy(path, self.folder / path.name)

    def settle(self) -> None:
        """Write a word in place of everything that changes from run to run."""
        for path in sorted(self.folder.rglob("*")):
            if path.suffix == ".parquet":
                path.with_suffix(".rows.json").write_text(rows_of(path), encoding="utf-8")
                path.unlink()
            elif path.is_file():
                path.write_bytes(self._settled(path.read_bytes()))

    def _settled(self, content: bytes) -> bytes:
        for volatile, word in self.hidden.items():
            content = content.replace(volatile.encode(), word.encode())
        for pattern, word in VOLATILE:
            content = re.sub(pattern.encode(), word.encode(), content)
        return content


def rows_of(path: Path) -> str:
    """The rows of a Parquet file as JSON, one a line; its bytes hold the writer's version."""
    from pyarrow import parquet

    table = parquet.read_table(path)
    rows = [json.dumps(row, default=str, ensure_ascii=False) for row in table.to_pylist()]
    return "\n".join([str(table.schema.remove_metadata()), *rows, ""])


# The journeys


def first_review(at: Journey) -> None:
    """The review that ships, through every format, key, tag style and policy of dates."""
    saved = "review.refkit.json"
    outputs = ("-o", saved, "-o", "r.bib", "-o", "r.json", "-o", "r.ris", "-o", "r.csv")
    at.refkit("fetch", FIRST_REVIEW, "--offline", *outputs)
    at.refkit("fetch", FIRST_REVIEW, "--offline")
    through_every_format(at, saved)
    for formula in FORMULAS:
        at.refkit("export", saved, "--to", "bibtex", "--citation-key", formula)
    looked_at(at, saved)
    at.refkit("tag", saved, "--explain")
    at.refkit("tag", saved, "--explain", "--json")
    at.refkit("tag", saved, "--facet", "disease", "-o", "disease.refkit.json")
    at.refkit("diff", saved, "disease.refkit.json")
    at.refkit("diff", saved, "disease.refkit.json", "--json")
    at.refkit("export", "-", "--to", "ris", given=(at.folder / saved).read_text(encoding="utf-8"))


def decided(at: Journey) -> None:
    """Decisions, one by one and by a table, which a second run keeps."""
    saved = "review.refkit.json"
    at.refkit("fetch", FIRST_REVIEW, "--offline", "-o", saved)
    before = (at.folder / saved).read_text(encoding="utf-8")
    at.write("before.refkit.json", before)
    at.write("decisions.csv", "position,doi\n5,none\n6,10.1056/NEJMc2509522\n")
    at.refkit("resolve", saved, "--from", "decisions.csv", "--offline")
    at.refkit("resolve", saved, "--position", "7", "--doi", "none", "--offline", "--json")
    at.refkit("fetch", FIRST_REVIEW, "--offline", "-o", saved)
    at.refkit("resolve", saved, "--position", "5", "--doi", "undecided", "--offline")
    at.refkit("diff", "before.refkit.json", saved)
    at.refkit("diff", "before.refkit.json", saved, "--json")
    at.refkit("show", saved)
    at.refkit("export", saved, "-o", "ledger.csv", "-o", "r.bib", "-o", "r.ris")
    at.refkit("resolve", saved, "--from", "ledger.csv", "--offline")


def mixed_reviews(at: Journey) -> None:
    """Two reviews of which many lines mean no work, or another: 200 lines and 20."""
    maker = review_of(200, 4)
    works = [{k: v for k, v in work.items() if not k.startswith("_")} for work in maker.works]
    lines = [line.deposited for line in maker.lines]
    reviews = [make_review("10.5555/mixed", lines), make_review("10.5555/part", lines[90:110])]
    saved = "mixed.refkit.json"
    crossref = CrossrefServer([*reviews, *works], search=SearchIndex(works).search, pools=FAST)
    with serving(at, CROSSREF=crossref, DOI=crossref):
        outputs = ("-o", saved, "-o", "mixed.bib", "-o", "mixed.json", "-o", "mixed.csv")
        at.refkit("fetch", "10.5555/mixed", "--fail-on", "unresolved", *outputs)
        at.refkit("fetch", "10.5555/part", "-o", saved)
        at.refkit("fetch", "10.5555/mixed,10.5555/part", "--offline", "--no-tags", "-o", "o.ris")
        at.refkit("check", saved, "--online")
    looked_at(at, saved)
    at.refkit("overlap", saved, "--shared")
    at.refkit("overlap", saved, "--csv")
    at.refkit("show", saved, "--unresolved", "--json")


def enriched(at: Journey) -> None:
    """A library whose entries lack much: found by DOI and by search, and filled in."""
    works = [
        make_work("10.5555/bees.1", title=["Bees of the alpine meadow and their flight"]),
        make_work("10.5555/owls.2", title=["Owls of the northern garden at night"],
                  updated_by=[{"DOI": "10.5555/n", "type": "retraction"}]),
    ]  # fmt: skip
    family = works[1]["author"][0]["family"]
    year = works[1]["issued"]["date-parts"][0][0]
    at.write("mine.bib", (
        "% mine\n@article{bees, title = {Bees of the Alpine Meadow and Their Flight},\n"
        "  doi = {10.5555/bees.1}, volume = {999}}\n\n"
        f"@article{{owls, title={{Owls of the northern garden at night}}, author={{{family}, X}},"
        f" year={{{year}}}, journal={{Journal of Invented Results}} }}\n"
        "@misc{none, title = {Nobody has this}}\n"
    ))  # fmt: skip
    at.write("mine.ris", (
        "TY  - JOUR\nTI  - Bees of the alpine meadow and their flight\nDO  - 10.5555/BEES.1\n"
        "ER  - \n\nTY  - JOUR\nTI  - Owls of the northern garden at night\n"
        f"AU  - {family}, X\nPY  - {year}\nER  - \n"
    ))  # fmt: skip
    at.refkit("export", "mine.bib", "-o", "mine.json")
    crossref = CrossrefServer(works, search=SearchIndex(works).search, pools=FAST)
    with serving(at, CROSSREF=crossref, DOI=crossref):
        for name in ("mine.bib", "mine.ris", "mine.json"):
            at.refkit("enrich", name, "--dry-run")
            at.refkit("enrich", name, "--json")
            at.refkit("enrich", name, "--overwrite", "-o", f"over-{name}")
            at.refkit("enrich", name, "-o", name)
        at.refkit("check", "mine.bib", "--online", "--json")


def hard_works(at: Journey) -> None:
    """The works that programs read wrongly, through every format and back."""
    rows = json.loads(HARD_WORKS.read_text(encoding="utf-8"))
    items = [row["item"] | {"keyword": "; ".join(row["tags"])} for row in rows]
    at.write_json("works.json", items)
    there_and_back(at, "works.json")


def every_type(at: Journey) -> None:
    """Every CSL type with every variable, every name, date and title, through all and back."""
    at.write_json("works.json", list(made_works()))
    there_and_back(at, "works.json")


def made_works() -> Iterable[Json]:
    """Works of every type with everything; then a name, a date, a title at a time."""
    for number, kind in enumerate(TYPES):
        yield full_work(number, kind)
    plain = {"type": "article-journal", "title": "CAR-T cells in lupus", "author": NAMES[:1]}
    for number, name in enumerate(NAMES):
        yield plain | {"id": f"name{number}", "author": [name, NAMES[0]], "editor": [name]}
    for number, date in enumerate(DATES):
        yield plain | {"id": f"date{number}", "issued": date, "accessed": date}
    for number, title in enumerate(TITLES):
        yield plain | {"id": f"title{number}", "title": title, "abstract": title, "note": title,
                       "container-title": title, "keyword": title}  # fmt: skip
    yield plain | {"id": "crowd", "author": NAMES * 40}
    yield plain | {"id": "twice"}
    yield plain | {"id": "twice", "title": "CAR-NK cells in lupus"}
    yield {"type": "article-journal"}


def full_work(number: int, kind: str) -> Json:
    """A work of a type that has all that CSL knows, and something that it does not."""
    words = (
        "annote archive archive_location archive-place authority call-number citation-label "
        "collection-number collection-title container-title-short dimensions division edition "
        "event-place event-title genre jurisdiction language license medium note number "
        "number-of-pages number-of-volumes original-publisher original-publisher-place "
        "original-title part-number part-title printing-number publisher publisher-place "
        "references reviewed-genre reviewed-title scale section source status supplement-number "
        "title-short version volume-title"
    ).split()
    people = (
        "chair collection-editor composer container-author contributor curator director "
        "editor editorial-director host illustrator interviewer narrator original-author recipient "
        "reviewed-author series-creator translator"
    ).split()
    return {
        **{name: f"{name} of {kind} {number}" for name in words},
        **{name: [NAMES[place % len(NAMES)]] for place, name in enumerate(people)},
        "id": f"{kind}{number}", "type": kind, "title": f"BCMA CAR-NK cells in a {kind}",
        "author": NAMES[:3], "container-title": "Journal of Invented Beekeeping",
        "volume": str(number), "issue": "3-4", "page": f"S{number}-S{number + 9}", "language": "en",
        "issued": DATES[0], "accessed": DATES[1], "available-date": DATES[4],
        "event-date": DATES[3], "original-date": DATES[6], "submitted": DATES[2],
        "DOI": f"10.5555/{kind}.{number}", "ISBN": "978-3-16-148410-0", "ISSN": "1234-5679",
        "PMID": str(10_000_000 + number), "PMCID": f"PMC{1_000_000 + number}",
        "URL": f"https://example.org/{kind}?a=1&b=%20#c_{number}", "keyword": "bees, gardens",
        "abstract": "<p>We saw <i>ex vivo</i> CD19<sup>+</sup> cells.</p><p>Twice.</p>",
        "custom": {"mine": [1, {"two": None}]}, "x-unknown": {"kept": True},
    }  # fmt: skip


def own_libraries(at: Journey) -> None:
    """A user's .bib and .ris: tagged twice, checked against a manuscript, exported."""
    at.copy(*sorted(path for path in INPUTS.iterdir() if path.suffix not in {".py", ".json"}))
    for name in ("library.bib", "library.ris"):
        at.write(f"before-{name}", (at.folder / name).read_text(encoding="utf-8"))
        at.refkit("tag", name, "-o", name)
        at.refkit("tag", name, "-o", name, "--tag-style", "path")
        at.refkit("tag", f"before-{name}", "-o", f"id-{name}", "--tag-style", "id")
        at.refkit("tag", f"before-{name}", "--explain", "--evidence", "all")
        there_and_back(at, f"before-{name}")
        looked_at(at, name)
        at.refkit("check", name, "--cited", "manuscript.tex", "--format", "github")
    at.refkit("tag", "broken.bib", "-o", "broken.bib")
    at.refkit("tag", "-", given=(at.folder / "library.ris").read_text(encoding="utf-8"))
    at.refkit("diff", "before-library.bib", "library.ris")
    # As other editors save it.
    text = (at.folder / "before-library.bib").read_text(encoding="utf-8")
    crlf = text.replace("\n", "\r\n").encode("utf-8-sig")
    (at.folder / "windows.bib").write_bytes(crlf)
    (at.folder / "latin.bib").write_bytes(
        "@misc{müller, author={Müller, Jörg}, title={CAR-T}}\n".encode("latin-1")
    )
    for name in ("windows.bib", "latin.bib"):
        at.refkit("tag", name, "-o", name)


def real_libraries(at: Journey) -> None:
    """Libraries that people made with other programs, where they stand beside the repository."""
    found = [p for p in sorted(REAL_LIBRARIES.glob("*")) if p.suffix in {".bib", ".ris"}]
    for path in found:
        at.copy(path)
        at.refkit("tag", path.name, "-o", f"tagged-{path.name}")
        other = ".bib" if path.suffix == ".ris" else ".ris"
        outputs = (f"{path.name}.json", f"{path.name}{other}")
        at.refkit("export", path.name, "-o", outputs[0], "-o", outputs[1], "-v")
        at.refkit("check", path.name, "--json")


def old_saved(at: Journey) -> None:
    """Bibliographies that earlier versions saved."""
    for path in sorted(SAVED.glob("*.refkit.json")):
        at.copy(path)
        at.refkit("show", path.name)
        at.refkit("export", path.name, "-o", f"{path.name}.bib", "-o", f"{path.name}.csv")
        at.refkit("tag", path.name, "-o", f"tagged-{path.name}")


def into_zotero(at: Journey) -> None:
    """Plan, push, push again and undo by zotero.org; the library after each of them."""
    with serving(at, ZOTERO=(server := ZoteroServer())):
        pushed_and_undone(at, server, "web")


def into_running_zotero(at: Journey) -> None:
    """The same into the running Zotero 10, by its local API."""
    server = DesktopServer(behaviour=ZOTERO_10)
    server.keys[LOCAL_KEY] = True
    with serving(at, ZOTERO_LOCAL=server):
        pushed_and_undone(at, server, "local")


def by_connector(at: Journey) -> None:
    """Into the running Zotero by its connector, and into a file for it."""
    saved = "review.refkit.json"
    at.refkit("fetch", FIRST_REVIEW, "--offline", "-o", saved)
    with serving(at, ZOTERO_LOCAL=(server := DesktopServer(9))):
        push = ("export", saved, "--to", "zotero", "--transport", "connector")
        at.refkit(*push, "--dry-run")
        at.refkit(*push, "--json")
        library_of(at, server, "connected")
    at.refkit("export", saved, "--to", "zotero", "--transport", "file", "-o", "import.ris")
    at.refkit("export", saved, "--to", "zotero", "--transport", "file", "-o", "import.json")


def pushed_and_undone(at: Journey, server: Any, way: str) -> None:
    """Into a library that holds one of the works already, otherwise written."""
    saved, extra = "review.refkit.json", ("--notes", "--relate", "--colors")
    at.refkit("fetch", FIRST_REVIEW, "--offline", "-o", saved)
    own = {"itemType": "journalArticle", "title": "My own words", "DOI": "10.1126/SCIENCE.ADS8473"}
    server.library().add(own | {"tags": [{"tag": "mine"}], "extra": "read: twice"}, "MY2WNKEY")
    server.library().add({"itemType": "book", "title": "A book on ants"}, "MY2WNBEE")
    push = ("export", saved, "--to", "zotero", "--collection", "Bees", "--transport", way)
    at.refkit(*push, "--dry-run")
    at.refkit(*push, *extra, "--dry-run", "--json")
    at.refkit(*push, *extra, "--json")
    library_of(at, server, "pushed")
    at.refkit("tag", saved, "--facet", "disease", "-o", saved)
    at.refkit(*push, "--tag-style", "path", "--dry-run")
    at.refkit(*push, "--tag-style", "path", "--date-policy", "online")
    library_of(at, server, "pushed-again")
    at.refkit(*push, "--tag-style", "path", "--resolved-only", "--no-review", "--json")
    runs = json.loads(at.refkit("zotero", "runs", "--json"))
    at.refkit("zotero", "runs")
    for number, run in reversed(list(enumerate(runs))):
        at.refkit("zotero", "undo", run["run"])
        library_of(at, server, f"undone-{number}")


def library_of(at: Journey, server: Any, name: str) -> None:
    """Write down what a library holds and, in order, what was sent to it."""
    library = server.library()
    held = {"items": library.items, "collections": library.collections}
    at.write_json(f"library-{name}.json", held | {"settings": library.settings})
    sent = [f"{one.method} {one.target} {one.body.decode()}".strip() for one in server.requests]
    at.write_json(f"sent-{name}.json", sent)


def reported(at: Journey) -> None:
    """The page and its figures, of one review and of two libraries."""
    at.refkit("fetch", FIRST_REVIEW, "--offline", "-o", "review.refkit.json")
    at.copy(INPUTS / "library.bib")
    at.refkit("report", "review.refkit.json", "-o", "report.html", "--figures", "figures")
    at.refkit("report", "review.refkit.json", "--json")
    at.refkit("report", "review.refkit.json", "library.bib", "-o", "both.html")
    at.refkit("report", "library.bib", "--json")
    for picture in at.folder.glob("figures/*.png"):
        picture.unlink()  # its points depend on the fonts of a machine; the SVG says the same


def in_bulk(at: Journey) -> None:
    """A folder of files of each kind, tagged, tagged again and counted."""
    folder = at.folder / "records"
    folder.mkdir()
    works = [make_work(f"10.5555/bulk.{number}", title=[title]) for number, title in enumerate(
        f"{cell} cells against {target} in {disease}"
        for cell in ("CAR-T", "CAR-NK", "regulatory T")
        for target in ("CD19", "BCMA", "IL-6")
        for disease in ("lupus", "myasthenia gravis", "gardens"))]  # fmt: skip
    records = [json.dumps(work) for work in works]
    (folder / "a.jsonl").write_text("\n".join([*records[:9], "{broken", "{}", ""]))
    (folder / "b.json").write_text(json.dumps({"items": works[9:]}))
    for path in (INPUTS / "library.bib", INPUTS / "library.ris"):
        shutil.copy(path, folder / path.name)
    (folder / "works.csl.json").write_text(json.dumps(list(made_works())[:60]))
    tag = ("bulk", "tag", "records", "-o", "tagged", "--workers", "1")
    at.refkit(*tag)
    at.refkit(*tag)
    at.refkit("bulk", "tag", "records", "-o", "some", "--workers", "1", "--where",
              "len(modality) > 0", "--keep", "volume,page", "--strict")  # fmt: skip
    at.refkit("bulk", "summary", "tagged")
    at.refkit("bulk", "summary", "tagged", "--json", "--by", "modality", "--facet", "target")
    at.refkit("bulk", "summary", "tagged", "-o", "labels.svg")


def refused(at: Journey) -> None:
    """What cannot be done: one line and a status, and nothing written."""
    at.copy(INPUTS / "library.bib", INPUTS / "broken.bib")
    at.write("empty.bib", "")
    at.write("wrong.refkit.json", '{"format": "refkit/999", "entries": []}')
    at.write("half.refkit.json", '{"format": ')
    at.write("text.ris", "This is no RIS.\n")
    at.write("items.json", '[{"type": 3}]')
    at.write("bad.toml", "name = 3\n")
    for words in (
        "", "fetch", "fetch nonsense", "fetch 10.5555/never --offline", "fetch 10.5555/never",
        f"fetch {FIRST_REVIEW} --offline -o r.docx", f"fetch {FIRST_REVIEW} --source nobody",
        f"fetch {FIRST_REVIEW} --offline -o library.bib", "show nothing.refkit.json", "show .",
        "show wrong.refkit.json", "show half.refkit.json", "show text.ris", "show items.json",
        "tag empty.bib", "tag empty.bib -o new.bib", "tag library.bib --facet nothing",
        "tag library.bib --taxonomy bad.toml", "tag library.bib --taxonomy none",
        "tag broken.bib -o library.ris", "export library.bib", "export library.bib --to word",
        "export library.bib --to bibtex --notes", "export library.bib --to zotero",
        "export library.bib -o library.bib --citation-key (", "check library.bib --cited none.tex",
        "check library.bib --fail-on nothing", "check library.bib --fail-on error",
        "resolve library.bib --position 1 --doi none", "overlap library.bib",
        "diff library.bib nothing.bib", "enrich library.bib --offline", "zotero undo nothing",
        "bulk summary nothing", "bulk tag nothing -o out", "report nothing -o r.html",
        "taxonomy show nothing", "taxonomy check bad.toml", "nothing",
    ):  # fmt: skip
        at.refkit(*words.split())


def looked_up(at: Journey) -> None:
    """Help of every command, taxonomies, the memory."""
    at.refkit("--help")
    at.refkit("--version")
    for name in ("fetch", "tag", "export", "show", "report", "check", "resolve", "enrich", "diff",
                 "overlap", "zotero", "taxonomy", "bulk", "cache", "doctor",
                 "completion"):  # fmt: skip
        at.refkit(name, "--help")
    for name in ("zotero login", "zotero undo", "zotero runs", "bulk tag", "bulk summary",
                 "taxonomy list", "taxonomy show", "taxonomy check", "taxonomy score"):  # fmt: skip
        at.refkit(*name.split(), "--help")
    at.refkit("taxonomy", "list")
    at.refkit("taxonomy", "show", "car-nk")
    at.refkit("taxonomy", "check", "therapy-modality")
    at.refkit("cache")


# What several journeys do


def through_every_format(at: Journey, name: str) -> None:
    """Export a file to every format, by each choice that there is."""
    choices = [(), ("--tag-style", "id"), ("--tag-style", "path")]
    choices += [("--date-policy", policy) for policy in ("online", "earliest")]
    for choice in choices:
        stem = "-".join(choice).replace("--", "") or "usual"
        files = [f"{stem}.{end}" for end in ("bib", "json", "ris", "csv")]
        outputs = [word for name_ in files for word in ("-o", name_)]
        at.refkit("export", name, *choice, *outputs, "-v")
        at.refkit("export", name, *choice, "--to", "biblatex", "-v")
    for protect in ("none", "all"):
        at.refkit("export", name, "--to", "bibtex", "--protect", protect)
    at.refkit("export", name, "--to", "bibtex", "--unicode")
    at.refkit("export", name, "--to", "biblatex", "--no-unicode")


def there_and_back(at: Journey, name: str) -> None:
    """Save a library, export it to every format, and read each of these again."""
    stem = name.replace(".", "-")
    saved = f"{stem}.refkit.json"
    at.refkit("tag", name, "-o", saved)
    formats = {"bibtex": "bib", "biblatex": "biblatex.bib", "csl-json": "json", "ris": "ris"}
    for format_, suffix in formats.items():
        written = f"{stem}.{suffix}"
        at.refkit("export", saved, "--to", format_, "-o", written, "-v")
        at.refkit("tag", written, "-o", f"{written}.refkit.json")
        at.refkit("export", written, "--to", "csl-json", "-o", f"{written}-back.json", "--force")
        at.refkit("export", written, "--to", "ris" if suffix == "json" else "csv")
        at.refkit("check", written)
    at.refkit("export", saved, "-o", f"{stem}.csv")
    at.refkit("export", saved, "--to", "bibtex", "--unicode", "--protect", "all")


def looked_at(at: Journey, name: str) -> None:
    """Everything that shows a file, for people and for machines."""
    for command in ("show", "check", "overlap", "report"):
        at.refkit(command, name, *(["--json"] if command == "report" else []))
        at.refkit(command, name, "--json")
    at.refkit("show", name, "--unresolved")
    at.refkit("show", name, "--retracted")
    at.refkit("diff", name, name)


class serving(AbstractContextManager[None]):  # noqa: N801 (reads as a word of a with statement)
    """Let a journey know servers by the names of their settings, and hide their addresses."""

    def __init__(self, at: Journey, **servers: Any) -> None:
        self._at, self._servers, self._before = at, servers, at.environment
        addresses = {f"REFKIT_{name}_URL": server.url for name, server in servers.items()}
        at.environment = {**at.environment, **addresses}
        for name, server in servers.items():
            at.hidden |= {server.url: f"http://{name}", server.url.split("//")[1]: name}

    def __exit__(self, *exception: object) -> None:
        self._at.environment = self._before
        for server in self._servers.values():
            server.close()


JOURNEYS: tuple[Callable[[Journey], None], ...] = (
    first_review, decided, mixed_reviews, enriched, hard_works, every_type, own_libraries,
    real_libraries, old_saved, into_zotero, into_running_zotero, by_connector, reported, in_bulk,
    refused, looked_up,
)  # fmt: skip
SHORT = (decided,)

VOLATILE = [
    (r"Matplotlib is building the font cache; this may take a moment\.\n", ""),
    (r"\b\d{4}-\d\d-\d\d-[0-9a-f]{6}\b", "RUN"),  # the name of a run into Zotero
]
"""Patterns of what is another in each run, and the word in its place."""


HERE = {"LANG": "C.UTF-8", "PYTHONHASHSEED": "1", "TZ": "UTC"}
ELSEWHERE = {
    "LC_ALL": "C", "LANGUAGE": "tr", "PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati",
}  # fmt: skip
"""Where journeys are made: a language, an order of sets, a time zone. None of it is in a file."""


def travel(
    journey: Callable[[Journey], None], into: Path, tree: Path, where: Mapping[str, str] = HERE
) -> None:
    """Make a journey in a folder of its own under ``into``, with a memory of its own."""
    folder = into.resolve() / named(journey)
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as home:
        seen = environment(tree, home) | where
        command = [sys.executable, str(INPUTS / "runner.py")]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, env=seen, stdin=pipe, stdout=pipe, text=True) as runner:
            hidden = {str(folder): "FOLDER", home: "HOME", str(tree): "TREE"}
            at = Journey(folder, seen, hidden, runner, Path(home))
            journey(at)
    at.settle()


def environment(tree: Path, home: str) -> dict[str, str]:
    """What a command may see: nothing of whoever runs this, and no service."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    services = ("CROSSREF", "DOI", "DATACITE", "OPENALEX", "EUROPEPMC", "ZOTERO", "ZOTERO_LOCAL")
    return kept | {f"REFKIT_{name}_URL": NOBODY for name in services} | {
        "HOME": home, "PYTHONPATH": str(tree),
        "REFKIT_CACHE": f"{home}/memory", "REFKIT_DATA": f"{home}/data", "MPLCONFIGDIR": home,
        "REFKIT_CONFIG": f"{home}/none.toml", "REFKIT_MAILTO": "bench@example.org",
        "REFKIT_ZOTERO_KEY": ZoteroServer.key, "REFKIT_ZOTERO_LOCAL_KEY": LOCAL_KEY,
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }  # fmt: skip


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file of every journey under a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != DIGESTS
    }


def write(
    journeys: Iterable[Callable[[Journey], None]], into: Path, tree: Path, jobs: int,
    where: Mapping[str, str] = HERE,
) -> None:  # fmt: skip
    """Make journeys, several at a time, and write down the digests."""

    def made(journey: Callable[[Journey], None]) -> str:
        travel(journey, into, tree, where)
        return named(journey)

    with ThreadPoolExecutor(jobs) as pool:
        for name in pool.map(made, journeys):
            print(name, file=sys.stderr, flush=True)
    lines = [f"{digest}  {name}\n" for name, digest in digests(into).items()]
    (into / DIGESTS).write_text("".join(lines), encoding="utf-8")


def differences(before: Path, after: Path, names: Iterable[str]) -> list[str]:
    """A line for each journey whose files are not the same."""
    old, new = digests(before), digests(after)
    found = []
    for name in names:
        files = sorted(path for path in old.keys() | new.keys() if path.startswith(f"{name}/"))
        other = [path for path in files if old.get(path) != new.get(path)]
        if other:
            shown = ", ".join(path.partition("/")[2] for path in other[:3])
            more = ", ..." if len(other) > 3 else ""
            found.append(f"{name}: {len(other)} of {len(files)} files differ: {shown}{more}")
    return found


def main() -> None:
    """Write or compare."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--tree", type=Path, default=REPOSITORY, help="whose refkit is run")
    asked.add_argument("--write", type=Path, metavar="FOLDER", help="a new folder")
    asked.add_argument("--compare", type=Path, metavar="FOLDER", help="one that was written")
    asked.add_argument("--only", nargs="*", default=[], metavar="JOURNEY")
    asked.add_argument("--jobs", type=int, default=2, help="journeys at a time")
    asked.add_argument("--elsewhere", action="store_true", help="in another language and time zone")
    asked.add_argument("--smoke", action="store_true", help="a short journey, compared")
    options = asked.parse_args()
    tree = options.tree.resolve()
    assert (tree / "refkit" / "__main__.py").is_file(), f"{tree} has no refkit"
    journeys = [one for one in JOURNEYS if not options.only or named(one) in options.only]
    with tempfile.TemporaryDirectory() as scratch:
        before = options.compare
        if options.smoke:
            journeys, before = list(SHORT), Path(scratch) / "before"
            write(journeys, before, tree, options.jobs)
        after = options.write or Path(scratch) / "after and elsewhere"
        where = ELSEWHERE if options.elsewhere or options.smoke else HERE
        write(journeys, after, tree, options.jobs, where)
        if not before:
            return
        found = differences(before, after, map(named, journeys))
    print("\n".join(found) or f"{len(journeys)} journeys, the same bytes")
    sys.exit(1 if found else 0)


def named(journey: Callable[[Journey], None]) -> str:
    """A journey's name, and its folder's."""
    return journey.__name__.replace("_", "-")


if __name__ == "__main__":
    main()
