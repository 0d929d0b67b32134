"""What the tables of docs/citation-keys.md call equal: each function, filter, marker and modifier.

The works are invented. The keys are worked out from what the formatter of Better BibTeX and the
generator of JabRef do with such a work, read in their own source; none is copied from their tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from builders import make_work
from citation_keys.sample import key_of

from refkit.citation_keys import jabref_functions
from refkit.citation_keys.described import DescribedWork
from refkit.citation_keys.filters import FILTERS
from refkit.citation_keys.formula import parse_formula
from refkit.citation_keys.functions import FUNCTIONS
from refkit.model.dates import PartialDate
from refkit.model.people import Creator
from refkit.model.work import Container, Work, WorkType
from refkit.text.rich import RichText

ARTICLE = DescribedWork(
    WorkType.ARTICLE_JOURNAL,
    title=RichText.of("The honey of the Äsch-valley: a first look at T 3 and its bees"),
    creators=(
        Creator("Graaf", "Bo Ünal", particle="van de"),
        Creator("Özil-Rot", "Ida"),
        Creator("Zhu", "Yan", role="editor"),
    ),
    container=Container("Annals of Honey", "Ann. Honey"),
    volume="7",
    page="S12–S19, 30",
    issued=PartialDate(2004, 3),
    original_date=PartialDate(1951, 2, 9),
    language="de-CH",
    own=(("shortauthor", "GÖ"),),
    keywords=("nectar", "alpine plants"),
)
CROWD = make_work(
    "Bees",
    creators=tuple(Creator(name, "Ada") for name in ("Moos", "Nuss", "Ott", "Pohl", "Quast")),
    published_print=PartialDate(79),
)
FILM = Work(
    WorkType.MOTION_PICTURE,
    title=RichText.of("Hive 9"),
    creators=(Creator("Roe", "Kim", role="script-writer"), Creator("Sun", "Lee", role="director")),
    issued=PartialDate(0, literal="forthcoming"),
)
BARE = Work(WorkType.BOOK, title=RichText.of("A-to-Z: émigré’s 蜂 book"))

FORMULAS: list[tuple[Work, str, str]] = [
    (ARTICLE, "auth(5)", "vand"),
    (ARTICLE, "auth(3,2)", "Oezi"),
    (ARTICLE, "auth(creator=editor, initials=true)", "ZhuY"),
    (FILM, "auth", "Sun"),
    (CROWD, "authAuthEa", "Moos.Nuss.ea"),
    (CROWD, "authEtAl", "MoosEtAl"),
    (ARTICLE, "authEtal2(sep='-')", "vandeGraaf-Oezil-Rot"),
    (ARTICLE, "authForeIni", "BU"),
    (CROWD, "authIni(2)", "Mo.Nu.Ot.Po.Qu"),
    (CROWD, "authIni(1,sep='')", "MNOPQ"),
    (FILM, "authorIni + 'x'", "Sun.x"),
    (CROWD, "authorIni", "Moos.N.O.P.Q"),
    (CROWD, "authorLast", "Quast"),
    (ARTICLE, "authorLastForeIni", "I"),
    (CROWD, "authorsAlpha", "MNO+"),
    (ARTICLE, "authorsAlpha", "GOe"),
    (CROWD, "authorsn(2,sep='_')", "Moos_Nuss_EtAl"),
    (CROWD, "authorsn(-4)", "MoosEtAl"),
    (CROWD, "authshort(sep='')", "MNO+"),
    (ARTICLE, "creators(type=[editor, author], name='%(i)s')", "BIY"),
    (FILM, "creators(type=primary) + creators(type=scriptwriter)", "SunRoe"),
    (CROWD, "creators(-4, etal='ff')", "Moosff"),
    (CROWD, "creators([4, 5], sep='+')", "Pohl+Quast"),
    (CROWD, "authors(2, etal='.ea', sep='.')", "Moos.Nuss.ea"),
    (ARTICLE, "creatornames('%(F)s%(I)s'); auth", "GraafBU"),
    (ARTICLE, "type(book) ? creatornames('%(F)s') + auth : auth", "vandeGraaf"),
    (ARTICLE, "creatornames('%(F)s') + creatornames(space='-') + auth", "Graaf"),
    (ARTICLE, "date", "2004-03"),
    (ARTICLE, "date('%y.%-m')", "04.3"),
    (ARTICLE, "date('%oY-%om-%od')", "1951-02-09"),
    (CROWD, "date('%Y') + date('%-Y')", "007979"),
    (ARTICLE, "extra(shortauthor)", "GOe"),
    (ARTICLE, "extra('nothing/originalDate')", "1951-02-09"),
    (ARTICLE, "firstpage + '/' + lastpage", "S12/30"),
    (ARTICLE, "auth(1) + infix('-%(a)s', 1) + year", "v-a2004"),
    (ARTICLE, "journal", "Ann.Honey"),
    (ARTICLE, "journal(full)", "AnnalsofHoney"),
    (FILM, "journal || 'none'", "none"),
    (ARTICLE, "keyword(0)", "alpineplants"),
    (ARTICLE, "language(en) + 'e'; language(german) + 'd'", "d"),
    (FILM, "language(en) + 'e' ; 'none'", "none"),
    (ARTICLE, "month", "mar"),
    (ARTICLE, "origdate + origyear", "1951-02-091951"),
    (CROWD, "origyear", "79"),
    (make_work(published_print=None, original_date=PartialDate(-380)), "year.prefix(x)", "x-379"),
    (FILM, "year + shortyear", "forthcomingforthcoming"),
    (ARTICLE, "year + postfix('%(n)s', 3)", "20043"),
    (ARTICLE, "(year + postfix('%(n)s', 3)).len('>', 9); year", "20043"),
    (ARTICLE, "shorttitle", "honeyAeschvalleyfirst"),
    (ARTICLE, "shorttitle(2, 2)", "HoneyAeschvalley"),
    (BARE, "shorttitle(-1)", "AtoZemigresFeng"),
    (ARTICLE, "shortyear", "04"),
    (ARTICLE, "title", "honeyAeschvalleyfirstlook3itsbees"),
    (make_work("Über Bienen"), "transliterate(german) + title", "UeberBienen"),
    (FILM, "type", "film"),
    (FILM, "type(book, film) + year", "forthcoming"),
    (ARTICLE, "veryshorttitle(1, 1)", "Honey"),
    (Work(WorkType.BOOK), "zotero", "noauthor_notitle_nodate"),
    (make_work("In vitro: an up-to-date view"), "zotero", "berg_vitro_2025"),
    (make_work("Über d'or"), "zotero", "berg_uber_2025"),
    (ARTICLE, "Title.abbr(2)", "ThhoofthAesafiloatT3anitbe"),
    (ARTICLE, "Title.alphanum.substring(1,10)", "Thehoneyof"),
    (ARTICLE, "Title.ascii.substring(18,9)", "sch-valle"),
    (BARE, "Title.capitalize", "A-to-Z:emigresFengBook"),
    (ARTICLE, "auth(0,2).clean", "Oezil-Rot"),
    (ARTICLE, "PublicationTitle.condense('_')", "Annals_of_Honey"),
    (FILM, "DOI.default('none')", "none"),
    (FILM, "DOI.default(text='none')", "none"),
    (ARTICLE, "auth.discard + year", "2004"),
    (ARTICLE, "Title.find(/t (\\d)/i)", "3"),
    (ARTICLE, "Title.find(/wasp/, passthrough=true).select(2,1)", "honey"),
    (ARTICLE, "Title.match(/bees/).select(1,1)", "The"),
    (ARTICLE, "Title.match(/[hb]\\w+e\\w/g)", "honeybees"),
    (ARTICLE, "auth(0,2).match('oezil', clean=true)", "Oezil-Rot"),
    (FILM, "DOI.match('') ? 'a' : 'b'", "a"),
    (FILM, "DOI.len('<', 1) ? 'a' : 'b'", "a"),
    (FILM, "Title.len('==', 5)", "Hive9"),
    (ARTICLE, "'12 May 1980'.formatDate('%Y%m%d')", "19800512"),
    (ARTICLE, "OriginalDate.formatDate('%d%m')", "0902"),
    (BARE, "Title.ideographs.abbr", "AeFengb"),
    (make_work("벌꿀 이야기"), "Title.ideographs.abbr", "BeolI"),
    (ARTICLE, "auth.upper + auth.lower", "VANDEGRAAFvandegraaf"),
    (BARE, "Title.nopunct('_')", "A_to_ZemigresFengbook"),
    (BARE, "Title.nopunctordash", "AtoZemigresFengbook"),
    (ARTICLE, "Pages.numeric || Volume.numeric", "7"),
    (ARTICLE, "Volume.prefix('v').postfix('.x')", "v7.x"),
    (FILM, "Volume.prefix('v') || 'none'", "none"),
    (ARTICLE, "PublicationTitle.replace('OF', 'for')", "AnnalsforHoney"),
    (ARTICLE, "PublicationTitle.replace(/(\\w+) of (\\w+)/, '$2$1')", "HoneyAnnals"),
    (ARTICLE, "PublicationTitle.select(-1) + PublicationTitle.select(1,0)", "HoneyAnnals"),
    (ARTICLE, "PublicationTitle.select(n=2)", "Annalsof"),
    (ARTICLE, "PublicationTitle.skipwords", "AnnalsHoney"),
    (BARE, "Title.skipwords(true)", "AtoZemigresFengbook"),
    (ARTICLE, "PublicationTitle.substring(8)", "ofHoney"),
    (ARTICLE, "auth(0,2).fold + auth(0,2).transliterate(en)", "Oezil-RotOzil-Rot"),
    (ARTICLE, "'x'.acronym(passthrough=true)", "x"),
    (ARTICLE, "('a'.match('b'), 'c')", "c"),
    (ARTICLE, "(Edition, 'c') + 'd'", "d"),
    (ARTICLE, "day || 'd'", "d"),
    (ARTICLE, "editors", "Zhu"),
]

INSTITUTE = make_work(creators=(Creator(literal="Bee School of Bern University"), Creator("Li")))
PAGED = make_work(page="xii--xv")
PATTERNS: list[tuple[Work, str, str]] = [
    (ARTICLE, "[auth]", "Graaf"),
    (ARTICLE, "[auth2][auth2_2]", "GrOe"),
    (ARTICLE, "[authFirstFull]", "vandeGraaf"),
    (ARTICLE, "[authForeIni][authorLastForeIni]", "BI"),
    (CROWD, "[authIni7]", "MoNuOPQ"),
    (CROWD, "[authorIni]", "MoosNOPQ"),
    (CROWD, "[authorLast]", "Quast"),
    (CROWD, "[authors2]", "MoosNussEtAl"),
    (CROWD, "[authorsAlpha]", "MNO+"),
    (ARTICLE, "[authorsAlpha]", "vdGO"),
    (CROWD, "[authorsAlphaLNI]", "MNOP"),
    (CROWD, "[authshort]", "MNO+"),
    (CROWD, "[auth.auth.ea]", "Moos.Nuss.ea"),
    (CROWD, "[auth.etal][authEtAl]", "Moos.etalMoosEtAl"),
    (INSTITUTE, "[auth]", "UniBeeSchoolBern"),
    (make_work(creators=(Creator(literal="Bern Institute of Hive Technology"),)), "[auth]", "BIHT"),
    (make_work(creators=(Creator(literal="Bee Trust (BTX)"),)), "[auth3]", "BTX"),
    (make_work(creators=(Creator(literal="Bern University, Department of Bee Health"),)),
     "[auth]", "UniBernBH"),
    (ARTICLE, "[edtr][edtr2][edtr1_1][editors][editorLast]", "ZhuZhZZhuZhu"),
    (ARTICLE, "[edtrIni2][editorIni][edtrForeIni][editorLastForeIni]", "ZhZhuYY"),
    (ARTICLE, "[edtr.edtr.ea][edtrshort]", "ZhuZhu"),
    (ARTICLE, "[title]", "TheHoneyoftheAeschValleyaFirstLookatT3andItsBees"),
    (ARTICLE, "[camel3]", "TheHoneyOf"),
    (ARTICLE, "[fulltitle:truncate7]", "Thehon"),
    (ARTICLE, "[shorttitle]", "honeyAeschvalley"),
    (ARTICLE, "[veryshorttitle]", "honey"),
    (ARTICLE, "[shorttitleINI]", "Tho"),
    (ARTICLE, "[year][shortyear][month][YEAR]", "200404March2004"),
    (make_work(published_print=PartialDate(2004, 3, 9)), "[day]", "9"),
    (FILM, "[shortyear]", "ng"),
    (make_work(published_print=PartialDate(0, literal="in press")), "[shortyear]", "IP"),
    (ARTICLE, "[firstpage][pageprefix][lastpage]", "12S30"),
    (PAGED, "[firstpage].[lastpage]", "xii.xv"),
    (ARTICLE, "[entrytype]", "Article"),
    (ARTICLE, "[keyword2][keywords1][keywords]", "alpineplantsnectarnectaralpineplants"),
    (ARTICLE, "[keyword3]x", "x"),
    (ARTICLE, "[author][editor]", "BoUenalvandeGraafandIdaOezilRotYanZhu"),
    (ARTICLE, "[SHORTAUTHOR][JOURNAL]", "GOeAnnalsofHoney"),
    (ARTICLE, "[auth:upper][auth:lower]", "GRAAFgraaf"),
    (ARTICLE, "[shorttitle:capitalize]", "HoneyAeschValley"),
    (ARTICLE, "[title:titlecase]", "TheHoneyoftheAeschValleyaFirstLookatT3andItsBees"),
    (ARTICLE, "[journal:sentencecase]", "Annalsofhoney"),
    (ARTICLE, "[journal:abbr]", "AoH"),
    (ARTICLE, "[fulltitle:camel2][journal:shorttitle][journal:veryshorttitle]",
     "TheHoneyAnnalsHoneyAnnals"),
    (ARTICLE, "[journal:camel]", "AnnalsOfHoney"),
    (FILM, "[volume:(no [title])]", "noHive9"),
    (FILM, "[volume:([edition:([title])])]", "Hive9"),
    (CROWD, r'[authors:regex("(.)([A-Z])","$1_$2")]', "Moos_Nuss_Ott_Pohl_Quast"),
]  # fmt: skip


@pytest.mark.parametrize(("work", "formula", "key"), FORMULAS)
def test_a_formula_gives_the_key_of_better_bibtex(work: Work, formula: str, key: str) -> None:
    assert key_of(parse_formula(formula), work) == key


@pytest.mark.parametrize(("work", "pattern", "key"), PATTERNS)
def test_a_pattern_gives_the_key_of_jabref(work: Work, pattern: str, key: str) -> None:
    assert key_of(parse_formula(pattern), work) == key


def test_no_function_filter_or_marker_is_left_out() -> None:
    theirs = (
        *jabref_functions.PEOPLE, *jabref_functions.EDITORS, *jabref_functions.TITLES,
        *jabref_functions.OTHERS, *jabref_functions.MODIFIERS, *jabref_functions.KEYWORDS,
    )  # fmt: skip

    assert not _left_out(FUNCTIONS, FORMULAS)
    assert not _left_out(FILTERS, FORMULAS)
    assert not _left_out(theirs, PATTERNS)


def _left_out(names: Iterable[str], cases: Iterable[tuple[Work, str, str]]) -> list[str]:
    told = " ".join(formula for _, formula, _ in cases)
    return [name for name in names if not re.search(rf"(?<![A-Za-z]){name}(?![A-Za-z])", told)]
