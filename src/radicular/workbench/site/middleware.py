"""Around every page: who asks only for the head of an answer gets no more."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

__all__ = ["head_only"]


def head_only(page: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Send no body where none was asked for; the server complains of one."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = page(request)
        if request.method == "HEAD":
            response.content = b""
        return response

    return answer
