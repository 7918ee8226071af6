"""``python -m calibration``: refit the links, write their tables and the page."""

import json
from time import perf_counter

import click
import numpy as np
from numpy.typing import NDArray

from calibration.designs import design
from calibration.fit import Fit, fit
from calibration.held_out import hold_out
from calibration.implied import Model
from calibration.links_table import write_draws, write_links
from calibration.outcome import compare, predictable, summarize
from calibration.page import page, summary_lines, write
from calibration.ratios import likelihood_ratios
from calibration.studies import load_rates
from calibration.unconstrained import Space, start_links

Floats = NDArray[np.float64]


@click.command()
@click.option("--quick", is_flag=True, help="No NUTS, no study held out.")
@click.option("--dry", is_flag=True, help="Write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print every comparison as JSON.")
@click.option("--seed", default=0, show_default=True, help="Of the draws.")
def main(*, quick: bool, dry: bool, as_json: bool, seed: int) -> None:
    """Fit the links to the published sign rates and say how well that works."""
    started = perf_counter()

    def tell(text: str) -> None:
        click.echo(f"{perf_counter() - started:6.1f} s  {text}", err=True)

    fitted = fit_links()
    tell(f"fitted {fitted.model.size} numbers to {len(fitted.model.designs.rates)} rates")
    comparisons = compare(fitted)
    if as_json:
        click.echo(json.dumps([item.to_dict() for item in comparisons], indent=1))
    else:
        click.echo("\n".join(summary_lines(comparisons)))
    tell("compared all rates")
    if dry:
        return
    draws, how = _normal(fitted, seed) if quick else _sampled(fitted, seed)
    tell(how)
    write_links(fitted, draws)
    write_draws(fitted.model.space, fitted, draws)
    ratios = likelihood_ratios(fitted.model.space, fitted.theta)
    tell("computed likelihood ratios")
    predictions = () if quick else hold_out(fitted, tell)
    write(page(fitted, comparisons, ratios, how, predictions))
    found = summarize([item for item in comparisons if item.rate.use == "fit"])
    tell(f"wrote the tables and the page; {found.share:.1%} of the fitted rates are met")


def fit_links() -> Fit:
    """Fit all links to all rates that may be fitted."""
    rates = [rate for rate in predictable(load_rates()) if rate.use in ("fit", "prior")]
    return fit(Model(design(rates), Space(tuple(start_links()))))


def _normal(fitted: Fit, seed: int) -> tuple[Floats, str]:
    random = np.random.default_rng(seed)
    draws = random.multivariate_normal(fitted.theta, fitted.covariance, size=400)
    return draws, "Intervals: normal approximation around the point."


def _sampled(fitted: Fit, seed: int) -> tuple[Floats, str]:
    from calibration.posterior import draw  # noqa: PLC0415 - NumPyro is needed for this only

    drawn = draw(fitted.model, seed=seed)
    how = (
        f"Intervals (90 %) and the {len(drawn.theta)} draws behind them: NUTS, two chains, "
        f"largest r-hat {drawn.r_hat:.3f}, at least {drawn.effective:.0f} effective draws, "
        f"{drawn.divergent} divergent."
    )
    return drawn.theta, how


if __name__ == "__main__":
    main()
