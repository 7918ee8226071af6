"""The page for the patient."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from radicular.errors import InputError
from radicular.workbench.accounts.person import person_of
from radicular.workbench.examine.live import answer_of
from radicular.workbench.leaflet.leaflet import leaflet_of
from radicular.workbench.leaflet.texts import languages, load_texts
from radicular.workbench.records.access import examination_for
from radicular.workbench.records.state import case_of, read_state

__all__ = ["leaflet"]


@require_safe
def leaflet(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the result in plain words, in the language that is asked for."""
    examination = examination_for(person_of(request), key)
    try:
        texts = load_texts(request.GET.get("language", "en"))
    except InputError as error:
        return render(request, "examine/refused.html", {"error": error}, status=422)
    answer = answer_of(case_of(read_state(examination)))
    context = {
        "examination": examination,
        "language": texts.language,
        "languages": languages(),
        "words": texts.words,
        "leaflet": leaflet_of(answer, texts),
    }
    # Dates are written as the language writes them.
    with translation.override(texts.language):
        return render(request, "leaflet/leaflet.html", context)
