"""Signing in: the link that works once, what is throttled, what every answer forbids."""

import re
import time
from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from auditlog.models import LogEntry
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from radicular.errors import InputError
from radicular.workbench.accounts import keeping
from radicular.workbench.accounts.limits import LIMITS
from radicular.workbench.accounts.models import OneTimeLink, Role, User
from radicular.workbench.site.middleware import head_only

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


def test_who_sets_a_password_by_a_link_is_told_when_that_was_done_before(trainee: User) -> None:
    chosen = {"new_password1": SECRET, "new_password2": SECRET}
    shown = [
        Client().post(f"/link/{OneTimeLink.make(trainee)}", chosen, follow=True).content.decode()
        for _ in range(2)
    ]
    told = "Before, the password of this account was set by a link on"
    assert [told in page for page in shown] == [False, True]


def test_nothing_is_shown_without_signing_in(client: Client) -> None:
    assert client.get("/patients/").headers["Location"].startswith("/login")


def test_who_asks_only_for_the_head_gets_no_body(rf: RequestFactory) -> None:
    def page(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("a body")

    assert not head_only(page)(rf.head("/")).content
    assert head_only(page)(rf.get("/")).content


@pytest.mark.parametrize("address", ["/teaching/", "/accounts/password", "/link/x"])
def test_the_head_of_a_page_is_that_of_the_page(signed_in: Client, address: str) -> None:
    assert signed_in.head(address).status_code == signed_in.get(address).status_code


def test_what_is_not_there_leads_back(signed_in: Client) -> None:
    shown = signed_in.get("/patients/not-there").content.decode()
    assert "<h1>Not found</h1>" in shown
    assert 'href="/patients/"' in shown


def test_a_form_that_is_out_of_date_is_told_in_plain_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/login", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "Nothing was changed." in answer.content.decode()


def tried(client: Client, name: str, password: str, address: str = "127.0.0.1") -> int:
    fields = {"username": name, "password": password}
    return client.post("/login", fields, REMOTE_ADDR=address).status_code


def test_guessing_is_throttled(client: Client, clinician: User) -> None:
    for _ in range(LIMITS[0]):
        tried(client, clinician.username, "wrong")
    right = {"username": clinician.username, "password": "a long password"}
    answer = client.post("/login", right)
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "<h1>Too many wrong passwords</h1>" in answer.content.decode()


def test_many_names_from_one_address_are_throttled(client: Client, clinician: User) -> None:
    for number in range(LIMITS[1]):
        assert tried(client, f"name{number}", "wrong") == (429 if number == LIMITS[1] - 1 else 200)
    assert tried(client, clinician.username, "a long password") == 429
    assert tried(client, clinician.username, "a long password", "10.0.0.9") == 302


def test_one_name_from_many_addresses_is_throttled(
    client: Client, clinician: User, trainee: User
) -> None:
    for number in range(LIMITS[2]):
        tried(client, clinician.username, "wrong", f"10.0.0.{number}")
    assert tried(client, clinician.username, "a long password", "10.0.1.1") == 429
    assert tried(client, trainee.username, "a long password", "10.0.1.1") == 302


def test_who_signs_in_and_out_and_who_fails_is_written_down(
    client: Client, clinician: User
) -> None:
    tried(client, clinician.username, "wrong")
    tried(client, "my secret typed here", "wrong")
    tried(client, clinician.username, "a long password", "10.0.0.7")
    client.post("/logout")
    entries = LogEntry.objects.filter(action=LogEntry.Action.ACCESS).order_by("id")
    assert [(entry.additional_data["event"], entry.object_repr) for entry in entries] == [
        ("could not sign in", clinician.username),
        ("could not sign in", "unknown name"),
        ("signed in", clinician.username),
        ("signed out", clinician.username),
    ]
    assert entries[2].remote_addr == "10.0.0.7"
    assert entries[2].actor == clinician


def test_no_header_can_put_words_into_the_audit_log(signed_in: Client) -> None:
    sent = {"X-Forwarded-For": "nonsense", "X-Forwarded-Port": "9" * 30}
    sent["X-Correlation-ID"] = "x" * 999
    answer = signed_in.post("/patients/new", {"name": "Ben Example"}, headers=sent)
    assert answer.status_code == HTTPStatus.FOUND
    assert LogEntry.objects.filter(object_repr="Ben Example").get().remote_addr == "127.0.0.1"


def test_no_password_is_in_the_audit_log(client: Client, trainee: User) -> None:
    chosen = {"new_password1": SECRET, "new_password2": SECRET}
    client.post(f"/link/{OneTimeLink.make(trainee)}", chosen)
    trainee.refresh_from_db()
    entries = list(LogEntry.objects.get_for_object(trainee))
    assert entries
    assert not any("password" in (entry.changes or {}) for entry in entries)
    assert not any(trainee.password in str(entry.changes) for entry in entries)


def test_of_two_who_use_a_link_at_once_one_does(trainee: User) -> None:
    token = OneTimeLink.make(trainee)
    first, second = OneTimeLink.valid(token), OneTimeLink.valid(token)
    assert first is not None
    assert second is not None
    assert [first.claim(), second.claim()] == [True, False]


def test_the_page_of_a_link_is_kept_nowhere(client: Client, trainee: User) -> None:
    answer = client.get(f"/link/{OneTimeLink.make(trainee)}")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.fixture
def keeper(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def test_an_administrator_makes_an_account_and_its_owner_sets_the_password(keeper: Client) -> None:
    answer = keeper.post("/accounts/new", {"username": "eve", "role": "clinician"})
    (link,) = re.findall(r"http://testserver(/link/[^\"]+)", answer.content.decode())
    chosen = {"new_password1": SECRET, "new_password2": SECRET}
    assert Client().post(link, chosen).status_code == HTTPStatus.FOUND
    assert tried(Client(), "eve", SECRET) == HTTPStatus.FOUND
    assert "eve" in keeper.get("/accounts/").content.decode()


@pytest.mark.parametrize(
    ("field", "value"), [("username", ""), ("username", "a b"), ("role", "x"), ("username", "a\0")]
)
def test_a_wrong_account_is_refused(keeper: Client, field: str, value: str) -> None:
    answer = keeper.post("/accounts/new", {"username": "eve", "role": "trainee"} | {field: value})
    assert answer.status_code == 422
    assert User.objects.count() == 1


def test_accounts_exist_for_those_only_who_keep_them(signed_in: Client, trainee: User) -> None:
    assert signed_in.get("/accounts/").status_code == 404
    assert signed_in.get("/accounts/new").status_code == 404
    for what in ("", "link", "role", "close", "reopen"):
        address = f"/accounts/{trainee.pk}/{what}"
        answer = signed_in.post(address) if what else signed_in.get(address)
        assert answer.status_code == 404


def test_closing_an_account_ends_its_sessions_and_links(keeper: Client, trainee: User) -> None:
    theirs = Client()
    theirs.force_login(trainee)
    link = f"/link/{OneTimeLink.make(trainee)}"
    keeper.post(f"/accounts/{trainee.pk}/close")
    assert theirs.get("/patients/").status_code == HTTPStatus.FOUND
    assert Client().get(link).status_code == 404
    keeper.post(f"/accounts/{trainee.pk}/reopen")
    assert Client().get(link).status_code == 404
    trainee.refresh_from_db()
    assert trainee.is_active


def test_somebody_who_keeps_accounts_always_stays(
    keeper: Client, administrator: User, trainee: User
) -> None:
    address = f"/accounts/{administrator.pk}/role"
    answer = keeper.post(address, {"role": "trainee"})
    assert answer.status_code == 422
    assert "somebody else who keeps accounts" in answer.content.decode()
    keeper.post(f"/accounts/{trainee.pk}/role", {"role": "trainee", "is_superuser": "on"})
    assert keeper.post(address, {"role": "trainee"}).status_code == HTTPStatus.FOUND
    assert keeper.get("/accounts/").status_code == 404


def test_of_two_who_close_each_other_at_once_one_stays(administrator: User, trainee: User) -> None:
    keeping.change_role(trainee, Role.TRAINEE, also_keeps=True)
    keeping.close(trainee, by=administrator)
    with pytest.raises(InputError, match="somebody else who keeps accounts"):
        keeping.close(administrator, by=trainee)


def test_closing_asks_first_and_nobody_closes_their_own_account(
    keeper: Client, administrator: User, trainee: User
) -> None:
    asked = keeper.get(f"/accounts/{trainee.pk}/close").content.decode()
    assert "Back without closing" in asked
    trainee.refresh_from_db()
    assert trainee.is_active
    keeping.change_role(trainee, Role.TRAINEE, also_keeps=True)
    own = f"/accounts/{administrator.pk}/"
    assert f"{own}close" not in keeper.get(own).content.decode()
    assert keeper.post(f"{own}close").status_code == 422
    administrator.refresh_from_db()
    assert administrator.is_active


def test_the_history_of_an_account_is_told_in_words(keeper: Client, trainee: User) -> None:
    keeper.post(f"/accounts/{trainee.pk}/close")
    keeper.post(f"/accounts/{trainee.pk}/reopen")
    keeper.post(f"/accounts/{trainee.pk}/role", {"role": "clinician", "is_superuser": "on"})
    shown = keeper.get(f"/accounts/{trainee.pk}/").content.decode()
    for words in ("account made", "account closed", "account reopened", "also keeps accounts"):
        assert words in shown
    assert "is_active" not in shown


def test_a_role_is_changed_and_the_change_written_down(keeper: Client, trainee: User) -> None:
    assert keeper.post(f"/accounts/{trainee.pk}/role", {"role": "king"}).status_code == 422
    keeper.post(f"/accounts/{trainee.pk}/role", {"role": "clinician"})
    trainee.refresh_from_db()
    assert trainee.role == Role.CLINICIAN
    assert "role: trainee → clinician" in keeper.get(f"/accounts/{trainee.pk}/").content.decode()


def test_people_change_their_own_password(signed_in: Client, clinician: User) -> None:
    chosen = {"new_password1": SECRET, "new_password2": SECRET}
    for old, status in (("wrong", 422), ("a long password", 200)):
        answer = signed_in.post("/accounts/password", chosen | {"old_password": old})
        assert answer.status_code == status
    assert signed_in.get("/patients/").status_code == HTTPStatus.OK
    assert tried(Client(), clinician.username, SECRET) == HTTPStatus.FOUND


def test_a_form_of_another_site_is_refused(clinician: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(clinician)
    assert client.post("/patients/new", {"name": "x"}).status_code == 403


def test_a_page_loads_nothing_but_its_own_files(client: Client) -> None:
    policy = client.get("/login").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_session_is_written_down_a_few_times_and_lasts_while_it_is_used(
    signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = time.time()
    ends = []
    for minutes in (0, 0.01, 20, 40, 60):
        now = begin + 60 * minutes
        monkeypatch.setattr("time.time", lambda now=now: now)
        moment = datetime.fromtimestamp(now, UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        assert signed_in.get("/patients/").status_code == 200
        ends.append(Session.objects.get().expire_date)
    assert ends[0] == ends[1] < ends[2] < ends[3] < ends[4]
