"""An empty PostgreSQL database for one measurement."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Identifier

__all__ = ["throwaway_database"]


@contextmanager
def throwaway_database(address: str) -> Iterator[str]:
    """Make a database beside another one, and drop it afterward.

    Args:
        address: Of a database, which need not exist, with a role that may make some; empty for
            SQLite, which needs none.

    Yields:
        The address of the new database, empty for SQLite.
    """
    if not address:
        yield ""
        return
    parts = urlsplit(address)
    name = f"radicular_measured_{os.getpid()}"
    maintenance = urlunsplit(parts._replace(path="/postgres"))
    with psycopg.connect(maintenance, autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
