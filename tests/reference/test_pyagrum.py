"""Exact inference by a general program over a part of the model gives the same answer."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from radicular.findings.catalog import load_catalog
from radicular.hypotheses import SIDES, Hypotheses, load_hypotheses
from radicular.localize.evidence import Evidence
from radicular.localize.likelihood import Likelihood, Reading
from radicular.localize.model_file import load_model
from radicular.localize.posterior import Posterior
from radicular.localize.scoring import Item, Kernels, Scorer
from tests.reference.flat_network import FlatNetwork, Node

CLOSE = {np.float64: 1e-12, np.float32: 1e-5}
#: How many lesions are kept.
COUNT = 10
NODES = tuple(
    Node(finding, slot)
    for finding, slot in (
        ("reflex_achilles", "left"),
        ("reflex_achilles", "right"),
        ("strength_great_toe_extension", "left"),
        ("strength_ankle_plantarflexion", "left"),
        ("sensation_lateral_foot", "left"),
        ("sensation_dorsum_foot", "right"),
        ("slr", "left"),
        ("emg_tibialis_posterior", "left"),
        ("mri_L5_S1_subarticular", "left"),
        ("bilateral_symptoms", "midline"),
    )
)
RECORDS = {
    "nothing": {},
    "one root": {
        "reflex_achilles left": ("absent", "reduced"),
        "reflex_achilles right": ("normal",),
        "strength_ankle_plantarflexion left": ("4", "4-"),
        "slr left": ("positive",),
        "bilateral_symptoms midline": ("absent",),
    },
    "all of it": {
        "reflex_achilles left": ("normal",),
        "reflex_achilles right": ("normal", "brisk"),
        "strength_great_toe_extension left": ("3",),
        "strength_ankle_plantarflexion left": ("5",),
        "sensation_lateral_foot left": ("normal",),
        "sensation_dorsum_foot right": ("reduced", "absent"),
        "slr left": ("negative",),
        "emg_tibialis_posterior left": ("denervation",),
        "mri_L5_S1_subarticular left": ("none",),
        "bilateral_symptoms midline": ("present",),
    },
}


@cache
def space() -> Hypotheses:
    """A few lesions of the map on every side."""
    whole = load_hypotheses("spine_clinic")
    likeliest = np.argsort(-np.exp(whole.log_prior), kind="stable")
    rows = sorted({*whole.row[likeliest[:: len(whole) // COUNT]].tolist()})
    chosen = np.isin(whole.row, rows)
    prior = np.exp(whole.log_prior[chosen])
    return replace(
        whole,
        lesions=tuple(whole.lesions[row] for row in rows),
        row=np.searchsorted(rows, whole.row[chosen]),
        side=whole.side[chosen],
        site=whole.site[chosen],
        log_prior=np.log(prior / prior.sum()),
    )


@cache
def network() -> FlatNetwork:
    few = space()
    hypotheses = [
        replace(few.lesions[row], side=SIDES[side])
        for row, side in zip(few.row, few.side, strict=True)
    ]
    return FlatNetwork(hypotheses, np.exp(few.log_prior), NODES)


def positions(name: str) -> dict[Node, tuple[int, ...]]:
    """Return what is recorded, as positions of grades."""
    named = {node.name: node for node in NODES}
    return {
        named[key]: tuple(load_catalog()[named[key].finding].scale.grades.index(g) for g in grades)
        for key, grades in RECORDS[name].items()
    }


def ours(name: str, kernels: Kernels, kind: type[np.float32 | np.float64]) -> Posterior:
    scorer = Scorer(load_model(), dtype=kind, kernels=kernels, nodes=False)
    likelihood = Likelihood(space(), scorer)
    evidence = tuple(
        Evidence(node.name, node.finding, "", ((node.slot, Item(node.finding, grades)),))  # type: ignore[arg-type] # a slot
        for node, grades in positions(name).items()
    )
    log_joint = space().log_prior + likelihood.log_likelihood(Reading(0.0, evidence))
    return Posterior.from_log(space(), log_joint)


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("kernels", ["numpy", "numba"])
@pytest.mark.parametrize("kind", CLOSE)
def test_the_scorer_agrees_with_a_general_program(
    name: str, kernels: Kernels, kind: type[np.float32 | np.float64]
) -> None:
    weight, log_evidence = network().posterior(positions(name))
    found = ours(name, kernels, kind)
    assert found.weight == pytest.approx(weight, rel=0, abs=CLOSE[kind])
    assert found.log_evidence == pytest.approx(log_evidence, rel=0, abs=CLOSE[kind])


def test_the_network_has_both_anatomies() -> None:
    network_of = network().network
    assert network_of.variable("left").domainSize() == 64
    assert {network_of.variable(node).name() for node in network_of.parents("slr left")} == {
        "lesion",
        "left",
    }
    assert len(network().hypotheses) >= 20
