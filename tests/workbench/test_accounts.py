"""Signing in: the link that works once, what is throttled, what every answer forbids."""

import pytest
from django.test import Client

from radicular.workbench.accounts.models import OneTimeLink, User

pytestmark = pytest.mark.django_db

SECRET = "blue horse in the rain"  # noqa: S105


def test_a_link_sets_a_password_once(client: Client, trainee: User) -> None:
    address = f"/link/{OneTimeLink.make(trainee)}"
    chosen = {"new_password1": SECRET, "new_password2": SECRET}
    assert client.post(address, chosen | {"new_password2": "another"}).status_code == 422
    assert client.post(address, chosen).headers["Location"] == "/"
    assert client.get("/patients/").status_code == 200
    assert Client().get(address).status_code == 404


def test_a_newer_link_ends_the_one_before(client: Client, trainee: User) -> None:
    old, new = OneTimeLink.make(trainee), OneTimeLink.make(trainee)
    assert client.get(f"/link/{old}").status_code == 404
    assert client.get(f"/link/{new}").status_code == 200


def test_nothing_is_shown_without_signing_in(client: Client) -> None:
    assert client.get("/patients/").headers["Location"].startswith("/login")


def test_guessing_is_throttled(client: Client, clinician: User) -> None:
    for _ in range(5):
        client.post("/login", {"username": clinician.username, "password": "wrong"})
    right = {"username": clinician.username, "password": "a long password"}
    assert client.post("/login", right).status_code == 429


def test_a_form_of_another_site_is_refused(clinician: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(clinician)
    assert client.post("/patients/new", {"name": "x"}).status_code == 403


def test_a_page_loads_nothing_but_its_own_files(client: Client) -> None:
    policy = client.get("/login").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
