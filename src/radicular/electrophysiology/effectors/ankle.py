"""The ankle joint: torque of the calf, raising the heel, and pushing off in gait."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant, remembered
from radicular.electrophysiology.effectors.twitch import muscle_force
from radicular.electrophysiology.subject import Subject
from radicular.tables import read_csv

__all__ = ["HeelRaises", "PushOff", "body_mass", "heel_raises", "push_off", "torque"]

Floats = NDArray[np.float64]


def torque(forces: Mapping[str, Floats], *, knee: float = 0.0) -> Floats:
    """Return the plantar-flexion torque of muscles in N m, (samples,).

    A bent knee slackens the gastrocnemii, which cross it.

    Args:
        forces: Muscle to its force in N, (samples,).
        knee: Flexion of the knee in degrees.

    Example:
        >>> force = {"gastrocnemius_medial": np.array([100.0])}
        >>> bool(torque(force, knee=90.0)[0] < torque(force)[0])
        True
    """
    total: Floats = np.zeros(len(next(iter(forces.values()))))
    for muscle, values in forces.items():
        slack = knee / 90 * constant("knee_slack") if muscle.startswith("gastrocnemius") else 0.0
        total = total + values * muscle_force(muscle)["moment_arm"] * (1 - slack)
    return total


def body_mass(subject: Subject) -> float:
    """Return the mass in kg of a person of usual build.

    Example:
        >>> 65 < body_mass(Subject.typical()) < 80
        True
    """
    return constant("body_mass_index") * (subject.height / 100) ** 2


@dataclass(frozen=True)
class HeelRaises:
    """Raising the heel on one leg.

    Attributes:
        count: How often, at most 30.
        height: How high the first one goes against the full range, 0 to 1.
        needed: Torque that lifts the body in N m.
    """

    count: int
    height: float
    needed: float


def heel_raises(greatest: float, subject: Subject) -> HeelRaises:
    """Return how often a person can raise the heel on one leg.

    Each repetition tires the calf by the same part of what it could do first; the heel leaves the
    ground as long as the torque suffices.

    Args:
        greatest: Torque of a maximal contraction in N m.
        subject: Whose weight is lifted.

    Example:
        >>> heel_raises(170.0, Subject.typical()).count >= 25
        True
    """
    lever = constant("heel_lever") * subject.height / 100
    needed = body_mass(subject) * constant("gravity") * lever
    spare = 1 - needed / greatest if greatest > 0 else -1.0
    most = int(constant("heel_raises_counted"))
    count = int(np.clip(np.floor(spare / constant("heel_raise_fatigue")), 0, most))
    height = float(np.clip(greatest / needed - constant("heel_raise_reserve"), 0, 1))
    return HeelRaises(count, height if count else 0.0, needed)


@dataclass(frozen=True, eq=False)
class PushOff:
    """The ankle over one step.

    Attributes:
        percent: Part of the gait cycle, (samples,).
        moment: Plantar-flexion torque in N m, (samples,).
        power: Of the ankle in W for each kg, (samples,).
        work: Of push-off in J for each kg.
    """

    percent: Floats
    moment: Floats
    power: Floats
    work: float


@remembered
def _gait() -> tuple[Floats, Floats, Floats, Floats]:
    """Percent of the cycle, ankle angle in degrees, activation of soleus and of gastrocnemius."""
    rows = read_csv("radicular.electrophysiology", "tables/gait.csv")
    names = ("percent", "ankle_angle", "soleus", "gastrocnemius")
    columns = [np.array([float(row[name]) for row in rows]) for name in names]
    return columns[0], columns[1], columns[2], columns[3]


def push_off(greatest: Mapping[str, float], subject: Subject) -> PushOff:
    """Return the ankle's torque and power over a step at usual speed.

    Activation follows recorded-like curves; force falls with the speed of shortening (HILL38) and
    away from the optimal length.

    Args:
        greatest: Muscle to the torque in N m of a maximal contraction.
        subject: Who walks.

    Example:
        >>> from radicular.electrophysiology.neurons.reflex_loop import CALF
        >>> step = push_off({muscle: 60.0 for muscle in CALF}, Subject.typical())
        >>> bool(1 < step.power.max() < 6)
        True
    """
    percent, angle, soleus, gastrocnemius = _gait()
    fine = np.linspace(0, 100, 201)
    bend = np.interp(fine, percent, angle)
    seconds = constant("gait_cycle") * fine / 100
    speed = np.gradient(np.radians(bend), seconds)
    moment = np.zeros(len(fine))
    for muscle, most in greatest.items():
        shape = soleus if muscle == "soleus" else gastrocnemius
        active = np.interp(fine, percent, shape)
        moment += most * constant("gait_effort") * active * _length(bend) * _velocity(speed)
    power = moment * speed / body_mass(subject)
    late = (fine >= constant("push_off_start")) & (power > 0)
    work = float(np.sum(power[late]) * (seconds[1] - seconds[0]))
    return PushOff(fine, moment, power, work)


def _length(angle: Floats) -> Floats:
    """Active force by ankle angle in degrees; plantar flexion shortens the calf."""
    away = (angle - constant("optimal_ankle_angle")) / constant("ankle_angle_width")
    return np.exp(-(away**2))


def _velocity(speed: Floats) -> Floats:
    """Active force by the speed of plantar flexion in rad/s (HILL38)."""
    part = speed / constant("greatest_ankle_speed")
    curve = constant("hill_curvature")
    shortening = (1 - np.clip(part, 0, 1)) / (1 + np.clip(part, 0, 1) / curve)
    lengthening = 1 + (constant("eccentric_gain") - 1) * np.clip(-part * 4, 0, 1)
    return np.where(part >= 0, shortening, lengthening)
