"""What the nerves reach: muscles, skin patches, autonomic effectors, sensory nerves, reflexes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

__all__ = [
    "Bundle",
    "Effector",
    "Muscle",
    "NerveSupply",
    "Patch",
    "Reflex",
    "RootShare",
    "SensoryNerve",
    "bundle",
    "effector",
    "muscle",
    "patch",
    "reflex",
    "root_shares",
    "sensory_nerve",
]

Row = Mapping[str, str]


@dataclass(frozen=True)
class RootShare:
    """The part of an organ's supply that comes from one root.

    Attributes:
        root: Root name.
        share: 0 to 1; the shares of one organ sum to 1.
        low: Lowest share among the sources.
        high: Highest share among the sources.
        rule: How the number was computed.
        source_keys: Sources that name the root.
        provenance: How the number came about.
    """

    root: str
    share: float
    low: float
    high: float
    rule: str
    source_keys: tuple[str, ...]
    provenance: str


@dataclass(frozen=True)
class Muscle:
    """A muscle, or a group of muscles that people name together.

    Attributes:
        id: Stable identifier.
        name: Name used in reports.
        members: Muscles of a group, empty for a single muscle.
        region: Part of the body.
        nerve: Structure id of the nerve that enters it; empty for a group.
        movements: What it does.
        test: How it is tested.
        synonyms: Other names people write.
        uberon: Uberon identifier.
        fma: FMA identifier.
        provenance: How the row came about.
        source_key: Source of the nerve.
    """

    id: str
    name: str
    members: tuple[str, ...]
    region: str
    nerve: str
    movements: tuple[str, ...]
    test: str
    synonyms: tuple[str, ...]
    uberon: str
    fma: str
    provenance: str
    source_key: str

    def nerves_for(self, _root: str) -> Mapping[str, float]:
        """Return the nerve of the muscle, the same for every root."""
        return {self.nerve: 1.0}


@dataclass(frozen=True)
class NerveSupply:
    """A cutaneous nerve of a patch of skin.

    Attributes:
        nerve: Structure id.
        weight: Ordinal weight: usual 1, shared or bordering 0.5, minor or variant 0.25.
        role: The weight in words.
        provenance: How the statement that it supplies the patch came about.
        source_key: Key in the bibliography.
    """

    nerve: str
    weight: float
    role: str
    provenance: str
    source_key: str


@dataclass(frozen=True)
class Patch:
    """A patch of skin.

    Attributes:
        id: Stable identifier.
        name: Name used in reports.
        region: Part of the body.
        aspect: Which side of that part.
        landmark: Where to touch.
        isncsci_point: Key point of the examination standard that lies in it.
        supplies: Its cutaneous nerves.
        synonyms: Other names people write.
        uberon: Uberon identifier of the wider region.
        fma: FMA identifier of the wider region.
        provenance: How the row came about.
        source_key: Key in the bibliography.
    """

    id: str
    name: str
    region: str
    aspect: str
    landmark: str
    isncsci_point: str
    supplies: tuple[NerveSupply, ...]
    synonyms: tuple[str, ...]
    uberon: str
    fma: str
    provenance: str
    source_key: str

    def nerves_for(self, _root: str) -> Mapping[str, float]:
        """Return the cutaneous nerves with their weights, the same for every root."""
        return {supply.nerve: supply.weight for supply in self.supplies}


@dataclass(frozen=True)
class Effector:
    """An organ with autonomic supply.

    Attributes:
        id: Stable identifier.
        name: Name used in reports.
        function: What it does.
        test: How it is tested.
        nerves: Nerve of each root.
        synonyms: Other names people write.
        uberon: Uberon identifier.
        fma: FMA identifier.
        provenance: How the row came about.
        source_key: Key in the bibliography.
    """

    id: str
    name: str
    function: str
    test: str
    nerves: Mapping[str, str]
    synonyms: tuple[str, ...]
    uberon: str
    fma: str
    provenance: str
    source_key: str

    def nerves_for(self, root: str) -> Mapping[str, float]:
        """Return the nerve that carries the fibers of a root."""
        return {self.nerves[root]: 1.0}


@dataclass(frozen=True)
class SensoryNerve:
    """A sensory nerve whose action potential can be recorded.

    Attributes:
        id: Stable identifier.
        name: Name used in reports.
        structure: Structure id of the piece that is tested.
        recorded: Where it is recorded.
        synonyms: Other names people write.
        provenance: How the row came about.
        source_key: Key in the bibliography.
    """

    id: str
    name: str
    structure: str
    recorded: str
    synonyms: tuple[str, ...]
    provenance: str
    source_key: str

    def nerves_for(self, _root: str) -> Mapping[str, float]:
        """Return the tested piece, the same for every root."""
        return {self.structure: 1.0}


@dataclass(frozen=True)
class Reflex:
    """A reflex and the limbs of its arc.

    Attributes:
        id: Stable identifier.
        name: Name used in reports.
        kind: Muscle stretch, superficial, and so on.
        stimulus: How it is elicited.
        response: What happens.
        effectors: Muscles that answer, with the part of each; the parts sum to 1.
        afferents: Nerves that carry the stimulus, with the part of each; empty where it is the
            stretch of the answering muscle, so that its own nerve carries it.
        usual_center: Roots usually named for it.
        synonyms: Other names people write.
        hpo: Human Phenotype Ontology terms.
        note: Which weights are assumed.
        provenance: How the row came about.
        source_key: Key in the bibliography.
    """

    id: str
    name: str
    kind: str
    stimulus: str
    response: str
    effectors: Mapping[str, float]
    afferents: Mapping[str, float]
    usual_center: tuple[str, ...]
    synonyms: tuple[str, ...]
    hpo: tuple[str, ...]
    note: str
    provenance: str
    source_key: str


@dataclass(frozen=True)
class Bundle:
    """A set of structures that lie together and are hit together, or the pieces of one nerve.

    Attributes:
        id: Stable identifier.
        name: Name used in reports.
        kind: ``sheath``, ``nerve`` or ``root``.
        members: Structure ids.
        course: Where it runs.
        synonyms: Other names people write.
        provenance: How the row came about.
        source_key: Key in the bibliography.
    """

    id: str
    name: str
    kind: str
    members: tuple[str, ...]
    course: str
    synonyms: tuple[str, ...]
    provenance: str
    source_key: str


def _split(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(";")))


def _parts(text: str) -> dict[str, float]:
    pairs = [item.partition(":") for item in _split(text)]
    total = sum(float(weight) for _, _, weight in pairs)
    return {name: float(weight) / total for name, _, weight in pairs}


def muscle(row: Row) -> Muscle:
    """Return a row of ``muscles.csv`` as a muscle."""
    return Muscle(
        id=row["muscle"],
        name=row["name"],
        members=_split(row["members"]),
        region=row["region"],
        nerve=row["nerve"],
        movements=tuple(part.strip() for part in _split(row["movements"])),
        test=row["test"],
        synonyms=_split(row["synonyms"]),
        uberon=row["uberon"],
        fma=row["fma"],
        provenance=row["provenance"],
        source_key=row["source_key"],
    )


def patch(row: Row, nerves: Iterable[Row]) -> Patch:
    """Return a row of ``patches.csv`` with its rows of ``patch_nerves.csv`` as a patch."""
    return Patch(
        id=row["patch"],
        name=row["name"],
        region=row["region"],
        aspect=row["aspect"],
        landmark=row["landmark"],
        isncsci_point=row["isncsci_point"],
        supplies=tuple(
            NerveSupply(
                nerve=nerve["nerve"],
                weight=float(nerve["weight"]),
                role=nerve["role"],
                provenance=nerve["provenance"],
                source_key=nerve["source_key"],
            )
            for nerve in nerves
        ),
        synonyms=_split(row["synonyms"]),
        uberon=row["uberon"],
        fma=row["fma"],
        provenance=row["provenance"],
        source_key=row["source_key"],
    )


def effector(row: Row, roots: Iterable[Row]) -> Effector:
    """Return a row of ``effectors.csv`` with its rows of ``effector_roots.csv`` as an effector."""
    return Effector(
        id=row["effector"],
        name=row["name"],
        function=row["function"],
        test=row["test"],
        nerves={root["root"]: root["nerve"] for root in roots},
        synonyms=_split(row["synonyms"]),
        uberon=row["uberon"],
        fma=row["fma"],
        provenance=row["provenance"],
        source_key=row["source_key"],
    )


def sensory_nerve(row: Row) -> SensoryNerve:
    """Return a row of ``sensory_nerves.csv`` as a sensory nerve."""
    return SensoryNerve(
        id=row["nerve"],
        name=row["name"],
        structure=row["structure"],
        recorded=row["recorded"],
        synonyms=_split(row["synonyms"]),
        provenance=row["provenance"],
        source_key=row["source_key"],
    )


def reflex(row: Row) -> Reflex:
    """Return a row of ``reflexes.csv`` as a reflex."""
    own_nerve = row["afferents"] == "muscle"
    return Reflex(
        id=row["reflex"],
        name=row["name"],
        kind=row["kind"],
        stimulus=row["stimulus"],
        response=row["response"],
        effectors=_parts(row["effectors"]),
        afferents={} if own_nerve else _parts(row["afferents"]),
        usual_center=_split(row["usual_center"]),
        synonyms=_split(row["synonyms"]),
        hpo=_split(row["hpo"]),
        note=row["note"],
        provenance=row["provenance"],
        source_key=row["source_key"],
    )


def bundle(row: Row) -> Bundle:
    """Return a row of ``bundles.csv`` as a bundle."""
    return Bundle(
        id=row["bundle"],
        name=row["name"],
        kind=row["kind"],
        members=_split(row["members"]),
        course=row["course"],
        synonyms=_split(row["synonyms"]),
        provenance=row["provenance"],
        source_key=row["source_key"],
    )


def root_shares(rows: Iterable[Row]) -> tuple[RootShare, ...]:
    """Return the rows of a table of root shares, in the order of the table."""
    return tuple(
        RootShare(
            root=row["root"],
            share=float(row["share"]),
            low=float(row.get("min", row["share"])),
            high=float(row.get("max", row["share"])),
            rule=row["rule"],
            source_keys=_split(row["source_keys"]),
            provenance=row["provenance"],
        )
        for row in rows
    )
