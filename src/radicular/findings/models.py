"""The observation model of every kind of finding."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from radicular.condition import Conditions
from radicular.findings.bilateral import BILATERAL
from radicular.findings.block import BLOCK
from radicular.findings.catalog import Finding
from radicular.findings.electrodiagnosis import LATE_RESPONSE, NEEDLE, NERVE_STUDY
from radicular.findings.functional import FUNCTIONAL, WASTING
from radicular.findings.imaging import IMAGING
from radicular.findings.links import load_links
from radicular.findings.observation import Circumstances, Links, ObservationModel
from radicular.findings.pain import PAINLESS, TOLD
from radicular.findings.rates import RATES, extra_rates, has_rates, with_second_cause
from radicular.findings.reflex import REFLEX
from radicular.findings.sensation import SENSATION
from radicular.findings.sphincter import SPHINCTER
from radicular.findings.strength import STRENGTH
from radicular.findings.tension import TENSION

__all__ = ["MODELS", "drive", "grade_chances", "shown"]

Floats = NDArray[np.float64]

#: Steps into which what the map says is rounded: differences below are not worth telling apart.
STEPS = 200

MODELS: Mapping[str, ObservationModel] = {
    "bilateral": BILATERAL,
    "block": BLOCK,
    "functional": FUNCTIONAL,
    "imaging": IMAGING,
    "late_response": LATE_RESPONSE,
    "needle": NEEDLE,
    "nerve_study": NERVE_STUDY,
    "pain_area": TOLD,
    "pain_pattern": TOLD,
    "painless": PAINLESS,
    "reflex": REFLEX,
    "sensation": SENSATION,
    "sphincter": SPHINCTER,
    "strength": STRENGTH,
    "table": RATES,
    "tension": TENSION,
    "wasting": WASTING,
}


def drive(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    """Return what the map and the tables by site say of a finding under each lesion.

    Args:
        finding: From the catalog.
        conditions: The lesions, seen from the side that they affect.
        circumstances: What else decides.

    Returns:
        Shape (rows, features).
    """
    features = MODELS[finding.kind].drive(finding, conditions, circumstances)
    if finding.kind == "table":
        return features
    features = np.round(features * STEPS) / STEPS
    if has_rates(finding):
        features = np.concatenate([features, extra_rates(finding, conditions)], axis=1)
    return features


def shown(finding: Finding, features: Floats, links: Links | None = None) -> Floats:
    """Return the chance of every grade of a finding for what :func:`drive` gave.

    Args:
        finding: From the catalog.
        features: Shape (rows, features).
        links: Name to link; those of the table where none are given.

    Returns:
        Shape (rows, grades), in the order of the finding's scale; every row sums to 1.
    """
    model = MODELS[finding.kind]
    links = load_links() if links is None else links
    if finding.kind == "table" or not has_rates(finding):
        return model.shown(finding, features, links)
    own = features.shape[1] - len(finding.scale.grades)
    chances = model.shown(finding, features[:, :own], links)
    return with_second_cause(finding, chances, features[:, own:])


def grade_chances(finding: Finding, conditions: Conditions, circumstances: Circumstances) -> Floats:
    """Return the chance of every grade of a finding under each lesion.

    Args:
        finding: From the catalog.
        conditions: The lesions, seen from the side that they affect.
        circumstances: What else decides.

    Returns:
        Shape (rows, grades), in the order of the finding's scale; every row sums to 1.
    """
    return shown(finding, drive(finding, conditions, circumstances))
