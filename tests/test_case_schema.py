"""The published schema describes what the reader reads."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from radicular.case import Case, Observation, case_schema
from radicular.findings.catalog import load_catalog

FINDINGS = tuple(load_catalog())
VALIDATOR = Draft202012Validator(case_schema())


def test_the_schema_is_a_schema_and_json() -> None:
    Draft202012Validator.check_schema(case_schema())
    assert json.loads(json.dumps(case_schema())) == case_schema()


@given(st.lists(st.sampled_from(FINDINGS)), st.sampled_from(["left", "right", "unknown"]))
def test_what_a_case_writes_fits_the_schema(findings: list[object], side: str) -> None:
    chosen = [finding for finding in FINDINGS if finding in findings]
    case = Case(tuple(Observation.of(item, side, item.scale.grades[0]) for item in chosen))
    VALIDATOR.validate(case.to_dict())


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"radicular_case": 2, "findings": []},
        {"radicular_case": 1},
        {"radicular_case": 1, "findings": {}},
        {"radicular_case": 1, "findings": [], "colour": "red"},
        {"radicular_case": 1, "findings": [{"finding": "SLR"}]},
        {"radicular_case": 1, "findings": [{"finding": "SLR", "value": 1, "side": "up"}]},
        {"radicular_case": 1, "findings": [], "patient": {"age": 340}},
        {"radicular_case": 1, "findings": [], "setting": "garden"},
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(wrong: dict[str, object]) -> None:
    assert not VALIDATOR.is_valid(wrong)
