"""The first start: the tables of the database, and one account that nobody has the password of."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.core.management import call_command
from django.db import OperationalError, connections

from radicular.errors import InputError
from radicular.workbench.serve.database import without_password
from radicular.workbench.serve.home import Home

__all__ = ["add_demo", "prepare", "set_up"]

FIRST_USER = "owner"


def set_up(home: Home) -> None:
    """Make the folder, set Django up on it, and bring the database up to date.

    Args:
        home: Of the workbench.

    Raises:
        InputError: If its database does not answer.
    """
    home.prepare()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "radicular.workbench.site.settings")
    django.setup()
    with home.turn(), _answering(home):
        call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def _answering(home: Home) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        named = without_password(home.database) or str(home.database_file)
        reason = " ".join(str(error).split())
        raise InputError("database", named, f"a database that answers; {reason}") from None


def prepare(home: Home) -> str:
    """Set a workbench up, and make the first account where there is none.

    Args:
        home: Of the workbench.

    Returns:
        Token of the link with which the first account sets its password; empty once it is set.
    """
    set_up(home)
    with home.turn():
        token = _link_of_first_account()
    # The workers part from this process, and no connection may cross that.
    connections.close_all()
    return token


def add_demo(home: Home) -> int:
    """Add the invented patients that a workbench does not hold yet, for the first account.

    Args:
        home: Of a workbench that is prepared.

    Returns:
        How many were added.

    Raises:
        InputError: If it holds patients who are not invented; then nothing is changed.
    """
    # Models can be imported only after Django is set up.
    from radicular.workbench.demo.filling import fill  # noqa: PLC0415

    with home.turn():
        added = fill(FIRST_USER)
    connections.close_all()
    return added


def _link_of_first_account() -> str:
    # Models can be imported only after Django is set up.
    from radicular.workbench.accounts.models import OneTimeLink, Role, User  # noqa: PLC0415

    if User.objects.exclude(username=FIRST_USER).exists():
        return ""
    first = User.objects.filter(username=FIRST_USER).first()
    if first is None:
        first = User(username=FIRST_USER, role=Role.CLINICIAN, is_superuser=True)
        first.set_unusable_password()
        first.save()
    return "" if first.has_usable_password() else OneTimeLink.make(first)
