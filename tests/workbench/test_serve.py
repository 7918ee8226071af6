"""``radicular serve``: it starts, lets one person in by a link, and stays on this machine."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
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
from radicular.workbench.serve.server import Place

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
