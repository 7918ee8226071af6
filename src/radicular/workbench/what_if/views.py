"""A lesion put on the map: its findings beside the record, its H-reflex, the way of a finding."""

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from radicular.anatomy import load_atlas
from radicular.anatomy.sites import site_of
from radicular.case import Case
from radicular.findings.catalog import load_catalog
from radicular.lesion import Lesion
from radicular.localize.evidence import evidence_of
from radicular.localize.localizer import load_localizer
from radicular.predict import Prediction, predict
from radicular.report.prediction_record import RULE, beside_record
from radicular.report.route_figure import line_words, route_figure, route_organs
from radicular.report.route_lines import Line, step_name
from radicular.report.words import NAMED_SIDE
from radicular.workbench.accounts.person import person_of
from radicular.workbench.records.access import examination_for
from radicular.workbench.records.state import case_of, read_state
from radicular.workbench.what_if.forms import LesionForm, WayForm, lesion_fields
from radicular.workbench.what_if.study import record

__all__ = ["h_reflex", "recording", "way", "what_if"]

PREFIX = "lesion"
#: Findings that are not recorded and are listed unless all are asked for.
LISTED = 40


@require_safe
def what_if(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what a lesion would show beside what an examination records."""
    examination = examination_for(person_of(request), key)
    case = case_of(read_state(examination))
    form, lesion = _lesion_form(request, case)
    context = {"examination": examination, "form": form, "lesion": lesion, "rule": RULE}
    if lesion is not None:
        context |= _compared(lesion, case, everything="all" in request.GET)
    return render(request, "what_if/what_if.html", context, status=_status(form))


def _compared(lesion: Lesion, case: Case, *, everything: bool) -> dict[str, object]:
    prediction = _predicted(lesion, case.patient.age)
    rows = beside_record(prediction, case.observations, everything=everything)
    recorded = [row for row in rows if row.recorded]
    further = rows[len(recorded) :]
    drawable = {row.finding.id for row in rows if route_organs(row.finding)}
    return {
        "taken": prediction.taken,
        "recorded": recorded,
        "further": further if everything else further[:LISTED],
        "left_out": 0 if everything else max(0, len(further) - LISTED),
        "counts": [
            (word, sum(row.verdict == word for row in recorded))
            for word in ("differs", "agrees", "unknown")
        ],
        "drawable": drawable,
        "fields": urlencode(lesion_fields(lesion)),
        "way_fields": _prefixed(lesion),
        "everything": everything,
    }


@lru_cache(maxsize=32)
def _predicted(lesion: Lesion, age: float | None) -> Prediction:
    return predict(lesion, age=age)


@require_safe
def h_reflex(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the page on which the simulated H-reflex of a lesion appears."""
    examination = examination_for(person_of(request), key)
    form, lesion = _lesion_form(request, case_of(read_state(examination)))
    context = {"examination": examination, "form": form, "lesion": lesion}
    if lesion is not None:
        context["fields"] = urlencode(lesion_fields(lesion))
    return render(request, "what_if/h_reflex.html", context, status=_status(form))


@require_safe
def recording(request: HttpRequest, key: UUID) -> HttpResponse:
    """Answer with the simulated recordings of a lesion."""
    examination = examination_for(person_of(request), key)
    case = case_of(read_state(examination))
    form, lesion = _lesion_form(request, case)
    shown = None if lesion is None else record(lesion, case.patient)
    context = {"form": form, "recording": shown}
    return render(request, "what_if/recording.html", context, status=_status(form))


@require_safe
def way(request: HttpRequest, key: UUID) -> HttpResponse:
    """Draw the way of a finding with the signal that stops at a lesion."""
    examination = examination_for(person_of(request), key)
    case = case_of(read_state(examination))
    form, lesion = _lesion_form(request, case, PREFIX)
    asked = {"finding", "side"} & set(request.GET)
    chosen = WayForm(request.GET.dict() if asked else None)
    context = {"examination": examination, "form": form, "chosen": chosen, "lesion": lesion}
    if chosen.is_valid() and not form.errors:
        context |= _drawn(chosen, lesion)
    elif not asked:
        context["recorded"] = _drawable(case)
    if lesion is not None:
        context |= {"fields": urlencode(lesion_fields(lesion)), "way_fields": _prefixed(lesion)}
    refused = form.errors or (asked and chosen.errors)
    return render(request, "what_if/way.html", context, status=422 if refused else 200)


def _drawn(chosen: WayForm, lesion: Lesion | None) -> dict[str, object]:
    stated = chosen.cleaned_data
    finding, organ = load_catalog()[stated["finding"]], stated["organ"] or None
    figure = route_figure(finding, stated["side"], lesion, organ)
    if figure is None:
        return {}
    here = {} if lesion is None else lesion_fields(lesion)
    here = {name: text for name, text in here.items() if name != "site"} | {"side": figure.side}
    told = [(line, line_words(line), _steps(line)) for line in figure.main]
    shares: dict[str, float] = {}
    for line in figure.lines:
        shares[line.root] = shares.get(line.root, 0.0) + line.share
    return {
        "figure": figure,
        "told": [(line, shares[line.root], words, steps) for line, words, steps in told],
        "others": len(figure.lines) - len(told),
        "other_share": 1 - sum(line.share for line in figure.main),
        "parts": chosen.parts,
        "here_fields": _prefixed_fields(here),
        "finding": finding,
    }


def _steps(line: Line) -> list[tuple[str, str, bool, bool]]:
    """Of every step where a lesion can be put, its name, whether it stops and whether it counts.

    The segment of a reflex, in which it turns, is told once.
    """
    known, ends = load_atlas().structures, (0, len(line.steps) - 1)
    return [
        (
            step.structure if step.structure in known else "",
            step_name(step.structure),
            number == line.stop,
            step.part > 0 or number in ends,
        )
        for number, step in enumerate(line.steps)
        if number in ends or step.structure != line.steps[number - 1].structure
    ]


def _drawable(case: Case) -> list[tuple[str, str, str]]:
    """Recorded findings whose way can be drawn: id, name and side."""
    return [
        (one.finding, load_catalog()[one.finding].name, side)
        for one in case.observations
        if route_organs(load_catalog()[one.finding]) and not one.value.missing
        for side in ([one.side] if one.side in ("left", "right") else ["left", "right"])
    ]


def _lesion_form(
    request: HttpRequest, case: Case, prefix: str | None = None
) -> tuple[LesionForm, Lesion | None]:
    """The form as it was sent, or else filled with the likeliest place of the examination."""
    start = f"{prefix}-" if prefix else ""
    asked = any(f"{start}{name}" in request.GET for name in LesionForm.base_fields)
    form = LesionForm(request.GET.dict() if asked else _likeliest(case, start), prefix=prefix)
    if not asked and not form.is_valid():
        # Nothing recorded points to one side: the place is offered, the side is asked for.
        offered = {name.removeprefix(start): value for name, value in form.data.items()}
        form = LesionForm(initial=offered, prefix=prefix)
    return form, form.lesion if form.is_bound and form.is_valid() else None


def _likeliest(case: Case, start: str) -> dict[str, str]:
    if not case.observations:
        return {}
    posterior = load_localizer(case.setting, "numba").posterior(evidence_of(case), case.vertebrae)
    (first,) = posterior.ranked(1)
    places = site_of(first.site).places
    place = next((one.id for one in places if one.label == first.place), None)
    side = first.side if first.side_probability >= NAMED_SIDE else ""
    fields = lesion_fields(Lesion(first.site, "both", place)) | {"side": side}
    return {f"{start}{name}": value for name, value in fields.items()}


def _prefixed(lesion: Lesion) -> str:
    return _prefixed_fields(lesion_fields(lesion))


def _prefixed_fields(fields: Mapping[str, str]) -> str:
    return urlencode({f"{PREFIX}-{name}": text for name, text in fields.items()})


def _status(form: LesionForm) -> int:
    return 422 if form.is_bound and form.errors else 200
