"""``python -m benchmarks``: measure the answers on published cases, and the speed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import Any

import click

from benchmarks.bootstrap import RESAMPLES
from benchmarks.design import Choice, choice_lines, design_on_cases
from benchmarks.published import CASES, PublishedCase, load_published
from benchmarks.run import StageResult, run
from benchmarks.show import case_lines, speed_lines, stage_lines
from benchmarks.speed import Figure, measure_speed
from radicular import __version__
from radicular.errors import RadicularError
from radicular.hypotheses import SETTINGS
from radicular.localize.localizer import DEFAULT_SETTING
from radicular.provenance import Provenance

DOCS = Path(__file__).parents[1] / "docs" / "benchmark.md"
QUICK_RESAMPLES = 200
BEDSIDE = "history and examination"

Results = Mapping[str, StageResult]
Figures = Mapping[str, Figure]


@click.command()
@click.option("--quick", is_flag=True, help="Fewer resamples, and no speed.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write all numbers.")
@click.option(
    "--cases",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=CASES,
    help="Folder of case files with a truth.",
)
@click.option(
    "--setting",
    type=click.Choice(SETTINGS),
    default=DEFAULT_SETTING,
    show_default=True,
    help="Taken for cases that state none.",
)
@click.option("--write-docs", is_flag=True, help=f"Write docs/{DOCS.name}.")
def main(
    *, quick: bool, json_file: Path | None, folder: Path, setting: str, write_docs: bool
) -> None:
    """Compare radicular with its prior and with peers on published cases."""
    try:
        cases = load_published(folder)
    except RadicularError as error:
        raise click.ClickException("\n".join([str(error), *error.__notes__])) from None
    if not cases:
        raise click.ClickException(f"{folder}: no case file with a truth")
    resamples = QUICK_RESAMPLES if quick else RESAMPLES
    results = run(cases, setting, resamples)
    choices = design_on_cases(cases, setting, resamples)
    figures: Figures = {} if quick else measure_speed()
    provenance = Provenance.of(__version__, {"setting": setting, "resamples": str(resamples)})
    text = "\n".join(_lines(cases, results, choices, figures, provenance))
    print(text)
    if json_file:
        data = _plain(cases, results, figures, provenance)
        data["design_choices"] = {choice.name: choice.to_dict() for choice in choices}
        json_file.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    if write_docs:
        DOCS.parent.mkdir(exist_ok=True)
        DOCS.write_text(text + "\n", encoding="utf-8")


def _lines(
    cases: Sequence[PublishedCase],
    results: Results,
    choices: Sequence[Choice],
    figures: Figures,
    provenance: Provenance,
) -> Iterator[str]:
    traps = sum(published.truth.trap for published in cases)
    yield "# Benchmark"
    yield ""
    yield (
        f"{len(cases)} published cases, {traps} of them traps; in brackets the 95 % bootstrap "
        "interval. What is measured and how is in `benchmarks/README.md`."
    )
    yield ""
    for name, result in results.items():
        yield from stage_lines(name, result)
    yield from choice_lines(choices)
    if figures:
        yield from speed_lines(figures)
    yield f"## Every case, {BEDSIDE}"
    yield ""
    yield from case_lines(cases, results[BEDSIDE])
    yield ""
    settings = ", ".join(f"{key} {value}" for key, value in provenance.to_dict().items())
    yield f"Computed with: {settings}."


def _plain(
    cases: Sequence[PublishedCase], results: Results, figures: Figures, provenance: Provenance
) -> dict[str, Any]:
    return {
        "radicular_benchmark": 1,
        "provenance": provenance.to_dict(),
        "stages": {name: _plain_stage(cases, result) for name, result in results.items()},
        "speed": {key: asdict(figure) for key, figure in figures.items()},
    }


def _plain_stage(cases: Sequence[PublishedCase], result: StageResult) -> dict[str, Any]:
    return {
        "informed": result.informed,
        **{
            f"radicular_less_{rival}": _finite({key: asdict(e) for key, e in gain.items()})
            for rival, gain in result.gains.items()
        },
        "methods": {
            name: {
                "measures": _finite({key: asdict(e) for key, e in method.estimates.items()}),
                "reliability": [asdict(part) for part in method.bins],
                "cases": {
                    published.case.id: {
                        "truth": list(published.truth.sites),
                        "first": list(prediction.ranking[:3]),
                        "p_first": prediction.sites[prediction.ranking[0]],
                        "p_truth": sum(prediction.sites[s] for s in published.truth.sites),
                        "side": prediction.side,
                        "roots": sorted(prediction.root_set),
                    }
                    for published, prediction in zip(cases, method.predictions, strict=True)
                },
            }
            for name, method in result.methods.items()
        },
    }


def _finite(measures: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float | None]]:
    """Return the numbers with None where there is none, as JSON has it."""
    return {
        key: {name: value if isfinite(value) else None for name, value in numbers.items()}
        for key, numbers in measures.items()
    }


if __name__ == "__main__":
    main()
