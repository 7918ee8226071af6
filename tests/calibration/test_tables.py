"""The tables of the calibration join the map, the catalog and the bibliography."""

import csv

import pytest

from calibration.designs import SEVERITIES
from calibration.studies import USES, load_groups, load_rates, load_spectra
from calibration.tables import HERE, rows_of
from calibration.unconstrained import classes, start_links
from radicular.anatomy.sites import load_sites
from radicular.anatomy.sources import load_sources
from radicular.findings.catalog import load_catalog
from radicular.findings.links import load_links
from radicular.hypotheses import SETTINGS
from radicular.tables import read_csv

PROVENANCES = {"found", "recalled", "derived", "assumed"}
NUMBER_TABLES = ("groups", "spectra", "priors", "start")


def test_rates_have_their_own_keys_and_signs() -> None:
    rates = load_rates()
    assert len({rate.id for rate in rates}) == len(rates)
    keys = [(r.study, r.finding, r.grades, r.group, r.setting, r.spectrum, r.value) for r in rates]
    assert len(set(keys)) == len(keys)
    assert sum(rate.use == "fit" for rate in rates) >= 130
    assert {rate.use for rate in rates} == set(USES)


def test_rates_name_findings_and_grades_of_the_catalog() -> None:
    catalog = load_catalog()
    for rate in load_rates():
        scale = catalog[rate.finding].scale
        assert rate.grades, rate.id
        assert rate.grades <= set(scale.grades) - scale.normal, rate.id
        for finding, grades in rate.given.items():
            assert grades <= set(catalog[finding].scale.grades), rate.id
        assert len(rate.given) <= 1, rate.id


def test_only_what_the_map_predicts_is_fitted() -> None:
    for rate in load_rates():
        if rate.use != "left_out":
            assert load_catalog()[rate.finding].kind != "table", rate.id


def test_rates_name_groups_settings_and_spectra() -> None:
    for rate in load_rates():
        assert rate.group in load_groups(), rate.id
        assert rate.setting in SETTINGS, rate.id
        assert rate.spectrum in load_spectra(), rate.id
        assert rate.role in {"target", "control"}, rate.id
        assert rate.trust in {"normal", "low"}, rate.id


def test_values_lie_in_range_and_in_their_intervals() -> None:
    for rate in load_rates():
        assert 0 <= rate.value <= 1, rate.id
        assert (rate.low is None) == (rate.high is None), rate.id
        if rate.low is not None and rate.high is not None:
            assert 0 <= rate.low <= rate.value <= rate.high <= 1, rate.id
        assert rate.interval in {"", "confidence", "range"}, rate.id
        assert (rate.n is None) == (not rate.n_basis), rate.id
        assert rate.n_basis in {"", "counted", "derived", "assumed"}, rate.id


def test_everything_says_where_it_comes_from() -> None:
    for rate in load_rates():
        assert rate.provenance in PROVENANCES, rate.id
        assert bool(rate.source) == (rate.provenance != "assumed"), rate.id
        assert not rate.source or rate.source in load_sources(), rate.id
        assert (rate.use == "prior") == (rate.provenance == "assumed"), rate.id


def test_what_is_not_fitted_or_trusted_less_has_its_reason() -> None:
    for rate in load_rates():
        if rate.use != "fit" or rate.trust == "low":
            assert rate.reason, rate.id
        if rate.use in {"fit", "prior"}:
            assert rate.n, rate.id


def test_our_own_summaries_weigh_little() -> None:
    for rate in load_rates():
        if rate.use == "prior":
            assert rate.n is not None
            assert 5 <= rate.n <= 20, rate.id
            assert rate.people <= 5, rate.id


def test_no_study_is_fitted_and_left_to_a_pool_at_once() -> None:
    fitted = {rate.source for rate in load_rates() if rate.use == "fit"}
    assert "DEVILLE00" not in fitted
    assert "HUSSEIN24" not in fitted
    assert not fitted & {"TSAO03", "TAYLOR13", "NEZARI13", "NITTA93"}


def test_groups_consist_of_sites_of_the_map() -> None:
    for name, members in load_groups().items():
        assert {member.site for member in members} <= set(load_sites()), name
        known = [member.weight for member in members if not member.hidden]
        assert known, name
        weights = [weight for weight in known if weight is not None]
        assert not weights or (len(weights) == len(known) and sum(weights) == pytest.approx(1))


def test_spectra_are_whole() -> None:
    for name, shares in load_spectra().items():
        assert set(shares) <= set(SEVERITIES), name
        assert not shares or sum(shares.values()) == pytest.approx(1), name


@pytest.mark.parametrize("table", NUMBER_TABLES)
def test_our_own_numbers_say_so(table: str) -> None:
    for row in rows_of(table):
        assert row["provenance"] in PROVENANCES, row
        assert row.get("reason") or row.get("note") or row["provenance"] != "assumed", row


def test_every_link_has_a_class_and_a_start() -> None:
    assert set(classes()) == set(start_links()) == set(load_links())
    for name, link in load_links().items():
        assert link.grades == start_links()[name].grades, name


def test_every_link_in_use_exists() -> None:
    used = {row["link"] for row in read_csv("radicular.findings", "tables/links_used.csv")}
    assert used <= set(load_links())


def test_fitted_links_lie_in_their_intervals_with_grades_in_order() -> None:
    rows = read_csv("radicular.findings", "tables/links.csv")
    for row in rows:
        for part in ("floor", "ceiling", "cut", "spread"):
            low, value, high = (float(row[name]) for name in (f"{part}_low", part, f"{part}_high"))
            assert low <= value <= high, (row["link"], row["grade"], part)
    for name, link in load_links().items():
        assert list(link.floor) == sorted(link.floor, reverse=True), name
        assert list(link.ceiling) == sorted(link.ceiling, reverse=True), name
        assert list(link.cut) == sorted(link.cut), name
        assert (link.floor <= link.ceiling).all(), name


def test_draws_hold_all_links() -> None:
    rows = read_csv("radicular.findings", "tables/link_draws.csv")
    keys = {(row["link"], row["grade"]) for row in rows}
    assert keys == {(name, grade) for name, link in load_links().items() for grade in link.grades}
    draws = {row["draw"] for row in rows}
    assert len(draws) >= 20
    assert len(rows) == len(draws) * len(keys)


def test_signs_of_the_ratios_exist() -> None:
    for row in rows_of("signs"):
        scale = load_catalog()[row["finding"]].scale
        assert set(row["grades"].split("|")) <= set(scale.grades) - scale.normal
        assert row["site"] in load_sites()


def test_simulation_was_run_often_enough_and_is_even() -> None:
    rows = rows_of("sbc")
    assert all(int(row["refits"]) >= 300 for row in rows)
    assert all(float(row["p"]) > 0.01 for row in rows), rows


def test_tables_are_plain_csv() -> None:
    for path in sorted(HERE.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert len({len(row) for row in rows}) == 1, path.name
