"""The map against what clinicians expect, written down before the map was."""

import hashlib
from collections import Counter

from radicular.anatomy import load_atlas
from radicular.conduction import load_conduction
from tests.expectations.expected import (
    CLASSES,
    HERE,
    Verdicts,
    amended,
    frozen,
    lesion,
    read,
)

FROZEN = "86ebe377db3a68c57f4bd39153dcb593b4f5da7b8347b391af25edb40357dc57"


def test_the_map_meets_every_expectation() -> None:
    verdicts = Verdicts(load_conduction(), amended())
    failing = [
        f"{row.lesion}: {row.side} {row.organ_kind} {row.organ}: "
        f"expected {row.expected}, the map gives {verdicts.says(row)} ({row.reason})"
        for row in verdicts.failing()
    ]
    assert not failing, f"{len(failing)} rows:\n" + "\n".join(failing)


def test_the_first_table_is_frozen() -> None:
    digest = hashlib.sha256((HERE / "expectations.csv").read_bytes()).hexdigest()
    assert digest == FROZEN, "change a row in amendments.csv, not in the frozen table"


def test_every_row_is_complete_and_stands_once() -> None:
    rows = amended()
    assert max(Counter(row.key for row in rows).values()) == 1
    for row in rows:
        assert row.reason, row
        assert row.source, row
        assert row.provenance in ("found", "recalled", "derived"), row
        assert row.side in ("left", "right"), row
        assert row.about_map or row.expected in CLASSES, row


def test_every_amendment_changes_a_frozen_row_for_a_reason() -> None:
    was = {row.key: row.expected for row in frozen()}
    for row in read("amendments.csv"):
        key = (row["lesion"], row["organ_kind"], row["organ"], row["side"])
        assert was[key] == row["was"], row
        assert row["now"] != row["was"], row
        assert row["now"] in ("withdrawn", *CLASSES) or row["lesion"] == "none", row
        assert row["reason"], row
        assert row["source"], row


def test_the_lesions_span_the_map() -> None:
    lesions = {row.lesion for row in amended() if not row.about_map}
    assert len(lesions) >= 48
    roots = {f"{root} root" for root in ("L2", "L3", "L4", "L5", "S1", "S2", "S3", "S4")}
    assert roots <= {text.split(",")[0].partition(" ")[2] for text in lesions}


def test_every_organ_is_lost_somewhere_and_spared_somewhere() -> None:
    atlas = load_atlas()
    seen: dict[str, set[str]] = {}
    for row in amended():
        if row.expected in CLASSES:
            seen.setdefault(row.organ, set()).add(row.expected)
    for organ in (*atlas.muscles, *atlas.patches, *atlas.effectors, *atlas.sensory_nerves):
        assert seen[organ] & {"lost", "reduced"}, organ
        assert "spared" in seen[organ], organ


def test_a_structure_is_a_lesion_of_its_own() -> None:
    item = lesion("left nerve to soleus, severe")
    assert (item.side, item.severity) == ("left", "severe")
    assert dict(item.where.structures) == {"n_soleus": 1.0}
