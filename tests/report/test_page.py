"""The page as HTML: what stands in it, and that nothing in it runs or asks."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from builders import bibliography_of, make_entry, make_work
from conftest import REPOSITORY
from report.made_up import HOSTILE, made_up

from refkit.errors import InputError
from refkit.model.bibliography import Bibliography, Citation, ListOutcome, Made, ReviewList
from refkit.model.identifiers import Doi
from refkit.model.list_ids import CitingList
from refkit.model.reference import Reference
from refkit.model.resolution import Imported, Nearest, Reason, Unresolved, WithoutDoi
from refkit.model.tags import Evidence, Tag
from refkit.model.work import Update
from refkit.report.page import report_page
from refkit.text.rich import RichText, Run, Style

for _needed in ("jinja2", "matplotlib"):
    pytest.importorskip(_needed, reason=f"{_needed} is not installed: pip install '.[report]'")


class Parsed(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def attributes(self, name: str) -> list[str]:
        return [attributes[name] or "" for _, attributes in self.tags if name in attributes]


@pytest.fixture(scope="module")
def big() -> str:
    return report_page(made_up(300))


def test_three_hundred_references_are_under_a_megabyte(big: str) -> None:
    assert len(big.encode()) < 1_000_000


def test_nothing_is_asked_of_anybody(big: str) -> None:
    parsed = Parsed(big)

    assert {tag for tag, _ in parsed.tags}.isdisjoint(
        {"img", "link", "iframe", "object", "embed", "base", "image", "use"}
    )
    assert all(each.startswith(("https://doi.org/10.", "#")) for each in parsed.attributes("href"))
    assert not parsed.attributes("src")
    assert "url(" not in big
    assert "@import" not in big


def test_links_that_leave_tell_nobody_where_they_come_from(big: str) -> None:
    leaving = [
        each
        for tag, each in Parsed(big).tags
        if tag == "a" and (each["href"] or "").startswith("http")
    ]

    assert leaving
    assert all("noopener" in (each["rel"] or "") for each in leaving)


def test_the_policy_allows_this_script_and_no_other(big: str) -> None:
    (script,) = re.findall(r"<script>(.*?)</script>", big, re.S)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = [
        each["content"]
        for tag, each in Parsed(big).tags
        if each.get("http-equiv") == "Content-Security-Policy"
    ]

    assert (policy or "").startswith("default-src 'none'; ")
    assert f"script-src 'sha256-{digest}'" in (policy or "")
    assert not any(name.startswith("on") for _, each in Parsed(big).tags for name in each)


def test_hostile_titles_stay_text_everywhere() -> None:
    entries = [
        make_entry(
            make_work(title, creators=(), volume=title, publisher=title, url=f"javascript:{title}",
                      updates=(Update("retraction", title, None, title),)),
            f"key {title}",
            tags=(Tag(title, title, title, (Evidence("title", 0, len(title), title, "r"), Evidence(title, 0, 1, title, "r"))),),
            resolution=Unresolved(Reason.NO_MATCH, (), Nearest(title, title, 0.5)),
        )
        for title in HOSTILE
    ]  # fmt: skip
    review = make_work(HOSTILE[0], doi=Doi("10.1000/review"))
    html = report_page(
        Bibliography(Made(HOSTILE[0], (HOSTILE[1],), HOSTILE[2]), (review,), tuple(entries))
    )
    parsed = Parsed(html)

    assert [tag for tag, _ in parsed.tags].count("script") == 1
    assert {tag for tag, _ in parsed.tags}.isdisjoint({"img", "b"})
    assert HOSTILE[0] in parsed.text
    assert "{{ 7 * 7 }}" in parsed.text
    assert not any(name.startswith("on") for _, each in parsed.tags for name in each)
    assert "\u202e" not in html
    assert "javascript:" not in html


def test_rich_titles_keep_their_styles_and_have_their_evidence_marked() -> None:
    title = RichText.of("CD19", Run("+", (Style.SUP,)), " in ", Run("E. coli", (Style.ITALIC,)))
    tag = Tag("target", "cd19", "CD19", (Evidence("title", 0, 4, "CD19", "r"),))

    html = report_page(bibliography_of(make_entry(make_work(title), tags=(tag,))))

    assert '<mark title="CD19">CD19</mark><sup>+</sup> in <i>E. coli</i>' in html


def test_what_is_retracted_or_a_preprint_is_marked(big: str) -> None:
    assert big.count('<span class="alarm">') == 6
    assert (
        '<a href="https://doi.org/10.1000/notice.3" rel="noopener noreferrer"><bdi>Retraction 2024-05</bdi></a>'
        in big
    )
    assert (
        '<a href="https://doi.org/10.1000/published" rel="noopener noreferrer"><bdi>Preprint; published version</bdi></a>'
        in big
    )


def test_unresolved_references_are_told_with_the_reason_and_the_nearest() -> None:
    near = Nearest("10.1000/near", "Of bees", 0.71)
    entry = make_entry(resolution=Unresolved(Reason.AMBIGUOUS, (), near))
    text = Parsed(
        report_page(bibliography_of(entry, make_entry(id_="b", resolution=WithoutDoi())))
    ).text

    assert (
        "2 listed: 0 by deposited DOI, 0 found by search, 0 by hand, 1 without a DOI (decided), "
        "1 unresolved (kept as printed)." in text
    )
    assert Reason.AMBIGUOUS.sentence in text
    assert "Of bees (10.1000/near, 0.71)" in text


def test_a_library_without_review_labels_or_years_says_so() -> None:
    entry = make_entry(make_work(published_print=None), resolution=Imported("bibtex"), citations=())

    html = report_page(bibliography_of(entry))

    assert "This is a library" in html
    assert "No entry has a label" in html
    assert "<svg" not in html


def citing(number: int, *cited: int, listed: int = 0) -> Bibliography:
    """Works and who cites each of them; ``listed`` of them are reviews with a list, too."""
    dois = [Doi(f"10.1000/{each}") for each in range(number)]
    rows = [ReviewList(f"citing:{doi}", ListOutcome.GIVEN, "openalex") for doi in dois]
    rows += [ReviewList(str(doi), ListOutcome.GIVEN, "crossref") for doi in dois[:listed]]
    lines = tuple(Citation(CitingList(dois[each].value), Reference(1)) for each in cited)
    heads = tuple(make_work("What bees want", doi=doi) for doi in dois)
    entries = (make_entry(citations=lines),) if lines else ()
    return Bibliography(Made("1"), heads, entries, lists=tuple(rows))


def test_what_nobody_cites_is_folded_and_has_no_column() -> None:
    html = report_page(citing(6, 0))

    assert "5 lists of citing works have nothing</summary>" in html
    account = html.partition('<table class="account">')[2].partition("</table>")[0]
    assert account.count("citing Berg") == 1
    assert all(f"citing:10.1000/{number}" in html for number in range(6))


@pytest.mark.parametrize(
    ("made", "title"),
    [
        (citing(1, 0), "Works citing “What bees want”"),
        (citing(2, 0), "Works citing 2 works"),
        (citing(1, 0, listed=1), "References of and works citing “What bees want”"),
    ],
)
def test_a_page_says_in_its_title_which_way_its_lists_go(made: Bibliography, title: str) -> None:
    assert f"<h1><bdi>{title}</bdi></h1>" in report_page(made)


def test_a_list_with_nothing_is_no_library() -> None:
    html = report_page(citing(1))

    assert "This is a library" not in html
    assert "<p>0 listed: " in html


def test_an_empty_library_is_a_page() -> None:
    assert "0 references" in report_page(bibliography_of())


def test_every_name_on_the_page_leads_to_one_place(big: str) -> None:
    parsed = Parsed(big)
    ids = parsed.attributes("id")

    assert len(set(ids)) == len(ids)
    named = [each[1:] for each in parsed.attributes("href") if each.startswith("#")]
    named += [
        word
        for name in ("aria-labelledby", "for")
        for each in parsed.attributes(name)
        for word in each.split()
    ]
    assert set(named) <= set(ids)


def test_the_same_bibliography_is_the_same_page() -> None:
    code = "from report.made_up import made_up; from refkit.report.page import report_page; import sys; sys.stdout.buffer.write(report_page(made_up(30)).encode())"
    path = os.pathsep.join([str(REPOSITORY / "tests"), str(REPOSITORY)])
    env = os.environ | {
        "PYTHONHASHSEED": "99",
        "PYTHONPATH": path,
        "TZ": "Asia/Tokyo",
        "LC_ALL": "C",
    }

    again = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True)

    assert again.stdout.decode() == report_page(made_up(30))


def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("refkit.extras.find_spec", lambda name: None)

    with pytest.raises(InputError, match=r"needs jinja2, matplotlib: pip install '\.\[report\]'"):
        report_page(bibliography_of())


def test_rows_of_several_reviews_say_where_each_cites_them(big: str) -> None:
    assert "Berg 2025a" in big
    bibliography = made_up(30)
    one = replace(bibliography, reviews=bibliography.reviews[:1], entries=tuple(
        replace(entry, citations=entry.citations[:0]) for entry in bibliography.entries))  # fmt: skip

    assert "Overlap" not in report_page(one)
