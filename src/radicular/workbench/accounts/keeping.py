"""Keeping accounts: roles, closing and reopening; somebody who keeps them always stays."""

from django.db import transaction

from radicular.errors import InputError
from radicular.workbench.accounts.models import KEEPERS, OneTimeLink, Role, User

__all__ = ["change_role", "close", "reopen"]


def change_role(user: User, role: str, *, also_keeps: bool) -> None:
    """Give a person another role.

    Args:
        user: Who.
        role: The new one.
        also_keeps: Whether the person keeps accounts, too, whatever the role.

    Raises:
        InputError: If there is no such role, or nobody would keep accounts any longer.
    """
    if role not in Role.values:
        raise InputError("role", role, ", ".join(Role.values))
    with transaction.atomic():
        if role != Role.ADMINISTRATOR and not also_keeps:
            _check_somebody_else_keeps(user)
        user.role, user.is_superuser = role, also_keeps
        user.save(update_fields=["role", "is_superuser"])


def close(user: User, by: User) -> None:
    """Let a person in no longer; what they recorded stays.

    Args:
        user: Who.
        by: Who closes the account.

    Raises:
        InputError: If it is one's own, or nobody would keep accounts any longer.
    """
    if user == by:
        raise InputError("account", user.username, "one of somebody else")
    with transaction.atomic():
        _check_somebody_else_keeps(user)
        OneTimeLink.end(user)
        user.is_active = False
        user.save(update_fields=["is_active"])


def reopen(user: User) -> None:
    """Let a person in again.

    Args:
        user: Who.
    """
    user.is_active = True
    user.save(update_fields=["is_active"])


def _check_somebody_else_keeps(user: User) -> None:
    keepers = User.objects.select_for_update().filter(KEEPERS, is_active=True).order_by("pk")
    if {keeper.pk for keeper in keepers} == {user.pk}:
        allowed = "somebody else who keeps accounts, first"
        raise InputError("account", user.username, allowed)
