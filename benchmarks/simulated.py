"""``python -m benchmarks.simulated``: how far answers can be believed, on simulated patients."""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks.bootstrap import Estimate, difference, draws, estimate
from benchmarks.measures import area_under_curve
from benchmarks.scenarios import (
    Result,
    Sizes,
    by_setting,
    design_choices,
    one_sided,
    shared_errors,
    sites_of,
    true_structure,
)
from benchmarks.scores import (
    SCORES,
    calibration_by_chance,
    reliability_bins,
    site_rows,
)
from benchmarks.show import table
from radicular import __version__
from radicular.hypotheses import load_hypotheses
from radicular.provenance import Provenance

__all__ = ["main"]

DOCS = Path(__file__).parents[1] / "docs" / "simulated.md"
RESAMPLES = 500
#: Share of the patients that is answered for each design choice and in each setting.
_PART = 4
_FEWEST = 200

Results = Mapping[str, Result]

INTRODUCTION = """\
# Simulated patients

Written by `python -m benchmarks.simulated --write-docs`. The patients are drawn from the compiled
model: a lesion from the prior of the setting, an anatomy of its own for each affected side, a
shared effect a modality and place (drawn, not taken from the nodes over which an answer sums), and
a usual record (`patient/tables/typical_record.csv`). What is on record does not depend on the
lesion, so both sides are looked at, except where a line says otherwise. **These numbers say that
the arithmetic is honest if the model is right. They say nothing of real patients.**

Log score: natural log of the probability of the true site, not below ln 0.001; more is better.
Brier score: 0 to 2, less is better. Calibration error: mean distance between the probability of
the first site and how often it is right, over 15 bins of equal width; *by chance* is what faultless
answers as sure as these would show with as many patients. In brackets 95 % bootstrap intervals.
"""


@dataclass(frozen=True)
class Figures:
    """Everything that was measured.

    Attributes:
        sizes: How many patients.
        true: Patients of the model.
        shared: Patients with shared effects of sd 1.0 everywhere.
        exponent: Fitted for independence on other patients.
        choices: One thing changed at a time.
        one_sided: Patients whose record names one side only.
        settings: Setting to part of the record to result.
    """

    sizes: Sizes
    true: Results
    shared: Results
    exponent: float
    choices: Results
    one_sided: Results
    settings: Mapping[str, Results]


@click.command()
@click.option("--patients", default=20_000, show_default=True, help="Patients for calibration.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write all numbers.")
@click.option("--write-docs", is_flag=True, help=f"Write docs/{DOCS.name}.")
def main(*, patients: int, json_file: Path | None, write_docs: bool) -> None:
    """Measure calibration and the worth of each design choice on simulated patients."""
    part = max(patients // _PART, min(patients, _FEWEST))
    figures = _measured(Sizes(patients, part, min(2000, patients)))
    provenance = Provenance.of(__version__, {"patients": str(patients)})
    text = "\n".join(_lines(figures, provenance))
    print(text)
    if json_file:
        data = _plain(figures, provenance)
        json_file.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    if write_docs:
        DOCS.write_text(text + "\n", encoding="utf-8")


def _measured(sizes: Sizes) -> Figures:
    start = monotonic()

    def say(what: str) -> None:
        print(f"[{monotonic() - start:5.0f} s] {what}", file=sys.stderr, flush=True)

    shared, exponent = shared_errors(sizes, say)
    return Figures(
        sizes=sizes,
        true=true_structure(sizes, say),
        shared=shared,
        exponent=exponent,
        choices=design_choices(sizes, say),
        one_sided=one_sided(sizes, say),
        settings=by_setting(sizes, say),
    )


def _lines(figures: Figures, provenance: Provenance) -> Iterator[str]:
    yield INTRODUCTION
    yield from _calibration_lines(figures)
    yield from _reliability_lines(figures.true["true structure"])
    yield from _choice_lines(figures)
    yield from _setting_lines(figures.settings)
    settings = ", ".join(f"{key} {value}" for key, value in provenance.to_dict().items())
    yield f"Computed with: {settings}."


def _calibration_lines(figures: Figures) -> Iterator[str]:
    yield "## Is the first site as often right as it says?"
    yield ""
    yield "The last column is what was aimed at."
    yield ""
    aims = {
        "true structure": "calibration error at most 0.015",
        "effect integrated, sd of the model": "at most 0.020; log score above the exponent's",
    }
    every = {**figures.true, **figures.shared}
    yield from table(
        ["answered by", "patients", *SCORES, "by chance", "aim"],
        [
            [
                name if name in figures.true else f"shared sd 1.0: {name}",
                f"{len(result.scores):,}",
                *(_text(_estimates(result)[measure]) for measure in SCORES),
                f"{calibration_by_chance(result.scores):.3f}",
                aims.get(name, ""),
            ]
            for name, result in every.items()
        ],
    )
    yield ""
    gain = _gain(
        figures.shared["effect integrated, sd of the model"],
        figures.shared["independence, fitted exponent"],
    )
    yield (
        f"The likelihood exponent {figures.exponent:.2f} was fitted on {figures.sizes.fit:,} other "
        "patients with known sites. The shared effect integrated has a log score "
        f"{_text(gain, sign='+')} above it, on the same patients. In these patients every modality "
        "has an effect of sd 1.0, also those to which the model gives a smaller one or none; "
        '"sd 1.0" is a model that knows.'
    )
    yield ""


def _reliability_lines(result: Result) -> Iterator[str]:
    yield "## Reliability, true structure"
    yield ""
    yield from table(
        ["probability of the first site", "patients", "mean probability", "right"],
        [
            [f"{low:.2f} to {high:.2f}", f"{count:,}", f"{stated:.3f}", f"{right:.3f}"]
            for low, high, count, stated, right in reliability_bins(result.scores)
        ],
    )
    yield ""
    yield (
        "By site, for sites with at least 100 patients. *Own*: mean probability of the site in its "
        "own patients. *Summed*: its probability summed over all patients, which should be their "
        "number. *Error*: calibration error of its probability over all patients. The last "
        "columns: where it stood first."
    )
    yield ""
    names = load_hypotheses("spine_clinic").sites
    yield from table(
        ["site", "patients", "own", "summed", "error", "first", "mean probability", "right"],
        [
            [
                row.site,
                str(row.patients),
                f"{row.given:.2f}",
                f"{row.expected:.0f}",
                f"{row.error:.4f}",
                str(row.first),
                f"{row.stated:.3f}",
                f"{row.right:.3f}",
            ]
            for row in site_rows(result.sites, result.truth, names)
        ],
    )
    yield ""


def _choice_lines(figures: Figures) -> Iterator[str]:
    yield "## What each design choice is worth on simulated patients"
    yield ""
    yield (
        "The same patients of the model, answered with one thing changed. The cost is in log "
        "score, nats a patient, paired. *Mimics removed* takes the sites outside the nervous "
        "system off the list; its cost is mostly that of their own patients."
    )
    yield ""
    yield from _changed(figures.choices, "as it is")
    yield (
        "The same with a record that names only the side of the lesion (both for a lesion of both "
        "sides), as a clinic writes it, with and without the rule that the product has for it:"
    )
    yield ""
    yield from _changed(figures.one_sided, "one side on record")


def _changed(results: Results, first: str) -> Iterator[str]:
    as_is = results[first]
    yield from table(
        ["answered with", *SCORES, "log score less that of the first line"],
        [
            [
                name,
                *(_text(_estimates(result)[measure]) for measure in SCORES),
                _text(_gain(result, as_is), sign="+") if result is not as_is else "",
            ]
            for name, result in results.items()
        ],
    )
    yield ""


def _setting_lines(settings: Mapping[str, Results]) -> Iterator[str]:
    yield "## How well a bedside examination tells a root lesion"
    yield ""
    yield (
        "Area under the curve of the probability of a root lesion (one or several roots), against "
        "patients with nothing or mechanical back pain, and against everybody else. Each setting "
        "has its own spectrum of severity and duration and its own other patients."
    )
    yield ""
    yield from table(
        ["setting", "seen", "against none or mechanical", "against all others"],
        [
            [setting.replace("_", " "), part, *(_auc_text(pair) for pair in _aucs(result))]
            for setting, parts in settings.items()
            for part, result in parts.items()
        ],
    )
    yield ""


def _aucs(result: Result) -> Iterator[tuple[Estimate, int, int]]:
    """Area under the curve against nothing or mechanical pain and against all, with numbers."""
    root = sites_of(("root", "multi_root"))
    sites = load_hypotheses("spine_clinic").sites
    plain = np.array([sites.index(site) for site in ("none", "mechanical_back")])
    chance = result.sites[:, root].sum(axis=1).astype(np.float64)
    is_root = np.isin(result.truth, root)
    for others in (np.isin(result.truth, plain), ~is_root):
        kept = is_root | others
        ranked = _Ranked(chance[kept], is_root[kept].astype(np.float64))
        found = estimate(ranked, _Ranked.area, draws(len(ranked.score), 100))
        yield found, int(is_root.sum()), int(others.sum())


@dataclass(frozen=True)
class _Ranked:
    score: NDArray[np.float64]
    positive: NDArray[np.float64]

    def take(self, chosen: NDArray[np.intp]) -> "_Ranked":
        return _Ranked(self.score[chosen], self.positive[chosen])

    def area(self) -> float:
        return area_under_curve(self.score, self.positive)


def _auc_text(found: tuple[Estimate, int, int]) -> str:
    area, positive, negative = found
    return f"{_text(area, digits=2)} ({positive:,} and {negative:,})"


def _estimates(result: Result) -> Mapping[str, Estimate]:
    key = id(result)
    if key not in _KNOWN:
        chosen = draws(len(result.scores), RESAMPLES)
        _KNOWN[key] = {
            name: estimate(result.scores, measure, chosen) for name, measure in SCORES.items()
        }
    return _KNOWN[key]


_KNOWN: dict[int, Mapping[str, Estimate]] = {}


def _gain(first: Result, second: Result) -> Estimate:
    chosen = draws(len(first.scores), RESAMPLES)
    return difference(first.scores, second.scores, SCORES["log score"], chosen)


def _text(found: Estimate, *, sign: str = "", digits: int = 3) -> str:
    low, high = f"{found.low:{sign}.{digits}f}", f"{found.high:{sign}.{digits}f}"
    return f"{found.value:{sign}.{digits}f} [{low}, {high}]"


def _plain(figures: Figures, provenance: Provenance) -> dict[str, Any]:
    def measures(results: Results) -> dict[str, Any]:
        return {
            name: {key: asdict(found) for key, found in _estimates(result).items()}
            for name, result in results.items()
        }

    names = load_hypotheses("spine_clinic").sites
    true = figures.true["true structure"]
    return {
        "radicular_simulated": 1,
        "provenance": provenance.to_dict(),
        "sizes": asdict(figures.sizes),
        "true_structure": measures(figures.true),
        "shared_errors": measures(figures.shared),
        "exponent": figures.exponent,
        "design_choices": measures(figures.choices),
        "one_sided": measures(figures.one_sided),
        "settings": {name: measures(parts) for name, parts in figures.settings.items()},
        "reliability": reliability_bins(true.scores),
        "sites": [asdict(row) for row in site_rows(true.sites, true.truth, names)],
    }


if __name__ == "__main__":
    main()
