"""The published JSON Schemas of the entries of an episode and of the policy of a site."""

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from radicular.case.fields import FINDING_FIELDS
from radicular.case.schema import closed_object, finding_fields
from radicular.pathway.event import VERSION as ENTRY_VERSION
from radicular.pathway.fields import Field, Kind, load_facts, load_kinds
from radicular.pathway.gate_rules import VERSION as POLICY_VERSION
from radicular.pathway.gate_rules import load_gates, load_holds, load_rules
from radicular.pathway.scores import load_instruments
from radicular.pathway.steps import load_procedures, load_steps
from radicular.tables import read_csv

__all__ = ["entry_schema", "policy_schema"]

_TEXT = {"type": "string"}
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_YES_NO = {"enum": ["yes", "no"]}


def entry_schema() -> dict[str, Any]:
    """Return the JSON Schema of a file in the folder of an episode.

    Example:
        >>> entry_schema()["required"][:3]
        ['radicular_entry', 'number', 'kind']
    """
    return {
        "$schema": _DRAFT,
        "title": "radicular episode entry",
        "description": "One entry of an episode; a folder holds them as 0001.yaml, 0002.yaml …",
        "type": "object",
        "properties": {
            "radicular_entry": {"const": ENTRY_VERSION, "description": "Version of the format."},
            "number": {"type": "integer", "minimum": 1},
            "kind": {"enum": list(load_kinds())},
            "date": _DAY | {"description": "The day it speaks of."},
            "by": _TEXT | {"minLength": 1, "description": "Who answers for it."},
            "role": _TEXT,
            "problem": _TEXT | {"description": "Problem it belongs to; none if to the patient."},
            "recorded": _TEXT | {"description": "When it was written down, with the zone."},
            "previous": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "data": {"type": "object"},
        },
        "required": ["radicular_entry", "number", "kind", "date", "by", "data"],
        "additionalProperties": False,
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": kind.id}}},
                "then": {"properties": {"data": _data(kind)}},
            }
            for kind in load_kinds().values()
        ],
    }


def _data(kind: Kind) -> dict[str, Any]:
    return {
        "description": kind.says,
        "type": "object",
        "properties": {
            field.name: _field(field) | {"description": field.says}
            for field in kind.fields.values()
        },
        "required": [field.name for field in kind.fields.values() if field.required],
        "additionalProperties": False,
    }


def _field(field: Field) -> dict[str, Any]:
    if field.type in ("number", "integer"):
        limits = {"minimum": field.lowest, "maximum": field.highest}
        return {"type": field.type, **{k: v for k, v in limits.items() if isfinite(v)}}
    if field.type == "choice":
        return {"enum": list(field.allowed)}
    return _SHAPES[field.type]()


def _findings() -> dict[str, Any]:
    item = closed_object(FINDING_FIELDS, finding_fields(), required=["finding", "value"])
    return {"type": "array", "items": item}


def _scores() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            item.id: {"type": "number", "minimum": item.lowest, "maximum": item.highest}
            for item in load_instruments().values()
        },
        "additionalProperties": False,
    }


def _facts() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            fact.id: _field(fact.field) | {"description": fact.question}
            for fact in load_facts().values()
        },
        "additionalProperties": False,
    }


def _drugs(table: str, when: dict[str, Any]) -> dict[str, Any]:
    rows = read_csv("radicular.pathway", f"tables/{table}.csv")
    drugs = list(dict.fromkeys(row["drug"] for row in rows))
    properties = {"drug": {"enum": drugs}, **when}
    item = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "array", "items": item | {"additionalProperties": False}}


def _relief() -> dict[str, Any]:
    point = {"minutes": {"type": "number"}, "pain": {"type": "number", "minimum": 0, "maximum": 10}}
    item = {"type": "object", "properties": point, "required": list(point)}
    return {"type": "array", "minItems": 1, "items": item | {"additionalProperties": False}}


_SHAPES: Mapping[str, Callable[[], dict[str, Any]]] = {
    "text": lambda: _TEXT,
    "yes_no": lambda: _YES_NO,
    "level": lambda: _TEXT | {"minLength": 1},
    "future_date": lambda: _DAY,
    "procedure": lambda: {"enum": list(load_procedures())},
    "gate": lambda: {"enum": list(load_gates())},
    "step": lambda: {"enum": list(load_steps())},
    "findings": _findings,
    "scores": _scores,
    "facts": _facts,
    "relief": _relief,
    "anticoagulants": lambda: _drugs("anticoagulants", {"last_dose": _TEXT}),
    "steroids": lambda: _drugs(
        "steroids", {"date": _DAY, "dose_mg": {"type": "number", "minimum": 0, "maximum": 500}}
    ),
}


def policy_schema() -> dict[str, Any]:
    """Return the JSON Schema of the policy of a site.

    Example:
        >>> "inr" in policy_schema()["properties"]["rules"]["properties"]
        True
    """
    limit = {
        "type": "object",
        "properties": {"limit": {"type": ["string", "number"]}, "by": _TEXT, "reason": _TEXT},
        "required": ["limit", "by", "reason"],
        "additionalProperties": False,
    }
    names = [*(rule.id for rule in load_rules()), *(f"hold {drug}" for drug in load_holds())]
    return {
        "$schema": _DRAFT,
        "title": "radicular policy",
        "description": "Limits of a site for rules of the gates; those of the table stay visible.",
        "type": "object",
        "properties": {
            "radicular_policy": {"const": POLICY_VERSION},
            "site": _TEXT | {"minLength": 1},
            "version": {"type": ["string", "number"]},
            "rules": {
                "type": "object",
                "properties": dict.fromkeys(names, limit),
                "additionalProperties": False,
            },
        },
        "required": ["radicular_policy", "site", "version"],
        "additionalProperties": False,
    }
