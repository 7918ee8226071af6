"""One place against another: the parts make the whole, and the places are read with care."""

from dataclasses import replace

import pytest

from radicular.errors import InputError
from radicular.lesion import Lesion
from radicular.localize.comparison import compare, read_place
from tests.comparisons import BITS, HandMade, case, comparison

L5 = Lesion.parse("left L5 root")


def test_bits_add_up_to_the_posterior_odds() -> None:
    made = comparison()
    total = made.prior_bits + sum(item.bits_first_second for item in made.bits)
    assert total == pytest.approx(made.posterior_bits, abs=1e-6)


@pytest.mark.parametrize("missed", [1e-5, -2.0, float("nan")])
def test_bits_that_do_not_add_up_are_refused(missed: float) -> None:
    made = comparison()
    numbers = replace(made.numbers, posterior_bits=made.posterior_bits + missed)
    with pytest.raises(ValueError, match="miss the posterior odds"):
        replace(made, numbers=numbers)


def test_every_finding_of_the_catalog_has_its_way() -> None:
    made = comparison()
    assert [item.route is None for item in made.bits] == [False] * (len(made.bits) - 1) + [True]
    assert made.bits[-1].finding_id == "record_side"
    assert {route.finding for item in made.bits if (route := item.route)} >= set(BITS)


def test_without_a_first_place_the_likeliest_is_taken() -> None:
    assert compare(HandMade(), case(), None, L5).first == "left S1 root"


@pytest.mark.parametrize("second", ["left S1 root", "left S1 root in the foramen"])
@pytest.mark.parametrize("first", [None, "left S1 root"])
def test_a_place_is_not_set_against_itself(first: str | None, second: str) -> None:
    chosen = None if first is None else Lesion.parse(first)
    with pytest.raises(InputError, match="--against"):
        compare(HandMade(), case(), chosen, Lesion.parse(second))


@pytest.mark.parametrize(
    "second", ["right S1 root", "left S2 root", "left tibial nerve at the tarsal tunnel"]
)
def test_other_sides_and_sites_can_be_compared(second: str) -> None:
    chosen = Lesion.parse("left S1 root")
    assert compare(HandMade(), case(), chosen, Lesion.parse(second)).second == second


def test_two_places_of_a_site_can_be_compared() -> None:
    recess, foramen = "left S1 root in the lateral recess", "left S1 root in the foramen"
    assert comparison(first=recess, second=foramen).second == foramen


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("S1 root", "a side must be stated"),
        ("left S9 root", "nearest"),
        ("left S1", "which S1 is meant"),
        ("left S1 root, severe", "side, site and place only"),
        ("left S1 dorsal root", "a site that locate considers"),
        ("", "site"),
    ],
)
def test_a_place_that_cannot_be_compared_is_told(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told) as raised:
        read_place("--for", text)
    assert raised.value.field == "--for"


def test_red_flags_are_kept() -> None:
    urgent = case("", {"finding": "urinary retention", "value": "present"})
    assert comparison(urgent).red_flags[0].urgent


def test_to_dict_is_plain() -> None:
    told = comparison().to_dict()
    assert told["first"] == "left S1 root"
    assert told["findings"][0]["route"]["basis"] == "fibers"
    assert told["findings"][-1]["route"] is None
    total = told["prior_bits"] + sum(item["bits_first_second"] for item in told["findings"])
    assert total == pytest.approx(told["posterior_bits"], abs=1e-6)
