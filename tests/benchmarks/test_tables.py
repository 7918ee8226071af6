"""The tables of the benchmark fit the map, the catalog and the cases."""

import csv
from fnmatch import fnmatchcase
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from benchmarks.published import CASES, accepted_sites, load_published
from benchmarks.speed import CASE
from benchmarks.stages import STAGES
from benchmarks.textbook import load_signs, load_table, scores, textbook
from radicular.anatomy.sites import load_sites
from radicular.case import Case
from radicular.errors import TableError
from radicular.findings.catalog import load_catalog
from tests.localize.strategies import mirrored

FOLDER = Path(__file__).parents[2] / "benchmarks"


def rows_of(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def case_of(*findings: dict[str, str]) -> Case:
    return Case.from_dict({"radicular_case": 1, "findings": list(findings)})


def test_every_label_leads_to_sites_of_the_map() -> None:
    for row in rows_of("truth.csv"):
        sites = accepted_sites(row["label"])
        assert set(sites) <= set(load_sites()), row
        assert len(sites) == 1 or row["note"], row
    labels = [row["label"].lower() for row in rows_of("truth.csv")]
    assert len(labels) == len(set(labels))


def test_every_site_can_be_a_truth() -> None:
    accepted = {site for row in rows_of("truth.csv") for site in row["sites"].split(";")}
    assert accepted == set(load_sites())
    assert accepted_sites("hip_joint") == ("hip_joint",)


def test_labels_are_read_as_people_write_them() -> None:
    assert accepted_sites("S1 nerve root") == ("root_S1",)
    assert accepted_sites("Common peroneal nerve at the fibular head") == ("common_fibular",)
    with pytest.raises(TableError, match="left hand"):
        accepted_sites("left hand")


def test_every_sign_is_a_finding_of_the_catalog() -> None:
    for row in rows_of("textbook_signs.csv"):
        for pattern in row["findings"].split(";"):
            matching = [name for name in load_catalog().findings if fnmatchcase(name, pattern)]
            assert matching, (row["sign"], pattern)
            grades = set(filter(None, row["grades"].split("|")))
            for name in matching if grades else ():
                assert grades & set(load_catalog()[name].scale.grades), (row["sign"], name)


def test_textbook_table_has_sites_signs_and_sources() -> None:
    rows = rows_of("textbook.csv")
    assert {row["site"] for row in rows} <= set(load_sites())
    assert {row["sign"] for row in rows} == set(load_signs())
    assert {row["direction"] for row in rows} == {"present", "absent"}
    assert {row["provenance"] for row in rows} == {"recalled"}
    assert all(row["source"] for row in rows)
    assert len(rows) == len({(row["site"], row["sign"]) for row in rows})
    assert len(load_table()) >= 25


def test_textbook_score_counts_signs() -> None:
    case = case_of(
        {"finding": "reflex_achilles", "side": "left", "value": "absent"},
        {"finding": "heel_raise_single", "side": "left", "value": "unable"},
        {"finding": "slr", "side": "left", "value": "negative"},
        {"finding": "reflex_patellar", "side": "left", "value": "normal"},
    )
    found = scores(case)
    assert found["root_S1", "left"] == 1 + 1 - 1
    assert found["root_S1", "right"] == -2
    assert found["root_L5", "left"] == -1 - 1 - 1


def test_textbook_answers_the_mirrored_case_alike() -> None:
    case = Case.from_file(CASE)
    here, there = textbook(case, "spine_clinic"), textbook(mirrored(case), "spine_clinic")
    assert there.sites == pytest.approx(dict(here.sites), abs=1e-3)
    assert sum(here.sites.values()) == pytest.approx(1)
    assert here.side == "left"
    assert there.side == "right"
    assert here.ranking[0] == "root_S1"


def test_stages_build_on_each_other() -> None:
    stages = list(STAGES.values())
    for shorter, longer in pairwise(stages):
        assert set(shorter) < set(longer)


def test_speed_case_has_25_findings() -> None:
    assert len(Case.from_file(CASE).observations) == 25


def test_published_cases_can_be_read() -> None:
    for published in load_published():
        assert published.case.observations
        assert published.truth.sites
    ids = [published.case.id for published in load_published()]
    assert len(ids) == len(set(ids))


def test_no_case_names_its_truth_outside_of_truth() -> None:
    for path in CASES.glob("*.yaml"):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert not {"diagnosis", "site", "answer"} & set(data)
