"""The worksheet: one self-contained page on which a clinician marks every claim of the map."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from radicular import __version__
from radicular.anatomy.review.claims import Claim, load_claims
from radicular.anatomy.review.marks import MARKS
from radicular.anatomy.sources import load_sources
from radicular.tables import read_text

__all__ = ["render_worksheet", "write_worksheet"]


def write_worksheet(path: Path | str) -> int:
    """Write the worksheet to a file.

    Args:
        path: The file to write, ``.html``.

    Returns:
        The number of claims on the page.

    Raises:
        OSError: If the file cannot be written.
    """
    Path(path).write_text(render_worksheet(), encoding="utf-8")
    return len(load_claims())


def render_worksheet() -> str:
    """Return the worksheet as HTML; it loads nothing from anywhere.

    Example:
        >>> render_worksheet().startswith("<!doctype html>")
        True
    """
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(
        read_text("radicular.anatomy", "review/worksheet.html.jinja")
    )
    claims = load_claims().values()
    sources = load_sources()
    cited = dict.fromkeys(key for claim in claims for key in claim.source_keys)
    return template.render(
        version=__version__,
        groups=_grouped(claims),
        total=len(claims),
        marks=MARKS,
        sources=[sources[key] for key in sorted(cited)],
    )


def _grouped(claims: Iterable[Claim]) -> Mapping[str, list[Claim]]:
    groups: dict[str, list[Claim]] = {}
    for claim in claims:
        groups.setdefault(claim.group, []).append(claim)
    return groups
