"""PubMed's XML says what its tagged records say."""

from __future__ import annotations

import pytest

from refkit.errors import InputError
from refkit.formats.pubmed.xml import read_pubmed_xml, read_records
from refkit.model.identifiers import Doi, Issn, Pmcid, Pmid
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.work import Update, Work, WorkType
from refkit.text.rich import RichText, Run, Style

HEAD = (
    '<?xml version="1.0"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" '
    '"http://127.0.0.1:9/pubmed.dtd">\n'
)
ARTICLE = """<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">10000001</PMID>
<DateRevised><Year>2021</Year><Month>05</Month><Day>01</Day></DateRevised>
<Article PubModel="Print-Electronic"><Journal><ISSN IssnType="Electronic">1546-170X</ISSN>
<JournalIssue CitedMedium="Internet"><Volume>12</Volume><Issue>3</Issue>
<PubDate><Year>2021</Year><Month>Mar</Month></PubDate></JournalIssue>
<Title>Owl letters</Title><ISOAbbreviation>Owl Lett</ISOAbbreviation></Journal>
<ArticleTitle>CD19<sup>+</sup> cells of <i>Strix aluco</i> when p &lt; 0.05 &amp; more.</ArticleTitle>
<Pagination><StartPage>101</StartPage><EndPage>109</EndPage><MedlinePgn>101-9</MedlinePgn></Pagination>
<ELocationID EIdType="doi" ValidYN="Y">10.1000/owls.2021</ELocationID>
<ELocationID EIdType="doi" ValidYN="N">10.1000/wrong</ELocationID>
<Abstract><AbstractText Label="BACKGROUND">Owls <b>see</b> &lt; 3.</AbstractText>
<AbstractText Label="METHODS">We looked.</AbstractText>
<CopyrightInformation>(c) The Owls</CopyrightInformation></Abstract>
<AuthorList CompleteYN="N"><Author ValidYN="Y"><LastName>Roe</LastName><ForeName>Ewan A</ForeName>
<Initials>EA</Initials><Suffix>Jr</Suffix><Identifier Source="ORCID">0000-0002-1825-0097</Identifier>
<AffiliationInfo><Affiliation>Owl House, Oslo.</Affiliation></AffiliationInfo></Author>
<Author ValidYN="N"><LastName>Wrong</LastName><Initials>W</Initials></Author>
<Author><CollectiveName>Owl Study Group</CollectiveName></Author></AuthorList>
<Language>eng</Language><PublicationTypeList><PublicationType UI="D1">Journal Article</PublicationType>
</PublicationTypeList><ArticleDate DateType="Electronic"><Year>2020</Year><Month>12</Month><Day>24</Day>
</ArticleDate></Article><MedlineJournalInfo><Country>Norway</Country><MedlineTA>Owl Lett</MedlineTA>
<NlmUniqueID>1</NlmUniqueID></MedlineJournalInfo>
<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn">
<RefSource>Owl Lett. 2022;1:1. doi: 10.1000/notice</RefSource><PMID>9</PMID></CommentsCorrections>
<CommentsCorrections RefType="Cites"><RefSource>Another</RefSource></CommentsCorrections>
</CommentsCorrectionsList>
<MeshHeadingList><MeshHeading><DescriptorName MajorTopicYN="N">Owls</DescriptorName>
<QualifierName MajorTopicYN="Y">physiology</QualifierName></MeshHeading></MeshHeadingList>
<KeywordList Owner="NOTNLM"><Keyword MajorTopicYN="N">dusk, late</Keyword></KeywordList></MedlineCitation>
<PubmedData><PublicationStatus>ppublish</PublicationStatus><ArticleIdList>
<ArticleId IdType="pubmed">10000001</ArticleId><ArticleId IdType="pmc">PMC1234567</ArticleId>
<ArticleId IdType="doi">10.1000/owls.2021</ArticleId></ArticleIdList>
<ReferenceList><Reference><Citation>Poe B. 2001.</Citation><ArticleIdList>
<ArticleId IdType="pmc">PMC7</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData>
</PubmedArticle>"""


def in_set(*articles: str) -> str:
    return f"{HEAD}<PubmedArticleSet>{''.join(articles)}</PubmedArticleSet>"


def first(text: str) -> Work:
    return read_pubmed_xml(text, "a.xml").entries[0].work


def test_an_article_is_read_whole() -> None:
    work = first(in_set(ARTICLE))

    assert work.type is WorkType.ARTICLE_JOURNAL
    assert work.title == RichText.of(
        "CD19", Run("+", (Style.SUP,)), " cells of ", Run("Strix aluco", (Style.ITALIC,)),
        " when p < 0.05 & more",
    )  # fmt: skip
    assert work.creators == (
        Creator("Roe", "Ewan A", suffix="Jr", orcid="0000-0002-1825-0097"),
        Creator(literal="Owl Study Group"),
    )
    assert not work.creators_complete
    assert (work.container.title, work.container.short_title) == ("Owl letters", "Owl Lett")
    assert work.container.issns == (Issn("1546-170X"),)
    assert (work.volume, work.issue, work.page) == ("12", "3", "101-9")
    assert (work.doi, work.pmid) == (Doi("10.1000/owls.2021"), Pmid("10000001"))
    assert work.pmcid == Pmcid("PMC1234567")  # not that of a reference
    assert (str(work.published_print), str(work.published_online)) == ("2021-03", "2020-12-24")
    assert work.abstract.plain == "BACKGROUND: Owls see < 3.\nMETHODS: We looked."
    assert work.mesh == ("Owls/physiology",)
    assert work.updates == (Update("retraction", "10.1000/notice", source="pubmed"),)


def test_what_a_work_has_no_place_for_is_kept_by_medlines_tag() -> None:
    resolution = read_pubmed_xml(in_set(ARTICLE), "a.xml").entries[0].resolution

    assert isinstance(resolution, Imported)
    for pair in (
        ("AD", "Owl House, Oslo."), ("OT", "dusk, late"), ("MH", "Owls/*physiology"),
        ("CI", "(c) The Owls"), ("PL", "Norway"), ("Reference", "Poe B. 2001."),
        ("PUBM", "Print-Electronic"),
    ):  # fmt: skip
        assert pair in resolution.kept


def test_a_season_and_a_date_in_words() -> None:
    season = ARTICLE.replace("<Month>Mar</Month>", "<Season>Spring</Season>")
    words = ARTICLE.replace(
        "<Year>2021</Year><Month>Mar</Month>", "<MedlineDate>2021 Mar-Apr</MedlineDate>"
    )

    assert str(first(in_set(season)).published_print) == "2021-21"
    assert str(first(in_set(words)).published_print) == "2021-03/2021-04"


def test_a_book_and_a_chapter_of_one() -> None:
    book = (
        "<PubmedBookArticle><BookDocument><PMID>2</PMID><Book><Publisher>"
        "<PublisherName>Owl Press</PublisherName><PublisherLocation>Oslo</PublisherLocation>"
        "</Publisher><BookTitle>The owl</BookTitle><PubDate><Year>2009</Year></PubDate>"
        '<AuthorList Type="editors"><Author><LastName>Roe</LastName><ForeName>Ewan</ForeName>'
        "</Author></AuthorList></Book>{}</BookDocument></PubmedBookArticle>"
    )

    whole = first(in_set(book.format("")))
    chapter = first(in_set(book.format("<ArticleTitle>Its eyes.</ArticleTitle>")))

    assert (whole.type, whole.title.plain) == (WorkType.BOOK, "The owl")
    assert whole.creators == (Creator("Roe", "Ewan", role="editor"),)
    assert (whole.publisher, whole.publisher_place, str(whole.issued)) == (
        "Owl Press",
        "Oslo",
        "2009",
    )
    assert (chapter.type, chapter.title.plain) == (WorkType.CHAPTER, "Its eyes")
    assert chapter.container.title == "The owl"


def test_a_record_that_says_nothing_stays_and_is_told() -> None:
    library = read_pubmed_xml(in_set(ARTICLE, "<PubmedArticle>words</PubmedArticle>"), "a.xml")

    assert len(library.entries) == 1
    assert library.troubles == ("a.xml: record 2: left as it stands (holds no article)",)


ENTITIES = '<!DOCTYPE a [<!ENTITY a "owl"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{ENTITIES}<PubmedArticleSet>&b;</PubmedArticleSet>", "declares entities of its own"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "declares entities"),
        ("<PubmedArticleSet><PubmedArticle>", r"is not XML \(line 1, column \d+: no element found"),
        ("<PubmedArticleSet></PubmedArticleSet>", "holds no record of PubMed"),
        ("PMID- 1", "is not XML"),
    ],
)
def test_what_is_not_read_is_told_in_a_line(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        read_pubmed_xml(text, "a.xml")

    assert "\n" not in str(caught.value)


def test_elements_deep_in_one_another_cost_no_more_than_their_length() -> None:
    deep = ARTICLE.replace("CD19<sup>", "<i>" * 20_000 + "CD19" + "</i>" * 20_000 + "<sup>")

    assert "CD19" in first(in_set(deep)).title.plain


def test_records_of_a_set_stand_each_in_a_set_of_its_own() -> None:
    cited = "<ReferenceList><Reference><Citation>x</Citation></Reference></ReferenceList>"
    other = ARTICLE.replace("10000001", "10000002").replace(
        "</PubmedData>", f"{cited}</PubmedData>"
    )

    found = read_records(f"{HEAD}<PubmedArticleSet>{ARTICLE}\n{other}</PubmedArticleSet>", "x")

    assert [str(work.pmid) for work, _ in found] == ["10000001", "10000002"]
    assert [read_records(alone, "x") for _, alone in found] == [[each] for each in found]
    assert all("ReferenceList" not in alone and "CD19<sup>" in alone for _, alone in found)


def test_a_set_may_be_empty_and_what_is_none_is_told() -> None:
    assert read_records(f"{HEAD}<PubmedArticleSet></PubmedArticleSet>", "x") == []
    with pytest.raises(InputError, match=r"x: is no set of PubMed's records"):
        read_records("<eFetchResult><ERROR>no</ERROR></eFetchResult>", "x")
