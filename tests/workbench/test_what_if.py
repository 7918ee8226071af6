"""A lesion put on the map: predicted beside recorded, its H-reflex, and the path of a finding."""

from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from radicular.electrophysiology.studies.h_reflex import h_reflex
from radicular.electrophysiology.subject import Subject
from radicular.lesion import Lesion
from radicular.workbench.accounts.models import User
from radicular.workbench.examine.posting import read_posted
from radicular.workbench.records.entering import enter
from radicular.workbench.records.models import Examination
from radicular.workbench.what_if.forms import LesionForm, lesion_fields

pytestmark = pytest.mark.django_db

S1 = {"site": "root_S1", "side": "left", "severity": "severe", "weeks": "6"}
ON_THE_PATH = {f"lesion-{name}": value for name, value in S1.items()}
ANKLE = {"finding": "reflex_achilles", "side": "left"}
PAGES = ("what-if", "what-if/h-reflex", "what-if/h-reflex/recording", "path")


def address(examination: Examination, page: str) -> str:
    return f"/examinations/{examination.key}/{page}"


@pytest.fixture
def recorded(examination: Examination, clinician: User) -> Examination:
    for finding, side, value in (
        ("reflex_achilles", "left", "absent"),
        ("reflex_patellar", "right", "reduced"),
        ("strength_toe_flexion", "left", "unknown"),
        ("sensation_heel", "left", "reduced"),
        ("slr", "left", "positive"),
    ):
        fields = {"finding": finding, "side": side, "value": value}
        posted = read_posted(fields | {"token": str(uuid4()), "seen": "0"})
        enter(examination, posted.wanted, by=clinician, seen=0)
    return examination


def table_rows(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("<tr class=")[1:]]


def test_what_differs_comes_first_and_is_told_in_a_word(
    signed_in: Client, recorded: Examination
) -> None:
    answer = signed_in.get(address(recorded, "what-if"), S1)
    assert answer.status_code == 200
    rows = table_rows(answer.content.decode())
    assert "Knee reflex" in rows[0]
    assert "differs" in rows[0]
    ankle = next(row for row in rows if "Ankle reflex" in row and "absent" in row)
    assert "agrees" in ankle
    verdicts = [row.split('"')[1] for row in rows]
    assert verdicts.index("agrees") > verdicts.index("differs")
    assert any("not recorded" in row and "unknown" in row for row in rows)


def test_without_a_choice_the_likeliest_place_is_taken(
    signed_in: Client, recorded: Examination
) -> None:
    text = signed_in.get(address(recorded, "what-if")).content.decode()
    assert "If it were: left S1 root" in text


def test_nothing_is_guessed_where_nothing_is_recorded(
    signed_in: Client, examination: Examination
) -> None:
    answer = signed_in.get(address(examination, "what-if"))
    assert answer.status_code == 200
    assert "If it were" not in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("site", "root_S9"),
        ("site", "root_S1/attic"),
        ("side", "upper"),
        ("side", ""),
        ("severity", "awful"),
        ("fibers", "mixed fibers"),
        ("process", "rust"),
        ("weeks", "-1"),
        ("weeks", "nan"),
        ("weeks", "soon"),
        ("painful", "maybe"),
    ],
)
@pytest.mark.parametrize("page", PAGES)
def test_a_wrong_value_is_refused_with_its_field(
    signed_in: Client, recorded: Examination, page: str, field: str, value: str
) -> None:
    prefix = "lesion-" if page == "path" else ""
    fields = {f"{prefix}{name}": text for name, text in (S1 | {field: value}).items()}
    answer = signed_in.get(address(recorded, page), fields)
    assert answer.status_code == 422
    label = LesionForm.base_fields[field].label or field.capitalize()
    assert str(label) in answer.content.decode()


@pytest.mark.parametrize(
    "changed",
    [{"finding": "ankle jrek"}, {"finding": "slr"}, {"side": "both"}, {"organ": "soleus"}],
)
def test_a_path_that_the_map_does_not_have_is_refused(
    signed_in: Client, recorded: Examination, changed: dict[str, str]
) -> None:
    answer = signed_in.get(address(recorded, "path"), ANKLE | ON_THE_PATH | changed)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode() or "(organ)" in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_records_of_others_do_not_exist(
    client: Client, examination: Examination, administrator: User, page: str
) -> None:
    client.force_login(administrator)
    assert client.get(address(examination, page), S1).status_code == 404


def test_a_lesion_of_a_single_structure_is_predicted(
    signed_in: Client, recorded: Examination
) -> None:
    fields = S1 | {"site": "structure:seg_S2"}
    assert signed_in.get(address(recorded, "what-if"), fields).status_code == 200


@pytest.mark.parametrize("site", ["cauda_equina", "spinal_cord"])
def test_a_place_in_the_midline_needs_no_side(
    signed_in: Client, recorded: Examination, site: str
) -> None:
    answer = signed_in.get(address(recorded, "what-if"), {"site": site})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "left S1 root in the foramen, severe, motor, 6 weeks, painless",
        "right S1 dorsal root, moderate, demyelination",
        "cauda equina below S1",
    ],
)
def test_a_lesion_survives_its_address(text: str) -> None:
    lesion = Lesion.parse(text)
    form = LesionForm(lesion_fields(lesion))
    assert form.is_valid(), form.errors
    assert str(form.lesion) == str(lesion)


def test_the_recording_is_that_of_the_simulation(signed_in: Client, recorded: Examination) -> None:
    fields = S1 | {"severity": "mild"}
    answer = signed_in.get(address(recorded, "what-if/h-reflex/recording"), fields)
    text = answer.content.decode()
    study = h_reflex(
        Subject.typical(age=45, sex="female"),
        "left",
        [Lesion.parse("left S1 root in the lateral recess, mild, 6 weeks")],
        intensities=14,
        muscles=("soleus",),
    )
    assert f"{study.value('h_latency'):.1f} ms" in text
    assert text.count("<polyline") == 4
    assert "female, 45 years" in text


def test_a_severe_root_lesion_has_no_reflex(signed_in: Client, recorded: Examination) -> None:
    text = signed_in.get(address(recorded, "what-if/h-reflex/recording"), S1).content.decode()
    assert "<td>absent</td>" in text
    assert text.count("H onset") == 1


def test_the_path_tells_where_the_signal_stops(signed_in: Client, recorded: Examination) -> None:
    text = signed_in.get(address(recorded, "path"), ANKLE | ON_THE_PATH).content.decode()
    assert "stops at the S1 dorsal root in 99 % of these fibers; 1 % still conduct" in text
    assert "style=" not in text.split("<main")[1]


def test_a_lesion_can_be_put_on_any_step(signed_in: Client, recorded: Examination) -> None:
    text = signed_in.get(address(recorded, "path"), ANKLE | ON_THE_PATH).content.decode()
    links = [unescape(part.split('"')[0]) for part in text.split('href="')[1:]]
    moved = [link for link in links if "lesion-site=structure:tibial_popliteal" in link]
    answer = signed_in.get(address(recorded, "path") + moved[0])
    assert "meets the lesion (the left tibial nerve in the popliteal fossa)" in " ".join(
        answer.content.decode().split()
    )


def test_every_part_of_a_finding_can_be_drawn(signed_in: Client, recorded: Examination) -> None:
    fields = {"finding": "pain_foot", "side": "right", "organ": "heel_medial"}
    text = signed_in.get(address(recorded, "path"), fields | ON_THE_PATH).content.decode()
    assert "(medial heel), right" in text
    assert "on the other side" in text


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_from_a_recorded_finding_to_its_path_by_keyboard(page: Page, recorded: Examination) -> None:
    page.goto(address(recorded, "path"))
    link = page.get_by_role("link", name="Ankle reflex, left")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="Ankle reflex, left")).to_be_visible()
    expect(page.locator(".route .mark.on")).not_to_have_count(0)
    expect(page.locator(".steps .stop").first).to_contain_text("the lesion")
    button = page.get_by_role("button", name="Pause the signal")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Play the signal")).to_be_visible()
    assert page.evaluate("document.getElementById('route').animationsPaused()")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_signal_travels_and_comes_no_further_than_the_lesion(
    page: Page, recorded: Examination
) -> None:
    complete = "&".join(f"lesion-{k}={v}" for k, v in (S1 | {"severity": "complete"}).items())
    page.goto(address(recorded, f"path?finding=reflex_achilles&side=left&{complete}"))
    far = """() => {
      const figure = document.getElementById("route"), dot = figure.querySelector(".signal");
      figure.pauseAnimations();
      return [0.5, 2, 4, 5, 6].map((at) => {
        figure.setCurrentTime(at);
        const place = dot.getCTM(), frame = figure.getCTM();
        return [place.e - frame.e, place.f - frame.f];
      });
    }"""
    at = page.evaluate(far)
    assert at[0] != at[1]
    stop = page.locator(".route .mark.on").first.evaluate(
        "(mark) => { const f = document.getElementById('route').getCTM(), m = mark.getCTM();"
        " return [m.e - f.e, m.f - f.f]; }"
    )
    lowest = min(point[1] for point in at)
    assert lowest >= stop[1] - 15


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_little_motion_is_heeded(page: Page, recorded: Examination) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(address(recorded, "path?finding=reflex_achilles&side=left"))
    expect(page.get_by_role("button", name="Play the signal")).to_be_visible()
    expect(page.locator(".route .signal").first).to_be_hidden()
    assert page.evaluate("document.getElementById('route').animationsPaused()")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_h_reflex_follows_by_itself(page: Page, recorded: Examination) -> None:
    page.goto(address(recorded, "what-if?site=root_S1&side=left&severity=mild"))
    page.get_by_role("link", name="Simulated H-reflex").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.get_by_role("img", name="largest H").first.wait_for(timeout=60_000)
    expect(page.get_by_role("table", name="Measured, left")).to_be_visible()


def test_why_here_and_not_there_is_told_finding_by_finding(
    signed_in: Client, recorded: Examination
) -> None:
    places = {"first": "left S1 root", "second": "left L5 root"}
    text = unescape(signed_in.get(address(recorded, "why"), places).content.decode())
    assert "Why the left S1 root and not the left L5 root" in text
    assert "more likely from the left S1 root" in text
    assert text.index("What speaks for it") < text.index("Ankle reflex") < text.index("against it")
    assert "A lesion of the left S1 root lies on this way" in text


def test_without_a_choice_the_first_two_places_are_compared(
    signed_in: Client, recorded: Examination
) -> None:
    text = unescape(signed_in.get(address(recorded, "why")).content.decode())
    assert "Why the left" in text


@pytest.mark.parametrize("second", ["left S1 root", "the moon", "right elbow"])
def test_places_that_cannot_be_compared_are_refused(
    signed_in: Client, recorded: Examination, second: str
) -> None:
    places = {"first": "left S1 root", "second": second}
    answer = signed_in.get(address(recorded, "why"), places)
    assert answer.status_code == 422
    assert "Not compared" in answer.content.decode()
