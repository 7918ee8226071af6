"""People who enter findings over HTTP, as the examination page does."""

import re
from dataclasses import dataclass, field
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from urllib.parse import urlencode
from uuid import UUID, uuid4

from benchmarks.workbench.served import prepare

__all__ = ["Writer", "make_writers"]

CSRF = "a" * 32
SEEN = re.compile(r'data-seen="(\d+)"')


@dataclass
class Writer:
    """A person with an examination.

    Args:
        address: Of the examination.
        examination: Its number in the database.
        cookie: Of the session.
        cells: Findings with side and grades.
        random: What is entered next.
        seen: Number of the last entry that the answers told of.
    """

    address: str
    examination: int
    cookie: str
    cells: list[tuple[str, str, tuple[str, ...]]]
    random: Random
    seen: int = 0
    connection: HTTPConnection | None = field(default=None, repr=False)

    def entry(self) -> dict[str, str]:
        """Return the fields of a further entry."""
        finding, side, grades = self.random.choice(self.cells)
        value = self.random.choice(grades)
        token = str(UUID(int=self.random.getrandbits(128), version=4))
        return {"finding": finding, "side": side, "value": value, "token": token}

    def enter(self, port: int, fields: dict[str, str]) -> int:
        """Send an entry and return the status of the answer."""
        status, text = self._ask(
            port, "POST", "enter", urlencode(fields | {"seen": str(self.seen)})
        )
        told = SEEN.search(text)
        self.seen = int(told[1]) if told else self.seen
        return status

    def reasons(self, port: int) -> int:
        """Ask for the reasons and return the status of the answer."""
        return self._ask(port, "GET", "reasons", "")[0]

    def _ask(self, port: int, method: str, page: str, body: str) -> tuple[int, str]:
        if self.connection is None:
            self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {
            "Cookie": f"sessionid={self.cookie}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            self.connection.request(method, f"{self.address}{page}", body, headers)
            answer = self.connection.getresponse()
            text = answer.read().decode()
        except BaseException:
            self.connection.close()
            self.connection = None
            raise
        return answer.status, text


def make_writers(folder: Path, count: int, *, sharing: int = 1) -> list[Writer]:
    """Make a workbench with people and invented patients.

    Args:
        folder: Home of the workbench.
        count: How many people.
        sharing: How many of them examine one patient together.
    """
    prepare(folder)
    from django.db import connections  # noqa: PLC0415

    from benchmarks.workbench.examined import session_of  # noqa: PLC0415
    from radicular.workbench.accounts.models import Role, User  # noqa: PLC0415
    from radicular.workbench.examine.sections import load_sections  # noqa: PLC0415
    from radicular.workbench.records.models import (  # noqa: PLC0415
        Access,
        Examination,
        Level,
        Patient,
    )

    cells = [
        (finding.id, side, finding.scale.grades)
        for section in ("motor", "reflex", "sensation")
        for finding in load_sections()[section].findings
        if finding.sided and not finding.of_the_rest
        for side in ("right", "left")
    ]
    writers = []
    for number in range(count):
        person = User.objects.create_user(username=f"w{uuid4().hex[:12]}", role=Role.CLINICIAN)
        if number % sharing == 0:
            patient = Patient.objects.create(name=f"Invented {number}", invented=True)
            examination = Examination.objects.create(
                patient=patient, on=date(2026, 3, 2), created_by=person
            )
        Access.objects.create(patient=patient, user=person, level=Level.OWN)
        writers.append(
            Writer(
                f"/examinations/{examination.key}/",
                examination.pk,
                session_of(person),
                cells,
                Random(number),  # noqa: S311 - no secret is made of it
            )
        )
    connections.close_all()
    return writers
