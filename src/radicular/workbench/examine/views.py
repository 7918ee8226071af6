"""The examination page, its entries and the panel beside it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from radicular.errors import InputError
from radicular.report import words
from radicular.workbench.accounts.person import person_of
from radicular.workbench.examine.live import answer_of, live_view
from radicular.workbench.examine.posting import read_posted
from radicular.workbench.examine.sections import load_sections, rows_of
from radicular.workbench.records.access import examination_for
from radicular.workbench.records.entering import enter
from radicular.workbench.records.models import Level, Status
from radicular.workbench.records.state import case_of, read_state

__all__ = ["enter_finding", "examine", "reasons"]

CLUES = 6


@require_GET
def examine(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one section of an examination beside where the lesion is."""
    examination = examination_for(person_of(request), key)
    state = read_state(examination)
    sections = load_sections()
    section = sections.get(request.GET.get("section", ""), sections["urgent"])
    context = {
        "examination": examination,
        "draft": examination.status == Status.DRAFT,
        "sections": sections.values(),
        "section": section,
        "rows": rows_of(section, state),
        "seen": state.number,
        "live": live_view(case_of(state)),
    }
    return render(request, "examine/examine.html", context)


@require_POST
def enter_finding(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take one entry and answer with the panel."""
    person = person_of(request)
    examination = examination_for(person, key, Level.WRITE)
    try:
        posted = read_posted(request.POST.dict())
        entered = enter(examination, posted.wanted, by=person, seen=posted.seen)
    except InputError as error:
        return render(request, "examine/refused.html", {"error": error}, status=422)
    live = live_view(case_of(read_state(examination)))
    context = {
        "examination": examination,
        "live": live,
        "seen": entered.number,
        "overlapping": entered.overlapping,
        "others": entered.others,
    }
    return render(request, "examine/live.html", context)


@require_GET
def reasons(request: HttpRequest, key: UUID) -> HttpResponse:
    """Answer with what speaks for and against the first sites, and the next tests."""
    examination = examination_for(person_of(request), key)
    answer = answer_of(case_of(read_state(examination)))
    first = answer.ranked[0]
    context = {
        "answer": answer,
        "headline": words.headline(first),
        "clues": answer.clues[first.site][:CLUES],
        "misfits": answer.misfits,
        "tests": [words.test_words(test) for test in answer.next_tests],
        "not_enough": "" if answer.enough_data else words.not_enough(answer),
    }
    return render(request, "examine/reasons.html", context)
