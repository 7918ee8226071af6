"""Why one place and not another: two of the likeliest places side by side, finding by finding."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from radicular.case import Case
from radicular.lesion import Lesion
from radicular.localize.comparison import Comparison, FindingBits, compare, place_of
from radicular.localize.evidence import evidence_of
from radicular.localize.localizer import Localizer, load_localizer
from radicular.report import comparison_words as words
from radicular.report.words import site_words
from radicular.workbench.accounts.person import person_of
from radicular.workbench.records.access import examination_for
from radicular.workbench.records.state import case_of, read_state

__all__ = ["why"]

#: Places that can be compared.
OFFERED = 12


@dataclass(frozen=True)
class Told:
    """A finding as it speaks for one of two places.

    Attributes:
        strength: In a word.
        bits: Log2 of how much likelier it is from the first place.
        finding: As recorded.
        way: Of the finding through the map, and how each place lies on it; empty where it has none.
        surprise: That it is not expected under the first place; empty where it is.
    """

    strength: str
    bits: float
    finding: str
    way: str
    surprise: str


class WhyForm(forms.Form):
    """Two of the likeliest places."""

    def __init__(self, places: Sequence[Lesion], data: Mapping[str, str]) -> None:
        self.places = {str(place): place for place in places}
        first, second = list(self.places)[:2]
        super().__init__({"first": first, "second": second, **data})
        named = [(key, site_words(place.site, place.side)) for key, place in self.places.items()]
        self.fields["first"] = forms.ChoiceField(label="Why", choices=named)
        self.fields["second"] = forms.ChoiceField(label="And not", choices=named)

    def clean(self) -> dict[str, Any]:
        """Refuse a place beside itself."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("first") and cleaned.get("first") == cleaned.get("second"):
            self.add_error("second", "Another place than the first.")
        return cleaned

    @property
    def chosen(self) -> tuple[Lesion, Lesion]:
        """Both places of a form that is valid."""
        return self.places[self.cleaned_data["first"]], self.places[self.cleaned_data["second"]]


@require_safe
def why(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what speaks for one place and what for another."""
    examination = examination_for(person_of(request), key)
    case = case_of(read_state(examination))
    localizer = load_localizer(case.setting, "numba")
    form = WhyForm(list(_likeliest(localizer, case)), request.GET.dict())
    context: dict[str, object] = {"examination": examination, "form": form}
    if form.is_valid():
        context |= _compared(compare(localizer, case, *form.chosen))
    status = 200 if form.is_valid() else 422
    return render(request, "what_if/why.html", context, status=status)


def _likeliest(localizer: Localizer, case: Case) -> Iterator[Lesion]:
    posterior = localizer.posterior(evidence_of(case), case.vertebrae)
    return map(place_of, posterior.ranked(OFFERED))


def _compared(comparison: Comparison) -> dict[str, object]:
    groups = words.grouped(comparison)
    return {
        "title": words.title_words(comparison),
        "sentences": [words.lead_words(comparison), words.after_words(comparison)],
        "speaks_for": [_told(comparison, item) for item in groups.speaks_for],
        "speaks_against": [_told(comparison, item) for item in groups.speaks_against],
        "neither": groups.neither,
        "start": [words.start_words(comparison), words.sum_words(comparison)],
        "scale": words.SCALE_WORDS,
    }


def _told(comparison: Comparison, item: FindingBits) -> Told:
    return Told(
        words.strength(item.bits_first_second),
        item.bits_first_second,
        item.finding,
        item.route.text if item.route is not None else "",
        words.surprise_words(comparison, item),
    )
