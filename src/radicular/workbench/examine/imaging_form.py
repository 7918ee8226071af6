"""The structured form of imaging: level, zone or kind, side, degree."""

from dataclasses import dataclass
from itertools import pairwise

from radicular.case import Case, Vertebrae
from radicular.findings.catalog import DISC_LEVELS, Finding, load_catalog
from radicular.findings.scales import load_scales
from radicular.report.words import observation_words
from radicular.tables import read_csv

__all__ = ["ImagingForm", "imaging_form"]


@dataclass(frozen=True)
class Place:
    """A zone or a kind of narrowing that has a level.

    Attributes:
        finding: Of the catalog, level not named.
        name: In words.
    """

    finding: Finding
    name: str


@dataclass(frozen=True)
class Recorded:
    """What is on record for a level.

    Attributes:
        finding: Id.
        side: Empty for the midline.
        level: Where the finding itself has none.
        words: All of it in words.
    """

    finding: str
    side: str
    level: str
    words: str


@dataclass(frozen=True)
class ImagingForm:
    """What the form offers and what it recorded.

    Attributes:
        levels: That can be named.
        places: Zones and kinds.
        grades: With their words.
        recorded: By level.
        vertebrae: The count on record, if any.
        unlisted: Discs of so many vertebrae that no level names.
    """

    levels: tuple[str, ...]
    places: tuple[Place, ...]
    grades: tuple[tuple[str, str], ...]
    recorded: tuple[Recorded, ...]
    vertebrae: Vertebrae | None
    unlisted: tuple[str, ...]


def imaging_form(case: Case) -> ImagingForm:
    """Return the form over a case."""
    catalog = load_catalog()
    places = tuple(
        Place(finding, finding.name.removeprefix("Imaging: ").removesuffix(", level not named"))
        for finding in catalog
        if any(catalog.at_level(finding, level) is not finding for level in DISC_LEVELS)
    )
    levels = tuple(
        level
        for level in DISC_LEVELS
        if any(finding.attributes.get("level") == level for finding in catalog)
    )
    shown = {place.finding.id for place in places}
    recorded = tuple(
        Recorded(
            item.finding,
            item.side if item.side != "midline" else "",
            "" if "level" in catalog[item.finding].attributes else item.level,
            observation_words(item),
        )
        for item in case.observations
        if item.finding in shown or "level" in catalog[item.finding].attributes
    )
    unlisted = _unlisted(case.vertebrae) if case.vertebrae else ()
    return ImagingForm(levels, places, _grades(), recorded, case.vertebrae, unlisted)


def _unlisted(vertebrae: Vertebrae) -> tuple[str, ...]:
    lumbar = (f"L{number}" for number in range(1, vertebrae.count + 1))
    discs = (f"{upper}-{lower}" for upper, lower in pairwise(("T12", *lumbar, "S1")))
    return tuple(disc for disc in discs if disc not in DISC_LEVELS)


def _grades() -> tuple[tuple[str, str], ...]:
    rows = read_csv("radicular.findings", "tables/scales.csv")
    notes = {row["grade"]: row["note"] for row in rows if row["scale"] == "imaging"}
    labels = load_scales()["imaging"].labels
    return tuple(
        (grade, f"{label}: {notes[grade]}" if notes[grade] else label)
        for grade, label in labels.items()
    )
