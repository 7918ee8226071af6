"""Reading FHIR from files: whole, within limits, and without circles."""

import json
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from radicular.case.text import unique_fields
from radicular.errors import InputError

__all__ = ["LARGEST_BUNDLE", "read_json", "read_resources"]

LARGEST_BUNDLE = 50_000_000
DEEPEST = 100
#: Ways on which a resource is a part, a member or a consequence of another.
_DOWN = (
    "partOf",
    "hasMember",
    "derivedFrom",
    "basedOn",
    "replaces",
    "previous",
    "parent",
    "result",
)
Resource = Mapping[str, Any]


def read_resources(path: str | Path) -> tuple[Resource, ...]:
    """Return the resources of a bundle, of one resource, or of lines of JSON.

    Args:
        path: A file in JSON or NDJSON, or a folder of NDJSON files.

    Raises:
        InputError: If it cannot be read, is larger than 50 MB, is not FHIR, or if resources are
            parts of each other in a circle.
    """
    place = Path(path)
    files = sorted(place.glob("*.ndjson")) if place.is_dir() else [place]
    if not files:
        raise InputError(str(place), "no file", "a folder with files that end in .ndjson")
    found: list[Resource] = []
    for file in files:
        found += _resources(file)
    _refuse_circles(found)
    return tuple(found)


def read_json(path: Path) -> object:
    """Return the data of a JSON file.

    Args:
        path: Where it lies.

    Raises:
        InputError: If it cannot be read, is larger than 50 MB, or is not JSON.
    """
    return _parsed(_text(path), str(path))


def _resources(file: Path) -> Iterator[Resource]:
    if file.suffix == ".ndjson":
        for number, line in enumerate(_text(file).splitlines(), start=1):
            if line.strip():
                yield _resource(_parsed(line, f"{file}, line {number}"), f"{file}, line {number}")
        return
    whole = _resource(read_json(file), str(file))
    if whole["resourceType"] != "Bundle":
        yield whole
        return
    entries = whole.get("entry") or []
    if not isinstance(entries, list):
        raise InputError(f"{file}: entry", type(entries).__name__, "a list of entries")
    for number, entry in enumerate(entries):
        inner = entry.get("resource") if isinstance(entry, Mapping) else None
        resource = dict(_resource(inner, f"{file}: entry[{number}].resource"))
        if isinstance(entry, Mapping) and isinstance(entry.get("fullUrl"), str):
            resource["_fullUrl"] = entry["fullUrl"]
        yield resource


def _text(file: Path) -> str:
    try:
        size = file.stat().st_size
        if size > LARGEST_BUNDLE:
            allowed = f"at most {LARGEST_BUNDLE:,} bytes; or one file a resource type"
            raise InputError(str(file), f"{size:,} bytes", allowed)
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise InputError(str(file), reason, "a file that can be read") from None
    except UnicodeDecodeError:
        raise InputError(str(file), "binary data", "UTF-8 text in JSON") from None


def _parsed(text: str, name: str) -> object:
    try:
        data = json.loads(text, object_pairs_hook=unique_fields)
    except RecursionError:
        raise InputError(name, "objects inside objects", f"at most {DEEPEST} levels") from None
    except ValueError as error:
        raise InputError(name, str(error), "FHIR in JSON") from None
    if _depth(data) > DEEPEST:
        raise InputError(name, "objects inside objects", f"at most {DEEPEST} levels")
    return data


def _depth(data: object) -> int:
    """Levels of lists and objects, counted without recursion."""
    deepest, waiting = 0, [(data, 1)]
    while waiting:
        part, level = waiting.pop()
        deepest = max(deepest, level)
        if level > DEEPEST:
            return level
        if isinstance(part, Mapping):
            waiting += [(inner, level + 1) for inner in part.values()]
        elif isinstance(part, list):
            waiting += [(inner, level + 1) for inner in part]
    return deepest


def _resource(data: object, name: str) -> Resource:
    if not isinstance(data, Mapping) or not isinstance(data.get("resourceType"), str):
        raise InputError(name, "no resource", "an object with resourceType")
    return data


def _refuse_circles(resources: list[Resource]) -> None:
    """Raise if resources are parts or consequences of each other in a circle."""
    names = {}
    for resource in resources:
        kind, key = resource["resourceType"], resource.get("id")
        for name in (f"{kind}/{key}" if key else "", resource.get("_fullUrl", "")):
            if name:
                names[name] = id(resource)
    parts = TopologicalSorter(
        {
            id(resource): {names[link] for link in _links(resource) if link in names}
            for resource in resources
        }
    )
    try:
        parts.prepare()
    except CycleError as error:
        circle = set(error.args[1])
        told = sorted(name for name, key in names.items() if key in circle and "/" in name)
        value = ", ".join(told) or "a circle"
        raise InputError("reference", value, "resources that are no part of themselves") from None


def _links(resource: Resource) -> Iterator[str]:
    for name in _DOWN:
        given = resource.get(name)
        for item in given if isinstance(given, list) else [given]:
            if isinstance(item, Mapping) and isinstance(item.get("reference"), str):
                yield item["reference"]
