"""Writing the fitted links where the package reads them."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.fit import Fit
from calibration.tables import rows_of
from calibration.unconstrained import PARTS, Space, classes, start_links
from radicular.findings.links import Link

__all__ = ["DRAWS", "TABLES", "asked_by", "write_draws", "write_links"]

Floats = NDArray[np.float64]

TABLES = Path(__file__).parents[1] / "src" / "radicular" / "findings" / "tables"
#: Posterior draws that ship with the package.
DRAWS = 25
#: Ends of the intervals: 90 %.
ENDS = (0.05, 0.95)
_DIGITS = 4
_STANDARD = "https://datapackage.org/profiles/2.0/tableschema.json"


def asked_by(fitted: Fit) -> Mapping[str, tuple[str, ...]]:
    """Return the ids of the fitted rates that ask each link.

    Args:
        fitted: Its rates that are our own summaries do not count.
    """
    design = fitted.model.designs
    told = np.flatnonzero(np.abs(design.given_affine[:, 1:]).sum(axis=1) > 0)
    rate = np.concatenate([design.row_rate, design.row_rate[told]])
    point = np.concatenate([design.row_point, design.given_point[told]])
    asked: dict[str, dict[str, None]] = {}
    pairs = np.unique(np.stack([rate, design.point_link[point]], axis=1), axis=0)
    for number, link in pairs:
        record = design.rates[number]
        if record.use == "fit" and link >= 0:
            asked.setdefault(design.links[link], {})[record.id] = None
    return {link: tuple(ids) for link, ids in asked.items()}


def write_links(fitted: Fit, draws: Floats, folder: Path = TABLES) -> None:
    """Write ``links.csv`` and its schema.

    Args:
        fitted: The point estimate; gives the values.
        draws: Free numbers from the posterior, shape (draws, size); give the intervals.
        folder: Where to.
    """
    rows = list(_link_rows(fitted, draws))
    _write(folder / "links.csv", rows)
    schema = {
        "$schema": _STANDARD,
        "title": "How a deficit shows itself: the chance of each abnormal grade or a worse one",
        "fields": _fields(),
        "missingValues": [""],
        "primaryKey": ["link", "grade"],
    }
    path = folder / "links.schema.json"
    path.write_text(json.dumps(schema, indent=2) + "\n", encoding="utf-8")


def _write(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _text(value: float) -> str:
    return f"{value:.{_DIGITS}g}"


def _link_rows(fitted: Fit, draws: Floats) -> Iterator[dict[str, str]]:
    space = fitted.model.space
    asked, sources = asked_by(fitted), _sources(fitted)
    fitted_classes = {classes()[link] for link in asked}
    numbers = space.table(fitted.theta[: space.size])
    low, high = np.quantile([space.table(theta[: space.size]) for theta in draws], ENDS, axis=0)
    for place, link in enumerate(space.links):
        free = classes()[link] in fitted_classes
        for grade, name in enumerate(start_links()[link].grades):
            start = _start_row(link, name)
            row = {"link": link, "grade": name, "class": classes()[link]}
            for number, part in enumerate(PARTS):
                value = numbers[place, grade, number] if free else float(start[part])
                row[part] = _text(value)
                row[f"{part}_low"] = _text(min(low[place, grade, number], value))
                row[f"{part}_high"] = _text(max(high[place, grade, number], value))
            row["provenance"] = "derived" if free else "assumed"
            row["source_keys"] = ";".join(sources.get(link, _class_sources(link, sources)))
            row["note"] = _note(start["note"], len(asked.get(link, ())), free=free)
            yield row


def _start_row(link: str, grade: str) -> Mapping[str, str]:
    return next(row for row in rows_of("start") if (row["link"], row["grade"]) == (link, grade))


def _sources(fitted: Fit) -> Mapping[str, tuple[str, ...]]:
    source = {rate.id: rate.source for rate in fitted.model.designs.rates}
    return {
        link: tuple(sorted({source[name] for name in ids}))
        for link, ids in asked_by(fitted).items()
    }


def _class_sources(link: str, sources: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    alike = [keys for other, keys in sources.items() if classes()[other] == classes()[link]]
    return tuple(sorted({key for keys in alike for key in keys}))


def _note(before: str, count: int, *, free: bool) -> str:
    about = before.partition("; set against")[0]
    if about.startswith("set against"):
        about = ""
    if count:
        how = f"fitted to {count} published rate{'s' if count > 1 else ''}"
    else:
        how = "moved with its class, no rate of its own" if free else "no published rate"
    return f"{about}; {how}" if about else how


def write_draws(space: Space, fitted: Fit, draws: Floats, folder: Path = TABLES) -> None:
    """Write ``link_draws.csv`` and its schema: a few draws of all links, evenly picked.

    Args:
        space: The links.
        fitted: Tells which links were fitted, and to what.
        draws: Free numbers, shape (draws, size).
        folder: Where to.
    """
    sources = _sources(fitted)
    chosen = np.linspace(0, len(draws) - 1, DRAWS).round().astype(np.intp)
    rows = [
        _draw_row(number, name, link, grade, sources)
        for number, place in enumerate(chosen)
        for name, link in space.links_of(draws[place][: space.size]).items()
        for grade in range(len(link.grades))
    ]
    _write(folder / "link_draws.csv", rows)
    schema = {
        "$schema": _STANDARD,
        "title": "Draws of the links from their posterior, for intervals",
        "fields": [_field("draw", "integer", "Number of the draw.", minimum=0), *_draw_fields()],
        "missingValues": [""],
        "primaryKey": ["draw", "link", "grade"],
        "foreignKeys": [
            {"fields": ["link"], "reference": {"resource": "links", "fields": ["link"]}}
        ],
    }
    path = folder / "link_draws.schema.json"
    path.write_text(json.dumps(schema, indent=2) + "\n", encoding="utf-8")


def _draw_row(
    number: int, name: str, link: Link, grade: int, sources: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    keys = sources.get(name, _class_sources(name, sources))
    return {
        "draw": str(number),
        "link": name,
        "grade": link.grades[grade],
        **{part: _text(getattr(link, part)[grade]) for part in PARTS},
        "provenance": "derived" if keys else "assumed",
        "source_keys": ";".join(keys),
    }


_ABOUT = {
    "floor": "Chance of the grade or worse without any deficit.",
    "ceiling": "Chance of the grade or worse where all is lost.",
    "cut": "Deficit at which the chance is halfway between floor and ceiling.",
    "spread": "Width of the rise around the cut, in units of deficit.",
}


def _field(name: str, kind: str, about: str, **rules: Any) -> dict[str, Any]:
    return {
        "name": name,
        "type": kind,
        "description": about,
        "constraints": {"required": True, **rules},
    }


def _number(name: str, about: str) -> dict[str, Any]:
    if name.startswith("spread"):
        return _field(name, "number", about, exclusiveMinimum=0)
    return _field(name, "number", about, minimum=0, maximum=1)


def _link_field() -> list[dict[str, Any]]:
    return [
        _field("link", "string", "Key of the link."),
        _field("grade", "string", "Abnormal grade, mildest first."),
    ]


def _origin() -> list[dict[str, Any]]:
    known = ["found", "recalled", "derived", "assumed"]
    sources = "Sources of the rates it was fitted to, or its class; empty for our own judgment."
    return [
        _field("provenance", "string", "How the row came about.", enum=known),
        {"name": "source_keys", "type": "string", "description": sources},
    ]


def _draw_fields() -> list[dict[str, Any]]:
    return [*_link_field(), *(_number(part, _ABOUT[part]) for part in PARTS), *_origin()]


def _fields() -> list[dict[str, Any]]:
    numbers = []
    for part in PARTS:
        numbers += [
            _number(part, _ABOUT[part]),
            _number(f"{part}_low", "Lower end of its 90 % interval."),
            _number(f"{part}_high", "Upper end of its 90 % interval."),
        ]
    note = {"name": "note", "type": "string", "description": "Reason, or what it was fitted to."}
    kind = _field("class", "string", "Class of findings that it was fitted with.")
    return [*_link_field(), kind, *numbers, *_origin(), note]
