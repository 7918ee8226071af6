"""How sure the links are: draws from their posterior by NumPyro's NUTS.

The same rates as in ``implied``, written for JAX, which differentiates them. Needed offline only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from numpy.typing import NDArray
from numpyro.diagnostics import effective_sample_size, split_gelman_rubin
from numpyro.infer import MCMC, NUTS, init_to_value

from calibration.implied import Model
from calibration.tables import prior

__all__ = ["Draws", "draw", "rate_function", "short_run"]

Floats = NDArray[np.float64]

_SLOPE = 0.851
SURE = 1e-6
#: Size and number of the steps of a trajectory of the short runs.
STEP, LEAPS = 0.35, 5


@dataclass(frozen=True)
class Draws:
    """Draws from the posterior.

    Args:
        theta: Shape (draws, size).
        r_hat: Largest of the free numbers; near 1 where the chains agree.
        effective: Smallest number of independent draws that these are worth.
        divergent: How many transitions diverged.
    """

    theta: Floats
    r_hat: float
    effective: float
    divergent: int


def rate_function(model: Model) -> Callable[[Any], Any]:
    """Return the rates that free numbers imply, as a function for JAX.

    Args:
        model: The same for NumPy.
    """
    design, space = model.designs, model.space
    effect, width, start = space.effect, space.width, space.start
    segments, rates = len(design.segment_rate), len(design.rates)
    told = np.flatnonzero(np.abs(design.given_affine[:, 1:]).sum(axis=1) > 0)
    shift_at, hidden_at = model.shift_at[design.rate_study], model.hidden_at[design.rate_study]

    def shown(theta: Any) -> Any:
        free = start + (width * jnp.append(theta[: space.size], 0.0)[effect]).sum(axis=0)
        floor = jnp.cumprod(jax.nn.sigmoid(free[..., 0]), axis=1)
        cut = 1 - jnp.cumprod(jax.nn.sigmoid(-free[..., 2]), axis=1)
        part = jax.nn.sigmoid(free[..., 1])
        above, ceilings = jnp.ones(len(space.links)), []
        for grade in range(free.shape[1]):
            above = floor[:, grade] + (above - floor[:, grade]) * part[:, grade]
            ceilings.append(above)
        ceiling, spread = jnp.stack(ceilings, axis=1), jnp.exp(free[..., 3])
        floor, ceiling, cut, spread = (
            table[model.point_link] for table in (floor, ceiling, cut, spread)
        )
        begin = 0.5 * (1 - jnp.tanh(_SLOPE * cut / spread))
        here = 0.5 * (1 + jnp.tanh(_SLOPE * (design.point_deficit[:, None] - cut) / spread))
        rise = jnp.clip((here - begin) / (1 - begin), 0.0, 1.0)
        chance = jax.lax.cummin(floor + (ceiling - floor) * rise, axis=1)
        return jnp.concatenate([jnp.ones((len(chance), 1)), chance, floor[:, :1]], axis=1)

    def of_rates(theta: Any) -> Any:
        table = shown(theta)
        padded = jnp.append(theta, 0.0)
        shift = jnp.where(design.rate_shifted, prior("severity_shift") * padded[shift_at], 0.0)
        share = jax.nn.sigmoid(
            prior("hidden_share") + prior("hidden_share_spread") * padded[hidden_at]
        )
        hidden = jnp.where(design.rate_hidden, share, 0.0)[design.segment_rate]
        weight = design.segment_share * jnp.where(design.segment_hidden, hidden, 1 - hidden)
        tilt = jnp.exp(shift[design.row_rate] * design.row_step)
        total = jax.ops.segment_sum(design.row_weight * tilt, design.row_segment, segments)
        factor = (weight / total)[design.row_segment] * tilt
        sign = (design.row_affine * table[design.row_point]).sum(axis=1)
        given = (design.given_affine[told] * table[design.given_point[told]]).sum(axis=1)
        factor = factor.at[told].set(factor[told] * given, unique_indices=True)
        both = jax.ops.segment_sum(factor * sign, design.row_rate, rates)
        alone = jax.ops.segment_sum(factor * design.row_weight, design.row_rate, rates)
        return both / alone

    return of_rates


def _likelihood(rate: Any, share: Any, people: Any) -> Any:
    inside = jnp.clip(rate, SURE, 1 - SURE)
    return (people * (share * jnp.log(inside) + (1 - share) * jnp.log1p(-inside))).sum()


def draw(
    model: Model, warmup: int = 400, draws: int = 500, chains: int = 2, seed: int = 0
) -> Draws:
    """Draw free numbers given the published rates.

    Args:
        model: Rates as a function of free numbers.
        warmup: Steps before draws are kept.
        draws: Kept draws of each chain.
        chains: At least two for ``r_hat``.
        seed: Of the random numbers.
    """
    numpyro.enable_x64()
    rates = rate_function(model)
    share = jnp.array([rate.value for rate in model.designs.rates])
    people = jnp.array([rate.people for rate in model.designs.rates])

    def generative() -> None:
        theta = numpyro.sample("theta", dist.Normal(0.0, 1.0).expand([model.size]).to_event(1))
        numpyro.factor("rates", _likelihood(rates(theta), share, people))

    start = init_to_value(values={"theta": jnp.zeros(model.size)})
    machine = MCMC(
        NUTS(generative, max_tree_depth=6, init_strategy=start),
        num_warmup=warmup,
        num_samples=draws,
        num_chains=chains,
        chain_method="sequential",
        progress_bar=False,
    )
    machine.run(jax.random.PRNGKey(seed), extra_fields=("diverging",))
    grouped = np.asarray(machine.get_samples(group_by_chain=True)["theta"])
    return Draws(
        theta=grouped.reshape(-1, grouped.shape[-1]),
        r_hat=float(np.max(split_gelman_rubin(grouped))),
        effective=float(np.min(effective_sample_size(grouped))),
        divergent=int(np.asarray(machine.get_extra_fields()["diverging"]).sum()),
    )


def short_run(model: Model, burn: int, thin: int, kept: int) -> Callable[..., Any]:
    """Return a compiled sampler for many data sets of one model: Hamiltonian Monte Carlo.

    The steps are taken in coordinates in which the normal approximation around the most probable
    point is a standard normal, so that few of them suffice; acceptance keeps the draws exact.

    Args:
        model: Rates as a function of free numbers.
        burn: Trajectories that are thrown away.
        thin: Of so many trajectories one is kept.
        kept: How many draws are kept.

    Returns:
        ``run(key, share, people, middle, root)`` with the most probable point and a matrix whose
        square is the covariance there; gives the draws, shape (kept, size), their rates, shape
        (kept, rates), and the part of trajectories that were accepted.
    """
    numpyro.enable_x64()
    rates = rate_function(model)

    def run(key: Any, share: Any, people: Any, middle: Any, root: Any) -> Any:
        def energy(white: Any) -> Any:
            theta = middle + root @ white
            return 0.5 * (theta**2).sum() - _likelihood(rates(theta), share, people)

        slope = jax.grad(energy)

        def trajectory(state: Any, key: Any) -> Any:
            white, before = state
            push_key, size_key, accept_key = jax.random.split(key, 3)
            size = STEP * jax.random.uniform(size_key, minval=0.6, maxval=1.2)
            push = jax.random.normal(push_key, white.shape)

            def leap(moving: Any, _: Any) -> Any:
                place, speed = moving
                place = place + size * speed
                return (place, speed - size * slope(place)), None

            begin = push - 0.5 * size * slope(white)
            (place, speed), _ = jax.lax.scan(leap, (white, begin), None, length=LEAPS)
            speed = speed + 0.5 * size * slope(place)
            after = energy(place)
            change = before + 0.5 * (push**2).sum() - after - 0.5 * (speed**2).sum()
            taken = jnp.log(jax.random.uniform(accept_key)) < change
            state = jnp.where(taken, place, white), jnp.where(taken, after, before)
            return state, (state[0], taken)

        start_key, run_key = jax.random.split(key)
        white = jax.random.normal(start_key, middle.shape)
        keys = jax.random.split(run_key, burn + thin * kept)
        _, (places, taken) = jax.lax.scan(trajectory, (white, energy(white)), keys)
        draws = middle + places[burn + thin - 1 :: thin] @ root.T
        return draws, jax.lax.map(rates, draws), taken.mean()

    compiled: Callable[..., Any] = jax.jit(run)
    return compiled
