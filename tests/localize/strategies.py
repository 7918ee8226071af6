"""Cases drawn at random from the catalog."""

from dataclasses import replace

from hypothesis import strategies as st

from radicular.case import Case, Observation, Patient
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.values import grades_of

__all__ = ["cases", "mirrored", "observations"]

#: Every eleventh finding and those that the rules treat in a way of their own.
FINDINGS = tuple(
    finding
    for number, finding in enumerate(load_catalog())
    if number % 11 == 0
    or finding.id
    in ("reflex_achilles", "slr", "strength_otherwise", "sensation_otherwise", "bladder_retention")
)
OPPOSITE = {"left": "right", "right": "left"}


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
def cases(draw: st.DrawFn, max_size: int = 5) -> Case:
    """Draw a case without contradiction: nothing is recorded twice."""
    items = draw(
        st.lists(
            observations(), max_size=max_size, unique_by=lambda item: (item.finding, item.side)
        )
    )
    age = draw(st.none() | st.integers(20, 90))
    return Case(observations=tuple(items), patient=Patient(age=age))


def mirrored(case: Case) -> Case:
    """Return the case with left and right exchanged."""
    items = (replace(item, side=OPPOSITE.get(item.side, item.side)) for item in case.observations)
    return replace(case, observations=tuple(items))


def nothing_known(finding: Finding, side: str) -> Observation:
    """Return a record that the finding was not looked for."""
    value = grades_of(finding.scale, *finding.scale.grades)
    return replace(Observation.of(finding, side, finding.scale.grades[0]), value=value)
