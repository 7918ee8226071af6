"""Taking in an episode from a file: first it is shown what would be kept, then it is."""

import base64
import binascii
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from radicular.errors import InputError
from radicular.workbench.accounts.person import person_of
from radicular.workbench.course.entry_form import single_errors
from radicular.workbench.course.error_words import error_words
from radicular.workbench.course.importing import (
    LARGEST_FILE,
    Foreign,
    Incoming,
    keep,
    read_incoming,
)
from radicular.workbench.records.access import patient_for
from radicular.workbench.records.models import Level

__all__ = ["import_episode"]


@require_http_methods(["GET", "HEAD", "POST"])
def import_episode(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for a file, show what it holds and what cannot be taken, and keep it if so wished."""
    person = person_of(request)
    patient = patient_for(person, key, Level.WRITE)
    errors: tuple[InputError, ...] = ()
    incoming: Incoming | Foreign | None = None
    content = b""
    if request.method == "POST":
        try:
            content = _content(request)
            incoming = read_incoming(content, timezone.localdate())
        except InputError as error:
            errors = single_errors(error)
        else:
            if request.POST.get("keep") == "yes" and isinstance(incoming, Incoming):
                return redirect("episode", keep(incoming, patient, person).key)
    context = {
        "patient": patient,
        "incoming": incoming if isinstance(incoming, Incoming) else None,
        "foreign": incoming if isinstance(incoming, Foreign) else None,
        "content": base64.b64encode(content).decode() if incoming else "",
        "errors": error_words(errors),
    }
    return render(request, "course/import.html", context, status=422 if errors else 200)


def _content(request: HttpRequest) -> bytes:
    file = request.FILES.get("file")
    if file is not None:
        return bytes(file.read(LARGEST_FILE + 1))
    try:
        return base64.b64decode(request.POST.get("content", ""), validate=True)
    except (binascii.Error, ValueError):
        raise InputError("content", "no file", "the file as it was shown") from None
