"""Whether the injury is complete: nothing felt or moved at the lowest sacral segments."""

from collections.abc import Sequence
from dataclasses import dataclass

from radicular.isncsci.exam import Exam, SideExam
from radicular.isncsci.rows import SACRAL, SIDES
from radicular.isncsci.score import Score

__all__ = ["SacralSparing", "complete_injury", "sacral_sparing", "side_sparing"]


@dataclass(frozen=True, slots=True)
class SacralSparing:
    """What S4-5 says about sensation there.

    Attributes:
        absent: Sensation may be absent.
        present: Sensation may be present.
        assumed: That there is any rests on zeros with stars alone.
        agreed: All of these have the same number of stars.
    """

    absent: bool
    present: bool
    assumed: bool
    agreed: bool

    @classmethod
    def of(cls, scores: Sequence[Score], anal_pressure: str) -> "SacralSparing":
        """Read the scores of S4-5 together with deep anal pressure."""
        kinds = {score.presence for score in scores}
        surely = anal_pressure == "Yes" or bool(kinds & {"present", "assumed"})
        open_ = anal_pressure == "NT" or bool(kinds & {"unknown", "doubtful"})
        starred = kinds - {"absent"}
        return cls(
            absent=not surely,
            present=surely or open_,
            assumed=anal_pressure == "No" and bool(starred) and starred <= {"doubtful", "assumed"},
            agreed=len(starred) == 1,
        )


def sacral_sparing(exam: Exam) -> SacralSparing:
    """Return what S4-5 of both sides says.

    Args:
        exam: The examination.
    """
    scores = [score for side in SIDES for score in exam.side(side).sensation(SACRAL)]
    return SacralSparing.of(scores, exam.anal_pressure)


def side_sparing(side: SideExam, anal_pressure: str) -> SacralSparing:
    """Return what S4-5 of one side says, with deep anal pressure, which has no side.

    Args:
        side: What was examined there.
        anal_pressure: ``Yes``, ``No`` or ``NT``.
    """
    return SacralSparing.of(side.sensation(SACRAL), anal_pressure)


def complete_injury(exam: Exam) -> dict[str, bool]:
    """Return whether the injury may be complete (``C``) and incomplete (``I``), and on what.

    Complete is: no sensation at S4-5, no deep anal pressure, no voluntary anal contraction.

    Args:
        exam: The examination.
    """
    sensation = sacral_sparing(exam)
    assumed = sensation.assumed and sensation.agreed and exam.anal_contraction == "No"
    complete = sensation.absent and exam.anal_contraction != "Yes"
    incomplete = sensation.present or exam.anal_contraction != "No"
    found = {"C": complete, "I": incomplete}
    return {letter: assumed for letter, possible in found.items() if possible}
