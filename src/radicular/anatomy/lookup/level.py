"""What the map says about a disc level: which zone threatens which root."""

from radicular.anatomy.atlas import Atlas
from radicular.anatomy.discs import DiscZone, load_disc_zones
from radicular.anatomy.lookup.description import Fact, Section, stated

__all__ = ["describe_level"]


def describe_level(_atlas: Atlas, level: str) -> tuple[Section, ...]:
    """Return every zone of a level with the roots that a lesion there hits.

    Args:
        level: Disc level (``L5-S1``) or part of the sacrum.
    """
    zones = [zone for zone in load_disc_zones() if zone.level == level]
    names = dict.fromkeys(zone.zone_name for zone in zones)
    return tuple(
        Section(
            name[0].upper() + name[1:],
            tuple(_root(zone) for zone in zones if zone.zone_name == name),
        )
        for name in names
    )


def _root(zone: DiscZone) -> Fact:
    sides = ", both sides" if zone.both_sides else ""
    told = "; ".join(filter(None, (zone.mechanism, zone.note)))
    text = f"{zone.root} ({zone.role}{sides}, {zone.often})" + (f": {told}" if told else "")
    return stated(text, zone, zone.root, zone.weight)
