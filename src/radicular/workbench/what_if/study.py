"""The simulated H-reflex of a lesion beside that of the same person in health."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from radicular.case import Patient
from radicular.electrophysiology.result import StudyResult, Trace
from radicular.electrophysiology.studies.h_reflex import h_reflex
from radicular.electrophysiology.subject import SEXES, Side, Subject
from radicular.errors import InputError
from radicular.lesion import Lesion
from radicular.report.study_text import limits_words, value_words
from radicular.tables import read_csv

__all__ = ["Chart", "Curve", "Number", "Recording", "record"]

#: Currents of the series: enough to find the largest reflex.
CURRENTS = 14
WIDTH, HEIGHT, LEFT, TOP = 330.0, 150.0, 44.0, 8.0
#: Every how many samples a point is drawn, and the marks of the time in ms.
EVERY, TICKS = 4, (0, 10, 20, 30, 40, 50)
_ROWS = (
    ("soleus_largest_h", "At the current of the largest reflex"),
    ("soleus_largest_m", "At the strongest current"),
)


@dataclass(frozen=True)
class Number:
    """A measured value.

    Attributes:
        name: In words.
        value: With the lesion, with its unit.
        healthy: In health.
        limits: Of normal values, in words; empty where none is known.
        verdict: ``normal``, ``abnormal``, ``absent`` or ``no limit``.
        meaning: What it tells.
    """

    name: str
    value: str
    healthy: str
    limits: str
    verdict: str
    meaning: str


@dataclass(frozen=True)
class Curve:
    """One recording in its frame.

    Attributes:
        name: What is recorded, with its current.
        points: As an SVG polyline has them.
        onset: Where the reflex begins, across; None where there is none.
        words: What it shows.
    """

    name: str
    points: str
    onset: float | None
    words: str


@dataclass(frozen=True)
class Chart:
    """Two recordings at one kind of current, on one scale.

    Attributes:
        title: The current.
        curves: With the lesion, and in health.
        ticks: Places across with their time in ms.
        rules: Places down with their voltage in mV.
    """

    title: str
    curves: tuple[Curve, Curve]
    ticks: tuple[tuple[float, int], ...]
    rules: tuple[tuple[float, str], ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    top: float = TOP


@dataclass(frozen=True)
class Recording:
    """Everything the page shows.

    Attributes:
        lesion: What is wrong.
        side: Leg that is studied.
        person: Who is simulated.
        numbers: Measured values.
        charts: Recordings.
        notes: What a reader has to know.
    """

    lesion: Lesion
    side: Side
    person: str
    numbers: tuple[Number, ...]
    charts: tuple[Chart, ...]
    notes: tuple[str, ...]


def record(lesion: Lesion, patient: Patient) -> Recording:
    """Return the H-reflex on the side of a lesion, on the left where it is on both.

    Args:
        lesion: What is wrong.
        patient: Whose age, sex and height are taken where the simulation knows such people.
    """
    side: Side = "right" if lesion.side == "right" else "left"
    subject = _subject(patient)
    ill, healthy = _study(subject, side, lesion), _study(subject, side, None)
    return Recording(
        lesion=lesion,
        side=side,
        person=f"{subject.sex}, {subject.age:g} years, {subject.height:g} cm",
        numbers=tuple(_numbers(ill, healthy)),
        charts=tuple(_chart(title, ill.trace(key), healthy.trace(key)) for key, title in _ROWS),
        notes=ill.notes,
    )


@lru_cache(maxsize=32)
def _study(subject: Subject, side: Side, lesion: Lesion | None) -> StudyResult:
    lesions = () if lesion is None else (lesion,)
    return h_reflex(subject, side, lesions, intensities=CURRENTS, muscles=("soleus",))


def _subject(patient: Patient) -> Subject:
    """The patient, or of usual age and build where the simulation knows none like that."""
    sex = next((one for one in SEXES if one == patient.sex), None)
    try:
        return Subject.typical(age=patient.age, sex=sex, height=patient.height_cm)
    except InputError:
        return Subject.typical(sex=sex)


def _numbers(ill: StudyResult, healthy: StudyResult) -> Iterator[Number]:
    for row in read_csv("radicular.workbench.what_if", "tables/measures.csv"):
        measure = ill.measure(row["measure"])
        yield Number(
            name=measure.name,
            value=value_words(measure),
            healthy=value_words(healthy.measure(row["measure"])),
            limits=" ".join(filter(None, [limits_words(measure.limits), measure.unit]))
            if measure.limits
            else "",
            verdict=measure.verdict,
            meaning=row["meaning"],
        )


def _chart(title: str, ill: Trace, healthy: Trace) -> Chart:
    top = max(float(abs(trace.y).max()) for trace in (ill, healthy)) * 1.05
    last = float(ill.x[-1])
    across, middle = (WIDTH - LEFT - 6) / last, TOP + (HEIGHT - TOP - 26) / 2
    down = (HEIGHT - TOP - 26) / (2 * top)
    step = _round_step(top)
    return Chart(
        title=title,
        curves=(_curve(ill, across, middle, down), _curve(healthy, across, middle, down)),
        ticks=tuple((round(LEFT + time * across, 1), time) for time in TICKS if time <= last),
        rules=tuple((round(middle - value * down, 1), f"{value:g}") for value in (-step, 0, step)),
    )


def _round_step(top: float) -> float:
    """The largest of 1, 2, 5, 10, 20 … that the scale still shows."""
    steps = [base * 10.0**power for power in range(-3, 4) for base in (1, 2, 5)]
    return max(step for step in steps if step <= top)


def _curve(trace: Trace, across: float, middle: float, down: float) -> Curve:
    samples = zip(trace.x[::EVERY], trace.y[::EVERY], strict=True)
    onset = trace.marks.get("onset")
    reflex = f"the reflex begins at {onset:.1f} ms" if onset is not None else "no onset is marked"
    return Curve(
        name=trace.name.removeprefix("soleus, "),
        points=" ".join(f"{LEFT + x * across:.1f},{middle - y * down:.1f}" for x, y in samples),
        onset=None if onset is None else round(LEFT + onset * across, 1),
        words=f"{trace.name}; {reflex}",
    )
