"""Everything of one patient in one file: complete, theirs alone, and held against its digests."""

import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.test import Client

from radicular.errors import InputError
from radicular.workbench.accounts.models import Role, User
from radicular.workbench.archive.backup import read, restore
from radicular.workbench.archive.of_patient import PATIENT, archive_of
from radicular.workbench.demo.filling import fill
from radicular.workbench.records.deletion import models_of_patients
from radicular.workbench.records.models import Access, ClinicalEvent, Level, Patient

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client) -> User:
    """The owner of all invented patients, signed in."""
    owner = User.objects.create_user(username="owner", role=Role.CLINICIAN)
    fill("owner")
    client.force_login(owner)
    return owner


def given_out(client: Client, patient: Patient) -> bytes:
    answer = client.post(f"/patients/{patient.key}/archive")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f'"patient-{patient.key}.zip"')
    return answer.content


@pytest.mark.usefixtures("owner")
def test_it_holds_every_row_of_the_patient_and_of_no_other(client: Client) -> None:
    for patient in Patient.objects.all():
        content = given_out(client, patient)
        held = PATIENT.read(BytesIO(content), "file")
        with ZipFile(BytesIO(content)) as archive:
            for model, lookup in models_of_patients():
                label = model._meta.label_lower  # noqa: SLF001 - Django's documented interface
                rows = model._default_manager.filter(**{lookup: patient.pk})  # noqa: SLF001
                lines = archive.read(f"rows/{label}.jsonl").decode().splitlines()
                keys = [json.loads(line)["pk"] for line in lines]
                assert keys == list(rows.order_by("pk").values_list("pk", flat=True))
                assert held.rows[label] == len(keys)
    assert held.rows["records.patient"] == 1
    assert held.rows["records.entry"] > 20


def test_people_are_named_and_nothing_lets_anybody_in(client: Client, owner: User) -> None:
    owner.set_password("blue horse in the rain")
    owner.save()
    client.force_login(owner)
    content = given_out(client, owner.accesses.earliest("id").patient)
    with ZipFile(BytesIO(content)) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())
    assert '"signed_by": ["owner"]' in text
    assert '"name": "Ada Example"' in text
    assert owner.password not in text
    assert "accounts." not in text


def test_that_it_left_is_written_down(signed_in: Client, patient: Patient, clinician: User) -> None:
    held = PATIENT.read(BytesIO(given_out(signed_in, patient)), "file")
    event = ClinicalEvent.objects.get(patient=patient)
    assert (event.kind, event.by) == ("patient given out", clinician)
    assert held.rows["records.clinicalevent"] == 1
    assert "patient given out" in signed_in.get(f"/patients/{patient.key}/").content.decode()


@pytest.mark.parametrize("level", [None, Level.READ, Level.WRITE])
def test_only_owners_are_given_it(
    client: Client, patient: Patient, trainee: User, level: Level | None
) -> None:
    if level is not None:
        Access.objects.create(patient=patient, user=trainee, level=level)
    client.force_login(trainee)
    assert client.post(f"/patients/{patient.key}/archive").status_code == 404
    assert "archive" not in client.get(f"/patients/{patient.key}/").content.decode()
    assert not patient.events.exists()


def test_a_link_gives_nothing_out(signed_in: Client, patient: Patient) -> None:
    assert signed_in.get(f"/patients/{patient.key}/archive").status_code == 405
    assert not patient.events.exists()


def test_a_changed_file_is_told(patient: Patient) -> None:
    changed = BytesIO()
    with ZipFile(BytesIO(archive_of(patient))) as old, ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"Ada", b"Eva"))
    with pytest.raises(InputError, match=r"records\.patient"):
        PATIENT.read(changed, "file")


def test_the_command_checks_a_file(patient: Patient, tmp_path: Path) -> None:
    file = tmp_path / "patient.zip"
    file.write_bytes(archive_of(patient))
    whole = checked(str(file), "--json")
    assert json.loads(whole.stdout)["rows"]["records.patient"] == 1
    file.write_bytes(file.read_bytes()[:-40])
    for path in (file, tmp_path / "none.zip", tmp_path):
        told = checked(str(path))
        assert told.returncode == 2
        assert str(path) in told.stderr
        assert "Traceback" not in told.stderr


def checked(*arguments: str) -> "subprocess.CompletedProcess[str]":
    names = ("RADICULAR_DATABASE", "DJANGO_SETTINGS_MODULE", "RADICULAR_WORKBENCH")
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "radicular", "backup", "check", *arguments],
        env={name: value for name, value in os.environ.items() if name not in names},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_manual_names_every_table() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "workbench.md").read_text(encoding="utf-8")
    for model, _ in models_of_patients():
        assert f"`{model._meta.label_lower}`" in manual  # noqa: SLF001 - documented


def test_it_is_no_backup(patient: Patient, tmp_path: Path) -> None:
    file = tmp_path / "patient.zip"
    file.write_bytes(archive_of(patient))
    for bring in (read, restore):
        with pytest.raises(InputError, match="a backup that radicular made"):
            bring(file)
