"""An episode in a folder."""

from datetime import datetime
from pathlib import Path

from radicular.pathway.gate_rules import Policy
from radicular.pathway.keeper import EpisodeKeeper
from radicular.pathway.log import EpisodeLog

__all__ = ["EpisodeFolder"]


class EpisodeFolder(EpisodeKeeper):
    """An episode that lies in a folder.

    Args:
        folder: Where it lies.
        policy: Of the site.
        now: The present moment; that of the clock where none is given.
    """

    log: EpisodeLog

    def __init__(
        self, folder: str | Path, policy: Policy | None = None, now: datetime | None = None
    ) -> None:
        # In local time with its zone: the day is that where the patient is.
        moment = (now or datetime.now()).astimezone()  # noqa: DTZ005
        super().__init__(EpisodeLog(folder), policy or Policy(), moment)
