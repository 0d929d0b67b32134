"""Drugs and products in a table of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from refkit.errors import InputError
from refkit.model.work import Work, WorkType
from refkit.tagging.lint import check_taxonomy
from refkit.tagging.rules import Agent
from refkit.tagging.tagger import tag
from refkit.tagging.taxonomy import Taxonomy, load_taxonomy, read_taxonomy, taxonomy_text
from refkit.text.rich import RichText

TOML = """id = 'bees'
version = '1'
agents = 'agents.csv'
facets = ['kind', 'source']

[[label]]
facet = 'kind'
id = 'acaricide'
name = 'Acaricide'
definition = 'What kills mites.'
any = ['acaricide(s)']
examples = ['Acaricides in hives', 'An acaricide for spring']
counter_examples = ['Mites in hives']

[[label]]
facet = 'source'
id = 'plant'
name = 'Plant'
definition = 'Made of plants.'
any = ['plant extract(s)']
examples = ['A plant extract in hives', 'Plant extracts and mites']
counter_examples = ['Mites on plants']
"""
HEADS = "name,inn,codes,brands,kind,source,reference,checked,status"
ROW = "apivar,apivarol,AP17; Api-X-9; BEE-CART2.1,Hivex,acaricide,plant,PMID:1,2026-11-29,source"


def read(*rows: str, heads: str = HEADS) -> Taxonomy:
    return read_taxonomy(TOML, "bees.toml", lambda _: "\n".join([heads, *rows]) + "\n")


def told(title: str, taxonomy: Taxonomy) -> list[tuple[str, str]]:
    """The words that earned labels, and the rule."""
    work = Work(WorkType.ARTICLE, title=RichText.of(title))
    return [(each.evidence[0].quote, each.evidence[0].rule) for each in tag(work, [taxonomy])]


@pytest.mark.parametrize(
    "words",
    ["Apivar", "apivarol", "AP17", "AP-17", "AP 17", "AP\u201117", "Api-X-9", "Api X 9", "ApiX9",
     "BEE-CART2.1", "BEE CART-2.1", "Hivex", "HIVEX", "hivex"],
)  # fmt: skip
@pytest.mark.parametrize("mark", ["", "\u00ae", "\u2122", "'s"])
def test_a_name_a_code_and_a_brand_earn_the_labels_and_name_the_agent(
    words: str, mark: str
) -> None:
    found = told(f"A trial of {words}{mark} in hives", read(ROW))

    assert [rule for _, rule in found] == ["agent/apivar"] * 2
    assert {quote.removesuffix("'s") for quote, _ in found} == {words}


def test_the_sign_of_a_brand_may_be_spelt_out() -> None:
    for title in ("Hivex(TM) in hives", "Hivex (R) in hives", "Hivex(R) in hives"):
        assert [rule for _, rule in told(title, read(ROW))] == ["agent/apivar"] * 2, title


@pytest.mark.parametrize("words", ["AP170", "XAP17", "ap17", "AP 1 7", "Hivexol", "AP/B17"])
def test_what_only_looks_like_a_code_earns_nothing(words: str) -> None:
    assert told(f"A trial of {words} in hives", read(ROW)) == []


def test_an_agent_says_where_it_stands_and_where_it_was_read() -> None:
    (rule,) = [each for each in read(ROW).rules if each.agent]

    assert rule.gives == (("kind", "acaricide"), ("source", "plant"))
    agent = rule.agent
    assert agent is not None
    assert (agent.name, agent.inn, agent.brands) == ("apivar", "apivarol", ("Hivex",))
    assert (agent.reference, agent.checked, agent.status) == ("PMID:1", "2026-11-29", "source")
    assert agent.where == "agents.csv: row 2: agent apivar"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([",,,,acaricide,,,,"], "row 2: has no name"),
        ([ROW, "x,,,,mite,,,,"], "row 3: agent x: unknown label kind/mite"),
        ([ROW, "x,,,,,,,,"], "row 3: agent x: gives no label"),
        (["x,,,,acaricide,,PMID:1,29.11.2026,"], "agent x: 'reference' should stand with 'checked'"),
        (["x,,,,acaricide,,PMID:1,2026-13-01,"], "a day written as 2026-11-29"),
        (["x,,,,acaricide,,PMID:1,,"], "'reference' should stand with 'checked'"),
        (["x,,,,acaricide,,,,source"], "'status' should be 'source' with a reference"),
        (["x,,,,acaricide,,,,perhaps"], "'general knowledge' without"),
        (["x,,,,acaricide,,,,,more"], "row 2: has more cells than there are columns"),
        (['"x\ny",,,,acaricide,,,,'], "row 2: 'name' holds a line break"),
        (["x\0,,,,acaricide,,,,"], "row 2: 'name' holds"),
        (["[x,,,,acaricide,,,,"], "agent [x: phrase '[x(s)' lacks a closing ']'"),
        ([f"{'x' * 200_000},,,,acaricide,,,,"], ""),
        ([f"{'x' * 2_000},,,,acaricide,,,,"], "is longer than 1000 characters"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_told_in_one_line(rows: list[str], said: str) -> None:
    with pytest.raises(InputError) as caught:
        read(*rows)

    message = str(caught.value)
    assert message.startswith("agents.csv: ")
    assert said in message
    assert "\n" not in message
    assert len(message) < 300


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        ("names,kind", "has no column 'name'"),
        ("name,kind,knd", "has a column 'knd' which means nothing here; known are kind, source, name"),
        ("name,kind,Kind", "has a column 'kind' twice"),
    ],
)  # fmt: skip
def test_heads_that_mean_nothing_are_told(heads: str, said: str) -> None:
    with pytest.raises(InputError, match=r"^agents\.csv: ") as caught:
        read("x,acaricide,", heads=heads)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        f"\ufeff{HEADS}\r\n{ROW}\r\n",
        f"{HEADS.upper()}\n\n{ROW}\n,,,,,,,,\n",
        "\t".join(HEADS.split(",")) + "\n" + "\t".join(ROW.split(",")),
        "sep=;\n" + HEADS.replace(",", ";") + "\n" + ";".join(f'"{x}"' for x in ROW.split(",")),
    ],
    ids=["Excel's CSV", "blank rows", "tabs", "semicolons"],
)
def test_a_table_is_read_as_a_spreadsheet_leaves_it(text: str) -> None:
    assert read_taxonomy(TOML, "bees.toml", lambda _: text) == read(ROW)


def test_a_formula_is_a_name_and_the_apostrophe_that_guards_it_is_none() -> None:
    (rule,) = read("'=HYPERLINK(1),,,,acaricide,,,,general knowledge").rules[-1:]

    assert rule.agent is not None
    assert rule.agent.name == "=HYPERLINK(1)"


def test_a_table_lies_beside_its_taxonomy(tmp_path: Path) -> None:
    (tmp_path / "drugs").mkdir()
    path = tmp_path / "bees.toml"
    path.write_text(TOML.replace("'agents.csv'", "['agents.csv', 'drugs/more.csv']"))
    (tmp_path / "agents.csv").write_text(f"{HEADS}\n{ROW}\n")
    (tmp_path / "drugs" / "more.csv").write_text("name,kind\noxalis,acaricide\n", encoding="utf-8")

    taxonomy = load_taxonomy(str(path))

    assert told("Oxalis in hives", taxonomy) == [("Oxalis", "agent/oxalis")]
    assert taxonomy_text(str(path)).read() == taxonomy
    (tmp_path / "drugs" / "more.csv").write_bytes("name,kind\nöl,acaricide\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"more.csv: is not UTF-8 text \(byte 10\)"):
        load_taxonomy(str(path))
    (tmp_path / "drugs" / "more.csv").unlink()
    with pytest.raises(InputError, match=r"more.csv: cannot be read \(No such file"):
        load_taxonomy(str(path))


@pytest.mark.parametrize("name", ["/etc/passwd", "../agents.csv", "a/../../b.csv", ".", "", "a\\b"])
def test_a_table_beyond_the_folder_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="should be a file in the folder of the taxonomy"):
        read_taxonomy(TOML.replace("'agents.csv'", f"'{name}'"), "bees.toml", lambda _: "")


def test_a_taxonomy_without_a_folder_has_no_tables() -> None:
    with pytest.raises(InputError, match=r"agents\.csv: is not there"):
        read_taxonomy(TOML, "bees.toml")


def test_an_agent_in_the_taxonomy_says_the_same_as_a_row() -> None:
    inline = TOML.replace("agents = 'agents.csv'\n", "") + (
        "[[agent]]\nname = 'apivar'\ninn = 'apivarol'\ncodes = ['AP17', 'Api-X-9', 'BEE-CART2.1']\n"
        "brands = ['Hivex']\nkind = ['acaricide']\nsource = ['plant']\n"
        "reference = 'PMID:1'\nchecked = '2026-11-29'\n"
    )

    assert read_taxonomy(inline, "bees.toml") == read(ROW)
    assert check_taxonomy(read_taxonomy(inline, "bees.toml")) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("x,,AP-17,,acaricide,,,,general knowledge",
         "agents.csv: row 3: agent x: the code 'AP-17' is one of apivar (agents.csv: row 2: agent apivar)"),
        ("APIVAR,,,,acaricide,,,,general knowledge", "the name 'APIVAR' is one of apivar"),
        ("x,,,hivex,acaricide,,,,general knowledge", "the brand 'hivex' is one of apivar"),
        ("x,,Resten,,acaricide,,,,general knowledge", "the code 'Resten' could be an ordinary word"),
        ("x,,A-1,,acaricide,,,,general knowledge", "the code 'A-1' is so short"),
        ("x,,,Spring,acaricide,,,,general knowledge", "the brand 'Spring' is an ordinary word"),
        ("x,,,Extracts,acaricide,,,,general knowledge",
         "the brand 'Extracts' is an ordinary word: a title of an example has it"),
        ("x,,,,acaricide,,,,", "has neither a 'reference' nor the status 'general knowledge'"),
    ],
)  # fmt: skip
def test_the_check_tells_what_is_wrong_with_agents(row: str, said: str) -> None:
    (finding,) = check_taxonomy(read(ROW, row))

    assert said in f"{finding.where}: {finding.what}"


@pytest.mark.parametrize(
    "word",
    ["The", "the", "PATIENT", "Patients", "Water", "Cell", "Study", "Trial", "Best", "Life", "All"],
)
@pytest.mark.parametrize("column", ["name", "inn", "code", "brand"])
def test_an_ordinary_word_is_no_name(word: str, column: str) -> None:
    cells = {"name": "apivar", "kind": "acaricide", "status": "general knowledge"}
    cells |= {"codes" if column == "code" else "brands" if column == "brand" else column: word}
    row = ",".join(cells.get(head, "") for head in HEADS.split(","))

    (finding,) = check_taxonomy(read(row))

    assert finding.what == f"the {column} {word!r} is an ordinary word"


def test_a_table_that_holds_has_no_findings() -> None:
    good = "x,,T-DXd; AlloNK,Oxuvar,acaricide,,,,general knowledge"

    assert check_taxonomy(read(ROW, good)) == []


SHIPPED = load_taxonomy("therapy-modality")
AGENTS = [(rule.agent, rule) for rule in SHIPPED.rules if rule.agent]
PART = re.compile(r"(?<=[A-Za-z])-?(?=\d)")  # where a code may have a hyphen, a blank or neither


def spellings(agent: Agent) -> Iterator[str]:
    """The names of an agent as papers print them, signs of the phrase language left out."""
    yield from (name for name in (agent.name, agent.inn) if name and "*" not in name)
    for code in agent.codes:
        yield from (code, *(PART.sub(mark, code) for mark in ("-", " ", "")))
    yield from (f"{brand}{mark}" for brand in agent.brands for mark in ("", "\u00ae", "\u2122"))
    yield from (brand.upper() for brand in agent.brands)


def test_each_name_code_and_brand_of_the_shipped_table_earns_its_labels() -> None:
    wrong = []
    for agent, rule in AGENTS:
        for words in spellings(agent):
            work = Work(WorkType.ARTICLE, title=RichText.of(f"A trial of {words} in lupus"))
            found = tag(work, [SHIPPED])
            given = {(each.facet, each.label) for each in found}
            given |= {key for each in given for key in SHIPPED.implied[each]}
            named = {evidence.rule for each in found for evidence in each.evidence}
            if rule.id not in named or not given >= set(rule.gives):
                wrong.append((agent.name, words, sorted(named)))

    assert wrong == []


def test_every_agent_has_a_source_with_its_day_or_the_mark() -> None:
    for agent, _ in AGENTS:
        assert agent.status == ("source" if agent.reference else "general knowledge"), agent.name
        assert bool(agent.reference) == bool(agent.checked), agent.name
    assert sum(bool(agent.reference) for agent, _ in AGENTS) > 0.9 * len(AGENTS)


@pytest.mark.parametrize(
    ("title", "has"),
    [
        ("INT-2104 in B-cell cancers", "modality/in-vivo-car-t target/cd20"),
        ("UB VV111 with rapamycin", "modality/in-vivo-car-t target/cd19"),
        ("VNX-101 for leukaemia", "modality/gene-therapy modality/t-cell-engager"),
        ("ALLO 329 in myositis", "modality/allogeneic-car-t target/cd19 target/cd70"),
        ("CB010 in lupus", "modality/allogeneic-car-t"),
        ("SC-291 in lymphoma", "modality/allogeneic-car-t delivery/hypoimmune"),
        ("CNTY308: a first look", "modality/allogeneic-car-t source/ipsc"),
        ("NKX-019 in vasculitis", "modality/car-nk target/cd19"),
        ("CNTY 101 in lupus", "modality/car-nk source/ipsc"),
        ("CLN978 in arthritis", "modality/t-cell-engager target/cd19"),
        ("AZD 0486 in lymphoma", "modality/bispecific-antibody target/cd19"),
        ("XmAb\u00ae657 in myositis", "modality/t-cell-engager target/cd19"),
        ("PIT-565 in lupus", "modality/trispecific-antibody"),
        ("TX 200 after a kidney transplant", "modality/car-treg"),
        ("SBT-777101 in arthritis", "modality/car-treg"),
        ("QEL001 after a liver transplant", "modality/car-treg"),
        ("Obexelimab in IgG4-related disease", "target/cd19"),
        ("Budoprutug (VB119) in nephropathy", "target/cd19"),
        ("Monjuvi\u00ae for lymphoma", "target/cd19"),
        ("TAK 079 in thrombocytopenia", "target/cd38"),
        ("Voydeya\u2122 in haemoglobinuria", "modality/complement-inhibitor"),
        ("Prulacabtagene leucel (prula-cel) in lupus", "modality/allogeneic-car-t target/cd20"),
        ("zugo-cel in haemolytic anaemia", "modality/allogeneic-car-t"),
        ("KN 5601 in lupus", "modality/car-nk target/cd19 target/bcma"),
        ("Imlifidase before a kidney transplant", "modality/biologic"),
        ("Belantamab in myeloma", "modality/antibody-drug-conjugate target/bcma"),
        ("Brepocitinib in dermatomyositis", "modality/jak-inhibitor target/tyk2 target/jak"),
        ("VX 880 in type 1 diabetes", "modality/cell-therapy source/allogeneic"),
        ("exa-cel for sickle cell disease", "modality/gene-therapy delivery/crispr"),
        ("Plamotamab and tibulizumab", "modality/bispecific-antibody"),
    ],
)
def test_what_2024_to_2026_brought_is_known(title: str, has: str) -> None:
    found = tag(Work(WorkType.ARTICLE, title=RichText.of(title)), [SHIPPED])

    assert {f"{each.facet}/{each.label}" for each in found} >= set(has.split())


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("vexotinib", "small-molecule"), ("quilmetinib", "small-molecule"),
        ("xelrafenib", "small-molecule"), ("plorasertib", "small-molecule"),
        ("quorisanib", "small-molecule"), ("fevinostat", "small-molecule"),
        ("drovalutamide", "small-molecule"), ("zelbrutinib", "btk-inhibitor"),
        ("olpacitinib", "jak-inhibitor"), ("ulticopan", "complement-inhibitor"),
        ("xavelotug", "monoclonal-antibody"), ("porvikibart", "monoclonal-antibody"),
        ("zulovimab", "monoclonal-antibody"), ("queltamab", "monoclonal-antibody"),
        ("vorlatamig", "multispecific-antibody"), ("lemprukiment", "antibody-therapy"),
        ("zorprument", "antibody-therapy"), ("vilstoment", "antibody-therapy"),
        ("quertament", "antibody-therapy"), ("oxtafusp", "biologic"), ("melokibep", "biologic"),
        ("dirukinra", "cytokine-inhibitor"), ("fulacicept", "fc-fusion-protein"),
        ("xelagene bolparvovec", "gene-therapy"), ("quarleucel", "cell-therapy"),
        ("zorabeglogene autotemcel", "gene-therapy"), ("miltobrutideg", "small-molecule"),
        ("vilaricabtagene autoleucel", "autologous-car-t"),
        ("vilaricabtagene zamraleucel", "car-t"), ("quartresgene autoleucel",
         "engineered-t-cell-therapy"),
    ],
)  # fmt: skip
def test_a_name_that_nobody_has_listed_is_known_by_its_ending(name: str, label: str) -> None:
    for title in (f"A trial of {name} in lupus", f"{name.capitalize()}: a trial"):
        found = tag(Work(WorkType.ARTICLE, title=RichText.of(title)), [SHIPPED])

        assert label in {each.label for each in found if each.facet == "modality"}, title


@pytest.mark.parametrize(
    "title",
    [
        "Assessment and treatment of lupus", "The New Testament and medicine",
        "Filament, ligament and sacrament", "Exactament: a Catalan adverb", "Hobart and Gilbart",
        "A concept that we intercept, except where we accept", "Percept and precept",
        "Misconcept and inception", "Glutamide and glutamine", "Ghanib and his coworkers",
        "Copan in Honduras", "L-glutamide in rats", "The experiment of Clement",
        "Momentum and fundament", "Firmament and implement",
    ],
)  # fmt: skip
def test_words_that_end_like_drugs_are_none(title: str) -> None:
    found = tag(Work(WorkType.ARTICLE, title=RichText.of(title)), [SHIPPED])

    assert [each.label for each in found if each.facet == "modality"] == []
