"""The names under which the workbench may be asked for."""

import ipaddress
from collections.abc import Sequence

from radicular.errors import InputError

__all__ = ["HOST_VARIABLE", "allowed_hosts"]

HOST_VARIABLE = "RADICULAR_HOST"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def allowed_hosts(host: str, named: Sequence[str]) -> list[str]:
    """Return what a browser may ask for; anything else is refused.

    Args:
        host: Where the server listens, or empty.
        named: Further names, from the settings.

    Raises:
        InputError: If it listens on every address, and no name is set.

    Example:
        >>> allowed_hosts("10.0.0.5", ["radicular.clinic.example"])[3:]
        ['10.0.0.5', 'radicular.clinic.example']
    """
    if not host or host in LOOPBACK:
        return [*LOOPBACK, *named]
    if not _is_every_address(host):
        return [*LOOPBACK, f"[{host}]" if ":" in host else host, *named]
    if not named:
        allowed = "one address; for all of them, set the names of this machine as 'hosts' in "
        raise InputError("--host", host, f"{allowed}settings.json")
    return [*LOOPBACK, *named]


def _is_every_address(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False
