"""What a person types finds the right thing, and the answer says what it rests on."""

import json

import pytest

from radicular.anatomy import describe, load_atlas
from radicular.anatomy.atlas import ROOTS
from radicular.anatomy.lookup import Description, find
from radicular.anatomy.meanings import meanings_of
from radicular.errors import InputError, UnknownNameError

ATLAS = load_atlas()
EVERY_ID = [
    *ATLAS.structures,
    *ATLAS.bundles,
    *ATLAS.muscles,
    *ATLAS.groups,
    *ATLAS.patches,
    *ATLAS.effectors,
]


def facts_of(description: Description, title: str) -> dict[str, float | None]:
    """Return the ids and shares of the facts of one section."""
    (section,) = [item for item in description.sections if item.title.startswith(title)]
    return {fact.id: fact.share for fact in section.facts}


@pytest.mark.parametrize(
    ("typed", "kind", "name_id", "side"),
    [
        ("left S1 root", "root", "S1", "left"),
        ("S1 nerve root, right", "root", "S1", "right"),
        ("s1 radiculopathy", "root", "S1", None),
        ("S1", "meanings", "S1", None),
        ("soleus", "muscle", "soleus", None),
        ("right Soleus muscle", "muscle", "soleus", "right"),
        ("peroneus longus", "muscle", "fibularis_longus", None),
        ("quadriceps", "muscle", "quadriceps_femoris", None),
        ("EDB", "muscle", "extensor_digitorum_brevis", None),
        ("lateral heel", "patch", "heel_lateral", None),
        ("skin over the Achilles tendon", "patch", "achilles", None),
        ("ankle jerk", "reflex", "achilles", None),
        ("Knee jerk", "reflex", "patellar", None),
        ("H-reflex", "reflex", "h_reflex_soleus", None),
        ("sural nerve", "structure", "sural", None),
        ("sural", "structure", "sural", None),
        ("sural SNAP", "sensory_nerve", "sural", None),
        ("left sciatic nerve", "nerve", "sciatic", "left"),
        ("common peroneal nerve", "nerve", "common_fibular", None),
        ("peroneal nerve at the fibular head", "structure", "common_fibular_neck", None),
        ("tarsal tunnel", "structure", "tibial_tarsal_tunnel", None),
        ("S1 dorsal root ganglion", "structure", "drg_S1", None),
        ("L5-S1 disc", "level", "L5-S1", None),
        ("L5/S1", "level", "L5-S1", None),
        ("L5S1", "level", "L5-S1", None),
        ("bladder", "effector", "detrusor", None),
        ("cauda equina", "site", "cauda_equina", None),
        ("conus", "site", "conus_medullaris", None),
    ],
)
def test_names_people_type(typed: str, kind: str, name_id: str, side: str | None) -> None:
    entity, found_side = find(typed)
    assert (entity.kind, entity.id, found_side) == (kind, name_id, side)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("solius", "Soleus"), ("sciatik nerve", "Sciatic nerve"), ("lateral heal", "Lateral heel")],
)
def test_an_unknown_name_gets_the_nearest_ones(typed: str, meant: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        describe(typed)
    assert meant in caught.value.suggestions
    assert 0 < len(set(caught.value.suggestions)) <= 5


@pytest.mark.parametrize("typed", ["", "   ", "left", "?!"])
def test_no_name_at_all(typed: str) -> None:
    with pytest.raises(InputError):
        describe(typed)


@pytest.mark.parametrize("name_id", EVERY_ID)
def test_everything_can_be_looked_up_by_its_id(name_id: str) -> None:
    description = describe(name_id.replace("_", " "))
    assert description.sections
    assert json.loads(json.dumps(description.to_dict()))["name"] == description.name
    assert str(description).startswith(description.name)


@pytest.mark.parametrize("root", ROOTS)
def test_a_root_lists_exactly_the_shares_of_the_map(root: str) -> None:
    description = describe(f"{root} root")
    found: dict[str, float | None] = {}
    for section in description.sections:
        if section.title.startswith(("Muscles", "Skin", "Bladder")):
            found |= {fact.id: fact.share for fact in section.facts}
    organs = (*ATLAS.muscles, *ATLAS.patches, *ATLAS.effectors)
    assert found == {
        organ: share.share
        for organ in organs
        for share in ATLAS.root_shares(organ)
        if share.root == root
    }


def test_the_s1_root_names_course_threat_reflex_and_nerves() -> None:
    description = describe("left S1 root")
    assert description.name == "Left S1 root"
    text = str(description)
    for words in ("dural sac above the L5-S1 disc", "L5-S1, subarticular", "Achilles (ankle)"):
        assert words in text
    for nerve in ("Sciatic nerve", "Sural nerve", "Superior gluteal nerve", "Tibial nerve"):
        assert f"\n  {nerve}\n" in text
    assert "\n  Femoral nerve\n" not in text
    assert "UBERON:0002860" in text
    assert "KENDALL: " in text


def test_left_and_right_say_the_same() -> None:
    left, right = describe("left S1 root"), describe("right S1 root")
    assert left.sections == right.sections
    assert (left.side, right.side) == ("left", "right")


def test_bare_s1_lists_meanings_and_what_a_lesion_would_mean() -> None:
    description = describe("S1")
    titles = [section.title for section in description.sections]
    for meaning in (
        "cord segment",
        "ventral root",
        "dorsal root ganglion",
        "dermatome",
        "disc level",
    ):
        assert f"S1 as {meaning}" in titles
    assert all(
        any(fact.text.startswith("a lesion: ") for fact in section.facts)
        for section in description.sections
    )


@pytest.mark.parametrize("root", ROOTS)
def test_meanings_join_the_map(root: str) -> None:
    meanings = meanings_of(root)
    assert len({meaning.id for meaning in meanings}) == len(meanings)
    for meaning in meanings:
        assert set(meaning.structures) <= set(ATLAS.structures)
        assert "{" not in meaning.definition + meaning.lesion


def test_no_meanings_of_a_root_that_is_not_there() -> None:
    with pytest.raises(UnknownNameError):
        meanings_of("L9")


def test_the_other_direction() -> None:
    assert next(iter(facts_of(describe("soleus"), "Roots"))) == "S1"
    assert list(facts_of(describe("lateral heel"), "Roots")) == ["S1"]
    assert "Tibial nerve" in str(describe("soleus"))
    assert "plantar flexion" in str(describe("soleus"))
    assert "Sural" in str(describe("lateral heel"))


def test_a_nerve_lists_what_runs_through_it() -> None:
    muscles = facts_of(describe("peroneal nerve at the fibular head"), "Muscles")
    assert muscles["tibialis_anterior"] == pytest.approx(1)
    assert "biceps_femoris_short" not in muscles


def test_a_site_of_many_structures() -> None:
    reflexes = facts_of(describe("cauda equina"), "Reflexes")
    assert reflexes["achilles"] == pytest.approx(1)
    assert facts_of(describe("cauda equina"), "Autonomic organs")["detrusor"] == pytest.approx(1)
    assert "S2 spinal cord segment" in str(describe("conus medullaris"))


def test_every_source_of_a_description_is_in_the_bibliography() -> None:
    for typed in ("S1 root", "soleus", "lateral heel", "ankle jerk", "L5-S1", "sciatic nerve"):
        data = describe(typed).to_dict()
        cited = {
            key
            for section in data["sections"]
            for fact in section["facts"]
            for key in fact.get("sources", ())
        }
        assert cited == set(data["sources"])
