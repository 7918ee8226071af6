"""A real server of the workbench on a free port of this machine, for measurements."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

__all__ = ["OF_ANOTHER", "Server", "free_port", "prepare", "served"]

START_SECONDS = 90.0
#: What would lead a server to other records than those of its folder.
OF_ANOTHER = ("RADICULAR_WORKBENCH", "DJANGO_SETTINGS_MODULE")


class Server:
    """A started server with all its workers.

    Args:
        folder: Home of the workbench.
        port: Where it listens.
    """

    def __init__(self, folder: Path, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.port = port
        command = [sys.executable, "-m", "radicular", "serve", "--no-open", "--port", str(port)]
        self.process = subprocess.Popen(  # noqa: S603 - the command is our own
            [*command, "--home", str(folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={name: text for name, text in os.environ.items() if name not in OF_ANOTHER},
        )
        try:
            self._wait()
        except BaseException:
            self.kill()
            raise

    def _wait(self) -> None:
        until = monotonic() + START_SECONDS
        while True:
            try:
                urlopen(f"{self.address}/login", timeout=5).close()  # noqa: S310 - of this machine
            except (URLError, ConnectionError, TimeoutError):
                if self.process.poll() is not None or monotonic() > until:
                    raise
                sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """End the server and all workers at once, as a loss of power would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask the server to stop, and wait for it."""
        self.process.terminate()
        self.process.wait(timeout=30)


def prepare(folder: Path) -> None:
    """Make a workbench in a folder, and set Django up: models can be imported only then."""
    os.environ["RADICULAR_WORKBENCH"] = str(folder)
    from radicular.workbench.serve.first_start import set_up  # noqa: PLC0415 - as the docstring says
    from radicular.workbench.serve.home import Home  # noqa: PLC0415

    set_up(Home(folder))


def free_port() -> int:
    """Return a port of this machine on which nothing listens."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
    return port


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """Serve a workbench for a while."""
    server = Server(folder, free_port())
    try:
        yield server
    finally:
        server.stop()
