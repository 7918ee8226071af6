"""The limit of the catalog, which counts where the laboratory gives none, with its source."""

from dataclasses import dataclass
from math import isinf

from radicular.anatomy.sources import Source, load_sources
from radicular.findings.catalog import Finding

__all__ = ["UsualLimit", "usual_limit"]


@dataclass(frozen=True)
class UsualLimit:
    """What counts as normal.

    Attributes:
        words: The numbers, with their unit.
        note: What else has to be known of them.
        source: Where they are from.
    """

    words: str
    note: str
    source: Source


def usual_limit(finding: Finding) -> UsualLimit | None:
    """Return the limit of the catalog for a measured finding, if there is one.

    Args:
        finding: What is measured.

    Example:
        >>> from radicular.findings.catalog import load_catalog
        >>> limit = usual_limit(load_catalog()["snap_sural"])
        >>> limit.words if limit else ""
        'at least 4 uV'
    """
    scale = finding.scale
    for limit in scale.limits:
        if limit.finding == finding.id and not limit.measure and limit.grades <= scale.normal:
            edge = f"at least {limit.at_least:g}"
            words = edge if isinf(limit.below) else f"{edge} and less than {limit.below:g}"
            unit, source = scale.notation.unit, load_sources()[limit.source]
            return UsualLimit(f"{words} {unit}", limit.note, source)
    return None
