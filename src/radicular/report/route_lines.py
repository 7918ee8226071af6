"""The ways of one organ as lines of steps in the direction of the signal, and where it stops."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from radicular.anatomy import load_atlas
from radicular.anatomy.atlas import Pathway, ReflexArc
from radicular.conduction import Kind
from radicular.lesion import Lesion
from radicular.localize.carriers import Limb, Strand, strands_of
from radicular.wording import lowered

__all__ = ["FeltOrMoved", "Line", "Step", "organ_name", "route_lines", "step_name"]

FeltOrMoved = Literal["motor", "sensory"]
Side = Literal["left", "right"]

_ABOVE = ("descending_tract", "ascending_tract")
_MOTOR: tuple[Kind, ...] = ("muscle", "axon", "effector")


@dataclass(frozen=True)
class Step:
    """One structure on a line.

    Attributes:
        structure: Structure or organ of the map, by id.
        fibers: ``motor`` where the signal runs outward, ``sensory`` where it runs inward.
        part: Part of the line that a complete lesion here would stop, 0 to 1; 0 where what is
            recorded does not need the structure.
        reach: Part of the line that lies in reach of the lesion here, 0 to 1.
    """

    structure: str
    fibers: FeltOrMoved
    part: float
    reach: float


@dataclass(frozen=True)
class Line:
    """The fibers of one root on one way, as a signal runs.

    Attributes:
        kind: What the organ is seen through.
        organ: Muscle, patch, effector or sensory nerve; of a reflex the muscle that answers.
        root: Root name.
        share: Part of the organ or the reflex, 0 to 1; the shares of one organ sum to 1.
        steps: From where the signal begins to where it ends.
        held: Part of its fibers that the lesion stops, 0 to 1; of pain and tingling the part that
            it irritates.
    """

    kind: Kind
    organ: str
    root: str
    share: float
    steps: tuple[Step, ...]
    held: float

    @property
    def irritated(self) -> bool:
        """Whether the signal begins at the lesion instead of ending there."""
        return self.kind == "irritation"

    @property
    def stop(self) -> int | None:
        """Position of the first step that the lesion holds; None where it holds none."""
        return next((number for number, step in enumerate(self.steps) if step.reach), None)

    @property
    def conducts(self) -> float:
        """Part of its fibers that still conduct, 0 to 1."""
        return 1.0 if self.irritated else 1 - self.held


def route_lines(kind: Kind, organ: str, side: Side, lesion: Lesion | None) -> tuple[Line, ...]:
    """Return the ways of an organ on one side, in the order of the map.

    Args:
        kind: What the organ is seen through.
        organ: Muscle, patch, effector, sensory nerve or reflex.
        side: Which side is drawn.
        lesion: What is wrong; None for health.

    Example:
        >>> line = route_lines("snap", "sural", "left", Lesion.parse("left S1 root, complete"))[0]
        >>> line.stop, line.conducts
        (None, 1.0)
    """
    there = lesion if lesion is not None and lesion.side in (side, "both") else None
    atlas = load_atlas()
    ways: Sequence[Pathway | ReflexArc] = (
        atlas.reflex_arcs(organ) if kind == "reflex" else atlas.pathways(organ)
    )
    strands = zip(strands_of(kind, organ), ways, strict=True)
    return tuple(_line(strand, way, there) for strand, way in strands)


def _line(strand: Strand, way: Pathway | ReflexArc, lesion: Lesion | None) -> Line:
    steps = tuple(
        _arc(strand, way, lesion) if isinstance(way, ReflexArc) else _way(strand, way, lesion)
    )
    return Line(
        kind=strand.kind,
        organ=way.effector if isinstance(way, ReflexArc) else way.organ,
        root=strand.root,
        share=strand.share,
        steps=steps,
        held=_held(strand, lesion),
    )


def _way(strand: Strand, way: Pathway, lesion: Lesion | None) -> Iterator[Step]:
    (limb,) = strand.limbs
    fibers: FeltOrMoved = "motor" if strand.kind in _MOTOR else "sensory"
    above = [name for name in _ABOVE if name in limb.structures]
    own = [] if strand.kind == "snap" else [way.organ]
    names = [*above, *way.structures, *own]
    for name in names if fibers == "motor" else reversed(names):
        yield _step(name, fibers, limb, lesion)


def _arc(strand: Strand, arc: ReflexArc, lesion: Lesion | None) -> Iterator[Step]:
    """From the muscle or skin that is stretched or touched, through the cord, to the muscle."""
    there, back = strand.limbs
    if not load_atlas().reflexes[arc.reflex].afferents:
        yield _step(arc.effector, "sensory", there, lesion)
    for name in arc.afferent:
        yield _step(name, "sensory", there, lesion)
    for name in (*arc.efferent, arc.effector):
        yield _step(name, "motor", back, lesion)


def _step(name: str, fibers: FeltOrMoved, limb: Limb, lesion: Lesion | None) -> Step:
    return Step(name, fibers, limb.structures.get(name, 0.0), _reach(name, limb, lesion))


def _reach(name: str, limb: Limb, lesion: Lesion | None) -> float:
    if lesion is None or not _meets(limb, lesion):
        return 0.0
    return limb.structures.get(name, 0.0) * lesion.where.structures.get(name, 0.0)


def _meets(limb: Limb, lesion: Lesion) -> bool:
    """Whether a lesion hits fibers of this kind; pain takes no heed of what a place can lose."""
    if limb.fibers == "any":
        return lesion.fibers != "motor" and lesion.painful is not False
    return all(fibers in ("mixed", limb.fibers) for fibers in (lesion.where.fibers, lesion.fibers))


def _held(strand: Strand, lesion: Lesion | None) -> float:
    if lesion is None:
        return 0.0
    force = 1.0 if strand.kind == "irritation" else lesion.block
    passing = 1.0
    for limb in strand.limbs:
        passing *= 1 - force * max(_reach(name, limb, lesion) for name in limb.structures)
    return 1 - passing


def step_name(structure: str) -> str:
    """Return a structure or organ as a list names it.

    Args:
        structure: Id on the map.

    Example:
        >>> step_name("sciatic_tibial_thigh"), step_name("soleus"), step_name("descending_tract")
        ('sciatic nerve in the thigh (tibial division)', 'soleus', 'cord above the segment')
    """
    if structure in _ABOVE:
        return "cord above the segment"
    known = load_atlas().structures.get(structure)
    return _plain(known.name) if known else organ_name(structure)


def organ_name(organ: str) -> str:
    """Return a muscle, patch, effector or sensory nerve as a sentence names it.

    Args:
        organ: Id on the map.

    Example:
        >>> organ_name("heel_plantar"), organ_name("sural")
        ('plantar heel', 'sural sensory response')
    """
    atlas = load_atlas()
    kinds = (atlas.muscles, atlas.patches, atlas.effectors, atlas.sensory_nerves)
    return next(_plain(of[organ].name) for of in kinds if organ in of)


def _plain(name: str) -> str:
    whole, _, part = name.partition(", ")
    told = f"{whole} ({part})" if part else whole
    return lowered(told)
