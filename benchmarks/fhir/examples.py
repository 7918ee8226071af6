"""Everything that is written as FHIR: two whole courses and every published case."""

import json
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.episode.carry import PUBLISHED, carry, course_of
from radicular.case import Case
from radicular.interop.fhir_export import bundle, case_resources, episode_resources

__all__ = ["DEFECTS", "examples"]

_ROOT = Path(__file__).parents[2]
COURSES = (PUBLISHED, _ROOT / "examples" / "episode_block.yaml")
_TEXT = {"text": "x"}
_CODED = {"coding": [{"system": "urn:x", "code": "a"}]}
_SEEN = {"resourceType": "Observation", "status": "final", "code": _TEXT}
_ABOUT = {"reference": "Patient/1"}

#: Ten defects, each a whole resource.
DEFECTS: dict[str, dict[str, Any]] = {
    "status of an Observation outside its value set": {**_SEEN, "status": "done"},
    "status of a ClinicalImpression outside its value set": {
        "resourceType": "ClinicalImpression",
        "status": "finished",
        "subject": _ABOUT,
    },
    "missing code": {"resourceType": "Observation", "status": "final"},
    "two value[x]": {**_SEEN, "valueString": "a", "valueInteger": 1},
    "unknown property": {**_SEEN, "colour": "red"},
    "subject of the wrong type": {**_SEEN, "subject": {"reference": "Practitioner/1"}},
    "value together with dataAbsentReason": {
        **_SEEN,
        "valueString": "a",
        "dataAbsentReason": _TEXT,
    },
    "component repeating the code": {
        **_SEEN,
        "code": _CODED,
        "valueString": "a",
        "component": [{"code": _CODED, "valueString": "b"}],
    },
    "malformed dateTime": {**_SEEN, "effectiveDateTime": "2026-13-45"},
    "probability of 140": {
        "resourceType": "RiskAssessment",
        "status": "final",
        "subject": _ABOUT,
        "prediction": [{"outcome": _TEXT, "probabilityDecimal": 140}],
    },
}


def examples() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every exported example with a name: single resources, and whole bundles."""
    for file in COURSES:
        with tempfile.TemporaryDirectory() as folder:
            place = carry(course_of(file), Path(folder) / "episode", datetime.now())  # noqa: DTZ005
            reviews = [place.review(key) for key in place.read().problems]
            resources = list(episode_resources(place.read(), reviews))
        yield from _named(file.stem, resources)
    for file in sorted((_ROOT / "benchmarks" / "cases").glob("*.yaml")):
        yield from _named(file.stem, list(case_resources(Case.from_file(file))))


def _named(name: str, resources: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for item in resources:
        yield f"{name} {item['resourceType']}/{item['id']}", item
    yield f"{name} Bundle", json.loads(json.dumps(bundle(resources)))
