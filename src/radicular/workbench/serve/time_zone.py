"""The time zone of this machine, by its name."""

import os
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

__all__ = ["local_time_zone"]

LOCAL = Path("/etc/localtime")


def local_time_zone(link: Path = LOCAL) -> str:
    """Return the name of the zone in which times are shown and read; UTC if it has no name.

    Args:
        link: The file that a system links to the data of its zone.
    """
    _, _, linked = str(link.resolve()).partition("/zoneinfo/")
    for name in (os.environ.get("TZ", "").removeprefix(":"), linked):
        if name and _is_known(name):
            return name
    return "UTC"


def _is_known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError):
        return False
    return True
