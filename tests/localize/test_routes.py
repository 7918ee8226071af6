"""The ways of findings: what the words say must be what conduction does."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radicular.anatomy.sites import load_sites
from radicular.conduction import Function, load_conduction
from radicular.findings.catalog import Finding, load_catalog
from radicular.lesion import Lesion
from radicular.localize.carriers import carrier_of
from radicular.localize.routes import Route, route_of

S1, L5 = Lesion.parse("left S1 root"), Lesion.parse("left L5 root")
FIBULAR = Lesion.parse("left common fibular nerve")
PLACES = [(site.id, place.id) for site in load_sites().values() for place in site.places]
CATALOG = load_catalog()
ON_FIBERS = [finding.id for finding in CATALOG if carrier_of(finding).basis == "fibers"]
TOLERANCE = 1e-9
#: Words that say that a place lies on a way.
SAYS_ON = ("lies on this way", "sits on what is tested", "goes with this level")


def route(finding: str, first: Lesion = S1, second: Lesion = FIBULAR, side: str = "") -> Route:
    known = CATALOG[finding]
    return route_of(known, side or ("left" if known.sided else "midline"), first, second)


def stopped(finding: Finding, function: Function) -> list[float]:
    """What conduction says a lesion takes of each organ of a finding."""
    organs = dict.fromkeys((strand.kind, strand.organ) for strand in carrier_of(finding).strands)
    left = [(kind, function.of(kind, organ, "left")) for kind, organ in organs]
    return [value if kind == "irritation" else 1 - value for kind, value in left]


def complete(site: str, place: str) -> Function:
    return load_conduction().function([Lesion(site, "left", place, "complete")])


@pytest.mark.parametrize("place", PLACES, ids=list(map(":".join, PLACES)))
def test_a_way_is_held_exactly_where_conduction_fails(place: tuple[str, str]) -> None:
    function = complete(*place)
    where = load_sites()[place[0]].place(place[1])
    for finding in ON_FIBERS:
        carrier = carrier_of(CATALOG[finding])
        lost = max(stopped(CATALOG[finding], function))
        held = carrier.held(where)
        assert (held > TOLERANCE) == (lost > TOLERANCE), finding
        assert bool(carrier.at(where)) == (lost > TOLERANCE), finding
        if carrier.sums_up or len(carrier.organs) == 1:
            assert held == pytest.approx(lost, abs=TOLERANCE), finding
        else:
            assert held <= lost + TOLERANCE, finding


@given(st.sampled_from(ON_FIBERS), st.sampled_from(PLACES))
def test_a_route_says_what_conduction_does(finding: str, place: tuple[str, str]) -> None:
    told = route(finding, Lesion(place[0], "left", place[1])).first
    assert told.lies_on == (max(stopped(CATALOG[finding], complete(*place))) > TOLERANCE)


@given(
    finding=st.sampled_from([finding.id for finding in CATALOG]),
    one=st.sampled_from(PLACES),
    other=st.sampled_from(PLACES),
)
def test_words_say_what_is_held(finding: str, one: tuple[str, str], other: tuple[str, str]) -> None:
    lesions = [Lesion(site, "left", place) for site, place in (one, other)]
    told = route(finding, lesions[0], lesions[1])
    if told.basis in ("fibers", "structures", "level"):
        said = sum(told.text.count(words) for words in SAYS_ON)
        neither = "Neither " in told.text
        assert said == told.first.lies_on + told.second.lies_on + neither
        assert not (neither and (told.first.lies_on or told.second.lies_on))


@pytest.mark.parametrize("finding", list(CATALOG), ids=lambda finding: finding.id)
def test_every_finding_reads_as_words(finding: Finding) -> None:
    told = route(finding.id)
    assert told.sentences
    for sentence in told.sentences:
        assert sentence.endswith(".")
        assert not sentence[0].islower()
        assert "_" not in sentence
        assert "  " not in sentence
    assert set(told.first.structures) <= {*told.structures, *told.organs}


def test_ankle_reflex_of_root_and_fibular_nerve() -> None:
    told = route("reflex_achilles")
    assert told.roots[0][0] == "S1"
    assert "tibial nerve" in told.text
    assert "fibular nerve" not in told.sentences[0]
    assert told.sentences[1].startswith("A lesion of the left S1 root lies on this way")
    assert "there it is intact" in told.sentences[2]


def test_sensory_response_is_spared_before_the_ganglion() -> None:
    told = route("snap_sural", second=Lesion.parse("left sural nerve"))
    assert "beyond the ganglion" in told.text
    assert "A lesion of the left S1 root lies before the ganglion" in told.text
    assert told.second.share == 1
    outside = route("snap_sural", Lesion.parse("left S1 root outside the foramen")).first
    assert outside.lies_on


def test_unstated_place_tells_of_the_places_where_it_would_be_otherwise() -> None:
    assert "outside the foramen" in " ".join(route("snap_sural").first.other_places)
    stated = Lesion.parse("left S1 root in the lateral recess")
    assert route("snap_sural", stated).first.other_places == ()


def test_paraspinals_leave_before_the_plexus() -> None:
    told = route("emg_paraspinals", second=Lesion.parse("left sacral plexus"))
    assert "before any plexus or nerve of the leg" in told.text
    assert told.first.lies_on
    assert not told.second.lies_on


def test_disc_level_meets_its_root() -> None:
    told = route("mri_L5_S1_subarticular", second=L5)
    assert "S1 root (traversing)" in told.sentences[0]
    assert told.first.lies_on
    assert not told.second.lies_on
    assert (
        route("mri_L5_S1_foraminal", Lesion.parse("left L5 root in the foramen")).first.share == 1
    )


def test_tension_test_names_what_it_loads() -> None:
    told = route("slr")
    assert told.sentences[0].startswith("This test loads the L5 and S1 roots")
    assert told.first.share == 1


def test_table_finding_has_no_way() -> None:
    told = route("foot_cold")
    assert told.structures == ()
    assert "table by site" in told.text
    assert len(told.sentences) == 1


def test_site_of_a_table_is_told() -> None:
    hip = Lesion.parse("left hip joint")
    told = route("pain_groin", hip)
    assert "The left hip joint holds no nerve" in told.text
    assert "For left hip joint, a table by site adds" in told.text


def test_both_places_of_a_table_are_told_once() -> None:
    told = route("pain_low_back", S1, Lesion.parse("left hip joint"))
    assert told.text.count("a table by site") == 1


def test_upper_motor_lesion_frees_the_reflex() -> None:
    assert "brisk" in route("reflex_achilles", Lesion.parse("spinal cord above the conus")).text


def test_sphincters_need_both_sides() -> None:
    assert "both sides fail" in route("bladder_retention", Lesion.parse("cauda equina")).text


@pytest.mark.parametrize(
    ("found", "hurt"), list(product(("left", "right"), ("left", "right", "both")))
)
def test_a_lesion_of_the_other_side_lies_on_no_way(found: str, hurt: str) -> None:
    lesion = Lesion.from_dict({"site": "root_S1", "side": hurt})
    told = route("reflex_achilles", lesion, FIBULAR, found).first
    assert told.lies_on == (hurt in (found, "both"))
    assert told.other_side != told.lies_on


def test_to_dict_is_plain() -> None:
    told = route("reflex_achilles").to_dict()
    assert told["first"]["lies_on_the_way"] is True
    assert sum(told["roots"].values()) == pytest.approx(1, abs=1e-3)
