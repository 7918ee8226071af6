"""How quickly the page of patients lists and searches many of them."""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from itertools import cycle, islice, product
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import urlencode

from benchmarks.workbench.served import prepare, served

__all__ = ["Asked", "measure"]

PATIENTS, TIMES, WARMING = 10_000, 100, 10
LIMIT_MS = 200.0
OK = 200
GIVEN = ("Ada", "Bruno", "Chloé", "Dario", "Elif", "Filip", "Grete", "Håkan", "Inès", "Jürgen")
FAMILY = ("Beispiel", "Esempio", "Example", "Exemple", "Örnek", "Příklad", "Voorbeeld")
#: What is asked for, and the query that asks it.
QUESTIONS: Mapping[str, Mapping[str, str]] = {
    "list": {},
    "page 2": {"page": "2"},
    "name": {"q": "ornek"},
    "number": {"q": "K-04711"},
    "two words": {"q": "exemple CHLOE"},
    "no hit": {"q": "nobody"},
}


@dataclass(frozen=True)
class Asked:
    """What was measured of one question.

    Args:
        question: What was asked for.
        times: How often.
        errors: Answers other than 200.
        median_ms: From asking to the whole answer.
        p95_ms: The same, 95th percentile.
        ratio: Of the 95th percentile to the limit.
    """

    question: str
    times: int
    errors: int
    median_ms: float
    p95_ms: float
    ratio: float

    @property
    def reached(self) -> bool:
        """Whether the limit is kept."""
        return self.ratio < 1 and not self.errors


def measure(patients: int = PATIENTS, times: int = TIMES) -> list[Asked]:
    """Ask the page of patients on a server of its own.

    Args:
        patients: How many there are.
        times: How often each question is asked, after some that are not counted.
    """
    with TemporaryDirectory(prefix="radicular-patients-") as folder:
        cookie = _make_patients(Path(folder), patients)
        with served(Path(folder)) as server:
            return [_ask(server.port, cookie, question, times) for question in QUESTIONS]


def _ask(port: int, cookie: str, question: str, times: int) -> Asked:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    address = f"/patients/?{urlencode(QUESTIONS[question])}"
    took, errors = [], 0
    for _ in range(WARMING + times):
        begin = perf_counter()
        connection.request("GET", address, headers={"Cookie": f"sessionid={cookie}"})
        answer = connection.getresponse()
        answer.read()
        took.append(1e3 * (perf_counter() - begin))
        errors += answer.status != OK
    connection.close()
    counted = took[WARMING:]
    p95 = quantiles(counted, n=20)[-1]
    return Asked(question, times, errors, median(counted), p95, p95 / LIMIT_MS)


def _make_patients(folder: Path, count: int) -> str:
    """Make a workbench with invented patients, and return the session of who may see them all."""
    prepare(folder)
    from django.db import connections  # noqa: PLC0415

    from benchmarks.workbench.examined import session_of  # noqa: PLC0415
    from radicular.workbench.accounts.models import Role, User  # noqa: PLC0415
    from radicular.workbench.records.folding import folded_head  # noqa: PLC0415
    from radicular.workbench.records.models import Access, Level, Patient  # noqa: PLC0415

    names = islice(cycle(product(GIVEN, FAMILY)), count)
    heads = [(" ".join(name), f"K-{place:05}") for place, name in enumerate(names)]
    made = Patient.objects.bulk_create(
        Patient(name=name, number=number, invented=True, folded=folded_head(name, number))
        for name, number in heads
    )
    person = User.objects.create_user(username="measured", role=Role.CLINICIAN)
    Access.objects.bulk_create(Access(patient=one, user=person, level=Level.OWN) for one in made)
    cookie = session_of(person)
    connections.close_all()
    return cookie


def _print(found: Sequence[Asked]) -> None:
    for one in found:
        print(
            f"{one.question:10} median {one.median_ms:6.1f} ms, 95 % {one.p95_ms:6.1f} ms, "
            f"{one.ratio:.2f} of the limit, {one.errors} errors"
        )


def main() -> int:
    """Measure and print; 1 if the limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=PATIENTS)
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--database", default="", help="postgresql://…, empty and of its own")
    parser.add_argument("--json", action="store_true", help="print it for a machine")
    options = parser.parse_args()
    if options.database:
        os.environ["RADICULAR_DATABASE"] = options.database
    found = measure(options.patients, options.times)
    if options.json:
        print(json.dumps([asdict(one) for one in found]))
    else:
        _print(found)
    return 0 if all(one.reached for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
