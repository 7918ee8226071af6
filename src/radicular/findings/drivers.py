"""What of the map a finding speaks of: muscles, skin patches, structures or sites."""

from collections.abc import Iterator, Mapping
from functools import cache

from radicular.anatomy import load_atlas
from radicular.anatomy.sites import load_sites
from radicular.findings.catalog import Driver, Finding
from radicular.parameters import parameter
from radicular.tables import read_csv

__all__ = ["muscles_of", "patches_of", "sites_of", "structures_of"]

_ROOT_PARTS = {part: parameter(f"root_part_{part}") for part in ("vr", "dr", "drg", "sn", "vram")}


@cache
def muscles_of(finding: Finding) -> Mapping[str, float]:
    """Return the muscles that a finding speaks of with their weights, groups resolved."""
    atlas = load_atlas()
    weights: dict[str, float] = {}
    for driver in finding.drivers:
        for name, weight in _muscles(driver):
            members = atlas.groups.get(name, (name,) if name in atlas.muscles else ())
            for member in members:
                weights[member] = weights.get(member, 0.0) + weight / len(members)
    return weights


def _muscles(driver: Driver) -> Iterator[tuple[str, float]]:
    if driver.role == "myotome":
        yield from _myotome(driver.name).items()
    elif driver.role not in ("max", "nerve"):
        yield driver.name, driver.weight


@cache
def _myotome(root: str) -> Mapping[str, float]:
    """Muscles of a root, weighted by the square of its share so that key muscles count most."""
    atlas = load_atlas()
    shares = {
        muscle: sum(path.share for path in atlas.pathways(muscle) if path.root == root)
        for muscle in atlas.muscles
    }
    return {muscle: share**2 for muscle, share in shares.items() if share > 0}


def patches_of(finding: Finding) -> tuple[str, ...]:
    """Return the skin patches that a finding speaks of."""
    names = (driver.name for driver in finding.drivers if driver.role == "patch")
    return tuple(dict.fromkeys(names))


@cache
def structures_of(finding: Finding) -> Mapping[str, float]:
    """Return the structures that a finding tests, with how strongly."""
    weights: dict[str, float] = {}
    for driver in finding.drivers:
        for name, weight in _structures(driver):
            weights[name] = max(weights.get(name, 0.0), weight * driver.weight)
    return weights


def _structures(driver: Driver) -> Iterator[tuple[str, float]]:
    if driver.role == "root":
        yield from ((f"{part}_{driver.name}", weight) for part, weight in _ROOT_PARTS.items())
    elif driver.role == "load":
        yield from _loads()[driver.name].items()
    elif driver.role == "bundle":
        yield from _bundle(driver.name).items()
    elif driver.role == "structure":
        yield driver.name, 1.0
    elif driver.role == "dr":
        yield f"dr_{driver.name}", 1.0


def _bundle(name: str) -> Mapping[str, float]:
    bundles = load_atlas().bundles
    return dict.fromkeys(bundles[name].members, 1.0) if name in bundles else {}


@cache
def _loads() -> Mapping[str, Mapping[str, float]]:
    loads: dict[str, dict[str, float]] = {}
    for row in read_csv("radicular.findings", "tables/loads.csv"):
        loads.setdefault(row["load"], {})[row["structure"]] = float(row["weight"])
    return loads


@cache
def sites_of(finding: Finding) -> frozenset[str]:
    """Return the sites that a finding names itself (``site:`` or a bundle that is a site)."""
    return frozenset(
        driver.name
        for driver in finding.drivers
        if driver.role in ("site", "bundle") and driver.name in load_sites()
    )
