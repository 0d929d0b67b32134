"""What refkit uses of habanero is there and does what refkit relies on."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from crossref_server import FAST, CrossrefServer, make_work
from habanero.filterhandler import filter_handler
from habanero.habanero_utils import make_ua

from refkit.http.gateway import Gateway
from refkit.model.identifiers import Doi
from refkit.sources.crossref.api import Api, QuestionRefused


@pytest.fixture
def server():
    with CrossrefServer([make_work("10.1000/a")], pools=FAST) as server:
        yield server


def make_api(server: CrossrefServer, mailto: str | None = None) -> Api:
    return Api(Gateway(None), server.url, mailto)


def test_habanero_writes_a_filter_as_crossref_reads_it() -> None:
    assert filter_handler({"doi": ["10.1/a:b", "10.1/c"]}) == "doi:10.1/a:b,doi:10.1/c"


def test_habanero_names_the_address_in_the_user_agent() -> None:
    agent = make_ua("me@example.org", "refkit/0")["User-Agent"]

    assert "mailto:me@example.org" in agent
    assert "habanero/" in agent
    assert "refkit/0" in agent


def test_a_work_is_asked_for_by_one_path_segment(server: CrossrefServer) -> None:
    odd = "10.1000/(sici)1<114::aid>3.0.co;2-#?+%/"
    server.add(make_work(odd))

    answer = make_api(server).works(odd)

    assert answer.json["message"]["DOI"] == odd
    assert server.requests[0].path.count("/") == 2


def test_the_polite_address_goes_with_every_request(server: CrossrefServer) -> None:
    api = make_api(server, "me@example.org")

    api.works("10.1000/a")
    api.works(filter={"doi": ["10.1000/a"]}, limit=1)

    for asked in server.requests:
        assert asked.query["mailto"] == "me@example.org"
        assert "mailto:me@example.org" in asked.headers["user-agent"]


def test_without_an_address_none_is_made_up(server: CrossrefServer) -> None:
    make_api(server).works("10.1000/a")

    assert "mailto" not in server.requests[0].query
    assert "@" not in server.requests[0].headers["user-agent"]


def test_a_refusal_in_plain_text_is_told_as_it_is(server: CrossrefServer) -> None:
    with pytest.raises(QuestionRefused) as caught:
        make_api(server).works("10.1000/unknown")

    assert caught.value.status == 404
    assert caught.value.why == "Resource not found."


def test_a_refusal_in_json_is_told_in_its_own_words(server: CrossrefServer) -> None:
    with pytest.raises(QuestionRefused) as caught:
        make_api(server).works(filter={"no_such": "x"}, limit=1)

    assert caught.value.status == 400
    assert "no such filter" in caught.value.why


def test_the_length_of_a_batch_is_told_as_it_is_sent(server: CrossrefServer) -> None:
    api = make_api(server, "me@example.org")
    dois = [Doi("10.1000/a"), Doi("10.1000/b:c;d")]

    api.works(filter={"doi": [doi.value for doi in dois]}, limit=2)

    sent = server.requests[0]
    from urllib.parse import urlencode

    assert api.list_url_length(dois) == len(f"{server.url}/works?{urlencode(sent.query)}")


def test_the_length_of_a_batch_is_the_sum_of_its_parts(server: CrossrefServer) -> None:
    api = make_api(server, "me@example.org")
    first, *more = [Doi(f"10.1000/ü<{number}>;+ %") for number in range(9)]

    parts = api.list_url_length([first]) + sum(api.length_in_list(doi) for doi in more)

    assert api.list_url_length([first, *more]) == parts


def test_habanero_itself_never_sends(
    server: CrossrefServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    import habanero.request

    monkeypatch.delattr(habanero.request, "httpx2")

    assert make_api(server).works("10.1000/a").status == 200


def test_habanero_stands_in_one_file() -> None:
    package = Path(inspect.getfile(Api)).parents[2]

    using = [path.name for path in package.rglob("*.py") if "from habanero" in path.read_text()]

    assert using == ["api.py"]
