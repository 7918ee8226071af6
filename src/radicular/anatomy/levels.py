"""Disc levels and zones: where a lesion at a place of a site arises."""

from functools import cache
from itertools import pairwise

from radicular.anatomy.sites import site_of
from radicular.parameters import parameter

__all__ = ["LEVELS", "level_and_zone"]

_VERTEBRAE = ("L1", "L2", "L3", "L4", "L5", "S1")
LEVELS = tuple(f"{upper}-{lower}" for upper, lower in pairwise(_VERTEBRAE))

_ZONES = {
    "recess": "subarticular",
    "foramen": "foraminal",
    "canal": "central",
    "extraforaminal": "extraforaminal",
}
PASSING = parameter("imaging_passing")


@cache
def level_and_zone(site_id: str, place_id: str) -> tuple[tuple[str, str, float], ...]:
    """Return the disc levels and zones at which a lesion can arise, each with a weight, 0 to 1.

    A root is hit in the recess and the canal by the disc above its own vertebra (the traversing
    root), in and beyond the foramen by the disc below it (the exiting root); in the canal also by
    the discs further up. Two roots are hit together by a disc that takes the lower one as
    traversing and the upper one as exiting root.

    Example:
        >>> level_and_zone("root_S1", "recess")
        (('L5-S1', 'subarticular', 1.0),)
        >>> level_and_zone("root_L5", "foramen")
        (('L5-S1', 'foraminal', 1.0),)
    """
    site = site_of(site_id)
    if site.family == "root":
        return _of_root(site_id.removeprefix("root_"), place_id)
    if site.family in ("multi_root", "cauda_conus") and site_id != "conus_medullaris":
        return _of_several(site_id, place_id)
    return ()


def _of_root(root: str, place_id: str) -> tuple[tuple[str, str, float], ...]:
    if root not in _VERTEBRAE or place_id not in _ZONES:
        return ()
    own = _VERTEBRAE.index(root)
    upper = own - 1 if place_id in ("recess", "canal") else own
    zone = _ZONES[place_id]
    if place_id == "canal":
        above = [(level, zone, PASSING) for level in LEVELS[: max(upper, 0)]]
        here = [(LEVELS[upper], zone, 1.0)] if 0 <= upper < len(LEVELS) else []
        return (*here, *above)
    return ((LEVELS[upper], zone, 1.0),) if 0 <= upper < len(LEVELS) else ()


def _of_several(site_id: str, place_id: str) -> tuple[tuple[str, str, float], ...]:
    structures = site_of(site_id).place(place_id).structures
    roots = [name.removeprefix("vr_") for name in structures if name.startswith("vr_")]
    if not roots:
        return ()
    spots: list[tuple[str, str, float]] = []
    last = min(len(_VERTEBRAE) - 1, _VERTEBRAE.index(roots[-1]) if roots[-1] in _VERTEBRAE else 99)
    for upper in range(last):
        reach = 1.0 if _VERTEBRAE[upper + 1] in (*roots[:2], "S1") else PASSING
        spots += [(LEVELS[upper], zone, reach) for zone in ("central", "subarticular")]
    for root in roots[:-1]:
        spots += _of_root(root, "foramen")
    return tuple(spots)
