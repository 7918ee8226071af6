"""Ways to spoil the map: each changes one value of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from radicular.anatomy.atlas import ROOTS, Tables
from radicular.anatomy.sites import Place
from radicular.conduction import Channel

Row = Mapping[str, str]

_SHARES = {
    "muscle_roots": "muscle",
    "patch_roots": "patch",
    "nerve_roots": "nerve",
    "effector_roots": "effector",
    "reflex_roots": "reflex",
}
_ORGAN_TABLE = {
    "muscle": "muscles",
    "patch": "patches",
    "nerve": "sensory_nerves",
    "effector": "effectors",
    "reflex": "reflexes",
}
_ORGAN_PARTS = {"muscle": (), "patch": ("patch_nerves",), "nerve": (), "effector": (), "reflex": ()}
#: Kinds of channels with their own supply; the others follow the same pathways.
_CROSSED = ("muscle", "skin", "reflex", "effector", "snap")
#: The next position on the way of a sensory fiber: where a piece stands by mistake.
_WRONG_POSITION = {"central": "post", "pre": "post", "ganglion": "pre", "post": "pre"}


@dataclass(frozen=True)
class Corruption:
    """One spoiled value.

    Attributes:
        kind: ``share``, ``reflex root``, ``path``, ``ganglion position``, ``bundle``, ``place`` or
            ``side``.
        what: What was done, in words.
        tables: The tables with the spoiled value.
        organs: Organs that can be affected; None for any.
        crossed: The channel that is supplied from the other side.
        place: The place of a site that has lost a structure, and which.
    """

    kind: str
    what: str
    tables: Tables
    organs: frozenset[str] | None = None
    crossed: Channel | None = None
    place: tuple[Place, str] | None = None


def corruptions(
    tables: Tables, channels: Iterable[Channel], places: Iterable[Place]
) -> Iterator[Corruption]:
    """Yield every corruption of the map.

    Args:
        tables: The tables of the map.
        channels: What the map predicts, for the corruption of the side.
        places: Places where lesions sit, for the corruption of what lies there.
    """
    for table in _SHARES:
        yield from _spoiled_shares(tables, table)
    yield from _spoiled_edges(tables)
    yield from _spoiled_nerves(tables)
    yield from _spoiled_arcs(tables)
    yield from _spoiled_positions(tables)
    yield from _spoiled_bundles(tables)
    for place in places:
        for structure in place.structures:
            what = f"sites: place {place.id} without {structure}"
            yield Corruption("place", what, tables, place=(place, structure))
    for channel in channels:
        if channel.kind in _CROSSED:
            what = f"{channel.kind} {channel.organ}: supplied from the other side"
            yield Corruption("side", what, tables, frozenset({channel.organ}), channel)


def _with(tables: Tables, table: str, rows: Sequence[Row]) -> Tables:
    return {**tables, table: rows}


def _changed(tables: Tables, table: str, at: int, **cells: str) -> Tables:
    rows = list(tables[table])
    rows[at] = {**rows[at], **cells}
    return _with(tables, table, rows)


def _without(tables: Tables, table: str, at: int) -> Tables:
    rows = tables[table]
    return _with(tables, table, [*rows[:at], *rows[at + 1 :]])


def only(tables: Tables, organs: frozenset[str]) -> Tables:
    """Return the tables with nothing but some organs in them, which load much faster."""
    muscles = {
        name
        for row in tables["reflexes"]
        if row["reflex"] in organs
        for name in _names(row["effectors"])
    }
    kept = {"muscle": organs | muscles}
    small = dict(tables)
    for column, table in _ORGAN_TABLE.items():
        wanted = kept.get(column, organs)
        parts = [share for share, of in _SHARES.items() if of == column]
        for name in (table, *parts, *_ORGAN_PARTS[column]):
            small[name] = [row for row in tables[name] if row[column] in wanted]
    return small


def _names(weights: str) -> list[str]:
    return [item.partition(":")[0] for item in weights.split(";") if item]


def _spoiled_shares(tables: Tables, table: str) -> Iterator[Corruption]:
    column = _SHARES[table]
    kind = "reflex root" if table == "reflex_roots" else "share"
    for row in tables[table]:
        organ, root, share = row[column], row["root"], float(row["share"])
        own = [other for other in tables[table] if other[column] == organ]
        others = [other for other in tables[table] if other[column] != organ]
        rest = [other for other in own if other is not row]
        what = f"{table}: {organ} {root} ({share:.2f})"
        organs = frozenset({organ})
        if rest:
            scaled = [
                {**other, "share": repr(float(other["share"]) / (1 - share))} for other in rest
            ]
            yield Corruption(
                kind, f"{what} removed", _with(tables, table, [*others, *scaled]), organs
            )
        neighbor = _neighbor(root)
        moved = _moved(row, rest, neighbor)
        yield Corruption(
            kind,
            f"{what} moved to {neighbor}",
            _with(tables, table, [*others, *moved]),
            organs,
        )


def _neighbor(root: str) -> str:
    place = ROOTS.index(root)
    return ROOTS[place + 1] if place + 1 < len(ROOTS) else ROOTS[place - 1]


def _moved(row: Row, rest: Sequence[Row], root: str) -> list[Row]:
    if all(other["root"] != root for other in rest):
        return [*rest, {**row, "root": root}]
    return [
        {**other, "share": repr(float(other["share"]) + float(row["share"]))}
        if other["root"] == root
        else other
        for other in rest
    ]


def _spoiled_edges(tables: Tables) -> Iterator[Corruption]:
    edges = tables["edges"]
    for at, edge in enumerate(edges):
        if edge["variant"]:
            continue
        what = f"edges: {edge['parent']} to {edge['child']}"
        yield Corruption("path", f"{what} removed", _without(tables, "edges", at))
        other = _sister(edges, edge)
        if other:
            yield Corruption(
                "path",
                f"{what} rerouted from {other}",
                _changed(tables, "edges", at, parent=other),
            )


def _sister(edges: Sequence[Row], edge: Row) -> str:
    """Return another branch of the same stem, from which the child could hang by mistake."""
    stems = {other["parent"] for other in edges if other["child"] == edge["parent"]}
    below = _descendants(edges, edge["child"])
    sisters = [
        other["child"]
        for other in edges
        if other["parent"] in stems and other["child"] not in {edge["parent"], *below}
    ]
    return sisters[0] if sisters else ""


def _descendants(edges: Sequence[Row], start: str) -> set[str]:
    found: set[str] = {start}
    while new := {edge["child"] for edge in edges if edge["parent"] in found} - found:
        found |= new
    return found


def _spoiled_nerves(tables: Tables) -> Iterator[Corruption]:
    yield from _next_value(
        tables, "muscles", "muscle", "nerve", lambda row: row["kind"] == "single"
    )
    yield from _next_value(tables, "sensory_nerves", "nerve", "structure", lambda _: True)
    yield from _next_value(tables, "effector_roots", "effector", "nerve", lambda _: True)
    rows = tables["patch_nerves"]
    for at, row in enumerate(rows):
        what = f"patch_nerves: {row['patch']} by {row['nerve']} ({row['weight']})"
        organs = frozenset({row["patch"]})
        if sum(other["patch"] == row["patch"] for other in rows) > 1:
            yield Corruption(
                "path", f"{what} removed", _without(tables, "patch_nerves", at), organs
            )
        own = {other["nerve"] for other in rows if other["patch"] == row["patch"]}
        wrong = next(
            other["nerve"] for other in (*rows[at::-1], *rows) if other["nerve"] not in own
        )
        spoiled = _changed(tables, "patch_nerves", at, nerve=wrong)
        yield Corruption("path", f"{what} replaced by {wrong}", spoiled, organs)


def _next_value(
    tables: Tables, table: str, organ: str, column: str, included: Callable[[Row], bool]
) -> Iterator[Corruption]:
    rows = tables[table]
    values = [row[column] for row in rows if included(row)]
    for at, row in enumerate(rows):
        if included(row):
            place = values.index(row[column])
            wrong = next(value for value in values[place:] + values if value != row[column])
            what = f"{table}: {row[organ]} by {wrong} instead of {row[column]}"
            spoiled = _changed(tables, table, at, **{column: wrong})
            organs = None if table == "muscles" else frozenset({row[organ]})
            yield Corruption("path", what, spoiled, organs)


def _spoiled_arcs(tables: Tables) -> Iterator[Corruption]:
    for at, row in enumerate(tables["reflexes"]):
        organs = frozenset({row["reflex"]})
        for column in ("effectors", "afferents"):
            items = [item for item in row[column].split(";") if ":" in item]
            for item in items:
                rest = ";".join(other for other in items if other != item)
                if rest:
                    yield Corruption(
                        "path",
                        f"reflexes: {row['reflex']} without {item}",
                        _changed(tables, "reflexes", at, **{column: rest}),
                        organs,
                    )


def _spoiled_positions(tables: Tables) -> Iterator[Corruption]:
    for at, row in enumerate(tables["structures"]):
        if "sensory" in row["fibers"].split(";"):
            wrong = _WRONG_POSITION[row["ganglionic"]]
            what = f"structures: {row['structure']} {wrong} instead of {row['ganglionic']}"
            spoiled = _changed(tables, "structures", at, ganglionic=wrong)
            yield Corruption("ganglion position", what, spoiled)


def _spoiled_bundles(tables: Tables) -> Iterator[Corruption]:
    for at, row in enumerate(tables["bundles"]):
        members = row["members"].split(";")
        for member in members:
            rest = ";".join(other for other in members if other != member)
            what = f"bundles: {row['bundle']} without {member}"
            yield Corruption("bundle", what, _changed(tables, "bundles", at, members=rest))
