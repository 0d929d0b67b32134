"""Addresses of landing pages: which of them say the identifier of their article, and where.

A rule stands here only where the address alone says it for certain. Where it does not, the page
has to be opened, and that is what the user is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from refkit.errors import InvalidIdentifier
from refkit.model.doi_readings import VIEWS
from refkit.model.identifiers import Doi, Pmcid, Pmid, read_arxiv, without_invisible, without_tail
from refkit.regex import lazy_regex

Identifier = Doi | Pmid | Pmcid


class Site(NamedTuple):
    """Hosts, with all that ends in ``.host``; a path, and what its group is the identifier of."""

    hosts: str
    path: str
    read: Callable[[str], Identifier]


_DOI = r"(10\.\d{4,9}(?:\.\d+)*/[^/].*?)"
# What platforms put before a DOI, and behind it, for another view of the same article.
_VIEW = (
    r"(?:(?:abs|book|citedby|epdf|epub|figure|full|full-xml|pdf|pdfdirect|pdfplus|reader|ref)/)?"
)
_TAIL = rf"(?:/{VIEWS})*/?"


def _arxiv(number: str) -> Doi:
    doi = read_arxiv(number.lower().removesuffix(".pdf"))
    if doi is None:
        raise InvalidIdentifier("arXiv number", number)
    return doi


def _under(prefix: str) -> Callable[[str], Doi]:
    return lambda suffix: Doi.parse(f"{prefix}{suffix}")


# The first that fits counts. Of 1,522 deposited addresses none is read as another DOI than the one
# that it was deposited with (tests/model/test_landing.py).
SITES = (
    Site(r"pubmed\.ncbi\.nlm\.nih\.gov", r"/(\d+)/?", Pmid.parse),
    Site(r"ncbi\.nlm\.nih\.gov", r"/(?:m/)?pubmed/(\d+)/?", Pmid.parse),
    Site(r"(?:pmc\.)?ncbi\.nlm\.nih\.gov", r"/(?:pmc/)?articles/(PMC\d+)(?:/.*)?", Pmcid.parse),
    Site(r"europepmc\.org", r"/(?:article|abstract)/MED/(\d+)/?", Pmid.parse),
    Site(r"europepmc\.org", r"/(?:article/PMC|articles|abstract/PMC)/(PMC\d+)/?", Pmcid.parse),
    # The one journal of nature.com, under two names, that is registered by Palgrave.
    Site(r"nature\.com", r"/articles/((?:s41599-|palcomms)[\w.-]+?)(?:\.pdf)?/?",
         _under("10.1057/")),
    # The page's own name is the suffix; of older journals taken over some have DOIs of their own,
    # and under this prefix no other work: that they are not known is said.
    Site(r"nature\.com", r"/articles/([\w.-]+?)(?:\.pdf)?/?", _under("10.1038/")),
    # All versions of a preprint have one DOI there; the number of six digits is the older form.
    Site(r"(?:bio|med)rxiv\.org",
         r"/content/(10\.\d{4,9}/(?:\d{4}\.\d\d\.\d\d\.\d+|\d{6}))(?:v\d.*)?/?", Doi.parse),
    Site(r"arxiv\.org", r"/(?:abs|pdf|html)/([\w.-]+(?:/\d+(?:v\d+)?)?)(?:\.pdf)?/?", _arxiv),
    Site(r"elifesciences\.org", r"/articles/(\d{5,6})/?", _under("10.7554/elife.")),
    Site(r"peerj\.com", r"/articles/(\d+)/?", _under("10.7717/peerj.")),
    Site(r"springer\.com",
         r"/(?:(?:article|book|chapter|protocol|referenceworkentry|content/pdf)/)?"
         rf"{_DOI}(?:\.pdf)?{_TAIL}", Doi.parse),
    Site(r"(?:biomedcentral|springeropen)\.com",
         rf"/(?:articles|(?:counter|track)/pdf)/(10\.1186/[^/]+?)(?:\.pdf)?{_TAIL}", Doi.parse),
    Site(r"frontiersin\.org", rf"/(?:journals/[\w-]+/)?articles?/(10\.3389/[^/]+){_TAIL}",
         Doi.parse),
    # A number of its own may follow the DOI.
    Site(r"academic\.oup\.com", r".*/doi/(10\.1093/[^/]+/[^/]+)(?:/\d+)?/?", Doi.parse),
    Site(r"annualreviews\.org", rf"/content/journals/{_DOI}{_TAIL}", Doi.parse),
    Site(r"iopscience\.iop\.org", rf"/article/{_DOI}{_TAIL}", Doi.parse),
    Site(r"thieme-connect\.(?:com|de)", rf"/products/\w+/\w+/{_DOI}{_TAIL}", Doi.parse),
    # Wiley, Taylor & Francis, SAGE, ACS, Science, NEJM, PNAS and many more: the address says
    # "doi" and then has it whole.
    Site(r"[\w.-]+", rf"(?:/.*)?/doi/{_VIEW}{_DOI}{_TAIL}", Doi.parse),
)  # fmt: skip
# Addresses whose query holds the DOI: PLOS; JAMA and De Gruyter as they once were.
_IN_QUERY = ("id", "doi")

_OWN_NUMBER = "names articles by a number of its own"
# Pages that people paste most, and why their addresses do not say the DOI.
REFUSALS = (
    (r"sciencedirect\.com|linkinghub\.elsevier\.com|cell\.com|thelancet\.com", _OWN_NUMBER),
    (r"jamanetwork\.com|ashpublications\.org|journals\.lww\.com|ieee\.org", _OWN_NUMBER),
    (r"mdpi\.com|academic\.oup\.com|bmj\.com", "names articles by volume, issue and page"),
    (r"pubmed\.ncbi\.nlm\.nih\.gov|europepmc\.org|ncbi\.nlm\.nih\.gov",
     "shows a list of articles, or one without a number in its address"),
)  # fmt: skip
_ADDRESS = lazy_regex(r"(?:https?://|www\.)|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/", re.IGNORECASE)
_LOGIN = lazy_regex(r"[?&]q?url=", re.IGNORECASE)
_HAS_DOI = lazy_regex(r"10\.\d{4,9}(?:\.\d+)*/[^\s?#&]+")


def is_address(text: str) -> bool:
    """Whether a text is a web address, with or without its scheme; a DOI is none."""
    return bool(_ADDRESS.match(text))


def read_address(text: str) -> Identifier:
    """The identifier that a landing page's address says.

    Raises InvalidIdentifier with what to do where the address alone does not say it.
    """
    address = without_invisible(text)
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = (parts.hostname or "").lower()
    except ValueError:  # brackets of an IPv6 address that is none
        raise InvalidIdentifier("DOI", text, "nor a web address that can be read") from None
    found = next(_behind_proxies(host, parts), None)
    if found is None:
        raise InvalidIdentifier("DOI", text, _why_not(host, parts))
    return found


def _behind_proxies(host: str, parts: SplitResult) -> Iterator[Identifier]:
    """The readings of an address, and of the one that a library's proxy (EZproxy) made of it.

    A proxy by name writes ``www-nature-com.proxy.example.edu``, its login page ``login?url=``.
    """
    yield from _readings(host, parts)
    first = host.partition(".")[0]
    if re.search(r"-(?:com|edu|gov|net|org)\Z", first):
        yield from _readings(first.replace("--", "_").replace("-", ".").replace("_", "-"), parts)
    query = parse_qs(parts.query)
    for inner in (*query.get("url", ()), *query.get("qurl", ())):
        if not _LOGIN.search(inner):  # one proxy behind another is no address that people have
            yield from _parsed(read_address, inner)


def _readings(host: str, parts: SplitResult) -> Iterator[Identifier]:
    path = without_tail(unquote(parts.path))
    for site in SITES:
        fits = re.fullmatch(rf"(?:.+\.)?(?:{site.hosts})", host)
        if fits and (found := re.fullmatch(site.path, path, re.IGNORECASE)):
            yield from _parsed(site.read, found[1])
    query = parse_qs(parts.query)
    for name in _IN_QUERY:
        yield from _parsed(Doi.parse, without_tail(query.get(name, [""])[0]))


def _parsed(read: Callable[[str], Identifier], text: str) -> Iterator[Identifier]:
    try:
        yield read(text)
    except InvalidIdentifier:
        return


def _why_not(host: str, parts: SplitResult) -> str:
    """Why an address says no identifier, and what to do."""
    open_it = "open the page and give the DOI printed there"
    for hosts, why in REFUSALS:
        if re.fullmatch(rf"(?:.+\.)?(?:{hosts})", host):
            return f"{host} {why}; {open_it}"
    if inside := _HAS_DOI.search(unquote(f"{parts.path}?{parts.query}")):
        return f"where the DOI in it ends is not certain; if it is {inside[0]}, give that alone"
    return f"this address does not say one; {open_it}"
