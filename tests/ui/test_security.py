"""Who may ask: by name, by origin, with the token; and what a browser is told on every answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from ui.app import BASE, Asked, opened

from refkit.model.bibliography import Bibliography
from refkit.ui.api import ROUTES
from refkit.ui.security import HEADERS

PATHS = ["/", "/page.css", "/page.js", "/session", "/start", "/api/v1", "/references/x", "/nowhere"]


@pytest.fixture
def asked(first_review: Bibliography, tmp_path: Path) -> Asked:
    return opened(first_review, tmp_path / "review.refkit.json")


@pytest.mark.sweep(4)
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8000", "127.0.0.1.evil.example:8000", "localhost.:8000",
     "192.168.1.7:8000", "0.0.0.0:8000", "[::]:8000", "127.0.0.1:8000:9", "127.0.0.1:x", ""],
)  # fmt: skip
def test_a_foreign_name_is_refused_everywhere(asked: Asked, host: str, path: str) -> None:
    answer = asked.client.get(path, headers={"host": host})

    assert answer.status_code == 421
    assert answer.json()["type"] == "urn:refkit:problem:wrong-host"


@pytest.mark.parametrize("host", ["127.0.0.1:9", "localhost:7777", "[::1]:80", "localhost"])
def test_a_tunnel_may_have_another_port(asked: Asked, host: str) -> None:
    assert asked.client.get("/api/v1", headers={"host": host}).status_code == 200


@pytest.mark.sweep(4)
@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:8000", "http://127.0.0.1:8001",
               "http://localhost:8000", "file://", "http://127.0.0.1:8000.evil.example"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "OPTIONS"])
def test_a_page_of_another_origin_is_refused(asked: Asked, origin: str, method: str) -> None:
    for path in ("/api/v1/undo", "/undo", "/session", "/api/v1/document"):
        answer = asked.client.request(method, path, headers={"origin": origin})

        assert answer.status_code == 403
        assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_browser_that_tells_of_another_site_is_refused_without_an_origin(asked: Asked) -> None:
    browser = asked.browser()
    for site in ("cross-site", "same-site"):
        told = {"sec-fetch-site": site, "sec-fetch-mode": "no-cors"}
        assert browser.get("/api/v1/document", headers=told).status_code == 403
        posted = {"sec-fetch-site": site, "sec-fetch-mode": "navigate"}
        del browser.headers["origin"]
        assert browser.post("/undo", headers=posted).status_code == 403
        assert browser.get("/", headers=posted).status_code == 200
        browser.headers["origin"] = BASE


def test_without_the_token_nothing_is_told_and_nothing_done(
    asked: Asked, first_review: Bibliography
) -> None:
    document = asked.workspace.document
    assert document
    before = document.version
    visitors = [asked.visitor(), asked.visitor(Authorization="Bearer wrong"),
                asked.visitor(Cookie=f"{asked.keys.cookie}=wrong"),
                asked.visitor(Cookie=f"other={asked.keys.session}"),
                asked.visitor(Authorization=f"Basic {asked.keys.token}")]  # fmt: skip
    said = first_review.entries[0].work.title.plain
    for visitor in visitors:
        for method, path, _ in ROUTES:
            answer = visitor.request(method, f"/api/v1{path}".replace("{id:path}", "x"))
            assert answer.status_code == 401, path
        for path in ("/start", "/references/x"):
            assert visitor.get(path).status_code == 401
        for path in ("/undo", "/keep", "/open", "/decide/x", "/label/x", "/name", "/label-several"):
            assert visitor.post(path).status_code == 401
        door = visitor.get("/")
        assert door.status_code == 200
        assert said not in door.text
    assert document.version == before


def test_the_token_becomes_a_strict_cookie(asked: Asked) -> None:
    browser = asked.visitor(Origin=BASE)

    answer = browser.post("/session", data={"token": f" {asked.keys.token}\n"})

    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert asked.keys.token not in cookie
    assert browser.get("/start").status_code == 200
    assert browser.get("/api/v1/document").status_code == 200


def test_a_ticket_opens_once_and_is_no_token(asked: Asked) -> None:
    ticket = asked.send("POST", "/tickets")["token"]

    assert asked.visitor(Authorization=f"Bearer {ticket}").get("/api/v1").status_code == 401
    enter = [asked.visitor(Origin=BASE).post("/session", data={"token": ticket}) for _ in range(2)]
    assert [answer.status_code for answer in enter] == [303, 401]


def test_a_wrong_token_opens_nothing(asked: Asked) -> None:
    for token in ("", "wrong", asked.keys.session, asked.keys.token[:-1], "é" * 43):
        answer = asked.visitor(Origin=BASE).post("/session", data={"token": token})

        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
        assert "not the token" in answer.text


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_tells_a_browser_what_it_must_not_do(asked: Asked, path: str) -> None:
    for answer in (asked.client.get(path), asked.visitor().get(path)):
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
        assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/start"])
def test_a_page_has_nothing_inline_and_nothing_from_elsewhere(asked: Asked, path: str) -> None:
    text = asked.client.get(path).text

    assert " style=" not in text
    assert " onclick=" not in text
    assert text.count("<script") == text.count('<script src="/page.js" defer></script>') == 1
    assert text.count('<link rel="stylesheet"') == 1
    assert "<style" not in text


def test_the_keys_are_in_no_page_and_no_repr(asked: Asked) -> None:
    for path in ("/", "/start", "/api/v1", "/api/v1/document"):
        text = asked.client.get(path).text
        assert asked.keys.token not in text
        assert asked.keys.session not in text
    assert asked.keys.token not in repr(asked.keys)


def test_a_body_has_a_largest_size(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("refkit.ui.call.MOST_BYTES", 100)

    answer = asked.client.post("/api/v1/decisions", json={"doi": "x" * 200})

    assert answer.status_code == 413
