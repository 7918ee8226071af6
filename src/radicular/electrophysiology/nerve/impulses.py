"""Impulses on single axons: they run both ways, meet and vanish, and find the axon refractory."""

from collections.abc import Sequence
from dataclasses import dataclass

from radicular.electrophysiology.constants import constant

__all__ = ["Impulse", "arrivals"]

_IN, _OUT = -1, 1


@dataclass(frozen=True)
class Impulse:
    """Where and when an impulse starts on an axon.

    Attributes:
        place: Distance from the cord in m.
        time: In ms.
    """

    place: float
    time: float


def arrivals(
    impulses: Sequence[Impulse], length: float, velocity: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return when impulses reach the two ends of one axon.

    Each start sends one impulse to the cord and one to the organ, at an end one only. Two that meet
    vanish; a start where the axon has just been passed comes to nothing.

    Args:
        impulses: Starts in any order.
        length: Of the axon in m.
        velocity: In m/s.

    Returns:
        Times of arrival at the cord and at the organ in ms.

    Example:
        >>> shock = Impulse(0.5, 0.0)
        >>> arrivals([shock], 0.75, 50.0)
        ((10.0,), (5.0,))
        >>> arrivals([shock, Impulse(0.0, 4.0)], 0.75, 50.0)
        ((), (5.0,))
    """
    running: list[tuple[float, float, int]] = []
    for start in sorted(impulses, key=lambda item: item.time):
        if _refractory(start, running, velocity):
            continue
        for way, goes in ((_IN, start.place > 0), (_OUT, start.place < length)):
            if not goes:
                continue
            other = _met(start, way, running, velocity)
            if other is None:
                running.append((start.place, start.time, way))
            else:
                running.remove(other)
    inward = sorted(at + 1000 * place / velocity for place, at, way in running if way == _IN)
    outward = sorted(
        at + 1000 * (length - place) / velocity for place, at, way in running if way == _OUT
    )
    return tuple(inward), tuple(outward)


def _position(runner: tuple[float, float, int], time: float, velocity: float) -> float:
    place, start, way = runner
    return place + way * velocity * (time - start) / 1000


def _refractory(
    start: Impulse, running: Sequence[tuple[float, float, int]], velocity: float
) -> bool:
    """Whether an impulse passed the place of the start within the refractory time."""
    for place, at, way in running:
        passed = at + way * 1000 * (start.place - place) / velocity
        if passed >= at and 0 <= start.time - passed < constant("axon_refractory"):
            return True
    return False


def _met(
    start: Impulse, way: int, running: Sequence[tuple[float, float, int]], velocity: float
) -> tuple[float, float, int] | None:
    """The nearest impulse that comes toward a new one."""
    ahead = [
        (abs(_position(other, start.time, velocity) - start.place), other)
        for other in running
        if other[2] == -way and way * (_position(other, start.time, velocity) - start.place) > 0
    ]
    return min(ahead)[1] if ahead else None
