"""A comparison as text and as a page."""

from collections.abc import Mapping
from html.parser import HTMLParser
from itertools import product
from math import log2

import pytest

from radicular.anatomy.sites import load_sites
from radicular.case import Case
from radicular.lesion import Lesion
from radicular.localize.comparison import Comparison
from radicular.report.comparison_page import comparison_page
from radicular.report.comparison_text import comparison_lines
from radicular.report.comparison_words import (
    grouped,
    lead_words,
    start_words,
    strength,
    surprise_words,
    times,
    title_words,
)
from radicular.report.lines import WIDTH
from radicular.report.way_figure import distinct, way_figure
from radicular.report.words import CLOSING
from tests.comparisons import case, comparison

HOSTILE = "<script>alert(1)</script> & pain"
URGENT = {"finding": "urinary retention", "value": "present"}
FAMILIES = list({site.family: site.id for site in load_sites().values()}.values())


def text_of(made: Comparison) -> str:
    return "\n".join(line.text for line in comparison_lines(made))


class Page(HTMLParser):
    """Collects what a page loads, its pictures, its ids and the tags left open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.unlabeled: list[Mapping[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.loads += [str(named[name]) for name in ("src", "href") if name in named]
        self.ids += [str(named["id"])] if "id" in named else []
        if tag in {"script", "link", "iframe", "img", "object"} or "onclick" in named:
            self.loads.append(tag)
        if tag == "svg" and not (named.get("aria-label") or named.get("aria-hidden")):
            self.unlabeled.append(named)
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_text_leads_with_the_question_and_one_plain_sentence() -> None:
    lines = [line.text for line in comparison_lines(comparison())]
    assert lines[0] == "Why the left S1 root and not the left L5 root"
    assert lines[2].startswith("The findings are 74 times more likely from the left S1 root than")
    assert " ".join(" ".join(lines).split()).endswith(CLOSING)
    assert all(len(line) <= WIDTH for line in lines)


def test_text_tells_every_finding_once() -> None:
    shown = " ".join(text_of(comparison()).split())
    for item in comparison().bits:
        assert shown.count(item.finding) == 1


def test_ways_are_told_in_words() -> None:
    shown = " ".join(text_of(comparison()).split())
    assert "A lesion of the left S1 root lies on this way and holds" in shown


def test_what_is_unexpected_is_told() -> None:
    made = comparison()
    told = {item.finding_id: surprise_words(made, item) for item in made.bits}
    assert "would show it" in told["strength_great_toe_extension"]
    assert sum(map(bool, told.values())) == 1


def test_findings_are_ordered_by_strength() -> None:
    groups = grouped(comparison())
    speaking = [item.bits_first_second for item in groups.speaks_for]
    assert speaking == sorted(speaking, reverse=True)
    assert all(item.bits_first_second < 0 for item in groups.speaks_against)
    together = (*groups.speaks_for, *groups.speaks_against, *groups.neither)
    assert len(together) == len(comparison().bits)


@pytest.mark.parametrize(
    ("factor", "word"),
    [(1, "none"), (1.5, "slight"), (3, "weak"), (6, "moderate"), (30, "strong")],
)
def test_scale_is_the_same_both_ways(factor: float, word: str) -> None:
    assert strength(log2(factor)) == strength(-log2(factor)) == word


@pytest.mark.parametrize(("bits", "words"), [(0.2, "1.1 times"), (5, "32 times"), (9, "510 times")])
def test_factors_are_rounded_to_what_can_be_told(bits: float, words: str) -> None:
    assert times(bits) == times(-bits) == words


def test_a_first_place_that_loses_is_no_why() -> None:
    made = comparison(sign=-1)
    assert title_words(made) == "The left S1 root or the left L5 root"
    assert lead_words(made).endswith(
        "more likely from the left L5 root than from the left S1 root."
    )


def test_no_finding_tells_nothing() -> None:
    blank = comparison(Case.from_dict({"radicular_case": 1, "findings": []}))
    assert "about as likely" in lead_words(blank)
    assert comparison_page(blank).startswith("<!doctype html>")


def test_start_names_setting_and_prior() -> None:
    assert "spine clinic" in start_words(comparison())
    assert "12 %" in start_words(comparison())


def test_red_flags_come_before_everything_else() -> None:
    made = comparison(case("", URGENT))
    lines = [line.text for line in comparison_lines(made)]
    assert lines[1].startswith("!! ")
    page = comparison_page(made)
    assert page.index("Look at this first") < page.index("The findings are")


def test_page_stands_alone() -> None:
    page = comparison_page(comparison())
    read = Page(page)
    assert read.loads == []
    assert read.open == []
    assert read.unlabeled == []
    assert len(read.ids) == len(set(read.ids))
    assert "url(http" not in page
    assert "@import" not in page


def test_page_escapes_what_a_person_wrote() -> None:
    page = comparison_page(comparison(case(HOSTILE)))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; pain" in page


@pytest.mark.parametrize(
    "part", ["prefers-color-scheme: dark", 'class="skin loss"', 'class="skin irritation"', "bits"]
)
def test_page_has(part: str) -> None:
    assert part in comparison_page(comparison())


def test_same_comparison_same_page() -> None:
    assert comparison_page(comparison()) == comparison_page(comparison())


@pytest.mark.parametrize(("one", "other"), list(product(FAMILIES, FAMILIES)))
def test_any_two_kinds_of_places_can_be_shown(one: str, other: str) -> None:
    places = [
        str(Lesion(site, "left" if load_sites()[site].sidedness == "unilateral" else "both"))
        for site in (one, other)
    ]
    places[1] = "right S2 root" if one == other else places[1]
    made = comparison(first=places[0], second=places[1])
    assert Page(comparison_page(made)).open == []
    assert "_" not in text_of(made)


def figure_boxes(finding: str, first: str, second: str) -> dict[str, tuple[bool, bool]]:
    route = next(
        item.route
        for item in comparison(first=first, second=second).bits
        if item.finding_id == finding
    )
    assert route is not None
    figure = way_figure(route)
    assert figure is not None
    return {box.name: (box.first, box.second) for box in figure.boxes}


def test_places_are_marked_where_they_lie_on_the_way() -> None:
    boxes = figure_boxes(
        "reflex_achilles", "left S1 root", "left tibial nerve at the popliteal fossa"
    )
    assert {name for name, (first, _) in boxes.items() if first} == {"S1 root 69 %"}
    assert {name for name, (_, second) in boxes.items() if second} == {"tibial nerve"}


def test_place_off_the_way_is_not_marked() -> None:
    boxes = figure_boxes("reflex_achilles", "left S1 root", "left common fibular nerve")
    assert not any(second for _, second in boxes.values())


def test_muscle_is_marked_in_a_myopathy() -> None:
    boxes = figure_boxes("gait_toe_walk", "left S1 root", "myopathy")
    assert boxes["Walking on tiptoe"] == (False, True)


def test_boxes_lie_apart_and_within_the_picture() -> None:
    for item in comparison().bits:
        figure = way_figure(item.route) if item.route else None
        if figure is None:
            continue
        corners = [(box.x, box.y) for box in figure.boxes]
        assert len(corners) == len(set(corners))
        assert max(x for x, _ in corners) + figure.box_width <= figure.width
        assert max(y for _, y in corners) + figure.box_height <= figure.height
        assert all(x2 > x1 for x1, _, x2, _ in figure.links)


def test_findings_without_fibers_have_no_picture() -> None:
    routes = {item.finding_id: item.route for item in comparison().bits}
    for finding in ("slr", "foot_cold"):
        route = routes[finding]
        assert route is not None
        assert way_figure(route) is None


def test_the_same_way_is_drawn_once() -> None:
    routes = [item.route for item in comparison().bits if item.route is not None]
    assert len(distinct([*routes, *routes], 50)) == len(distinct(routes, 50))
    assert len(distinct(routes, 2)) == 2
