"""Forms of a case, its answer and a set."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms

from radicular.anatomy.sites import load_sites
from radicular.errors import InputError
from radicular.report.words import family_words, site_words
from radicular.workbench.accounts.models import Role, User
from radicular.workbench.teaching.code import LARGEST_SEED, CaseCode
from radicular.workbench.teaching.models import CaseSet

__all__ = ["AnswerForm", "CaseForm", "SetForm"]

SPREAD_NAMES = (
    ("common", "as common as in a spine clinic"),
    ("any", "any place, rare ones as often"),
)
LARGEST_SET = 30


class CaseForm(forms.Form):
    """How a case is drawn."""

    spread = forms.ChoiceField(label="Difficulty", choices=SPREAD_NAMES)
    seed = forms.IntegerField(
        min_value=0,
        max_value=LARGEST_SEED,
        required=False,
        help_text="Leave it empty for a new patient; the same number gives the same patient.",
    )


def _sites() -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for site in load_sites().values():
        groups.setdefault(family_words(site.family), []).append((site.id, site_words(site.id)))
    return list(groups.items())


class AnswerForm(forms.Form):
    """Where the lesion is, and how sure the student is."""

    side = forms.ChoiceField(
        choices=(("", "choose"), ("right", "right"), ("left", "left"), ("both", "both or midline"))
    )
    site = forms.ChoiceField(label="Place", choices=lambda: [("", "choose"), *_sites()])
    confidence = forms.IntegerField(
        label="Confidence in %",
        min_value=0,
        max_value=100,
        help_text="How likely is it that place and side are right?",
    )


class SetForm(forms.ModelForm):  # type: ignore[type-arg]
    """A set of cases to hand out."""

    spread = forms.ChoiceField(label="Difficulty", choices=SPREAD_NAMES)
    count = forms.IntegerField(
        label="New cases", min_value=0, max_value=LARGEST_SET, initial=5, help_text="Drawn anew."
    )
    codes = forms.CharField(
        label="Chosen cases",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Codes such as common-4711, separated by spaces or lines.",
    )

    class Meta:
        """The fields of the set itself."""

        model = CaseSet
        fields = ("title", "due", "members")
        widgets: ClassVar = {
            "due": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "members": forms.CheckboxSelectMultiple,
        }
        labels: ClassVar = {"members": "Trainees", "due": "Due day"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trainees = User.objects.filter(role=Role.TRAINEE, is_active=True)
        self.fields["members"].queryset = trainees.order_by("username")  # type: ignore[attr-defined]

    def clean_codes(self) -> list[str]:
        """Refuse what is no code, and say which."""
        try:
            return [str(CaseCode.parse(text)) for text in self.cleaned_data["codes"].split()]
        except InputError as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self) -> dict[str, Any]:
        """Draw the new cases and put the chosen ones first."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        cases = dict.fromkeys([*cleaned["codes"], *_new(cleaned["spread"], cleaned["count"])])
        if not 1 <= len(cases) <= LARGEST_SET:
            raise forms.ValidationError(f"From 1 to {LARGEST_SET} cases.")
        self.instance.cases = list(cases)
        return cleaned


def _new(spread: Any, count: int) -> Iterator[str]:
    return (str(CaseCode.new(spread)) for _ in range(count))
