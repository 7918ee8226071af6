"""What a finding is, and the parts of the map it speaks of."""

from collections.abc import Mapping
from dataclasses import dataclass

from radicular.findings.scales import Scale

__all__ = ["Area", "Code", "Driver", "Finding", "Movement"]

ELECTRODIAGNOSIS = frozenset({"needle_emg", "nerve_conduction", "late_response"})


@dataclass(frozen=True, slots=True)
class Driver:
    """A part of the map that decides a finding.

    Args:
        name: Id on the map, or a selection (``leg``, ``other``).
        weight: How much it counts among the drivers of one finding.
        role: What the name is: ``muscle`` (or a group of them), ``patch``, ``reflex``,
            ``effector``, ``nerve``, ``structure``, ``bundle``, ``root``, ``dermatome``,
            ``myotome``, ``site``, ``load``, or ``max`` for the worst of a selection.
    """

    name: str
    weight: float = 1.0
    role: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A term of another vocabulary and the grades it stands for."""

    term: str
    grades: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """Something that can be observed, once or on each side.

    Args:
        id: Its key.
        name: Its name in words.
        domain: The part of the record it belongs to.
        kind: The observation model that predicts it.
        scale: Its grades.
        laterality: ``sided`` or ``midline``.
        default_side: The side meant when none is given; empty if one has to be given.
        drivers: The parts of the map that decide it.
        attributes: Further links, such as disc level and zone.
        how: How it is asked or tested.
        burden: What it costs the person: ``history``, ``bedside``, ``laboratory``,
            ``imaging``, ``needle`` or ``invasive``.
        codes: Terms of other vocabularies.
        synonyms: Other names.
        provenance: How the row came about.
        source: Keys of the bibliography.
        note: What else to know.
    """

    id: str
    name: str
    domain: str
    kind: str
    scale: Scale
    laterality: str
    default_side: str
    drivers: tuple[Driver, ...]
    attributes: Mapping[str, str]
    how: str
    burden: str
    codes: tuple[Code, ...]
    synonyms: tuple[str, ...]
    provenance: str
    source: str
    note: str

    @property
    def sided(self) -> bool:
        """Whether it is recorded per side."""
        return self.laterality == "sided"

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it bears, its id first."""
        return (self.id.replace("_", " "), self.name, *self.synonyms)

    @property
    def of_the_rest(self) -> bool:
        """Whether it speaks of everything that no other finding names."""
        return any((driver.role, driver.name) == ("max", "other") for driver in self.drivers)

    @property
    def stage(self) -> str:
        """The part of the work-up it usually comes from."""
        if self.domain in ELECTRODIAGNOSIS:
            return "electrodiagnosis"
        if self.domain in ("imaging", "block"):
            return self.domain
        return "history" if self.burden == "history" else "examination"


@dataclass(frozen=True, slots=True)
class Area:
    """A region of the body as people name it, and the skin patches it covers."""

    id: str
    name: str
    patches: tuple[str, ...]
    laterality: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Movement:
    """A tested movement and the muscles that make it, with their weights."""

    id: str
    muscles: tuple[Driver, ...]
