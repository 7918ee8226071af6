"""Settings differ in which sites are met, how severe their lesions are, and how old."""

from collections import defaultdict

import numpy as np
import pytest

from radicular.anatomy.sites import load_sites
from radicular.hypotheses import SETTINGS, WEEKS, Hypotheses, load_hypotheses
from radicular.lesion import BLOCK
from radicular.tables import read_csv

LATENT = read_csv("radicular.hypotheses", "tables/latent.csv")
LESS_TO_MORE = ("primary_care", "spine_clinic", "emg_laboratory", "surgical_series")
TARGETS = {"*", *load_sites(), *(f"family:{site.family}" for site in load_sites().values())}


def mean_of_site(space: Hypotheses, site: str, quantity: str) -> float:
    """Return the mean block or the mean weeks of the lesions of a site."""
    chosen = space.site == space.sites.index(site)
    lesions = [space.lesions[row] for row in space.row[chosen]]
    values = [lesion.block if quantity == "block" else lesion.weeks or 0 for lesion in lesions]
    return float(np.average(values, weights=np.exp(space.log_prior[chosen])))


def share(space: Hypotheses, *sites: str) -> float:
    return sum(
        float(np.exp(space.log_prior[space.site == space.sites.index(s)]).sum()) for s in sites
    )


def test_shares_of_every_target_sum_to_one() -> None:
    sums: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in LATENT:
        assert row["target"] in TARGETS
        if row["variable"] != "painful":
            sums[row["setting"], row["variable"], row["target"]] += float(row["weight"])
    assert list(sums.values()) == pytest.approx([1.0] * len(sums))


def test_every_row_says_why() -> None:
    assert all(row["note"] for row in LATENT)


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_space_is_large_and_its_prior_sums_to_one(setting: str) -> None:
    space = load_hypotheses(setting)
    assert len(space) >= 20_000
    assert np.exp(space.log_prior).sum() == pytest.approx(1.0)
    assert len(space) == len(load_hypotheses("spine_clinic"))


@pytest.mark.parametrize(
    "site", ["root_L5", "root_S1", "roots_L5_S1", "cauda_equina", "common_fibular", "sciatic"]
)
def test_lesions_grow_more_severe_from_setting_to_setting(site: str) -> None:
    means = [mean_of_site(load_hypotheses(setting), site, "block") for setting in LESS_TO_MORE]
    assert means == sorted(means)
    assert len(set(means)) == len(means)


def test_lesions_are_freshest_in_primary_care_and_oldest_in_the_laboratory() -> None:
    weeks = {name: mean_of_site(load_hypotheses(name), "root_S1", "weeks") for name in SETTINGS}
    assert min(weeks, key=weeks.__getitem__) == "primary_care"
    assert max(weeks, key=weeks.__getitem__) == "emg_laboratory"
    assert set(WEEKS.values()) >= {
        lesion.weeks for lesion in load_hypotheses("primary_care").lesions
    }


@pytest.mark.parametrize("setting", SETTINGS)
def test_complete_loss_occurs_where_it_occurs_and_stays_rare(setting: str) -> None:
    space = load_hypotheses(setting)
    complete = np.array([lesion.severity == "complete" for lesion in space.lesions])[space.row]
    assert 0 < np.exp(space.log_prior[complete]).sum() < 0.03
    families = {load_sites()[space.sites[site]].family for site in space.site[complete]}
    assert families == {"root", "multi_root", "cauda_conus", "plexus", "nerve"}
    assert BLOCK["complete"] == 1.0


def test_operated_series_hold_the_published_levels_and_few_mimics() -> None:
    space = load_hypotheses("surgical_series")
    spinal = [
        site.id
        for site in load_sites().values()
        if site.family in {"root", "multi_root"} or site.id == "cauda_equina"
    ]
    assert share(space, *spinal) > 0.93
    assert share(space, "root_S1") > share(space, "root_L5") > 3 * share(space, "root_L4")
    for other in ("primary_care", "spine_clinic", "emg_laboratory"):
        assert share(load_hypotheses(other), *spinal) < share(space, *spinal)
