"""The fit does what it says: designs, slopes, likelihood, and how well the rates are met."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from calibration.__main__ import fit_links
from calibration.designs import Designs, design
from calibration.fit import Fit, fit
from calibration.held_out import Prediction, hold_out, inside
from calibration.implied import Model
from calibration.links_table import asked_by
from calibration.outcome import Comparison, compare, predictable, summarize
from calibration.page import renew_simulation, summary_lines
from calibration.ratios import Ratio
from calibration.sbc import KEPT, chi_square, quantities, ranks_of
from calibration.studies import SignRate, binomial_interval, load_rates
from calibration.unconstrained import PARTS, Space, start_links
from radicular.condition import Conditions
from radicular.findings.catalog import load_catalog
from radicular.findings.links import load_links
from radicular.findings.models import drive, shown
from radicular.findings.observation import Circumstances
from radicular.hypotheses import load_hypotheses

#: Share of the fitted rates that have to be met, and of these without the studies' own numbers.
MET, MET_PLAIN = 0.95, 0.80


def rate_named(name: str) -> SignRate:
    return next(rate for rate in load_rates() if rate.id == name)


def model_of(*rates: SignRate) -> Model:
    designs = design(rates)
    return Model(designs, Space(designs.links))


@cache
def few() -> Model:
    names = ("jensen_achilles_s1", "kerr_slr_no_herniation", "jeon_hip_abduction_l5")
    return model_of(*(rate_named(name) for name in names))


@cache
def whole() -> Fit:
    return fit_links()


@cache
def compared() -> tuple[Comparison, ...]:
    return compare(whole())


def test_rates_agree_with_the_observation_models() -> None:
    rate = rate_named("mcgee_achilles_s1")
    space = load_hypotheses(rate.setting)
    chosen = np.flatnonzero(space.site == space.sites.index("root_S1"))
    conditions = Conditions.over_anatomies([space.lesions[row] for row in space.row[chosen]])
    weight = np.exp(space.log_prior[chosen])[conditions.lesion] * conditions.share
    finding = load_catalog()[rate.finding]
    features = drive(finding, conditions, Circumstances())
    chances = shown(finding, features, start_links())
    columns = [finding.scale.grades.index(grade) for grade in rate.grades]
    wanted = weight @ chances[:, columns].sum(axis=1) / weight.sum()
    model = model_of(rate)
    assert model.rates(np.zeros(model.size))[0] == pytest.approx(wanted, abs=2e-3)


def test_slopes_are_the_changes_of_the_rates() -> None:
    model = few()
    theta = np.random.default_rng(1).normal(size=model.size) * 0.5
    rates, slopes = model.slopes(theta)
    assert rates == pytest.approx(model.rates(theta))
    for number in np.flatnonzero(np.abs(slopes).max(axis=0) > 1e-3)[::3]:
        step = np.zeros(model.size)
        step[number] = 1e-4
        change = (model.rates(theta + step) - model.rates(theta - step)) / 2e-4
        assert slopes[:, number] == pytest.approx(change, abs=1e-4)


def test_severer_spectra_show_more() -> None:
    model = few()
    theta = np.zeros(model.size)
    before = model.rates(theta)[0]
    theta[model.shift_at[model.designs.rate_study[0]]] = 2.0
    assert model.rates(theta)[0] > before


def test_hidden_roots_raise_the_rate_of_controls() -> None:
    model = few()
    theta = np.zeros(model.size)
    before = model.rates(theta)[1]
    theta[model.hidden_at[model.designs.rate_study[1]]] = 2.0
    assert model.rates(theta)[1] > before


def test_what_is_given_weighs_the_lesions() -> None:
    given = rate_named("jeon_hip_abduction_l5")
    plain = model_of(replace(given, given={}))
    assert few().rates(np.zeros(few().size))[2] > plain.rates(np.zeros(plain.size))[0]


def test_stated_spectra_are_not_shifted() -> None:
    assert not model_of(rate_named("h91_no_deficit_s1")).designs.rate_shifted.any()
    assert model_of(rate_named("lee_h_s1")).designs.rate_shifted.all()


def test_links_start_where_they_stood_and_stay_in_order() -> None:
    space = Space(tuple(start_links()))
    for name, link in space.links_of(np.zeros(space.size)).items():
        for part in PARTS:
            assert getattr(link, part) == pytest.approx(
                getattr(start_links()[name], part), abs=0.01
            ), (name, part)
    theta = np.random.default_rng(0).normal(size=space.size)
    for name, link in space.links_of(theta).items():
        assert list(link.floor) == sorted(link.floor, reverse=True), name
        assert list(link.ceiling) == sorted(link.ceiling, reverse=True), name
        assert list(link.cut) == sorted(link.cut), name


def test_a_large_study_decides_and_a_small_one_does_not() -> None:
    rate = replace(rate_named("jensen_achilles_s1"), value=0.4)
    base = model_of(rate)
    small, large = (
        base.rates(fit(base, numbers=np.array([people])).theta)[0] for people in (1.0, 5000.0)
    )
    assert large == pytest.approx(0.4, abs=0.02)
    assert small > large + 0.05


def test_fitted_rates_are_met() -> None:
    found = summarize([item for item in compared() if item.rate.use == "fit"])
    assert found.judged == found.rates
    assert found.share >= MET
    assert found.plain_share >= MET_PLAIN


def test_checks_are_predicted_and_not_fitted() -> None:
    fitted = {rate.id for rate in whole().model.designs.rates}
    checks = {item.rate.id for item in compared() if item.rate.use == "check"}
    assert checks
    assert not checks & fitted


def test_table_of_links_is_the_fit() -> None:
    links = whole().model.space.links_of(whole().theta[: whole().model.space.size])
    asked = asked_by(whole())
    for name in asked:
        for part in PARTS:
            table, fitted = getattr(load_links()[name], part), getattr(links[name], part)
            assert table == pytest.approx(fitted, abs=0.02), (name, part)


def test_errors_are_binomial_at_the_implied_rate() -> None:
    rate = replace(rate_named("kerr_slr_no_herniation"), value=0.7, n=100)
    item = Comparison(rate, implied=0.5, plain=0.7)
    assert item.errors == pytest.approx(4.0)
    assert item.plain_errors == pytest.approx(0.0)
    assert summarize([item]).inside == 0
    assert summarize([item]).plain_inside == 1
    assert Comparison(replace(rate, n=None), 0.5, 0.5).errors is None


def test_summary_lists_every_kind() -> None:
    text = "\n".join(summary_lines(compared()))
    assert "checks" in text
    assert "our own summaries" in text


def test_simulation_renews_its_own_section_only(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A\n\n## Simulation-based calibration\n\nold\n\n## B\n\nkept\n")
    renew_simulation(page)
    text = page.read_text()
    assert text.startswith("# A\n")
    assert text.endswith("\n## B\n\nkept\n")
    assert "old" not in text


def test_binomial_interval_is_wilsons() -> None:
    assert binomial_interval(18 / 21, 21) == pytest.approx((0.654, 0.950), abs=1e-3)
    assert binomial_interval(0, 83) == pytest.approx((0, 0.044), abs=1e-3)


def test_ratios_are_of_sign_and_absence() -> None:
    ratio = Ratio("", "", target=0.8, others=0.2)
    assert ratio.positive == pytest.approx(4)
    assert ratio.negative == pytest.approx(0.25)


def test_even_ranks_pass_and_piled_ones_fail() -> None:
    assert chi_square(np.tile(np.arange(KEPT + 1), 5))[1] == pytest.approx(1)
    assert chi_square(np.zeros(640, dtype=np.intp))[1] < 1e-9
    assert ranks_of(np.array([0.5]), np.array([[0.1], [0.7]])).tolist() == [1]


def test_quantities_cover_all_free_numbers() -> None:
    model = few()
    places = np.concatenate(list(quantities(model).values()))
    assert sorted(places.tolist()) == list(range(model.size))


def test_merging_keeps_the_people() -> None:
    designs: Designs = few().designs
    sums = np.bincount(designs.row_segment, designs.row_weight)
    assert sums == pytest.approx(1)


def test_only_predictable_rates_are_designed() -> None:
    assert all(rate.use != "left_out" for rate in predictable(load_rates()))


def test_a_study_held_out_counts_what_is_not_known() -> None:
    rate = replace(rate_named("kerr_slr_no_herniation"), value=0.6, n=100)
    item = Prediction(rate, implied=0.5, spread=0.0)
    assert not item.by_chance or item.foreseen
    assert Prediction(replace(rate, value=0.7), 0.5, 0.1).foreseen
    assert not Prediction(replace(rate, value=0.7), 0.5, 0.0).foreseen
    assert inside((item,))[2] == pytest.approx(0.1)


def test_holding_out_changes_the_rates_of_that_study_most() -> None:
    names = ("jensen_achilles_s1", "kerr_slr_no_herniation", "cochrane_slr_herniation")
    fitted = fit(model_of(*(rate_named(name) for name in names)))
    told: list[str] = []
    predictions = hold_out(fitted, told.append)
    assert [item.rate.id for item in predictions] == list(names)
    own = fitted.model.rates(fitted.theta)
    assert all(
        abs(item.implied - item.rate.value) >= abs(rate - item.rate.value) - 1e-3
        for item, rate in zip(predictions, own, strict=True)
    )
