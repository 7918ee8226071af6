"""Questions that a next test can be chosen for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from radicular.anatomy.sites import load_sites, roots_at
from radicular.errors import InputError
from radicular.hypotheses import Hypotheses
from radicular.lesion import Lesion

__all__ = ["QUESTIONS", "Question"]


def _site(lesion: Lesion) -> str:
    return lesion.site


def _s1(lesion: Lesion) -> str:
    return "S1" if "S1" in roots_at(lesion.site, lesion.where.id) else "not S1"


def _root_or_nerve(lesion: Lesion) -> str:
    family = load_sites()[lesion.site].family
    return "root" if family in ("root", "multi_root", "cauda_conus") else family


def _cauda_equina(lesion: Lesion) -> str:
    return "cauda" if load_sites()[lesion.site].family == "cauda_conus" else "not cauda"


#: What can be asked, and the answer that each lesion gives.
QUESTIONS: Mapping[str, Callable[[Lesion], str]] = {
    "site": _site,
    "s1": _s1,
    "root-or-nerve": _root_or_nerve,
    "cauda-equina": _cauda_equina,
}


@dataclass(frozen=True)
class Question:
    """Something to be known of a lesion.

    Attributes:
        name: One of ``site``, ``s1``, ``root-or-nerve``, ``cauda-equina``.
    """

    name: str

    @classmethod
    def of(cls, name: str) -> "Question":
        """Return a question by its name.

        Args:
            name: One of the keys of ``QUESTIONS``.

        Raises:
            InputError: If it is none of them.

        Example:
            >>> Question.of("s1").name
            's1'
        """
        if name not in QUESTIONS:
            raise InputError("question", name, ", ".join(QUESTIONS))
        return cls(name)

    def answers(self, space: Hypotheses) -> NDArray[np.intp]:
        """Return the number of the answer that each lesion gives, shape (lesions,)."""
        return _answers(self.name, space)


@cache
def _answers(question: str, space: Hypotheses) -> NDArray[np.intp]:
    names = [QUESTIONS[question](lesion) for lesion in space.lesions]
    number = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return np.array([number[name] for name in names], dtype=np.intp)
