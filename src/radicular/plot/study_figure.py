"""A figure of simulated studies: one panel for each kind of recording."""

from collections.abc import Mapping, Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from radicular.electrophysiology.result import StudyResult, Trace
from radicular.errors import InputError
from radicular.report.study_text import CLOSING, limits_words, value_words

__all__ = ["FORMATS", "check_format", "figure_bytes", "pyplot", "study_figure"]

FORMATS = (".png", ".svg", ".html")

#: Told apart by people with any color vision (Okabe and Ito).
_COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_GRAY = "#999999"
_WIDTH, _HEIGHT, _COLUMNS = 4.6, 2.5, 2


def pyplot() -> Any:
    """Return Matplotlib's pyplot in the style of the project.

    Raises:
        InputError: If Matplotlib is not installed.
    """
    try:
        import matplotlib as mpl  # noqa: PLC0415 - an extra that only this place needs
    except ImportError:
        allowed = "only with Matplotlib: pip install 'radicular[plot]'"
        raise InputError("--plot", "a figure", allowed) from None
    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415 - after the choice of the backend

    mpl.rcParams.update(
        {
            "font.size": 8,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "svg.fonttype": "none",
            "svg.hashsalt": "radicular",
            "axes.titlesize": 8,
            "legend.frameon": False,
        }
    )
    return plt


def study_figure(results: Sequence[StudyResult], against: Sequence[StudyResult] = ()) -> Any:
    """Draw studies, with a comparison in gray behind them.

    Args:
        results: Of any studies and sides.
        against: The same studies to compare with, in the same order.

    Returns:
        A Matplotlib figure.

    Raises:
        InputError: If Matplotlib is not installed.
    """
    plt = pyplot()
    panels = [
        (result, name, traces, _panels(against[number]).get(name, ()) if against else ())
        for number, result in enumerate(results)
        for name, traces in _panels(result).items()
    ]
    rows = max(1, -(-len(panels) // _COLUMNS))
    figure, axes = plt.subplots(
        rows, _COLUMNS, figsize=(_COLUMNS * _WIDTH, rows * _HEIGHT), squeeze=False
    )
    for axis, panel in zip(axes.flat, panels, strict=False):
        _draw(axis, *panel)
    for axis in list(axes.flat)[len(panels) :]:
        axis.set_axis_off()
    figure.tight_layout()
    return figure


def _panels(result: StudyResult) -> Mapping[str, Sequence[Trace]]:
    found: dict[str, list[Trace]] = {}
    for trace in result.traces:
        found.setdefault(trace.panel or trace.name, []).append(trace)
    return found


def _draw(
    axis: Any, result: StudyResult, name: str, traces: Sequence[Trace], behind: Sequence[Trace]
) -> None:
    stacked = name == "F waves"
    for number, trace in enumerate(behind):
        axis.plot(trace.x, trace.y + _lift(number, stacked=stacked), color=_GRAY, lw=0.8)
    for number, trace in enumerate(traces):
        color = _COLORS[0 if stacked else number % len(_COLORS)]
        lift = _lift(number, stacked=stacked)
        label = None if stacked or len(traces) == 1 else trace.name
        axis.plot(trace.x, trace.y + lift, color=color, lw=0.9, label=label)
        for mark in trace.marks.values():
            axis.plot([mark], [lift], marker="|", color="black", ms=6)
    axis.set_title(f"{result.side}: {name}", loc="left")
    axis.set_xlabel(_axis_name(traces[0].x_unit))
    axis.set_ylabel(traces[0].y_unit)
    if any(line.get_label()[:1] != "_" for line in axis.get_lines()):
        axis.legend(fontsize=6)


def _lift(number: int, *, stacked: bool) -> float:
    """How far a trace of a stack stands below the first, in mV."""
    return -0.5 * number if stacked else 0.0


def _axis_name(unit: str) -> str:
    return {"ms": "time (ms)", "mA": "current (mA)", "%": "gait cycle (%)"}.get(unit, unit)


def figure_bytes(
    path: Path, results: Sequence[StudyResult], against: Sequence[StudyResult] = ()
) -> bytes:
    """Return what a figure file of this name holds.

    Args:
        path: Its ending says which format.
        results: Of any studies and sides.
        against: The same studies to compare with.

    Raises:
        InputError: If the ending is none of ``FORMATS``, or Matplotlib is not installed.
    """
    check_format(path)
    kind = path.suffix.lower()
    figure = study_figure(results, against)
    drawn = BytesIO()
    form = "png" if kind == ".png" else "svg"
    metadata = None if form == "png" else {"Date": None}
    figure.savefig(drawn, format=form, dpi=150, metadata=metadata)
    pyplot().close(figure)
    if kind != ".html":
        return drawn.getvalue()
    return _page(results, drawn.getvalue().decode()).encode()


def check_format(path: Path) -> None:
    """Make sure that a figure can be drawn into a file of this name.

    Args:
        path: Its ending says which format.

    Raises:
        InputError: If the ending is none of ``FORMATS``, or Matplotlib is not installed.
    """
    if path.suffix.lower() not in FORMATS:
        raise InputError("--plot", str(path), f"a file that ends in {', '.join(FORMATS)}")
    pyplot()


def _page(results: Sequence[StudyResult], drawing: str) -> str:
    """A page that needs no other file: the drawing, and the values as a table."""
    rows = "".join(
        f"<tr><td>{escape(result.title)}, {result.side}</td><td>{escape(measure.name)}</td>"
        f"<td>{escape(value_words(measure))}</td><td>{escape(limits_words(measure.limits))}</td>"
        f"<td>{measure.verdict if measure.limits else ''}</td></tr>"
        for result in results
        for measure in result
    )
    lesions = escape(", ".join(map(str, results[0].lesions)) or "healthy")
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        f"<title>Simulated: {lesions}</title><style>body{{font-family:sans-serif;margin:2rem}}"
        "td,th{padding:.1rem .6rem;text-align:left}svg{max-width:100%;height:auto}</style></head>"
        f"<body><h1>Simulated: {lesions}</h1>{drawing[drawing.index('<svg') :]}"
        "<table><tr><th>Study</th><th>Measure</th><th>Value</th><th>Limits</th><th></th></tr>"
        f"{rows}</table><p>{escape(CLOSING)}</p></body></html>\n"
    )
