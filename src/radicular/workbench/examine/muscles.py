"""The muscles behind a tested movement, from the map."""

from dataclasses import dataclass
from functools import cache

from radicular.anatomy import load_atlas
from radicular.findings.catalog import load_catalog
from radicular.findings.drivers import muscles_of

__all__ = ["Behind", "muscles_behind"]

LEAST_SHARE = 0.05


@dataclass(frozen=True)
class Behind:
    """A muscle that acts in a movement.

    Attributes:
        name: In words.
        nerve: That enters it, and the one from which it comes.
        roots: Root and its share of the supply, the largest first; small shares are left out.
        weight: How much it counts in the movement, against the strongest.
    """

    name: str
    nerve: str
    roots: tuple[tuple[str, float], ...]
    weight: float


@cache
def muscles_behind(finding_id: str) -> tuple[Behind, ...]:
    """Return the muscles that decide a finding of strength, the strongest first.

    Example:
        >>> [muscle.name for muscle in muscles_behind("strength_knee_extension")][:1]
        ['Vastus lateralis']
    """
    weights = muscles_of(load_catalog()[finding_id])
    strongest = max(weights.values(), default=1.0)
    ranked = sorted(weights.items(), key=lambda item: -item[1])
    return tuple(_behind(name, weight / strongest) for name, weight in ranked)


def _behind(name: str, weight: float) -> Behind:
    atlas = load_atlas()
    shares: dict[str, float] = {}
    pathways = atlas.pathways(name)
    for path in pathways:
        shares[path.root] = shares.get(path.root, 0.0) + path.share
    roots = sorted(shares.items(), key=lambda item: -item[1])
    kept = tuple((root, share) for root, share in roots if share >= LEAST_SHARE)
    before, last = max(pathways, key=lambda path: path.share).structures[-2:]
    nerve = f"{atlas.structures[last].name}, from {atlas.structures[before].name}"
    return Behind(atlas.muscles[name].name, nerve, kept, weight)
