"""Zones of partial preservation: how far down anything is left where nothing is left at S4-5."""

from radicular.isncsci.completeness import side_sparing
from radicular.isncsci.exam import SideExam
from radicular.isncsci.rows import INTACT, KEY_MUSCLES, LEVELS, POSITION, ROWS, between
from radicular.isncsci.walk import Found

__all__ = ["FAR", "NOT_APPLICABLE", "is_far", "motor_preservation", "sensory_preservation"]

NOT_APPLICABLE = "NA"
#: Motor function counts as far below a level when it lies more than so many levels below.
FAR = 3


def sensory_preservation(side: SideExam, anal_pressure: str) -> Found:
    """Return the lowest row with any sensation, where none is left at S4-5 of that side.

    Args:
        side: What was examined there.
        anal_pressure: ``Yes``, ``No`` or ``NT``.
    """
    sacral = side_sparing(side, anal_pressure)
    if not sacral.absent:
        return {NOT_APPLICABLE: False}
    found: dict[str, bool] = {}
    assumed = False
    for row in reversed(ROWS[:-1]):
        kinds = {score.presence for score in side.sensation(row)}
        if kinds & {"present", "assumed"}:
            found[row] = assumed
            break
        if "unknown" in kinds:
            found[row] = assumed
        elif "doubtful" in kinds:
            found[row] = assumed = True
    else:
        found[LEVELS[0]] = assumed
    return _from_head(found, perhaps_not=sacral.present)


def motor_preservation(
    side: SideExam, anal_contraction: str, levels: Found, *, may_be_motor_incomplete: bool
) -> Found:
    """Return the lowest level with any motor function, where the anal sphincter has none.

    Args:
        side: What was examined on one side.
        anal_contraction: ``Yes``, ``No`` or ``NT``.
        levels: Motor levels of that side.
        may_be_motor_incomplete: Whether AIS C is possible; only then does a muscle count that is
            no key muscle, and only where it lies far below.
    """
    if anal_contraction == "Yes":
        return {NOT_APPLICABLE: False}
    found = _lowest_function(side, levels)
    muscle = side.non_key_muscle
    if muscle and may_be_motor_incomplete:
        near = {row: mark for row, mark in found.items() if not is_far(muscle, row)}
        found = {muscle: False, **near} if len(near) < len(found) else near
    return _from_head(found, perhaps_not=anal_contraction == "NT")


def is_far(muscle: str, level: str) -> bool:
    """Return whether a muscle lies more than three levels below a level."""
    return POSITION[muscle] - POSITION[level] > FAR


def _lowest_function(side: SideExam, levels: Found) -> Found:
    """Key muscles that move and possible motor levels, from below up to the first sure one."""
    reached = [ROWS[-2] if level == INTACT else level for level in levels]
    found: dict[str, bool] = {}
    for level in reversed(LEVELS[:-1]):
        last = level == reached[0]
        if level in KEY_MUSCLES:
            presence = side.motor[level].presence
            if level in reached or presence != "absent":
                found[level] = presence in {"assumed", "doubtful"}
            last = last or presence in {"present", "assumed"}
        elif level in reached:
            found[level] = _rests_on_stars(side, level, first=last)
        if last:
            break
    return found


def _rests_on_stars(side: SideExam, level: str, *, first: bool) -> bool:
    """Whether a motor level in a row without key muscle rests on scores with two stars.

    The uppermost one rests on all rows down to it; below an open row, only the row itself counts.
    """
    if level == LEVELS[0]:
        return False
    if not first:
        scores = side.sensation(level)
        return any(score.taken_for_normal and score.grade is not None for score in scores)
    rows = between(ROWS[0], level)
    cells = [score for row in rows for score in side.sensation(row)]
    muscles = [side.motor[row] for row in rows if row in KEY_MUSCLES]
    return any(score.taken_for_normal for score in (*cells, *muscles))


def _from_head(found: Found, *, perhaps_not: bool) -> Found:
    """The levels from the head down, after a mark that the zone may not apply at all."""
    ordered = {level: found[level] for level in LEVELS if level in found}
    return {NOT_APPLICABLE: False, **ordered} if perhaps_not else ordered
