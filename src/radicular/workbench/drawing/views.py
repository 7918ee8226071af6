"""The body map and the entries that are made on it."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from radicular.errors import InputError
from radicular.report.body_map import body_views, template_version
from radicular.report.drawing import load_qualities
from radicular.workbench.accounts.models import User
from radicular.workbench.accounts.person import person_of
from radicular.workbench.drawing.body import MODES, area_rows, map_views, strokes_of
from radicular.workbench.drawing.posting import read_complete, read_stroke
from radicular.workbench.examine.live import live_view
from radicular.workbench.records.access import examination_for, may_enter
from radicular.workbench.records.entering import Wanted, enter
from radicular.workbench.records.models import Level
from radicular.workbench.records.posted import read_seen
from radicular.workbench.records.state import State, case_of, read_state

__all__ = ["body", "drawn", "enter_complete", "enter_stroke"]


@require_GET
def body(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the body map in one mode beside where the lesion is."""
    person = person_of(request)
    examination = examination_for(person, key)
    state = read_state(examination)
    given = request.GET.get("mode", "")
    mode = given if given in MODES else "pain"
    context = {
        **_drawn(state, person),
        "modes": MODES,
        "mode": mode,
        "views": map_views(body_views(examination.patient.sex), mode),
        "rows": area_rows(state, mode),
        "qualities": load_qualities().values(),
        "template": template_version(),
        "seen": state.number,
        "live": live_view(case_of(state)),
    }
    return render(request, "drawing/body.html", context)


@require_GET
def drawn(request: HttpRequest, key: UUID) -> HttpResponse:
    """Answer with the strokes and the areas that follow from them."""
    person = person_of(request)
    state = read_state(examination_for(person, key))
    context = _drawn(state, person) | {"rows": area_rows(state, "pain")}
    return render(request, "drawing/drawn.html", context)


@require_POST
def enter_stroke(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a stroke, or that one is taken away, and answer with the panel."""
    return _enter(request, key, read_stroke)


@require_POST
def enter_complete(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take whether the drawing is complete, and answer with the panel."""
    return _enter(request, key, read_complete)


def _drawn(state: State, person: User) -> dict[str, object]:
    return {
        "examination": state.examination,
        "open": may_enter(person, state.examination),
        "strokes": strokes_of(state),
        "complete": state.drawing_complete,
    }


def _enter(
    request: HttpRequest, key: UUID, read: Callable[[Mapping[str, str]], Wanted]
) -> HttpResponse:
    person = person_of(request)
    examination = examination_for(person, key, Level.WRITE)
    fields = request.POST.dict()
    try:
        entered = enter(examination, (read(fields),), by=person, seen=read_seen(fields))
    except InputError as error:
        return render(request, "examine/refused.html", {"error": error}, status=422)
    context = {
        "examination": examination,
        "live": live_view(case_of(read_state(examination))),
        "seen": entered.number,
        "overlapping": entered.overlapping,
        "others": entered.others,
    }
    return render(request, "examine/live.html", context)
