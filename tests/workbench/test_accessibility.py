"""Every page for everybody: rules of axe-core, light and dark, on a tablet and at 200 % zoom."""

from collections.abc import Iterator
from datetime import date
from typing import Literal
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.test import Client
from django.urls import resolve
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from radicular.workbench.accounts.models import Role, User
from radicular.workbench.drawing.body import MODES
from radicular.workbench.examine.posting import read_posted
from radicular.workbench.records.entering import enter
from radicular.workbench.records.models import Examination
from radicular.workbench.teaching.asking import begin
from radicular.workbench.teaching.code import CaseCode
from tests.workbench.conftest import let_go, person, sign_in
from tests.workbench.crawl import Crawl, crawl

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Width of a desktop, a tablet, a desktop at 200 % zoom, and a phone, in CSS pixels.
DESKTOP, TABLET, ZOOMED, PHONE = 1280, 820, 640, 390
WINDOWS: tuple[tuple[Literal["light", "dark"], int], ...] = (("light", DESKTOP), ("dark", ZOOMED))
SERIOUS = ("serious", "critical")
#: Sections that are not made of the same parts as others.
SECTIONS = ("motor", "gait", "provocation", "history", "conduction", "imaging")
#: Pages of an examination with findings, apart from those that links lead to first.
RECORDED = ("?section=reflex", "patient?language=de", "path?finding=reflex_achilles&side=left")
#: Pages of one without findings.
EMPTY = (
    *(f"?section={section}" for section in SECTIONS),
    *(f"body?mode={mode}" for mode in MODES),
)
#: Parts that follow a page and are not there yet.
WAITING = "[hx-trigger^=load]:not(:has(> :nth-child(2)))"
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
    let_go()


def one_of_each(found: Crawl) -> list[str]:
    """The first page of every address pattern."""
    first: dict[str, str] = {}
    for address, whole in found.pages.items():
        if whole:
            first.setdefault(resolve(address.partition("?")[0]).route, address)
    return list(first.values())


@pytest.fixture
def examined(client: Client, clinician: User) -> tuple[str, str]:
    """Addresses of a teaching case that goes on, with the model's help, and of a debrief."""
    client.force_login(clinician)
    attempts = [begin(clinician, CaseCode("common", seed)) for seed in (1, 2)]
    addresses = [f"/teaching/attempts/{attempt.key}/" for attempt in attempts]
    client.post(f"{addresses[0]}ask", {"test": "reflex_achilles|left"})
    client.post(f"{addresses[0]}help")
    named = {"site": "root_L5", "side": "left", "confidence": "80"}
    client.post(f"{addresses[1]}answer", named)
    return addresses[0], addresses[1]


def faults(page: Page, address: str) -> list[str]:
    """What axe-core finds serious, and whether the page has to be scrolled sideways.

    The page is loaded once; then its colors and its width are changed.
    """
    page.goto(address)
    page.locator(WAITING).first.wait_for(state="detached")
    page.evaluate(Axe().axe_script)
    told = sideways(page, TABLET) + sideways(page, PHONE)
    for scheme, width in WINDOWS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        told += sideways(page, width) + serious(page, scheme)
    return [f"{address}: {fault}" for fault in told]


def sideways(page: Page, width: int) -> list[str]:
    """Whether a page is wider than a window."""
    page.set_viewport_size({"width": width, "height": 900})
    excess = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{excess} px too wide for {width} px"] if excess > 0 else []


def serious(page: Page, scheme: str) -> list[str]:
    """What axe-core finds serious on a page as it is."""
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [
        f"{scheme}, {rule['id']}: {rule['help']}: {node['target']} {node['failureSummary']}"
        for rule in found
        if rule["impact"] in SERIOUS
        for node in rule["nodes"][:3]
    ]


@pytest.mark.parametrize("role", [None, Role.CLINICIAN, Role.TEACHER, Role.ADMINISTRATOR])
def test_no_page_shuts_anybody_out(
    browser: Browser, live_server: LiveServer, recorded: Examination, role: Role | None
) -> None:
    client, context = Client(), browser.new_context(base_url=live_server.url)
    if role is not None:
        client.force_login(User.objects.filter(username=role.value).first() or person(role))
        sign_in(context, client, live_server.url)
    addresses = one_of_each(crawl(client, "/", "/login"))
    page = context.new_page()
    told = [fault for address in addresses for fault in faults(page, address)]
    context.close()
    assert addresses
    assert not told, "\n".join(told)
    assert recorded.entries.count() >= len(FINDINGS)


def test_no_part_of_an_examination_shuts_anybody_out(page: Page, recorded: Examination) -> None:
    empty = Examination.objects.create(
        patient=recorded.patient, on=recorded.on, created_by=recorded.created_by
    )
    addresses = [
        *(f"/examinations/{recorded.key}/{part}" for part in RECORDED),
        *(f"/examinations/{empty.key}/{part}" for part in EMPTY),
    ]
    told = [fault for address in addresses for fault in faults(page, address)]
    assert not told, "\n".join(told)


def test_no_teaching_case_shuts_anybody_out(page: Page, examined: tuple[str, str]) -> None:
    told = [fault for address in examined for fault in faults(page, address)]
    assert not told, "\n".join(told)
    assert page.get_by_role("heading", name="What each test told").is_visible()
