"""Whatever is sent to whatever address, nothing breaks, and records of others do not exist.

Addresses come from the resolver, forms and their fields from the pages, further fields from what a
view asks of what is sent; so pages that are added later are tried, too. ``RADICULAR_FUZZ_SECONDS``
makes the search longer; each of its two tests takes that long.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from time import monotonic
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.test.client import ClientHandler
from django.urls import resolve
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker

from radicular.workbench.accounts.models import Role, User
from radicular.workbench.examine.posting import read_posted
from radicular.workbench.records.entering import enter
from radicular.workbench.records.models import Access, Examination, Level, Patient, Status
from tests.workbench.conftest import person
from tests.workbench.crawl import Crawl, addresses, crawl, record_keys, routes, rows

pytestmark = pytest.mark.django_db

SECONDS = float(os.environ.get("RADICULAR_FUZZ_SECONDS", "12"))
METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
#: Values that have broken forms of others.
NASTY = (
    "",
    " ",
    "\0",
    "a\0b",
    "-1",
    "0",
    "1e309",
    "NaN",
    "Infinity",
    "9" * 400,
    "٣",
    "²",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31",
    "9999-12-31T23:59:59Z",
    "<script>alert(1)</script>",
    "'; DROP TABLE records_entry; --",
    "{{ 7|add:7 }}",
    "%s%n%00",
    "../../etc/passwd",
    "\ud7ff\ufffd\U0001f9b5\u202e",
    "x" * 5000,
    "[" * 2000,
    "[]",
    "{}",
    "null",
    "true",
    '{"a": [1, {"b": null}]}',
    "00000000-0000-0000-0000-000000000000",
    "not-a-key",
    "absent",
    "normal",
    "4-",
    "left",
)
QUESTIONS = ("q", "page", "section", "at", "next", "finding", "side", "site", "language", "seed")


@dataclass(frozen=True)
class World:
    """People with sessions, and what they find by following links and sending forms.

    Attributes:
        sessions: Of each person.
        found: By all of them.
        addresses: Of every route.
        asked: Fields that the view of each address asks for.
        reached: Addresses with a key of a patient's record at which its owner finds something.
        handler: What answers; to set it up for each request would take longer than most answers.
    """

    sessions: Mapping[str, str]
    found: Crawl
    addresses: tuple[str, ...]
    asked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    reached: tuple[str, ...] = ()
    handler: ClientHandler = field(default_factory=lambda: Client().handler)

    def client(self, who: str) -> Client:
        """Return a browser of a person."""
        client = Client()
        client.handler = self.handler
        if self.sessions[who]:
            client.cookies["sessionid"] = self.sessions[who]
        return client


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:  # noqa: ARG001
    """One world for all tests here: what each does is undone."""
    with django_db_blocker.unblock(), undone():
        people = [person(role) for role in Role]
        begin(*people[:2])
        sessions, found = {"nobody": ""}, Crawl()
        for one in people:
            client = Client()
            client.force_login(one)
            sessions[one.username] = client.cookies["sessionid"].value
            found.add(crawl(client, "/"))
        found.values["token"], found.values["seen"] = {str(uuid4())}, {"0"}
        known = addresses_of_all(found)
        made = World(sessions, found, known)
        asked = {address: fields_asked(made, address) for address in known}
        yield replace(made, asked=asked, reached=tuple(of_records(made)))


def begin(owner: User, reader: User) -> None:
    """Make a patient whom another person may see, with a draft and a signed examination."""
    patient = Patient.objects.create(name="Ada Example", birth_date=date(1980, 5, 1), sex="female")
    Access.objects.create(patient=patient, user=owner, level=Level.OWN)
    Access.objects.create(patient=patient, user=reader, level=Level.READ)
    for status in Status:
        examination = Examination.objects.create(
            patient=patient, on=date(2026, 3, 2), created_by=owner
        )
        absent = {"finding": "reflex_achilles", "side": "left", "value": "absent", "seen": "0"}
        enter(examination, read_posted(absent | {"token": str(uuid4())}).wanted, by=owner, seen=0)
        Examination.objects.filter(pk=examination.pk).update(status=status)


def addresses_of_all(found: Crawl) -> tuple[str, ...]:
    """Addresses of every route with known keys, and with one that nothing has."""
    keys = {*record_keys(), *found.values["key"], str(uuid4())}
    known = {one for route in routes() for one in addresses(route, found, keys)}
    return tuple(sorted(known | {form.address.partition("?")[0] for form in found.forms}))


def fields_asked(world: World, address: str) -> frozenset[str]:
    """Names of fields that the view of an address asks for, told by spying on what is sent."""
    fields: dict[str, str] = {}
    for _ in range(5):
        with spied() as asked, undone():
            world.client("clinician").post(address, fields)
        new = asked - fields.keys() - {"csrfmiddlewaretoken"}
        if not new:
            break
        fields |= {name: max(world.found.values.get(name, {"1"})) for name in new}
    return frozenset(fields)


def of_records(world: World) -> Iterator[str]:
    """Addresses with a key of a record at which its owner finds something."""
    keys = set(record_keys())
    for address in world.addresses:
        if keys & {str(value) for value in resolve(urlsplit(address).path).kwargs.values()}:
            with undone():
                status = world.client("clinician").get(address).status_code
            if status != 404:
                yield address


@contextmanager
def spied() -> Iterator[set[str]]:
    """Note which fields are asked for."""
    asked: set[str] = set()

    def noting(ask: Callable[..., Any]) -> Callable[..., Any]:
        def noted(self: Any, name: str, *rest: object) -> Any:
            asked.add(name)
            return ask(self, name, *rest)

        return noted

    class Noting(dict[str, str]):
        get = noting(dict.get)
        __getitem__ = noting(dict.__getitem__)
        __contains__ = noting(dict.__contains__)

    with patch.multiple(
        QueryDict,
        dict=lambda self: Noting(self.items()),
        get=noting(QueryDict.get),
        getlist=noting(QueryDict.getlist),
        __getitem__=noting(QueryDict.__getitem__),
        __contains__=noting(QueryDict.__contains__),
    ):
        yield asked


@contextmanager
def undone() -> Iterator[None]:
    """Take back what a request did, so that each meets the same records."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def read(answer: Any) -> None:
    """Read an answer to its end: one that is made while it is sent may break late."""
    for _ in answer:
        pass


# What is sent

texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=30), st.integers().map(str))
nested = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
files = st.builds(
    SimpleUploadedFile,
    st.sampled_from(["case.yaml", "a\0b", "x" * 300, "../archive.zip", "picture.png"]),
    st.one_of(
        st.binary(max_size=200),
        st.sampled_from([b"PK\3\4", b"a: &a [*a]", b"{" * 3000, b"radicular_case: 1\n"]),
    ),
)


def values(world: World, name: str) -> st.SearchStrategy[str]:
    """Values that a field takes on some page, and others."""
    known = sorted(world.found.values.get(name, ()))
    return st.one_of(st.sampled_from(known), texts) if known else texts


def form_fields(world: World, address: str) -> st.SearchStrategy[dict[str, Any]]:
    """Fields of a form at an address, some as they should be, some missing, some broken."""
    forms = [
        dict(form.fields) for form in world.found.forms if form.address.partition("?")[0] == address
    ]
    names = sorted(world.asked.get(address, frozenset()) | {name for one in forms for name in one})
    token = {"token": str(uuid4())} if "token" in names else {}
    broken = st.fixed_dictionaries(
        {}, optional={name: st.one_of(values(world, name), files) for name in names}
    )
    right = st.sampled_from([one | token for one in forms] or [token])
    return st.builds(lambda one, other: one | other, right, broken)


def bodies(world: World, address: str) -> st.SearchStrategy[dict[str, Any]]:
    """What Client.generic is told to send: a form, JSON, or bytes under any name."""
    names = sorted(world.asked.get(address, frozenset()))
    json_fields = st.dictionaries(st.sampled_from(names), nested) if names else nested
    raw = st.one_of(
        st.binary(max_size=300),
        nested.map(lambda one: json.dumps(one).encode()),
        json_fields.map(lambda one: json.dumps(one).encode()),
        st.sampled_from([b"[" * 100_000, b'{"a":' * 5000, b"\xff\xfe", b"a=%ff&b=%00"]),
    )
    kinds = st.sampled_from(
        [
            "application/json",
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=utf-7",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "text/plain; charset=nonsense",
            "image/png",
            "",
        ]
    )
    return st.builds(lambda data, kind: {"data": data, "content_type": kind}, raw, kinds)


headers = st.fixed_dictionaries(
    {},
    optional={
        "HTTP_HX_REQUEST": st.just("true"),
        "HTTP_ACCEPT": st.sampled_from(["application/json", "*/*", ";q=x"]),
        "HTTP_ACCEPT_LANGUAGE": st.sampled_from(["de", "x" * 600, "\xff", "de;q=9"]),
        "HTTP_REFERER": st.sampled_from(["http://other.example/", "::", "\xff"]),
        "HTTP_IF_MODIFIED_SINCE": st.sampled_from(["yesterday", "9" * 50]),
        "HTTP_RANGE": st.just("bytes=9-1"),
    },
)
questions = st.dictionaries(st.sampled_from(QUESTIONS), texts, max_size=3)


@st.composite
def requests(draw: st.DrawFn, world: World) -> tuple[str, str, str, dict[str, Any]]:
    """Who sends what to which address by which method."""
    address = draw(st.sampled_from(world.addresses))
    who = draw(st.sampled_from(("clinician", *world.sessions)))
    method = draw(st.sampled_from(("POST", *METHODS)))
    return who, method, address, draw(bodies(world, address)) | draw(headers)


@st.composite
def sent_forms(draw: st.DrawFn, world: World) -> tuple[str, str, dict[str, Any], dict[str, str]]:
    """Who sends which form, filled in how, with which questions in the address."""
    takers = [one for one in world.addresses if world.asked[one]]
    address = draw(st.sampled_from((*takers, *world.addresses)))
    who = draw(st.sampled_from(("clinician", "clinician", *world.sessions)))
    return who, address, draw(form_fields(world, address)), draw(questions)


def search(what: st.SearchStrategy[Any], attempt: Callable[..., None]) -> None:
    """Try what is drawn until the time is over; always in the same order."""
    end = monotonic() + SECONDS

    @settings(
        max_examples=50,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=tuple(HealthCheck),
    )
    @given(what)
    def attempts(drawn: tuple[Any, ...]) -> None:
        if monotonic() < end:
            attempt(*drawn)

    for number in count():
        seed(number)(attempts)()
        if monotonic() >= end:
            break


def test_no_raw_request_breaks_anything(world: World) -> None:
    def attempt(who: str, method: str, address: str, sent: dict[str, Any]) -> None:
        with undone():
            read(world.client(who).generic(method, address, **sent))

    search(requests(world), attempt)


def test_no_form_breaks_anything(world: World) -> None:
    def attempt(who: str, address: str, fields: dict[str, Any], asked: dict[str, str]) -> None:
        with undone():
            client = world.client(who)
            read(
                client.get(address, asked | {k: v for k, v in fields.items() if isinstance(v, str)})
            )
            read(client.post(address, fields, query_params=asked))

    search(sent_forms(world), attempt)


# Who may not


@pytest.mark.parametrize("method", ["get", "post"])
def test_records_of_others_do_not_exist_at_any_address(world: World, method: str) -> None:
    assert world.reached
    for address in world.reached:
        for who in ("teacher", "administrator"):
            with undone():
                # A form that was sent before may have shared it.
                Access.objects.filter(user__username=who).delete()
                answer = getattr(world.client(who), method)(address)
            assert answer.status_code in (404, 405), (who, address)


def test_every_page_but_signing_in_asks_who_it_is(world: World) -> None:
    for address in world.addresses:
        for method in ("get", "post"):
            answer = getattr(world.client("nobody"), method)(address)
            if not address.startswith(("/login", "/logout", "/link/")):
                assert answer.status_code == 302, address
                assert answer.headers["Location"].startswith("/login"), address


def test_who_may_only_read_changes_nothing_at_any_address(world: World) -> None:
    before = rows()
    for address in world.reached:
        known = {name: max(world.found.values.get(name, {"1"})) for name in world.asked[address]}
        for fields in (
            known,
            *(dict(f.fields) for f in world.found.forms if f.address.partition("?")[0] == address),
        ):
            with undone():
                world.client("trainee").post(address, fields)
                assert rows() == before, address
