"""Reading the tables of the catalog."""

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files

from radicular.errors import TableError
from radicular.findings.finding import Area, Code, Driver, Finding, Movement
from radicular.findings.scales import load_scales
from radicular.tables import read_csv

__all__ = ["load_areas", "load_findings", "load_movements"]

PACKAGE = "radicular.findings"
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


def load_findings(
    areas: Mapping[str, Area], movements: Mapping[str, Movement]
) -> Mapping[str, Finding]:
    """Return the findings by id.

    Raises:
        TableError: If an id stands twice or a scale is unknown.
    """
    findings: dict[str, Finding] = {}
    for row in catalog_rows():
        if row["id"] in findings:
            raise TableError(f"catalog: {row['id']} stands twice")
        findings[row["id"]] = read_finding(row, areas, movements)
    return findings


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
