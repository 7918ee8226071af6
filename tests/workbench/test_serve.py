"""``radicular serve``: it starts, lets one person in by a link, and stays on this machine."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from time import sleep
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest
from click.testing import CliRunner

from radicular.cli import main
from radicular.errors import InputError
from radicular.workbench.course.site_policy import site_policy
from radicular.workbench.serve.home import FOLDER_VARIABLE, Home
from radicular.workbench.serve.hosts import allowed_hosts
from radicular.workbench.serve.server import Place
from radicular.workbench.serve.time_zone import local_time_zone

TRIES, PAUSE = 100, 0.2
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "example.org"])  # noqa: S104
def test_others_are_not_served_without_tls(host: str) -> None:
    with pytest.raises(InputError, match="tls-cert"):
        Place(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_this_machine_is_served(host: str) -> None:
    assert Place(host).loopback


def test_the_command_refuses_others_before_it_makes_anything(tmp_path: Path) -> None:
    home = tmp_path / "home"
    result = CliRunner().invoke(main, ["serve", "--host", "10.0.0.5", "--home", str(home)])
    assert result.exit_code == 2
    assert not home.exists()


def test_a_database_that_does_not_answer_is_told_without_its_password(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "radicular", "backup", "make", str(tmp_path / "saved.zip")]
    address = "postgresql://me:secret@127.0.0.1:1/records"
    done = subprocess.run(  # noqa: S603 - the command is our own
        [*command, "--home", str(tmp_path), "--database", address],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("error: database: 'postgresql://me:…@127.0.0.1:1/records'")
    assert "secret" not in done.stderr


@pytest.mark.parametrize(
    ("host", "asked"), [("10.0.0.5", "10.0.0.5"), ("fd00::5", "[fd00::5]"), ("clinic.lan",) * 2]
)
def test_the_address_that_is_listened_on_may_be_asked_for(host: str, asked: str) -> None:
    assert asked in allowed_hosts(host, [])


def test_listening_everywhere_needs_the_names_of_the_machine() -> None:
    with pytest.raises(InputError, match=r"settings\.json"):
        allowed_hosts("0.0.0.0", [])  # noqa: S104
    assert "clinic.example" in allowed_hosts("::", ["clinic.example"])


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"session_minutes": "abc"}, "session_minutes"),
        ({"session_minutes": 0}, "session_minutes"),
        ({"session_minutes": True}, "session_minutes"),
        ({"hosts": "clinic.example"}, "hosts"),
        ({"hosts": [7]}, "hosts"),
        ({"database": 5}, "database"),
        ({"port": 5}, "port"),
        (["hosts"], "JSON object"),
    ],
)
def test_a_wrong_setting_is_told(tmp_path: Path, settings: object, field: str) -> None:
    (tmp_path / "settings.json").write_text(json.dumps(settings))
    result = CliRunner().invoke(main, ["serve", "--port", "9", "--home", str(tmp_path)])
    assert result.exit_code == 2
    with pytest.raises(InputError, match=field):
        _ = Home(tmp_path).settings


POLICY = """radicular_policy: 1
site: City hospital
version: "1"
rules: {inr: {limit: 1.4, by: Dr. B, reason: agreed here}}
"""


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        (POLICY.replace("1.4", "abc"), "rules.inr.limit: 'abc' is not possible; allowed: a number"),
        (POLICY.replace("inr:", "inrr:"), "rules.inrr: '3 fields' is not possible; allowed: only"),
        (POLICY.replace('"1"', ""), "version: 'nothing' is not possible; allowed: a text"),
        (POLICY.replace("_policy: 1", "_policy: 2"), "radicular_policy: 2 is not possible"),
        ("rules: [", "starting with radicular_policy: 1"),
        ("- 1", "allowed: the fields radicular_policy, site"),
        ("", "starting with radicular_policy: 1"),
        ("a\0b", "UTF-8 text"),
    ],
)
def test_a_wrong_policy_is_told_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: str, told: str
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    site_policy.cache_clear()
    file = tmp_path / "policy.yaml"
    file.write_text(policy)
    result = CliRunner().invoke(main, ["serve", "--port", "9", "--no-open"])
    assert result.exit_code == 2
    assert str(file) in result.output
    assert told in result.output
    assert [one.name for one in tmp_path.iterdir()] == ["policy.yaml"]


def test_a_right_policy_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    (tmp_path / "policy.yaml").write_text(POLICY)
    site_policy.cache_clear()
    assert site_policy().limits["inr"].limit == "1.4"
    site_policy.cache_clear()


def test_two_first_starts_have_one_secret(tmp_path: Path) -> None:
    def started(_: int) -> str:
        home = Home(tmp_path / "home")
        home.prepare()
        return home.secret

    with ThreadPoolExecutor(8) as starts:
        (secret,) = set(starts.map(started, range(40)))
    assert len(secret) > 40
    assert [file.name for file in (tmp_path / "home").iterdir()] == ["secret"]


def test_a_home_in_use_is_not_held_alone(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.held(alone=False), home.held(alone=False), pytest.raises(InputError, match="in use"):
        home.held(alone=True).__enter__()
    with home.held(alone=True):
        pass


def test_the_time_zone_is_that_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TZ", raising=False)
    link = tmp_path / "localtime"
    link.symlink_to("/usr/share/zoneinfo/Asia/Tokyo")
    assert local_time_zone(link) == "Asia/Tokyo"
    assert local_time_zone(tmp_path / "none") == "UTC"
    monkeypatch.setenv("TZ", ":Europe/Zurich")
    assert local_time_zone(link) == "Europe/Zurich"


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        home = ["--home", str(tmp_path / "home"), "--no-open"]
        result = CliRunner().invoke(main, ["serve", "--port", port, *home])
    assert result.exit_code == 2
    assert f"--port: {port}" in result.output
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(("missing", "code"), [("gunicorn", 2), ("radicular.nothing", 1)])
def test_only_a_missing_package_of_the_extra_is_told_as_such(
    monkeypatch: pytest.MonkeyPatch, missing: str, code: int
) -> None:
    def fail(_: Place) -> None:
        raise ModuleNotFoundError("", name=missing)

    monkeypatch.setattr(Place, "check_free", fail)
    result = CliRunner().invoke(main, ["serve"])
    assert result.exit_code == code
    assert ("radicular[workbench]" in result.output) is (code == 2)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The link that a first start prints."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-u", "-m", "radicular", "serve", "--no-open"]
    process = subprocess.Popen(  # noqa: S603
        [*command, "--port", str(port), "--home", str(tmp_path / "home")],
        stdout=subprocess.PIPE,
        text=True,
        # With a database of its own, whatever the other tests run on.
        env=os.environ | {"RADICULAR_DATABASE": ""},
    )
    assert process.stdout is not None
    yield process.stdout.readline().split()[2]
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    process.stdout.close()


def opened(opener: OpenerDirector, address: str, fields: dict[str, str] | None = None) -> str:
    """Return a page, waiting for a server that is only starting."""
    body = urlencode(fields).encode() if fields else None
    for _ in range(TRIES):
        try:
            with opener.open(address, body) as answer:
                return str(answer.read().decode())
        except URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
            sleep(PAUSE)
    raise AssertionError(f"no answer from {address}")


def test_the_first_start_lets_one_person_in(server: str) -> None:
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    form = opened(opener, server)
    (token,) = set(CSRF.findall(form))
    fields = {"csrfmiddlewaretoken": token}
    fields |= dict.fromkeys(("new_password1", "new_password2"), "blue horse in the rain")
    assert "no records that you may see" in opened(opener, server, fields)
    script = opened(opener, server.partition("/link")[0] + "/static/examine/examine.js")
    assert "keydown" in script
