"""The server: Gunicorn with a few workers that share one loaded model."""

import errno
import gc
import ipaddress
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from radicular.case import Case
from radicular.errors import InputError
from radicular.localize.localizer import DEFAULT_SETTING

__all__ = ["Place", "serve"]

WORKERS, THREADS, PATIENCE_SECONDS, KEPT_SECONDS = 2, 8, 60, 75
#: An entry waits no longer for its turn beside others who ask for reasons.
TURN_SECONDS = 0.0002
#: Answered before anybody asks, so that the first entry is answered as quickly as all others.
FIRST_CASE = {
    "radicular_case": 1,
    "setting": DEFAULT_SETTING,
    "findings": [{"finding": "reflex_achilles", "side": "left", "value": "absent"}],
}


@dataclass(frozen=True)
class Place:
    """Where the workbench listens.

    Args:
        host: An address of this machine.
        port: Of that address.
        certificate: For TLS; needed for any address that others can reach.
        key: Of the certificate.

    Raises:
        InputError: If others could reach it without TLS.
    """

    host: str = "127.0.0.1"
    port: int = 8021
    certificate: Path | None = None
    key: Path | None = None

    def __post_init__(self) -> None:
        if (self.certificate is None) != (self.key is None):
            raise InputError("--tls-key", str(self.key or ""), "a key with its certificate")
        if not self.loopback and not self.tls:
            allowed = (
                "127.0.0.1, ::1 or localhost; any other address needs --tls-cert and --tls-key"
            )
            raise InputError("--host", self.host, allowed)

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def tls(self) -> bool:
        """Whether what is sent is encrypted."""
        return self.certificate is not None

    @property
    def address(self) -> str:
        """What to open in a browser."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http{'s' if self.tls else ''}://{host}:{self.port}/"

    def check_free(self) -> None:
        """Make sure that nobody else listens there.

        Raises:
            InputError: If the server could not listen there.
        """
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((self.host, self.port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    raise InputError("--port", self.port, "a port that is not in use") from None
                if error.errno == errno.EACCES:
                    raise InputError("--port", self.port, "a port from 1024 on") from None
                allowed = "an address of this machine"
                raise InputError("--host", self.host, allowed) from None


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with the settings of a place."""

    def __init__(self, place: Place) -> None:
        self.place = place
        super().__init__()

    def load_config(self) -> None:
        """Hand the settings over."""
        place = self.place
        bind = place.address.removesuffix("/").partition("://")[2]
        settings: dict[str, Any] = {
            "bind": bind,
            "workers": WORKERS,
            "threads": THREADS,
            "worker_class": "gthread",
            "timeout": PATIENCE_SECONDS,
            "keepalive": KEPT_SECONDS,
            "preload_app": True,
            "loglevel": "warning",
        }
        if place.tls:
            settings |= {"certfile": str(place.certificate), "keyfile": str(place.key)}
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        """Return the application, with the model in memory before the workers part."""
        from radicular.workbench.examine.live import live_view, reasons_of  # noqa: PLC0415
        from radicular.workbench.site.wsgi import application  # noqa: PLC0415 - settings come first

        case = Case.from_dict(FIRST_CASE)
        live_view(case)
        reasons_of(case)
        gc.collect()
        gc.freeze()  # what is loaded stays, and is not looked through again and again
        sys.setswitchinterval(TURN_SECONDS)
        return application


def serve(place: Place) -> None:
    """Serve until the process is told to stop.

    Args:
        place: Where to listen.
    """
    Server(place).run()
