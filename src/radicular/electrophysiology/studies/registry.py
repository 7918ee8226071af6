"""The studies by name, and what each can be asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, cast

from rapidfuzz import process

from radicular.electrophysiology.result import StudyResult
from radicular.electrophysiology.subject import Side, Subject
from radicular.errors import InputError, UnknownNameError
from radicular.lesion import Lesion
from radicular.tables import read_csv

__all__ = ["Study", "load_studies", "run_study"]


@dataclass(frozen=True)
class Study:
    """A study that a laboratory can make.

    Attributes:
        id: Name that people type (``h-reflex``).
        title: In words.
        module: File in which it stands.
        options: What can be chosen besides person, side and lesion.
    """

    id: str
    title: str
    module: str
    options: tuple[str, ...]

    def run(
        self, subject: Subject, side: Side, lesions: Sequence[Lesion], **options: Any
    ) -> StudyResult:
        """Make the study; its options are checked by :func:`run_study`."""
        place = import_module(f"radicular.electrophysiology.studies.{self.module}")
        return cast(StudyResult, getattr(place, self.module)(subject, side, lesions, **options))


@cache
def load_studies() -> Mapping[str, Study]:
    """Return the studies in the order in which a laboratory makes them.

    Example:
        >>> list(load_studies())[:2]
        ['motor-conduction', 'sensory-conduction']
    """
    rows = read_csv("radicular.electrophysiology", "tables/studies.csv")
    return {
        row["study"]: Study(
            row["study"],
            row["title"],
            row["module"],
            tuple(filter(None, row["options"].split(";"))),
        )
        for row in rows
    }


def run_study(
    name: str,
    subject: Subject,
    side: Side,
    lesions: Sequence[Lesion] = (),
    *,
    seed: int = 0,
    **options: Any,
) -> StudyResult:
    """Make one study of one side.

    Args:
        name: Of the study.
        subject: Who is studied.
        side: Which leg.
        lesions: What is wrong.
        seed: Of chance within the study.
        options: What the study can be asked for besides.

    Raises:
        UnknownNameError: If there is no such study, muscle or patch.
        InputError: If the study does not take an option, or a value is not possible.

    Example:
        >>> run_study("sensory-conduction", Subject.typical(), "left").study
        'sensory-conduction'
    """
    studies = load_studies()
    if name not in studies:
        near = [match for match, *_ in process.extract(name, list(studies), limit=3)]
        raise UnknownNameError("study", name, near)
    for option, value in options.items():
        if option not in studies[name].options:
            taken = ", ".join(studies[name].options) or "none"
            raise InputError(option, value, f"{name} takes these options: {taken}")
    return studies[name].run(subject, side, lesions, seed=seed, **options)
