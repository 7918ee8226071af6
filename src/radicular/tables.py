"""Reading the project's own data tables."""

import csv
from importlib.resources import files
from io import StringIO

__all__ = ["read_csv", "read_text"]


def read_text(package: str, name: str) -> str:
    """Return the text of a file that ships inside a package.

    Args:
        package: Dotted name of the package.
        name: Path of the file inside the package, with ``/``.

    Raises:
        FileNotFoundError: If the package has no such file.

    Example:
        >>> read_text("radicular.anatomy", "tables/sites.csv").startswith("site,")
        True
    """
    return files(package).joinpath(name).read_text(encoding="utf-8")


def read_csv(package: str, name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV table that ships inside a package.

    Args:
        package: Dotted name of the package.
        name: Path of the table inside the package, with ``/``.

    Returns:
        One mapping per row, column name to text.

    Raises:
        FileNotFoundError: If the package has no such table.

    Example:
        >>> read_csv("radicular.anatomy", "tables/sites.csv")[0]["site"]
        'root_L1'
    """
    return list(csv.DictReader(StringIO(read_text(package, name))))
