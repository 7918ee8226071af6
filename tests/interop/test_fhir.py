"""FHIR: what is written is right, comes back as it went, and defects are caught."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.episode.carry import PUBLISHED, carry, course_of
from benchmarks.fhir.examples import DEFECTS
from benchmarks.fhir.validators import by_fhir_resources
from radicular.case import Case
from radicular.errors import InputError
from radicular.interop.fhir_check import check_resource
from radicular.interop.fhir_definition import RESOURCES
from radicular.interop.fhir_export import bundle, case_resources, episode_resources, ndjson
from radicular.interop.fhir_files import LARGEST_BUNDLE, read_resources
from radicular.interop.fhir_import import case_of, episode_of, is_case, is_episode
from radicular.interop.fhir_words import EVENT, decoded, encoded, extension
from radicular.pathway.folder import EpisodeFolder
from tests.pathway.courses import MADE_UP, NOW

CASES = sorted((Path(__file__).parents[2] / "benchmarks" / "cases").glob("*.yaml"))
Resources = Sequence[dict[str, Any]]


@pytest.fixture(scope="module", params=[PUBLISHED, MADE_UP], ids=["published", "made up"])
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> EpisodeFolder:
    folder = tmp_path_factory.mktemp("f") / "e"
    return carry(course_of(request.param), folder, NOW)


@pytest.fixture(scope="module")
def resources(place: EpisodeFolder) -> Resources:
    reviews = [place.review(key) for key in place.read().problems]
    return list(episode_resources(place.read(), reviews))


@pytest.mark.parametrize("name", DEFECTS)
def test_each_of_the_ten_defects_is_caught(name: str) -> None:
    (defect, *_) = check_resource(DEFECTS[name])
    assert defect.path
    assert defect.says


def test_a_right_resource_has_no_defect() -> None:
    fine = {**DEFECTS["malformed dateTime"], "effectiveDateTime": "2026-03-02T08:00:00+01:00"}
    assert check_resource(fine) == ()


def test_an_episode_is_written_without_a_defect(resources: Resources) -> None:
    assert [str(defect) for item in resources for defect in check_resource(item)] == []
    assert check_resource(bundle(resources)) == ()
    assert check_resource(bundle(resources, transaction=True)) == ()


def test_every_kind_of_resource_is_written(resources: Resources) -> None:
    kinds = {item["resourceType"] for item in resources}
    assert kinds <= set(RESOURCES)
    assert kinds >= {
        "Patient",
        "Observation",
        "DiagnosticReport",
        "RiskAssessment",
        "ClinicalImpression",
        "Condition",
        "Task",
        "Procedure",
        "CarePlan",
        "Provenance",
        "AuditEvent",
    }


def test_issues_are_written_where_there_are_some(tmp_path: Path) -> None:
    place = carry(course_of(MADE_UP), tmp_path / "e", NOW)
    kinds = [item["resourceType"] for item in episode_resources(place.read(), [place.review("p1")])]
    assert "DetectedIssue" in kinds


def test_fhir_resources_accepts_an_episode(resources: Resources) -> None:
    assert by_fhir_resources(json.loads(json.dumps(bundle(resources)))) == []


def test_references_lead_to_what_is_there(resources: Resources) -> None:
    known = {f"{item['resourceType']}/{item['id']}" for item in resources}

    def links(part: object) -> list[str]:
        if isinstance(part, Mapping):
            own = [part["reference"]] if isinstance(part.get("reference"), str) else []
            return own + [link for value in part.values() for link in links(value)]
        return [link for value in part for link in links(value)] if isinstance(part, list) else []

    assert {link for item in resources for link in links(item)} <= known
    inside = json.dumps(bundle(resources))
    assert not any(f'"reference": "{name}"' in inside for name in known)


@pytest.mark.parametrize("form", ["bundle", "lines"])
def test_an_episode_comes_back_as_it_went(
    place: EpisodeFolder, resources: Resources, tmp_path: Path, form: str
) -> None:
    if form == "bundle":
        target = tmp_path / "bundle.json"
        target.write_text(json.dumps(bundle(resources)), encoding="utf-8")
    else:
        target = tmp_path / "bulk"
        target.mkdir()
        for kind, text in ndjson(resources).items():
            (target / f"{kind}.ndjson").write_text(text, encoding="utf-8")
    read = read_resources(target)
    assert is_episode(read)
    assert not is_case(read)
    back = episode_of(read, NOW.date())
    wanted = [replace(event, previous="") for event in place.read().events]
    assert list(back.episode.events) == wanted
    assert back.computed > 0
    again = EpisodeFolder(tmp_path / "again", now=NOW)
    again.log.restore(back.episode.events)
    assert again.read() == place.read()
    first = next(iter(place.read().problems))
    assert again.review(first).to_dict() == place.review(first).to_dict()


def test_what_was_withdrawn_is_entered_in_error(tmp_path: Path) -> None:
    place = carry(course_of(MADE_UP), tmp_path / "e", NOW)
    withdrawn = set(place.read().withdrawn)
    marked = [
        item
        for item in episode_resources(place.read(), [])
        if item.get("status") == "entered-in-error"
    ]
    assert len(marked) == len(withdrawn) == 1


def test_a_probability_is_in_percent(resources: Resources) -> None:
    for item in resources:
        if item["resourceType"] == "RiskAssessment":
            shares = [one["probabilityDecimal"] for one in item["prediction"]]
            assert shares == sorted(shares, reverse=True)
            assert 1 < shares[0] <= 100


def test_no_name_of_a_patient_leaves(resources: Resources) -> None:
    (patient,) = (item for item in resources if item["resourceType"] == "Patient")
    assert set(patient) == {"resourceType", "id", "identifier", "gender"}


@pytest.mark.parametrize("file", CASES, ids=[file.stem for file in CASES])
def test_a_published_case_comes_back_as_it_went(file: Path) -> None:
    case = Case.from_file(file)
    written = json.loads(json.dumps(list(case_resources(case))))
    assert [defect for item in written for defect in check_resource(item)] == []
    assert case_of(written) == case


@pytest.mark.parametrize(
    ("field", "value"),
    [("valueCodeableConcept", {"text": "normal"}), ("bodySite", {"text": "right"}), ("note", [])],
)
def test_a_finding_that_others_changed_is_not_read_as_it_was(field: str, value: object) -> None:
    jerk = {"finding": "ankle jerk", "side": "left", "value": "absent", "note": "twice"}
    case = Case.from_dict({"radicular_case": 1, "findings": [jerk]})
    patient, finding = case_resources(case)
    with pytest.raises(InputError, match=f"{field}.*changed since"):
        case_of([patient, {**finding, field: value}])


_PLAIN = st.recursive(
    st.text(min_size=1) | st.integers(-(2**31), 2**31 - 1) | st.booleans() | st.floats(-1e6, 1e6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(min_size=1).filter(lambda name: name != "item"), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(_PLAIN)
def test_plain_data_come_back_from_extensions(value: object) -> None:
    assert decoded(json.loads(json.dumps(encoded("urn:x", value)))) == value


BROKEN: list[tuple[str, object, str]] = [
    ("no JSON", "{", "FHIR in JSON"),
    ("a list", "[]", "resourceType"),
    ("a number", "1", "resourceType"),
    ("a field twice", '{"resourceType": "Patient", "id": "a", "id": "b"}', "each field once"),
    (
        "no entries",
        {"resourceType": "Bundle", "type": "collection", "entry": 3},
        "a list of entries",
    ),
    (
        "an entry without resource",
        {"resourceType": "Bundle", "entry": [{}]},
        "entry\\[0\\]",
    ),
    ("too deep", "[" * 5000 + "]" * 5000, "levels"),
]


@pytest.mark.parametrize(("content", "told"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_what_is_no_fhir_is_refused(tmp_path: Path, content: object, told: str) -> None:
    file = tmp_path / "bundle.json"
    text = content if isinstance(content, str) else json.dumps(content)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        read_resources(file)


def test_a_bundle_of_200_mb_is_refused_without_reading_it(tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    with file.open("wb") as opened:
        opened.truncate(200_000_000)
    with pytest.raises(InputError, match=f"{LARGEST_BUNDLE:,}"):
        read_resources(file)


def member(key: str, *others: str) -> dict[str, Any]:
    links = [{"reference": f"Observation/{other}"} for other in others]
    text = {"text": "x"}
    return {
        "resourceType": "Observation",
        "id": key,
        "status": "final",
        "code": text,
        "hasMember": links,
    }


@pytest.mark.parametrize("circle", [("a",), ("a", "b"), ("a", "b", "c", "d")])
def test_a_circle_of_references_is_refused(tmp_path: Path, circle: tuple[str, ...]) -> None:
    file = tmp_path / "all.ndjson"
    following = (*circle[1:], circle[0])
    lines = [json.dumps(member(*pair)) for pair in zip(circle, following, strict=True)]
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError, match="Observation/a"):
        read_resources(file)


def test_a_long_chain_is_no_circle(tmp_path: Path) -> None:
    file = tmp_path / "all.ndjson"
    lines = [json.dumps(member(str(n), str(n + 1))) for n in range(3000)]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert len(read_resources(file)) == 3000


@pytest.mark.parametrize("lost", [2, 5])
def test_an_episode_with_a_hole_is_refused(resources: Resources, lost: int) -> None:
    rest = [item for item in resources if (extension(item, EVENT) or {}).get("number") != lost]
    with pytest.raises(InputError, match="none missing"):
        episode_of(rest, NOW.date())
