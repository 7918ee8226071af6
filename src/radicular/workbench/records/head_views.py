"""The page on which the head of a patient is changed."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from radicular.workbench.accounts.person import person_of
from radicular.workbench.records.access import patient_for
from radicular.workbench.records.forms import HeadForm
from radicular.workbench.records.heads import brought_up, last_change, meanwhile, save_head
from radicular.workbench.records.models import ClinicalEvent, Level, Patient

__all__ = ["edit_patient"]


@require_http_methods(["GET", "POST"])
def edit_patient(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change the head of a patient; what others changed meanwhile is told, not overwritten."""
    person = person_of(request)
    found = patient_for(person, key, Level.WRITE)
    if request.method != "POST":
        return _show(request, HeadForm(instance=found, initial={"seen": last_change(found)}))
    with transaction.atomic():
        locked = Patient.objects.select_for_update().get(pk=found.pk)
        form = HeadForm(request.POST, instance=locked)
        if not form.is_valid():
            return _show(request, form)
        others = meanwhile(locked, form.cleaned_data["seen"])
        if others:
            return _show(request, form, others)
        save_head(form, person)
    return redirect("patient", key)


def _show(
    request: HttpRequest, form: HeadForm, others: tuple[ClinicalEvent, ...] = ()
) -> HttpResponse:
    if others:
        form = HeadForm(brought_up(request.POST.dict(), others), instance=form.instance)
    context = {"form": form, "patient": form.instance, "others": others}
    status = 422 if form.is_bound else 200
    return render(request, "records/head.html", context, status=status)
