"""Around every page: whose change it is, and that nobody finds it in a browser afterward."""

import time
from collections.abc import Callable

from auditlog.middleware import AuditlogMiddleware
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

__all__ = ["AuditMiddleware", "kept_nowhere", "stays_signed_in"]

SAVED_IN_A_LIFE = 20


class AuditMiddleware(AuditlogMiddleware):  # type: ignore[misc]
    """The audit log's own, which believes the connection and no header that anybody can send."""

    @staticmethod
    def _get_remote_addr(request: HttpRequest) -> str | None:
        return request.META.get("REMOTE_ADDR") or None

    @staticmethod
    def _get_remote_port(request: HttpRequest) -> None:
        del request


def kept_nowhere(page: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Have no browser keep what somebody saw who was signed in, or sets a password."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = page(request)
        add_never_cache_headers(response)
        return response

    return answer


def stays_signed_in(page: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a session last as long as somebody uses it, written down a few times in its life."""
    seconds = max(settings.SESSION_COOKIE_AGE // SAVED_IN_A_LIFE, 1)

    def answer(request: HttpRequest) -> HttpResponse:
        part = int(time.time()) // seconds
        if SESSION_KEY in request.session and request.session.get("part") != part:
            request.session["part"] = part
        return page(request)

    return answer
