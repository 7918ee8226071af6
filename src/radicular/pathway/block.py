"""A selective root block as a test: what relief, or none, says of the root that was aimed at."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from radicular.anatomy.atlas import ROOTS
from radicular.anatomy.level_names import the_level
from radicular.anatomy.sites import load_sites, roots_at
from radicular.case import Observation
from radicular.errors import InputError
from radicular.findings.catalog import load_catalog
from radicular.findings.values import parse_value
from radicular.localize.posterior import Posterior
from radicular.pathway.event import Event
from radicular.tables import read_csv

__all__ = [
    "Accuracy",
    "BlockTest",
    "Shift",
    "block_observation",
    "block_root",
    "block_test",
    "load_accuracies",
    "selectivity",
]

PERCENT = 100
_ROOT_MEANINGS = ("root", "ganglion", "foramen", "spinal_nerve", "ventral_ramus", "dorsal_root")


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How well relief names the root, by one reference.

    Attributes:
        reference: What it was held against.
        sensitivity: Relief if it is this root.
        specificity: No relief if it is not.
        specificity_low: Lower end of its 95 % interval.
        specificity_high: Upper end.
        source_key: Key in the bibliography.
    """

    reference: str
    sensitivity: float
    specificity: float
    specificity_low: float
    specificity_high: float
    source_key: str


@dataclass(frozen=True, slots=True)
class Shift:
    """How far a block moves the probability of a root.

    Attributes:
        accuracy: Of the block, by one reference.
        before: Probability that the root is involved, without the block.
        after: With it.
        lowest: With the lower end of the specificity.
        highest: With its upper end.
    """

    accuracy: Accuracy
    before: float
    after: float
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class BlockTest:
    """A selective root block with what it tells.

    Attributes:
        event: The entry in which it stands.
        root: Root that was aimed at.
        side: Side of the block.
        intent: ``diagnostic`` or ``therapeutic``.
        relief_percent: Largest share of the pain that went; None if there was no pain before.
        minutes: When it was largest.
        control_percent: The same after the control block; None if there was none.
        selective: Chance that the volume stayed at the root.
        answer: ``relief``, ``no relief``, ``in between``, or ``no test``.
        why_no_test: Why it tells nothing; empty if it does.
        shifts: By each reference; empty if it tells nothing.
        cautions: What weakens it.
    """

    event: Event
    root: str
    side: str
    intent: str
    relief_percent: float | None
    minutes: float | None
    control_percent: float | None
    selective: float
    answer: str
    why_no_test: str
    shifts: tuple[Shift, ...]
    cautions: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "root": self.root,
            "side": self.side,
            "intent": self.intent,
            "relief_percent": self.relief_percent,
            "minutes": self.minutes,
            "control_percent": self.control_percent,
            "selective": self.selective,
            "answer": self.answer,
            "why_no_test": self.why_no_test,
            "shifts": [
                {
                    "reference": shift.accuracy.reference,
                    "sensitivity": shift.accuracy.sensitivity,
                    "specificity": shift.accuracy.specificity,
                    "before": shift.before,
                    "after": shift.after,
                    "lowest": shift.lowest,
                    "highest": shift.highest,
                    "source_key": shift.accuracy.source_key,
                }
                for shift in self.shifts
            ],
            "cautions": list(self.cautions),
        }


@cache
def load_accuracies() -> tuple[Accuracy, ...]:
    """Return the published accuracies of selective root blocks."""
    return tuple(
        Accuracy(
            row["reference"],
            float(row["sensitivity"]),
            float(row["specificity"]),
            float(row["specificity_low"]),
            float(row["specificity_high"]),
            row["source_key"],
        )
        for row in read_csv("radicular.pathway", "tables/block_accuracy.csv")
    )


@cache
def _volumes() -> tuple[tuple[float, ...], tuple[float, ...]]:
    rows = read_csv("radicular.pathway", "tables/block_selectivity.csv")
    return (
        tuple(float(row["volume_ml"]) for row in rows),
        tuple(float(row["selective"]) for row in rows),
    )


@cache
def _windows() -> Mapping[str, tuple[float, float]]:
    rows = read_csv("radicular.pathway", "tables/block_windows.csv")
    return {row["anesthetic"]: (float(row["first_min"]), float(row["last_min"])) for row in rows}


def selectivity(volume_ml: float) -> float:
    """Return the chance that an injected volume reaches the target root alone.

    Between the volumes of the table it is interpolated, beyond them the nearest holds.

    Args:
        volume_ml: In milliliters.

    Source:
        Singh 2015 (Pain Physician 18:101).

    Example:
        >>> round(selectivity(0.2), 2), round(selectivity(3), 2)
        (0.79, 0.06)
    """
    volumes, shares = _volumes()
    return float(np.interp(volume_ml, volumes, shares))


def block_test(event: Event, posterior: Posterior) -> BlockTest:
    """Return what a selective root block tells.

    Args:
        event: Of kind ``block``.
        posterior: From all that was found without it.

    Raises:
        InputError: If the target is no root.
    """
    data = event.data
    root = block_root(data["target"])
    relief, minutes = _relief(data)
    control = _control(data)
    spread = data.get("spread", "")
    selective = {"target root only": 1.0, "target and neighbor": 0.0, "epidural": 0.0}.get(
        spread, selectivity(data["volume_ml"])
    )
    answer = _answer(root, relief)
    why = _why_no_test(data, relief, control)
    shifts = () if why or answer == "in between" else _shifts(posterior, root, selective, answer)
    return BlockTest(
        event=event,
        root=root,
        side=data["side"],
        intent=data["intent"],
        relief_percent=relief,
        minutes=minutes,
        control_percent=control,
        selective=selective,
        answer="no test" if why else answer,
        why_no_test=why,
        shifts=shifts,
        cautions=_cautions(data, selective),
    )


def block_observation(event: Event) -> Observation | None:
    """Return the finding that a block is in a case; None if it tells nothing.

    Args:
        event: Of kind ``block``.
    """
    relief, _ = _relief(event.data)
    if relief is None or _why_no_test(event.data, relief, _control(event.data)):
        return None
    finding = load_catalog()[f"block_root_{block_root(event.data['target'])}"]
    value = parse_value(finding, f"{relief:.0f} %")
    return Observation(finding.id, event.data["side"], value, stage=finding.stage)


def block_root(target: str) -> str:
    """Return the root that a block aims at.

    Args:
        target: Such as ``S1 root``.

    Raises:
        InputError: If it is no root, or one for which no block is in the catalog.

    Example:
        >>> block_root("S1 foramen"), block_root("L5-S1 foramen")
        ('S1', 'L5')
    """
    level = the_level("target", target)
    root = level.roots[0]
    if level.meaning not in _ROOT_MEANINGS or f"block_root_{root}" not in load_catalog():
        raise InputError("target", target, "a root from L2 to S2 or its foramen, such as 'S1 root'")
    return root


def _relief(data: Mapping[str, Any]) -> tuple[float | None, float | None]:
    before = data["pain_before"]
    if not before:
        return None, None
    best = min(data["relief"], key=lambda entry: (entry["pain"], entry["minutes"]))
    return max(0.0, (before - best["pain"]) / before * PERCENT), best["minutes"]


def _control(data: Mapping[str, Any]) -> float | None:
    before, after = data.get("control_pain_before"), data.get("control_pain_after")
    if data["control"] == "none" or not before or after is None:
        return None
    return max(0.0, (float(before) - float(after)) / float(before) * PERCENT)


def _answer(root: str, relief: float | None) -> str:
    """What the relief is by the cuts of the catalog's scale."""
    if relief is None:
        return "no test"
    grades = parse_value(load_catalog()[f"block_root_{root}"], f"{relief:.0f} %").grades
    if grades == {"full"}:
        return "relief"
    return "no relief" if grades == {"none"} else "in between"


def _why_no_test(data: Mapping[str, Any], relief: float | None, control: float | None) -> str:
    if data["intent"] == "therapeutic":
        return "it was meant as treatment; a steroid or a large volume relieves for other reasons"
    if relief is None:
        return "there was no pain before it that could have gone"
    if data.get("spread") == "vascular":
        return "the injection went into a vessel"
    placebo = data["control"] in ("saline", "other level")
    if placebo and control is not None and control >= relief and relief > 0:
        return f"the control ({data['control']}) relieved as much: {control:.0f} %"
    return ""


def _cautions(data: Mapping[str, Any], selective: float) -> tuple[str, ...]:
    told = []
    if selective < 0.5:  # noqa: PLR2004 - likelier not selective than selective
        told.append(
            f"with {data['volume_ml']:g} mL the chance that only this root was reached is "
            f"{selective * PERCENT:.0f} %: relief may come from a neighbor"
        )
    if data["control"] == "none":
        told.append("no control block: relief by expectation cannot be told apart")
    window = _windows().get(data["anesthetic"])
    _, minutes = _relief(data)
    if window and minutes is not None and not window[0] <= minutes <= window[1]:
        told.append(
            f"{data['anesthetic']} is expected to act from {window[0]:g} to {window[1]:g} minutes "
            f"(weak source); pain was least after {minutes:g}"
        )
    if data.get("sedation") == "yes":
        told.append("sedation blunts the report of pain")
    if not data.get("spread"):
        told.append("the spread of contrast is not on record")
    return tuple(told)


def _shifts(posterior: Posterior, root: str, selective: float, answer: str) -> tuple[Shift, ...]:
    shares = _shares(posterior, root)
    return tuple(
        Shift(
            accuracy=item,
            before=shares[0],
            after=_after(shares, item.sensitivity, item.specificity, selective, answer),
            lowest=_after(shares, item.sensitivity, item.specificity_low, selective, answer),
            highest=_after(shares, item.sensitivity, item.specificity_high, selective, answer),
        )
        for item in load_accuracies()
    )


def _shares(posterior: Posterior, root: str) -> tuple[float, float, float]:
    """Probability that the root is involved, that only a neighbor is, and that neither is."""
    place = ROOTS.index(root)
    near = {ROOTS[i] for i in (place - 1, place + 1) if 0 <= i < len(ROOTS)}
    target = neighbor = other = 0.0
    for site, probability in posterior.sites().items():
        roots = {name for spot in load_sites()[site].places for name in roots_at(site, spot.id)}
        if root in roots:
            target += probability
        elif roots & near:
            neighbor += probability
        else:
            other += probability
    return target, neighbor, other


def _after(
    shares: tuple[float, float, float],
    sensitivity: float,
    specificity: float,
    selective: float,
    answer: str,
) -> float:
    """Return the probability of the target root after the block, by Bayes' rule.

    A block that was not selective relieves pain of a neighboring root as often as of its own; this
    is what makes large volumes tell less. Our own model of the published numbers.
    """
    false = 1 - specificity
    relief = (sensitivity, selective * false + (1 - selective) * sensitivity, false)
    chance = relief if answer == "relief" else tuple(1 - value for value in relief)
    weighted = [share * value for share, value in zip(shares, chance, strict=True)]
    return weighted[0] / sum(weighted)
