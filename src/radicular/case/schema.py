"""The published JSON Schema of the case file."""

from radicular.case.fields import (
    CASE_FIELDS,
    COUNTED_BY,
    FINDING_FIELDS,
    MODALITIES,
    OLDEST,
    PATIENT_FIELDS,
    SETTINGS,
    SEXES,
    SHORTEST_CM,
    SIDES,
    STAGES,
    TALLEST_CM,
    VERSION,
    VERTEBRAE_COUNTS,
    VERTEBRAE_FIELDS,
)

__all__ = ["case_schema"]

TEXT = {"type": "string"}
FREE = {"type": ["object", "array", "string", "null"]}


def case_schema() -> dict[str, object]:
    """Return the JSON Schema of the case file.

    It describes the form; which findings and values there are, the catalog says.

    Example:
        >>> case_schema()["required"]
        ['radicular_case', 'findings']
    """
    fields = {
        "radicular_case": {"const": VERSION, "description": "Version of the format."},
        "id": {"type": ["string", "number"]},
        "title": TEXT,
        "setting": {"enum": list(SETTINGS), "description": "Where the case was seen."},
        "patient": closed_object(PATIENT_FIELDS, patient_fields()),
        "source": FREE | {"description": "Where the case comes from."},
        "truth": FREE | {"description": "What was finally found; no answer looks at it."},
        "note": TEXT,
        "lumbar_vertebrae": closed_object(VERTEBRAE_FIELDS, vertebrae_fields(), required=["count"])
        | {"description": "How many lumbar vertebrae there are, if somebody counted."},
        "background": {
            "type": "array",
            "items": TEXT | {"minLength": 1},
            "uniqueItems": True,
            "description": "Lesions known from before that are not the question, in the notation"
            " of radicular predict: both polyneuropathy, mild, 5 years.",
        },
        "findings": {
            "type": "array",
            "items": closed_object(FINDING_FIELDS, finding_fields(), required=["finding", "value"]),
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "radicular case",
        "description": "What was found in one person, for localization.",
        **closed_object(CASE_FIELDS, fields, required=["radicular_case", "findings"]),
    }


def closed_object(
    names: tuple[str, ...], fields: dict[str, object], required: list[str] | None = None
) -> dict[str, object]:
    """Return the schema of a mapping with these fields and no other."""
    shape: dict[str, object] = {
        "type": "object",
        "properties": {name: fields[name] for name in names},
        "additionalProperties": False,
    }
    return shape | ({"required": required} if required else {})


def patient_fields() -> dict[str, object]:
    """Return the schemas of the fields of the patient."""
    return {
        "age": quantity(0, OLDEST, "In years."),
        "sex": {"enum": list(SEXES)},
        "height_cm": quantity(SHORTEST_CM, TALLEST_CM, "In centimeters."),
    }


def vertebrae_fields() -> dict[str, object]:
    """Return the schemas of the count of lumbar vertebrae."""
    return {
        "count": {"enum": list(VERTEBRAE_COUNTS)},
        "counted_by": {
            "enum": list(COUNTED_BY),
            "description": "The count is confirmed by whole spine or operation and imaging only.",
        },
    }


def quantity(lowest: int, highest: int, description: str) -> dict[str, object]:
    """Return the schema of a number that may be unknown."""
    number = {"type": "number", "minimum": lowest, "maximum": highest}
    return {"anyOf": [number, {"const": "unknown"}, {"type": "null"}], "description": description}


def finding_fields() -> dict[str, object]:
    """Return the schemas of the fields of a finding."""
    return {
        "finding": TEXT | {"description": "Id, name or synonym from the catalog.", "minLength": 1},
        "side": {
            "enum": list(SIDES),
            "description": "unknown = one side, not stated which.",
        },
        "value": {
            "type": ["string", "number", "boolean", "null"],
            "description": "The grade as written: 4-/5, 2+, absent, reduced pinprick; unknown;"
            " could not be judged.",
        },
        "level": TEXT | {"description": "Disc level or root: L5-S1, S1."},
        "modality": {"enum": list(MODALITIES)},
        "stage": {"enum": list(STAGES), "description": "If not the usual one of the finding."},
        "unrelated": {
            "type": "boolean",
            "description": "Whether something else is known to explain it.",
        },
        "note": TEXT,
    }
