"""Pages of sets: a teacher hands out cases and sees how the group does; others see their own."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from radicular.workbench.accounts.models import User
from radicular.workbench.accounts.person import person_of
from radicular.workbench.teaching.asking import begin
from radicular.workbench.teaching.code import CaseCode
from radicular.workbench.teaching.forms import SetForm
from radicular.workbench.teaching.groups import seen_before, weaknesses
from radicular.workbench.teaching.models import Attempt, CaseSet, Named

__all__ = ["case_set", "join", "new_set", "start"]


@require_http_methods(["GET", "HEAD", "POST"])
def new_set(request: HttpRequest) -> HttpResponse:
    """Make a set; only teachers do."""
    person = person_of(request)
    if not person.teaches:
        return render(request, "teaching/teachers_only.html", status=403)
    form = SetForm(request.POST or None, instance=CaseSet(teacher=person))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = form.save()
        return redirect("case_set", made.key)
    return render(
        request, "teaching/new_set.html", {"form": form}, status=422 if form.errors else 200
    )


@require_safe
def case_set(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a set: the group to its teacher, their own cases to its members."""
    person = person_of(request)
    found = _readable(person, key)
    if found.teacher == person:
        return _group(request, found)
    tried = {one.case: one for one in _attempts(found).filter(person=person)}
    cases = [(number, tried.get(code)) for number, code in enumerate(found.cases, start=1)]
    return render(request, "teaching/set.html", {"case_set": found, "cases": cases})


@require_POST
def start(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """Begin a case of a set, or go on with it."""
    person = person_of(request)
    found = _readable(person, key)
    if not 1 <= number <= len(found.cases) or found.teacher == person:
        raise Http404
    code = CaseCode.parse(found.cases[number - 1])
    return redirect("attempt", begin(person, code, found).key)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Let a person who has the link take part in a set."""
    found = get_object_or_404(CaseSet, token=token)
    person = person_of(request)
    if request.method == "POST" and found.teacher != person:
        found.members.add(person)
    if request.method == "POST" or found.members.contains(person):
        return redirect("case_set", found.key)
    return render(request, "teaching/join.html", {"case_set": found})


def _group(request: HttpRequest, found: CaseSet) -> HttpResponse:
    attempts = list(_attempts(found))
    people = sorted(
        {one.person for one in attempts} | set(found.members.all()), key=lambda one: one.username
    )
    tried = {(one.person, one.case): one for one in attempts}
    rows = [(person, [tried.get((person, code)) for code in found.cases]) for person in people]
    answers = Named.objects.filter(attempt__case_set=found)
    context = {
        "case_set": found,
        "rows": rows,
        "seen_before": seen_before(found),
        "weaknesses": weaknesses(answers),
        "link": request.build_absolute_uri(reverse("join_set", args=[found.token])),
    }
    return render(request, "teaching/group.html", context)


def _attempts(found: CaseSet) -> QuerySet[Attempt]:
    return found.attempts.select_related("named", "person")


def _readable(person: User, key: UUID) -> CaseSet:
    found = CaseSet.objects.select_related("teacher").filter(key=key).first()
    if found is None or not (found.teacher == person or found.members.contains(person)):
        raise Http404
    return found
