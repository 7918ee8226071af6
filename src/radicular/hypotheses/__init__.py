"""Every lesion that is considered, with how often a setting sees it."""

from radicular.hypotheses.space import (
    SETTINGS,
    SIDES,
    WEEKS,
    Hypotheses,
    Setting,
    load_hypotheses,
)

__all__ = ["SETTINGS", "SIDES", "WEEKS", "Hypotheses", "Setting", "load_hypotheses"]
