"""The home of a workbench, as the commands that need one are told it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from radicular.errors import InputError

if TYPE_CHECKING:
    from radicular.workbench.serve.home import Home

__all__ = ["home_named", "needing_the_workbench", "with_home"]

Command = TypeVar("Command", bound=Callable[..., Any])
#: What the extra of the workbench installs, as it is imported.
EXTRA = frozenset(("auditlog", "axes", "csp", "django", "gunicorn", "psycopg", "whitenoise"))


def with_home(command: Command) -> Command:
    """Add where the workbench keeps what it keeps."""
    command = click.option(
        "--database", default="", help="postgresql://…; SQLite in the folder without it."
    )(command)
    return click.option(
        "--home",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder of database, secret and settings. Default: a folder of your own.",
    )(command)


@contextmanager
def needing_the_workbench(command: str) -> Iterator[None]:
    """Tell in plain words if the workbench is not installed.

    Args:
        command: Which needs it.

    Raises:
        InputError: If a package of the extra is missing.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in EXTRA:
            raise
        allowed = "an installation with the workbench: pip install 'radicular[workbench]'"
        raise InputError(command, error.name, allowed) from None


def home_named(home: Path | None, database: str) -> "Home":
    """Return a home, and have the settings read it.

    Args:
        home: Its folder, or None for the one of this user.
        database: Address of a database server, or empty.
    """
    from radicular.workbench.serve.home import FOLDER_VARIABLE, home_of_environment

    if home is not None:
        os.environ[FOLDER_VARIABLE] = str(home.absolute())
    if database:
        os.environ["RADICULAR_DATABASE"] = database
    return home_of_environment()
