"""Writing down who signed in and out, who could not, and what became of accounts."""

from typing import Any

from auditlog.models import LogEntry
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.contenttypes.models import ContentType
from django.dispatch import receiver
from django.http import HttpRequest

from radicular.workbench.accounts.models import User

__all__ = ["SET_BY_LINK", "last_set_by_link", "note"]

#: Somebody tried a name that no account has; it may be a mistyped password, and is not kept.
UNKNOWN_NAME = "unknown name"
SET_BY_LINK = "password set by link"


def note(event: str, user: User | None, by: User | None, request: HttpRequest | None) -> None:
    """Write down what happened to an account.

    Args:
        event: What, in a few words.
        user: Whose account; None if nobody has the name that was tried.
        by: Who did it, if that is known.
        request: With which it came.
    """
    LogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(User),
        object_pk=str(user.pk) if user else "",
        object_id=user.pk if user else None,
        object_repr=str(user or UNKNOWN_NAME),
        action=LogEntry.Action.ACCESS,
        actor=by,
        remote_addr=request.META.get("REMOTE_ADDR") if request else None,
        additional_data={"event": event},
    )


def last_set_by_link(user: User) -> LogEntry | None:
    """Return when somebody set the password of an account by a link, the last time."""
    entries = LogEntry.objects.get_for_object(user)
    return entries.filter(additional_data__event=SET_BY_LINK).first()


@receiver(user_logged_in)
def _signed_in(request: HttpRequest | None, user: User, **_: Any) -> None:
    note("signed in", user, user, request)


@receiver(user_logged_out)
def _signed_out(request: HttpRequest | None, user: User | None, **_: Any) -> None:
    if user is not None:
        note("signed out", user, user, request)


@receiver(user_login_failed)
def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    tried = User.objects.filter(username=credentials.get("username")).first()
    note("could not sign in", tried, None, request)
