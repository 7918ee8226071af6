"""A fact of an episode in words."""

from dataclasses import dataclass
from typing import Any

__all__ = ["Fact"]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that documents tell.

    Attributes:
        id: Key.
        label: In a word or two.
        lines: One or more lines; empty if nothing is known.
        figure: A picture as SVG, or empty.
    """

    id: str
    label: str
    lines: tuple[str, ...]
    figure: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        known = {"id": self.id, "label": self.label, "lines": list(self.lines)}
        return known | ({"figure": self.figure} if self.figure else {})
