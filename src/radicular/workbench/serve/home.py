"""The folder in which a workbench keeps its database, its secret and its settings."""

import json
import os
import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from radicular.errors import InputError

__all__ = ["Home", "home_of_environment"]

FOLDER_VARIABLE = "RADICULAR_WORKBENCH"
SETTINGS_FILE, SECRET_FILE, DATABASE_FILE = "settings.json", "secret", "workbench.sqlite3"
SETTINGS = frozenset(("database", "hosts", "session_minutes"))
DEFAULT_SESSION_MINUTES = 30


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
            with os.fdopen(
                os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
            ) as file:
                file.write(secrets.token_urlsafe(48))

    @cached_property
    def secret(self) -> str:
        """The key with which sessions and links are signed."""
        return (self.folder / SECRET_FILE).read_text(encoding="ascii").strip()

    @cached_property
    def settings(self) -> dict[str, Any]:
        """What was set in ``settings.json``: ``database``, ``hosts``, ``session_minutes``.

        Raises:
            InputError: If the file is no JSON object of these.
        """
        file = self.folder / SETTINGS_FILE
        if not file.exists():
            return {}
        try:
            read = json.loads(file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise InputError(str(file), str(error), "a JSON object") from None
        unknown = sorted(set(read) - SETTINGS) if isinstance(read, dict) else [read]
        if unknown:
            raise InputError(str(file), unknown[0], f"only {', '.join(sorted(SETTINGS))}")
        return dict(read)

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
