"""Pages on which a person practices: cases, their examination, the answer and what it was worth."""

from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from radicular.errors import InputError
from radicular.patient import drawn_with
from radicular.report.words import site_words
from radicular.workbench.accounts.models import User
from radicular.workbench.accounts.person import person_of
from radicular.workbench.teaching.asking import ask, begin, burden, help_with, still_open
from radicular.workbench.teaching.code import CaseCode
from radicular.workbench.teaching.debrief import debrief_of, facts_of, places_of
from radicular.workbench.teaching.forms import AnswerForm, CaseForm
from radicular.workbench.teaching.models import Attempt, CaseSet, Named
from radicular.workbench.teaching.patients import case_of, grid, log_of, sections, story
from radicular.workbench.teaching.schedule import case_like, schedule_of
from radicular.workbench.teaching.scoring import score_of, scored

__all__ = ["answer", "ask_test", "attempt", "case", "next_due", "practice", "training_wheels"]

HISTORY = 30


@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: HttpRequest) -> HttpResponse:
    """Show what is due and what was answered, and draw a new case."""
    person = person_of(request)
    form = CaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        spread, seed = form.cleaned_data["spread"], form.cleaned_data["seed"]
        code = CaseCode.new(spread) if seed is None else CaseCode(spread, seed)
        return redirect("teaching_case", str(code))
    due = schedule_of(person)
    today = timezone.localdate()
    context = {
        "form": form,
        "due": [one for one in due if one.on <= today],
        "later": [one for one in due if one.on > today],
        "attempts": person.attempts.select_related("named", "case_set")[:HISTORY],
        "handed_out": person.handed_out.all(),
        "own_sets": person.case_sets.all() if person.teaches else None,
    }
    return render(request, "teaching/practice.html", context, status=422 if form.errors else 200)


@require_POST
def next_due(request: HttpRequest) -> HttpResponse:
    """Begin a new case of the place that is due longest, without telling which."""
    person = person_of(request)
    today = timezone.localdate()
    due = next((one for one in schedule_of(person) if one.on <= today), None)
    if due is None:
        return redirect("teaching")
    return redirect("attempt", begin(person, case_like(due.site)).key)


@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, code: str, version: str = "") -> HttpResponse:
    """Show who comes, restored from a link, and begin the examination."""
    person = person_of(request)
    found = _code(code)
    if request.method == "POST":
        return redirect("attempt", begin(person, found).key)
    link = reverse("teaching_case_as_drawn", args=[str(found), drawn_with()])
    context = {
        "code": found,
        "story": story(found),
        "link": request.build_absolute_uri(link),
        "differs": bool(version) and version != drawn_with(),
        "attempts": person.attempts.filter(case=str(found)).select_related("named"),
    }
    return render(request, "teaching/case.html", context)


@require_safe
def attempt(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a case: the examination while it is open, afterwards what it was worth."""
    found = _readable(person_of(request), key)
    if hasattr(found, "named"):
        return _debrief(request, found)
    if found.person != person_of(request):
        raise Http404
    return _examination(request, found, AnswerForm())


@require_POST
def ask_test(request: HttpRequest, key: UUID) -> HttpResponse:
    """Uncover one value."""
    found = _own(person_of(request), key)
    finding, _, side = request.POST.get("test", "").partition("|")
    try:
        ask(found, finding, side)
    except InputError as error:
        return render(request, "teaching/refused.html", {"error": error}, status=422)
    section = sections().get(request.POST.get("section", ""))
    query = f"?section={section.key}" if section else ""
    return redirect(f"{reverse('attempt', args=[key])}{query}")


@require_POST
def training_wheels(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the model's probabilities beside the examination from now on."""
    found = _own(person_of(request), key)
    try:
        help_with(found)
    except InputError as error:
        return render(request, "teaching/refused.html", {"error": error}, status=422)
    return redirect("attempt", key)


@require_POST
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take the answer, once, and score it."""
    found = _own(person_of(request), key)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _examination(request, found, form, status=422)
    given = form.cleaned_data
    with transaction.atomic():
        Attempt.objects.select_for_update().get(pk=found.pk)
        try:
            still_open(found)
        except InputError as error:
            return render(request, "teaching/refused.html", {"error": error}, status=422)
        facts = facts_of(found, given["site"], given["side"], given["confidence"] / 100)
        lines = scored(facts)
        Named.objects.create(
            attempt=found,
            **given,
            true_site=facts.true_site,
            true_side=facts.true_side,
            score=score_of(lines),
            lines=[line.to_dict() for line in lines],
        )
    return redirect("attempt", key)


def _examination(
    request: HttpRequest, found: Attempt, form: AnswerForm, status: int = 200
) -> HttpResponse:
    chosen = sections()
    section = chosen.get(request.GET.get("section", ""), next(iter(chosen.values())))
    context = {
        "attempt": found,
        "story": story(CaseCode.parse(found.case)),
        "sections": chosen.values(),
        "section": section,
        "rows": grid(section, found),
        "log": log_of(found),
        "burden": burden(found),
        "form": form,
        "places": places_of(case_of(found)) if found.helped else None,
    }
    return render(request, "teaching/examination.html", context, status=status)


def _debrief(request: HttpRequest, found: Attempt) -> HttpResponse:
    named = found.named
    context = {
        "attempt": found,
        "named": named,
        "story": story(CaseCode.parse(found.case)),
        "true_place": site_words(named.true_site, named.true_side),
        "named_place": site_words(named.site, named.side),
        "debrief": debrief_of(found) if found.drawn_with == drawn_with() else None,
        "burden": burden(found),
        "link": request.build_absolute_uri(
            reverse("teaching_case_as_drawn", args=[found.case, found.drawn_with])
        ),
    }
    return render(request, "teaching/debrief.html", context)


def _code(text: str) -> CaseCode:
    try:
        return CaseCode.parse(text)
    except InputError:
        raise Http404 from None


def _own(person: User, key: UUID) -> Attempt:
    found = Attempt.objects.filter(key=key, person=person).first()
    if found is None:
        raise Http404
    return found


def _readable(person: User, key: UUID) -> Attempt:
    """The attempt of the person, or one in a set that the person handed out."""
    found = Attempt.objects.select_related("named", "person", "case_set").filter(key=key).first()
    if found is None:
        raise Http404
    own_set = isinstance(found.case_set, CaseSet) and found.case_set.teacher == person
    if found.person != person and not (own_set and person.teaches):
        raise Http404
    return found
