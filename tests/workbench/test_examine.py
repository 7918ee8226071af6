"""The examination page: what is entered is kept and moves the location."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from radicular.case import Case
from radicular.workbench.accounts.models import User
from radicular.workbench.examine.muscles import muscles_behind
from radicular.workbench.examine.posting import read_posted
from radicular.workbench.examine.sections import load_sections, rows_of
from radicular.workbench.examine.urgent import open_questions
from radicular.workbench.records.entering import enter
from radicular.workbench.records.models import Examination, Patient
from radicular.workbench.records.state import case_of, read_state

pytestmark = pytest.mark.django_db

ACHILLES = {"finding": "reflex_achilles", "side": "left", "value": "absent"}


def address(examination: Examination, page: str = "") -> str:
    return f"/examinations/{examination.key}/{page}"


def posted(**changed: str) -> dict[str, str]:
    return ACHILLES | {"token": str(uuid4()), "seen": "0"} | changed


def enter_all(client: Client, examination: Examination, *entries: dict[str, str]) -> Case:
    for entry in entries:
        fields = {"token": str(uuid4()), "seen": "0"} | entry
        assert client.post(address(examination, "enter"), fields).status_code == 200
    return case_of(read_state(examination))


def settle(page: Page) -> None:
    expect(page.locator(".sending")).to_have_count(0)


def test_an_entry_is_kept_and_moves_the_location(
    signed_in: Client, examination: Examination
) -> None:
    answer = signed_in.post(address(examination, "enter"), posted())
    assert answer.status_code == 200
    assert "S1" in answer.content.decode()
    (item,) = case_of(read_state(examination)).observations
    assert (item.finding, item.side, item.value.text) == ("reflex_achilles", "left", "absent")


def test_an_entry_that_is_sent_twice_counts_once(
    signed_in: Client, examination: Examination
) -> None:
    fields = posted()
    for _ in range(2):
        assert signed_in.post(address(examination, "enter"), fields).status_code == 200
    assert examination.entries.count() == 1


def test_an_emptied_cell_is_unknown_and_its_history_stays(
    signed_in: Client, examination: Examination
) -> None:
    for value in ("absent", ""):
        signed_in.post(address(examination, "enter"), posted(value=value))
    assert case_of(read_state(examination)).observations == ()
    assert examination.entries.count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("finding", "ankle jrek"),
        ("side", ""),
        ("side", "upper"),
        ("value", "seven"),
        ("token", "1"),
        ("seen", "-1"),
        ("seen", "7"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_field(
    signed_in: Client, examination: Examination, field: str, value: str
) -> None:
    answer = signed_in.post(address(examination, "enter"), posted(**{field: value}))
    assert answer.status_code == 422
    assert field in answer.content.decode()
    assert not examination.entries.exists()


def test_two_people_on_one_cell_are_told_and_lose_nothing(
    signed_in: Client, examination: Examination, trainee: User
) -> None:
    other = read_posted(posted(value="normal"))
    enter(examination, other.wanted, by=trainee, seen=0)
    answer = signed_in.post(address(examination, "enter"), posted())
    assert "entered Ankle reflex: left normal at" in answer.content.decode()
    assert "Both entries are kept" in answer.content.decode()
    assert examination.entries.count() == 2


def test_a_signed_examination_takes_no_entry(signed_in: Client, examination: Examination) -> None:
    Examination.objects.filter(pk=examination.pk).update(status="signed")
    answer = signed_in.post(address(examination, "enter"), posted())
    assert answer.status_code == 422
    assert not examination.entries.exists()


@pytest.mark.parametrize("page", ["", "reasons"])
def test_records_of_others_do_not_exist(
    client: Client, examination: Examination, administrator: User, page: str
) -> None:
    client.force_login(administrator)
    assert client.get(address(examination, page)).status_code == 404


def test_reasons_name_what_speaks_for_a_site(signed_in: Client, examination: Examination) -> None:
    signed_in.post(address(examination, "enter"), posted())
    assert "bits" in signed_in.get(address(examination, "reasons")).content.decode()


@pytest.mark.parametrize(
    ("fields", "grade", "number"),
    [
        ({"finding": "slr", "value": "positive", "number": "40"}, "positive", 40),
        ({"finding": "slr", "number": "45,5"}, "positive", 45.5),
        ({"finding": "post_void_residual", "side": "", "number": "350"}, "retention", 350),
        ({"finding": "cmap_tibial_ah", "number": "1.2", "limit": "3"}, "reduced", 1.2),
        ({"finding": "cmap_tibial_ah", "value": "normal", "number": "1.2"}, "normal", 1.2),
    ],
)
def test_a_number_means_a_grade_and_is_kept(
    signed_in: Client,
    examination: Examination,
    fields: dict[str, str],
    grade: str,
    number: float,
) -> None:
    (item,) = enter_all(signed_in, examination, {"side": "left"} | fields).observations
    assert (sorted(item.grades), item.value.number) == ([grade], number)


@pytest.mark.parametrize(
    ("fields", "field", "allowed"),
    [
        ({"finding": "slr", "number": "200"}, "number", "0 to 120 deg"),
        ({"finding": "slr", "number": "-5"}, "number", "0 to 120 deg"),
        ({"finding": "slr", "number": "nan"}, "number", "0 to 120 deg"),
        ({"finding": "reflex_achilles", "number": "3"}, "number", "graded"),
        ({"finding": "cmap_tibial_ah", "number": "3"}, "limit", "limit of the laboratory"),
        ({"finding": "cmap_tibial_ah", "number": "3", "limit": "x"}, "limit", "0 to 50 mV"),
        ({"finding": "heel_raise_single", "value": "impaired", "count": "9999"}, "count", "200"),
    ],
)
def test_a_wrong_number_is_refused_with_what_is_allowed(
    signed_in: Client, examination: Examination, fields: dict[str, str], field: str, allowed: str
) -> None:
    sent = {"side": "left", "token": str(uuid4()), "seen": "0"} | fields
    answer = signed_in.post(address(examination, "enter"), sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert field in text
    assert allowed in text
    assert not examination.entries.exists()


def test_a_limit_that_counts_without_the_laboratory_is_told_with_its_source(
    signed_in: Client, examination: Examination
) -> None:
    text = signed_in.get(address(examination), {"section": "conduction"}).content.decode()
    assert "Without it at least 4 uV is normal" in text
    assert "https://doi.org/10.1002/mus.25203" in text


def test_the_limit_of_the_laboratory_is_kept_and_offered_again(
    signed_in: Client, examination: Examination, patient: Patient, clinician: User
) -> None:
    fields = {"finding": "snap_sural", "side": "left", "number": "3", "limit": "6.5"}
    (item,) = enter_all(signed_in, examination, fields).observations
    assert item.value.text == "3 uV (limit 6.5)"
    later = Examination.objects.create(patient=patient, on=date(2026, 3, 9), created_by=clinician)
    text = signed_in.get(address(later, "?section=conduction")).content.decode()
    assert 'data-finding="snap_sural" value="6.5"' in text


def test_a_count_is_noted_beside_the_grade(signed_in: Client, examination: Examination) -> None:
    fields = {"finding": "heel_raise_single", "side": "left", "value": "impaired"}
    counted = fields | {"count": "4", "counted": "raises"}
    (item,) = enter_all(signed_in, examination, counted).observations
    assert item.note == "4 raises"
    assert "4 raises" in signed_in.get(address(examination, "?section=gait")).content.decode()


def test_everything_else_normal_covers_what_is_not_named(
    signed_in: Client, examination: Examination
) -> None:
    rest = {"finding": "strength_otherwise", "side": "both", "value": "5"}
    named = {"finding": "strength_hip_flexion", "side": "left", "value": "4"}
    case = enter_all(signed_in, examination, rest, named)
    assert {item.finding for item in case.observations} == {
        "strength_otherwise",
        "strength_hip_flexion",
    }
    rows = {row.finding.id: row for row in rows_of(load_sections()["motor"], case, {})}
    right, left = rows["strength_hip_flexion"].cells
    assert (right.by_rest, right.value, left.value) == (True, "", "4")
    assert not rows["strength_arm"].cells[0].by_rest


def test_the_questions_for_the_cauda_equina_stay_until_answered(
    signed_in: Client, examination: Examination
) -> None:
    asked = [question.finding.id for question in open_questions(case_of(read_state(examination)))]
    assert {"bladder_symptoms", "bowel_symptoms", "saddle_numbness"} <= set(asked)
    for finding in asked:
        page = signed_in.get(address(examination, "?section=reflex")).content.decode()
        assert 'id="urgent" aria-labelledby="urgent-title">' in page
        enter_all(signed_in, examination, {"finding": finding, "value": "absent"})
    page = signed_in.get(address(examination, "?section=reflex")).content.decode()
    assert 'id="urgent" aria-labelledby="urgent-title" hidden>' in page


def test_a_concern_is_told_once_with_all_that_raises_it(
    signed_in: Client, examination: Examination
) -> None:
    for finding in ("bladder_retention", "bowel_symptoms"):
        fields = posted(finding=finding, side="", value="present")
        answer = signed_in.post(address(examination, "enter"), fields).content.decode()
    assert answer.count('class="alarm"') == 1
    assert "Urinary retention: present; Any bowel symptom: present" in answer


def test_unknown_answers_no_question() -> None:
    findings = [{"finding": "bladder_symptoms", "value": "unknown"}]
    case = Case.from_dict({"radicular_case": 1, "findings": findings})
    assert "bladder_symptoms" in [question.finding.id for question in open_questions(case)]


def test_muscles_behind_a_movement_come_from_the_map() -> None:
    muscles = muscles_behind("strength_ankle_dorsiflexion")
    assert muscles[0].name == "Tibialis anterior"
    assert "fibular" in muscles[0].nerve.lower()
    assert sum(share for _, share in muscles[0].roots) == pytest.approx(1, abs=0.1)


def test_imaging_is_recorded_by_level_and_removed(
    signed_in: Client, examination: Examination
) -> None:
    disc = {"finding": "mri_subarticular", "level": "L5-S1", "side": "left", "value": "severe"}
    (item,) = enter_all(signed_in, examination, disc).observations
    assert item.finding == "mri_L5_S1_subarticular"
    text = signed_in.get(address(examination, "?section=imaging")).content.decode()
    assert "L5-S1, subarticular zone (lateral recess): left" in text
    removed = {"finding": item.finding, "side": "left", "level": "", "value": ""}
    assert enter_all(signed_in, examination, removed).observations == ()


def test_a_later_duration_takes_the_place_of_the_earlier(
    signed_in: Client, examination: Examination
) -> None:
    long, short = ({"finding": "duration", "value": value} for value in ("2 years", "3 weeks"))
    case = enter_all(signed_in, examination, long, short)
    (item,) = case.observations
    assert (item.finding, item.note) == ("duration_under_six_weeks", "3 weeks")
    assert "3 weeks" in signed_in.get(address(examination, "?section=history")).content.decode()


@pytest.mark.parametrize("value", ["-3 weeks", "soon weeks", " weeks"])
def test_a_duration_without_a_number_is_refused_in_plain_words(
    signed_in: Client, examination: Examination, value: str
) -> None:
    fields = posted(finding="duration", side="", value=value)
    answer = signed_in.post(address(examination, "enter"), fields)
    assert answer.status_code == 422
    assert "allowed: a number of weeks" in answer.content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_reflex_is_entered_as_it_is_written(page: Page, examination: Examination) -> None:
    page.goto(address(examination, "?section=reflex"))
    page.locator(".grid select.cell").first.focus()
    page.keyboard.type("0+2+")
    settle(page)
    items = case_of(read_state(examination)).observations
    assert [(item.side, item.value.text) for item in items] == [
        ("right", "absent"),
        ("left", "normal"),
    ]


def test_the_count_of_vertebrae_reaches_the_case(
    signed_in: Client, examination: Examination
) -> None:
    fields = {"count": "6", "counted_by": "whole spine", "token": str(uuid4()), "seen": "0"}
    assert signed_in.post(address(examination, "header"), fields).status_code == 200
    vertebrae = case_of(read_state(examination)).vertebrae
    assert vertebrae is not None
    assert (vertebrae.count, vertebrae.confirmed) == (6, True)
    refused = signed_in.post(
        address(examination, "header"), fields | {"count": "9", "token": str(uuid4())}
    )
    assert refused.status_code == 422
    assert "lumbar_vertebrae.count" in refused.content.decode()


def test_an_examination_is_told_as_text_and_as_a_case_file(
    signed_in: Client, examination: Examination
) -> None:
    enter_all(signed_in, examination, ACHILLES)
    text = signed_in.get(address(examination, "text")).content.decode()
    assert "Ankle reflex: left absent" in text
    assert "draft, not signed" in text
    assert "left S1 root" in text
    case = Case.from_text(signed_in.get(address(examination, "case")).content.decode())
    assert case == case_of(read_state(examination))
    assert "Ada" not in case.to_yaml()


@pytest.mark.parametrize("section", sorted(load_sections()))
def test_every_section_shows(signed_in: Client, examination: Examination, section: str) -> None:
    assert signed_in.get(address(examination, f"?section={section}")).status_code == 200


def test_reasons_tell_tests_with_bits_and_burden(
    signed_in: Client, examination: Examination
) -> None:
    enter_all(signed_in, examination, ACHILLES)
    text = signed_in.get(address(examination, "reasons")).content.decode()
    assert "of what is open" in text
    assert "bedside" in text


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_half_steps_and_angles_by_keys(page: Page, examination: Examination) -> None:
    page.goto(address(examination, "?section=motor"))
    page.locator(".grid select.cell").first.focus()
    for key in "4+3":
        page.keyboard.press(key)
    settle(page)
    page.goto(address(examination, "?section=provocation"))
    page.locator(".grid select.cell").first.focus()
    for key in ("4", "0", "Enter", "n"):
        page.keyboard.press(key)
    settle(page)
    items = case_of(read_state(examination)).observations
    assert [(item.finding, item.side, item.value.text) for item in items] == [
        ("strength_hip_flexion", "right", "4+"),
        ("strength_hip_flexion", "left", "3"),
        ("slr", "right", "40 deg"),
        ("slr", "left", "negative"),
    ]
    assert page.locator(".grid select.cell").first.input_value() == "positive"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_everything_else_and_the_urgent_questions_by_click(
    page: Page, examination: Examination
) -> None:
    page.goto(address(examination, "?section=motor"))
    page.get_by_role("button", name="Everything else normal, both sides").click()
    page.locator(".grid select.by-rest").first.wait_for()
    questions = page.locator("#urgent .question:visible").count()
    for left in range(questions - 1, -1, -1):
        question = page.locator("#urgent .question:visible").first
        question.get_by_role("button", name="No", exact=True).click()
        expect(page.locator("#urgent .question:not([hidden])")).to_have_count(left)
    assert page.locator("#urgent").is_hidden()
    settle(page)
    state = case_of(read_state(examination))
    assert not open_questions(state)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_burst_of_keys_loses_no_entry(page: Page, examination: Examination) -> None:
    page.goto(address(examination, "?section=motor"))
    page.locator(".grid select.cell").first.focus()
    for key in "43543543543543543543":
        page.keyboard.press(key)
    settle(page)
    assert examination.entries.count() == 20
    assert len(case_of(read_state(examination)).observations) == 20
    page.locator("#reasons li").first.wait_for()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_reasons_follow_every_entry(page: Page, examination: Examination) -> None:
    page.goto(address(examination, "?section=reflex"))
    reasons = page.locator("#reasons")
    page.locator(".grid select.cell").first.focus()
    page.keyboard.press("a")
    expect(reasons).to_contain_text("Ankle reflex: right absent")
    page.keyboard.press("n")
    expect(reasons).to_have_attribute("aria-busy", "true")
    expect(reasons).to_contain_text("Ankle reflex: right absent, left normal")
    expect(reasons).not_to_have_attribute("aria-busy", "true")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_entry_of_somebody_signed_out_is_told_and_the_panel_stays(
    page: Page, examination: Examination
) -> None:
    page.goto(address(examination) + "?section=reflex")
    page.context.clear_cookies(name="sessionid")
    cell = page.locator(".grid select.cell").first
    cell.select_option("absent")
    expect(page.locator("#refused")).to_contain_text("Not entered: you are signed out.")
    expect(cell).to_contain_class("refused")
    expect(page.locator("#live-now")).to_be_visible()
    assert not examination.entries.exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_urgent_questions_are_answered_by_keys_alone(
    page: Page, examination: Examination
) -> None:
    page.goto(address(examination))
    page.locator("#urgent button").first.focus()
    for left in (3, 2, 1, 0):
        page.keyboard.press("Enter")
        expect(page.locator("#urgent .question:not([hidden])")).to_have_count(left)
    expect(page.locator(".grid select.cell").first).to_be_focused()
    assert not open_questions(case_of(read_state(examination)))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_imaging_of_the_midline_asks_for_no_side(page: Page, examination: Examination) -> None:
    page.goto(address(examination, "?section=imaging"))
    page.get_by_label("Zone or kind").select_option("canal stenosis")
    expect(page.get_by_label("Side")).to_be_disabled()
    page.get_by_label("Degree").select_option("severe")
    page.get_by_role("button", name="Record").click()
    expect(page.locator("#recorded")).to_contain_text("canal stenosis, level not named: severe")
    page.get_by_role("button", name="Remove").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#recorded")).to_contain_text("Nothing yet.")
    expect(page.get_by_label("Level")).to_be_focused()


def test_the_routine_comes_first_and_holds_what_tells_roots_apart(
    signed_in: Client, examination: Examination
) -> None:
    assert next(iter(load_sections())) == "routine"
    routine = {finding.id for finding in load_sections()["routine"].findings}
    assert {"reflex_achilles", "strength_ankle_inversion", "slr_crossed"} <= routine
    assert "Ankle reflex" in signed_in.get(address(examination, "")).content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_imaging_is_recorded_only_when_everything_was_chosen(
    page: Page, examination: Examination
) -> None:
    page.goto(address(examination, "?section=imaging"))
    form = page.locator("#imaging-entry")
    form.get_by_label("Level").select_option("L5-S1")
    form.get_by_label("Zone or kind").select_option("mri_subarticular")
    form.get_by_label("Degree").select_option("severe")
    form.get_by_role("button", name="Record").click()
    assert not examination.entries.exists()
    form.get_by_label("Side").select_option("left")
    form.get_by_role("button", name="Record").click()
    expect(page.locator("#recorded")).to_contain_text("left")
    (item,) = case_of(read_state(examination)).observations
    assert (item.finding, item.side) == ("mri_L5_S1_subarticular", "left")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_what_somebody_else_enters_comes_into_the_grid(
    page: Page, examination: Examination, trainee: User
) -> None:
    page.goto(address(examination, "?section=reflex"))
    other = read_posted(posted(value="absent"))
    enter(examination, other.wanted, by=trainee, seen=0)
    page.get_by_label("Knee reflex, right").focus()
    page.keyboard.press("n")
    settle(page)
    expect(page.get_by_label("Ankle reflex, left")).to_have_value("absent")
    expect(page.locator("#live")).to_contain_text("trainee entered Ankle reflex: left absent at")
