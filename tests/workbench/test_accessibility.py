"""Every page for everybody: rules of axe-core, light and dark, on a tablet and at 200 % zoom."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.test import Client
from django.urls import resolve
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from radicular.workbench.accounts.models import Role, User
from radicular.workbench.examine.posting import read_posted
from radicular.workbench.records.entering import enter
from radicular.workbench.records.models import Examination, Patient
from tests.workbench.conftest import person
from tests.workbench.crawl import Crawl, crawl

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Width of a desktop, of a tablet, and of a desktop at 200 % zoom, in CSS pixels.
DESKTOP, TABLET, ZOOMED = 1280, 820, 640
SERIOUS = ("serious", "critical")
FINDINGS = (
    {"finding": "reflex_achilles", "side": "left", "value": "absent"},
    {"finding": "strength_gastrocnemius", "side": "left", "value": "4"},
    {"finding": "reflex_patellar", "side": "left", "value": "normal"},
)


@pytest.fixture
def recorded(examination: Examination, clinician: User) -> Iterator[Examination]:
    """An examination with findings beside a signed one."""
    Examination.objects.create(
        patient=examination.patient,
        on=date(2026, 3, 1),
        created_by=clinician,
        status="signed",
        signed_by=clinician,
    )
    for finding in FINDINGS:
        wanted = read_posted(finding | {"token": str(uuid4()), "seen": "0"}).wanted
        enter(examination, wanted, by=clinician, seen=0)
    yield examination
    # The tables are emptied after the test, which the database refuses for records that are kept.
    Patient.objects.update(deleting=True)


def one_of_each(found: Crawl) -> list[str]:
    """The first page of every address pattern."""
    first: dict[str, str] = {}
    for address, whole in found.pages.items():
        if whole:
            first.setdefault(resolve(address.partition("?")[0]).route, address)
    return list(first.values())


def opened(browser: Browser, server: LiveServer, cookie: str, scheme: str) -> Page:
    """A page of a person who prefers light or dark."""
    context = browser.new_context(
        base_url=server.url,
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    if cookie:
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": server.url}])
    return context.new_page()


def faults(page: Page, address: str, width: int, scheme: str) -> list[str]:
    """What axe-core finds serious, and whether the page has to be scrolled sideways."""
    page.set_viewport_size({"width": width, "height": 900})
    where = f"{address.partition('?')[0]}, {scheme}, {width} px"
    found = Axe().run(page).response["violations"]
    told = [
        f"{where}: {rule['id']}: {rule['help']}: {node['target']} {node['failureSummary']}"
        for rule in found
        if rule["impact"] in SERIOUS
        for node in rule["nodes"][:3]
    ]
    return told + sideways(page, where)


def sideways(page: Page, where: str) -> list[str]:
    """Whether a page is wider than its window."""
    excess = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{where}: {excess} px too wide"] if excess > 0 else []


@pytest.mark.parametrize("role", [None, Role.CLINICIAN, Role.TEACHER, Role.ADMINISTRATOR])
def test_no_page_shuts_anybody_out(
    browser: Browser, live_server: LiveServer, recorded: Examination, role: Role | None
) -> None:
    client = Client()
    if role is not None:
        known = User.objects.filter(username=role.value).first()
        client.force_login(known or person(role))
    cookie = client.cookies["sessionid"].value if role else ""
    addresses = one_of_each(crawl(client, "/", "/login") if role else crawl(client, "/login"))
    assert addresses
    told = []
    for scheme in ("light", "dark"):
        page = opened(browser, live_server, cookie, scheme)
        for address in addresses:
            page.goto(address)
            told += faults(page, address, DESKTOP if scheme == "light" else ZOOMED, scheme)
            page.set_viewport_size({"width": TABLET, "height": 1180})
            told += sideways(page, f"{address}, {TABLET} px")
        page.context.close()
    assert not told, "\n".join(told)
    assert recorded.entries.count() >= len(FINDINGS)
