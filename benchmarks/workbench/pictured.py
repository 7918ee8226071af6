"""An invented patient for pictures of the workbench: an examination, a pain drawing, an episode."""

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from django.db import connections

from benchmarks.episode.carry import PUBLISHED, carry, course_of
from benchmarks.workbench.examined import session_of
from radicular.workbench.accounts.models import Role, User
from radicular.workbench.course.importing import Incoming, keep
from radicular.workbench.examine.posting import read_posted
from radicular.workbench.records.entering import enter
from radicular.workbench.records.models import Access, Examination, Level, Patient

__all__ = ["Pictured", "make_pictured"]

#: Right S1: finding, side, value.
FINDINGS = (
    ("bladder symptoms", "", "absent"),
    ("saddle_numbness", "left", "absent"),
    ("saddle_numbness", "right", "absent"),
    ("pain_leg", "right", "present"),
    ("cough_pain", "", "present"),
    ("strength_ankle_plantarflexion", "right", "4"),
    ("strength_ankle_plantarflexion", "left", "5"),
    ("strength_ankle_dorsiflexion", "right", "5"),
    ("strength_ankle_dorsiflexion", "left", "5"),
    ("reflex_achilles", "right", "absent"),
    ("reflex_achilles", "left", "normal"),
    ("reflex_patellar", "right", "normal"),
    ("reflex_patellar", "left", "normal"),
    ("slr", "right", "positive"),
)
OTHERS = (
    ("Bela Beispiel", date(1958, 4, 11), "male"),
    ("Carla Example", date(1990, 9, 23), "female"),
    ("Dora Esempio", date(1975, 1, 30), "female"),
)


class Pictured:
    """Addresses of the records, and the cookie of a person who may change them."""

    def __init__(self) -> None:
        person = User.objects.create_user(
            username="example", first_name="Erin", last_name="Example", role=Role.CLINICIAN
        )
        patient = _patient("Ada Example", date(1980, 5, 1), "female", person)
        for name, born, sex in OTHERS:
            _patient(name, born, sex, person)
        self.examination = f"/examinations/{_examined(patient, person).key}/"
        self.episode = f"/episodes/{_episode(patient, person)}/"
        self.cookie = session_of(person)
        connections.close_all()


def make_pictured() -> Pictured:
    """Make the records in the database that is set up."""
    return Pictured()


def _patient(name: str, born: date, sex: str, person: User) -> Patient:
    made = Patient.objects.create(name=name, birth_date=born, sex=sex, invented=True)
    Access.objects.create(patient=made, user=person, level=Level.OWN)
    return made


def _examined(patient: Patient, person: User) -> Examination:
    made = Examination.objects.create(
        patient=patient, on=date(2026, 3, 2), title="First visit", created_by=person
    )
    for finding, side, value in FINDINGS:
        fields = {"finding": finding, "side": side, "value": value, "token": str(uuid4())}
        enter(made, read_posted(fields).wanted, by=person, seen=0)
    return made


def _episode(patient: Patient, person: User) -> str:
    with tempfile.TemporaryDirectory() as folder:
        place = carry(course_of(PUBLISHED), Path(folder) / "episode", datetime.now(UTC))
        events = place.review().episode.events
    return str(keep(Incoming(events, ()), patient, person).key)
