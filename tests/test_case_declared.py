"""What a case file declares beside its findings, and findings that are not simply known."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from radicular.anatomy.sites import load_sites
from radicular.case import Case, Observation, Vertebrae, case_schema
from radicular.case.fields import COUNTED_BY, SETTINGS
from radicular.errors import CaseFileError
from radicular.findings.catalog import load_catalog
from radicular.findings.grades import unjudged
from radicular.findings.scales import load_scales
from radicular.findings.values import parse_value
from radicular.hypotheses import SETTINGS as OF_HYPOTHESES
from radicular.lesion import Lesion

START = "radicular_case: 1\nfindings: []\n"
ENTRY = "radicular_case: 1\nfindings:\n"
CATALOG = load_catalog()
ONE_OF_EACH_SCALE = {finding.scale.name: finding for finding in CATALOG}


def problem_of(text: str) -> str:
    with pytest.raises(CaseFileError) as caught:
        Case.from_text(text)
    (line,) = str(caught.value).splitlines()
    return line


def comes_back(case: Case) -> bool:
    Draft202012Validator(case_schema()).validate(case.to_dict())
    plain = Case.from_text(json.dumps(case.to_dict()))
    return Case.from_text(case.to_yaml()) == plain == case


def test_settings_are_those_of_the_hypotheses() -> None:
    assert set(SETTINGS) == set(OF_HYPOTHESES)
    assert Case.from_text(START + "setting: surgical series").setting == "surgical_series"


@pytest.mark.parametrize(
    ("written", "counted_by", "confirmed"),
    [
        ("whole spine", "whole spine", True),
        ("Whole-spine localizer", "whole spine", True),
        ("operation and imaging", "operation and imaging", True),
        ("fluoroscopy and imaging", "operation and imaging", True),
        ("lumbar only", "lumbar only", False),
        ("lumbar MRI", "lumbar only", False),
        ("not stated", "not stated", False),
        ("unknown", "not stated", False),
    ],
)
def test_a_count_is_confirmed_from_above_or_at_operation(
    written: str, counted_by: str, *, confirmed: bool
) -> None:
    case = Case.from_text(f"{START}lumbar_vertebrae: {{count: 6, counted_by: {written}}}")
    assert case.vertebrae == Vertebrae(6, counted_by)
    assert case.vertebrae.confirmed is confirmed
    assert comes_back(case)


def test_every_word_for_counting_stands_for_one_that_is_written() -> None:
    assert {COUNTED_BY[word] for word in COUNTED_BY.values()} == set(COUNTED_BY.values())


def test_a_count_without_how_is_not_confirmed() -> None:
    case = Case.from_text(f"{START}lumbar_vertebrae: {{count: '4'}}")
    assert case.vertebrae == Vertebrae(4, "not stated")
    assert Case.from_text(START).vertebrae is None


@pytest.mark.parametrize(
    ("declared", "where"),
    [
        ("lumbar_vertebrae: 5", "lumbar_vertebrae: 5"),
        ("lumbar_vertebrae: {}", "lumbar_vertebrae.count: nothing"),
        ("lumbar_vertebrae: {counted_by: whole spine}", "lumbar_vertebrae.count: nothing"),
        ("lumbar_vertebrae: {count: 7}", "lumbar_vertebrae.count: 7"),
        ("lumbar_vertebrae: {count: 4.5}", "lumbar_vertebrae.count: 4.5"),
        ("lumbar_vertebrae: {count: yes}", "lumbar_vertebrae.count: True"),
        ("lumbar_vertebrae: {count: five}", "lumbar_vertebrae.count: 'five'"),
        ("lumbar_vertebrae: {count: 5, counted_by: eye}", "lumbar_vertebrae.counted_by: 'eye'"),
        ("lumbar_vertebrae: {count: 5, by: eye}", "lumbar_vertebrae.by: 'eye'"),
        ("background: polyneuropathy", "background: 'polyneuropathy'"),
        ("background: [7]", "background[1]: 7"),
        ("background: [left S1 root, mild]", "background[2]: 'mild'"),
        ("background: ['S1 root']", "background[1]: 'S1 root'"),
        ("background: ['left S1 root, 5000 years']", "background[1]: 'left S1 root, 5000 years'"),
        ("background: [myopathy, myopathy]", "background[2]: 'myopathy'"),
    ],
)
def test_what_is_wrong_is_named_with_what_is_allowed(declared: str, where: str) -> None:
    line = problem_of(START + declared)
    assert line.startswith(f"{where} is not possible; allowed: ")


def test_a_lesion_split_at_its_commas_is_told_about_quotes() -> None:
    assert "each in quotes" in problem_of(START + "background: [left S1 root, mild]")


def test_lesions_from_before_are_declared() -> None:
    case = Case.from_text(
        f"{START}background:\n  - both polyneuropathy, mild, 5 years\n  - left S1 root, severe\n"
    )
    assert [(lesion.site, lesion.severity) for lesion in case.background] == [
        ("polyneuropathy", "mild"),
        ("root_S1", "severe"),
    ]
    assert comes_back(case)
    assert Case.from_text(START).background == ()


@pytest.mark.parametrize("site", load_sites())
def test_any_site_can_be_in_the_background(site: str) -> None:
    lesions = tuple(
        Lesion.parse(str(Lesion(site, "both", place.id, "mild", weeks=260.0)))
        for place in load_sites()[site].places
    )
    assert comes_back(Case(background=lesions))


def test_a_finding_can_be_declared_unrelated() -> None:
    case = Case.from_text(
        f"{ENTRY}  - {{finding: knee jerk, side: both, value: absent, unrelated: yes}}\n"
        "  - {finding: ankle jerk, side: left, value: absent, unrelated: no}\n"
    )
    assert [entry.unrelated for entry in case.observations] == [True, True, False]
    assert "unrelated" not in case.observations[2].to_dict()
    assert comes_back(case)


def test_a_finding_recorded_twice_is_unrelated_if_one_record_says_so() -> None:
    case = Case.from_text(
        f"{ENTRY}  - {{finding: ankle jerk, side: left, value: absent}}\n"
        "  - {finding: Achilles reflex, side: left, value: 0, unrelated: yes}\n"
    )
    assert [entry.unrelated for entry in case.observations] == [True]


def test_unrelated_is_yes_or_no() -> None:
    line = problem_of(f"{ENTRY}  - {{finding: SLR, side: left, value: yes, unrelated: maybe}}\n")
    assert line == "findings[1].unrelated: 'maybe' is not possible; allowed: yes or no"


@pytest.mark.parametrize(
    "written",
    [
        "could not be judged",
        "tested, could not be judged",
        "could not be tested",
        "not testable",
        "NT",
        "untestable",
        "refused",
        "inconclusive",
        "not testable (plaster)",
        "not testable because of pain",
        "could not be assessed due to swelling",
    ],
)
@pytest.mark.parametrize("scale", load_scales())
def test_every_scale_can_be_impossible_to_judge(scale: str, written: str) -> None:
    finding = ONE_OF_EACH_SCALE[scale]
    value = parse_value(finding, written)
    assert value.missing
    assert not value.judged
    assert value.grades == frozenset(finding.scale.grades)
    assert value.text == written


@pytest.mark.parametrize("written", ["unknown", "not tested", "equivocal", "unclear", "?", None])
@pytest.mark.parametrize("scale", load_scales())
def test_what_is_not_known_is_not_impossible_to_judge(scale: str, written: str | None) -> None:
    value = parse_value(ONE_OF_EACH_SCALE[scale], written)
    assert value.missing
    assert value.judged


@pytest.mark.parametrize("scale", load_scales())
def test_what_could_not_be_judged_comes_back(scale: str) -> None:
    finding = ONE_OF_EACH_SCALE[scale]
    side = "left" if finding.sided else "midline"
    level = finding.attributes.get("level", "")
    for text in ("could not be judged", "something else"):
        value = unjudged(finding.scale, text)
        case = Case((Observation(finding.id, side, value, "", level, finding.stage),))
        assert comes_back(case)
        assert case.unjudged == case.observations


def test_pinprick_that_could_not_be_judged_keeps_its_modality() -> None:
    value = parse_value(CATALOG["sensation_heel"], "pinprick not testable")
    assert (value.modality, value.judged) == ("pinprick", False)


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("unknown", "not testable", "not testable"),
        ("not testable", "unknown", "not testable"),
        ("not testable", "absent", "absent"),
        ("absent", "not testable", "absent"),
    ],
)
def test_the_record_that_says_most_counts(first: str, second: str, kept: str) -> None:
    case = Case.from_text(
        f"{ENTRY}  - {{finding: ankle jerk, side: left, value: {first}}}\n"
        f"  - {{finding: Achilles reflex, side: left, value: {second}}}\n"
    )
    assert [entry.value.text for entry in case.observations] == [kept]


def test_the_example_of_the_readme_can_be_read() -> None:
    text = Path("README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(setting:.*?)```", text, flags=re.DOTALL)
    case = Case.from_text(f"radicular_case: 1\n{block}")
    assert case.setting == "spine_clinic"
    assert case.vertebrae is not None
    assert case.vertebrae.confirmed
    assert [entry.unrelated for entry in case.observations] == [True, False]
    assert [entry.finding for entry in case.unjudged] == ["strength_ankle_plantarflexion"]
    assert comes_back(case)
