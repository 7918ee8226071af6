"""The examination page: what is entered is kept and moves the location."""

from uuid import uuid4

import pytest
from django.test import Client
from playwright.sync_api import Page

from radicular.workbench.accounts.models import User
from radicular.workbench.examine.posting import read_posted
from radicular.workbench.records.entering import enter
from radicular.workbench.records.models import Examination
from radicular.workbench.records.state import case_of, read_state

pytestmark = pytest.mark.django_db

ACHILLES = {"finding": "reflex_achilles", "side": "left", "value": "absent"}


def address(examination: Examination, page: str = "") -> str:
    return f"/examinations/{examination.key}/{page}"


def posted(**changed: str) -> dict[str, str]:
    return ACHILLES | {"token": str(uuid4()), "seen": "0"} | changed


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


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_burst_of_keys_loses_no_entry(page: Page, examination: Examination) -> None:
    page.goto(address(examination, "?section=motor"))
    page.locator("select.cell").first.focus()
    for key in "43543543543543543543":
        page.keyboard.press(key)
    page.locator("select.sending").first.wait_for(state="detached")
    page.wait_for_function("waiting === 0")
    assert examination.entries.count() == 20
    assert len(case_of(read_state(examination)).observations) == 20
    page.locator("#reasons li").first.wait_for()
