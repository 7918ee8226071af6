"""A virtual patient: a lesion drawn in full, and what a usual examination would record of it."""

from radicular.patient.draw import COMPLETE, draw_patient
from radicular.patient.hidden import (
    SPREADS,
    Hidden,
    Spread,
    draw_hidden,
    draw_lesion,
    drawn_with,
    seeds_of,
)

__all__ = [
    "COMPLETE",
    "SPREADS",
    "Hidden",
    "Spread",
    "draw_hidden",
    "draw_lesion",
    "draw_patient",
    "drawn_with",
    "seeds_of",
]
