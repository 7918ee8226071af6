"""The moment as of which a record is asked for."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from radicular.errors import InputError

__all__ = ["read_at"]


def read_at(request: HttpRequest) -> datetime | None:
    """Return the moment as of which a record is asked for; None for now.

    Args:
        request: With ``?at=2026-05-01T12:00``, in the time of this machine if it names no other.

    Raises:
        InputError: If it is none.
    """
    text = request.GET.get("at", "")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        moment = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
    except (ValueError, OverflowError):
        raise InputError("at", text, "a moment, such as 2026-05-01T12:00") from None
    if moment > timezone.now():
        raise InputError("at", text, "a moment that has passed")
    return moment
