"""How a report tells a recorded value."""

import pytest

from radicular.case import Case
from radicular.localize.red_flags import red_flags
from radicular.report.words import observation_words


@pytest.mark.parametrize(
    ("finding", "value", "words"),
    [
        ("ankle jerk", "absent", "Ankle reflex: left absent"),
        ("ankle jerk", "diminished", "Ankle reflex: left reduced (written: diminished)"),
        ("ankle jerk", "reduced or absent", "Ankle reflex: left absent or reduced"),
        ("foot drop", "yes", "Foot drop: left present"),
        ("foot drop", "no", "Foot drop: left absent"),
        ("ankle jerk", "unknown", "Ankle reflex: left unknown"),
        (
            "EHL weakness",
            "absent",
            "Strength: extensor hallucis longus: left MRC 5 (written: absent)",
        ),
        (
            "EHL weakness",
            "yes",
            "Strength: extensor hallucis longus: left MRC 0 or 1 to MRC 4+",
        ),
        (
            "dorsalis pedis pulse",
            "absent",
            "Leg pulses weak or absent: left present (written: absent)",
        ),
    ],
)
def test_what_was_understood_is_told(finding: str, value: str, words: str) -> None:
    case = Case.from_dict(
        {"radicular_case": 1, "findings": [{"finding": finding, "side": "left", "value": value}]}
    )
    assert observation_words(case.observations[0]) == words


def test_red_flags_tell_what_was_understood() -> None:
    case = Case.from_dict(
        {"radicular_case": 1, "findings": [{"finding": "bladder control", "value": "lost"}]}
    )
    (flag,) = red_flags(case)
    assert not flag.finding.endswith(": lost")
