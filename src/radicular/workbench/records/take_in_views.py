"""The page on which a patient of another workbench is taken in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from radicular.errors import InputError
from radicular.workbench.accounts.person import person_of
from radicular.workbench.archive.taking_in import LARGEST, take_in

__all__ = ["take_in_patient"]


@require_http_methods(["GET", "POST"])
def take_in_patient(request: HttpRequest) -> HttpResponse:
    """Ask for the file of a patient, and keep everything in it."""
    refused = None
    if request.method == "POST":
        file = request.FILES.get("file")
        content = file.read(LARGEST + 1) if file else b""
        try:
            return redirect("patient", take_in(content, person_of(request)).key)
        except InputError as error:
            refused = error
    status = 422 if refused else 200
    return render(request, "records/take_in.html", {"refused": refused}, status=status)
