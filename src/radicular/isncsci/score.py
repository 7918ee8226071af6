"""A score of the examination, and what the standard lets it mean.

``*`` marks a score that something other than the cord injury has lowered. With one star it counts
as it is, not normal; with two, the examiner takes it for normal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

__all__ = ["MOTOR_SCORES", "NOT_TESTABLE", "SENSORY_SCORES", "Presence", "Score"]

#: Whether anything is left: surely, if the examiner is right about two stars, perhaps (a zero that
#: something else may have caused, or nothing tested), or surely not.
Presence = Literal["present", "assumed", "doubtful", "unknown", "absent"]

NOT_TESTABLE = "NT"
_WEAKEST_AGAINST_GRAVITY = 3


@dataclass(frozen=True)
class Score:
    """One cell of the form.

    Attributes:
        text: As written (``4``, ``1*``, ``NT**``).
        best: The normal score of its kind: 2 for sensation, 5 for strength.
    """

    text: str
    best: int

    @cached_property
    def grade(self) -> int | None:
        """The number; None where it was not testable."""
        bare = self.text.rstrip("*")
        return None if bare == NOT_TESTABLE else int(bare)

    @cached_property
    def stars(self) -> int:
        """None, one (counts as not normal) or two (counts as normal)."""
        return self.text.count("*")

    @cached_property
    def taken_for_normal(self) -> bool:
        """Whether two stars make it normal."""
        return self.stars == 2  # noqa: PLR2004 - two stars are the notation

    @cached_property
    def open(self) -> bool:
        """Whether not testable, with nothing said about it."""
        return self.text == NOT_TESTABLE

    @cached_property
    def untested(self) -> bool:
        """Whether not testable and not taken for normal."""
        return self.grade is None and not self.taken_for_normal

    @cached_property
    def impaired(self) -> bool:
        """Whether tested, lower than normal and not taken for normal."""
        return self.grade is not None and self.grade < self.best and not self.taken_for_normal

    @cached_property
    def presence(self) -> Presence:
        """Whether anything is left."""
        if self.grade is None:
            return "present" if self.taken_for_normal else "unknown"
        if self.grade:
            return "present"
        found: tuple[Presence, Presence, Presence] = ("absent", "doubtful", "assumed")
        return found[self.stars]

    @cached_property
    def strong(self) -> bool:
        """Whether a muscle moves its joint against gravity, whatever stars are taken to mean."""
        if self.grade is None:
            return self.taken_for_normal
        return self.grade >= _WEAKEST_AGAINST_GRAVITY

    @cached_property
    def surely_weak(self) -> bool:
        """Whether a muscle is weaker than that, with nothing else to explain it."""
        return self.grade is not None and not self.strong and not self.stars

    @cached_property
    def assumed_strong(self) -> bool:
        """Whether only two stars make it as strong as that."""
        return self.taken_for_normal and not self.strong

    @cached_property
    def perhaps_strong(self) -> bool:
        """Whether one star leaves open that the injury left it as strong as that."""
        return self.stars == 1 and self.grade is not None and not self.strong

    @cached_property
    def as_it_is(self) -> "Score":
        """The same score when two stars are not taken for normal."""
        return Score(self.text[:-2], self.best) if self.taken_for_normal else self

    def __str__(self) -> str:
        return self.text


def _scores(best: int) -> Mapping[str, Score]:
    lower = [str(grade) for grade in range(best)]
    starred = [f"{text}{stars}" for text in (*lower, NOT_TESTABLE) for stars in ("*", "**")]
    texts = (*lower, str(best), NOT_TESTABLE, *starred)
    return {text: Score(text, best) for text in texts}


#: Every score that may stand in a cell of sensation, by its text.
SENSORY_SCORES = _scores(2)
#: Every score that may stand in a cell of strength, by its text.
MOTOR_SCORES = _scores(5)
