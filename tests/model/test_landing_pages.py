"""Landing pages: an address says an identifier for certain, or it is refused with advice."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import RECORDED
from hypothesis import given
from hypothesis import strategies as st

from refkit.errors import InvalidIdentifier
from refkit.model.identifiers import Doi, Pmcid, Pmid
from refkit.model.landing_pages import Identifier, is_address, read_address

ARTICLE = Doi("10.1038/s41584-025-01343-5")


@pytest.mark.parametrize(
    ("address", "identifier"),
    [
        ("https://www.nature.com/articles/s41584-025-01343-5", ARTICLE),
        ("http://nature.com/articles/s41584-025-01343-5/", ARTICLE),
        ("www.nature.com/articles/s41584-025-01343-5.pdf", ARTICLE),
        ("https://www.nature.com/articles/s41584-025-01343-5#Sec2", ARTICLE),
        ("https://www.nature.com/articles/132847b0", Doi("10.1038/132847b0")),
        # Registered by Palgrave, not by Nature.
        ("https://www.nature.com/articles/s41599-020-0500-x", Doi("10.1057/s41599-020-0500-x")),
        ("https://onlinelibrary.wiley.com/doi/full/10.1002/art.24916", Doi("10.1002/art.24916")),
        ("https://besjournals.onlinelibrary.wiley.com/doi/10.1111/2041-210X.13440",
         Doi("10.1111/2041-210x.13440")),
        ("https://www.tandfonline.com/doi/abs/10.1080/0048721X.2014.992109?journalCode=x",
         Doi("10.1080/0048721x.2014.992109")),
        ("https://journals.sagepub.com/doi/10.1177/016934411102900204",
         Doi("10.1177/016934411102900204")),
        ("https://pubs.acs.org/doi/abs/10.1021/ac00292a720", Doi("10.1021/ac00292a720")),
        ("https://www.science.org/doi/10.1126/science.ads8473", Doi("10.1126/science.ads8473")),
        ("https://www.nejm.org/doi/full/10.1056/NEJMc2509522", Doi("10.1056/nejmc2509522")),
        ("https://www.cochranelibrary.com/cdsr/doi/10.1002/14651858.CD001234.pub2/full",
         Doi("10.1002/14651858.cd001234.pub2")),
        ("https://www.emerald.com/insight/content/doi/10.1108/09544780210425892/full/html",
         Doi("10.1108/09544780210425892")),
        ("https://link.springer.com/article/10.1007/s00193-018-0842-0",
         Doi("10.1007/s00193-018-0842-0")),
        ("https://link.springer.com/content/pdf/10.1007/s00193-018-0842-0.pdf",
         Doi("10.1007/s00193-018-0842-0")),
        ("https://bmcmedicine.biomedcentral.com/articles/10.1186/s12916-020-01234-5",
         Doi("10.1186/s12916-020-01234-5")),
        ("https://www.frontiersin.org/articles/10.3389/fimmu.2022.840956/full",
         Doi("10.3389/fimmu.2022.840956")),
        ("https://www.frontiersin.org/journals/immunology/articles/10.3389/fimmu.2022.840956/full",
         Doi("10.3389/fimmu.2022.840956")),
        ("https://www.biorxiv.org/content/10.1101/2020.12.01.406702v1.full",
         Doi("10.1101/2020.12.01.406702")),
        ("https://www.medrxiv.org/content/10.1101/2020.03.19.20039131v2.full.pdf+html",
         Doi("10.1101/2020.03.19.20039131")),
        ("https://www.biorxiv.org/content/10.64898/2025.12.15.694321v1",
         Doi("10.64898/2025.12.15.694321")),
        ("https://www.biorxiv.org/content/10.1101/014852v3", Doi("10.1101/014852")),
        ("https://arxiv.org/abs/2303.04271v2", Doi("10.48550/arxiv.2303.04271")),
        ("https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0144297",
         Doi("10.1371/journal.pone.0144297")),
        ("https://academic.oup.com/bioinformatics/advance-article/doi/10.1093/bioinformatics/"
         "btaa123/5760000", Doi("10.1093/bioinformatics/btaa123")),
        ("https://onlinelibrary.wiley.com/doi/10.1002/(SICI)1097-4652(199907)180:1%3C114::"
         "AID-JCP13%3E3.0.CO;2-0",
         Doi("10.1002/(sici)1097-4652(199907)180:1<114::aid-jcp13>3.0.co;2-0")),
        ("https://pubmed.ncbi.nlm.nih.gov/41136767/", Pmid("41136767")),
        ("https://www.ncbi.nlm.nih.gov/pubmed/41136767", Pmid("41136767")),
        ("https://europepmc.org/article/MED/41136767", Pmid("41136767")),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC7304461/", Pmcid("PMC7304461")),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC7304461/pdf/x.pdf", Pmcid("PMC7304461")),
        ("https://europepmc.org/article/PMC/PMC7304461", Pmcid("PMC7304461")),
    ],
)  # fmt: skip
def test_an_address_says_its_identifier(address: str, identifier: Identifier) -> None:
    assert is_address(address)
    assert read_address(address) == identifier


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://www.sciencedirect.com/science/article/pii/S0092867425005665", "number of its own"),
        ("https://www.cell.com/cell/fulltext/S0092-8674(25)00566-5", "number of its own"),
        ("https://www.thelancet.com/journals/lancet/article/PIIS0140-6736(97)11096-0/fulltext",
         "number of its own"),
        ("https://jamanetwork.com/journals/jama/fullarticle/2720000", "number of its own"),
        ("https://www.mdpi.com/1660-4601/16/10/1849", "volume, issue and page"),
        ("https://pubmed.ncbi.nlm.nih.gov/?term=car-t", "a list of articles"),
        ("https://example.org/x/10.1000/abc/full", "if it is 10.1000/abc/full, give that alone"),
        ("https://notnature.com/articles/s41584-025-01343-5", "does not say one"),
        ("https://nature.com.example.org/articles/s41584-025-01343-5", "does not say one"),
        ("https://[::1/x", "can be read"),
    ],
)  # fmt: skip
def test_an_address_that_does_not_say_one_is_refused_with_advice(address: str, said: str) -> None:
    with pytest.raises(InvalidIdentifier, match="not a DOI") as caught:
        read_address(address)

    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["10.1000/abc", "hello", "PMC123", "10.1000.x/y"])
def test_what_is_no_address(text: str) -> None:
    assert not is_address(text)


def test_no_deposited_address_is_read_as_another_works_doi(recorded: list[dict[str, Any]]) -> None:
    """The addresses that publishers deposited with 1,522 works, each beside its DOI."""
    right = 0
    for work in recorded:
        address = ((work.get("resource") or {}).get("primary") or {}).get("URL")
        if not address:
            continue
        try:
            found = read_address(address)
        except InvalidIdentifier:
            continue
        assert str(found) == work["DOI"].lower(), address
        right += 1

    assert right >= 500 * len(recorded) // RECORDED


PIECES = st.sampled_from(
    ["https://", "www.", "nature.com", "doi.org", "/articles/", "/doi/", "full/", "10.1000/", "?id=",
     "[", "]", "%", "#", "@", ":", "//", "é", "\x00", "\n", "pubmed.ncbi.nlm.nih.gov/", "1"]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=5), max_size=8).map("".join))
def test_any_address_gives_an_identifier_or_a_refusal(text: str) -> None:
    try:
        found = read_address(text)
    except InvalidIdentifier as refused:
        assert "\n" not in str(refused)  # noqa: PT017 (either is right)
        return

    assert str(found)
