"""The figures of docs/simulation.md: published ones beside our own, and one lesion at work."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from radicular.electrophysiology.receptors.spindle import spindle
from radicular.electrophysiology.result import StudyResult
from radicular.electrophysiology.studies.f_wave import f_wave
from radicular.electrophysiology.studies.h_reflex import h_reflex
from radicular.electrophysiology.studies.sensory_conduction import sensory_conduction
from radicular.electrophysiology.studies.single_cell import hysteresis, rate_curve
from radicular.electrophysiology.studies.strength import effort_curve, strength
from radicular.electrophysiology.subject import Subject
from radicular.lesion import Lesion
from radicular.plot.study_figure import pyplot

__all__ = ["DRAWINGS", "draw"]

HEALTHY, HURT = "#999999", "#D55E00"
COLORS = ("#0072B2", "#D55E00", "#009E73")
LESION = "left S1 root, moderate, 6 weeks"


def _recruitment(axes: Any) -> None:
    study = h_reflex(Subject.typical(), "left", muscles=("soleus",))
    for axis, name in zip(axes, ("ours", "shape as reviews describe it (schematic)"), strict=True):
        if name == "ours":
            for wave, color in (("m", COLORS[0]), ("h", COLORS[1])):
                trace = study.trace(f"soleus_{wave}_curve")
                axis.plot(trace.x, trace.y, "o-", ms=2, lw=1, color=color, label=wave.upper())
            axis.legend()
        else:
            current = np.linspace(0, 1, 100)
            m = 1 / (1 + np.exp(-(current - 0.55) / 0.07))
            h = 0.5 / (1 + np.exp(-(current - 0.3) / 0.05)) * (1 - m)
            axis.plot(current, m, color=COLORS[0])
            axis.plot(current, h, color=COLORS[1])
        axis.set_xlabel("current (mA)" if name == "ours" else "current, from threshold to most")
        axis.set_ylabel("mV peak to peak" if name == "ours" else "of the largest M")
        axis.set_title(name, loc="left")


def _cells(axes: Any) -> None:
    for name, most, color in (
        ("S", 25.0, COLORS[0]),
        ("FR", 45.0, COLORS[1]),
        ("FF", 70.0, COLORS[2]),
    ):
        curve = rate_curve(name, most)
        axes[0].plot(curve.current, curve.rate, color=color, label=name)
    axes[0].plot([25], [41], "k+", ms=9, label="published, FR at 25 nA")
    axes[0].set_xlabel("current (nA)")
    axes[0].set_ylabel("rate (1/s)")
    axes[0].legend()
    for persistent, color in ((False, HEALTHY), (True, HURT)):
        found = hysteresis("S", 20.0, persistent=persistent, duration=10_000.0)
        at = found.current[(found.time / 0.05).astype(int).clip(max=len(found.current) - 1)]
        rising = found.time < 5000  # noqa: PLR2004 - the top of the triangle
        for part, mark in ((rising, "o"), (~rising, "x")):
            axes[1].plot(at[part], found.rate[part], mark, ms=3, color=color)
    axes[1].set_xlabel("current (nA), o rising, x falling")
    axes[1].set_ylabel("rate (1/s)")
    axes[1].set_title("without (gray) and with persistent current", loc="left")


def _spindle(axes: Any) -> None:
    time = np.arange(0.0, 2000.0, 0.1)
    for speed, published, color in (
        (0.11, 90, COLORS[0]),
        (0.66, 125, COLORS[1]),
        (1.55, 150, COLORS[2]),
    ):
        length = 0.95 + np.clip((time - 500) / 1000 * speed, 0, 0.13)
        for axis, drive in zip(axes, (0.0, 70.0), strict=True):
            answer = spindle(time, length, dynamic=drive)
            axis.plot(time[::20], answer.primary[::20], color=color, lw=1, label=f"{speed} L0/s")
        axes[0].axhline(published, color=color, ls=":", lw=0.8)
    for axis, name in zip(
        axes, ("passive; dotted: published peaks, about", "dynamic fusimotor 70 /s"), strict=True
    ):
        axis.set_title(name, loc="left")
        axis.set_xlabel("time (ms)")
        axis.set_ylabel("Ia (1/s)")
    axes[0].legend()


def _effort(axes: Any) -> None:
    curve = effort_curve(Subject.typical(), "left")
    for axis, values, name in zip(
        axes, (curve.emg, curve.torque), ("surface EMG (mV, mean)", "torque (N m)"), strict=True
    ):
        axis.plot(curve.effort, values, "o-", ms=3, color=COLORS[0])
        axis.set_xlabel("drive, of the greatest")
        axis.set_ylabel(name)


def _lesion(axes: Any) -> None:
    person, wrong = Subject.typical(), [Lesion.parse(LESION)]
    for lesions, color, name in (([], HEALTHY, "healthy"), (wrong, HURT, LESION)):
        reflex = h_reflex(person, "left", lesions)
        late = f_wave(person, "left", lesions, shocks=6)
        shown: Mapping[str, tuple[StudyResult, str]] = {
            "H at its largest": (reflex, "soleus_largest_h"),
            "M at its largest": (reflex, "soleus_largest_m"),
            "recruitment of H": (reflex, "soleus_h_curve"),
            "sural": (sensory_conduction(person, "left", lesions), "sural"),
            "torque in a maximal effort": (strength(person, "left", lesions), "torque"),
        }
        flat = list(axes.flat)
        for axis, (title, (result, trace_name)) in zip(flat, shown.items(), strict=False):
            trace = result.trace(trace_name)
            axis.plot(trace.x, trace.y, color=color, lw=1, label=name)
            axis.set_title(title, loc="left")
            axis.set_xlabel(trace.x_unit)
            axis.set_ylabel(trace.y_unit)
        for number, trace in enumerate(late.traces):
            flat[5].plot(trace.x, trace.y - 2 * number, color=color, lw=0.8)
        flat[5].set_title("F waves", loc="left")
        flat[5].set_xlabel("ms")
    axes.flat[0].legend(fontsize=6)


#: File to title, rows, columns and what draws it.
DRAWINGS: Mapping[str, tuple[str, int, int, Callable[[Any], None]]] = {
    "lesion": ("What an S1 root lesion does to H, M, F, SNAP and force", 2, 3, _lesion),
    "recruitment": ("Recruitment curve of M and H", 1, 2, _recruitment),
    "cells": ("Rate against current by type, and persistent current", 1, 2, _cells),
    "spindle": ("Spindle under ramps", 1, 2, _spindle),
    "effort": ("EMG and force against drive", 1, 2, _effort),
}


def draw(folder: Path) -> None:
    """Draw every figure as SVG into a folder.

    Args:
        folder: Where to.
    """
    plt = pyplot()
    for name, (_, rows, columns, fill) in DRAWINGS.items():
        figure, axes = plt.subplots(rows, columns, figsize=(3.6 * columns, 2.5 * rows))
        fill(axes)
        figure.tight_layout()
        figure.savefig(folder / f"simulation_{name}.svg", metadata={"Date": None})
        plt.close(figure)
