"""Around every page: whose change it is, and that nobody finds it in a browser afterward."""

from collections.abc import Callable

from auditlog.middleware import AuditlogMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

__all__ = ["AuditMiddleware", "kept_nowhere"]


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
