"""Reading a recorded wave as a laboratory does: onset, amplitude, and whether there is one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radicular.electrophysiology.constants import constant

__all__ = ["TRACE_STEP", "Wave", "noise", "read_wave", "time_axis"]

Floats = NDArray[np.float64]

#: Time between samples of a recording in ms.
TRACE_STEP = 0.1


@dataclass(frozen=True)
class Wave:
    """A response within a window of a recording.

    Attributes:
        onset: When it leaves the baseline in ms; None where there is none.
        amplitude: Peak to peak, in the unit of the recording; 0 where there is none.
        negative: From the baseline to the negative peak.
        peak: When the negative peak is reached in ms; None where there is none.
    """

    onset: float | None
    amplitude: float
    negative: float
    peak: float | None

    @property
    def present(self) -> bool:
        """Whether there is a response."""
        return self.onset is not None


def time_axis(duration: float, step: float = TRACE_STEP) -> Floats:
    """Return the times of the samples of a recording in ms."""
    times: Floats = step * np.arange(int(np.rint(duration / step)), dtype=np.float64)
    return times


def noise(count: int, generator: np.random.Generator) -> Floats:
    """Draw the noise of a recording after averaging, in mV, (samples,)."""
    return generator.normal(0.0, constant("recording_noise") / 1000, count)


def read_wave(
    values: Floats, start: float, stop: float, *, least: float, step: float = TRACE_STEP
) -> Wave:
    """Read the response in a window.

    The onset is where it leaves the level at the start of the window for good by a part of the
    largest deflection; a response smaller than ``least`` is none.

    Args:
        values: Recording, (samples,).
        start: Of the window in ms.
        stop: End of the window in ms.
        least: Smallest peak-to-peak amplitude that counts as a response.
        step: Between samples in ms.

    Example:
        >>> wave = read_wave(np.concatenate([np.zeros(100), np.hanning(50)]), 5, 15, least=0.1)
        >>> wave.present, round(wave.amplitude, 2)
        (True, 1.0)
    """
    low, high = round(start / step), min(len(values), round(stop / step))
    part = values[low:high]
    if not len(part) or float(np.ptp(part)) < least:
        return Wave(None, 0.0, 0.0, None)
    before = max(1, round(constant("baseline") / step))
    swing = part - float(part[:before].mean())
    level = max(constant("onset_part") * float(np.abs(swing).max()), _quiet())
    onset = (low + _first_run(np.abs(swing) > level)) * step
    peak = (low + int(np.argmax(swing))) * step
    return Wave(onset, float(np.ptp(part)), float(swing.max()), peak)


def _quiet() -> float:
    """Deflection in mV that noise hardly reaches."""
    return 4 * constant("recording_noise") / 1000


def _first_run(high: NDArray[np.bool_], length: int = 3) -> int:
    """Where the first few samples in a row are high; that of the first high one if none are."""
    together = np.convolve(high, np.ones(length, int), "valid") == length
    return int(np.argmax(together)) if together.any() else int(np.argmax(high))
