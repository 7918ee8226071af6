"""Every lesion that is considered, with how often a setting sees it."""

from radicular.hypotheses.numbering import Numbering, load_numbering
from radicular.hypotheses.space import (
    SETTINGS,
    SIDES,
    WEEKS,
    Hypotheses,
    Setting,
    load_hypotheses,
)

__all__ = [
    "SETTINGS",
    "SIDES",
    "WEEKS",
    "Hypotheses",
    "Numbering",
    "Setting",
    "load_hypotheses",
    "load_numbering",
]
