"""Patients and examinations: who sees them, and what becomes of them."""

from datetime import date, timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, connection, transaction
from django.test import Client

from radicular.workbench.accounts.models import User
from radicular.workbench.records.entering import Wanted, enter
from radicular.workbench.records.models import (
    Access,
    ClinicalEvent,
    Examination,
    Level,
    Patient,
)
from radicular.workbench.records.search import matching
from radicular.workbench.records.state import read_state

pytestmark = pytest.mark.django_db

NEW = {"name": "Ben Example", "birth_date": "1970-02-03", "sex": "male", "height_cm": "180"}


def test_who_makes_a_patient_owns_the_record(signed_in: Client, clinician: User) -> None:
    answer = signed_in.post("/patients/new", NEW)
    made = Patient.objects.get(name="Ben Example")
    assert answer.headers["Location"] == f"/patients/{made.key}/"
    assert Access.objects.get(patient=made).user == clinician
    assert "patient made" in signed_in.get(f"/patients/{made.key}/").content.decode()


def test_who_changed_a_record_is_written_down(signed_in: Client, clinician: User) -> None:
    signed_in.post("/patients/new", NEW)
    made = Patient.objects.get()
    (entry,) = LogEntry.objects.get_for_object(made)
    assert entry.actor == clinician
    assert entry.changes["name"] == ["None", "Ben Example"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("birth_date", str(date.today() + timedelta(days=2))),  # noqa: DTZ011
        ("birth_date", "yesterday"),
        ("height_cm", "18"),
        ("sex", "x"),
        ("name", "a\0b"),
    ],
)
def test_a_wrong_field_is_told_and_nothing_is_kept(
    signed_in: Client, field: str, value: str
) -> None:
    answer = signed_in.post("/patients/new", NEW | {field: value})
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert not Patient.objects.exists()


def test_records_of_others_do_not_exist(
    client: Client, patient: Patient, administrator: User
) -> None:
    client.force_login(administrator)
    assert client.get(f"/patients/{patient.key}/").status_code == 404
    assert "Ada Example" not in client.get("/patients/").content.decode()
    assert client.post(f"/patients/{patient.key}/examine", {"on": "2026-01-02"}).status_code == 404


def test_search_finds_by_name_and_by_number(signed_in: Client, patient: Patient) -> None:
    patient.number = "K-17"
    patient.save()
    for sought, found in (("ada", True), ("K-1", True), ("ben", False)):
        page = signed_in.get("/patients/", {"q": sought}).content.decode()
        assert ("Ada Example" in page) is found


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("ornek ELIF", True),
        ("örnek", True),
        ("O\u0308RNEK k-0", True),
        ("k-017 elif gross", True),
        ("GROẞ", True),
        ("elif ben", False),
        ("k-0 17", True),
        ("%", False),
        ("_", False),
        ("örnek\0", True),
        ("x" * 5000, False),
        ("a " * 5000, False),
        ("", True),
    ],
)
def test_search_takes_words_in_any_order_without_case_and_accents(
    signed_in: Client, patient: Patient, sought: str, *, found: bool
) -> None:
    patient.name, patient.number = "Elif Örnek-Groß", "K-017"
    patient.save()
    answer = signed_in.get("/patients/", {"q": sought})
    assert answer.status_code == 200
    assert ("Elif" in answer.content.decode().partition("<table")[2]) is found


def test_a_search_of_many_is_read_page_by_page(signed_in: Client, clinician: User) -> None:
    made = [Patient.objects.create(name=f"Example {number:03}") for number in range(120)]
    Access.objects.bulk_create(
        Access(patient=one, user=clinician, level=Level.READ) for one in made
    )
    first, last = (
        signed_in.get("/patients/", {"q": "exam", "page": page}).content.decode()
        for page in ("1", "3")
    )
    assert "120 patients" in first
    assert "Example 049" in first
    assert "Example 050" not in first
    assert "Page 3 of 3" in last
    assert "Example 119" in last


def test_patients_on_record_are_found_after_the_update(patient: Patient) -> None:
    Patient.objects.filter(pk=patient.pk).update(folded=None)
    migration = import_module("radicular.workbench.records.migrations.0005_folded")
    migration.fold_all(apps, connection.schema_editor())
    patient.refresh_from_db()
    assert patient.folded == "ada example\n"


def test_a_patient_who_comes_back_from_a_backup_is_found(patient: Patient) -> None:
    text = serializers.serialize("jsonl", [patient])
    assert "folded" not in text
    Patient.objects.filter(pk=patient.pk).update(folded=None)
    (row,) = serializers.deserialize("jsonl", text)
    row.save()
    assert matching(Patient.objects.all(), "ADA").exists()


def test_an_examination_is_begun_and_signed_once(signed_in: Client, patient: Patient) -> None:
    begun = signed_in.post(
        f"/patients/{patient.key}/examine", {"on": "2026-01-02", "setting": "spine_clinic"}
    )
    examination = patient.examinations.get()
    assert begun.headers["Location"] == f"/examinations/{examination.key}/"
    for _ in range(2):
        signed_in.post(f"/patients/examinations/{examination.key}/sign")
    assert patient.events.filter(kind="examination signed").count() == 1


def test_who_signs_sees_first_what_is_recorded_and_what_was_not_asked(
    signed_in: Client, examination: Examination
) -> None:
    address = f"/patients/examinations/{examination.key}/sign"
    shown = signed_in.get(address).content.decode()
    assert "0 findings recorded" in shown
    assert "Not asked yet: Any bladder symptom" in shown
    examination.refresh_from_db()
    assert examination.status == "draft"
    signed_in.post(address)
    assert signed_in.get(address).status_code == 302


def test_a_trainee_does_not_sign(
    client: Client, examination: Examination, patient: Patient, trainee: User
) -> None:
    Access.objects.create(patient=patient, user=trainee, level=Level.WRITE)
    client.force_login(trainee)
    answer = client.post(f"/patients/examinations/{examination.key}/sign")
    assert answer.status_code == 403
    examination.refresh_from_db()
    assert examination.status == "draft"


def test_an_amendment_begins_where_the_signed_one_ended(
    signed_in: Client, examination: Examination, clinician: User
) -> None:
    entry = {"finding": "reflex_achilles", "side": "left", "value": "absent"}
    enter(
        examination,
        [Wanted("finding:reflex_achilles:left::", entry, uuid4())],
        by=clinician,
        seen=0,
    )
    address = f"/patients/examinations/{examination.key}"
    reason = {"reason": "the other side"}
    assert signed_in.post(f"{address}/amend", reason).status_code == 422
    signed_in.post(f"{address}/sign")
    assert signed_in.post(f"{address}/amend", {"reason": " "}).status_code == 422
    assert signed_in.post(f"{address}/amend", reason).status_code == 302
    draft = Examination.objects.get(amends=examination)
    assert read_state(draft).findings == (entry,)
    shown = signed_in.get(f"/examinations/{draft.key}/").content.decode()
    assert f'Amends <a href="/examinations/{examination.key}/">' in shown
    assert "the other side" in shown
    assert signed_in.post(f"{address}/amend", reason).status_code == 422
    assert "amendment: the other side" in (
        signed_in.get(f"/patients/{examination.patient.key}/").content.decode()
    )


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_itself_refuses_to_change_what_was_recorded(
    patient: Patient, clinician: User, change: str
) -> None:
    event = ClinicalEvent.objects.create(patient=patient, kind="patient made", by=clinician)
    events = ClinicalEvent.objects.filter(pk=event.pk)
    with pytest.raises(IntegrityError, match="only be added"), transaction.atomic():
        events.update(kind="nothing") if change == "update" else events.delete()
    events.get(kind="patient made")
    Patient.objects.filter(pk=patient.pk).update(deleting=True)
    assert patient.delete()[0] > 1
