"""The page of the calibration."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from calibration.fit import Fit
from calibration.held_out import Prediction, inside
from calibration.outcome import Comparison, summarize
from calibration.ratios import Ratio
from calibration.studies import DEVIATE, SignRate, load_rates
from calibration.tables import HERE, prior, read_rows, rows_of
from radicular import __version__
from radicular.findings.catalog import load_catalog
from radicular.provenance import Provenance

__all__ = ["PAGE", "page", "renew_simulation", "summary_lines", "write"]

PAGE = HERE.parent / "docs" / "calibration.md"


def page(
    fitted: Fit,
    comparisons: Sequence[Comparison],
    ratios: Sequence[Ratio],
    how_drawn: str,
    predictions: Sequence[Prediction] = (),
) -> str:
    """Return the page as Markdown.

    Args:
        fitted: The point estimate.
        comparisons: Published against implied, all predicted rates.
        ratios: Of key signs by setting.
        how_drawn: One sentence on the draws behind the intervals.
        predictions: Of every study from the others.
    """
    parts = (
        _opening(fitted, comparisons, how_drawn),
        _misfits(comparisons),
        _held_out(predictions),
        _fitted(comparisons),
        _checks(comparisons),
        _left_out(),
        _own(fitted),
        _ratio_lines(ratios),
        _simulation(),
        _groups(),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _text(name: str) -> str:
    return next(row["text"] for row in rows_of("texts") if row["name"] == name)


def _opening(fitted: Fit, comparisons: Sequence[Comparison], how_drawn: str) -> Iterator[str]:
    yield "# Calibration: links fitted to published sign rates"
    yield ""
    yield _text("opening")
    yield ""
    yield from summary_lines(comparisons)
    yield ""
    yield _text("reading")
    yield ""
    yield (
        f"{fitted.model.size} free numbers ({fitted.model.space.size} of links), "
        f"{len(fitted.model.designs.rates)} rates from {len(fitted.model.designs.studies)} "
        f"studies; {fitted.steps} evaluations. {how_drawn}"
    )
    yield ""
    values = Provenance.of(__version__, {}).to_dict()
    told = ", ".join(f"{key} {value}" for key, value in values.items())
    yield f"Written by `make calibrate`. Computed with: {told}."
    yield ""


def summary_lines(comparisons: Sequence[Comparison]) -> Iterator[str]:
    """Return the table of how well the kinds of rates are met."""
    fits = [item for item in comparisons if item.rate.use == "fit"]
    kinds: Mapping[str, Sequence[Comparison]] = {
        "**fitted**": fits,
        "fitted, people counted or derived": [x for x in fits if x.rate.n_basis != "assumed"],
        "fitted, number assumed": [x for x in fits if x.rate.n_basis == "assumed"],
        "fitted, normal trust": [x for x in fits if x.rate.trust == "normal"],
        "fitted, low trust": [x for x in fits if x.rate.trust == "low"],
        "**checks**, never fitted": [x for x in comparisons if x.rate.use == "check"],
        "our own summaries": [x for x in comparisons if x.rate.use == "prior"],
    }
    yield (
        "| rates | rows | judged | within 1.96 SE | within, without the study's own spectrum "
        "| mean distance | mean published less implied |"
    )
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for name, items in kinds.items():
        found = summarize(items)
        yield (
            f"| {name} | {found.rates} | {found.judged} | {found.inside} ({found.share:.1%}) "
            f"| {found.plain_inside} ({found.plain_share:.1%}) "
            f"| {found.distance:.3f} | {found.mean:+.3f} |"
        )


def _misfits(comparisons: Sequence[Comparison]) -> Iterator[str]:
    yield "## What does not fit"
    yield ""
    yield _text("misfits")
    yield ""
    outside = [item for item in comparisons if item.rate.use == "fit" and _outside(item)]
    yield from _table(sorted(outside, key=_distance))
    yield ""
    for row in rows_of("texts"):
        if row["name"].startswith("misfit:"):
            yield f"* {row['text']}"
    yield ""


def _outside(item: Comparison) -> bool:
    return item.errors is not None and abs(item.errors) > DEVIATE


def _distance(item: Comparison) -> float:
    return -abs(item.errors if item.errors is not None else 0.0)


def _held_out(predictions: Sequence[Prediction]) -> Iterator[str]:
    if not predictions:
        return
    yield "## Every study predicted from the others"
    yield ""
    yield _text("held_out")
    yield ""
    yield "| rates | rows | binomial error alone | with what is not known | mean distance |"
    yield "|---|--:|--:|--:|--:|"
    kinds = {
        "all fitted": tuple(predictions),
        "people counted or derived": tuple(x for x in predictions if x.rate.n_basis != "assumed"),
        "normal trust": tuple(x for x in predictions if x.rate.trust == "normal"),
        "low trust": tuple(x for x in predictions if x.rate.trust == "low"),
    }
    for name, items in kinds.items():
        chance, foreseen, distance = inside(items)
        yield f"| {name} | {len(items)} | {chance:.1%} | {foreseen:.1%} | {distance:.3f} |"
    yield ""
    yield "Not foreseen:"
    yield ""
    yield "| source | sign | group | published | people | predicted | give or take |"
    yield "|---|---|---|--:|--:|--:|--:|"
    for item in sorted(predictions, key=lambda item: -abs(item.rate.value - item.implied)):
        if not item.foreseen:
            yield (
                f"| {item.rate.source} | {sign(item.rate)} | {_group(item.rate)} "
                f"| {item.rate.value:.2f} | {_people(item.rate)} | {item.implied:.2f} "
                f"| {item.spread:.2f} |"
            )
    yield ""


def _fitted(comparisons: Sequence[Comparison]) -> Iterator[str]:
    yield "## Every fitted rate"
    yield ""
    yield _text("columns")
    yield ""
    yield from _table([item for item in comparisons if item.rate.use == "fit"])
    yield ""


def _checks(comparisons: Sequence[Comparison]) -> Iterator[str]:
    yield "## Checks: predicted, never fitted"
    yield ""
    yield _text("checks")
    yield ""
    checks = [item for item in comparisons if item.rate.use == "check"]
    yield from _table(checks, with_reason=True)
    yield ""


def _table(items: Sequence[Comparison], *, with_reason: bool = False) -> Iterator[str]:
    reason = " why not fitted |" if with_reason else ""
    rule = "---|" if with_reason else ""
    yield (
        "| source | sign | group | setting | published | people | implied | SE off "
        f"| without own spectrum | SE off | trust |{reason}"
    )
    yield f"|---|---|---|---|--:|--:|--:|--:|--:|--:|---|{rule}"
    for item in items:
        rate = item.rate
        told = f" {rate.reason} |" if with_reason else ""
        yield (
            f"| {rate.source} | {sign(rate)} | {_group(rate)} | {_setting(rate)} "
            f"| {rate.value:.2f} | {_people(rate)} | {item.implied:.2f} | {_off(item.errors)} "
            f"| {item.plain:.2f} | {_off(item.plain_errors)} | {rate.trust} |{told}"
        )


def _off(errors: float | None) -> str:
    if errors is None:
        return ""
    return f"**{errors:+.1f}**" if abs(errors) > DEVIATE else f"{errors:+.1f}"


def _people(rate: SignRate) -> str:
    mark = {"derived": " d", "assumed": " a"}.get(rate.n_basis, "")
    return "" if rate.n is None else f"{rate.n}{mark}"


def _setting(rate: SignRate) -> str:
    spectrum = "" if rate.spectrum == "expected" else f", {rate.spectrum.replace('_', ' ')}"
    return f"{rate.setting.replace('_', ' ')}{spectrum}"


def _group(rate: SignRate) -> str:
    given = "".join(f", given `{finding}`" for finding in rate.given)
    return f"{rate.group.replace('_', ' ')}{given}"


def sign(rate: SignRate) -> str:
    """Return a finding and the grades that count, where not every abnormal grade counts."""
    scale = load_catalog()[rate.finding].scale
    abnormal = [grade for grade in scale.grades if grade not in scale.normal]
    called = [grade for grade in abnormal if grade in rate.grades]
    usual = [
        grade for grade in abnormal if grade not in {"pain_limited", "brisk", "clonus", "increased"}
    ]
    if len(called) < len(usual):
        return f"`{rate.finding}` {' or '.join(called).replace('_', ' ')}"
    return f"`{rate.finding}`"


def _left_out() -> Iterator[str]:
    yield "## Left out"
    yield ""
    yield "| source | sign | group | published | why |"
    yield "|---|---|---|--:|---|"
    for rate in load_rates():
        if rate.use == "left_out":
            yield (
                f"| {rate.source} | {sign(rate)} | {_group(rate)} | {rate.value:.2f} "
                f"| {rate.reason} |"
            )
    yield ""


def _own(fitted: Fit) -> Iterator[str]:
    model = fitted.model
    yield "## What was fitted to the studies themselves"
    yield ""
    yield _text("own")
    yield ""
    yield "| study | factor a step | hidden share |"
    yield "|---|--:|--:|"
    error = np.sqrt(np.diag(fitted.covariance))
    for study, shift, hidden in zip(
        model.designs.studies, model.shift_at, model.hidden_at, strict=True
    ):
        if shift < 0 and hidden < 0:
            continue
        width = prior("severity_shift")
        told = ""
        if shift >= 0:
            middle, half = fitted.theta[shift] * width, 1.645 * error[shift] * width
            told = (
                f"{np.exp(middle):.2f} ({np.exp(middle - half):.2f} to {np.exp(middle + half):.2f})"
            )
        share = "" if hidden < 0 else _share(fitted.theta[hidden])
        yield f"| {study} | {told} | {share} |"
    yield ""


def _share(value: float) -> str:
    logit = prior("hidden_share") + prior("hidden_share_spread") * value
    return f"{1 / (1 + np.exp(-logit)):.2f}"


def _ratio_lines(ratios: Sequence[Ratio]) -> Iterator[str]:
    yield "## The same sign in different settings"
    yield ""
    yield _text("ratios")
    yield ""
    settings = list(dict.fromkeys(ratio.setting for ratio in ratios))
    yield "| sign | for |" + "".join(f" {name.replace('_', ' ')} |" for name in settings)
    yield "|---|---|" + "---|" * len(settings)
    for row in rows_of("signs"):
        own = {ratio.setting: ratio for ratio in ratios if ratio.sign == row["sign"]}
        cells = "".join(
            f" {own[name].positive:.1f} / {own[name].negative:.2f} |" for name in settings
        )
        yield f"| {row['sign']} | {row['site'].replace('_', ' ')} |{cells}"
    yield ""


def renew_simulation(path: Path = PAGE) -> None:
    """Write the section on simulation anew and leave the rest of the page as it is.

    Args:
        path: The page; nothing happens where there is none.
    """
    if not path.exists():
        return
    before, _, rest = path.read_text(encoding="utf-8").partition(_SIMULATION)
    _, _, after = rest.partition("\n## ")
    section = "\n".join(_simulation())
    write(f"{before}{section}\n## {after}" if after else f"{before}{section}\n", path)


_SIMULATION = "## Simulation-based calibration"


def _simulation() -> Iterator[str]:
    yield _SIMULATION
    yield ""
    yield _text("simulation")
    yield ""
    path = HERE / "sbc.csv"
    if not path.exists():
        yield "Not run yet: `python -m calibration.sbc`."
        yield ""
        return
    yield "| quantities | refits | ranks | bins | chi-square | p |"
    yield "|---|--:|--:|--:|--:|--:|"
    for row in read_rows("sbc"):
        yield (
            f"| {row['quantities']} | {row['refits']} | {row['ranks']} | {row['bins']} "
            f"| {float(row['chi_square']):.1f} | {float(row['p']):.3f} |"
        )
    yield ""


def _groups() -> Iterator[str]:
    yield "## Groups and spectra"
    yield ""
    yield _text("groups")
    yield ""
    yield "| group | sites | |"
    yield "|---|---|---|"
    names = dict.fromkeys(row["group"] for row in rows_of("groups"))
    for name in names:
        own = [row for row in rows_of("groups") if row["group"] == name]
        sites = ", ".join(_site(row) for row in own)
        reasons = "; ".join(dict.fromkeys(row["reason"] for row in own))
        yield f"| {name.replace('_', ' ')} | {sites} | {reasons} |"
    yield ""
    yield "| spectrum | severities | |"
    yield "|---|---|---|"
    for name in dict.fromkeys(row["spectrum"] for row in rows_of("spectra")):
        own = [row for row in rows_of("spectra") if row["spectrum"] == name]
        levels = ", ".join(f"{row['severity']} {row['weight']}" for row in own if row["severity"])
        told = levels or "those of the setting"
        yield f"| {name.replace('_', ' ')} | {told} | {own[0]['reason']} |"


def _site(row: Mapping[str, str]) -> str:
    told = row["site"].replace("_", " ")
    if row["weight"]:
        told += f" {row['weight']}"
    return f"({told})" if row["part"] == "hidden" else told


def write(text: str, path: Path = PAGE) -> None:
    """Write the page."""
    path.write_text(text, encoding="utf-8")
