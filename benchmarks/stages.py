"""The parts of the work-up, each with all that came before."""

from collections.abc import Mapping

__all__ = ["STAGES"]

_BEDSIDE = ("history", "examination")
#: Name of the stage to the parts of the record that are known by then.
STAGES: Mapping[str, tuple[str, ...]] = {
    "history and examination": _BEDSIDE,
    "and electrodiagnosis": (*_BEDSIDE, "electrodiagnosis"),
    "and imaging": (*_BEDSIDE, "electrodiagnosis", "imaging", "block"),
}
