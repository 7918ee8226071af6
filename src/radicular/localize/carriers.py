"""What carries a finding: fibers on their ways, structures that a test loads, a disc level."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from radicular.anatomy import load_atlas
from radicular.anatomy.atlas import ReflexArc
from radicular.anatomy.sites import Place
from radicular.conduction import GANGLION_REACH, Kind
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.drivers import muscles_of, patches_of, sites_of, structures_of
from radicular.findings.territory import territory

__all__ = ["Basis", "Carrier", "Limb", "Strand", "carrier_of", "strands_of"]

Basis = Literal["fibers", "structures", "level", "site", "family", "table", "sides", "pain"]
Fibers = Literal["motor", "sensory", "any"]
Parts = Mapping[str, float]

#: Tract through which the will and the feeling of an organ run, above the cord segment.
_TRACTS: Mapping[Kind, str] = {
    "muscle": "descending_tract",
    "effector": "descending_tract",
    "skin": "ascending_tract",
}
_FIBERS: Mapping[Kind, Fibers] = {
    "muscle": "motor",
    "axon": "motor",
    "effector": "motor",
    "skin": "sensory",
    "snap": "sensory",
    # Told pain takes no heed of which fibers a place can lose, as in the model.
    "irritation": "any",
}
#: Parts of the ganglion's sensory fibers that a response beyond it needs.
_BEYOND = {"post": 1.0, "ganglion": GANGLION_REACH}
#: Kinds whose drivers name muscles, with the channel through which the muscle is seen.
_OF_MUSCLES: Mapping[str, Kind] = {
    "strength": "muscle",
    "functional": "muscle",
    "imaging": "muscle",
    "wasting": "axon",
    "needle": "axon",
    "late_response": "axon",
    "nerve_study": "axon",
}
_TENDON_REFLEXES = ("achilles", "patellar", "medial_hamstring")
_ROUTINE_RESPONSES = {"sensory_tibial": ("sural",), "other": ("sural", "superficial_fibular")}
_SPHINCTERS = {
    "bladder": ("detrusor", "external_urethral_sphincter"),
    "bowel": ("external_anal_sphincter", "puborectalis"),
    "sphincter": ("detrusor", "external_anal_sphincter"),
}
_PROXIMAL = ("hip_", "knee_")
_WITHOUT_MAP: Mapping[str, Basis] = {"table": "table", "bilateral": "sides", "painless": "pain"}


@dataclass(frozen=True)
class Limb:
    """One stretch of fibers that has to conduct.

    Attributes:
        fibers: ``motor``, ``sensory``, or ``any`` where a lesion of either counts.
        structures: Structures from the cord to the organ, each with the part of these fibers
            that a lesion of it stops, 0 to 1.
    """

    fibers: Fibers
    structures: Parts

    def held(self, place: Place) -> float:
        """Return the part of the limb that lies in reach of a place, 0 to 1."""
        if place.fibers == "none" or not self._meets(place.fibers):
            return 0.0
        return max(
            (place.structures[name] * self.structures[name] for name in self.at(place)), default=0.0
        )

    def at(self, place: Place) -> tuple[str, ...]:
        """Return the structures of the limb that the place holds."""
        return tuple(
            name for name, part in self.structures.items() if part * place.structures.get(name, 0.0)
        )

    def _meets(self, fibers: str) -> bool:
        return "any" in (self.fibers, fibers) or fibers in ("mixed", self.fibers)


@dataclass(frozen=True)
class Strand:
    """The fibers of one root on one way to or from an organ.

    Attributes:
        kind: What the organ is seen through.
        organ: Muscle, patch, effector, sensory nerve or reflex.
        root: Root name.
        share: Part of the organ, 0 to 1; the shares of one organ sum to 1.
        weight: Of the organ within the finding; the weights of its organs sum to 1.
        limbs: One, or in a reflex the way in and the way out.
    """

    kind: Kind
    organ: str
    root: str
    share: float
    weight: float
    limbs: tuple[Limb, ...]

    @property
    def part(self) -> float:
        """Part of the finding, 0 to 1."""
        return self.share * self.weight

    @property
    def structures(self) -> tuple[str, ...]:
        """Every structure of it, each limb in its order."""
        return tuple(dict.fromkeys(name for limb in self.limbs for name in limb.structures))

    def held(self, place: Place) -> float:
        """Return the part of the strand that a complete lesion of a place stops, 0 to 1."""
        passing = 1.0
        for limb in self.limbs:
            passing *= 1 - limb.held(place)
        return 1 - passing


@dataclass(frozen=True)
class Carrier:
    """What of the map carries a finding.

    Attributes:
        basis: ``fibers`` with ways on the map; ``structures`` that the test loads, numbs or
            shows; a disc ``level``; a named ``site``; any root (``family``); or no way at all:
            a ``table`` by site, ``sides``, ``pain``.
        strands: The ways.
        structures: The loaded structures with how strongly.
        sites: Named sites.
        sums_up: Whether it speaks of any of several organs, so that the worst counts.
    """

    basis: Basis
    strands: tuple[Strand, ...] = ()
    structures: tuple[tuple[str, float], ...] = ()
    sites: frozenset[str] = frozenset()
    sums_up: bool = False

    @property
    def organs(self) -> tuple[str, ...]:
        """Organs of the strands, the weightiest first."""
        weights = {strand.organ: strand.weight for strand in self.strands}
        return tuple(sorted(weights, key=lambda organ: -weights[organ]))

    @property
    def kind(self) -> Kind | None:
        """What its organs are seen through, None where no fibers carry it."""
        return self.strands[0].kind if self.strands else None

    def held(self, place: Place) -> float:
        """Return how much of the carrier a place holds, 0 to 1.

        Args:
            place: A complete lesion there is taken.
        """
        if self.strands:
            by_organ: dict[str, float] = {}
            for strand in self.strands:
                part = strand.share if self.sums_up else strand.part
                by_organ[strand.organ] = by_organ.get(strand.organ, 0.0) + part * strand.held(place)
            return min(1.0, (max if self.sums_up else sum)(by_organ.values()))
        return max(
            (place.structures.get(name, 0.0) * weight for name, weight in self.structures),
            default=0.0,
        )

    def at(self, place: Place) -> tuple[str, ...]:
        """Return the structures of the carrier that a place holds."""
        of_strands = (
            name
            for strand in self.strands
            for limb in strand.limbs
            if limb.held(place)
            for name in limb.at(place)
        )
        loaded = (name for name, weight in self.structures if weight and name in place.structures)
        return tuple(dict.fromkeys([*of_strands, *loaded]))


@cache
def carrier_of(finding: Finding) -> Carrier:
    """Return what carries a finding, read from the map.

    Args:
        finding: From the catalog.

    Example:
        >>> carrier = carrier_of(load_catalog()["reflex_achilles"])
        >>> sorted({strand.root for strand in carrier.strands})
        ['L5', 'S1', 'S2']
    """
    if finding.kind in _WITHOUT_MAP:
        return Carrier(_WITHOUT_MAP[finding.kind])
    role = finding.drivers[0].role if finding.drivers else "level"
    if role == "level":
        return Carrier("level")
    if role == "max" and finding.kind in ("imaging", "block"):
        return Carrier("family")
    organs = _organs(finding, role)
    if organs:
        several = role == "max" and len(organs) > 1
        return Carrier("fibers", tuple(_strands(organs)), sums_up=several)
    structures = tuple(structures_of(finding).items())
    return Carrier("structures" if structures else "site", (), structures, sites_of(finding))


Organs = Mapping[tuple[Kind, str], float]


def _organs(finding: Finding, role: str) -> Organs:
    """The organs of a finding with their weights; none where it speaks of structures."""
    if finding.kind in ("pain_area", "pain_pattern", "sensation"):
        return _skin(finding, role)
    if finding.kind == "sphincter":
        return _sphincters(finding, role)
    if role in ("structure", "root", "bundle", "site", "load"):
        return {}
    return _responses(finding, role) or _muscles(finding, role)


def _responses(finding: Finding, role: str) -> Organs:
    """The reflexes and sensory responses of a finding, if it speaks of any."""
    name = finding.drivers[0].name
    if finding.kind in ("reflex", "late_response") and name in load_atlas().reflexes:
        return {("reflex", name): 1.0}
    if finding.kind == "reflex":
        return {("reflex", of): 1.0 for of in _TENDON_REFLEXES}
    if finding.kind == "nerve_study" and role in ("nerve", "max"):
        return {("snap", of): 1.0 for of in _ROUTINE_RESPONSES.get(name, (name,))}
    return {}


def _muscles(finding: Finding, role: str) -> Organs:
    kind = _OF_MUSCLES[finding.kind]
    if role == "max":
        return {(kind, of): 1.0 for of in _muscles_of_part(finding.drivers[0].name)}
    return {(kind, muscle): weight for muscle, weight in muscles_of(finding).items()}


def _skin(finding: Finding, role: str) -> Organs:
    told = finding.kind != "sensation" or finding.scale.name == "presence"
    kind: Kind = "irritation" if told or role in ("dermatome", "nerve") else "skin"
    if role in ("dermatome", "nerve"):
        shares = zip(load_atlas().patches, territory(finding.drivers[0]), strict=True)
        return {(kind, patch): float(share) for patch, share in shares if share > 0}
    patches = load_atlas().patches if role == "max" else patches_of(finding)
    return {(kind, patch): 1.0 for patch in patches}


def _sphincters(finding: Finding, role: str) -> Organs:
    named = [driver.name for driver in finding.drivers if driver.role == "effector"]
    organs = _SPHINCTERS[finding.drivers[0].name] if role == "max" else named
    effectors = load_atlas().effectors
    return {("effector" if organ in effectors else "muscle", organ): 1.0 for organ in organs}


def _muscles_of_part(part: str) -> Iterable[str]:
    """The muscles of all movements of the leg, of its upper or of its lower part."""
    catalog = load_catalog()
    wanted = {"proximal": (True,), "distal": (False,)}.get(part, (True, False))
    movements = [name for name in catalog.movements if name.startswith(_PROXIMAL) in wanted]
    found = (muscles_of(catalog[f"strength_{movement}"]) for movement in movements)
    return dict.fromkeys(muscle for of in found for muscle in of)


def _strands(organs: Organs) -> Iterator[Strand]:
    total = sum(organs.values())
    for (kind, organ), weight in organs.items():
        yield from strands_of(kind, organ, weight / total)


def strands_of(kind: Kind, organ: str, weight: float = 1.0) -> Iterator[Strand]:
    """Yield the strands of one organ in the order in which the map lists its ways.

    Args:
        kind: What the organ is seen through.
        organ: Id on the map.
        weight: Of the organ within a finding.
    """
    if kind == "reflex":
        for arc in load_atlas().reflex_arcs(organ):
            yield Strand(kind, organ, arc.root, arc.share, weight, _limbs(arc))
    else:
        for path in load_atlas().pathways(organ):
            limb = Limb(_FIBERS[kind], _on_the_way(kind, organ, path.structures))
            yield Strand(kind, organ, path.root, path.share, weight, (limb,))


def _limbs(arc: ReflexArc) -> tuple[Limb, Limb]:
    incoming = Limb("sensory", dict.fromkeys(reversed(arc.afferent), 1.0))
    return incoming, Limb("motor", dict.fromkeys(arc.efferent, 1.0))


def _on_the_way(kind: Kind, organ: str, structures: tuple[str, ...]) -> Parts:
    if kind == "snap":
        where = {name: load_atlas().structures[name].ganglionic for name in structures}
        return {name: _BEYOND[of] for name, of in where.items() if of in _BEYOND}
    above = [_TRACTS[kind]] if kind in _TRACTS else []
    # The needle and the wasting see the axon; the strength of a muscle also needs the muscle.
    own = [] if kind == "axon" else [organ]
    return dict.fromkeys([*above, *structures, *own], 1.0)
