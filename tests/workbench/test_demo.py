"""``radicular serve --demo``: invented patients, marked as such, and never beside real ones."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from django.test import Client

from benchmarks.workbench.served import free_port
from radicular.errors import InputError
from radicular.workbench.accounts.models import Role, User
from radicular.workbench.demo.filling import fill
from radicular.workbench.demo.patients import invented_patients
from radicular.workbench.examine.live import live_view
from radicular.workbench.records.models import Patient, Status
from radicular.workbench.records.state import case_of, read_state
from tests.workbench.crawl import crawl, rows
from tests.workbench.test_serve import CSRF, opened

PASSWORD = "blue horse in the rain"  # noqa: S105
#: Of each patient, where the lesion is likeliest at the first examination.
PLACES = {
    "DEMO-1": "right S1 root",
    "DEMO-2": "left L5 root",
    "DEMO-3": "cauda equina",
    "DEMO-4": "right common fibular nerve",
    "DEMO-5": "left S1 root",
    "DEMO-6": "L5 root, both sides",
}


@pytest.fixture
def owner(db: None) -> User:  # noqa: ARG001
    return User.objects.create_user(username="owner", role=Role.CLINICIAN)


@pytest.fixture
def filled(owner: User) -> User:
    assert fill("owner") == len(invented_patients())
    return owner


def test_every_file_says_that_it_is_invented() -> None:
    folder = Path(fill.__code__.co_filename).parent / "cases"
    assert len(invented_patients()) == len(PLACES)
    for file in folder.iterdir():
        assert "provenance: invented\n" in file.read_text(encoding="utf-8")


def test_a_second_time_nothing_is_added(filled: User) -> None:
    before = rows()
    assert fill(filled.username) == 0
    assert rows() == before
    assert set(Patient.objects.values_list("invented", flat=True)) == {True}


def test_the_first_examination_leads_to_the_place(filled: User) -> None:
    for number, place in PLACES.items():
        first = filled.accesses.get(patient__number=number).patient.examinations.earliest("id")
        live = live_view(case_of(read_state(first)))
        assert live.places[0].headline.startswith(place)
        assert not live.open_questions
        assert first.status == Status.SIGNED


@pytest.mark.usefixtures("patient", "owner")
def test_beside_a_real_patient_nothing_is_added() -> None:
    before = rows()
    with pytest.raises(InputError, match="not invented"):
        fill("owner")
    assert rows() == before


@pytest.mark.usefixtures("clinician")
def test_without_the_first_account_nothing_is_added() -> None:
    with pytest.raises(InputError, match="no clinician owner"):
        fill("owner")


def test_every_page_that_names_an_invented_patient_says_so(client: Client, filled: User) -> None:
    client.force_login(filled)
    names = [one.head["name"] for one in invented_patients()]
    shown = 0
    for address, whole in crawl(client, "/patients/").pages.items():
        page = client.get(address).content.decode() if whole else ""
        main = page.partition("<main")[2]
        if any(name in main for name in names):
            shown += 1
            assert 'class="invented"' in main, address
    assert shown > len(names)


def command(home: Path) -> tuple[list[str], dict[str, str]]:
    """Return the command on a workbench of its own, and an environment that leads nowhere else."""
    line = [sys.executable, "-u", "-m", "radicular", "serve", "--no-open", "--demo"]
    names = ("RADICULAR_DATABASE", "DJANGO_SETTINGS_MODULE")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    return [*line, "--port", str(free_port()), "--home", str(home)], environment


@contextmanager
def served(home: Path) -> Iterator[list[str]]:
    """Serve a workbench with ``--demo``, and give the lines that it prints first."""
    line, environment = command(home)
    process = subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=environment)  # noqa: S603
    assert process.stdout is not None
    try:
        yield [process.stdout.readline() for _ in range(2)]
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        process.stdout.close()


def test_the_command_fills_a_first_start_and_refuses_beside_a_real_patient(tmp_path: Path) -> None:
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    with served(tmp_path) as (added, link):
        assert added == "Invented patients added: 6.\n"
        address = link.split()[2]
        fields = {"csrfmiddlewaretoken": CSRF.findall(opened(opener, address))[0]}
        fields |= dict.fromkeys(("new_password1", "new_password2"), PASSWORD)
        page = opened(opener, address, fields)
        assert page.count('<span class="invented">invented</span>') == 6
        new = f"{address.partition('/link')[0]}/patients/new"
        fields = {"csrfmiddlewaretoken": CSRF.findall(opened(opener, new))[0], "name": "Eva Real"}
        made = opened(opener, new, fields)
        assert "Eva Real" in made
        assert 'class="invented"' not in made.partition("<main")[2]
    line, environment = command(tmp_path)
    refused = subprocess.run(  # noqa: S603
        line, capture_output=True, text=True, check=False, env=environment, timeout=60
    )
    assert refused.returncode == 2
    assert re.search(r"--demo: .*not invented", refused.stderr)
    assert not refused.stdout
