"""The places where a lesion can sit: sites, each with one or more places on the map."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from radicular.tables import read_csv
from radicular.wording import lowered

__all__ = ["Place", "Site", "load_sites", "roots_at", "site_of", "structure_sites"]


@dataclass(frozen=True, eq=False)
class Place:
    """One place of a site: the structures that a lesion there hits.

    Attributes:
        id: Name of the place within its site.
        label: The place in words, empty where the site needs none.
        structures: Structure (or end organ) to the part of its fibers that lie in reach, 0 to 1.
        fibers: ``mixed``, ``motor``, ``sensory`` or ``none``: what the structures can lose here.
        upper_motor: Degree of upper motor neuron signs, 0 to 1.
        weight: Share of the site's lesions that sit at this place; the shares sum to 1.
    """

    id: str
    label: str
    structures: Mapping[str, float]
    fibers: str
    upper_motor: float
    weight: float
    source_key: str


@dataclass(frozen=True, eq=False)
class Site:
    """A named location that can be the answer to "where is the lesion?".

    Attributes:
        id: Stable identifier.
        label: Name used in reports.
        family: Group of sites (root, nerve, plexus, ...).
        sidedness: ``unilateral``, ``either``, ``bilateral`` or ``midline``.
        places: Places of the site, the usual one first.
        synonyms: Other names people write, each mapped to the place it means (empty: the site).
    """

    id: str
    label: str
    family: str
    sidedness: str
    places: tuple[Place, ...]
    synonyms: Mapping[str, str]

    def place(self, place_id: str | None) -> Place:
        """Return the named place, or the usual one when no place is named."""
        if place_id is None:
            return self.places[0]
        return next(place for place in self.places if place.id == place_id)


def _structures(text: str) -> dict[str, float]:
    pairs = (item.partition(":") for item in text.split(";") if item)
    return {name: float(weight or 1.0) for name, _, weight in pairs}


def _synonyms(rows: list[dict[str, str]]) -> dict[str, str]:
    several = len(rows) > 1
    named: dict[str, str] = {}
    for order, row in enumerate(rows):
        for name in filter(None, row["synonyms"].split(";")):
            named[name] = row["place"] if several and order else ""
    return named


@cache
def load_sites() -> Mapping[str, Site]:
    """Return every site of the map by its id.

    Example:
        >>> load_sites()["root_S1"].label
        'S1 root'
    """
    grouped: dict[str, list[dict[str, str]]] = {}
    for row in read_csv("radicular.anatomy", "tables/sites.csv"):
        grouped.setdefault(row["site"], []).append(row)
    return {site: _site(rows) for site, rows in grouped.items()}


@cache
def site_of(site_id: str) -> Site:
    """Return a site by its id; ``structure:`` and an id of the map is a site of that alone.

    Raises:
        KeyError: If there is none.

    Example:
        >>> site_of("structure:dr_S1").label
        'S1 dorsal root'
    """
    prefix, _, name = site_id.partition(":")
    return structure_sites()[name] if prefix == "structure" else load_sites()[site_id]


@cache
def structure_sites() -> Mapping[str, Site]:
    """Return a site for every single structure and bundle of the map, by the id of it."""
    structures = read_csv("radicular.anatomy", "tables/structures.csv")
    bundles = read_csv("radicular.anatomy", "tables/bundles.csv")
    rows = [
        *((row, row["structure"], row["structure"]) for row in structures),
        *((row, row["bundle"], row["members"]) for row in bundles),
    ]
    return {name: _structure_site(row, name, members) for row, name, members in rows}


#: Family of a site that is a single structure, by the kind of structure; the others are nerves.
_FAMILY_OF_KIND = {
    "tract": "central",
    "cord_segment": "cauda_conus",
    "ventral_root": "root",
    "dorsal_root": "root",
    "root": "root",
    "ganglion": "root",
    "spinal_nerve": "root",
    "plexus": "plexus",
    "plexus_part": "plexus",
}


def _structure_site(row: Mapping[str, str], name: str, members: str) -> Site:
    place = Place("main", "", _structures(members), "mixed", 0.0, 1.0, row["source_key"])
    synonyms = dict.fromkeys(filter(None, row["synonyms"].split(";")), "")
    label = lowered(row["name"].replace(",", ""))
    family = _FAMILY_OF_KIND.get(row["kind"], "nerve")
    return Site(f"structure:{name}", label, family, "unilateral", (place,), synonyms)


def _site(rows: list[dict[str, str]]) -> Site:
    total = sum(float(row["place_weight"]) for row in rows)
    places = tuple(
        Place(
            id=row["place"],
            label=row["place_label"],
            structures=_structures(row["structures"]),
            fibers=row["fibers"],
            upper_motor=float(row["upper_motor"]),
            weight=float(row["place_weight"]) / total,
            source_key=row["source_key"],
        )
        for row in rows
    )
    first = rows[0]
    return Site(
        first["site"],
        first["label"],
        first["family"],
        first["sidedness"],
        places,
        _synonyms(rows),
    )


_ROOT_PARTS = ("vr", "dr", "drg", "sn", "vram")
_ROOT_FAMILIES = ("root", "multi_root", "cauda_conus")


@cache
def roots_at(site_id: str, place_id: str | None = None) -> tuple[str, ...]:
    """Return the roots that a root-level site involves, cranial first.

    A plexus or nerve lesion involves no root.

    Args:
        site_id: Id of a site.
        place_id: Id of one of its places; the usual one where none is given.

    Example:
        >>> roots_at("roots_L5_S1")
        ('L5', 'S1')
        >>> roots_at("sciatic")
        ()
    """
    site = site_of(site_id)
    if site.family not in _ROOT_FAMILIES:
        return ()
    parts = (name.partition("_") for name in site.place(place_id).structures)
    return tuple(dict.fromkeys(root for part, _, root in parts if part in _ROOT_PARTS))
