"""The catalog: every finding that can be recorded, and the names people give it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from radicular.errors import CaseError, TableError, UnknownNameError
from radicular.findings.names import load_name_words, plain_words
from radicular.findings.scales import Scale, load_scales
from radicular.tables import read_csv

__all__ = ["Area", "Catalog", "Code", "Driver", "Finding", "Movement", "Named", "load_catalog"]

PACKAGE = "radicular.findings"
ELECTRODIAGNOSIS = frozenset({"needle_emg", "nerve_conduction", "late_response"})
SUGGESTIONS = 4
NEAR_ENOUGH = 60
ONE_LEVEL = re.compile(r"^(t12|l[1-5]|s[1-4])(?:\s*[-/]?\s*(l[1-5]|s1|[1-5]))?$")
# What the plain names of a driver stand for, by the kind of the finding.
ROLES = {
    "strength": "muscle",
    "wasting": "muscle",
    "needle": "muscle",
    "functional": "muscle",
    "nerve_study": "muscle",
    "imaging": "muscle",
    "sensation": "patch",
    "pain_area": "patch",
    "reflex": "reflex",
    "late_response": "reflex",
    "sphincter": "effector",
}


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


@dataclass(frozen=True, slots=True)
class Named:
    """A finding with what its written name told besides.

    Args:
        finding: The finding.
        side: The side in the name, or nothing.
        modality: The way of testing in the name, or nothing.
        polarity: ``deficit`` or ``function`` if the name says so, or nothing.
    """

    finding: Finding
    side: str = ""
    modality: str = ""
    polarity: str = ""


@dataclass(frozen=True, eq=False)
class Catalog:
    """All findings, areas and movements.

    Args:
        findings: Finding id to finding.
        areas: Area id to area.
        movements: Movement id to movement.
    """

    findings: Mapping[str, Finding]
    areas: Mapping[str, Area]
    movements: Mapping[str, Movement]

    def __getitem__(self, finding_id: str) -> Finding:
        return self.findings[finding_id]

    def __contains__(self, finding_id: object) -> bool:
        return finding_id in self.findings

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings.values())

    def __len__(self) -> int:
        return len(self.findings)

    @cached_property
    def written_names(self) -> Mapping[str, Mapping[str, str]]:
        """Words of every name, in their order, to the findings that bear it."""
        names: dict[str, dict[str, str]] = {}
        for finding in self:
            for written in finding.names:
                names.setdefault(" ".join(plain_words(written)), {})[finding.id] = written
        return names

    @cached_property
    def names(self) -> Mapping[frozenset[str], Mapping[str, str]]:
        """Telling words of every name, in no order, to the findings with the shortest such name."""
        reader = load_name_words()
        names: dict[frozenset[str], dict[str, str]] = {}
        lengths: dict[frozenset[str], int] = {}
        for name, bearers in self.written_names.items():
            words = name.split()
            reading, length = reader.read_words(words), len(words)
            # A name that needs its side says something else without it.
            if reading.side or length > lengths.get(reading.words, length):
                continue
            if length < lengths.get(reading.words, length):
                names[reading.words] = {}
            lengths[reading.words] = length
            names.setdefault(reading.words, {}).update(bearers)
        return names

    @property
    def conflicts(self) -> Mapping[str, tuple[str, ...]]:
        """Names that more than one finding bears; there should be none."""
        return {
            name: tuple(bearers) for name, bearers in self.written_names.items() if len(bearers) > 1
        }

    def resolve(self, name: str) -> Finding:
        """Return the finding with a name.

        Args:
            name: An id, a name or a synonym; case, hyphens, word order and British or
                American spelling do not matter, a side in it is passed over.

        Raises:
            UnknownNameError: If no finding, or more than one, bears the name.

        Example:
            >>> catalog = load_catalog()
            >>> catalog.resolve("Ankle-jerk").id
            'reflex_achilles'
            >>> catalog.resolve("numbness over the dorsum of the left foot").id
            'paresthesia_dorsum_foot'
        """
        return self.read_name(name).finding

    def read_name(self, name: str) -> Named:
        """Return the finding with a name and what else the name says.

        Args:
            name: An id, a name or a synonym, with or without side and modality.

        Raises:
            UnknownNameError: If no finding, or more than one, bears the name.

        Example:
            >>> named = load_catalog().read_name("left EHL weakness")
            >>> named.finding.id, named.side, named.polarity
            ('strength_extensor_hallucis_longus', 'left', 'deficit')
        """
        if name in self.findings:
            return Named(self.findings[name])
        words = plain_words(name)
        reading = load_name_words().read_words(words)
        exact = self.written_names.get(" ".join(words), {})
        alike = (self.names[words] for words in variants(reading.words) if words in self.names)
        bearers = exact or next(alike, {})
        if len(bearers) != 1:
            raise UnknownNameError("finding", name, tuple(bearers.values()) or self.nearest(name))
        (finding_id,) = bearers
        side = "" if exact else reading.side
        return Named(self[finding_id], side, reading.modality, reading.polarity)

    def nearest(self, name: str) -> tuple[str, ...]:
        """Return names of findings that resemble a name, best first."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - only an error needs it

        best: dict[str, tuple[float, str]] = {}
        choices = list(self.written_names)
        for written, score, _ in process.extract(
            " ".join(plain_words(name)),
            choices,
            scorer=fuzz.token_sort_ratio,
            limit=20,
            score_cutoff=NEAR_ENOUGH,
        ):
            for finding_id, shown in self.written_names[written].items():
                best[finding_id] = max(best.get(finding_id, (0.0, "")), (score, shown))
        ranked = sorted(best.values(), key=lambda pair: -pair[0])
        return tuple(shown for _, shown in ranked[:SUGGESTIONS])

    def at_level(self, finding: Finding, level: str) -> Finding:
        """Return the finding of one disc level for an imaging finding that names none.

        Args:
            finding: Any finding.
            level: A disc level in the form ``L5-S1``, or anything else.

        Returns:
            The finding of that level if there is one, else the finding unchanged.

        Example:
            >>> catalog = load_catalog()
            >>> catalog.at_level(catalog["mri_disc"], "L5-S1").id
            'mri_L5_S1_disc'
        """
        prefix, _, rest = finding.id.partition("_")
        return self.findings.get(f"{prefix}_{level.replace('-', '_')}_{rest}", finding)


def variants(words: frozenset[str]) -> Iterator[frozenset[str]]:
    """Yield the telling words of a name, then without what a name may mention besides."""
    yield words
    rest = words - frozenset(load_name_words().modalities.values())
    if rest != words:
        yield rest | {"sensation"}
    yield words ^ {"imaging"}


def read_level(text: str) -> str:
    """Return a disc level, vertebra or root in the form used here.

    Args:
        text: ``L5/S1``, ``L4-5``, ``l4l5``, ``S1`` …

    Raises:
        CaseError: If it names no level of the lower spine.

    Example:
        >>> read_level("L4/5"), read_level("l5s1"), read_level("S1")
        ('L4-L5', 'L5-S1', 'S1')
    """
    match = ONE_LEVEL.match(text.strip().lower().replace("\N{EN DASH}", "-"))
    if match is None:
        raise CaseError("level", text, "a disc level such as L5-S1, or a root such as S1")
    upper, lower = match[1].upper(), (match[2] or "").upper()
    if not lower:
        return upper
    return f"{upper}-L{lower}" if lower.isdigit() else f"{upper}-{lower}"


@cache
def load_catalog() -> Catalog:
    """Return the catalog, read once.

    Raises:
        TableError: If a table contradicts itself.

    Example:
        >>> load_catalog()["reflex_achilles"].kind
        'reflex'
    """
    areas = load_areas()
    movements = load_movements()
    findings: dict[str, Finding] = {}
    for row in catalog_rows():
        if row["id"] in findings:
            raise TableError(f"catalog: {row['id']} stands twice")
        findings[row["id"]] = read_finding(row, areas, movements)
    return Catalog(findings, areas, movements)


def catalog_rows() -> Iterator[dict[str, str]]:
    """Yield the rows of every file of the catalog folder."""
    folder = files(PACKAGE).joinpath("tables/catalog")
    for name in sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".csv")):
        yield from read_csv(PACKAGE, f"tables/catalog/{name}")


def read_finding(
    row: Mapping[str, str], areas: Mapping[str, Area], movements: Mapping[str, Movement]
) -> Finding:
    """Return the finding of one row."""
    scales = load_scales()
    if row["scale"] not in scales:
        raise TableError(f"catalog: {row['id']} has the unknown scale {row['scale']!r}")
    parts = [part for part in row["drivers"].split(";") if part]
    plain = [part for part in parts if "=" not in part]
    drivers = (
        driver
        for part in plain
        for driver in read_driver(part, ROLES.get(row["kind"], ""), areas, movements)
    )
    pairs = (pair.split("=") for part in parts if "=" in part for pair in part.split("|"))
    return Finding(
        id=row["id"],
        name=row["name"],
        domain=row["domain"],
        kind=row["kind"],
        scale=scales[row["scale"]],
        laterality="midline" if row["laterality"] == "midline" else "sided",
        default_side="both" if row["laterality"] == "paired" else "",
        drivers=tuple(drivers),
        attributes=dict(pairs),
        how=row["how"],
        burden=row["burden"],
        codes=tuple(read_code(part) for part in row["codes"].split(";") if part),
        synonyms=tuple(name for name in row["synonyms"].split("|") if name),
        provenance=row["provenance"],
        source=row["source"],
        note=row["note"],
    )


def read_driver(
    text: str, role: str, areas: Mapping[str, Area], movements: Mapping[str, Movement]
) -> Iterable[Driver]:
    """Yield the drivers a text stands for: one, or those of an area or a movement."""
    *names, last = text.split(":")
    weight = float(last) if last[:1].isdigit() and names else 1.0
    names = names if weight != 1.0 or last[:1].isdigit() else [*names, last]
    prefix, name = (names[0], names[1]) if len(names) > 1 else ("", names[0])
    if prefix == "area":
        return [Driver(patch, weight, "patch") for patch in areas[name].patches]
    if prefix == "movement":
        return [
            Driver(muscle.name, weight * muscle.weight, "muscle")
            for muscle in movements[name].muscles
        ]
    return [Driver(name, weight, prefix or role)]


def read_code(text: str) -> Code:
    """Return the code of ``TERM=grade|grade``."""
    term, _, grades = text.partition("=")
    return Code(term, frozenset(grades.split("|")) if grades else frozenset())


def load_areas() -> Mapping[str, Area]:
    """Return the areas by id."""
    return {
        row["area"]: Area(
            id=row["area"],
            name=row["name"],
            patches=tuple(row["patches"].split(";")),
            laterality=row["laterality"],
            synonyms=tuple(row["synonyms"].split("|")),
        )
        for row in read_csv(PACKAGE, "tables/areas.csv")
    }


def load_movements() -> Mapping[str, Movement]:
    """Return the movements by id."""
    muscles: dict[str, list[Driver]] = {}
    for row in read_csv(PACKAGE, "tables/movements.csv"):
        driver = Driver(row["muscle"], float(row["weight"]), "muscle")
        muscles.setdefault(row["movement"], []).append(driver)
    return {name: Movement(name, tuple(drivers)) for name, drivers in muscles.items()}
