"""Cases drawn at random from the catalog."""

from dataclasses import replace

from hypothesis import strategies as st

from radicular.case import Case, Observation, Patient, Vertebrae
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.values import grades_of, unjudged
from radicular.lesion import Lesion

__all__ = ["cases", "could_not_be_judged", "mirrored", "nothing_known", "observations"]

#: Every eleventh finding and those that the rules treat in a way of their own.
FINDINGS = tuple(
    finding
    for number, finding in enumerate(load_catalog())
    if number % 11 == 0
    or finding.id
    in (
        "bilateral_symptoms",
        "bladder_retention",
        "emg_otherwise",
        "mri_L5_S1_subarticular",
        "reflex_achilles",
        "reflexes_otherwise",
        "sensation_otherwise",
        "slr",
        "strength_otherwise",
    )
)
OPPOSITE = {"left": "right", "right": "left"}
#: Lesions that can be known from before.
KNOWN_BEFORE = tuple(
    Lesion.parse(text)
    for text in (
        "both polyneuropathy, mild, 5 years",
        "left S1 root, severe, 5 years",
        "right femoral nerve, moderate, 1 year",
    )
)
COUNTS = (
    None,
    Vertebrae(4, "whole spine"),
    Vertebrae(6, "lumbar only"),
)


@st.composite
def observations(draw: st.DrawFn, finding: Finding | None = None) -> Observation:
    """Draw a finding with a value that tells something."""
    chosen = finding or draw(st.sampled_from(FINDINGS))
    grades = draw(
        st.sets(
            st.sampled_from(chosen.scale.grades), min_size=1, max_size=len(chosen.scale.grades) - 1
        )
    )
    side = draw(st.sampled_from(("left", "right", "unknown")))
    return Observation.of(chosen, side, *grades)


@st.composite
def entries(draw: st.DrawFn) -> Observation:
    """Draw a finding as it may stand in a record: it need not tell anything."""
    item = draw(observations())
    kind = draw(st.sampled_from(("told", "told", "told", "told", "unrelated", "unjudged")))
    if kind == "unjudged":
        return could_not_be_judged(item)
    return replace(item, unrelated=kind == "unrelated")


@st.composite
def cases(draw: st.DrawFn, max_size: int = 5) -> Case:
    """Draw a case without contradiction: nothing is recorded twice."""
    items = draw(
        st.lists(entries(), max_size=max_size, unique_by=lambda item: (item.finding, item.side))
    )
    return Case(
        observations=tuple(items),
        patient=Patient(age=draw(st.none() | st.integers(20, 90))),
        vertebrae=draw(st.sampled_from(COUNTS)),
        background=tuple(draw(st.lists(st.sampled_from(KNOWN_BEFORE), max_size=2, unique=True))),
    )


def mirrored(case: Case) -> Case:
    """Return the case with left and right exchanged."""
    items = (replace(item, side=OPPOSITE.get(item.side, item.side)) for item in case.observations)
    known = (
        replace(lesion, side=OPPOSITE.get(lesion.side, lesion.side))  # type: ignore[arg-type] # sides
        for lesion in case.background
    )
    return replace(case, observations=tuple(items), background=tuple(known))


def nothing_known(finding: Finding, side: str) -> Observation:
    """Return a record that the finding was not looked for."""
    value = grades_of(finding.scale, *finding.scale.grades)
    return replace(Observation.of(finding, side, finding.scale.grades[0]), value=value)


def could_not_be_judged(item: Observation) -> Observation:
    """Return the record of a finding that was tested in vain."""
    return replace(item, value=unjudged(load_catalog()[item.finding].scale))
