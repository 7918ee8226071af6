"""Every S1 in a text means something that the text says, or there is a question."""

import pytest

from radicular.anatomy.level_names import level_names, the_level
from radicular.anatomy.meanings import meanings_of
from radicular.errors import InputError
from radicular.tables import read_csv


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("the S1 nerve root", ["root"]),
        ("S1 root and L5 root", ["root", "root"]),
        ("root S1", ["root"]),
        ("left S1 selective root block", ["root"]),
        ("numb in the S1 dermatome", ["dermatome"]),
        ("dermatome S1 and root L5", ["dermatome", "root"]),
        ("weak S1 muscles", ["myotome"]),
        ("S1 pedicle screw", ["vertebra"]),
        ("fracture of the S1 body", ["vertebra"]),
        ("L5-S1 disc", ["disc_level"]),
        ("L5/S1", ["disc_level"]),
        ("L4/5", ["disc_level"]),
        ("L4\N{EN DASH}L5 bulge", ["disc_level"]),
        ("the S1 foramen", ["foramen"]),
        ("L5-S1 foramen", ["foramen"]),
        ("L5-S1 left foraminal stenosis", ["foramen"]),
        ("stenosis of the foramen L4/5, L5-S1 disc", ["foramen", "disc_level"]),
        ("S1 cord segment", ["segment"]),
        ("S1 ganglion", ["ganglion"]),
        ("an S1 issue", [""]),
        ("pain at S1. Root of the problem unclear", [""]),
        ("S1, root", [""]),
        ("S10 and CLS1", []),
    ],
)
def test_a_text_says_which_level_it_means(text: str, meanings: list[str]) -> None:
    assert [name.meaning for name in level_names(text)] == meanings


def test_what_is_not_said_is_asked() -> None:
    (name,) = level_names("an S1 issue")
    for choice in (
        "cord segment",
        "nerve root",
        "dermatome",
        "myotome",
        "vertebra",
        "disc",
        "foramen",
    ):
        assert choice in name.question
    assert level_names("S1 root")[0].question == ""


def test_a_disc_is_named_by_both_vertebrae() -> None:
    assert the_level("target", "l4/5 disc").level == "L4-L5"
    assert the_level("target", "L5 - S1 disc").words == "L5-S1 disc level"


def test_a_foramen_has_one_root_and_a_disc_two() -> None:
    foramen, disc = the_level("target", "L5-S1 foramen"), the_level("target", "L5-S1 disc")
    assert foramen.words == "L5-S1 intervertebral foramen (L5 root)"
    assert foramen.roots == ("L5",)
    assert disc.roots == ("L5", "S1")
    assert the_level("target", "S1 foramen").roots == ("S1",)


@pytest.mark.parametrize("text", ["S1", "", "the root", "L5 root and S1 root"])
def test_a_target_is_one_level_with_its_meaning(text: str) -> None:
    with pytest.raises(InputError, match="target"):
        the_level("target", text)


def test_every_word_leads_to_a_meaning_of_s1() -> None:
    known = {meaning.id for meaning in meanings_of("S1")}
    for row in read_csv("radicular.anatomy", "tables/meaning_words.csv"):
        assert row["meaning"] in known
        assert the_level("target", f"S1 {row['words']}").meaning == row["meaning"]
