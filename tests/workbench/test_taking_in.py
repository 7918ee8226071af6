"""A patient whom one workbench gave out is taken in by another, whole or not at all."""

import json
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from radicular.errors import InputError
from radicular.workbench.accounts.models import Role, User
from radicular.workbench.archive.of_patient import archive_of
from radicular.workbench.archive.taking_in import take_in
from radicular.workbench.course.models import EpisodeEvent
from radicular.workbench.demo.filling import fill
from radicular.workbench.records.deletion import delete_patient
from radicular.workbench.records.models import Access, Entry, Level, Patient
from tests.workbench.crawl import crawl, rows

pytestmark = pytest.mark.django_db

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def files(db: None) -> dict[str, bytes]:  # noqa: ARG001
    """The files of two invented patients of a workbench that is gone."""
    owner = User.objects.create_user(username="owner", role=Role.CLINICIAN)
    fill("owner")
    files = {}
    for patient in Patient.objects.all():
        if patient.number in {"DEMO-1", "DEMO-5"}:
            files[patient.number] = archive_of(patient)
        delete_patient(patient, by=owner)
    return files


def recorded(patient: Patient) -> list[Any]:
    """What must be the same in both workbenches."""
    examinations = ("key", "title", "on", "setting", "status", "reason", "created", "signed")
    return [
        [patient.key, patient.name, patient.birth_date, patient.created, patient.invented],
        list(patient.examinations.values_list(*examinations, "amends__key")),
        list(
            Entry.objects.filter(examination__patient=patient)
            .order_by("examination__key", "number")
            .values_list("examination__key", "number", "cell", "value", "at", "token")
        ),
        list(EpisodeEvent.objects.filter(episode__patient=patient).values_list("number", "text")),
    ]


@pytest.mark.parametrize("number", ["DEMO-1", "DEMO-5"])
def test_everything_comes_back_with_its_people(
    files: dict[str, bytes], client: Client, trainee: User, number: str
) -> None:
    before = rows_of(files[number])
    client.force_login(trainee)
    upload = SimpleUploadedFile("patient.zip", files[number])
    answer = client.post("/patients/take-in", {"file": upload})
    patient = Patient.objects.get(number=number)
    assert answer.headers["Location"] == f"/patients/{patient.key}/"
    assert [(one.user, one.level) for one in patient.accesses.all()] == [(trainee, Level.OWN)]
    stand_in = User.objects.get(username=f"owner@{str(patient.key)[:8]}")
    assert not stand_in.is_active
    assert not stand_in.has_usable_password()
    assert {one.signed_by for one in patient.examinations.all()} == {stand_in}
    last = patient.events.latest("id")
    assert (last.kind, last.by, last.data["people"]) == ("patient taken in", trainee, ["owner"])
    after = rows_of(archive_of(patient))
    for label in ("records.entry", "course.episodeevent", "records.examination"):
        assert [plain(row) for row in after[label]] == [plain(row) for row in before[label]]
    assert len(after["records.clinicalevent"]) == len(before["records.clinicalevent"]) + 1
    pages = crawl(client, answer.headers["Location"]).pages
    assert len(pages) > 5


def rows_of(content: bytes) -> Rows:
    with ZipFile(BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.startswith("rows/")]
        return {
            name[5:-6]: [json.loads(line) for line in archive.read(name).decode().splitlines()]
            for name in names
        }


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a row that name neither numbers nor people."""
    linked = ("patient", "examination", "episode", "amends", "by", "created_by", "signed_by")
    return {name: value for name, value in row["fields"].items() if name not in linked}


def test_who_is_here_already_is_refused(files: dict[str, bytes], trainee: User) -> None:
    take_in(files["DEMO-1"], trainee)
    before = rows()
    with pytest.raises(InputError, match="here already"):
        take_in(files["DEMO-1"], trainee)
    assert rows() == before


def test_a_patient_can_be_deleted_and_taken_in_again(
    files: dict[str, bytes], trainee: User
) -> None:
    first = recorded(take_in(files["DEMO-5"], trainee))
    delete_patient(Patient.objects.get(), by=trainee)
    assert recorded(take_in(files["DEMO-5"], trainee)) == first


def add_patient(tables: Rows) -> None:
    (row,) = tables["records.patient"]
    other = {**row["fields"], "key": "6f3d1c52-8a07-4a53-9d2e-6b1f0c7e4a91"}
    tables["records.patient"].append({**row, "pk": 0, "fields": other})


def put(label: str, **fields: object) -> Callable[[Rows], None]:
    def change(tables: Rows) -> None:
        tables[label][0]["fields"] |= fields

    return change


def other_model(tables: Rows) -> None:
    tables["records.patient"].append(
        {"model": "accounts.user", "pk": 1, "fields": {"username": "root", "is_superuser": True}}
    )


CHANGES: tuple[Callable[[Rows], object], ...] = (
    add_patient,
    other_model,
    lambda tables: tables["records.patient"].clear(),
    lambda tables: tables["records.patient"][0].pop("fields"),
    put("records.patient", name=""),
    put("records.patient", height_cm=3),
    put("records.patient", sex="x"),
    put("records.patient", key="x"),
    put("records.patient", unknown=1),
    put("records.examination", status="both"),
    put("records.examination", patient=999),
    put("records.examination", signed_by=["owner", "other"]),
    put("records.examination", created_by=["a b\0"]),
    put("records.entry", value={"finding": "nothing"}),
    put("records.entry", value=7, cell="stroke:1"),
    put("records.entry", number=2),
    put("course.episodeevent", text="no entry"),
    put("course.episodeevent", number=3),
)


def test_rows_that_do_not_fit_are_refused_whole(files: dict[str, bytes], trainee: User) -> None:
    before = rows()
    for change in CHANGES:
        tables = rows_of(files["DEMO-1"])
        change(tables)
        with pytest.raises(InputError):
            take_in(packed(tables), trainee)
        assert rows() == before


def packed(tables: Rows) -> bytes:
    """Return a file with right digests, as only somebody who knows the format could make it."""
    texts = {
        label: "".join(f"{json.dumps(row)}\n" for row in found) for label, found in tables.items()
    }
    told = {
        "format": 1,
        "software": "0",
        "rows": {label: len(found) for label, found in tables.items()},
        "digests": {label: sha256(text.encode()).hexdigest() for label, text in texts.items()},
    }
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for label, text in texts.items():
            archive.writestr(f"rows/{label}.jsonl", text)
        archive.writestr("patient.json", json.dumps(told))
    return file.getvalue()


def test_what_was_packed_again_unchanged_fits(files: dict[str, bytes], trainee: User) -> None:
    tables = rows_of(files["DEMO-1"])
    tables["records.patient"][0]["fields"]["deleting"] = True
    patient = take_in(packed(tables), trainee)
    assert not patient.deleting
    assert patient.examinations.count() == 2


@pytest.mark.parametrize("content", [b"", b"no file", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_file_of_a_patient_is_refused_on_the_page(
    signed_in: Client, content: bytes
) -> None:
    answer = signed_in.post("/patients/take-in", {"file": SimpleUploadedFile("a.zip", content)})
    assert answer.status_code == 422
    assert "Nothing is kept: file" in answer.content.decode()
    assert signed_in.post("/patients/take-in").status_code == 422
    assert not Patient.objects.exists()


def test_an_open_account_stands_for_nobody(files: dict[str, bytes], trainee: User) -> None:
    key = rows_of(files["DEMO-1"])["records.patient"][0]["fields"]["key"]
    User.objects.create_user(username=f"owner@{key[:8]}")
    with pytest.raises(InputError, match="no open account"):
        take_in(files["DEMO-1"], trainee)
    assert not Access.objects.exists()
