"""The ways from the cord to muscle, skin, reflex and sphincter."""

import pytest

from radicular.anatomy import Pathway, load_atlas
from radicular.errors import UnknownNameError

ATLAS = load_atlas()
ORGANS = [*ATLAS.muscles, *ATLAS.patches, *ATLAS.effectors, *ATLAS.sensory_nerves]

#: Roots that skin maps draw where no nerve of that skin carries them, and why they do.
UNROUTED = {
    ("scrotum_labium_anterior", "S3"): "edge of the S3 saddle; its nerve ends behind this skin",
    ("lumbar_paramedian", "L4"): "band map; the L4 and L5 dorsal rami reach no skin",
    ("lumbar_paramedian", "L5"): "band map; the L4 and L5 dorsal rami reach no skin",
    ("buttock_upper_medial", "L4"): "band map; the L4 and L5 dorsal rami reach no skin",
    ("buttock_upper_medial", "L5"): "band map; the L4 and L5 dorsal rami reach no skin",
    ("buttock_medial", "L4"): "band map; the L4 and L5 dorsal rami reach no skin",
    ("lateral_thigh_lower", "L5"): "band map; its only nerve comes from the lumbar plexus",
}


def through(organ: str, structure: str) -> float:
    """Return the part of an organ's supply that runs through a structure."""
    return sum(path.share for path in ATLAS.pathways(organ) if structure in path.structures)


def roots_of(organ: str) -> dict[str, float]:
    """Return the share of each root in the pathways of an organ."""
    shares: dict[str, float] = {}
    for path in ATLAS.pathways(organ):
        shares[path.root] = shares.get(path.root, 0) + path.share
    return shares


@pytest.mark.parametrize("organ", ORGANS)
def test_shares_of_an_organ_sum_to_one(organ: str) -> None:
    assert sum(path.share for path in ATLAS.pathways(organ)) == pytest.approx(1)
    assert sum(share.share for share in ATLAS.root_shares(organ)) == pytest.approx(1)
    assert all(path.share > 0 for path in ATLAS.pathways(organ))


@pytest.mark.parametrize("organ", ORGANS)
def test_every_path_begins_in_the_cord_and_follows_the_graph(organ: str) -> None:
    for path in ATLAS.pathways(organ):
        assert path.structures[0] == f"seg_{path.root}"
        for parent, child in zip(path.structures, path.structures[1:], strict=False):
            assert child in ATLAS.structures[parent].children, path


@pytest.mark.parametrize("organ", ORGANS)
def test_motor_fibers_leave_in_front_and_sensory_fibers_enter_behind(organ: str) -> None:
    for path in ATLAS.pathways(organ):
        motor = path.fiber != "sensory"
        assert (f"vr_{path.root}" in path.structures) is motor
        assert (f"dr_{path.root}" in path.structures) is not motor
        assert (f"drg_{path.root}" in path.structures) is not motor


@pytest.mark.parametrize("reflex", ATLAS.reflexes)
def test_arcs_go_in_behind_and_out_in_front(reflex: str) -> None:
    arcs = ATLAS.reflex_arcs(reflex)
    assert sum(arc.share for arc in arcs) == pytest.approx(1)
    for arc in arcs:
        inward = [f"drg_{arc.root}", f"dr_{arc.root}", f"seg_{arc.root}"]
        assert list(arc.afferent[-3:]) == inward
        assert arc.efferent[:2] == (f"seg_{arc.root}", f"vr_{arc.root}")
        assert arc.effector in ATLAS.muscles


def test_what_no_nerve_can_carry_is_known_and_explained() -> None:
    assert {(left.organ, left.root) for left in ATLAS.unrouted} == set(UNROUTED)


def test_no_path_takes_a_connection_that_most_people_lack() -> None:
    rare = {edge.child for edge in ATLAS.graph.edges if edge.variant}
    assert rare == {"accessory_obturator", "accessory_deep_fibular"}
    for organ in ORGANS:
        assert not any(rare & set(path.structures) for path in ATLAS.pathways(organ))


def test_the_sural_nerve_passes_the_ganglion_before_the_spinal_nerve() -> None:
    for path in ATLAS.pathways("sural"):
        order = path.structures.index
        assert order(f"dr_{path.root}") < order(f"drg_{path.root}") < order(f"sn_{path.root}")
        assert path.structures[-1] == "sural"


@pytest.mark.parametrize(
    ("organ", "structure"),
    [
        ("extensor_digitorum_brevis", "deep_fibular_ankle"),
        ("biceps_femoris_short", "sciatic_fibular_thigh"),
        ("iliacus", "femoral_pelvis"),
        ("rectus_femoris", "femoral_inguinal"),
        ("semitendinosus", "sciatic_tibial_gluteal"),
        ("tibialis_posterior", "tibial_leg"),
        ("abductor_hallucis", "tibial_tarsal_tunnel"),
        ("tibialis_anterior", "common_fibular_neck"),
        ("fibularis_longus", "superficial_fibular_leg"),
        ("gluteus_medius", "superior_gluteal"),
        ("detrusor", "pelvic_splanchnic"),
        ("external_anal_sphincter", "pudendal"),
        ("multifidus_S1", "drmed_S1"),
        ("first_web_space", "deep_fibular_ankle"),
        ("heel_plantar", "medial_calcaneal"),
        ("heel_lateral", "sural"),
    ],
)
def test_all_of_its_supply_runs_there(organ: str, structure: str) -> None:
    if organ == "first_web_space":
        assert through(organ, structure) >= 0.75
    else:
        assert through(organ, structure) == pytest.approx(1)


@pytest.mark.parametrize(
    ("organ", "structure"),
    [
        ("iliacus", "femoral_inguinal"),
        ("psoas_major", "femoral_pelvis"),
        ("biceps_femoris_short", "sciatic_tibial_thigh"),
        ("semitendinosus", "sciatic_tibial_thigh"),
        ("gastrocnemius_medial", "tibial_leg"),
        ("extensor_digitorum_brevis", "superficial_fibular_leg"),
        ("tibialis_anterior", "superficial_fibular_leg"),
        ("lateral_leg_upper", "common_fibular_neck"),
        ("multifidus_L5", "vram_L5"),
        ("detrusor", "sacral_plexus"),
        ("gluteus_medius", "sciatic_tibial_pelvis"),
        ("sural", "common_fibular_neck"),
    ],
)
def test_none_of_its_supply_runs_there(organ: str, structure: str) -> None:
    assert through(organ, structure) == 0


@pytest.mark.parametrize(
    ("organ", "root"),
    [
        ("gastrocnemius_medial", "S1"),
        ("soleus", "S1"),
        ("gluteus_maximus", "S1"),
        ("extensor_hallucis_longus", "L5"),
        ("tibialis_posterior", "L5"),
        ("heel_lateral", "S1"),
        ("medial_malleolus", "L4"),
        ("dorsum_foot_middle", "L5"),
        ("popliteal_fossa", "S2"),
        ("medial_knee", "L3"),
        ("ischial_tuberosity", "S3"),
        ("sural", "S1"),
    ],
)
def test_its_main_root(organ: str, root: str) -> None:
    shares = roots_of(organ)
    assert max(shares, key=lambda name: shares[name]) == root


def test_the_ankle_jerk_is_far_more_s1_than_s2() -> None:
    shares = {share.root: share.share for share in ATLAS.reflex_shares("achilles")}
    assert shares["S1"] > 2 * shares["S2"] > 0


def test_femoral_obturator_and_saphenous_carry_no_s1() -> None:
    for organ in ORGANS:
        for path in ATLAS.pathways(organ):
            if path.root == "S1":
                assert not {"femoral_pelvis", "obturator", "saphenous", "lfcn"} & {*path.structures}


def test_groups_are_made_of_muscles() -> None:
    for members in ATLAS.groups.values():
        assert set(members) <= set(ATLAS.muscles)


def test_bladder_bowel_and_sphincters_have_autonomic_supply() -> None:
    assert {path.fiber for organ in ATLAS.effectors for path in _ways(organ)} == {"autonomic"}
    assert roots_of("detrusor").keys() == {"S2", "S3", "S4"}
    assert {"L1", "S3"} <= roots_of("internal_anal_sphincter").keys()


def _ways(organ: str) -> tuple[Pathway, ...]:
    return ATLAS.pathways(organ)


@pytest.mark.parametrize("ask", [ATLAS.pathways, ATLAS.root_shares, ATLAS.reflex_arcs])
def test_an_organ_that_is_not_there(ask: object) -> None:
    with pytest.raises(UnknownNameError, match="elbow"):
        ask("elbow")  # type: ignore[operator]
