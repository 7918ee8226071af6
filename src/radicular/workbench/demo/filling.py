"""Filling a workbench with the invented patients."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from radicular.errors import InputError
from radicular.pathway.gate_rules import Policy
from radicular.pathway.keeper import EpisodeKeeper
from radicular.report.body_map import body_views, template_version
from radicular.report.drawing import Stroke
from radicular.workbench.accounts.models import Role, User
from radicular.workbench.course.log import DatabaseLog
from radicular.workbench.course.models import Episode
from radicular.workbench.demo.patients import InventedPatient, invented_patients
from radicular.workbench.examine.posting import read_header, read_posted
from radicular.workbench.records.amending import amend
from radicular.workbench.records.entering import Wanted, enter
from radicular.workbench.records.models import Access, ClinicalEvent, Examination, Level, Patient
from radicular.workbench.records.signing import sign
from radicular.workbench.records.state import COMPLETE, STROKE

__all__ = ["fill"]

#: Who answers for the entries of the episodes.
BY = "invented"

Told = Mapping[str, Any]


def fill(username: str) -> int:
    """Add the invented patients that are not there yet, all or none.

    Args:
        username: Of the clinician to whom they belong.

    Returns:
        How many were added.

    Raises:
        InputError: If there are other patients, or no such clinician.
    """
    with transaction.atomic():
        owner = User.objects.filter(username=username, is_active=True, role=Role.CLINICIAN).first()
        if owner is None:
            raise InputError("--demo", f"no clinician {username}", "a workbench with this account")
        if Patient.objects.filter(invented=False).exists():
            allowed = "a database without any patient who is not invented"
            raise InputError("--demo", "a database that holds patients", allowed)
        there = set(Patient.objects.values_list("key", flat=True))
        new = [one for one in invented_patients() if one.key not in there]
        for one in new:
            _add(one, owner)
    return len(new)


def _add(invented: InventedPatient, owner: User) -> None:
    head = {**invented.head, "birth_date": date.fromisoformat(invented.head["birth_date"])}
    patient = Patient.objects.create(key=invented.key, invented=True, **head)
    Access.objects.create(patient=patient, user=owner, level=Level.OWN)
    ClinicalEvent.objects.create(patient=patient, kind="patient made", by=owner)
    for told in invented.examinations:
        _examine(told, patient, owner)
    if invented.episode is not None:
        _carry(invented.episode, patient, owner)


def _examine(told: Told, patient: Patient, owner: User) -> None:
    made = Examination.objects.create(
        patient=patient,
        title=told["title"],
        on=date.fromisoformat(told["day"]),
        setting=told["setting"],
        created_by=owner,
    )
    data = {"examination": str(made.key)}
    ClinicalEvent.objects.create(patient=patient, kind="examination begun", by=owner, data=data)
    enter(made, tuple(_wanted(told, patient.sex)), by=owner, seen=0)
    if told.get("signed"):
        sign(made, by=owner)
    if "amended" in told:
        draft = amend(made, by=owner, reason=told["amended"]["reason"])
        enter(draft, tuple(_wanted(told["amended"], patient.sex)), by=owner, seen=0)
        sign(draft, by=owner)


def _wanted(told: Told, sex: str) -> Iterator[Wanted]:
    if "vertebrae" in told:
        counted = {key: str(value) for key, value in told["vertebrae"].items()}
        yield from read_header({**counted, "token": str(uuid4())}).wanted
    for finding in told.get("findings", ()):
        yield from read_posted({**finding, "token": str(uuid4())}).wanted
    for stroke in told.get("strokes", ()):
        yield Wanted(f"{STROKE}{uuid4()}", _stroke(stroke, sex).to_dict(), uuid4())
    if told.get("drawing_complete"):
        yield Wanted(COMPLETE, {"complete": True}, uuid4())


def _stroke(told: Told, sex: str) -> Stroke:
    """Return a stroke around a whole patch."""
    place = told["patch"], told["side"]
    view, patch = next(
        (view, patch)
        for view in body_views(sex)
        for patch in view.patches
        if (patch.patch, patch.side) == place
    )
    points = patch.polygons[0]
    where = {"view": view.id, "points": points, "template": template_version()}
    return Stroke.read({**told, **where})


def _carry(told: Told, patient: Patient, owner: User) -> None:
    """Carry an episode through its steps, whatever the policy of the site."""
    opened, day = told["opened"], told["entries"][0]["day"]
    episode = Episode.objects.create(patient=patient, title=opened["title"], created_by=owner)
    data = {"episode": str(episode.key)}
    ClinicalEvent.objects.create(patient=patient, kind="episode opened", by=owner, data=data)
    now = timezone.localtime()
    keeper = EpisodeKeeper(DatabaseLog(episode, owner, now), Policy(), now)
    known = {"id": str(episode.key), "sex": patient.sex, "height_cm": patient.height_cm}
    keeper.open({**opened, **known}, told["problem"], by=BY, on=day)
    for entry in told["entries"]:
        role = entry.get("role", "")
        keeper.add(entry["kind"], entry["data"], by=BY, on=entry["day"], role=role)
