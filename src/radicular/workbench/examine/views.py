"""The examination page, its entries and the panel beside it."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from radicular.case import Case
from radicular.case.fields import COUNTED_BY, VERTEBRAE_COUNTS
from radicular.errors import InputError
from radicular.workbench.accounts.person import person_of
from radicular.workbench.examine.imaging_form import imaging_form
from radicular.workbench.examine.laboratory import limits_for
from radicular.workbench.examine.live import live_view, reasons_of
from radicular.workbench.examine.posting import Posted, read_header, read_posted
from radicular.workbench.examine.sections import load_sections, rest_rows, rows_of
from radicular.workbench.examine.urgent import open_questions, urgent_questions
from radicular.workbench.records.access import examination_for, may_enter
from radicular.workbench.records.entering import enter
from radicular.workbench.records.models import Level
from radicular.workbench.records.moment import read_at
from radicular.workbench.records.seen import note_seen
from radicular.workbench.records.state import case_of, finding_cell, read_state

__all__ = ["enter_finding", "enter_header", "examine", "reasons"]


@require_GET
def examine(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one section of an examination beside where the lesion is."""
    person = person_of(request)
    examination = examination_for(person, key)
    try:
        at = read_at(request)
    except InputError as error:
        return render(request, "records/refused.html", {"error": error}, status=422)
    if at is not None and at < examination.created:
        raise Http404
    note_seen(examination, person)
    state = read_state(examination, at)
    case = case_of(state)
    sections = load_sections()
    section = sections.get(request.GET.get("section", ""), sections["routine"])
    rows = rows_of(section, case, limits_for(state, person))
    context = {
        "examination": examination,
        "at": at,
        "open": at is None and may_enter(person, examination),
        "sections": sections.values(),
        "section": section,
        "rows": rows,
        "rest": rest_rows(section, case),
        "limited": any(row.limited for row in rows),
        "urgent_questions": urgent_questions(case),
        "open_questions": open_questions(case),
        "seen": state.number,
        "live": live_view(case),
        **_forms_of(section.key, case),
    }
    return render(request, "examine/examine.html", context)


def _forms_of(section: str, case: Case) -> Mapping[str, object]:
    """What the forms need that only one section has."""
    if section == "imaging":
        return {"imaging": imaging_form(case)}
    if section != "history":
        return {}
    told = (item.note for item in case.observations if item.finding.startswith("duration_"))
    return {
        "duration": next(told, ""),
        "vertebrae": case.vertebrae,
        "counts": VERTEBRAE_COUNTS,
        "ways": tuple(dict.fromkeys(COUNTED_BY.values())),
    }


@require_POST
def enter_finding(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take one entry and answer with the panel."""
    return _entered(request, key, read_posted)


@require_POST
def enter_header(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take the count of lumbar vertebrae and answer with the panel."""
    return _entered(request, key, read_header)


def _entered(
    request: HttpRequest, key: UUID, read: Callable[[Mapping[str, str]], Posted]
) -> HttpResponse:
    person = person_of(request)
    examination = examination_for(person, key, Level.WRITE)
    try:
        posted = read(request.POST.dict())
        entered = enter(examination, posted.wanted, by=person, seen=posted.seen)
    except InputError as error:
        return render(request, "examine/refused.html", {"error": error}, status=422)
    case = case_of(read_state(examination))
    cells = {one.cell for one in posted.wanted}
    theirs = {entry.cell for entry in entered.others} - cells
    context = {
        "examination": examination,
        "live": live_view(case),
        "seen": entered.number,
        "overlapping": entered.overlapping,
        "others": entered.others,
        "told": [item for item in case.observations if finding_cell(item) in cells],
        "theirs": [item for item in case.observations if finding_cell(item) in theirs],
    }
    return render(request, "examine/live.html", context)


@require_GET
def reasons(request: HttpRequest, key: UUID) -> HttpResponse:
    """Answer with what speaks for and against the first sites, and the next tests."""
    examination = examination_for(person_of(request), key)
    try:
        case = case_of(read_state(examination, read_at(request)))
    except InputError as error:
        return render(request, "examine/refused.html", {"error": error}, status=422)
    return render(request, "examine/reasons.html", {"reasons": reasons_of(case)})
