"""Of a long list only those rows are sent again that have become others."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from report.made_up import made_up
from ui.app import Asked, opened

from refkit.merge_runs import in_order_of

_ROW = re.compile(r'<li class="row[^>]* data-id="(?P<key>[^"]*)".*?</li>', re.DOTALL)
_AFTER = re.compile(r' data-after="([^"]*)"')
_LIGHT = re.compile(r' aria-current="true"|(?<=class="row) current')
Rows = dict[str, str]


class Shown(NamedTuple):
    """What a page shows of the list: the rows of both parts, and the mark of the listing."""

    look: Rows
    sure: Rows
    mark: str
    gone: list[str] | None


def shown(text: str) -> Shown:
    look, sure = text.split('<details id="sure"')
    mark = re.search(r' data-mark="(\w*)"', text)
    gone = re.search(r'<ul id="gone" hidden>(.*?)</ul>', text)
    assert mark
    return Shown(
        {each["key"]: _LIGHT.sub("", each[0]) for each in _ROW.finditer(look)},
        {each["key"]: _LIGHT.sub("", each[0]) for each in _ROW.finditer(sure)},
        mark[1],
        re.findall(r'data-id="([^"]*)"', gone[1]) if gone else None,
    )


def merged(before: Shown, part: Shown) -> tuple[list[str], list[str]]:
    """What the script makes of the rows."""
    assert part.gone is not None
    made: list[Rows] = []
    for old, new in ((before.look, part.look), (before.sure, part.sure)):
        rows = [(key, row) for key, row in old.items() if key not in part.gone]
        for key, row in new.items():
            found = _AFTER.search(row)
            assert found
            keys = [each for each, _ in rows]
            rows.insert(keys.index(found[1]) + 1 if found[1] else 0, (key, _AFTER.sub("", row)))
        made.append(dict(rows))
    return list(made[0].values()), list(made[1].values())


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    # Each where its first line stands, as a fetch leaves them and a decision keeps them.
    given = made_up(60)
    entries = tuple(in_order_of(given.entries, given.reviews))
    return opened(replace(given, entries=entries), tmp_path / "review.refkit.json")


def test_what_is_sent_makes_the_whole_list_of_the_old_one(asked: Asked) -> None:
    browser = asked.browser()
    document = asked.workspace.document
    assert document
    now = shown(browser.get("/").text)
    waiting = list(now.look)
    lines = [each for each in document.bibliography.entries if each.citations]
    line = lines[0].citations[0]
    none = {"position": line.reference.position, "review": str(line.review), "doi": "none"}
    label = {"label": "modality/car-nk", "decision": "add"}
    steps = [
        (f"/label/{waiting[0]}", label),
        ("/label-several", label | {"entries": waiting[1:4]}),
        (f"/label/{waiting[4]}", {"label": "", "decision": "confirm"}),
        (f"/decide/{lines[0].id}", none),
        ("/undo", {}),
        ("/undo", {}),
    ]
    for address, form in steps:
        answer = browser.post(address, data=form)
        assert answer.status_code == 303
        headers = {"refkit-seen": now.mark}
        part = shown(browser.get(answer.headers["location"], headers=headers).text)
        whole = shown(browser.get("/").text)
        assert merged(now, part) == (list(whole.look.values()), list(whole.sure.values()))
        now = whole


def test_a_label_sends_its_row_alone(asked: Asked) -> None:
    browser = asked.browser()
    before = shown(browser.get("/").text)
    key = list(before.look)[2]

    browser.post(f"/label/{key}", data={"label": "modality/car-nk", "decision": "add"})
    part = shown(browser.get("/", headers={"refkit-seen": before.mark}).text)

    assert part.gone == [key]
    assert [*part.look, *part.sure] == [key]


@pytest.mark.parametrize("mark", ["", "0123456789abcdef"])
def test_who_has_no_list_that_is_known_is_sent_all(asked: Asked, mark: str) -> None:
    found = shown(asked.browser().get("/", headers={"refkit-seen": mark}).text)

    assert found.gone is None
    assert len(found.look) + len(found.sure) == len(made_up(60).entries)


def test_a_list_that_the_server_filtered_is_no_list_to_go_on_from(asked: Asked) -> None:
    found = shown(asked.browser().get("/?words=lupus").text)

    assert found.mark == ""
    assert found.look or found.sure
