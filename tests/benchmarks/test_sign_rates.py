"""The published sign rates are well formed, and the model stays as close to them as it was."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import sign_rates
from benchmarks.sign_rates import (
    USES,
    Comparison,
    SignRate,
    binomial_interval,
    compare,
    implied,
    load_sign_rates,
    load_spectra,
    summarize,
)
from radicular.anatomy.sites import load_sites
from radicular.anatomy.sources import load_sources
from radicular.findings.catalog import load_catalog
from radicular.hypotheses import SETTINGS

FOLDER = Path(__file__).parents[2] / "benchmarks"
COLUMNS = (
    "id,cluster,finding,grades,sites,spectrum,given,value,low,high,interval,n,provenance,"
    "source_key,use,note"
)
#: Mean distance to the published rates that a change may not exceed.
COMPARED_AT_MOST, SYNTHESIS_AT_MOST = 0.125, 0.05
#: Part of the compared rates with an interval that has to lie inside.
INSIDE_AT_LEAST = 0.60


def rows_of(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rate_named(name: str) -> SignRate:
    return next(rate for rate in load_sign_rates() if rate.id == name)


def of_use(use: str) -> list[Comparison]:
    return [item for item in compare() if item.rate.use == use]


def test_table_has_its_columns_and_enough_rows() -> None:
    rows = rows_of("sign_rates.csv")
    assert ",".join(rows[0]) == COLUMNS
    assert len({row["id"] for row in rows}) == len(rows)
    assert sum(row["use"] != "synthesis" for row in rows) >= 60
    assert {row["use"] for row in rows} == set(USES)
    assert {row["interval"] for row in rows} <= {"", "confidence", "range"}
    assert {row["provenance"] for row in rows} == {"found", "recalled", "derived", "assumed"}


def test_rates_are_parts_within_their_intervals() -> None:
    for rate in load_sign_rates():
        assert 0 <= rate.value <= 1, rate.id
        assert (rate.low is None) == (rate.high is None) == (not rate.interval), rate.id
        if rate.low is not None and rate.high is not None:
            assert 0 <= rate.low <= rate.value <= rate.high <= 1, rate.id


def test_rates_join_the_map_and_the_catalog() -> None:
    catalog = load_catalog()
    for rate in load_sign_rates():
        scale = catalog[rate.finding].scale
        assert rate.grades <= set(scale.grades) - scale.normal, rate.id
        assert set(rate.sites) <= set(load_sites()), rate.id
        assert rate.spectrum in load_spectra(), rate.id
        for finding, grades in rate.given.items():
            assert grades <= set(catalog[finding].scale.grades), rate.id


def test_no_rate_is_compared_with_a_row_of_the_rate_table() -> None:
    compared = [item.rate for item in of_use("compared")]
    assert all(load_catalog()[rate.finding].kind != "table" for rate in compared)


def test_what_is_not_assumed_has_a_source() -> None:
    for row in rows_of("sign_rates.csv"):
        assert bool(row["source_key"]) == (row["provenance"] != "assumed"), row["id"]
        assert not row["source_key"] or row["source_key"] in load_sources(), row["id"]
        assert row["source_key"] or row["note"], row["id"]


def test_synthesis_is_ours_and_nothing_else_is() -> None:
    for row in rows_of("sign_rates.csv"):
        assert (row["use"] == "synthesis") == (row["provenance"] == "assumed"), row["id"]


def test_spectra_are_assumed_and_whole() -> None:
    assert {row["provenance"] for row in rows_of("sign_rate_spectra.csv")} == {"assumed"}
    for spectrum in load_spectra().values():
        assert spectrum.setting in SETTINGS
        assert not spectrum.severities or sum(spectrum.severities.values()) == pytest.approx(1)


def test_every_cluster_has_its_paragraph() -> None:
    texts = rows_of("sign_rate_texts.csv")
    written = [row["text"] for row in texts if row["kind"] == "cluster"]
    assert len(written) == len(set(written))
    assert set(written) == {rate.cluster for rate in load_sign_rates()}
    assert all(row["reading"] for row in texts)


def test_binomial_interval_is_wilsons() -> None:
    assert binomial_interval(18 / 21, 21) == pytest.approx((0.654, 0.950), abs=1e-3)
    assert binomial_interval(0, 83) == pytest.approx((0, 0.044), abs=1e-3)
    assert rate_named("falco_h_old").interval == "number"


def test_severer_lesions_show_more_and_health_little() -> None:
    operated = rate_named("jensen_achilles_s1")
    in_clinic = implied(replace(operated, spectrum="clinic"))
    assert implied(replace(operated, spectrum="no_deficit")) < in_clinic < implied(operated)
    assert implied(replace(operated, sites=("none",), spectrum="clinic")) < 0.15


def test_what_is_given_weighs_the_hypotheses() -> None:
    rate = rate_named("jeon_hip_abduction_l5")
    assert implied(replace(rate, given={})) < implied(rate)


def test_midline_findings_see_both_sides() -> None:
    rate = rate_named("deyo_retention_cauda")
    one_sided = implied(replace(rate, sites=("root_S3",)))
    assert implied(rate) > 2 * one_sided


def test_summary_counts() -> None:
    rate = rate_named("jensen_achilles_s1")
    unknown = replace(rate, low=None, high=None)
    items = [Comparison(rate, 0.80), Comparison(rate, 0.61), Comparison(unknown, 0.81)]
    found = summarize(items)
    assert (found.rows, found.with_interval, found.inside) == (3, 2, 1)
    assert found.mean_absolute == pytest.approx(0.07)
    assert found.mean == pytest.approx(-0.07)


def test_largest_distance_comes_first() -> None:
    distances = [abs(item.residual) for item in compare()]
    assert distances == sorted(distances, reverse=True)


def test_model_stays_close_to_published_rates() -> None:
    found = summarize(of_use("compared"))
    assert found.mean_absolute <= COMPARED_AT_MOST
    assert found.inside >= INSIDE_AT_LEAST * found.with_interval
    assert summarize(of_use("synthesis")).mean_absolute <= SYNTHESIS_AT_MOST


def test_command_prints_tables_or_json(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sign_rates, "DOCS", tmp_path / "sign_rates.md")
    text = CliRunner().invoke(sign_rates.main, ["--write-docs"])
    assert text.exit_code == 0
    assert "| compared |" in text.output
    page = sign_rates.DOCS.read_text(encoding="utf-8")
    titles = [row["title"] for row in rows_of("sign_rate_texts.csv") if row["title"]]
    assert all(f"\n## {title}\n" in page for title in titles)
    numbers = json.loads(CliRunner().invoke(sign_rates.main, ["--json"]).output)
    assert len(numbers["rates"]) == len(load_sign_rates())
    assert set(numbers["summary"]) == set(USES)
