"""What those do who own a patient's records: share them, see who looked, go back, delete."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.utils import timezone

from radicular.workbench.accounts.models import User
from radicular.workbench.course.models import Episode
from radicular.workbench.records.access import patients_of
from radicular.workbench.records.amending import amend
from radicular.workbench.records.deletion import models_of_patients
from radicular.workbench.records.entering import Wanted, enter
from radicular.workbench.records.models import Access, Deletion, Examination, Level, Patient, Status

pytestmark = pytest.mark.django_db

ACHILLES = {"finding": "reflex_achilles", "side": "left", "value": "absent"}


def page(patient: Patient, name: str = "") -> str:
    return f"/patients/{patient.key}/{name}"


def record(examination: Examination, by: User) -> None:
    cell = "finding:reflex_achilles:left::"
    enter(examination, [Wanted(cell, ACHILLES, uuid4())], by=by, seen=0)


def test_an_owner_shares_a_record_and_takes_it_back(
    signed_in: Client, patient: Patient, trainee: User
) -> None:
    for level in ("read", "write", "none"):
        fields = {"person": trainee.username, "level": level}
        assert signed_in.post(page(patient, "sharing"), fields).status_code == 302
        assert patients_of(trainee).filter(pk=patient.pk).exists() == (level != "none")
    kinds = list(patient.events.values_list("kind", flat=True))
    assert kinds == ["access given", "access given", "access taken"]
    shown = signed_in.get(page(patient, "")).content.decode()
    assert f"access given ({trainee.username}, may read), " in shown
    assert f"access taken ({trainee.username}), " in shown


@pytest.mark.parametrize("level", [Level.READ, Level.WRITE])
def test_nobody_is_offered_what_they_may_not_do(
    client: Client, examination: Examination, trainee: User, level: Level
) -> None:
    patient = examination.patient
    Examination.objects.create(
        patient=patient, on=examination.on, created_by=trainee, status=Status.SIGNED
    )
    Access.objects.create(patient=patient, user=trainee, level=level)
    client.force_login(trainee)
    for address in ("/patients/", page(patient)):
        shown = client.get(address).content.decode().partition("<main")[2]
        for link in re.findall(r'(?:href|action)="(/[^"]*)"', shown):
            assert client.get(unescape(link)).status_code == 200, link
    assert ("New episode" in shown) == (level == Level.WRITE)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"person": "nobody", "level": "read"}, "person"),
        ({"person": "trainee", "level": "all"}, "level"),
        ({"person": "clinician", "level": "read"}, "person"),
    ],
)
def test_wrong_sharing_is_refused_with_its_field(
    signed_in: Client, patient: Patient, trainee: User, fields: dict[str, str], field: str
) -> None:
    answer = signed_in.post(page(patient, "sharing"), fields)
    assert answer.status_code == 422
    assert field in answer.content.decode()
    assert not Access.objects.filter(user=trainee).exists()
    assert Access.objects.get(patient=patient).level == Level.OWN


@pytest.mark.parametrize("name", ["sharing", "delete"])
def test_only_owners_share_and_delete(
    client: Client, patient: Patient, trainee: User, name: str
) -> None:
    Access.objects.create(patient=patient, user=trainee, level=Level.WRITE)
    client.force_login(trainee)
    assert client.get(page(patient, name)).status_code == 404
    assert client.post(page(patient, name), {"name": patient.name}).status_code == 404
    assert Patient.objects.filter(pk=patient.pk).exists()


def test_the_owner_sees_who_looked(
    signed_in: Client, patient: Patient, examination: Examination, trainee: User
) -> None:
    Access.objects.create(patient=patient, user=trainee, level=Level.READ)
    other = Client()
    other.force_login(trainee)
    for address in (page(patient), f"/examinations/{examination.key}/"):
        for _ in range(3):
            assert other.get(address).status_code == 200
    looks = LogEntry.objects.filter(actor=trainee, action=LogEntry.Action.ACCESS)
    assert looks.exclude(content_type=ContentType.objects.get_for_model(User)).count() == 2
    assert "trainee" in signed_in.get(page(patient, "sharing")).content.decode()
    assert f"looked at: {patient}" in signed_in.get(page(patient, "sharing")).content.decode()


@pytest.mark.parametrize("name", ["?section=motor", "?section=imaging", "body", "body?mode=touch"])
def test_who_may_only_read_is_offered_nothing_to_enter(
    client: Client, patient: Patient, examination: Examination, trainee: User, name: str
) -> None:
    access = Access.objects.create(patient=patient, user=trainee, level=Level.READ)
    client.force_login(trainee)
    address = f"/examinations/{examination.key}/{name}"
    assert "may read this examination" in client.get(address).content.decode()
    access.level = Level.WRITE
    access.save()
    assert "may read this examination" not in client.get(address).content.decode()


def test_a_record_can_be_shown_as_it_was(
    signed_in: Client, examination: Examination, clinician: User
) -> None:
    record(examination, clinician)
    before = timezone.now() - timedelta(minutes=1)
    Examination.objects.filter(pk=examination.pk).update(created=before - timedelta(hours=1))
    address = f"/examinations/{examination.key}/?section=reflex"
    now = signed_in.get(address).content.decode()
    then = signed_in.get(address, {"section": "reflex", "at": before.isoformat()}).content.decode()
    assert "S1" in now
    assert "As it was on" in then
    assert "Nothing is recorded yet" in then
    early = {"at": (before - timedelta(days=1)).isoformat()}
    assert signed_in.get(address, early).status_code == 404
    assert "None yet" in signed_in.get(page(examination.patient), early).content.decode()
    for wrong in (address, page(examination.patient), f"/examinations/{examination.key}/reasons"):
        answer = signed_in.get(wrong, {"at": "yesterday"})
        assert answer.status_code == 422
        assert "2026-05-01T12:00" in answer.content.decode()
        later = signed_in.get(wrong, {"at": "2999-01-01T12:00"})
        assert (later.status_code, "has passed" in later.content.decode()) == (422, True)


def test_a_deletion_is_complete_and_stays_on_record(
    signed_in: Client, examination: Examination, clinician: User, trainee: User
) -> None:
    patient = examination.patient
    record(examination, clinician)
    signed_in.get(page(patient))
    Examination.objects.filter(pk=examination.pk).update(status=Status.SIGNED)
    amend(Examination.objects.get(pk=examination.pk), by=clinician, reason="left and right")
    Episode.objects.create(patient=patient, created_by=clinician)
    for level in ("read", "none"):
        signed_in.post(page(patient, "sharing"), {"person": trainee.username, "level": level})
    assert signed_in.post(page(patient, "delete"), {"name": "ada"}).status_code == 422
    assert signed_in.post(page(patient, "delete"), {"name": patient.name}).status_code == 200
    for model, _ in models_of_patients():
        assert not model._default_manager.exists()  # noqa: SLF001 - Django's documented interface
        kind = ContentType.objects.get_for_model(model)
        assert not LogEntry.objects.filter(content_type=kind).exists()
    assert not LogEntry.objects.filter(object_repr__contains="Ada").exists()
    deletion = Deletion.objects.get()
    assert deletion.by == clinician
    assert deletion.rows["records_entry"] == 2
    assert deletion.rows["records_examination"] == 2
    assert "Ada" not in f"{deletion.digest}{deletion.rows}"


def test_a_deletion_on_record_cannot_be_changed(clinician: User) -> None:
    Deletion.objects.create(digest="0", by=clinician)
    for statement in ("UPDATE records_deletion SET digest = '1'", "DELETE FROM records_deletion"):
        with (
            pytest.raises((IntegrityError, DatabaseError)),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_keepers_of_accounts_see_what_was_deleted(signed_in: Client, administrator: User) -> None:
    assert signed_in.get("/patients/deletions").status_code == 404
    keeper = Client()
    keeper.force_login(administrator)
    assert keeper.get("/patients/deletions").status_code == 200
