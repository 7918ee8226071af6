"""scikit-learn's ``CategoricalNB``, trained on simulated patients: a peer that knows the model.

It learns from patients drawn from the compiled model, equally many of every site, with every
finding of the catalog on record, and is given the prior of the setting. A finding that a case does
not have on record is left out, as naive Bayes allows: it adds nothing. What it does not know: that
findings hang together through severity, anatomy and shared effects.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray
from sklearn.naive_bayes import CategoricalNB  # type: ignore[import-untyped]

from benchmarks.cohort import Entry, Recipe, draw_cohort
from benchmarks.prediction import Prediction
from radicular.anatomy.sites import roots_at
from radicular.case import Case
from radicular.findings.catalog import load_catalog
from radicular.hypotheses import SIDES, Hypotheses, load_hypotheses
from radicular.localize.evidence import Slot
from radicular.localize.model_file import load_model

__all__ = ["PATIENTS_A_CLASS", "naive_bayes", "trained"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

#: Simulated patients of each site that affects one side, and of each that affects both.
PATIENTS_A_CLASS = 100
SEED = 4001
_SLOTS: tuple[Slot, ...] = ("left", "right", "midline")
_MIRRORED: Mapping[str, Slot] = {"left": "right", "right": "left", "midline": "midline"}


@dataclass(frozen=True)
class Trained:
    """A classifier fitted to one finding, alone or on both sides.

    Naive Bayes takes the features apart, so one fit for each finding is the same as one for all,
    and only what the cases have on record need be fitted.

    Attributes:
        columns: Position of every place of the finding among the features.
        model: The classifier; a lesion of one side is on the left.
    """

    columns: Mapping[str, int]
    model: CategoricalNB


def naive_bayes(case: Case, setting: str) -> Prediction:
    """Answer with the classifier, its prior that of the setting."""
    space = load_hypotheses(setting)
    prior = _prior(space)
    joint = np.full((len(space.sites), len(SIDES)), -np.inf)
    for mirrored in (False, True):
        chance = _log_chance(case, setting, mirrored=mirrored)
        for (site, both), each in zip(_stratified(setting).classes, chance, strict=True):
            side = SIDES.index("both" if both else "right" if mirrored else "left")
            if prior[site, side] > 0:
                joint[site, side] = np.log(prior[site, side]) + each
    weight = np.exp(joint - joint.max())
    return _prediction(space, weight / weight.sum())


def _log_chance(case: Case, setting: str, *, mirrored: bool) -> Floats:
    """Return the log chance of what a case has on record in every class, (classes,)."""
    total = np.zeros(len(_stratified(setting).classes))
    for item in case.observations:
        slot = _MIRRORED.get(item.side, item.side) if mirrored else item.side
        fitted = trained(setting, item.finding)
        if item.value.missing or item.unrelated or slot not in fitted.columns:
            continue
        grades = load_catalog()[item.finding].scale.grades
        meant = [grades.index(grade) for grade in item.grades]
        of_grades = fitted.model.feature_log_prob_[fitted.columns[slot]]
        total += np.logaddexp.reduce(of_grades[:, meant], axis=1)
    return total


def _prediction(space: Hypotheses, weight: Floats) -> Prediction:
    sites = dict(zip(space.sites, map(float, weight.sum(axis=1)), strict=True))
    roots: dict[str, float] = {}
    for site, probability in sites.items():
        for root in roots_at(site):
            roots[root] = roots.get(root, 0.0) + probability
    return Prediction(
        dict(sorted(sites.items(), key=lambda item: -item[1])),
        dict(zip(SIDES, map(float, weight.sum(axis=0)), strict=True)),
        roots,
    )


def _prior(space: Hypotheses) -> Floats:
    """Prior of every site and side, shape (sites, sides)."""
    place = space.site * len(SIDES) + space.side
    sums = np.bincount(place, np.exp(space.log_prior), len(space.sites) * len(SIDES))
    return sums.reshape(len(space.sites), len(SIDES)).astype(np.float64)


@cache
def trained(setting: str, finding: str) -> Trained:
    """Return the classifier of a setting for one finding, trained once."""
    patients = _stratified(setting)
    slots = _SLOTS[:2] if load_catalog()[finding].sided else _SLOTS[2:]
    cohort = draw_cohort(
        Recipe(setting, SEED, entries=tuple(Entry(finding, slot) for slot in slots)),
        len(patients.hypothesis),
        model=load_model(),
        hypothesis=patients.hypothesis,
    )
    grades = len(load_catalog()[finding].scale.grades)
    model = CategoricalNB(fit_prior=False, min_categories=grades)
    model.fit(cohort.grades, patients.label)
    return Trained({slot: number for number, slot in enumerate(slots)}, model)


@dataclass(frozen=True)
class _Patients:
    """Equally many patients of every class.

    Attributes:
        classes: Position of the site, and whether both sides are affected, of every class.
        hypothesis: Position in the space of the setting of every patient's, shape (patients,).
        label: The class of every patient, shape (patients,).
    """

    classes: tuple[tuple[int, bool], ...]
    hypothesis: Ints
    label: Ints


@cache
def _stratified(setting: str) -> _Patients:
    space = load_hypotheses(setting)
    generator = np.random.default_rng(SEED)
    prior = np.exp(space.log_prior)
    drawn, classes = [], []
    for site, side in product(range(len(space.sites)), ("left", "both")):
        rows = np.flatnonzero((space.site == site) & (space.side == SIDES.index(side)))
        if len(rows):
            share = prior[rows] / prior[rows].sum()
            drawn.append(generator.choice(rows, PATIENTS_A_CLASS, p=share))
            classes.append((site, side == "both"))
    label = np.repeat(np.arange(len(classes)), PATIENTS_A_CLASS)
    return _Patients(tuple(classes), np.concatenate(drawn), label)
