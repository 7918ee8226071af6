"""The folder in which a workbench keeps its database, its secret and its settings."""

import fcntl
import json
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from radicular.errors import InputError

__all__ = ["Home", "home_of_environment"]

FOLDER_VARIABLE = "RADICULAR_WORKBENCH"
SETTINGS_FILE, SECRET_FILE, DATABASE_FILE = "settings.json", "secret", "workbench.sqlite3"
LOCK_FILE = "lock"
DEFAULT_SESSION_MINUTES, LONGEST_SESSION_MINUTES = 30, 24 * 60


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_hosts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value)


def _is_minutes(value: object) -> bool:
    return type(value) is int and 1 <= value <= LONGEST_SESSION_MINUTES


#: What may stand in the file of settings, and how it is told.
SETTINGS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "database": (_is_text, 'an address in quotation marks: "postgresql://…"'),
    "hosts": (_is_hosts, 'a list of names, such as ["radicular.clinic.example"]'),
    "session_minutes": (_is_minutes, f"a whole number from 1 to {LONGEST_SESSION_MINUTES}"),
}


@dataclass(frozen=True)
class Home:
    """A folder with everything one workbench keeps.

    Args:
        folder: Where it lies; made, readable to its owner only, by :meth:`prepare`.
    """

    folder: Path

    def prepare(self) -> None:
        """Make the folder and a secret of its own, if there is none."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        secret = self.folder / SECRET_FILE
        if not secret.exists():
            handle, beside = tempfile.mkstemp(dir=self.folder)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(48))
            # Of two first starts, one gives the secret, whole, and both use it.
            with suppress(FileExistsError):
                os.link(beside, secret)
            Path(beside).unlink()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until no other start is at work here, and keep others waiting meanwhile."""
        with (self.folder / SECRET_FILE).open(encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextmanager
    def held(self, *, alone: bool) -> Iterator[None]:
        """Hold the home while it is used.

        Args:
            alone: Whether nobody else may use it meanwhile.

        Raises:
            InputError: If others use it in a way that does not go together.
        """
        with (self.folder / LOCK_FILE).open("a", encoding="ascii") as file:
            try:
                fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
            except BlockingIOError:
                allowed = "a workbench that is not in use; end what runs on it first"
                raise InputError("--home", str(self.folder), allowed) from None
            yield

    @cached_property
    def secret(self) -> str:
        """The key with which sessions and links are signed."""
        return (self.folder / SECRET_FILE).read_text(encoding="ascii").strip()

    @cached_property
    def settings(self) -> dict[str, Any]:
        """What was set in ``settings.json``: ``database``, ``hosts``, ``session_minutes``.

        Raises:
            InputError: If the file is no JSON object of these, or one is of another kind.
        """
        file = self.folder / SETTINGS_FILE
        if not file.exists():
            return {}
        try:
            read = json.loads(file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise InputError(str(file), str(error), "a JSON object") from None
        if not isinstance(read, dict):
            raise InputError(str(file), read, "a JSON object")
        for key, value in read.items():
            if key not in SETTINGS:
                raise InputError(str(file), key, f"only {', '.join(SETTINGS)}")
            fits, allowed = SETTINGS[key]
            if not fits(value):
                raise InputError(f"{file}: {key}", value, allowed)
        return read

    @property
    def database(self) -> str:
        """Where the records are kept: ``postgresql://…``, or empty for the file in the folder."""
        return os.environ.get("RADICULAR_DATABASE", str(self.settings.get("database", "")))

    @property
    def database_file(self) -> Path:
        """The database of a workbench without a server."""
        return self.folder / DATABASE_FILE


def home_of_environment() -> Home:
    """Return the home that ``RADICULAR_WORKBENCH`` names, else the one of this user."""
    named = os.environ.get(FOLDER_VARIABLE)
    folder = Path(named) if named else Path.home() / ".local" / "share" / "radicular"
    return Home(folder)
