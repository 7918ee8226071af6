"""The walls of the house: what may import what.

The floors are those of the table in CONTRIBUTING.md; the imports are read from the syntax trees.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "radicular"
BASEMENT, FACES, ROOF = (-1, 0), (8, 0), (9, 0)
FLOOR_ROW = re.compile(r"^\| (\d) \| ([^|]+) \|", re.MULTILINE)
NOT_IN_THE_CORE = {"django", "matplotlib"}
#: Django finds these by the names in its settings.
NAMED_IN_SETTINGS = {
    "workbench": {"django-auditlog", "django-axes", "django-csp", "psycopg", "whitenoise"}
}


def read_floors() -> dict[str, tuple[int, int]]:
    """Return the floor of every place in the table of CONTRIBUTING.md, and its rank there."""
    rows = FLOOR_ROW.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    return {
        place: (int(floor), rank)
        for floor, places in rows
        for rank, place in enumerate(re.findall(r"`(\w+)", places))
    }


FLOORS = read_floors()


def place_of(module: str) -> str:
    """Return the part of the house a dotted name leads to: ``radicular.cli.main`` to ``cli``."""
    return module.partition(".")[2].partition(".")[0]


def floor_of(module: str) -> tuple[int, int]:
    """Return the floor of a module and its rank there; what has no place belongs to the roof."""
    if module == f"{PACKAGE.name}.__version__":
        return BASEMENT
    return FLOORS.get(place_of(module), ROOF)


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_modules(path: Path) -> Iterator[str]:
    """Yield the dotted name of every module or name a file imports, wherever it does so."""
    module = module_name(path)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1]
            origin = ".".join([*(parents if node.level else []), *filter(None, [node.module])])
            # `from radicular import lesion` names a place; any deeper origin is one already.
            yield from (
                [f"{origin}.{alias.name}" for alias in node.names]
                if origin == PACKAGE.name
                else [origin]
            )


SOURCES = sorted(PACKAGE.rglob("*.py"))
IMPORTS = {module_name(path): sorted(set(imported_modules(path))) for path in SOURCES}
OUTSIDE = {
    module: {name.partition(".")[0] for name in names} - {PACKAGE.name} - sys.stdlib_module_names
    for module, names in IMPORTS.items()
}


def test_every_place_has_a_floor() -> None:
    assert {place_of(module) for module in IMPORTS} - {"", "__main__"} == set(FLOORS)


@pytest.mark.parametrize("module", IMPORTS)
def test_imports_only_from_below_or_before(module: str) -> None:
    for name in IMPORTS[module]:
        if name.partition(".")[0] == PACKAGE.name and place_of(name) != place_of(module):
            assert floor_of(name) < floor_of(module), f"{module} imports {name}"


@pytest.mark.parametrize("module", IMPORTS)
def test_core_imports_neither_django_nor_matplotlib(module: str) -> None:
    if floor_of(module) < FACES:
        assert not OUTSIDE[module] & NOT_IN_THE_CORE


def test_imports_only_declared_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = {name: names_in(lines) for name, lines in extras.items()}
    declared[""] = names_in(project["dependencies"])
    assert (
        distributions_of(set(OUTSIDE) - {m for m in OUTSIDE if place_of(m) in extras})
        == (declared[""])
    )
    # A place with the name of an extra may import what the extra brings, too.
    for extra in extras:
        own = distributions_of({module for module in OUTSIDE if place_of(module) == extra})
        own |= NAMED_IN_SETTINGS.get(extra, set())
        assert declared[extra] <= own <= declared[extra] | declared[""]


def names_in(lines: list[str]) -> set[str]:
    return {re.split(r"[^\w.-]", line)[0].lower() for line in lines}


def distributions_of(modules: set[str]) -> set[str]:
    distributions = packages_distributions()
    return {distributions[name][0].lower() for module in modules for name in OUTSIDE[module]}
