"""A recorded value as the grades it can mean."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from radicular.errors import CaseError
from radicular.findings.scales import Scale
from radicular.findings.value_words import load_value_words, value_key

__all__ = ["UNJUDGED", "Grades", "allowed_values", "grades_of", "unjudged"]

#: What is written where a test was tried in vain.
UNJUDGED = "could not be judged"


@dataclass(frozen=True, slots=True)
class Grades:
    """A recorded value: the grades it can mean, and the number behind it if one was given.

    Args:
        scale: Name of the scale.
        grades: The grades; all of them if the value is unknown.
        text: The value as written; two texts of one meaning are equal values.
        missing: Whether the value is unknown, so that it tells nothing.
        number: The number in the value, in ``unit``.
        unit: Unit of the number.
        modality: The way sensation was tested, if the value says so.
        judged: False if it was tested and could not be judged; such a value is missing, too.
    """

    scale: str
    grades: frozenset[str]
    text: str = field(compare=False)
    missing: bool = False
    number: float | None = None
    unit: str = ""
    modality: str = ""
    judged: bool = True


def grades_of(scale: Scale, *grades: str) -> Grades:
    """Return the value that means any of some grades.

    Args:
        scale: The scale.
        grades: Grades of that scale.

    Raises:
        CaseError: If there is none, or one that is not on the scale.

    Example:
        >>> from radicular.findings.scales import load_scales
        >>> grades_of(load_scales()["reflex"], "reduced", "absent").text
        'reduced or absent'
    """
    chosen = frozenset(grades)
    if not chosen or not chosen <= frozenset(scale.grades):
        raise CaseError("value", ", ".join(grades), ", ".join(scale.grades))
    if len(chosen) == len(scale.grades):
        return Grades(scale.name, chosen, "unknown", missing=True)
    joined = " or ".join(word_for(scale, {grade}) for grade in scale.grades if grade in chosen)
    return Grades(scale.name, chosen, word_for(scale, chosen) or joined)


def unjudged(scale: Scale, text: str = UNJUDGED) -> Grades:
    """Return the value of what was tested and could not be judged.

    Args:
        scale: The scale.
        text: The value as written.

    Example:
        >>> from radicular.findings.scales import load_scales
        >>> value = unjudged(load_scales()["reflex"])
        >>> value.missing, value.judged
        (True, False)
    """
    return Grades(scale.name, frozenset(scale.grades), text, missing=True, judged=False)


def word_for(scale: Scale, grades: AbstractSet[str]) -> str:
    """Return the first word that means exactly some grades, the grade itself if it does."""
    known = load_value_words()[scale.name]
    words = (*grades, *known) if len(grades) == 1 else known
    return next((word for word in words if set(known.get(value_key(word), ())) == grades), "")


def allowed_values(scale: Scale) -> str:
    """Return in words what may be written on a scale."""
    notation = scale.notation
    needs_unit = " with their unit," if notation.unit and not notation.bare else ""
    numbers = (
        f"; numbers{needs_unit} from {notation.lowest:g} to {notation.highest:g} {notation.unit}"
    )
    return (
        f"{', '.join(scale.grades)}, unknown or could not be judged, written for example as"
        f" {notation.examples}"
        f"{numbers.rstrip() if notation.highest < float('inf') else ''}"
    )
