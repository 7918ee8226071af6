"""Pages of those who own a patient's records: sharing, who saw them, giving out, deletion."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from radicular.errors import InputError
from radicular.workbench.accounts.models import User
from radicular.workbench.accounts.person import person_of
from radicular.workbench.archive.of_patient import archive_of
from radicular.workbench.records.access import patient_for
from radicular.workbench.records.deletion import delete_patient
from radicular.workbench.records.models import ClinicalEvent, Deletion, Level
from radicular.workbench.records.seen import seen_by
from radicular.workbench.records.sharing import share, unshare

__all__ = ["delete", "deletions", "give_out", "sharing"]

LOOKS = 200
TAKEN = "none"


@require_http_methods(["GET", "POST"])
def sharing(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show who has access to a patient's records and who saw them; give access or take it."""
    person = person_of(request)
    patient = patient_for(person, key, Level.OWN)
    refused = None
    if request.method == "POST":
        try:
            _change_access(request, key)
        except InputError as error:
            refused = error
        else:
            return redirect("sharing", patient.key)
    context = {
        "patient": patient,
        "accesses": patient.accesses.select_related("user").order_by("user__username"),
        "people": User.objects.filter(is_active=True).order_by("username"),
        "levels": Level.choices,
        "looks": seen_by(patient)[:LOOKS],
        "refused": refused,
    }
    return render(request, "records/sharing.html", context, status=422 if refused else 200)


def _change_access(request: HttpRequest, key: UUID) -> None:
    person = person_of(request)
    patient = patient_for(person, key, Level.OWN)
    name, level = request.POST.get("person", ""), request.POST.get("level", "")
    user = User.objects.filter(username=name.replace("\0", ""), is_active=True).first()
    if level == TAKEN:
        user = User.objects.filter(username=name.replace("\0", "")).first()
    if user is None:
        raise InputError("person", name, "the name of an open account")
    if level == TAKEN:
        unshare(patient, user, by=person)
    elif level in Level.values:
        share(patient, user, Level(level), by=person)
    else:
        raise InputError("level", level, f"one of {', '.join([*Level.values, TAKEN])}")


@require_POST
def give_out(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give everything that belongs to a patient as one file, and write down that it left."""
    person = person_of(request)
    patient = patient_for(person, key, Level.OWN)
    ClinicalEvent.objects.create(patient=patient, kind="patient given out", by=person)
    answer = HttpResponse(archive_of(patient), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="patient-{patient.key}.zip"'
    return answer


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for the name of a patient, then delete everything that belongs to them."""
    person = person_of(request)
    patient = patient_for(person, key, Level.OWN)
    typed = request.POST.get("name", "")
    if request.method == "POST" and typed == patient.name:
        deletion = delete_patient(patient, by=person)
        return render(request, "records/deleted.html", {"deletion": deletion})
    refused = request.method == "POST"
    context = {"patient": patient, "refused": refused}
    return render(request, "records/delete.html", context, status=422 if refused else 200)


@require_GET
def deletions(request: HttpRequest) -> HttpResponse:
    """List which records were deleted, by whom and when; for those who keep accounts."""
    if not person_of(request).keeps_accounts:
        raise Http404
    found = Deletion.objects.select_related("by")[:LOOKS]
    return render(request, "records/deletions.html", {"deletions": found})
