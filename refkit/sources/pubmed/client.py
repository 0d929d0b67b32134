"""Asks PubMed for works by where they stand: ECitMatch for their numbers, EFetch for the records.

NCBI's manners (NLM, "A General Introduction to the E-utilities", NBK25497): three requests a
second, ten with a key; the program's name and a contact in each. All of it is sent in the body of a
POST, so that no address on the way, in a log or in the cache, holds a key or a contact.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlencode

from refkit.errors import InputError, SourceError, SourceUnreachable, SourceUnreadable
from refkit.http.gateway import Answer, Gateway
from refkit.http.strict_json import UnreadableBody
from refkit.model.identifiers import Pmid
from refkit.model.reference import PrintedPlace
from refkit.model.work import Work
from refkit.sources.base import Outcome, SearchResult, Told, nobody
from refkit.sources.json_values import mapping, verbatim
from refkit.sources.lookup import answer_each, failed, is_stale, refusal, user_agent
from refkit.sources.pubmed.reader import PlaceAnswer, line_of, read_answer, read_lines

DEFAULT_URL = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
RATE, RATE_WITH_KEY = 3.0, 10.0
# NLM names no limit of ECitMatch; EFetch takes two hundred numbers before it asks for its history.
MOST_LINES, MOST_RECORDS = 100, 200

ReadRecords = Callable[[str, str], Iterable[tuple[Work, str]]]
"""Reads a set of PubMed's records: each work, with the set that has its record alone."""
Records = Mapping[Pmid, Work | None]


class PubMedClient:
    """PubMed as a source that is searched by place.

    ``key`` is NCBI's, which allows ten requests a second; ``mailto`` is the user's contact address.
    ``read_records`` is the reader of PubMed's XML, which raises InputError.
    """

    name = "pubmed"

    def __init__(
        self,
        gateway: Gateway,
        read_records: ReadRecords,
        base_url: str = DEFAULT_URL,
        key: str = "",
        mailto: str | None = None,
    ) -> None:
        self._gateway = gateway
        self._read_records = read_records
        self._base_url = base_url.rstrip("/")
        who = {"tool": "refkit", "email": mailto or "", "api_key": key}
        self._who = {name: value for name, value in who.items() if value}
        rate = RATE_WITH_KEY if key else RATE
        gateway.pace(f"{self._base_url}/", "single", rate, read=_read_body)

    def search_places(
        self, places: Sequence[PrintedPlace], answered: Told[PrintedPlace, SearchResult] = nobody
    ) -> dict[PrintedPlace, SearchResult]:
        """Search for each place, a hundred in a request, in the order asked; raises nothing."""
        return answer_each(
            SearchResult, places, self._recall, self._ask, answered, offline=self._gateway.offline
        )

    def _recall(self, place: PrintedPlace) -> SearchResult | None:
        answer = self._recall_answer(place)
        if answer is None:
            return None
        records = self._recall_records(answer.numbers)
        return _result(answer, records) if len(records) == len(answer.numbers) else None

    def _ask(self, places: Sequence[PrintedPlace]) -> Iterator[Mapping[PrintedPlace, SearchResult]]:
        for start in range(0, len(places), MOST_LINES):
            batch = places[start : start + MOST_LINES]
            try:
                yield self._ask_together(batch)
            except SourceUnreachable:
                raise
            except SourceError as error:
                yield dict.fromkeys(batch, failed(error, SearchResult))

    def _ask_together(self, batch: Sequence[PrintedPlace]) -> dict[PrintedPlace, SearchResult]:
        answers = self._answers(batch)
        records = self._records({each for answer in answers.values() for each in answer.numbers})
        left = SourceUnreadable("PubMed leaves this line out of its answer; try again later")
        return {
            place: _result(answers[place], records)
            if place in answers
            else failed(left, SearchResult)
            for place in batch
        }

    def _answers(self, batch: Sequence[PrintedPlace]) -> dict[PrintedPlace, PlaceAnswer]:
        """What is said of each place; what an answer leaves out is asked for once more."""
        known = {place: found for place in batch if (found := self._recall_answer(place))}
        # A last line without an end was cut off, unless it comes so twice.
        for is_again in (False, True):
            if left := [place for place in batch if place not in known]:
                known |= self._ask_lines(left, unended=is_again)
        return known

    def _ask_lines(
        self, places: Sequence[PrintedPlace], *, unended: bool
    ) -> dict[PrintedPlace, PlaceAnswer]:
        keys = {f"line-{number}": place for number, place in enumerate(places, start=1)}
        lines = "\r".join(line_of(place, key) for key, place in keys.items())
        text = self._post("ecitmatch.cgi", retmode="xml", bdata=lines)
        said = read_lines(text, keys, unended=unended)
        understood = {
            place: found for place, words in said.items() if (found := read_answer(words))
        }
        self._gateway.remember((self._line_url(each), {"said": said[each]}) for each in understood)
        return understood

    def _records(self, numbers: Collection[Pmid]) -> Records:
        """The works of these numbers; None for one that PubMed gives no record of."""
        found = dict(self._recall_records(numbers))
        left = sorted(number for number in numbers if number not in found)
        for start in range(0, len(left), MOST_RECORDS):
            found |= self._ask_records(left[start : start + MOST_RECORDS])
        return found

    def _ask_records(self, numbers: Sequence[Pmid]) -> dict[Pmid, Work | None]:
        ids = ",".join(number.value for number in numbers)
        given = self._read(self._post("efetch.fcgi", retmode="xml", id=ids))
        by_number = {work.pmid: (work, alone) for work, alone in given}
        self._gateway.remember(
            (self._record_url(each), {"xml": by_number[each][1] if each in by_number else ""})
            for each in numbers
        )
        return {each: by_number[each][0] if each in by_number else None for each in numbers}

    def _read(self, xml: str) -> list[tuple[Work, str]]:
        try:
            return list(self._read_records(xml, "PubMed's answer"))
        except InputError as error:
            raise SourceUnreadable(f"{error}; try again later") from None

    def _recall_answer(self, place: PrintedPlace) -> PlaceAnswer | None:
        answer = self._gateway.recall(self._line_url(place))
        found = read_answer(_text(answer, "said")) if answer else None
        return found if answer and found and self._holds(answer, bool(found.numbers)) else None

    def _recall_records(self, numbers: Iterable[Pmid]) -> Records:
        found: dict[Pmid, Work | None] = {}
        for number in numbers:
            answer = self._gateway.recall(self._record_url(number))
            xml = _text(answer, "xml") if answer else ""
            works = self._read_again(xml) if xml else []
            # A row that says something which cannot be read is a miss.
            if answer and bool(works) == bool(xml) and self._holds(answer, bool(works)):
                found[number] = next((work for work in works if work.pmid == number), None)
        return found

    def _read_again(self, xml: str) -> list[Work]:
        try:
            return [work for work, _ in self._read(xml)]
        except SourceUnreadable:
            return []

    def _holds(self, answer: Answer, is_found: bool) -> bool:
        """Whether a remembered answer is still believed: that there is none, for a day."""
        return is_found or self._gateway.offline or not is_stale(answer.day)

    def _line_url(self, place: PrintedPlace) -> str:
        return f"{self._base_url}/ecitmatch.cgi?{urlencode({'bdata': line_of(place, '')})}"

    def _record_url(self, number: Pmid) -> str:
        return f"{self._base_url}/efetch.fcgi?db=pubmed&id={number}&retmode=xml"

    def _post(self, utility: str, **question: str) -> str:
        # ECitMatch is asked with bare bars, as its documentation shows it.
        form = urlencode({"db": "pubmed", **question, **self._who}, safe="|")
        headers = {**user_agent(), "Content-Type": "application/x-www-form-urlencoded"}
        url = f"{self._base_url}/{utility}"
        reply = self._gateway.exchange("POST", url, headers=headers, body=form.encode())
        if reply.status == 400 and "api_key" in self._who:
            raise SourceUnreachable("PubMed refuses the request (400): is REFKIT_PUBMED_KEY right?")
        if reply.status != 200:
            raise refusal("PubMed", reply.status)  # what it says may name the key
        return _read_body(reply.content)


def _read_body(body: bytes) -> str:
    """The text of an answer; raises UnreadableBody for a page, an error in JSON, a piece of XML."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableBody("not UTF-8") from None
    begins, ends = text[:200].lstrip(), text[-200:].rstrip()
    if begins.startswith("<?xml") and not ends.endswith(">"):
        raise UnreadableBody("cut off")
    if begins.startswith(("<", "{")) and not begins.startswith(("<?xml", "<PubmedArticleSet")):
        raise UnreadableBody("a page or an error in place of an answer")
    return text


def _text(answer: Answer, name: str) -> str:
    return verbatim(mapping(answer.json).get(name))


def _result(answer: PlaceAnswer, records: Records) -> SearchResult:
    works = tuple(work for number in answer.numbers if (work := records.get(number)))
    why = answer.why
    if answer.numbers and not works:
        why = f"PubMed gives no record of {', '.join(map(str, answer.numbers))}"
    return SearchResult(Outcome.FOUND, works, why, answer.is_ambiguous)
