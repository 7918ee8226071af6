"""The links as free numbers with a standard normal prior.

Every number of a link (floor, ceiling, cut and spread of each grade) is its starting value plus
an effect of the class of findings, one of the link and, from the second grade on, one of the
grade; on scales on which any value is allowed and the grades stay in order. Each effect is a
standard normal times its prior width, so that classes without studies keep their starting values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from calibration.designs import GRADES_AT_MOST
from calibration.tables import prior, rows_of
from radicular.findings.links import Link

__all__ = ["PARTS", "Space", "classes", "start_links"]

Floats = NDArray[np.float64]

#: The four numbers of a grade.
PARTS = ("floor", "ceiling", "cut", "spread")
#: Nearer to 0 or 1 the free scales are cut off.
EDGE = 1e-3


def _logit(chance: Floats) -> Floats:
    inside = np.clip(chance, EDGE, 1 - EDGE)
    return np.asarray(np.log(inside / (1 - inside)))


def _expit(value: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-value)))


@cache
def start_links() -> Mapping[str, Link]:
    """Return the links as they stood before any fit.

    Example:
        >>> start_links()["reflex"].grades
        ('reduced', 'absent')
    """
    rows: dict[str, list[dict[str, str]]] = {}
    for row in rows_of("start"):
        rows.setdefault(row["link"], []).append(row)
    return {
        name: Link(
            grades=tuple(row["grade"] for row in of_link),
            **{part: np.array([float(row[part]) for row in of_link]) for part in PARTS},
        )
        for name, of_link in rows.items()
    }


@cache
def classes() -> Mapping[str, str]:
    """Return the class of findings of each link.

    Example:
        >>> classes()["strength_knee"]
        'strength'
    """
    return {row["link"]: row["class"] for row in rows_of("classes")}


@dataclass(frozen=True)
class Space:
    """The free numbers of some links.

    The first are the effects of classes, then those of links, then those of grades, each by part.

    Args:
        links: Names of the links.
    """

    links: tuple[str, ...]

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The classes of the links, in the order in which they come."""
        return tuple(dict.fromkeys(classes()[link] for link in self.links))

    @cached_property
    def class_of(self) -> NDArray[np.intp]:
        """Position in ``classes`` of each link."""
        return np.array([self.classes.index(classes()[link]) for link in self.links], np.intp)

    @cached_property
    def grades(self) -> NDArray[np.intp]:
        """How many grades each link has."""
        return np.array([len(start_links()[link].grades) for link in self.links], np.intp)

    @cached_property
    def effect(self) -> NDArray[np.intp]:
        """Position of the effects of class, link and grade of every number, or -1.

        Shape (3, links, grades at most, parts).
        """
        parts = len(PARTS)
        table = np.full((3, len(self.links), GRADES_AT_MOST, parts), -1, dtype=np.intp)
        by_part = np.arange(parts)
        table[0] = self.class_of[:, None, None] * parts + by_part
        first = len(self.classes) * parts
        table[1] = first + np.arange(len(self.links))[:, None, None] * parts + by_part
        number = first + len(self.links) * parts
        for link, grades in enumerate(self.grades):
            for grade in range(1, grades):
                table[2, link, grade] = number + by_part
                number += parts
        return table

    @cached_property
    def size(self) -> int:
        """How many free numbers there are."""
        return int(self.effect.max()) + 1

    @cached_property
    def colors(self) -> tuple[tuple[int, int, int], ...]:
        """Level, grade and part of the effects that can be moved together, one for each link."""
        parts = range(len(PARTS))
        shared = [(level, 0, part) for level in (0, 1) for part in parts]
        own = [(2, grade, part) for grade in range(1, int(self.grades.max())) for part in parts]
        return (*shared, *own)

    @cached_property
    def width(self) -> Floats:
        """Prior width of each effect, shape (3, 1, 1, parts)."""
        levels = ("class", "link", "grade")
        widths = [[prior(f"{part}_{level}") for part in PARTS] for level in levels]
        return np.array(widths)[:, None, None, :]

    @cached_property
    def start(self) -> Floats:
        """Starting values on the free scales, shape (links, grades at most, parts)."""
        table = np.zeros((len(self.links), GRADES_AT_MOST, len(PARTS)))
        for number, name in enumerate(self.links):
            link = start_links()[name]
            table[number, : len(link.grades)] = _freed(link)
            table[number, len(link.grades) :] = table[number, len(link.grades) - 1]
        return table

    def free(self, theta: Floats) -> Floats:
        """Return every number on its free scale, shape (links, grades at most, parts)."""
        padded = np.append(theta, 0.0)
        total: Floats = self.start + (self.width * padded[self.effect]).sum(axis=0)
        return total

    def table(self, theta: Floats) -> Floats:
        """Return every number on its own scale, shape (links, grades at most, parts)."""
        return constrained(self.free(theta))

    def links_of(self, theta: Floats) -> Mapping[str, Link]:
        """Return the links that free numbers stand for.

        Args:
            theta: Shape (size,).

        Example:
            >>> space = Space(("reflex",))
            >>> link = space.links_of(np.zeros(space.size))["reflex"]
            >>> bool(np.allclose(link.cut, start_links()["reflex"].cut, atol=1e-3))
            True
        """
        table = self.table(theta)
        return {
            name: Link(
                start_links()[name].grades,
                *(table[number, : self.grades[number], part] for part in range(len(PARTS))),
            )
            for number, name in enumerate(self.links)
        }


def _freed(link: Link) -> Floats:
    floor, ceiling, cut, spread = (np.asarray(getattr(link, part)) for part in PARTS)
    before = np.append(1.0, floor[:-1])
    above = np.append(1.0, ceiling[:-1])
    below = np.append(0.0, cut[:-1])
    return np.stack(
        [
            _logit(floor / before),
            _logit((ceiling - floor) / (above - floor)),
            _logit((cut - below) / (1 - below)),
            np.log(spread),
        ],
        axis=1,
    )


def constrained(free: Floats) -> Floats:
    """Return free numbers on their own scales, grades in order.

    Args:
        free: Shape (links, grades, parts).
    """
    floor = np.cumprod(_expit(free[..., 0]), axis=1)
    cut = 1 - np.cumprod(1 - _expit(free[..., 2]), axis=1)
    part = _expit(free[..., 1])
    ceiling = np.empty_like(floor)
    above = np.ones(len(free))
    for grade in range(free.shape[1]):
        above = floor[:, grade] + (above - floor[:, grade]) * part[:, grade]
        ceiling[:, grade] = above
    return np.stack([floor, ceiling, cut, np.exp(free[..., 3])], axis=-1)


def positions(space: Space, names: Sequence[str]) -> NDArray[np.intp]:
    """Return where some links stand in a space."""
    return np.array([space.links.index(name) for name in names], dtype=np.intp)
