"""A drawing of the lower spine from behind, with the nerve roots that leave it on both sides."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

__all__ = ["Spine", "spine_figure"]

#: Sizes in units of the picture.
WIDTH, HEIGHT, MIDDLE = 260, 330, 130
BONE, DISC, TOP, HALF = 26, 8, 14, 34
SACRUM, HOLE = 184, 26
OUT, FALL = 62, 30
_SIDES = {"left": -1, "right": 1}


@dataclass(frozen=True)
class Bone:
    """A bone with its name."""

    name: str
    y: int
    half: float


@dataclass(frozen=True)
class Root:
    """A nerve root as a line.

    Attributes:
        name: Such as ``S1``.
        side: Of the body; from behind, left is on the left.
        path: As path data.
        marked: Whether it is the one that is meant.
        x: Where its name stands.
        y: Where its name stands.
    """

    name: str
    side: str
    path: str
    marked: bool
    x: int
    y: int


@dataclass(frozen=True)
class Spine:
    """The drawing."""

    bones: tuple[Bone, ...]
    roots: tuple[Root, ...]
    width: int = WIDTH
    height: int = HEIGHT
    middle: int = MIDDLE
    bone: int = BONE
    sacrum: int = SACRUM


def spine_figure(marked: Collection[str], sides: Collection[str]) -> Spine:
    """Return the drawing.

    Args:
        marked: Names of the roots to mark.
        sides: Sides on which they are marked.

    Example:
        >>> [one.side for one in spine_figure(["S1"], ["left"]).roots if one.marked]
        ['left']
    """
    bones = tuple(
        Bone(f"L{number}", TOP + (BONE + DISC) * (number - 1), HALF + number)
        for number in range(1, 6)
    )
    # Marked lines are drawn last, over the others.
    roots = sorted(_roots(marked, sides), key=lambda root: root.marked)
    return Spine(bones, tuple(roots))


def _roots(marked: Collection[str], sides: Collection[str]) -> Iterator[Root]:
    for side, sign in _SIDES.items():
        for name, within, exit_at, y in _ways():
            start, x = MIDDLE + sign * within, MIDDLE + sign * exit_at
            half, end = x + sign * OUT // 2, x + sign * OUT
            above = max(y - 2 * (BONE + DISC), 2)
            path = f"M{start} {above}L{start} {y - 14}Q{start} {y} {x} {y}"
            yield Root(
                name=name,
                side=side,
                path=f"{path}Q{half} {y} {end} {y + FALL}",
                marked=name in marked and side in sides,
                x=end + sign * 4,
                y=y + FALL + 12,
            )


def _ways() -> Iterator[tuple[str, int, int, int]]:
    """Yield every root with its distance from the middle, in the canal and where it leaves."""
    for number in range(1, 6):
        yield f"L{number}", 5, HALF + number + 2, TOP + (BONE + DISC) * number - DISC // 2 - 4
    for number in range(1, 5):
        yield f"S{number}", 3, 26 - 3 * number, SACRUM + HOLE * number - 8
