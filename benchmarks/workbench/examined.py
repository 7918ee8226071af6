"""An examination with findings on record, and a person who is signed in to change it."""

from datetime import date
from importlib import import_module
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connections

from radicular.workbench.accounts.models import Role, User
from radicular.workbench.examine.posting import read_posted
from radicular.workbench.examine.sections import load_sections
from radicular.workbench.records.entering import enter
from radicular.workbench.records.models import Access, Examination, Level, Patient

__all__ = ["make_examination", "session_of"]


def make_examination(count: int) -> tuple[str, str]:
    """Make an examination of an invented patient.

    Args:
        count: How many findings are on record, all of them normal strength and reflexes.

    Returns:
        Its address and the cookie of a session.
    """
    person = User.objects.create_user(username="measured", password=None, role=Role.CLINICIAN)
    patient = Patient.objects.create(
        name="Invented Example", birth_date=date(1970, 1, 1), sex="female", invented=True
    )
    Access.objects.create(patient=patient, user=person, level=Level.OWN)
    examination = Examination.objects.create(
        patient=patient, on=date(2026, 3, 2), created_by=person
    )
    cells = [
        (finding, side)
        for section in ("motor", "reflex")
        for finding in load_sections()[section].findings[: 15 if section == "motor" else 5]
        for side in ("right", "left")
    ]
    for finding, side in cells[:count]:
        (normal,) = finding.scale.normal
        fields = {"finding": finding.id, "side": side, "value": normal, "token": str(uuid4())}
        enter(examination, read_posted(fields).wanted, by=person, seen=0)
    cookie = session_of(person)
    connections.close_all()
    return f"/examinations/{examination.key}/", cookie


def session_of(person: User) -> str:
    """Return the cookie of a new session of a person."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    key: str = session.session_key
    return key
