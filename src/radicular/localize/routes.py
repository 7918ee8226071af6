"""The ways of the map that carry a finding, and what two places hold of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from radicular.anatomy import load_atlas
from radicular.anatomy.levels import level_and_zone
from radicular.anatomy.sites import Place, Site, site_of
from radicular.findings.finding import Finding
from radicular.lesion import Lesion
from radicular.localize.carriers import Basis, Carrier, carrier_of
from radicular.localize.route_words import hold_sentences, way_sentences
from radicular.parameters import parameter
from radicular.tables import read_csv

__all__ = ["Hold", "Route", "route_of"]

SAME_LEVEL, ANY_ZONE = parameter("imaging_same_level"), parameter("imaging_any_zone")
PASSING = parameter("imaging_passing")
#: What summing many shares leaves of none.
_NOISE = 1e-9
_ROOT_FAMILIES = ("root", "multi_root")
_ONE_SIDE = ("left", "right")


@dataclass(frozen=True)
class Hold:
    """What one place holds of a way.

    Attributes:
        lesion: The place with its side, in words.
        share: Part of the way that a complete lesion there stops, 0 to 1; of a structure or disc
            level how fully it is met.
        structures: Structures of the way that lie in reach, by id.
        other_side: Whether the lesion sits on the side that the finding does not speak of.
        neural: Whether anything of the map lies at the place.
        before_ganglion: Whether it meets the fibers only between the cord and the ganglion, where
            the response does not need them.
        upper_motor: Degree to which it frees reflexes from above, 0 to 1.
        other_places: Further places of the site where the answer would be the other one, in words;
            empty where the place was stated.
        by_table: Whether a table by site adds to what the map says here.
    """

    lesion: str
    share: float
    structures: tuple[str, ...] = ()
    other_side: bool = False
    neural: bool = True
    before_ganglion: bool = False
    upper_motor: float = 0.0
    other_places: tuple[str, ...] = ()
    by_table: bool = False

    @property
    def lies_on(self) -> bool:
        """Whether the place lies on the way."""
        return self.share > 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "lesion": self.lesion,
            "lies_on_the_way": self.lies_on,
            "share": round(self.share, 4),
            "structures": list(self.structures),
            "other_side": self.other_side,
        }


@dataclass(frozen=True)
class Route:
    """The way of a finding, with what two places hold of it.

    Attributes:
        finding: Id of the finding.
        side: ``left``, ``right``, ``both``, ``midline`` or ``unknown``.
        basis: What carries it.
        organs: Organs at the end of the way, by id.
        roots: Roots with their part of it, the largest first.
        structures: Structures of the way, from the cord outward, by id.
        sentences: The way and the two places, in words.
        first: What the first place holds.
        second: What the second place holds.
    """

    finding: str
    side: str
    basis: Basis
    organs: tuple[str, ...]
    roots: tuple[tuple[str, float], ...]
    structures: tuple[str, ...]
    sentences: tuple[str, ...]
    first: Hold
    second: Hold

    @property
    def text(self) -> str:
        """The sentences in one."""
        return " ".join(self.sentences)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "basis": self.basis,
            "text": self.text,
            "organs": list(self.organs),
            "roots": {root: round(share, 4) for root, share in self.roots},
            "structures": list(self.structures),
            "first": self.first.to_dict(),
            "second": self.second.to_dict(),
        }


def route_of(finding: Finding, side: str, first: Lesion, second: Lesion) -> Route:
    """Return the way of a finding and what two places hold of it.

    Args:
        finding: From the catalog.
        side: Where it was found: ``left``, ``right``, ``both``, ``midline`` or ``unknown``.
        first: Site, side and place of the one; severity and time do not count.
        second: Of the other.

    Example:
        >>> from radicular.findings.catalog import load_catalog
        >>> route = route_of(
        ...     load_catalog()["reflex_achilles"],
        ...     "left",
        ...     Lesion.parse("left S1 root"),
        ...     Lesion.parse("left common fibular nerve"),
        ... )
        >>> route.first.lies_on, route.second.lies_on
        (True, False)
        >>> print(route.sentences[-1])
        One of the left common fibular nerve at the fibular head does not: there it is intact.
    """
    carrier = carrier_of(finding)
    holds = tuple(_hold(finding, carrier, side, lesion) for lesion in (first, second))
    words = (
        way_sentences(finding, carrier),
        hold_sentences(finding, carrier, holds, (first, second)),
    )
    return Route(
        finding=finding.id,
        side=side,
        basis=carrier.basis,
        organs=carrier.organs,
        roots=_roots(carrier),
        structures=_structures(carrier),
        sentences=(*words[0], *words[1]),
        first=holds[0],
        second=holds[1],
    )


def _hold(finding: Finding, carrier: Carrier, side: str, lesion: Lesion) -> Hold:
    site, place = site_of(lesion.site), lesion.where
    other_side = side in _ONE_SIDE and lesion.side not in (side, "both")
    share = 0.0 if other_side else _share(finding, carrier, site, place)
    return Hold(
        lesion=str(Lesion(lesion.site, lesion.side, lesion.place)),
        share=share,
        structures=carrier.at(place) if share else (),
        other_side=other_side,
        neural=bool(place.structures),
        before_ganglion=not share and _before_ganglion(carrier, place),
        upper_motor=0.0 if other_side else place.upper_motor,
        other_places=() if lesion.place or other_side else _other_places(finding, carrier, site),
        by_table=not _targets(site, place).isdisjoint(_table().get(finding.id, ())),
    )


def _share(finding: Finding, carrier: Carrier, site: Site, place: Place) -> float:
    if carrier.basis == "level":
        return _fit_of_level(site.id, place.id, finding.attributes)
    if carrier.basis == "family":
        return float(site.family in _ROOT_FAMILIES)
    if site.id in carrier.sites:
        return 1.0
    share = carrier.held(place)
    return share if share > _NOISE else 0.0


def _fit_of_level(site: str, place: str, wanted: Mapping[str, str]) -> float:
    """How well a lesion here goes with narrowing at the level and zone that imaging names."""
    fits = (
        weight * (_fit_of_zone(zone, wanted) if wanted.get("level", level) == level else 0.0)
        for level, zone, weight in level_and_zone(site, place)
    )
    return max(fits, default=0.0)


def _fit_of_zone(zone: str, wanted: Mapping[str, str]) -> float:
    if "zone" in wanted:
        return 1.0 if wanted["zone"] == zone else SAME_LEVEL
    if wanted.get("type") == "stenosis":
        return 1.0 if zone == "central" else PASSING
    return ANY_ZONE


def _before_ganglion(carrier: Carrier, place: Place) -> bool:
    """Whether a place meets the fibers of a sensory response only on the side of the cord."""
    if carrier.kind != "snap":
        return False
    paths = (path for organ in carrier.organs for path in load_atlas().pathways(organ))
    return any(set(path.structures) & set(place.structures) for path in paths)


def _other_places(finding: Finding, carrier: Carrier, site: Site) -> tuple[str, ...]:
    usual = bool(_share(finding, carrier, site, site.places[0]))
    return tuple(
        place.label
        for place in site.places[1:]
        if place.label and bool(_share(finding, carrier, site, place)) != usual
    )


def _roots(carrier: Carrier) -> tuple[tuple[str, float], ...]:
    parts: dict[str, float] = {}
    for strand in carrier.strands:
        parts[strand.root] = parts.get(strand.root, 0.0) + strand.part
    for name, weight in carrier.structures:
        root = name.partition("_")[2]
        if f"seg_{root}" in load_atlas().structures:
            parts[root] = max(parts.get(root, 0.0), weight)
    return tuple(sorted(parts.items(), key=lambda item: -item[1]))


def _structures(carrier: Carrier) -> tuple[str, ...]:
    """The structures of a carrier in the order of the map, which runs from the cord outward."""
    known = load_atlas().structures
    named = {name for strand in carrier.strands for name in strand.structures}
    named |= {name for name, weight in carrier.structures if weight}
    return tuple(name for name in known if name in named)


def _targets(site: Site, place: Place) -> frozenset[str]:
    return frozenset((f"{site.id}:{place.id}", site.id, f"family:{site.family}"))


@cache
def _table() -> Mapping[str, frozenset[str]]:
    """Sites and families for which a table tells how often a finding occurs, by finding."""
    targets: dict[str, set[str]] = {}
    for row in read_csv("radicular.findings", "tables/rates.csv"):
        targets.setdefault(row["finding"], set()).add(row["target"])
    return {finding: frozenset(of) for finding, of in targets.items()}
