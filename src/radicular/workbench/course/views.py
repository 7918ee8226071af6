"""Pages of the course of a case."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from radicular.documents.document import Document, document_of, load_documents
from radicular.errors import InputError
from radicular.pathway.event import Event
from radicular.pathway.fields import Kind, load_facts, load_kinds
from radicular.pathway.keeper import EpisodeKeeper
from radicular.pathway.review import EpisodeReview, names_in
from radicular.pathway.steps import load_steps
from radicular.report.gate_text import rule_words
from radicular.workbench.accounts.person import person_of
from radicular.workbench.course.access import episode_for, keeper_of
from radicular.workbench.course.adding import further_kinds, shown_steps, title_of
from radicular.workbench.course.controls import control_of, groups_of
from radicular.workbench.course.curves import curves_of
from radicular.workbench.course.document_files import FORMS
from radicular.workbench.course.entry_form import (
    add_posted,
    beginning_of,
    signed_examinations,
    single_errors,
)
from radicular.workbench.course.entry_words import entry_words
from radicular.workbench.course.error_words import error_words
from radicular.workbench.course.exporting import FORMATS, left_out
from radicular.workbench.course.models import Episode
from radicular.workbench.course.opening import beginning, open_episode, opening_fields
from radicular.workbench.records.access import patient_for, patients_of
from radicular.workbench.records.models import ClinicalEvent, Level
from radicular.workbench.records.moment import read_at

__all__ = ["add", "document", "episode", "export", "new_episode", "refused"]

#: What only a clinician may do: to pass a gate.
OF_CLINICIANS = ("override",)


def refused(request: HttpRequest, error: InputError) -> HttpResponse:
    """Answer what was asked with an address that cannot be."""
    context = {"errors": error_words(single_errors(error))}
    return render(request, "course/refused.html", context, status=422)


def _review(
    request: HttpRequest, key: UUID
) -> tuple[Episode, EpisodeKeeper, EpisodeReview, datetime | None]:
    """Return what is asked for: an episode and a problem, now or as of a moment."""
    person = person_of(request)
    found = episode_for(person, key)
    at = read_at(request)
    keeper = keeper_of(found, person, at)
    known = keeper.read().problems
    problem = request.GET.get("problem", "") or next(iter(known), "")
    return found, keeper, keeper.review(problem), at


@require_safe
def episode(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show an episode: its steps, what is missing, what blocks, what happened, how it goes."""
    try:
        found, _, review, at = _review(request, key)
    except InputError as error:
        return refused(request, error)
    person = person_of(request)
    may_add = at is None and patients_of(person, Level.WRITE).filter(pk=found.patient.pk).exists()
    context = {
        "episode": found,
        "review": review,
        "state": load_steps()[review.state].name,
        "at": at,
        "may_add": may_add,
        "query": _query(review, at),
        "steps": shown_steps(review),
        "further": further_kinds(review),
        "gates": _gates(review),
        "events": _events(review),
        "curves": curves_of(review),
        "alarms": _alarms(review),
        "questions": list(_questions(review)),
        "documents": load_documents().values(),
        "formats": [
            {"key": name, "format": form, "left_out": left_out(review)[name]}
            for name, form in FORMATS.items()
        ],
    }
    return render(request, "course/episode.html", context)


def _query(review: EpisodeReview, at: datetime | None) -> str:
    """Return what the addresses of a problem, now or then, carry on."""
    moment = {"at": timezone.localtime(at).isoformat()} if at else {}
    return urlencode({"problem": review.problem.id} | moment)


def _gates(review: EpisodeReview) -> list[dict[str, Any]]:
    answers = review.gates.answers if review.gates else ()
    return [
        {
            "answer": answer,
            "open": [
                {
                    "state": rule.state,
                    "says": rule_words(rule.without_command),
                    "asks": rule.rule.value if rule.rule.value in load_facts() else "",
                }
                for rule in answer.rules
                if rule.state != "pass"
            ],
            "passed": [rule_words(rule) for rule in answer.rules if rule.state == "pass"],
        }
        for answer in sorted(answers, key=lambda answer: not answer.stands)
    ]


def _events(review: EpisodeReview) -> list[dict[str, Any]]:
    withdrawn = review.episode.withdrawn
    return [
        {
            "event": event,
            "title": title_of(event.of_kind),
            "says": entry_words(event),
            "recorded": event.recorded[:16].replace("T", " "),
            "withdrawn": withdrawn.get(event.number),
        }
        for event in reversed(review.episode.events)
        if event.problem in ("", review.problem.id)
    ]


def _questions(review: EpisodeReview) -> Iterator[tuple[str, Event]]:
    """Yield what to ask about levels, each with the entry that leaves it open."""
    told = {
        name.question: event
        for event in review.episode.of(review.problem.id)
        for name in names_in(event)
        if not name.clear
    }
    yield from told.items()


def _alarms(review: EpisodeReview) -> list[str]:
    told = [
        f"{flag.finding}: {flag.concern}"
        for flag in (review.concordance.together.red_flags if review.concordance else ())
    ]
    for check in review.immediate:
        told += [f"{check.event.on}: {item.seen}: {item.says}" for item in check.escalations]
    for visit in review.visits:
        told += [f"{visit.event.on}: {item.seen}: {item.says}" for item in visit.alarms]
    return list(dict.fromkeys(told))


@require_http_methods(["GET", "HEAD", "POST"])
def new_episode(request: HttpRequest, key: UUID) -> HttpResponse:
    """Open an episode of a patient."""
    person = person_of(request)
    patient = patient_for(person, key, Level.WRITE)
    posted = request.POST.dict() or beginning(patient)
    errors: tuple[InputError, ...] = ()
    if request.method == "POST":
        try:
            return redirect("episode", open_episode(patient, posted, person).key)
        except InputError as error:
            errors = single_errors(error)
    context = {
        "patient": patient,
        "date": posted.get("date", ""),
        "errors": error_words(errors),
        "controls": [
            control_of(field, posted, errors, label=label, told=field.says)
            for label, field in opening_fields()
        ],
    }
    return render(request, "course/new_episode.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """Ask for an entry and add it to the episode, to which can only be added."""
    person = person_of(request)
    found = episode_for(person, key, Level.WRITE)
    if kind not in load_kinds() or kind == "opened":
        raise Http404
    if kind in OF_CLINICIANS and not person.signs:
        return render(request, "course/of_clinicians.html", {"episode": found}, status=403)
    keeper, wanted = keeper_of(found, person), load_kinds()[kind]
    posted = (request.POST if request.method == "POST" else request.GET).dict()
    problem = posted.get("problem", "") or next(iter(keeper.read().problems), "")
    errors: tuple[InputError, ...] = ()
    try:
        review = keeper.review(problem)
    except InputError as error:
        return refused(request, error)
    if request.method == "POST":
        try:
            belongs = "" if _of_all(wanted, posted) else problem
            add_posted(keeper, found, wanted, posted, problem=belongs, by=person)
        except InputError as error:
            errors = single_errors(error)
        else:
            return redirect(f"{found.get_absolute_url()}?{_query(review, None)}")
    else:
        posted = beginning_of(wanted, review, keeper.today) | posted
    context = {
        "episode": found,
        "review": review,
        "kind": wanted,
        "title": title_of(wanted),
        "date": posted.get("date", ""),
        "errors": error_words(errors),
        "groups": groups_of(wanted, review, posted, errors, signed_examinations(found, wanted)),
    }
    return render(request, "course/add.html", context, status=422 if errors else 200)


def _of_all(kind: Kind, posted: Mapping[str, str]) -> bool:
    """Whether an entry is of the whole patient: corrections and new problems always are."""
    return kind.id in ("correction", "problem") or (
        kind.of_the_patient and posted.get("of_all") == "yes"
    )


@require_safe
def document(request: HttpRequest, key: UUID, kind: str, form: str = "") -> HttpResponse:
    """Show a document of an episode, or give it as a file."""
    if kind not in load_documents() or (form and form not in FORMS):
        raise Http404
    try:
        found, _, review, at = _review(request, key)
        made = _titled(document_of(review, kind), review)
        if form:
            content, type_ = FORMS[form](made)
            name = f"{kind}-{made.on}.{form}"
            return _file(name, type_, content)
    except InputError as error:
        return refused(request, error)
    context = {
        "episode": found,
        "document": made.to_dict(),
        "entries": len(review.episode.events),
        "last": review.episode.events[-1],
        "at": at,
        "query": _query(review, at),
        "forms": FORMS,
    }
    return render(request, "course/document.html", context)


def _titled(made: Document, review: EpisodeReview) -> Document:
    """Return a document headed by its problem where the episode has a key and no title."""
    if review.episode.title:
        return made
    return replace(made, subject=f"{review.problem.label}, {review.problem.side}")


@require_GET
def export(request: HttpRequest, key: UUID, form: str) -> HttpResponse:
    """Give an episode as a file of a standard, and write down that it left."""
    if form not in FORMATS:
        raise Http404
    try:
        found, keeper, review, _ = _review(request, key)
        made = FORMATS[form].make(keeper, review)
    except InputError as error:
        return refused(request, error)
    ClinicalEvent.objects.create(
        patient=found.patient,
        kind="episode given out",
        by=person_of(request),
        data={"episode": str(found.key), "format": form},
    )
    return _file(made.name, made.type, made.content)


def _file(name: str, type_: str, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type=type_)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
