"""Checking FHIR R4B resources against the specification before they leave or come in."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from radicular.interop.fhir_definition import RESOURCES, Element, children, load_primitives

__all__ = ["Defect", "check_resource"]

Resource = Mapping[str, Any]
HUNDRED = 100
_PARTS = ("BackboneElement", "Element")
_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"


@dataclass(frozen=True, slots=True)
class Defect:
    """Something that the specification does not allow.

    Attributes:
        path: Where (``Observation.component[0].code``).
        rule: What it breaks (``unknown property``, ``obs-7`` …).
        says: What is there and what is allowed.
    """

    path: str
    rule: str
    says: str

    def __str__(self) -> str:
        return f"{self.path}: {self.says} ({self.rule})"


def check_resource(resource: object) -> tuple[Defect, ...]:
    """Return the defects of a resource: structure, types, value sets, references, invariants.

    Args:
        resource: As read from JSON.

    Source:
        HL7 FHIR R4B: structure definitions and invariants.

    Example:
        >>> [d.rule for d in check_resource({"resourceType": "Observation", "status": "done"})]
        ['value set', 'missing']
    """
    if not isinstance(resource, Mapping):
        return (Defect("resource", "type", f"{type(resource).__name__}; allowed: an object"),)
    kind = resource.get("resourceType")
    if kind not in RESOURCES:
        return (Defect("resourceType", "type", f"{kind!r}; checked are {', '.join(RESOURCES)}"),)
    return tuple(_object(str(kind), str(kind), resource))


def _object(definition: str, path: str, value: Resource) -> Iterator[Defect]:
    """Yield the defects of an object against its definition."""
    elements = children(definition)
    for name, given in value.items():
        if name == "resourceType" and definition in RESOURCES:
            continue
        element = elements.get(name) or elements.get(name.removeprefix("_"))
        if element is None or (name.startswith("_") and element.type not in load_primitives()):
            yield Defect(f"{path}.{name}", "unknown property", "not in the definition")
        elif not name.startswith("_"):
            yield from _property(element, f"{path}.{name}", given)
    yield from _counts(elements, path, value)
    for invariant in _INVARIANTS.get(definition, ()):
        yield from invariant(path, value)


def _counts(elements: Mapping[str, Element], path: str, value: Resource) -> Iterator[Defect]:
    groups: dict[str, list[Element]] = {}
    for element in elements.values():
        groups.setdefault(element.choice or element.name, []).append(element)
    for name, forms in groups.items():
        present = [form.name for form in forms if form.name in value or f"_{form.name}" in value]
        if len(present) > 1:
            yield Defect(
                f"{path}.{name}", "one of a choice", f"{' and '.join(present)}; allowed: one"
            )
        if forms[0].least and not present:
            yield Defect(f"{path}.{name}", "missing", "must be given")


def _property(element: Element, path: str, given: object) -> Iterator[Defect]:
    if element.many:
        if not isinstance(given, list) or not given:
            yield Defect(path, "type", "allowed: a list with something in it")
            return
        for number, item in enumerate(given):
            yield from _value(element, f"{path}[{number}]", item)
    elif isinstance(given, list):
        yield Defect(path, "type", "a list; allowed: one")
    else:
        yield from _value(element, path, given)


def _value(element: Element, path: str, given: object) -> Iterator[Defect]:
    if element.type in load_primitives():
        yield from _primitive(element, path, given)
        return
    if not isinstance(given, Mapping):
        yield Defect(path, "type", f"{given!r}; allowed: {element.type}")
        return
    if element.type == "Resource":
        yield from _nested(path, given)
        return
    if element.type.startswith("#"):
        definition = element.type[1:]
    else:
        definition = element.path if element.type in _PARTS else element.type
    yield from _object(definition, path, given)
    if element.type == "Reference":
        yield from _target(element, path, given)


def _nested(path: str, given: Resource) -> Iterator[Defect]:
    for defect in check_resource(given):
        yield Defect(f"{path}.{defect.path}", defect.rule, defect.says)


def _primitive(element: Element, path: str, given: object) -> Iterator[Defect]:
    primitive = load_primitives()[element.type]
    kinds: Mapping[str, tuple[type, ...]] = {
        "string": (str,),
        "number": (int, float),
        "boolean": (bool,),
    }
    right = isinstance(given, kinds[primitive.json])
    if primitive.json == "number" and isinstance(given, bool):
        right = False
    text = str(given)
    if not right or (primitive.pattern and not primitive.pattern.fullmatch(text)):
        yield Defect(path, "format", f"{given!r}; allowed: {element.type}")
    elif element.codes and text not in element.codes:
        allowed = ", ".join(sorted(element.codes))
        yield Defect(path, "value set", f"{given!r}; allowed: {allowed}")


def _target(element: Element, path: str, given: Resource) -> Iterator[Defect]:
    """Yield a reference to a resource of another type than allowed."""
    told = given.get("type")
    match = re.search(r"(?:^|/)([A-Z][A-Za-z]+)/[A-Za-z0-9\-.]+$", str(given.get("reference", "")))
    kind = match[1] if match else told
    if kind and element.targets and kind not in element.targets:
        allowed = ", ".join(sorted(element.targets))
        yield Defect(path, "reference target", f"{kind}; allowed: {allowed}")


def _codings(concept: object) -> set[tuple[str, str]]:
    if not isinstance(concept, Mapping):
        return set()
    return {
        (str(item.get("system", "")), str(item.get("code", "")))
        for item in concept.get("coding") or ()
        if isinstance(item, Mapping)
    }


def _has_value(value: Resource) -> bool:
    return any(re.fullmatch(r"_?value[A-Z]\w*", name) for name in value)


def _obs_6(path: str, value: Resource) -> Iterator[Defect]:
    if "dataAbsentReason" in value and _has_value(value):
        yield Defect(path, "obs-6", "a value and a reason why there is none; allowed: one of them")


def _obs_7(path: str, value: Resource) -> Iterator[Defect]:
    own = _codings(value.get("code"))
    parts = value.get("component")
    for number, part in enumerate(parts if isinstance(parts, list) else ()):
        if isinstance(part, Mapping) and own & _codings(part.get("code")) and _has_value(value):
            where = f"{path}.component[{number}].code"
            yield Defect(
                where, "obs-7", "repeats the code of an observation that has a value itself"
            )


def _ras_1(path: str, value: Resource) -> Iterator[Defect]:
    span = value.get("probabilityRange")
    for end in ("low", "high") if isinstance(span, Mapping) else ():
        part = span.get(end) if isinstance(span, Mapping) else None
        number = part.get("value") if isinstance(part, Mapping) else None
        if isinstance(number, int | float) and number > HUNDRED:
            yield Defect(f"{path}.probabilityRange.{end}", "ras-1", f"{number}; allowed: up to 100")


def _ras_2(path: str, value: Resource) -> Iterator[Defect]:
    number = value.get("probabilityDecimal")
    if isinstance(number, int | float) and number > HUNDRED:
        yield Defect(f"{path}.probabilityDecimal", "ras-2", f"{number}; allowed: up to 100")


def _con_4_5(path: str, value: Resource) -> Iterator[Defect]:
    error = (_VERIFICATION, "entered-in-error") in _codings(value.get("verificationStatus"))
    if error and "clinicalStatus" in value:
        yield Defect(f"{path}.clinicalStatus", "con-5", "must not stand where entered in error")
    abated = any(name.startswith("abatement") for name in value)
    over = {code for system, code in _codings(value.get("clinicalStatus")) if system == _CLINICAL}
    if abated and not over & {"inactive", "resolved", "remission"}:
        yield Defect(f"{path}.clinicalStatus", "con-4", "has ended; allowed: inactive, resolved")


def _cpl_3(path: str, value: Resource) -> Iterator[Defect]:
    if "detail" in value and "reference" in value:
        yield Defect(path, "cpl-3", "a detail and a reference; allowed: one of them")


def _in_order(first: str, last: str, rule: str) -> "Invariant":
    """Return the invariant that one time does not come before another."""

    def check(path: str, value: Resource) -> Iterator[Defect]:
        start, end = value.get(first), value.get(last)
        if isinstance(start, str) and isinstance(end, str) and end < start:
            yield Defect(f"{path}.{last}", rule, f"{end}; allowed: from {start} on")

    return check


def _ext_1(path: str, value: Resource) -> Iterator[Defect]:
    if ("extension" in value) == _has_value(value):
        yield Defect(path, "ext-1", "allowed: either a value or further extensions")


def _qty_3(path: str, value: Resource) -> Iterator[Defect]:
    if "code" in value and "system" not in value:
        yield Defect(f"{path}.system", "qty-3", "missing beside a coded unit")


def _bdl_7(path: str, value: Resource) -> Iterator[Defect]:
    seen: set[tuple[str, str]] = set()
    entries = value.get("entry")
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        if not isinstance(entry, Mapping) or "fullUrl" not in entry:
            continue
        inner = entry.get("resource")
        meta = inner.get("meta") if isinstance(inner, Mapping) else None
        version = str(meta.get("versionId", "")) if isinstance(meta, Mapping) else ""
        key = str(entry["fullUrl"]), version
        if key in seen:
            yield Defect(f"{path}.entry[{number}].fullUrl", "bdl-7", "stands twice")
        seen.add(key)


def _dom(path: str, value: Resource) -> Iterator[Defect]:
    inside = value.get("contained")
    for number, item in enumerate(inside if isinstance(inside, list) else ()):
        if isinstance(item, Mapping) and "contained" in item:
            yield Defect(
                f"{path}.contained[{number}]", "dom-2", "holds a contained resource itself"
            )


Invariant = Callable[[str, Resource], Iterator[Defect]]
_OF_RESOURCES: Mapping[str, tuple[Invariant, ...]] = {
    "Observation": (_obs_6, _obs_7),
    "Condition": (_con_4_5,),
    "Task": (_in_order("authoredOn", "lastModified", "inv-1"),),
}
_INVARIANTS: Mapping[str, tuple[Invariant, ...]] = {
    **{name: (_dom, *_OF_RESOURCES.get(name, ())) for name in RESOURCES if name != "Bundle"},
    "Bundle": (_bdl_7,),
    "RiskAssessment.prediction": (_ras_1, _ras_2),
    "CarePlan.activity": (_cpl_3,),
    "Extension": (_ext_1,),
    "Period": (_in_order("start", "end", "per-1"),),
    "Quantity": (_qty_3,),
}
