"""From the name a person types to the thing on the map."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rapidfuzz import process

from radicular.anatomy.atlas import ROOTS, load_atlas
from radicular.anatomy.discs import load_disc_zones
from radicular.anatomy.sites import load_sites
from radicular.errors import InputError, UnknownNameError

__all__ = ["Entity", "Kind", "find"]

Kind = Literal[
    "meanings",
    "root",
    "level",
    "muscle",
    "nerve",
    "structure",
    "reflex",
    "effector",
    "patch",
    "sensory_nerve",
    "site",
]
Side = Literal["left", "right"]

_SIDE = re.compile(r"^(left|right)\b|\b(left|right)$|,\s*(left|right)$", re.IGNORECASE)
_LEVEL = re.compile(r"\b([tls]1?\d) ?([ls]\d)\b")
_SAME_WORDS = (
    (re.compile(r"\bperoneal\b"), "fibular"),
    (re.compile(r"\bperoneus\b"), "fibularis"),
    (re.compile(r"\bperonei\b"), "fibulares"),
    (re.compile(r"\bnerve roots?\b"), "root"),
    (re.compile(r"^(the|skin of|skin over) "), ""),
)
_SUGGESTIONS = 5


@dataclass(frozen=True)
class Entity:
    """Something on the map that has a name.

    Attributes:
        kind: What kind of thing it is.
        id: Its id among things of this kind.
        name: The name it was indexed under.
    """

    kind: Kind
    id: str
    name: str


def find(text: str) -> tuple[Entity, Side | None]:
    """Return what a typed name stands for, and the side if one is named.

    Args:
        text: A name, with or without ``left`` or ``right``.

    Raises:
        InputError: If no name is given.
        UnknownNameError: If nothing on the map has this name; with the nearest names.

    Example:
        >>> entity, side = find("left S1 nerve root")
        >>> entity.kind, entity.id, side
        ('root', 'S1', 'left')
    """
    side, bare = _without_side(text)
    key = _key(bare)
    if not key:
        raise InputError("name", text, "the name of a root, nerve, muscle, skin patch or reflex")
    index = _index()
    if key not in index:
        raise UnknownNameError("name on the map", text.strip(), _nearest(key))
    return index[key], side


def _without_side(text: str) -> tuple[Side | None, str]:
    found = _SIDE.search(text.strip())
    if not found:
        return None, text
    side: Side = "left" if "left" in found.group().lower() else "right"
    return side, text.strip().replace(found.group(), " ", 1)


def _key(text: str) -> str:
    key = " ".join(re.sub(r"[^\w]+", " ", text.lower()).split())
    for pattern, plain in _SAME_WORDS:
        key = pattern.sub(plain, key)
    return _LEVEL.sub(r"\1 \2", key)


def _nearest(key: str) -> list[str]:
    index = _index()
    nearest: dict[tuple[Kind, str], str] = {}
    for name, _, _ in process.extract(key, list(index), limit=4 * _SUGGESTIONS):
        entity = index[name]
        nearest.setdefault((entity.kind, entity.id), entity.name)
    return list(nearest.values())[:_SUGGESTIONS]


@cache
def _index() -> Mapping[str, Entity]:
    index: dict[str, Entity] = {}
    for entity in _entities():
        index.setdefault(_key(entity.name), entity)
    return index


def _entities() -> Iterator[Entity]:
    """Every name, those that win over others of the same spelling first."""
    yield from _roots()
    yield from _levels()
    atlas = load_atlas()
    for muscle in (*atlas.muscles.values(), *atlas.muscle_groups.values()):
        yield from _named("muscle", muscle.id, (muscle.name, *muscle.synonyms), " muscle")
    for reflex in atlas.reflexes.values():
        yield from _named("reflex", reflex.id, (reflex.name, *reflex.synonyms))
    for bundle in atlas.bundles.values():
        yield from _named("nerve", bundle.id, (bundle.name, *bundle.synonyms), " nerve")
    for structure in atlas.structures.values():
        yield from _named(
            "structure", structure.id, (structure.name, *structure.synonyms), " nerve"
        )
    for effector in atlas.effectors.values():
        yield from _named("effector", effector.id, (effector.name, *effector.synonyms))
    for patch in atlas.patches.values():
        yield from _named("patch", patch.id, (patch.name, *patch.synonyms))
    for nerve in atlas.sensory_nerves.values():
        yield from _named("sensory_nerve", nerve.id, (nerve.name, *nerve.synonyms))
    for site in load_sites().values():
        yield from _named("site", site.id, (site.label, *site.synonyms))


def _roots() -> Iterator[Entity]:
    for root in ROOTS:
        yield Entity("meanings", root, root)
        for word in ("root", "radiculopathy", "spinal root", "dermatome", "myotome"):
            yield Entity("root", root, f"{root} {word}")
        for word in ("vertebra", "foramen", "level", "body"):
            yield Entity("meanings", root, f"{root} {word}")


def _levels() -> Iterator[Entity]:
    for level in dict.fromkeys(zone.level for zone in load_disc_zones()):
        names = (level, f"{level} disc", f"disc {level}", f"{level} level")
        yield from (Entity("level", level, name) for name in names if name not in ROOTS)


def _named(kind: Kind, name_id: str, names: Iterable[str], ending: str = "") -> Iterator[Entity]:
    for name in names:
        yield Entity(kind, name_id, name)
        if ending:
            short = name.removesuffix(ending)
            yield Entity(kind, name_id, short if short != name else name + ending)
    yield Entity(kind, name_id, name_id.replace("_", " "))
