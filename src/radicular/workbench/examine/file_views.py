"""An examination to read elsewhere: as text, and as a file of the command line."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from radicular.workbench.accounts.person import person_of
from radicular.workbench.examine.summary import summary_of
from radicular.workbench.records.access import examination_for
from radicular.workbench.records.seen import note_seen
from radicular.workbench.records.state import case_of, read_state

__all__ = ["as_case", "as_text"]


@require_safe
def as_text(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what is recorded and where it points as plain text, to be copied or printed."""
    person = person_of(request)
    examination = examination_for(person, key)
    note_seen(examination, person)
    summary = summary_of(examination, case_of(read_state(examination)))
    return render(request, "examine/text.html", {"examination": examination, "summary": summary})


@require_safe
def as_case(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give the case file that ``radicular locate`` reads; it names nobody."""
    person = person_of(request)
    examination = examination_for(person, key)
    note_seen(examination, person)
    answer = HttpResponse(
        case_of(read_state(examination)).to_yaml(), content_type="application/yaml; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="examination-{examination.on}.yaml"'
    return answer
