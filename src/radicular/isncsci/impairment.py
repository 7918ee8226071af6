"""The ASIA Impairment Scale: A complete, B sensory, C and D motor incomplete, E normal."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from radicular.isncsci.completeness import sacral_sparing
from radicular.isncsci.exam import Exam, SideExam
from radicular.isncsci.levels import injury_level, motor_level
from radicular.isncsci.preservation import is_far
from radicular.isncsci.rows import INTACT, KEY_MUSCLES, POSITION, SIDES, Side
from radicular.isncsci.score import Score
from radicular.isncsci.walk import Found

__all__ = ["FarFunction", "StrongMuscles", "far_function", "impairment_scale", "strong_muscles"]


@dataclass(frozen=True, slots=True)
class FarFunction:
    """Motor function more than three levels below a motor level of the same side.

    Attributes:
        absent: There may be none.
        possible: There may be some.
        assumed: The uppermost muscle that moves is a zero with two stars, nothing open above it.
        doubtful: A zero with one star lies above the uppermost muscle that surely moves.
    """

    absent: bool
    possible: bool
    assumed: bool
    doubtful: bool


def far_function(side: SideExam, level: str) -> FarFunction:
    """Return the motor function far below a motor level.

    Args:
        side: What was examined on one side.
        level: A motor level of that side.
    """
    doubtful = open_ = False
    for row in KEY_MUSCLES:
        if is_far(row, level):
            presence = side.motor[row].presence
            if presence in {"present", "assumed"} or row == side.non_key_muscle:
                assumed = presence == "assumed" and not open_
                return FarFunction(absent=False, possible=True, assumed=assumed, doubtful=doubtful)
            doubtful |= presence == "doubtful"
            open_ |= presence != "absent"
    return FarFunction(absent=True, possible=open_, assumed=False, doubtful=doubtful)


@dataclass(frozen=True, slots=True)
class StrongMuscles:
    """Key muscles of both sides below a level, and how many are of grade 3 or more.

    Attributes:
        total: All of them.
        sure: At least 3, whatever is assumed.
        assumed: Weaker, but taken for normal (two stars).
        perhaps: Weaker, perhaps only for another reason (one star).
        untested: Not testable.
    """

    total: int
    sure: int
    assumed: int
    perhaps: int
    untested: int

    def _half(self, strong: int) -> bool:
        return 2 * strong >= self.total

    @property
    def half(self) -> bool | None:
        """Whether at least half may be that strong; None where that takes an assumption."""
        if self._half(self.sure + self.untested):
            return True
        every = self.sure + self.assumed + self.perhaps + self.untested
        return None if self._half(every) else False

    @property
    def fewer(self) -> bool | None:
        """Whether fewer than half may be that strong; None where that takes an assumption."""
        if self._half(self.sure + self.assumed):
            return False
        return None if self._half(self.sure + self.assumed + self.perhaps) else True


def strong_muscles(exam: Exam, level: str) -> StrongMuscles:
    """Return how strong the key muscles below a level are.

    Args:
        exam: The examination.
        level: A neurological level of injury.
    """
    below = [row for row in KEY_MUSCLES if POSITION[row] > POSITION[level]]
    scores = [exam.side(side).motor[row] for side in SIDES for row in below]
    return StrongMuscles(
        total=len(scores),
        sure=sum(score.strong for score in scores),
        assumed=sum(score.assumed_strong for score in scores),
        perhaps=sum(score.perhaps_strong for score in scores),
        untested=sum(score.untested for score in scores),
    )


def impairment_scale(
    exam: Exam, complete: Mapping[str, bool], injury: Found, motor: Mapping[Side, Found]
) -> Found:
    """Return the grades of the scale that are possible, and whether each rests on an assumption.

    Args:
        exam: The examination.
        complete: Whether the injury may be complete and incomplete.
        injury: Neurological level of injury.
        motor: Motor levels of each side.
    """
    found: dict[str, bool] = {}
    if "C" in complete:
        found["A"] = complete["C"]
    if "I" in complete:
        found |= _incomplete(exam, injury, motor)
    if INTACT in injury and exam.anal_contraction != "No":
        found["E"] = injury[INTACT]
    return found


def _incomplete(exam: Exam, injury: Found, motor: Mapping[Side, Found]) -> Found:
    function = {
        side: [far_function(exam.side(side), level) for level in motor[side]] for side in SIDES
    }
    every = [item for side in SIDES for item in function[side]]
    sensation, contraction = sacral_sparing(exam), exam.anal_contraction
    found: dict[str, bool] = {}
    motor_complete = all(any(item.absent for item in function[side]) for side in SIDES)
    if sensation.present and contraction != "Yes" and motor_complete:
        starred = any(item.doubtful or item.assumed for item in every)
        found["B"] = sensation.assumed or (contraction == "No" and starred)
    if contraction != "No" or any(item.possible for item in every):
        assumed = contraction == "No" and any(function[side][0].assumed for side in SIDES)
        grades = _motor_incomplete(exam, injury)
        found |= {grade: mark or assumed for grade, mark in grades.items()}
    return found


def _motor_incomplete(exam: Exam, injury: Found) -> Found:
    """C where fewer than half of the key muscles below the level are of at least 3, D else.

    The uppermost level that leads to C says whether C rests on an assumption; one level that leads
    to D without an assumption is enough.
    """
    found: dict[str, bool] = {}
    for level, assumed in injury.items():
        if level != INTACT:
            count = strong_muscles(exam, level)
            if count.fewer is not False and "C" not in found:
                found["C"] = count.fewer is None or (assumed and not _fewer_without_stars(exam))
            if count.half is not False:
                found["D"] = count.half is None and found.get("D", True)
    return dict(sorted(found.items()))


def _fewer_without_stars(exam: Exam) -> bool:
    """Whether C stays possible when scores with two stars are not taken for normal."""
    plain = replace(exam, right=_without_stars(exam.right), left=_without_stars(exam.left))
    motor = {side: motor_level(plain.side(side), plain.anal_contraction) for side in SIDES}
    levels = injury_level(plain, motor)
    counts = (strong_muscles(plain, level) for level in levels if level != INTACT)
    return any(count.fewer is not False for count in counts)


def _without_stars(side: SideExam) -> SideExam:
    return replace(
        side,
        light_touch=_unstarred(side.light_touch),
        pin_prick=_unstarred(side.pin_prick),
        motor=_unstarred(side.motor),
    )


def _unstarred(scores: Mapping[str, Score]) -> dict[str, Score]:
    return {row: score.as_it_is for row, score in scores.items()}
