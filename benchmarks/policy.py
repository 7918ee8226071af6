"""``python -m benchmarks.policy``: one test after another, chosen in three ways.

Every simulated patient is asked a few questions, then tested until ten tests are done. The curve
is the mean probability given to the true site against the number of tests.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from time import perf_counter

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks.clock import machine
from benchmarks.policy_figure import Curve, figure
from benchmarks.show import table
from benchmarks.virtual import VirtualPerson
from radicular import __version__
from radicular.case import Case, Observation
from radicular.findings.catalog import Finding, load_catalog
from radicular.hypotheses import SIDES
from radicular.localize.compiled import looks_at_the_rest
from radicular.localize.evidence import evidence_of
from radicular.localize.leave_one_out import LeaveOneOut
from radicular.localize.localizer import DEFAULT_SETTING, Localizer, load_localizer
from radicular.localize.next_test import next_tests
from radicular.localize.posterior import Posterior
from radicular.provenance import Provenance
from radicular.tables import read_csv

__all__ = ["POLICIES", "curves", "run_patient"]

DOCS = Path(__file__).parents[1] / "docs"
PATIENTS = 300
TESTS = 10
ASKED_FIRST = 4
BURDENS = frozenset(("history", "bedside", "laboratory"))
RESAMPLES = 1000
#: How many proposals are looked through for one that is among the tests of the run.
PROPOSALS = 60
BAND = (0.025, 0.975)

Floats = NDArray[np.float64]
Test = tuple[str, str]
Choice = Callable[[Localizer, Case, Posterior, np.random.Generator], Test | None]


@cache
def candidates() -> tuple[Finding, ...]:
    """Return what can be tested, in the order of a usual record."""
    found = []
    for row in read_csv("radicular.patient", "tables/typical_record.csv"):
        finding = load_catalog()[row["finding"]]
        if finding.burden in BURDENS and not looks_at_the_rest(finding):
            found.append(finding)
    return tuple(found)


def _open_tests(case: Case, posterior: Posterior) -> list[Test]:
    """What has not been tested, on the side that leads, in the order of a usual record."""
    done = {(item.finding, item.side) for item in case.observations}
    sides = posterior.sides()
    leading = "left" if sides["left"] >= sides["right"] else "right"
    tests = ((finding.id, leading if finding.sided else "midline") for finding in candidates())
    return [test for test in tests if test not in done]


def informed(
    localizer: Localizer, case: Case, posterior: Posterior, generator: np.random.Generator
) -> Test | None:
    """Choose what is expected to tell most of the site."""
    del generator
    usable = set(_open_tests(case, posterior))
    record = LeaveOneOut(localizer.likelihood, posterior, evidence_of(case))
    proposed = next_tests(record, case, PROPOSALS)
    tests = ((test.finding, test.side) for test in proposed if not test.safety)
    return next((test for test in tests if test in usable), None)


def in_order(
    localizer: Localizer, case: Case, posterior: Posterior, generator: np.random.Generator
) -> Test | None:
    """Choose what comes next in the order of a usual record."""
    del localizer, generator
    return next(iter(_open_tests(case, posterior)), None)


def at_random(
    localizer: Localizer, case: Case, posterior: Posterior, generator: np.random.Generator
) -> Test | None:
    """Choose any test."""
    del localizer
    usable = _open_tests(case, posterior)
    return usable[int(generator.integers(len(usable)))] if usable else None


POLICIES: Mapping[str, Choice] = {
    "most informative": informed,
    "usual order": in_order,
    "random": at_random,
}


def run_patient(
    localizer: Localizer, person: VirtualPerson, choose: Choice, tests: int
) -> Iterator[tuple[float, float]]:
    """Yield the probability of the true site, and of it on the true side, after every test.

    Args:
        localizer: That answers.
        person: Who is tested.
        choose: The next test; where it is None the rest of the run stays as it is.
        tests: How many tests are done.
    """
    generator = np.random.default_rng([person.seed, tests])
    case = Case(observations=tuple(_first_questions(person, generator)))
    for done in range(tests + 1):
        posterior = localizer.posterior(evidence_of(case))
        yield _of_truth(posterior, person)
        test = choose(localizer, case, posterior, generator) if done < tests else None
        if test is not None:
            case = Case(observations=(*case.observations, person.test(*test)))


def _first_questions(
    person: VirtualPerson, generator: np.random.Generator
) -> Iterator[Observation]:
    asked = [finding for finding in candidates() if finding.burden == "history"]
    side = person.side if person.side != "both" else str(generator.choice(["left", "right"]))
    for number in sorted(generator.choice(len(asked), ASKED_FIRST, replace=False)):
        yield person.test(asked[number].id, side if asked[number].sided else "midline")


def _of_truth(posterior: Posterior, person: VirtualPerson) -> tuple[float, float]:
    space = posterior.space
    at_site = space.site == space.sites.index(person.site)
    on_side = at_site & (space.side == SIDES.index(person.side))
    return float(posterior.weight[at_site].sum()), float(posterior.weight[on_side].sum())


def curves(patients: int, tests: int = TESTS, seed: int = 7_000) -> Mapping[str, Floats]:
    """Return for every policy the runs of all patients, shape (patients, tests + 1, 2).

    Args:
        patients: How many; each is tested by every policy.
        tests: How many tests are done.
        seed: Of the patients.
    """
    localizer = load_localizer(kernels="numba")
    space = localizer.space
    drawn = np.random.default_rng(seed).choice(len(space), patients, p=np.exp(space.log_prior))
    runs: dict[str, list[list[tuple[float, float]]]] = {name: [] for name in POLICIES}
    start = perf_counter()
    for number, hypothesis in enumerate(drawn.tolist()):
        person = VirtualPerson(localizer.scorer.model, space, hypothesis, seed + number)
        for name, choose in POLICIES.items():
            runs[name].append(list(run_patient(localizer, person, choose, tests)))
        if (number + 1) % 20 == 0:
            click.echo(f"{number + 1} of {patients}, {perf_counter() - start:.0f} s", err=True)
    return {name: np.array(of_policy) for name, of_policy in runs.items()}


def summary(runs: Floats) -> Curve:
    """Return the mean over the patients after every test, with a bootstrap band.

    Args:
        runs: Shape (patients, tests + 1).
    """
    chosen = np.random.default_rng(1).integers(len(runs), size=(RESAMPLES, len(runs)))
    means = np.array([runs[rows].mean(axis=0) for rows in chosen])
    low, high = np.quantile(means, BAND, axis=0)
    return Curve(tuple(runs.mean(axis=0)), tuple(low), tuple(high))


def page(runs: Mapping[str, Floats]) -> Iterator[str]:
    """Yield the page."""
    patients, steps, _ = next(iter(runs.values())).shape
    yield "# Which test next?"
    yield ""
    yield (
        f"{patients} patients drawn from the model as {DEFAULT_SETTING} has them. Each is asked "
        f"{ASKED_FIRST} questions, then tested {steps - 1} times by each of three ways of choosing "
        "the next test: what is expected to tell most of the site (mutual information, as "
        "`radicular locate` proposes it), the order of a usual record, and at random. All choose "
        f"among the same {len(candidates())} findings from history, bedside and laboratory, on the "
        "side that leads. A patient keeps anatomy, shared effects and answers through all runs. "
        "Made by `python -m benchmarks.policy --write-docs`."
    )
    yield ""
    yield "![Mean probability of the true site against the number of tests](policy.svg)"
    yield ""
    for column, title in enumerate(("the true site", "the true site on the true side")):
        yield f"## Mean probability of {title}"
        yield ""
        yield from table(["tests", *runs], _rows(runs, column))
        yield ""
    yield "In brackets the 95 % bootstrap interval over the patients."
    yield ""
    first = next(iter(runs))
    for other in [name for name in runs if name != first]:
        yield from _difference(runs[first][:, -1, 0] - runs[other][:, -1, 0], first, other)
    yield ""
    yield (
        "The model is its own judge here: the patients are drawn from it. The curves say what the "
        "order of the tests is worth, not how often an answer is right in a clinic."
    )
    yield ""
    provenance = Provenance.of(__version__, {"setting": DEFAULT_SETTING})
    settings = ", ".join(f"{key} {value}" for key, value in provenance.to_dict().items())
    yield f"Measured on {machine()}. Computed with: {settings}."


def _rows(runs: Mapping[str, Floats], column: int) -> Iterator[list[str]]:
    of_policies = [summary(of_policy[:, :, column]) for of_policy in runs.values()]
    for step in range(len(of_policies[0].mean)):
        yield [
            str(step),
            *(
                f"{curve.mean[step]:.3f} [{curve.low[step]:.3f}, {curve.high[step]:.3f}]"
                for curve in of_policies
            ),
        ]


def _difference(gain: Floats, first: str, other: str) -> Iterator[str]:
    chosen = np.random.default_rng(2).integers(len(gain), size=(RESAMPLES, len(gain)))
    low, high = np.quantile(gain[chosen].mean(axis=1), BAND)
    yield (
        f"- After the last test, {first} less {other}: {gain.mean():+.3f} "
        f"[{low:+.3f}, {high:+.3f}], the same patients."
    )


@click.command()
@click.option("--patients", default=PATIENTS, show_default=True, help="How many are simulated.")
@click.option("--tests", default=TESTS, show_default=True, help="How many tests each gets.")
@click.option("--write-docs", is_flag=True, help="Write docs/policy.md and docs/policy.svg.")
def main(*, patients: int, tests: int, write_docs: bool) -> None:
    """Compare ways of choosing the next test on simulated patients."""
    runs = curves(patients, tests)
    text = "\n".join(page(runs))
    click.echo(text)
    if write_docs:
        (DOCS / "policy.md").write_text(text + "\n", encoding="utf-8")
        of_policies: dict[str, Curve] = {
            name: summary(of_policy[:, :, 0]) for name, of_policy in runs.items()
        }
        (DOCS / "policy.svg").write_text(figure(of_policies), encoding="utf-8")


if __name__ == "__main__":
    main()
