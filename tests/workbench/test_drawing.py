"""The body map: patches and the pain drawing are kept, and move the location."""

from uuid import uuid4

import pytest
from django.test import Client
from playwright.sync_api import Page

from radicular.report.body_map import load_views, template_version
from radicular.workbench.accounts.models import User
from radicular.workbench.records.models import Examination, Patient
from radicular.workbench.records.state import case_of, read_state

pytestmark = pytest.mark.django_db

SQUARE = "10,100 40,100 40,140 10,140"


def address(examination: Examination, page: str = "") -> str:
    return f"/examinations/{examination.key}/body{page}"


def stroke(**changed: str) -> dict[str, str]:
    usual = {"quality": "pain", "intensity": "7", "view": "front", "points": SQUARE, "seen": "0"}
    keys = {"stroke": str(uuid4()), "token": str(uuid4()), "template": template_version()}
    return usual | keys | changed


def found(examination: Examination) -> dict[tuple[str, str], str]:
    case = case_of(read_state(examination))
    return {(one.finding, one.side): one.value.text for one in case.observations}


def test_a_stroke_is_kept_whole_and_becomes_a_finding_of_its_side(
    signed_in: Client, examination: Examination
) -> None:
    answer = signed_in.post(address(examination, "/stroke"), stroke())
    assert answer.status_code == 200
    kept = examination.entries.get().value
    assert kept["points"] == [[10, 100], [40, 100], [40, 140], [10, 140]]
    assert (kept["intensity"], kept["template"]) == (7, template_version())
    assert found(examination) == {("pain_anterior_thigh", "left"): "present"}
    (item,) = case_of(read_state(examination)).observations
    assert "derived from the pain drawing" in item.note


def test_a_removed_stroke_says_nothing_more(signed_in: Client, examination: Examination) -> None:
    drawn = stroke()
    signed_in.post(address(examination, "/stroke"), drawn)
    removed = {"stroke": drawn["stroke"], "remove": "yes", "token": str(uuid4()), "seen": "1"}
    assert signed_in.post(address(examination, "/stroke"), removed).status_code == 200
    assert found(examination) == {}
    assert examination.entries.count() == 2


def test_a_complete_drawing_makes_the_rest_absent_until_it_is_taken_back(
    signed_in: Client, examination: Examination
) -> None:
    signed_in.post(address(examination, "/stroke"), stroke())
    for complete in ("yes", ""):
        fields = {"complete": complete, "token": str(uuid4()), "seen": "1"}
        assert signed_in.post(address(examination, "/complete"), fields).status_code == 200
        assert (("pain_otherwise", "right") in found(examination)) == bool(complete)
    assert found(examination) == {("pain_anterior_thigh", "left"): "present"}


def test_what_was_recorded_itself_counts_before_what_was_drawn(
    signed_in: Client, examination: Examination
) -> None:
    signed_in.post(address(examination, "/stroke"), stroke())
    direct = {"finding": "pain_anterior_thigh", "side": "left", "value": "absent"}
    signed_in.post(
        f"/examinations/{examination.key}/enter", direct | {"token": str(uuid4()), "seen": "1"}
    )
    assert found(examination) == {("pain_anterior_thigh", "left"): "absent"}
    assert "no pain (recorded)" in signed_in.get(address(examination, "/drawn")).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stroke", "first"),
        ("token", ""),
        ("seen", "-1"),
        ("quality", "awful"),
        ("view", "inside"),
        ("template", "body-0"),
        ("intensity", "11"),
        ("intensity", "a lot"),
        ("points", "1,2 3,4"),
        ("points", "nan,1 2,3 4,5"),
        ("points", "1 2 3"),
        ("points", "1,2,3 4,5,6 7,8,9"),
        ("points", "900,1 2,3 4,5"),
        ("points", "0,1 " * 501),
    ],
)
def test_a_bad_stroke_is_refused_with_its_field_and_nothing_is_kept(
    signed_in: Client, examination: Examination, field: str, value: str
) -> None:
    answer = signed_in.post(address(examination, "/stroke"), stroke(**{field: value}))
    assert answer.status_code == 422
    assert field in answer.content.decode()
    assert not examination.entries.exists()


@pytest.mark.parametrize("page", ["", "?mode=vibration", "/drawn"])
def test_records_of_others_do_not_exist(
    client: Client, examination: Examination, administrator: User, page: str
) -> None:
    client.force_login(administrator)
    assert client.get(address(examination, page)).status_code == 404
    assert client.post(address(examination, "/stroke"), stroke()).status_code == 404


@pytest.mark.parametrize(
    ("sex", "view"), [("female", "perineum_female"), ("male", "perineum_male"), ("", "saddle")]
)
def test_the_perineum_is_that_of_the_patient(
    signed_in: Client, examination: Examination, sex: str, view: str
) -> None:
    Patient.objects.filter(pk=examination.patient.pk).update(sex=sex)
    text = signed_in.get(address(examination)).content.decode()
    shown = {one for one in load_views() if f'data-view="{one}"' in text}
    assert shown == {"front", "back", "foot_top", "foot_sole", view}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_patch_is_reached_by_keys_speaks_its_state_and_moves_the_location(
    page: Page, examination: Examination
) -> None:
    page.goto(address(examination, "?mode=pinprick"))
    patch = page.locator('[data-view="back"] [data-patch="heel_lateral"][data-side="left"]')
    page.locator('[data-view="back"] [tabindex="0"]').focus()
    focused = {}
    for key in ["ArrowDown"] * 30 + ["ArrowLeft"] * 6:
        page.keyboard.press(key)
        focused = page.evaluate("({...document.activeElement.dataset})")
        if (focused["patch"], focused["side"]) == ("heel_lateral", "left"):
            break
    assert (focused["patch"], focused["side"]) == ("heel_lateral", "left")
    assert "pinprick: not recorded" in (patch.get_attribute("aria-label") or "")
    page.keyboard.press("r")
    page.get_by_text("heel, left, pinprick: reduced", exact=True).wait_for()
    assert patch.get_attribute("aria-label") == "Lateral heel, left, pinprick: reduced"
    assert page.get_by_label("heel, left, pinprick", exact=True).input_value() == "reduced"
    page.locator("#live .places").wait_for()
    (item,) = case_of(read_state(examination)).observations
    recorded = (item.finding, item.side, item.modality, item.value.text)
    assert recorded == ("sensation_heel", "left", "pinprick", "reduced")
    page.keyboard.press("Delete")
    page.get_by_text("heel, left, pinprick: not recorded", exact=True).wait_for()
    assert found(examination) == {}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_arrows_reach_every_patch_of_a_view(page: Page, examination: Examination) -> None:
    page.goto(address(examination))
    missed = page.evaluate(
        """[...document.querySelectorAll("svg[data-view]")].flatMap((svg) => {
            const reached = new Set([svg.querySelector("[tabindex='0']")]);
            for (const patch of reached)
                for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
                    patch.focus();
                    patch.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
                    reached.add(document.activeElement);
                }
            return [...svg.querySelectorAll(".patch")]
                .filter((patch) => !reached.has(patch))
                .map((patch) => svg.dataset.view + " " + patch.dataset.patch);
        })"""
    )
    assert missed == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_stroke_of_the_mouse_is_kept_and_the_map_equals_the_table(
    page: Page, examination: Examination
) -> None:
    page.goto(address(examination))
    figure = page.locator('svg[data-view="back"]')
    figure.scroll_into_view_if_needed()
    calf = figure.locator('[data-patch="posterior_calf_upper"][data-side="right"]').bounding_box()
    assert calf
    x, y = calf["x"] + calf["width"] / 2, calf["y"] + 4
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(8):
        page.mouse.move(x, y + step * (calf["height"] - 8) / 7)
    page.mouse.up()
    page.locator("li[data-stroke]").wait_for()
    assert ("pain_posterior_leg", "right") in found(examination)
    page.reload()
    assert page.locator('svg[data-view="back"] .strokes polygon').count() == 1
    labels = page.evaluate(
        """[...document.querySelectorAll(".patch")].every((patch) => {
            const {area, side} = patch.dataset;
            const cell = document.querySelector(`td[data-area="${area}"][data-side="${side}"]`);
            return patch.ariaLabel.endsWith(": " + cell.textContent);
        })"""
    )
    assert labels
    page.get_by_role("button", name="Undo last stroke").click()
    page.get_by_text("None yet.").wait_for()
    assert found(examination) == {}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_whole_patch_is_marked_by_keyboard(page: Page, examination: Examination) -> None:
    page.goto(address(examination))
    page.get_by_label("tingling").check()
    page.locator('[data-view="front"] [data-patch="anterior_knee"][data-side="left"]').focus()
    page.keyboard.press("Enter")
    page.locator("li[data-stroke]").wait_for()
    assert ("paresthesia_knee", "left") in found(examination)
