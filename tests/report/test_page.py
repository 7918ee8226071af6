"""The page of an answer."""

from html.parser import HTMLParser

import pytest

from radicular.case import Case
from radicular.localize.localizer import Answer, load_localizer
from radicular.report.answer_page import answer_page
from radicular.report.answer_text import answer_lines

VOID = {"meta", "br", "path", "i"}


def answer(*findings: dict[str, str], title: str = "") -> Answer:
    case = Case.from_dict({"radicular_case": 1, "title": title, "findings": list(findings)})
    return load_localizer().locate(case)


@pytest.fixture(scope="module")
def s1() -> Answer:
    return answer(
        {"finding": "ankle jerk", "side": "left", "value": "absent"},
        {"finding": "pain calf", "side": "left", "value": "present"},
        {"finding": "numbness sole", "side": "left", "value": "present"},
        {"finding": "sensation lateral foot", "side": "left", "value": "reduced"},
        {"finding": "sensation anterior thigh", "side": "left", "value": "normal"},
        {"finding": "toe walking", "side": "left", "value": "unable"},
        title="<script>alert(1)</script> & pain",
    )


class Outside(HTMLParser):
    """Collects what a page would load, and the tags that are open."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.loads += [str(named[name]) for name in ("src", "href") if name in named]
        if tag in {"script", "link", "iframe", "img"}:
            self.loads.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        while self.open.pop() != tag:
            assert self.open, tag


def test_page_stands_alone(s1: Answer) -> None:
    page = answer_page(s1)
    outside = Outside()
    outside.feed(page)
    assert outside.loads == []
    assert outside.open == []
    assert "url(http" not in page
    assert "@import" not in page


def test_page_escapes_what_a_person_wrote(s1: Answer) -> None:
    page = answer_page(s1)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; pain" in page


@pytest.mark.parametrize("kind", ["mark pain", "mark tingling", "mark changed", "mark normal"])
def test_page_outlines_what_was_recorded(s1: Answer, kind: str) -> None:
    assert f'class="{kind}"' in answer_page(s1)


@pytest.mark.parametrize(
    "part", ["Lateral heel, left:", "prefers-color-scheme: dark", "@media print", "Roots involved"]
)
def test_page_has(s1: Answer, part: str) -> None:
    assert part in answer_page(s1)


def test_same_answer_same_page(s1: Answer) -> None:
    assert answer_page(s1) == answer_page(s1)


@pytest.mark.parametrize(
    "findings",
    [
        (),
        ({"finding": "urinary retention", "value": "present"},),
        ({"finding": "S1 dermatome sensation", "side": "unknown", "value": "reduced"},),
        ({"finding": "pain in the saddle area", "side": "both", "value": "present"},),
    ],
)
def test_every_answer_can_be_shown(findings: tuple[dict[str, str], ...]) -> None:
    shown = answer(*findings)
    assert answer_page(shown).startswith("<!doctype html>")
    assert [line.text for line in answer_lines(shown)]


def test_urgent_red_flags_come_before_the_place() -> None:
    page = answer_page(answer({"finding": "urinary retention", "value": "present"}))
    assert page.index("Look at this first") < page.index("<h2>Where</h2>")


def test_a_place_that_is_no_nerve_has_no_skin_map() -> None:
    page = answer_page(
        answer(
            {"finding": "dorsalis pedis pulse", "side": "left", "value": "absent"},
            {"finding": "cramping calf pain on walking", "value": "present"},
        )
    )
    assert "The map predicts no skin pattern for this site." in page
    assert 'class="map"' not in page
