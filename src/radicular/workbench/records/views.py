"""Pages of patients and their examinations."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from radicular.errors import InputError
from radicular.workbench.accounts.models import User
from radicular.workbench.accounts.person import person_of
from radicular.workbench.examine.urgent import open_questions
from radicular.workbench.records import signing
from radicular.workbench.records.access import examination_for, patient_for, patients_of
from radicular.workbench.records.amending import amend
from radicular.workbench.records.forms import ExaminationForm, PatientForm
from radicular.workbench.records.heads import as_it_was
from radicular.workbench.records.models import (
    Access,
    ClinicalEvent,
    Examination,
    Level,
    Patient,
)
from radicular.workbench.records.moment import read_at
from radicular.workbench.records.search import matching
from radicular.workbench.records.seen import note_seen
from radicular.workbench.records.state import case_of, read_state

__all__ = ["amend_examination", "new_examination", "new_patient", "patient", "patients", "sign"]

LISTED = 50


@require_GET
def patients(request: HttpRequest) -> HttpResponse:
    """List the patients whose records the person may see, or those that a search finds."""
    sought = request.GET.get("q", "").strip().replace("\0", "")
    found = matching(patients_of(person_of(request)), sought)
    page = Paginator(found, LISTED).get_page(request.GET.get("page"))
    return render(request, "records/patients.html", {"page": page, "sought": sought})


@require_http_methods(["GET", "POST"])
def new_patient(request: HttpRequest) -> HttpResponse:
    """Make the record of a patient, which the person then owns."""
    person = person_of(request)
    form = PatientForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = form.save()
            Access.objects.create(patient=made, user=person, level=Level.OWN)
            ClinicalEvent.objects.create(patient=made, kind="patient made", by=person)
        return redirect("patient", made.key)
    context = {"form": form, "title": "New patient"}
    return render(request, "records/form.html", context, status=422 if form.errors else 200)


@require_GET
def patient(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a patient with all examinations and what happened to the records, now or as it was."""
    person = person_of(request)
    found = patient_for(person, key)
    try:
        at = read_at(request)
    except InputError as error:
        return render(request, "records/refused.html", {"error": error}, status=422)
    note_seen(found, person)
    examinations = found.examinations.select_related("signed_by", "amends", "amended_by")
    events = found.events.select_related("by").order_by("-id")
    if at is not None:
        found = as_it_was(found, at)
        examinations = examinations.filter(created__lte=at)
        events = events.filter(at__lte=at)
    context = {
        "patient": found,
        "at": at,
        "examinations": [Shown.of(one, at) for one in examinations],
        "events": events[:LISTED],
        "may": _may(person, found) if at is None else (),
    }
    return render(request, "records/patient.html", context)


@require_http_methods(["GET", "POST"])
def new_examination(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begin an examination of a patient."""
    person = person_of(request)
    found = patient_for(person, key, Level.WRITE)
    examination = Examination(patient=found, created_by=person)
    form = ExaminationForm(
        request.POST or None, instance=examination, initial={"on": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            ClinicalEvent.objects.create(
                patient=found,
                kind="examination begun",
                by=person,
                data={"examination": str(examination.key)},
            )
        return redirect("examine", examination.key)
    context = {"form": form, "title": f"New examination of {found}", "patient": found}
    return render(request, "records/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what is signed, and sign it; then it takes no more entries. Only clinicians sign."""
    person = person_of(request)
    examination = examination_for(person, key, Level.WRITE)
    if not person.signs:
        return render(request, "records/not_yours_to_sign.html", status=403)
    if request.method == "POST":
        signing.sign(examination, by=person)
    if request.method == "POST" or examination.signed:
        return redirect("patient", examination.patient.key)
    case = case_of(read_state(examination))
    context = {
        "examination": examination,
        "recorded": len(case.observations),
        "open_questions": open_questions(case),
    }
    return render(request, "records/sign.html", context)


@require_http_methods(["GET", "POST"])
def amend_examination(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask why a signed examination is amended, and begin the amendment."""
    person = person_of(request)
    signed = examination_for(person, key, Level.WRITE)
    refused = ""
    if request.method == "POST":
        try:
            draft = amend(signed, by=person, reason=request.POST.get("reason", ""))
        except InputError as error:
            refused = str(error)
        else:
            return redirect("examine", draft.key)
    context = {"examination": signed, "refused": refused}
    return render(request, "records/amend.html", context, status=422 if refused else 200)


@dataclass(frozen=True)
class Shown:
    """An examination in the list of a patient.

    Attributes:
        examination: Which.
        signed: Whether it was signed at the moment that is shown.
        amended: Whether an amendment had taken its place by then.
    """

    examination: Examination
    signed: bool
    amended: bool

    @classmethod
    def of(cls, examination: Examination, at: datetime | None) -> Self:
        """Return an examination as it was at a moment, or as it is."""
        amendment = getattr(examination, "amended_by", None)
        return cls(
            examination,
            _was(examination.signed, at),
            _was(amendment.created if amendment else None, at),
        )


def _was(moment: datetime | None, at: datetime | None) -> bool:
    return moment is not None and (at is None or moment <= at)


def _may(person: User, patient: Patient) -> tuple[str, ...]:
    """What a person may do with a patient's records besides reading them."""
    level = patient.accesses.get(user=person).level
    if level == Level.OWN:
        return ("write", "own")
    return ("write",) if level == Level.WRITE else ()
