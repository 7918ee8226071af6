"""Forms that put a lesion on the map, and that choose the finding whose way is drawn."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args

from django import forms

from radicular.anatomy.sites import Site, load_sites, site_of, structure_sites
from radicular.condition import USUAL_WEEKS
from radicular.findings.catalog import load_catalog
from radicular.lesion import LONGEST_WEEKS, Fibers, Lesion, Process, Severity, Side
from radicular.report.prediction_text import DOMAINS
from radicular.report.route_figure import route_organs
from radicular.report.route_lines import organ_name
from radicular.report.words import family_words

__all__ = ["LesionForm", "WayForm", "lesion_fields"]

Choices = list[tuple[str, str]]
Groups = list[tuple[str, Choices]]

_PAINFUL = {"yes": True, "no": False}
_NOT_A_NERVE = "non-neural: "


@cache
def _site_choices() -> Groups:
    groups: dict[str, Choices] = {}
    for site in load_sites().values():
        groups.setdefault(family_words(site.family), []).extend(_place_choices(site))
    single = [(site.id, site.label) for site in structure_sites().values()]
    return [*groups.items(), ("a single structure of the map", single)]


def _place_choices(site: Site) -> Iterator[tuple[str, str]]:
    label = site.label.removeprefix(_NOT_A_NERVE)
    if len(site.places) == 1:
        yield site.id, f"{label}, {site.places[0].label}".removesuffix(", ")
        return
    for place in site.places:
        # A label that names the usual place already is not followed by another one.
        name = label.partition(" at the ")[0] if place.label else label
        yield f"{site.id}/{place.id}", f"{name}, {place.label}".removesuffix(", ")


def _stated(values: Any, none: str) -> Choices:
    return [("", none), *((value, value) for value in get_args(values))]


class LongSelect(forms.Select):
    """A select of hundreds of options, whose template is not read anew for each."""

    template_name = "what_if/select.html"


class LesionForm(forms.Form):
    """A lesion on the map."""

    site = forms.ChoiceField(
        label="Place",
        choices=lambda: [("", "choose a place"), *_site_choices()],
        widget=LongSelect,
    )
    side = forms.ChoiceField(
        required=False,
        choices=[
            ("", "choose a side"),
            ("left", "left"),
            ("right", "right"),
            ("both", "both sides"),
        ],
    )
    severity = forms.ChoiceField(
        required=False,
        choices=_stated(Severity, "not stated (moderate)"),
        help_text="How many of the fibers no longer conduct.",
    )
    fibers = forms.ChoiceField(
        required=False,
        choices=[("", "motor and sensory"), *_stated(Fibers, "")[2:]],
    )
    process = forms.ChoiceField(
        required=False,
        label="Kind",
        choices=_stated(Process, "not stated (a mixture)"),
        help_text="What it does to the fibers; demyelination alone slows and blocks nothing.",
    )
    weeks = forms.FloatField(
        required=False,
        label="Weeks since onset",
        min_value=0,
        max_value=LONGEST_WEEKS,
        help_text=f"{USUAL_WEEKS:g} weeks are taken where nothing is stated.",
    )
    painful = forms.ChoiceField(
        required=False,
        label="Pain",
        choices=[("", "not stated (painful)"), ("yes", "painful"), ("no", "painless")],
    )

    def __init__(self, data: Mapping[str, str] | None = None, **options: Any) -> None:
        super().__init__(_with_place(data, options.get("prefix")), **options)

    def clean(self) -> dict[str, Any]:
        """Refuse a lesion whose side is neither stated nor clear."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "site" in cleaned and "side" in cleaned:
            known = site_of(cleaned["site"].partition("/")[0])
            implied = known.sidedness in ("midline", "bilateral")
            cleaned["side"] = cleaned["side"] or ("both" if implied else "")
            if not cleaned["side"]:
                self.add_error("side", "A side must be stated: left, right or both sides.")
        return cleaned

    @property
    def lesion(self) -> Lesion:
        """The lesion of a form that is valid."""
        stated = self.cleaned_data
        site, _, place = stated["site"].partition("/")
        side: Side = stated["side"]
        return Lesion(
            site=site,
            side=side,
            place=place or None,
            severity=stated["severity"] or None,
            fibers=stated["fibers"] or "mixed",
            weeks=stated["weeks"],
            painful=_PAINFUL.get(stated["painful"]),
            process=stated["process"] or None,
        )


def _with_place(data: Mapping[str, str] | None, prefix: str | None) -> Mapping[str, str] | None:
    """The fields with the usual place of a site where an address names the site alone."""
    if data is None:
        return None
    name = f"{prefix}-site" if prefix else "site"
    site = load_sites().get(data.get(name, ""))
    if site is None or len(site.places) == 1:
        return data
    return {**{key: data[key] for key in data}, name: f"{site.id}/{site.places[0].id}"}


def lesion_fields(lesion: Lesion) -> dict[str, str]:
    """Return a lesion as the fields of its form, those that are stated.

    Args:
        lesion: What is wrong.
    """
    site = site_of(lesion.site)
    place = lesion.place or site.places[0].id
    fields = {
        "site": site.id if len(site.places) == 1 else f"{site.id}/{place}",
        "side": lesion.side,
        "severity": lesion.severity or "",
        "fibers": "" if lesion.fibers == "mixed" else lesion.fibers,
        "process": lesion.process or "",
        "weeks": "" if lesion.weeks is None else f"{lesion.weeks:g}",
        "painful": {True: "yes", False: "no", None: ""}[lesion.painful],
    }
    return {name: value for name, value in fields.items() if value}


@cache
def _way_choices() -> Groups:
    groups: dict[str, Choices] = {}
    for finding in load_catalog().findings.values():
        if route_organs(finding):
            groups.setdefault(DOMAINS[finding.domain], []).append((finding.id, finding.name))
    return list(groups.items())


class WayForm(forms.Form):
    """The finding whose way is drawn."""

    finding = forms.ChoiceField(
        choices=lambda: [("", "choose a finding"), *_way_choices()], widget=LongSelect
    )
    side = forms.ChoiceField(choices=[("left", "left"), ("right", "right")])
    organ = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Refuse an organ that the finding does not speak of."""
        cleaned: dict[str, Any] = super().clean() or {}
        organ = cleaned.get("organ")
        if organ and "finding" in cleaned and organ not in self.organs:
            self.add_error(None, f"The finding does not speak of this part (organ): {organ}.")
        return cleaned

    @property
    def organs(self) -> tuple[str, ...]:
        """Organs that the chosen finding speaks of."""
        return route_organs(load_catalog()[self.cleaned_data["finding"]])

    @property
    def parts(self) -> Choices:
        """The same with their names, where there are several."""
        return [(organ, organ_name(organ)) for organ in self.organs] if len(self.organs) > 1 else []
