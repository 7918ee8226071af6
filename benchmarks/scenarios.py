"""The simulated patients, and what each design choice is worth on them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from benchmarks.answers import (
    Answers,
    Belief,
    SharedErrors,
    all_hypotheses,
    answers,
    believing,
    log_likelihoods,
    without_sites,
)
from benchmarks.cohort import Cohort, Recipe, draw_cohort, record_model, typical_record
from benchmarks.narrowed import narrowed
from benchmarks.scores import Scores
from radicular.anatomy.sites import load_sites
from radicular.hypotheses import SETTINGS, load_hypotheses
from radicular.localize.compiled import compile_model
from radicular.localize.evidence import Evidence, evidence_of
from radicular.localize.scoring import Scorer
from radicular.tables import read_csv

__all__ = [
    "Result",
    "Sizes",
    "by_setting",
    "design_choices",
    "fit_exponent",
    "flat",
    "mimics",
    "one_severity",
    "one_sided",
    "shared_errors",
    "sites_of",
    "true_structure",
    "trust",
]

Floats = NDArray[np.float64]
Say = Callable[[str], None]

SETTING = "spine_clinic"
#: Of the patients that are answered, those that fit the exponent, and those of each setting.
SEED, FIT_SEED = 3001, 3002
FIT_PATIENTS = 2000
_EXPONENTS = np.arange(0.30, 1.31, 0.02)
_EVERY = 1000


@dataclass(frozen=True)
class Result:
    """One way of answering some patients.

    Attributes:
        name: In words.
        scores: Against the truth.
        sites: Probability of every site, shape (patients, sites).
        truth: Position of the true site of every patient, shape (patients,).
    """

    name: str
    scores: Scores
    sites: NDArray[np.float32]
    truth: NDArray[np.intp]


@dataclass(frozen=True)
class Sizes:
    """How many patients are answered.

    Attributes:
        main: For calibration.
        choice: For each design choice, and in each setting.
        fit: For the exponent.
    """

    main: int = 20_000
    choice: int = 5_000
    fit: int = FIT_PATIENTS


def scorer_of(*, nodes: bool = True) -> Scorer:
    """Return a scorer over the findings of a usual record."""
    return Scorer(record_model(), kernels="numba", nodes=nodes)


def _progress(say: Say, what: str, whole: int) -> Callable[[int], None]:
    def told(done: int) -> None:
        if done % _EVERY == 0 or done == whole:
            say(f"{what}: {done} of {whole} patients")

    return told


def _results(cohort: Cohort, found: Mapping[str, Answers]) -> dict[str, Result]:
    return {
        name: Result(name, Scores.of(each.sites, cohort.site), each.sites, cohort.site)
        for name, each in found.items()
    }


def mimics() -> tuple[str, ...]:
    """Return the sites outside the nervous system that imitate a lesion of it."""
    return tuple(site.id for site in load_sites().values() if site.family == "non_neural")


def trust() -> Mapping[str, float]:
    """Return the declared trust exponent of every stage."""
    rows = read_csv("radicular.localize", "tables/trust.csv")
    return {row["stage"]: float(row["exponent"]) for row in rows}


def one_severity(setting: str, severity: str) -> Belief:
    """Return a belief in which every lesion has one severity, and sites and sides their prior."""
    space = load_hypotheses(setting)
    severities = np.array([lesion.severity for lesion in space.lesions])[space.row]
    place = space.site * 3 + space.side
    prior = np.exp(space.log_prior)
    kept = np.where(severities == severity, prior, 0.0)
    has = np.bincount(place, kept)
    kept = np.where(has[place] > 0, kept, prior)  # no lesion of that severity: as it was
    kept *= (np.bincount(place, prior) / np.maximum(np.bincount(place, kept), 1e-300))[place]
    with np.errstate(divide="ignore"):
        return believing(replace(space, log_prior=np.log(kept)))


def flat(setting: str) -> Belief:
    """Return a belief in which every site is as frequent as any other."""
    space = load_hypotheses(setting)
    total = np.bincount(space.site, np.exp(space.log_prior))
    count = np.count_nonzero(total)
    return believing(replace(space, log_prior=space.log_prior - np.log(total * count)[space.site]))


def beliefs_compared(setting: str) -> dict[str, Belief]:
    """Return the beliefs that need no other likelihood, by name."""
    own = believing(load_hypotheses(setting))
    others = (other for other in SETTINGS if other != setting)
    return {
        **{
            f"prior of another setting: {other.replace('_', ' ')}": believing(
                load_hypotheses(other)
            )
            for other in others
        },
        "every site equally frequent": flat(setting),
        "one severity for all (moderate)": one_severity(setting, "moderate"),
        "mimics removed": without_sites(own, mimics()),
    }


def true_structure(sizes: Sizes, say: Say) -> dict[str, Result]:
    """Answer patients of the model by the model."""
    cohort = draw_cohort(Recipe(SETTING, SEED), sizes.main)
    belief = {"true structure": believing(load_hypotheses(SETTING))}
    told = _progress(say, "true structure", len(cohort))
    return _results(cohort, answers(cohort, scorer_of(), belief, progress=told))


def fit_exponent(cohort: Cohort, scorer: Scorer) -> tuple[float, float]:
    """Return the likelihood exponent with the best log score on patients, and that log score."""
    whole, of_record = all_hypotheses(), log_likelihoods(scorer)
    prior = believing(cohort.space).log_prior
    total = np.zeros(len(_EXPONENTS))
    for number in range(len(cohort)):
        chance, mine = of_record(cohort.evidence(number)), whole.site == cohort.site[number]
        kept = np.isfinite(prior)
        for place, exponent in enumerate(_EXPONENTS):
            joint = np.where(kept, prior + exponent * chance, -np.inf)
            weight = np.exp(joint - joint.max())
            total[place] += np.log(max(weight[mine].sum() / weight.sum(), 1e-3))
    best = int(np.argmax(total))
    return float(_EXPONENTS[best]), float(total[best] / len(cohort))


def shared_errors(sizes: Sizes, say: Say) -> tuple[dict[str, Result], float]:
    """Answer patients with shared effects of sd 1.0 everywhere; return the exponent as well."""
    cohort = draw_cohort(Recipe(SETTING, SEED + 1, shared_sd=1.0), sizes.main)
    own = believing(load_hypotheses(SETTING))
    modeled = answers(
        cohort,
        scorer_of(),
        {"effect integrated, sd of the model": own},
        progress=_progress(say, "sd 1.0, effect integrated", len(cohort)),
    )
    few = cohort.take(slice(0, sizes.choice))
    exact = answers(
        few,
        SharedErrors(record_model(), kernels="numba"),
        {"effect integrated, sd 1.0": own},
        progress=_progress(say, "sd 1.0, effect integrated with the true sd", len(few)),
    )
    alone = scorer_of(nodes=False)
    learned = draw_cohort(Recipe(SETTING, FIT_SEED, shared_sd=1.0), sizes.fit)
    exponent, _ = fit_exponent(learned, alone)
    say(f"exponent {exponent:.2f} on {len(learned)} other patients")
    independent = answers(
        cohort,
        alone,
        {
            "independence": own,
            "independence, fitted exponent": replace(own, exponent=exponent),
        },
        progress=_progress(say, "sd 1.0, independence", len(cohort)),
    )
    found = _results(cohort, {**modeled, **independent}) | _results(few, exact)
    return found, exponent


def design_choices(sizes: Sizes, say: Say) -> dict[str, Result]:
    """Answer the same patients of the model with one thing changed at a time."""
    cohort = draw_cohort(Recipe(SETTING, SEED), sizes.choice)
    own = {"as it is": believing(load_hypotheses(SETTING))}
    run = partial(answers, cohort)

    def told(what: str) -> Callable[[int], None]:
        return _progress(say, what, len(cohort))

    found = dict(run(scorer_of(), own | beliefs_compared(SETTING), progress=told("priors")))
    belief = own["as it is"]
    alone = {"findings independent": belief}
    found |= run(scorer_of(nodes=False), alone, progress=told("independence"))
    usual = Scorer(narrowed(compile_model(drawn=False), _ids()), kernels="numba")
    found |= run(usual, {"one anatomy for all": belief}, progress=told("one anatomy"))
    exponents = trust()
    found |= run(
        scorer_of(),
        {"trust exponents of the table": belief},
        read=lambda those, number: those.evidence(number, exponents),
        progress=told("trust exponents"),
    )
    return _results(cohort, found)


def one_sided(sizes: Sizes, say: Say) -> dict[str, Result]:
    """Answer patients whose record names one side only, with and without the rule for it."""
    cohort = draw_cohort(Recipe(SETTING, SEED, one_sided=True), sizes.choice)
    belief = believing(load_hypotheses(SETTING))
    plain = answers(
        cohort,
        scorer_of(),
        {"one side on record": belief},
        progress=_progress(say, "one side on record", len(cohort)),
    )
    ruled = answers(
        cohort,
        scorer_of(),
        {"one side on record, rule for it": belief},
        read=_as_case,
        progress=_progress(say, "one side on record, rule", len(cohort)),
    )
    return _results(cohort, {**plain, **ruled})


def _as_case(cohort: Cohort, number: int) -> tuple[Evidence, ...]:
    return evidence_of(cohort.case(number))


def _ids() -> set[str]:
    return {entry.finding for entry in typical_record()}


def by_setting(sizes: Sizes, say: Say) -> dict[str, Mapping[str, Result]]:
    """Answer patients of every setting, by the whole record and by its parts."""
    found: dict[str, Mapping[str, Result]] = {}
    for number, setting in enumerate(SETTINGS):
        cohort = draw_cohort(Recipe(setting, SEED + 10 + number), sizes.choice)
        belief = believing(load_hypotheses(setting))
        parts: dict[str, Result] = {}
        views = {"history and examination": cohort}
        views |= {stage: cohort.only(stage) for stage in ("history", "examination")}
        for name, part in views.items():
            told = _progress(say, f"{setting}, {name}", len(part))
            parts |= _results(part, answers(part, scorer_of(), {name: belief}, progress=told))
        found[setting] = parts
    return found


def sites_of(families: Sequence[str]) -> NDArray[np.intp]:
    """Return the positions of the sites of some families."""
    sites = load_sites()
    names = all_hypotheses().sites
    return np.array([n for n, name in enumerate(names) if sites[name].family in families])
