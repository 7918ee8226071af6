"""The count of lumbar vertebrae and what an unconfirmed one does to the names of levels."""

import json

import pytest

from radicular.hypotheses import load_numbering


def test_counts_cover_everyone() -> None:
    counts = load_numbering()
    assert [count.lumbar_vertebrae for count in counts] == [4, 5, 6]
    assert sum(count.probability for count in counts) == pytest.approx(1.0)
    assert counts[1].probability > 0.8
    assert json.loads(json.dumps([count.to_dict() for count in counts]))[0]["shift"] == -1


def test_names_shift_with_the_count() -> None:
    assert [count.shift for count in load_numbering()] == [-1, 0, 1]
    assert [count.shift_chance for count in load_numbering() if not count.shift] == [0]


def test_misnamed_reports_stay_near_the_published_share() -> None:
    # 0.141 of 1049 lumbar studies without whole-spine images (Tokgoz 2014): a check, not fitted.
    # 0.05 is the share of ordinary spines in which the ligament misleads (Farshad-Amacker 2014).
    counts = load_numbering()
    shifted = sum(count.probability * count.shift_chance for count in counts)
    predicted = shifted + 0.05 * counts[1].probability
    assert predicted == pytest.approx(0.141, abs=0.03)
