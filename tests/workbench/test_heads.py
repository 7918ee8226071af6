"""The head of a patient: who may change it, what is kept of it, and two people at once."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test import Client
from django.utils import timezone

from radicular.workbench.accounts.models import User
from radicular.workbench.records.amending import amend
from radicular.workbench.records.heads import last_change
from radicular.workbench.records.models import Access, Examination, Level, Patient
from radicular.workbench.records.signing import sign
from radicular.workbench.records.state import case_of, read_state

pytestmark = pytest.mark.django_db

HEAD = {"name": "Ada Example", "number": "", "birth_date": "1980-05-01", "sex": "female"}


def address(patient: Patient) -> str:
    return f"/patients/{patient.key}/edit"


def send(client: Client, patient: Patient, **changed: str) -> tuple[int, str]:
    seen = {"seen": str(last_change(patient)), "height_cm": ""}
    answer = client.post(address(patient), HEAD | seen | changed)
    return answer.status_code, answer.content.decode()


def test_what_changed_is_kept(signed_in: Client, patient: Patient, clinician: User) -> None:
    wanted = {"name": "Ada Beispiel", "height_cm": "170", "birth_date": "1980-05-02"}
    assert send(signed_in, patient, **wanted)[0] == 302
    patient.refresh_from_db()
    assert (patient.name, patient.height_cm) == ("Ada Beispiel", 170)
    assert patient.birth_date == date(1980, 5, 2)
    event = patient.events.get()
    assert event.by == clinician
    assert event.data["changed"] == {
        "name": ["Ada Example", "Ada Beispiel"],
        "birth_date": ["1980-05-01", "1980-05-02"],
        "height_cm": ["", "170"],
    }
    logged = LogEntry.objects.get_for_object(patient).filter(action=LogEntry.Action.UPDATE).get()
    assert (logged.actor, logged.changes["name"]) == (clinician, ["Ada Example", "Ada Beispiel"])
    page = signed_in.get(f"/patients/{patient.key}/").content.decode()
    assert "height in cm not stated → 170" in page
    assert "Beispiel" in signed_in.get("/patients/", {"q": "beispiel"}).content.decode()


def test_what_is_signed_keeps_the_data_of_its_day(
    signed_in: Client, patient: Patient, examination: Examination, clinician: User
) -> None:
    before = case_of(read_state(examination)).patient
    sign(examination, by=clinician)
    assert send(signed_in, patient, birth_date="1950-05-01", sex="male")[0] == 302
    signed = Examination.objects.get(pk=examination.pk)
    assert case_of(read_state(signed)).patient == before
    amended = case_of(read_state(amend(signed, by=clinician, reason="born earlier"))).patient
    assert (amended.sex, before.sex) == ("male", "female")
    assert (amended.age, before.age) == (75, 45)


def test_nothing_is_kept_of_a_form_that_changes_nothing(
    signed_in: Client, patient: Patient
) -> None:
    assert send(signed_in, patient)[0] == 302
    assert not patient.events.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "a\0b"),
        ("name", "a" * 201),
        ("birth_date", str(date.today() + timedelta(days=2))),  # noqa: DTZ011
        ("birth_date", "yesterday"),
        ("sex", "x"),
        ("height_cm", "18"),
        ("height_cm", "1" * 40),
        ("seen", ""),
        ("seen", "-1"),
        ("seen", "one"),
    ],
)
def test_a_wrong_field_is_told_and_nothing_is_changed(
    signed_in: Client, patient: Patient, field: str, value: str
) -> None:
    status, page = send(signed_in, patient, number="K-1", **{field: value})
    assert status == 422
    assert "errorlist" in page or f"{field}: " in page
    assert 'value="K-1"' in page
    patient.refresh_from_db()
    assert (patient.number, patient.events.count()) == ("", 0)


@pytest.mark.parametrize("level", [None, *Level])
def test_only_those_who_may_record_change_a_head(
    client: Client, patient: Patient, trainee: User, level: Level | None
) -> None:
    if level is not None:
        Access.objects.create(patient=patient, user=trainee, level=level)
    client.force_login(trainee)
    may = level in (Level.WRITE, Level.OWN)
    assert client.get(address(patient)).status_code == (200 if may else 404)
    assert send(client, patient, name="Ada Other")[0] == (302 if may else 404)
    assert Patient.objects.filter(name="Ada Other").exists() is may


def test_a_change_of_somebody_else_is_told_and_not_overwritten(
    signed_in: Client, patient: Patient, trainee: User
) -> None:
    Access.objects.create(patient=patient, user=trainee, level=Level.WRITE)
    other = Client()
    other.force_login(trainee)
    send(other, patient, name="Ada Other", number="K-1")
    status, page = send(signed_in, patient, name="Ada Mine", sex="male", seen="0")
    assert status == 422
    assert "trainee: name Ada Example → Ada Other, record number not stated → K-1" in page
    assert 'value="Ada Mine"' in page
    assert 'value="K-1"' in page
    patient.refresh_from_db()
    assert (patient.name, patient.sex) == ("Ada Other", "female")
    seen = str(patient.events.get().pk)
    assert f'name="seen" value="{seen}"' in page
    again = {"name": "Ada Mine", "number": "K-1", "sex": "male", "seen": seen}
    assert send(signed_in, patient, **again)[0] == 302
    patient.refresh_from_db()
    assert (patient.name, patient.number, patient.sex) == ("Ada Mine", "K-1", "male")


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told(patient: Patient, clinician: User) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("two connections to a database in memory lock each other out")
    together, answers = Barrier(2, timeout=20), list[int]()

    def change(name: str) -> None:
        try:
            client = Client()
            client.force_login(clinician)
            together.wait()
            answers.append(send(client, patient, name=name, seen="0")[0])
        finally:
            connection.close()

    people = [Thread(target=change, args=(name,)) for name in ("Ada One", "Ada Two")]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sorted(answers) == [302, 422]
    assert patient.events.count() == 1
    # The tables are emptied after the test, which the database refuses for records that are kept.
    Patient.objects.update(deleting=True)


def test_a_head_can_be_shown_as_it_was(signed_in: Client, patient: Patient) -> None:
    send(signed_in, patient, name="Ada Later", birth_date="1980-05-02", height_cm="170")
    send(signed_in, patient, name="Ada Now", birth_date="", height_cm="171")
    page = f"/patients/{patient.key}/"
    then = (timezone.now() - timedelta(minutes=1)).isoformat()
    between = patient.events.first()
    assert between is not None
    early = signed_in.get(page, {"at": then}).content.decode()
    middle = signed_in.get(page, {"at": between.at.isoformat()}).content.decode()
    now = signed_in.get(page).content.decode()
    assert "Ada Example" in early
    assert "Born 1980-05-01. Female. <" in early.replace("</p>", "<")
    assert "Born 1980-05-02. Female. 170 cm." in middle
    assert "Ada Now" in now
    assert "Born" not in now.partition("<table")[0]
