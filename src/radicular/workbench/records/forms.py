"""Forms of patients and examinations."""

from datetime import date
from typing import ClassVar

from django import forms
from django.utils import timezone

from radicular.case.fields import SETTINGS, SHORTEST_CM, TALLEST_CM
from radicular.workbench.records.models import Examination, Patient

__all__ = ["ExaminationForm", "HeadForm", "PatientForm"]

HEAD = ("name", "number", "birth_date", "sex", "height_cm")


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _not_to_come(day: date | None) -> date | None:
    if day is not None and day > timezone.localdate():
        raise forms.ValidationError("This day is still to come.")
    return day


class PatientForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who a patient is."""

    class Meta:
        """The fields that are asked for."""

        model = Patient
        fields: tuple[str, ...] = (*HEAD, "invented")
        widgets: ClassVar = {"birth_date": _day_input()}

    def clean_birth_date(self) -> date | None:
        """Refuse a day that is still to come."""
        return _not_to_come(self.cleaned_data["birth_date"])

    def clean_height_cm(self) -> int | None:
        """Refuse a height that nobody has."""
        height: int | None = self.cleaned_data["height_cm"]
        if height is not None and not SHORTEST_CM <= height <= TALLEST_CM:
            raise forms.ValidationError(f"From {SHORTEST_CM} to {TALLEST_CM} cm.")
        return height


class HeadForm(PatientForm):
    """Who a patient is, with the number of the last change that the page had seen."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    class Meta(PatientForm.Meta):
        """The fields that can be changed."""

        fields = HEAD


class ExaminationForm(forms.ModelForm):  # type: ignore[type-arg]
    """When and where somebody is examined."""

    setting = forms.ChoiceField(choices=[(name, name.replace("_", " ")) for name in SETTINGS])

    class Meta:
        """The fields that are asked for."""

        model = Examination
        fields = ("title", "on", "setting")
        widgets: ClassVar = {"on": _day_input()}

    def clean_on(self) -> date | None:
        """Refuse a day that is still to come."""
        return _not_to_come(self.cleaned_data["on"])
