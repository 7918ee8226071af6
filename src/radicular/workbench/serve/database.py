"""The database that an address names, as Django wants to be told."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from radicular.errors import InputError

__all__ = ["database_settings", "without_password"]

#: Seconds that a writer waits for another one, and that a connection is kept.
PATIENCE, KEPT = 20, 60


def database_settings(address: str, file: Path) -> dict[str, Any]:
    """Return Django's settings of a database.

    Args:
        address: ``postgresql://user:password@host:port/name``, or empty for SQLite.
        file: Of SQLite.

    Raises:
        InputError: If the address is of another kind.

    Example:
        >>> database_settings("", Path("w.sqlite3"))["ENGINE"]
        'django.db.backends.sqlite3'
        >>> database_settings("postgresql://me@127.0.0.1:5433/records", Path())["PORT"]
        '5433'
    """
    if not address:
        return _sqlite(file)
    parts = urlsplit(address)
    named = parts.scheme in ("postgresql", "postgres") and parts.path.strip("/")
    if not named or not _is_port(parts):
        allowed = "postgresql://user:password@host:port/name, or nothing for SQLite"
        raise InputError("database", without_password(address), allowed)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": KEPT,
        "CONN_HEALTH_CHECKS": True,
    }


def without_password(address: str) -> str:
    """Return an address as it may be shown.

    Example:
        >>> without_password("postgresql://me:secret@127.0.0.1/records")
        'postgresql://me:…@127.0.0.1/records'
    """
    return re.sub(r"(://[^:/@]*):.*@", r"\1:…@", address)


def _is_port(parts: SplitResult) -> bool:
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False


def _sqlite(file: Path) -> dict[str, Any]:
    """An acknowledged entry is on the disk (synchronous=FULL), and a writer waits its turn.

    What is deleted is overwritten (secure_delete).
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "CONN_MAX_AGE": KEPT,
        "OPTIONS": {
            "timeout": PATIENCE,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA secure_delete=ON;",
        },
    }
