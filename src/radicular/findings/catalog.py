"""The catalog: every finding that can be recorded, and the names people give it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from radicular.errors import CaseError, UnknownNameError
from radicular.findings.catalog_tables import load_areas, load_findings, load_movements
from radicular.findings.finding import Area, Code, Driver, Finding, Movement
from radicular.findings.names import Reading, load_name_words, plain_words

__all__ = [
    "Area",
    "Catalog",
    "Code",
    "Driver",
    "Finding",
    "Movement",
    "Named",
    "load_catalog",
    "read_level",
]

SUGGESTIONS = 4
NEAR_ENOUGH = 60
LONGEST = 200
ONE_LEVEL = re.compile(r"^(t12|l[1-5]|s[1-4])(?:\s*[-/]?\s*(l[1-5]|s1|[1-5]))?$")
DISC_LEVELS = ("T12-L1", "L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1")


@dataclass(frozen=True, slots=True)
class Named:
    """A finding with what its written name told besides.

    Args:
        finding: The finding.
        side: The side in the name, or nothing.
        modality: The way of testing in the name, or nothing.
        polarity: ``deficit``, ``excess`` or ``function`` if the name says so, or nothing.
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
            reading = reader.read_words(words)
            # A name that needs its side says something else without it.
            keys = {reading.words, with_polarity(reading)} if not reading.side else set()
            for key in keys:
                if len(words) > lengths.get(key, len(words)):
                    continue
                if len(words) < lengths.get(key, len(words)):
                    names[key] = {}
                lengths[key] = len(words)
                names.setdefault(key, {}).update(bearers)
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
        if len(name) > LONGEST:
            raise UnknownNameError("finding", f"{name[:LONGEST]}…")
        words = plain_words(name)
        spoken = load_name_words()
        reading = spoken.read_words(words)
        exact = self.written_names.get(" ".join(words), {})
        unsided = " ".join(word for word in words if word not in spoken.sides)
        alone = (
            () if exact or unsided in self.written_names else spoken.alone.get(reading.words, ())
        )
        if alone:
            raise UnknownNameError("finding", name, alone)
        alike = (self.names[alike] for alike in variants(reading) if alike in self.names)
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


def with_polarity(reading: Reading) -> frozenset[str]:
    """Return the telling words of a name together with what it says itself."""
    return reading.words | {f"({reading.polarity})"} if reading.polarity else reading.words


def variants(reading: Reading) -> Iterator[frozenset[str]]:
    """Yield the telling words of a name, then without what a name may mention besides."""
    yield with_polarity(reading)
    yield reading.words
    rest = reading.words - frozenset(load_name_words().modalities.values())
    if rest != reading.words:
        yield rest | {"sensation"}
    if reading.words:
        yield reading.words ^ {"imaging"}


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
    level = f"{upper}-L{lower}" if lower.isdigit() else f"{upper}-{lower}"
    if lower and level not in DISC_LEVELS:
        raise CaseError("level", text, f"one disc level: {', '.join(DISC_LEVELS)}")
    return level if lower else upper


@cache
def load_catalog() -> Catalog:
    """Return the catalog, read once.

    Raises:
        TableError: If a table contradicts itself.

    Example:
        >>> load_catalog()["reflex_achilles"].kind
        'reflex'
    """
    areas, movements = load_areas(), load_movements()
    return Catalog(load_findings(areas, movements), areas, movements)
