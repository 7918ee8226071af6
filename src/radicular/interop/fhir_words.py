"""The small parts that FHIR resources are made of, written and read in one place."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

__all__ = [
    "DATA",
    "EVENT",
    "FINDING",
    "INSTRUMENT",
    "Resource",
    "coded",
    "decoded",
    "encoded",
    "extension",
    "identity",
    "of_system",
    "reference",
    "text_of",
]

Resource = dict[str, Any]

FINDING = "urn:radicular:finding"
INSTRUMENT = "urn:radicular:instrument"
EVENT = "urn:radicular:entry"
DATA = "urn:radicular:data"
_EMPTY = "empty"
_ITEM = "item"


def identity(episode: str, *parts: object) -> str:
    """Return an id that is always the same for the same thing of the same episode."""
    return str(uuid5(NAMESPACE_URL, ":".join(["urn:radicular", episode, *map(str, parts)])))


def reference(kind: str, key: str) -> Resource:
    """Return a reference to a resource."""
    return {"reference": f"{kind}/{key}"}


def coded(system: str, code: str, text: str, *more: Resource) -> Resource:
    """Return a concept with a code of ours, a text, and codes of others."""
    return {"coding": [{"system": system, "code": code, "display": text}, *more], "text": text}


def of_system(concept: object, system: str) -> str:
    """Return the code of a concept in a system; empty if it has none."""
    for item in concept.get("coding") or () if isinstance(concept, Mapping) else ():
        if isinstance(item, Mapping) and item.get("system") == system:
            return str(item.get("code", ""))
    return ""


def text_of(concept: object) -> str:
    """Return the text of a concept, or else the display of its first code."""
    if not isinstance(concept, Mapping):
        return ""
    if concept.get("text"):
        return str(concept["text"])
    shown = (
        item.get("display") for item in concept.get("coding") or () if isinstance(item, Mapping)
    )
    return next((str(text) for text in shown if text), "")


def encoded(url: str, value: Any) -> Resource:
    """Return plain data as an extension, lists and mappings as nested ones.

    Example:
        >>> encoded("urn:x", {"count": 5})
        {'url': 'urn:x', 'extension': [{'url': 'count', 'valueInteger': 5}]}
    """
    if isinstance(value, Mapping):
        parts = [encoded(str(name), part) for name, part in value.items()]
    elif isinstance(value, list | tuple):
        parts = [encoded(_ITEM, part) for part in value]
    elif isinstance(value, bool):
        return {"url": url, "valueBoolean": value}
    elif isinstance(value, int):
        return {"url": url, "valueInteger": value}
    elif isinstance(value, float):
        return {"url": url, "valueDecimal": value}
    else:
        return {"url": url, "valueString": str(value)}
    if not parts:
        return {
            "url": url,
            "valueCode": f"{_EMPTY}-{'object' if isinstance(value, Mapping) else 'list'}",
        }
    return {"url": url, "extension": parts}


def decoded(part: Mapping[str, Any]) -> Any:
    """Return the plain data of an extension.

    Example:
        >>> decoded(encoded("urn:x", {"drugs": [], "inr": 1.2}))
        {'drugs': [], 'inr': 1.2}
    """
    if part.get("valueCode") == f"{_EMPTY}-list":
        return []
    if part.get("valueCode") == f"{_EMPTY}-object":
        return {}
    for name, value in part.items():
        if name.startswith("value"):
            return value
    inner = part.get("extension") or []
    if inner and all(item.get("url") == _ITEM for item in inner):
        return [decoded(item) for item in inner]
    return {item["url"]: decoded(item) for item in inner}


def extension(resource: Mapping[str, Any], url: str) -> Any:
    """Return the plain data of an extension of a resource; None if it has none."""
    for part in _extensions(resource):
        if part.get("url") == url:
            return decoded(part)
    return None


def _extensions(resource: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    parts = resource.get("extension")
    if isinstance(parts, Sequence):
        yield from (part for part in parts if isinstance(part, Mapping))
