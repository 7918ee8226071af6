"""Who asks for a page."""

from django.http import HttpRequest

from radicular.workbench.accounts.models import User

__all__ = ["person_of"]


def person_of(request: HttpRequest) -> User:
    """Return who is signed in; every page but those of signing in needs somebody.

    Raises:
        TypeError: If nobody is.
    """
    if not isinstance(request.user, User):
        raise TypeError("nobody is signed in")
    return request.user
