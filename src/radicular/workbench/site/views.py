"""The first page after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

__all__ = ["home"]


def home(_request: HttpRequest) -> HttpResponse:
    """Show the patients."""
    return redirect("patients")
