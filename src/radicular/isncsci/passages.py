"""What sensation and strength of a row do to a walk down the rows."""

from collections.abc import Sequence

from radicular.isncsci.score import Score
from radicular.isncsci.walk import Passage

__all__ = ["block_passage", "muscle_passage", "sensory_passage"]


def sensory_passage(scores: Sequence[Score]) -> Passage:
    """Return what light touch and pinprick of a row do: both have to be normal.

    Args:
        scores: Of one row.
    """
    if any(score.impaired for score in scores):
        return Passage(above=True)
    if any(score.untested and score.stars for score in scores):
        return Passage(above=True, above_assumed=True)
    open_ = any(score.open for score in scores)
    # Beside a cell that is open, an untested one that is taken for normal decides nothing.
    assumed = any(
        score.taken_for_normal and not (open_ and score.grade is None) for score in scores
    )
    return Passage(above=open_, passes=True, assumed_from="here" if assumed else "")


def block_passage(scores: Sequence[Score]) -> Passage:
    """Return what the sensation beside a block of key muscles does to what follows the block.

    Inside C5 to T1 and L2 to S1 the muscles decide alone; to go on, every row of the block and the
    first below it has to be normal.

    Args:
        scores: Of all these rows.
    """
    if any(score.impaired or (score.untested and score.stars) for score in scores):
        return Passage(above=True)
    if any(score.open for score in scores):
        return Passage(above=True, passes=True)
    assumed = any(score.taken_for_normal for score in scores)
    return Passage(passes=True, assumed_from="here" if assumed else "")


def muscle_passage(score: Score) -> Passage:
    """Return what a key muscle does: the last one of at least 3 below only full ones is the level.

    Args:
        score: Of the muscle.
    """
    if score.taken_for_normal:
        return Passage(passes=True, assumed_from="here" if score.assumed_strong else "below")
    if score.open:
        return Passage(above=True, at=True, passes=True)
    if score.perhaps_strong or score.untested:
        return Passage(above=True, at=True, at_assumed=True)
    if not score.strong:
        return Passage(above=True)
    return Passage(at=True) if score.impaired else Passage(passes=True)
