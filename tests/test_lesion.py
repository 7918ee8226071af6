"""The typed notation of lesions."""

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radicular.errors import NotationError
from radicular.lesion import Lesion
from tests.lesions import lesions


@given(lesions())
def test_text_and_json_round_trip(lesion: Lesion) -> None:
    assert Lesion.parse(str(lesion)) == lesion
    assert Lesion.from_dict(json.loads(json.dumps(lesion.to_dict()))) == lesion


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("left S1 root, moderate, 6 weeks", ("root_S1", "left", None, "moderate", "mixed", 6.0)),
        (
            "right common fibular nerve at the fibular head, severe, motor",
            ("common_fibular", "right", None, "severe", "motor", None),
        ),
        ("L5 and S1 roots, both sides", ("roots_L5_S1", "both", None, None, "mixed", None)),
        ("cauda equina below S1", ("cauda_equina", "both", "below_S1", None, "mixed", None)),
        ("left S1 dorsal root", ("structure:dr_S1", "left", None, None, "mixed", None)),
        ("Right common peroneal nerve", ("common_fibular", "right", None, None, "mixed", None)),
        (
            "left sciatic nerve in the thigh, 3 days",
            ("sciatic", "left", "thigh", None, "mixed", 0.4286),
        ),
    ],
)
def test_notation_is_read(text: str, fields: tuple[object, ...]) -> None:
    lesion = Lesion.parse(text)
    assert (
        lesion.site,
        lesion.side,
        lesion.place,
        lesion.severity,
        lesion.fibers,
        lesion.weeks,
    ) == fields


@pytest.mark.parametrize(
    ("text", "field", "hint"),
    [
        ("S1", "lesion", "must be said"),
        ("left S1", "lesion", "must be said"),
        ("S1 root", "lesion.side", "left, right or both"),
        ("left S1 root, purple", "lesion", "severity"),
        ("left S1 root, mild, severe", "lesion.severity", "only one severity"),
        ("left S1 root, right", "lesion.side", "only one side"),
        ("left sciatik nerve", "lesion", "sciatic nerve"),
        ("cauda equina below S4", "lesion", "L1, L2, L3, L4, L5 or S1"),
        ("", "lesion", "a site of the map"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, field: str, hint: str) -> None:
    with pytest.raises(NotationError) as caught:
        Lesion.parse(text)
    assert caught.value.field == field
    assert hint in str(caught.value)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"site": "root_S1"}, "lesion.side"),
        ({"site": "root_S9", "side": "left"}, "lesion.site"),
        ({"site": "root_S1", "side": "up"}, "lesion.side"),
        ({"site": "root_S1", "side": "left", "place": "moon"}, "lesion.place"),
        ({"site": "root_S1", "side": "left", "weeks": -1}, "lesion.weeks"),
        ({"site": "root_S1", "side": "left", "color": "red"}, "lesion"),
    ],
)
def test_wrong_fields_are_refused(data: dict[str, object], field: str) -> None:
    with pytest.raises(NotationError) as caught:
        Lesion.from_dict(data)
    assert caught.value.field == field


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        lesion = Lesion.parse(text)
    except NotationError:
        return
    assert lesion.side in get_args(type(lesion).__annotations__["side"])
