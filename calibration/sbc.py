"""``python -m calibration.sbc``: simulation-based calibration of the fit.

Free numbers are drawn from their priors, counts are simulated for the designs of the fitted
rates, and the posterior is drawn anew. The rank of a true number among its draws is even where
the fit is right.
"""

import csv
from collections.abc import Mapping
from time import perf_counter
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from calibration.designs import design
from calibration.fit import LOOSE, fit
from calibration.implied import Model
from calibration.outcome import predictable
from calibration.page import renew_simulation
from calibration.studies import load_rates
from calibration.tables import HERE
from calibration.unconstrained import PARTS, Space, classes, start_links

__all__ = ["CLASSES", "chi_square", "quantities", "ranks_of", "subset"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

#: Classes whose studies are simulated; the rest has the same form and would take hours.
CLASSES = ("reflex", "sensation", "wasting", "tension", "late", "snap")
BURN, THIN, KEPT = 20, 2, 63
BINS = 16
SHOWN_EVERY = 10


def subset() -> Model:
    """Return the model of the fitted rates whose links belong to the chosen classes."""
    rates = [rate for rate in predictable(load_rates()) if rate.use == "fit" and not rate.given]
    whole = design(rates)
    link_of = dict(
        zip(whole.row_rate.tolist(), whole.point_link[whole.row_point].tolist(), strict=True)
    )
    kept = [
        rate
        for number, rate in enumerate(rates)
        if classes()[whole.links[link_of[number]]] in CLASSES
    ]
    links = tuple(name for name in start_links() if name in design(kept).links)
    return Model(design(kept), Space(links))


def quantities(model: Model) -> Mapping[str, Ints]:
    """Return which free numbers belong together, by name."""
    space = model.space
    known: dict[str, Ints] = {}
    for number, part in enumerate(PARTS):
        place = space.effect[..., number]
        known[part] = np.unique(place[place >= 0])
    known["severity shift"] = model.shift_at[model.shift_at >= 0]
    known["hidden share"] = model.hidden_at[model.hidden_at >= 0]
    return known


def ranks_of(truth: Floats, draws: Floats) -> Ints:
    """Return how many draws lie below each true number.

    Args:
        truth: Shape (numbers,).
        draws: Shape (draws, numbers).

    Example:
        >>> ranks_of(np.array([0.5]), np.array([[0.1], [0.4], [0.9]])).tolist()
        [2]
    """
    return np.asarray((draws < truth).sum(axis=0), dtype=np.intp)


def chi_square(ranks: Ints, bins: int = BINS) -> tuple[float, float]:
    """Return chi-square and p of ranks against evenness.

    Args:
        ranks: Each from 0 to ``KEPT``.
        bins: How many the possible ranks are split into; has to divide them.

    Example:
        >>> chi_square(np.arange(64))[1]
        1.0
    """
    counts = np.bincount(ranks.ravel() * bins // (KEPT + 1), minlength=bins)
    expected = ranks.size / bins
    statistic = float(((counts - expected) ** 2 / expected).sum())
    return statistic, float(chi2.sf(statistic, bins - 1))


@click.command()
@click.option("--refits", default=320, show_default=True, help="Simulated sets of studies.")
@click.option("--seed", default=0, show_default=True, help="Of the random numbers.")
@click.option("--dry", is_flag=True, help="Write nothing.")
def main(*, refits: int, seed: int, dry: bool) -> None:
    """Check by simulation that the posterior of the links is what it claims to be."""
    model = subset()
    found = model.designs.rates
    people = np.maximum(np.round([rate.people for rate in found]), 1).astype(np.intp)
    click.echo(f"{len(found)} rates, {model.size} numbers, {refits} refits", err=True)
    theta_ranks, rate_ranks = _refits(model, people, refits, seed)
    rows = list(_rows(model, theta_ranks, rate_ranks))
    for row in rows:
        click.echo("  ".join(row.values()))
    if not dry:
        with (HERE / "sbc.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        renew_simulation()


def _refits(model: Model, people: Ints, refits: int, seed: int) -> tuple[Ints, Ints]:
    import jax  # noqa: PLC0415 - needed offline only

    from calibration.posterior import short_run  # noqa: PLC0415

    random = np.random.default_rng(seed)
    run = short_run(model, BURN, THIN, KEPT)
    started = perf_counter()
    of_theta, of_rates, accepted = [], [], []
    for number in range(refits):
        truth = random.standard_normal(model.size)
        chance = model.rates(truth)
        share = random.binomial(people, np.clip(chance, 0.0, 1.0)) / people
        fitted = fit(model, share, people.astype(np.float64), tolerance=LOOSE)
        root = np.linalg.cholesky(fitted.covariance)
        key = jax.random.PRNGKey(seed * refits + number)
        draws, rates, taken = run(key, share, people.astype(np.float64), fitted.theta, root)
        accepted.append(float(taken))
        of_theta.append(ranks_of(truth, np.asarray(draws)))
        of_rates.append(ranks_of(chance, np.asarray(rates)))
        if (number + 1) % SHOWN_EVERY == 0:
            mean = np.mean(accepted)
            click.echo(
                f"{perf_counter() - started:7.1f} s  {number + 1} refits, {mean:.2f} accepted",
                err=True,
            )
    return np.array(of_theta), np.array(of_rates)


def _rows(model: Model, theta_ranks: Ints, rate_ranks: Ints) -> list[dict[str, str]]:
    tables: dict[str, Any] = {
        name: theta_ranks[:, place] for name, place in quantities(model).items()
    }
    tables["implied rates, one of each refit"] = rate_ranks[
        np.arange(len(rate_ranks)), np.arange(len(rate_ranks)) % rate_ranks.shape[1]
    ]
    tables["all numbers, one of each refit"] = theta_ranks[
        np.arange(len(theta_ranks)), np.arange(len(theta_ranks)) % theta_ranks.shape[1]
    ]
    rows = []
    for name, ranks in tables.items():
        statistic, chance = chi_square(ranks)
        rows.append(
            {
                "quantities": name,
                "refits": str(len(theta_ranks)),
                "ranks": str(ranks.size),
                "bins": str(BINS),
                "chi_square": f"{statistic:.3f}",
                "p": f"{chance:.4f}",
                "provenance": "derived",
            }
        )
    return rows


if __name__ == "__main__":
    main()
