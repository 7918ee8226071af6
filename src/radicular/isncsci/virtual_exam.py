"""A virtual patient examined by the standard."""

from collections.abc import Iterator, Mapping

from radicular.case import Observation
from radicular.isncsci.exam import Exam
from radicular.isncsci.reading import intact_exam, read_exam
from radicular.isncsci.rows import ROW_FACTS, SACRAL, SIDES
from radicular.lesion import Lesion
from radicular.patient import draw_patient

__all__ = ["examine_patient"]

_MODALITIES = ("lightTouch", "pinPrick")
#: Too much feeling is impaired feeling; a muscle that pain holds back cannot be graded.
_SCORES: Mapping[str, str] = {
    "absent": "0",
    "reduced": "1",
    "increased": "1",
    "normal": "2",
    "0-1": "1",
    "4-": "4",
    "4+": "4",
    "pain_limited": "NT",
}


def examine_patient(lesion: Lesion, seed: int, *, setting: str = "spine_clinic") -> Exam:
    """Return what the standard examination of a virtual patient records.

    Above L1 the map has nothing to lose, so all is normal there. Deep anal pressure is felt where
    the skin around the anus feels anything.

    Args:
        lesion: What is wrong; what it leaves open is drawn.
        seed: The same seed gives the same patient.
        setting: Decides how often the open parts of the lesion occur.

    Raises:
        InputError: If there is no such setting.

    Example:
        >>> exam = examine_patient(Lesion.parse("left S1 root, severe"), 7)
        >>> exam.right.motor["C5"].text, exam.left.motor["L2"].text
        ('5', '5')
    """
    asked = list(_asked())
    record = [(finding, side) for finding, side, _ in asked]
    case = draw_patient(
        lesion, seed, record=[*record, ("anal_squeeze", "midline")], setting=setting
    )
    *scored, squeeze = case.observations
    data = intact_exam()
    for (_, side, (column, row)), observation in zip(asked, scored, strict=True):
        data[side][column][row] = _score(observation)
    data["voluntaryAnalContraction"] = "No" if "absent" in squeeze.grades else "Yes"
    felt = [data[side][column][SACRAL] for side in SIDES for column in _MODALITIES]
    data["deepAnalPressure"] = "Yes" if set(felt) - {"0"} else "No"
    comments = f"Virtual patient {seed}, asked for: {lesion}"
    return read_exam(data | {"id": case.id, "comments": comments})


def _asked() -> Iterator[tuple[str, str, tuple[str, str]]]:
    """Finding, side and cell of everything that is examined from L1 down."""
    for side in SIDES:
        for row, facts in ROW_FACTS.items():
            if facts.strength_finding:
                yield facts.strength_finding, side, ("motor", row)
            if facts.sensation_finding:
                for column in _MODALITIES:
                    yield facts.sensation_finding, side, (column, row)


def _score(observation: Observation) -> str:
    (grade,) = observation.grades
    return _SCORES.get(grade, grade)
