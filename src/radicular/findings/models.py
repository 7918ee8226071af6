"""The observation model of every kind of finding."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from radicular.condition import Conditions
from radicular.findings.bilateral import bilateral
from radicular.findings.block import block
from radicular.findings.catalog import Finding
from radicular.findings.electrodiagnosis import late_response, needle, nerve_study
from radicular.findings.functional import functional, wasting
from radicular.findings.imaging import imaging
from radicular.findings.observation import Circumstances, ObservationModel
from radicular.findings.pain import pain, painless
from radicular.findings.rates import add_rates, has_rates, rates
from radicular.findings.reflex import reflex
from radicular.findings.sensation import sensation
from radicular.findings.sphincter import sphincter
from radicular.findings.strength import strength
from radicular.findings.tension import tension

__all__ = ["MODELS", "grade_chances"]

MODELS: Mapping[str, ObservationModel] = {
    "bilateral": bilateral,
    "block": block,
    "functional": functional,
    "imaging": imaging,
    "late_response": late_response,
    "needle": needle,
    "nerve_study": nerve_study,
    "pain_area": pain,
    "pain_pattern": pain,
    "painless": painless,
    "reflex": reflex,
    "sensation": sensation,
    "sphincter": sphincter,
    "strength": strength,
    "table": rates,
    "tension": tension,
    "wasting": wasting,
}


def grade_chances(
    finding: Finding, conditions: Conditions, circumstances: Circumstances
) -> NDArray[np.float64]:
    """Return the chance of every grade of a finding under each lesion.

    Args:
        finding: From the catalog.
        conditions: The lesions, seen from the side that they affect.
        circumstances: Age and what else is recorded.

    Returns:
        Shape (rows, grades), in the order of the finding's scale; every row sums to 1.
    """
    chances = MODELS[finding.kind](finding, conditions, circumstances)
    if finding.kind != "table" and has_rates(finding):
        return add_rates(finding, conditions, chances)
    return chances
