"""A virtual patient: a lesion drawn in full, and what a usual examination would record of it."""

from radicular.patient.draw import COMPLETE, draw_patient

__all__ = ["COMPLETE", "draw_patient"]
