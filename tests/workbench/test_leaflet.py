"""The page for the patient: plain, in every language, honest about doubt, and printable."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from playwright.sync_api import Page

from radicular.anatomy import load_atlas
from radicular.anatomy.sites import load_sites
from radicular.case import Case, Observation
from radicular.findings.catalog import load_catalog
from radicular.localize.localizer import load_localizer
from radicular.report.skin_figure import VIEWS
from radicular.tables import read_csv
from radicular.workbench.accounts.models import User
from radicular.workbench.leaflet.finding_words import finding_words, named_finding, topic_of
from radicular.workbench.leaflet.leaflet import Leaflet, chance_words, leaflet_of
from radicular.workbench.leaflet.spine import spine_figure
from radicular.workbench.leaflet.texts import Texts, languages, load_texts
from radicular.workbench.records.entering import Wanted, enter
from radicular.workbench.records.models import Examination
from radicular.workbench.records.state import finding_cell

LANGUAGES = tuple(languages())
S1 = {
    "reflex_achilles": "absent",
    "strength_ankle_plantarflexion": "4-",
    "sensation_lateral_foot": "reduced",
    "pain_posterior_leg": "present",
    "paresthesia_sole": "present",
    "slr": "positive",
}
#: Words of clinicians that no patient should have to read.
JARGON = (
    "radicul|radikul|myotom|dermatom|lesion|läsion|paresthe|parästhe|hypesthe|hypästh|neuropath"
    "|cauda|conus|stenos|prolaps|protrusion|foramen|ventral|dorsal|distal|proximal|medial|lateral"
    "|likelihood|posterior|a priori|evidenz|efferent|afferent|axon|denervat|bilateral|unilateral"
    r"|\bbits?\b|\bEMG\b|\bMRC\b|\bSNAP\b|claudicat|ischem|ischäm|metasta|thrombos|hematom|hämatom"
)
JARGON_PATTERN = re.compile(JARGON, re.IGNORECASE)
#: Words in a sentence that most 13-year-olds read without a stop.
LONGEST, USUAL = 24, 13
SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)


def leaves(words: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(words, Mapping):
        for key, below in words.items():
            yield from leaves(below, f"{path}.{key}")
    else:
        yield path, words


def variables(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def sentences(text: str) -> list[str]:
    return [one for one in re.split(r"[.?!:]\s+|[.?!:]$", text) if one]


def case_with(values: Mapping[str, str], side: str = "left", **header: Any) -> Case:
    catalog = load_catalog()
    findings = [
        {"finding": name, "value": value} | ({"side": side} if catalog[name].sided else {})
        for name, value in values.items()
    ]
    return Case.from_dict({"radicular_case": 1, "findings": findings, **header})


def leaflet(values: Mapping[str, str], language: str = "en", **header: Any) -> Leaflet:
    answer = load_localizer().locate(case_with(values, **header))
    return leaflet_of(answer, load_texts(language))


def record(examination: Examination, values: Mapping[str, str], by: User) -> None:
    items = case_with(values).observations
    wanted = [Wanted(finding_cell(item), item.to_dict(), uuid4()) for item in items]
    enter(examination, wanted, by=by, seen=0)


def address(examination: Examination, language: str = "en") -> str:
    return f"/examinations/{examination.key}/patient?language={language}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_text_with_its_variables(language: str) -> None:
    english = dict(leaves(load_texts("en").words))
    own = dict(leaves(load_texts(language).words))
    assert own.keys() == english.keys()
    for key, text in own.items():
        assert text.strip()
        assert variables(text) == variables(english[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_the_page_can_show_has_words(language: str) -> None:
    texts = load_texts(language)
    words = texts.words
    sites, findings = load_sites().values(), load_catalog().findings.values()
    assert words["site"].keys() == set(load_sites())
    assert words["family"].keys() == {site.family for site in sites}
    assert words["topic"].keys() == {topic_of(finding) for finding in findings}
    assert words["ask"].keys() == {finding.domain for finding in findings}
    assert words["region"].keys() == {row["region"] for row in table("regions")}
    assert {row["patch"] for row in table("regions")} == set(load_atlas().patches)
    assert {row["concern"] for row in table("warnings")} == {
        row["concern"] for row in read_csv("radicular.localize", "tables/red_flags.csv")
    }
    assert words["warning"].keys() == {row["warning"] for row in table("warnings")}
    assert words["answer"].keys() == {row["question"] for row in table("questions")}
    assert words["certainty"].keys() == {row["certainty"] for row in table("certainty")}
    assert {view.id for view in VIEWS} <= words["picture"].keys()
    assert set(words["word"]) <= set(load_catalog().findings)


def table(name: str) -> Any:
    return read_csv("radicular.workbench.leaflet", f"tables/{name}.csv")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_every_finding_can_be_told(language: str) -> None:
    texts = load_texts(language)
    for finding in load_catalog().findings.values():
        side = "left" if finding.sided else "midline"
        for grade in finding.scale.grades:
            line = finding_words([Observation.of(finding, side, grade)], texts)
            assert line
            assert not JARGON_PATTERN.search(line), (finding.id, line)


def test_an_area_of_skin_is_told_by_its_name() -> None:
    catalog, texts = load_catalog(), load_texts("en")
    unnamed = {
        finding.id
        for finding in catalog.findings.values()
        if finding.id.startswith(("sensation_", "pain_", "paresthesia_"))
        and finding.domain in ("sensation", "pain")
        and not named_finding(finding, texts)
    }
    assert unnamed == {
        "sensation_dissociated",
        "pain_sciatica",
        "pain_femoral",
        "pain_pudendal",
        "pain_radicular",
        "pain_burning_leg",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_plain_and_short(language: str) -> None:
    texts = load_texts(language)
    counted = []
    for key, text in leaves(texts.words):
        assert not JARGON_PATTERN.search(text), key
        for sentence in sentences(text):
            count = len(sentence.split())
            assert count <= LONGEST, f"{key}: {sentence}"
            counted.append(count)
    assert sum(counted) / len(counted) < USUAL


def test_english_reads_below_the_eighth_grade() -> None:
    words = load_texts("en").words
    groups = ("result", "certainty", "family", "unclear", "warning", "return", "answer")
    prose = " ".join(text for group in groups for _, text in leaves(words[group]))
    assert grade_of(prose) < 8


def grade_of(text: str) -> float:
    """Return the grade of Flesch and Kincaid, syllables counted as groups of vowels."""
    words = re.findall(r"[A-Za-z]+", text)
    syllables = sum(
        max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words
    )
    return 0.39 * len(words) / len(sentences(text)) + 11.8 * syllables / len(words) - 15.59


@pytest.mark.parametrize(
    ("language", "place", "reason", "chance"),
    [
        ("en", "nerve root S1, on the left", "reflex at the ankle (on the left: changed)", "of 10"),
        ("de", "Nervenwurzel S1, links", "Reflex am Fußgelenk (links: verändert)", "von 10"),
    ],
)
def test_a_clear_case_names_place_side_chance_and_reasons(
    language: str, place: str, reason: str, chance: str
) -> None:
    result = leaflet(S1, language).result
    assert result
    assert place in result.sentences[0]
    assert any(chance in sentence for sentence in result.sentences)
    assert any(reason in line for line in result.speaks_for)
    assert place in result.spine_words
    assert result.skin


def test_the_chance_is_that_of_the_root() -> None:
    answer = load_localizer().locate(case_with(S1))
    shown = leaflet_of(answer, load_texts("en")).result
    assert shown
    sites = answer.posterior.sites()
    of_roots = sum(
        chance
        for site, chance in sites.items()
        if load_sites()[site].family in ("root", "multi_root") and "S1" in answer_roots(site)
    )
    assert chance_words(of_roots, load_texts("en")) in " ".join(shown.sentences)


def answer_roots(site: str) -> set[str]:
    places = load_sites()[site].places
    return {name.partition("_")[2] for name in places[0].structures}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unsure_case_says_so(language: str) -> None:
    values = {
        "back_pain_dominant": "present",
        "pain_buttock": "present",
        "worse_sitting": "present",
    }
    texts = load_texts(language)
    shown = leaflet(values, language)
    assert shown.result
    assert texts("certainty", "unclear") in shown.result.sentences
    assert shown.result.sentences[0].startswith(texts("result", "unclear").partition("{")[0])
    assert texts("unclear", "no_picture") in shown.unclear


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("values", "key"), [({}, "empty"), ({"fever": "absent"}, "few")])
def test_nothing_is_made_up_where_data_are_missing(
    language: str, values: Mapping[str, str], key: str
) -> None:
    shown = leaflet(values, language)
    assert shown.result is None
    assert shown.nothing == load_texts(language)("result", key)
    assert not shown.urgent
    assert not shown.soon


def test_a_warning_is_told_even_where_no_place_is() -> None:
    shown = leaflet({"bladder_retention": "present"})
    assert any("bladder" in one for one in shown.urgent)
    assert leaflet({"fever": "present"}).soon


def test_the_mri_answer_has_the_number_of_the_age() -> None:
    def told(age: int) -> str:
        shown = leaflet(S1, patient={"age": age})
        return next(one.answer for one in shown.answers if "MRI" in one.question)

    assert "age of about 30" in told(33)
    assert "about 4 of 10" in told(33)
    assert "about 8 of 10" in told(82)


def test_a_number_in_an_answer_has_a_source() -> None:
    for row in table("questions"):
        text = load_texts("en").words["answer"][row["question"]]["answer"]
        measured = re.search(r"\{bulge\}|\b[0-9]+ millimeters|\b[0-9]+ %", text)
        assert row["source_key"] or not measured
        assert row["source_key"] or row["provenance"] == "assumed"


def test_only_the_meant_root_is_marked() -> None:
    marked = [root for root in spine_figure(["S1"], ["left"]).roots if root.marked]
    assert [(root.name, root.side) for root in marked] == [("S1", "left")]
    assert marked[0].x < spine_figure([], []).middle


@pytest.mark.parametrize("site", load_sites())
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_site_has_the_words_of_another(site: str, language: str) -> None:
    words: Mapping[str, str] = load_texts(language).words["site"]
    assert list(words.values()).count(words[site]) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_its_language_and_plain(
    signed_in: Client, examination: Examination, clinician: User, language: str
) -> None:
    record(examination, S1, clinician)
    page = signed_in.get(address(examination, language)).content.decode()
    texts = load_texts(language)
    assert f'<html lang="{language}">' in page
    assert texts("page", "disclaimer") in page
    for other in LANGUAGES:
        assert f'hreflang="{other}"' in page
    assert "style=" not in page
    seen = re.sub(r"<[^>]+>", " ", without_sources(SVG.sub("", page), texts))
    assert not JARGON_PATTERN.search(seen.replace("radicular", ""))
    assert "{" not in seen


def without_sources(page: str, texts: Texts) -> str:
    return re.sub(re.escape(texts("page", "source")) + ".*?</span>", "", page)


@pytest.mark.django_db
def test_red_flags_stand_on_top(
    signed_in: Client, examination: Examination, clinician: User
) -> None:
    record(examination, S1 | {"saddle_numbness": "present", "fever": "present"}, clinician)
    page = signed_in.get(address(examination)).content.decode()
    english = load_texts("en")
    places = [
        page.index(text)
        for text in (
            english("page", "urgent"),
            english("warning", "bladder_bowel"),
            english("page", "soon"),
            english("page", "found"),
        )
    ]
    assert places == sorted(places)


@pytest.mark.django_db
def test_an_unknown_language_is_refused(signed_in: Client, examination: Examination) -> None:
    answer = signed_in.get(address(examination, "xx"))
    assert answer.status_code == 422
    assert "language" in answer.content.decode()


@pytest.mark.django_db
def test_the_examination_of_others_does_not_exist(
    client: Client, examination: Examination, administrator: User
) -> None:
    client.force_login(administrator)
    assert client.get(address(examination)).status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_prints_on_two_sheets_with_every_answer(
    page: Page, examination: Examination, clinician: User, tmp_path: Path, language: str
) -> None:
    record(examination, S1 | {"saddle_numbness": "present"}, clinician)
    page.goto(address(examination, language))
    assert page.locator("details[open]").count() == 0
    page.screenshot(path=tmp_path / "page.png", full_page=True)
    printed = page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2
    assert page.locator("details:not([open])").count() == 0
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_narrow_screen_needs_no_scrolling_sideways(
    page: Page, examination: Examination, clinician: User
) -> None:
    record(examination, S1, clinician)
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(address(examination))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
