"""The results as aligned text, which is also Markdown."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from math import isnan

from benchmarks.bootstrap import Estimate
from benchmarks.measures import MEASURES, Bin, Measure
from benchmarks.outcomes import Outcomes
from benchmarks.published import PublishedCase
from benchmarks.run import OURS, StageResult
from benchmarks.speed import Figure

__all__ = ["case_lines", "interval_text", "speed_lines", "stage_lines", "table"]


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    r"""Yield the lines of a table with aligned columns, in the form of Markdown.

    Example:
        >>> print("\n".join(table(["name", "n"], [["site first", "42"]])))
        | name       | n  |
        | ---------- | -- |
        | site first | 42 |
    """
    lines = [list(header), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip_longest(*lines, fillvalue="")]
    lines.insert(1, ["-" * width for width in widths])
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        yield f"| {' | '.join(cells)} |"


def stage_lines(name: str, result: StageResult) -> Iterator[str]:
    """Yield the tables of one stage."""
    some = next(iter(result.methods.values())).outcomes
    yield f"## {name.capitalize()}"
    yield ""
    yield f"{result.informed} of {len(some)} cases have a finding of the newest part."
    yield ""
    yield from table(
        ["measure", "n", *result.methods, *(f"{OURS} less {rival}" for rival in result.gains)],
        [
            [
                measure.name,
                _count(measure, [method.outcomes for method in result.methods.values()]),
                *(interval_text(method.estimates[key]) for method in result.methods.values()),
                *(interval_text(gain[key], sign="+") for gain in result.gains.values()),
            ]
            for key, measure in MEASURES.items()
        ],
    )
    yield ""
    yield f"Reliability of {OURS}: probability given to the first site, and how often it was right."
    yield ""
    yield from table(
        ["probability", "answers", "mean probability", "right"],
        map(_bin_cells, result.methods[OURS].bins),
    )
    yield ""


def case_lines(cases: Sequence[PublishedCase], result: StageResult) -> Iterator[str]:
    """Yield one line a case: the truth, the first site and how far down the truth stands."""
    yield from table(
        ["case", "truth", "first site", "p", "rank of the truth", "p of the truth"],
        [
            [
                published.case.id,
                published.truth.label + (" (trap)" if published.truth.trap else ""),
                prediction.ranking[0],
                f"{prediction.sites[prediction.ranking[0]]:.2f}",
                str(1 + min(map(prediction.ranking.index, published.truth.sites))),
                f"{sum(prediction.sites[site] for site in published.truth.sites):.3f}",
            ]
            for published, prediction in zip(cases, result.methods[OURS].predictions, strict=True)
        ],
    )


def speed_lines(figures: Mapping[str, Figure]) -> Iterator[str]:
    """Yield the speed table."""
    yield "## Speed"
    yield ""
    yield from table(
        ["what", "measured", "aim"],
        [[figure.name, figure.measured, figure.aim] for figure in figures.values()],
    )
    yield ""


def _count(measure: Measure, outcomes: Sequence[Outcomes]) -> str:
    counts = [measure.count(each) for each in outcomes]
    return str(counts[0]) if len(set(counts)) == 1 else ", ".join(map(str, counts))


def interval_text(estimate: Estimate, *, sign: str = "") -> str:
    """Return a value with its interval in brackets."""
    if isnan(estimate.value):
        return "none"
    interval = f"[{estimate.low:{sign}.2f}, {estimate.high:{sign}.2f}]"
    return f"{estimate.value:{sign}.2f} {interval}"


def _bin_cells(part: Bin) -> list[str]:
    return [
        f"{part.low:g} to {part.high:g}",
        str(part.count),
        f"{part.stated:.2f}",
        f"{part.right:.2f}",
    ]
