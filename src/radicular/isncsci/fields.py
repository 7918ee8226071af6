"""The 25 fields of a classification, named as in the reference."""

from collections.abc import Iterable
from typing import Any

__all__ = ["CLASSIFICATION_FIELDS", "FIELDS", "TOTAL_FIELDS", "flat", "nested"]

_SIDES = ("sensoryRight", "sensoryLeft", "motorRight", "motorLeft")
_SUMS = ("upperExtremity", "lowerExtremity", "lightTouch", "pinPrick")

#: Dotted path of each field of the classification.
CLASSIFICATION_FIELDS = (
    *(f"neurologicalLevels.{side}" for side in _SIDES),
    "neurologicalLevelOfInjury",
    "injuryComplete",
    "ASIAImpairmentScale",
    *(f"zoneOfPartialPreservations.{side}" for side in _SIDES),
)
#: Dotted path of each sum.
TOTAL_FIELDS = (
    *(f"totals.{side}.{kind}" for side in ("right", "left") for kind in (*_SUMS, "motor")),
    *(f"totals.{kind}" for kind in _SUMS),
)
FIELDS = (*CLASSIFICATION_FIELDS, *TOTAL_FIELDS)


def nested(values: Iterable[str]) -> dict[str, Any]:
    """Return fields in the form of the reference.

    Args:
        values: Text of each of ``FIELDS``.

    Example:
        >>> nested(["C5"] * 25)["classification"]["neurologicalLevels"]["motorLeft"]
        'C5'
    """
    form: dict[str, Any] = {"classification": {}, "totals": {}}
    for field, value in zip(FIELDS, values, strict=True):
        path = field.split(".")
        place = form["totals" if path[0] == "totals" else "classification"]
        steps = path[1:] if path[0] == "totals" else path
        for step in steps[:-1]:
            place = place.setdefault(step, {})
        place[steps[-1]] = value
    return form


def flat(form: dict[str, Any]) -> dict[str, str]:
    """Return the fields of the form of the reference by their dotted path.

    Args:
        form: ``classification`` and ``totals``.

    Example:
        >>> flat(nested(["C5"] * 25))["totals.left.motor"]
        'C5'
    """
    found = {}
    for field in FIELDS:
        place: Any = form if field.startswith("totals") else form["classification"]
        for step in field.split("."):
            place = place[step]
        found[field] = str(place)
    return found
