"""People, a patient and a browser for the tests of the workbench."""

import shutil
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from radicular.workbench.accounts.models import Role, User
from radicular.workbench.records.models import Access, Examination, Level, Patient
from radicular.workbench.teaching.models import Attempt

CHROMIUM = shutil.which("chromium")
#: The browser stays on this machine, and needs no window.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def person(role: Role) -> User:
    return User.objects.create_user(username=role.value, password="a long password", role=role)  # noqa: S106


def let_go() -> None:
    """Allow that the tables are emptied, which the database refuses for records that are kept."""
    Patient.objects.update(deleting=True)
    Attempt.objects.update(deleting=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001
    """Before PostgreSQL drops the database of the tests, end what a server still asks of it."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def clinician(db: None) -> User:  # noqa: ARG001
    return person(Role.CLINICIAN)


@pytest.fixture
def trainee(db: None) -> User:  # noqa: ARG001
    return person(Role.TRAINEE)


@pytest.fixture
def teacher(db: None) -> User:  # noqa: ARG001
    return person(Role.TEACHER)


@pytest.fixture
def administrator(db: None) -> User:  # noqa: ARG001
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def patient(clinician: User) -> Patient:
    patient = Patient.objects.create(name="Ada Example", birth_date=date(1980, 5, 1), sex="female")
    Access.objects.create(patient=patient, user=clinician, level=Level.OWN)
    return patient


@pytest.fixture
def examination(patient: Patient, clinician: User) -> Examination:
    return Examination.objects.create(patient=patient, on=date(2026, 3, 2), created_by=clinician)


@pytest.fixture
def signed_in(client: Client, clinician: User) -> Client:
    client.force_login(clinician)
    return client


def sign_in(context: BrowserContext, client: Client, server: str) -> None:
    """Sign a browser in as a client is."""
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": server}])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, signed_in: Client) -> Iterator[Page]:
    """A page in a browser, signed in, with every error of its scripts as an error of the test."""
    context = browser.new_context(base_url=live_server.url)
    sign_in(context, signed_in, live_server.url)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    let_go()
    assert not errors
