"""A comparison made by hand, for what does not depend on the model."""

from collections.abc import Mapping
from dataclasses import dataclass

from radicular.case import Case
from radicular.lesion import Lesion
from radicular.localize.comparison import BitsOfFinding, Comparison, SiteBits, compare
from radicular.report.words import observation_words

#: Bits for the first against the second place by finding; what is not named tells nothing.
BITS: Mapping[str, float] = {
    "reflex_achilles": 3.4,
    "gait_toe_walk": 2.6,
    "sensation_lateral_foot": 1.2,
    "gait_heel_walk": 0.9,
    "slr": -0.3,
    "strength_great_toe_extension": -1.6,
}
PRIOR, PRIOR_BITS = (0.12, 0.11), 0.1255


@dataclass(frozen=True)
class Ranked:
    """The likeliest site of the answer below."""

    site: str = "root_S1"
    side: str = "left"


@dataclass(frozen=True)
class Answer:
    """An answer that knows its first site only."""

    ranked: tuple[Ranked, ...] = (Ranked(),)


class HandMade:
    """A localizer that gives the numbers above, whatever the two places."""

    def __init__(self, sign: int = 1, setting: str = "spine_clinic") -> None:
        self.sign = sign
        self.setting = setting

    def locate(self, case: Case, *, count: int, tests: int) -> Answer:
        del case, count, tests
        return Answer()

    def site_bits(self, case: Case, first: Lesion, second: Lesion) -> SiteBits:
        del first, second
        findings = tuple(
            BitsOfFinding(
                finding=observation_words(item),
                finding_id=item.finding,
                side=item.side,
                bits_first_second=self.sign * BITS.get(item.finding, 0.0),
                bits_first_others=0.5,
                leave_one_out=0.2,
                surprise=6.0 if item.finding == "strength_great_toe_extension" else 0.5,
            )
            for item in case.observations
        )
        remark = BitsOfFinding("Record of one side only", "record_side", "left", 0.0, 0, 0, 0)
        total = PRIOR_BITS + sum(item.bits_first_second for item in findings)
        return SiteBits(*PRIOR, PRIOR_BITS, total, 0.8, 0.05, (*findings, remark))


def case(title: str = "Left leg pain", *more: Mapping[str, str]) -> Case:
    """Return a case with a finding on every kind of way."""
    findings = [
        {"finding": "reflex_achilles", "side": "left", "value": "absent"},
        {"finding": "gait_toe_walk", "side": "left", "value": "unable"},
        {"finding": "sensation_lateral_foot", "side": "left", "value": "reduced"},
        {"finding": "gait_heel_walk", "side": "left", "value": "normal"},
        {"finding": "slr", "side": "left", "value": "positive"},
        {"finding": "strength_great_toe_extension", "side": "left", "value": "4"},
        {"finding": "snap_sural", "side": "left", "value": "normal"},
        {"finding": "emg_paraspinals", "side": "left", "value": "normal"},
        {"finding": "foot_cold", "side": "left", "value": "absent"},
        *more,
    ]
    return Case.from_dict({"radicular_case": 1, "title": title, "findings": findings})


def comparison(
    of: Case | None = None, first: str = "left S1 root", second: str = "left L5 root", sign: int = 1
) -> Comparison:
    """Return a comparison with numbers made by hand and the ways of the map."""
    places = Lesion.parse(first), Lesion.parse(second)
    return compare(HandMade(sign), of or case(), *places)
