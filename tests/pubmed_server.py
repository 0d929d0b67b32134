"""PubMed's ECitMatch and EFetch of our own on loopback, made from documentation, for tests.

It was never held against the service. What it does is NLM's (NBK25499, NBK25497) and what tests of
other clients have as answers: a journal, a volume and a page are enough, whoever wrote it and when;
candidates up to three are named, more are counted; a line without a journal that fits nothing ends the
answer. It keeps the limits of three requests a second, ten with a key: ``violations`` tells who does not.
"""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from faults import FAULTS, Answer, bare
from loopback import LoopbackServer

Json = Mapping[str, Any]

MOST_NAMED = 3
MOST_LINES = 100
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Asked:
    """One request as it came: its path with the query, and the form in its body."""

    when: float
    path: str
    form: dict[str, str]
    status: int

    @property
    def lines(self) -> list[str]:
        """The lines of a question to ECitMatch."""
        return self.form.get("bdata", "").split("\r") if "bdata" in self.form else []


@dataclass(frozen=True)
class Record:
    """A record: its number, a work as Crossref describes one, and whether it has the DOI."""

    number: str
    work: Json
    has_doi: bool = True

    @property
    def journals(self) -> set[str]:
        """The names of its journal, in comparable words."""
        work = self.work
        return {_words(name) for kind in ("container-title", "short-container-title")
                for name in work.get(kind) or ()}  # fmt: skip

    @property
    def year(self) -> str:
        """The year of its issue."""
        return str(self.work["issued"]["date-parts"][0][0])

    @property
    def first_page(self) -> str:
        """The page on which it begins."""
        return str(self.work.get("page") or "").split("-")[0]


class PubMedServer(LoopbackServer):
    """Answers on ``url``; ``records`` are what it knows.

    ``rewrite`` makes another body of the usual one, by the utility's name; ``fail_next`` and
    ``fail_always`` take the faults' names.
    """

    def __init__(
        self,
        records: Iterable[Record] = (),
        *,
        latency: float = 0.0,
        limit: int | None = None,
        slack: float = 0.15,
    ) -> None:
        self.records = list(records)
        self.latency = latency
        self.requests: list[Asked] = []
        self.rewrite: Callable[[str, str], str] = lambda utility, body: body
        self.faults: list[str] = []
        self.always = ""
        self._limit, self._slack = limit, slack
        self._sent: deque[float] = deque()
        self._lock = threading.Lock()
        super().__init__(_Handler)

    @property
    def lines(self) -> list[str]:
        """All lines that ECitMatch was asked, in order."""
        return [line for asked in self.requests for line in asked.lines]

    def fail_next(self, *faults: str) -> None:
        """Let the next requests fail, one fault each."""
        self.faults += faults

    def fail_always(self, fault: str) -> None:
        """Let every request fail."""
        self.always = fault

    def fault(self) -> str:
        """The fault that is due, empty where none is."""
        with self._lock:
            return self.faults.pop(0) if self.faults else self.always

    def is_too_fast(self, when: float, form: Json) -> bool:
        """Whether a request is one more than a second may bring."""
        limit = self._limit or (10 if form.get("api_key") else 3)
        with self._lock:
            while self._sent and self._sent[0] <= when - 1.0 + self._slack:
                self._sent.popleft()
            self._sent.append(when)
            return len(self._sent) > limit

    def answer(self, utility: str, form: Json) -> Answer:
        """The usual answer."""
        if utility == "ecitmatch.cgi":
            body, kind = self._matched(form["bdata"]), "text/plain"
        elif utility == "efetch.fcgi":
            body, kind = self._fetched(form["id"].split(",")), "text/xml"
        else:
            return bare(404, "Not Found")
        return Answer(200, self.rewrite(utility, body).encode(), f"{kind}; charset=UTF-8")

    def _matched(self, lines: str) -> str:
        said = []
        if lines.count("\r") >= MOST_LINES:
            self.violations.append(f"{lines.count(chr(13)) + 1} lines in a request")
        for line in lines.split("\r"):
            fields = line.split("|")
            if len(fields) != 7 or not line.endswith("|"):
                self.violations.append(f"no line of ECitMatch: {line!r}")
                continue
            found = self._found(*fields[:5])
            if not fields[0] and found.startswith("NOT_FOUND"):
                break
            said.append(f"{line}{found}\n")
        return "".join(said)

    def _found(self, journal: str, year: str, volume: str, page: str, author: str) -> str:
        name = _words(journal)
        of_journal = [each for each in self.records if not name or name in each.journals]
        if name and not of_journal:
            return "NOT_FOUND;INVALID_JOURNAL"
        found = [
            each
            for each in of_journal
            if (not volume or volume == str(each.work.get("volume")))
            and (not page or page.lower() == each.first_page.lower())
        ]
        if not (volume and page):
            family = _words(author)
            found = [
                each
                for each in found
                if (not year or year == each.year)
                and (not family or family in map(_words, _families(each.work)))
            ]
        if len(found) > MOST_NAMED:
            return f"AMBIGUOUS ({len(found)} citations)"
        numbers = ",".join(each.number for each in found)
        return f"AMBIGUOUS {numbers}" if len(found) > 1 else numbers or "NOT_FOUND"

    def _fetched(self, numbers: Iterable[str]) -> str:
        known = {each.number: each for each in self.records}
        return record_set(known[number] for number in numbers if number in known)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: PubMedServer

    def do_POST(self) -> None:
        when, server = time.monotonic(), self.server
        length = int(self.headers.get("Content-Length", "0"))
        form = dict(parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True))
        utility = self.path.rpartition("/")[2]
        if "?" in self.path:
            server.violations.append(f"a question in the address: {self.path}")
        if form.get("tool") != "refkit" or form.get("db") != "pubmed":
            server.violations.append(f"tool or db is missing in {sorted(form)}")
        fault = server.fault()
        if server.is_too_fast(when, form):
            server.violations.append("too fast")
            usual, fault = bare(429, **{"Retry-After": "2"}), ""
        else:
            server.closing.wait(server.latency)
            usual = server.answer(utility, form)
        answer = FAULTS[fault].instead(usual) if fault else usual
        server.requests.append(Asked(when, self.path, form, answer.status))
        if fault:
            FAULTS[fault](self, answer, "")
        else:
            self.send_head(answer, "")
            self.wfile.write(answer.body)

    def do_GET(self) -> None:
        self.send_head(answer := bare(200), "")
        self.wfile.write(answer.body)

    def log_message(self, *args: object) -> None:
        pass

    def send_head(self, answer: Answer, pool: str) -> None:
        self.send_response_only(answer.status)
        headers = {"Content-Length": str(len(answer.body)), "Content-Type": answer.content_type}
        for name, value in {**headers, **answer.headers}.items():
            if value:
                self.send_header(name, value)
        self.end_headers()


def _words(name: str) -> str:
    return " ".join(_WORD.findall(name.casefold()))


def _families(work: Json) -> list[str]:
    return [str(one.get("family", "")) for one in work.get("author") or ()]


def record_set(records: Iterable[Record]) -> str:
    """Records as EFetch gives them with ``retmode=xml``."""
    head = '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, '
    head += '1st January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
    inner = "\n".join(map(_article, records))
    return f"{head}<PubmedArticleSet>{inner}</PubmedArticleSet>"


def _article(record: Record) -> str:
    work = record.work
    title, journal = work["title"][0], (work.get("container-title") or [""])[0]
    short = (work.get("short-container-title") or [journal])[0]
    people = "".join(
        f"<Author ValidYN='Y'><LastName>{escape(one['family'])}</LastName>"
        f"<ForeName>{escape(one['given'])}</ForeName>"
        f"<Initials>{escape(one['given'][:1])}</Initials></Author>"
        for one in work.get("author") or ()
    )
    doi = f"<ArticleId IdType='doi'>{escape(work['DOI'])}</ArticleId>" if record.has_doi else ""
    cited = (
        "<ReferenceList><Reference><Citation>Another one.</Citation></Reference></ReferenceList>"
    )
    return f"""<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM">
<PMID Version="1">{record.number}</PMID><Article PubModel="Print"><Journal>
<JournalIssue CitedMedium="Print"><Volume>{escape(str(work.get("volume") or ""))}</Volume>
<Issue>{escape(str(work.get("issue") or ""))}</Issue>
<PubDate><Year>{record.year}</Year></PubDate></JournalIssue>
<Title>{escape(journal)}</Title><ISOAbbreviation>{escape(short)}</ISOAbbreviation></Journal>
<ArticleTitle>{escape(title)}.</ArticleTitle>
<Pagination><MedlinePgn>{escape(str(work.get("page") or ""))}</MedlinePgn></Pagination>
<Abstract><AbstractText>Invented words on {escape(title)}.</AbstractText></Abstract>
<AuthorList CompleteYN="Y">{people}</AuthorList><Language>eng</Language>
<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType>
</PublicationTypeList></Article>
<MedlineJournalInfo><MedlineTA>{escape(short)}</MedlineTA></MedlineJournalInfo>
<MeshHeadingList><MeshHeading><DescriptorName>Bees</DescriptorName></MeshHeading></MeshHeadingList>
</MedlineCitation><PubmedData><PublicationStatus>ppublish</PublicationStatus><ArticleIdList>
<ArticleId IdType="pubmed">{record.number}</ArticleId>{doi}</ArticleIdList>{cited}</PubmedData>
</PubmedArticle>"""
