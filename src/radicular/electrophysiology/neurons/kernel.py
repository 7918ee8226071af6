"""The inner loop of the simulation: many two-compartment neurons, advanced together.

Each cell has a soma with sodium, fast and slow potassium conductance, whose gates are driven by a
pulse after each spike (CISI08, after DESTEXHE97), and a passive dendrite, on request with a
persistent calcium current. Voltages take a backward Euler step, gates and synapses their exact
exponentials. Cells do not act on each other within a window that is no longer than the shortest
delay, so that a chunk of cells runs through a window in the fast memory of the processor. All
arrays that the parallel loop touches are made inside the function: only then does the compiler know
that they do not overlap, and uses the wide registers.

The readable twin of this loop is ``tests/reference/slow_neurons.py``.
"""

from typing import Any

import numpy as np
from numba import njit, prange

__all__ = ["CELL_ROWS", "CHUNK", "RATES", "advance"]

Array = np.ndarray[Any, Any]

#: Added to what decays, which else becomes so small that processors slow down over it.
TINY = 1e-200

#: Cells that run through a window together.
CHUNK = 384

#: Rows of the table of cells that :func:`advance` takes, conductances in uS, capacitances in nF/ms.
CELL_ROWS = (
    "soma_capacitance",
    "dendrite_capacitance",
    "soma_leak",
    "dendrite_leak",
    "coupling",
    "sodium",
    "fast_potassium",
    "slow_potassium",
    "slow_closing",
    "threshold",
    "current",
    "wave_weight",
    "round_trip",
    "calcium",
)

#: What :func:`advance` takes as ``rates``, in this order; the first are factors of one step.
RATES = (
    "m_opening",
    "m_closing",
    "h_opening",
    "h_closing",
    "n_opening",
    "n_closing",
    "q_opening",
    "pulse_steps",
    "refractory_steps",
    "sodium_reversal",
    "potassium_reversal",
    "excitation_reversal",
    "excitation_binding",
    "excitation_unbinding",
    "excitation_gain",
    "excitation_bound",
    "excitation_steps",
    "inhibition_reversal",
    "inhibition_binding",
    "inhibition_unbinding",
    "inhibition_gain",
    "inhibition_bound",
    "inhibition_steps",
    "calcium_reversal",
    "calcium_half",
    "calcium_slope",
    "calcium_step",
)


#: Only the loop over chunks is made parallel; the compiler is not to look for others.
_PARALLEL = {
    name: name == "prange"
    for name in (
        "comprehension",
        "reduction",
        "inplace_binop",
        "setitem",
        "numpy",
        "stencil",
        "fusion",
        "prange",
    )
}


@njit(cache=True, fastmath=True, error_model="numpy", parallel=_PARALLEL)  # type: ignore[call-overload,untyped-decorator]
def advance(
    steps: int,
    window: int,
    rates: Array,
    cells: Array,
    wave: Array | None,
    starts: Array,
    targets: Array,
    spans: Array,
    weights: Array,
    inhibits: Array | None,
    events: tuple[Array, Array, Array],
    invasions: tuple[Array, Array],
    outputs: tuple[Array, Array, Array],
    persistent: Array | None,
    capacity: int,
    soma_trace: Array | None,
) -> tuple[int, Array, Array, Array, Array]:
    """Advance a network and return its spikes.

    Args:
        steps: Number of steps.
        window: Steps that cells run on their own; no longer than the shortest internal delay.
        rates: In the order of ``RATES``.
        cells: One row for each of ``CELL_ROWS``, shape (rows, cells).
        wave: Injected current over time, times ``wave_weight`` in nA, (steps,); None for none.
        starts: Where the targets of each source in each chunk begin, (sources * chunks + 1,).
        targets: Cells, by source and chunk.
        spans: First chunk with targets of each source, and the first beyond, (2, sources).
        weights: Conductance of a synapse of each source in uS, (sources,).
        inhibits: 1 where a source inhibits, else 0, (sources,); None where none does.
        events: Step, source and scale of impulses from outside, in the order of steps.
        invasions: Step and cell of impulses that run backward into a soma, in the order of steps.
        outputs: Where the sources of each cell begin, (cells + 1,); sources; their delay in steps.
        persistent: None without persistent current; else anything.
        capacity: Most spikes that are kept.
        soma_trace: Cells whose soma voltage is kept; None for none.

    Returns:
        Number of spikes (more than kept if over the capacity), cell of each, its time in steps,
        whether it ran backward from the axon, and voltages, shape (steps, traced cells).
    """
    count = cells.shape[1]
    chunks = (count + CHUNK - 1) // CHUNK
    # Everything that the parallel loop reads or writes is made here.
    cell = cells.copy()
    vs, vd = np.zeros(count), np.zeros(count)
    m, h, n, q, p = (
        np.zeros(count),
        np.ones(count),
        np.zeros(count),
        np.zeros(count),
        np.zeros(count),
    )
    bound_e, rising_e, falling_e = np.zeros(count), np.zeros(count), np.zeros(count)
    bound_i, rising_i, falling_i = np.zeros(count), np.zeros(count), np.zeros(count)
    fired = np.full(count, -1e9)
    before, after = np.zeros(count), np.zeros(count)
    eam, ebm, eah, ebh = rates[0], rates[1], rates[2], rates[3]
    ean, ebn, eaq = rates[4], rates[5], rates[6]
    pulse, refractory, ena, ek = rates[7] + 1.0, rates[8], rates[9], rates[10]
    eex, on_e, off_e, gain_e, keep_e = rates[11], rates[12], rates[13], rates[14], rates[15]
    ein, on_i, off_i, gain_i, keep_i = rates[17], rates[18], rates[19], rates[20], rates[21]
    eca, half, slope, step_ca = rates[23], rates[24], rates[25], rates[26]
    steps_e, steps_i = int(rates[16]), int(rates[22])
    rows = window + max(steps_e, steps_i) + 1
    rows_ = np.uint64(rows)
    # What arrives at excitatory synapses, at inhibitory ones, and from the axon.
    arrivals = np.zeros((3 * rows, count))

    # Impulses still under way stand in lists, one for each step.
    event_step, event_source, event_scale = events
    first = np.full(steps + 1, -1, np.int64)
    most_outputs = 0
    for i in range(count):
        most_outputs = max(most_outputs, outputs[0][i + 1] - outputs[0][i])
    room = event_step.size + most_outputs * capacity + 1
    following = np.empty(room, np.int64)
    coming = np.empty(room, np.int64)
    scale = np.empty(room)
    under_way = 0
    for e in range(event_step.size):
        if event_step[e] < steps:
            following[under_way] = first[event_step[e]]
            coming[under_way] = event_source[e]
            scale[under_way] = event_scale[e]
            first[event_step[e]] = under_way
            under_way += 1
    now_row = np.empty(room, np.int64)
    now_source = np.empty(room, np.int64)
    now_weight = np.empty(room)
    now_low = np.empty(room, np.int64)
    now_high = np.empty(room, np.int64)

    output_start, output_source, output_delay = outputs
    spike_cell = np.empty(capacity, np.int64)
    spike_time = np.empty(capacity)
    spike_back = np.empty(capacity, np.bool_)
    spikes = 0
    traces = 0
    if soma_trace is not None:
        traces = soma_trace.size
    kept = np.zeros((steps if traces else 0, traces))
    invasion_step, invasion_cell = invasions
    invading = 0

    for k0 in range(0, steps, window):
        last = min(window, steps - k0)
        arriving = 0
        for s in range(last):
            e = first[k0 + s]
            while e >= 0:
                source = coming[e]
                now_row[arriving] = (k0 + s) % rows
                if inhibits is not None:
                    now_row[arriving] += rows * inhibits[source]
                now_source[arriving] = source
                now_low[arriving] = spans[0, source]
                now_high[arriving] = spans[1, source]
                now_weight[arriving] = weights[source] * scale[e]
                arriving += 1
                e = following[e]
        next_invading = invading
        while next_invading < invasion_step.size and invasion_step[next_invading] < k0 + last:
            next_invading += 1

        for c in prange(chunks):
            low = np.uint64(c * CHUNK)
            high = np.uint64(min(count, c * CHUNK + CHUNK))
            for s in range(last):
                row = np.uint64((k0 + s) % rows)
                for i in range(low, high):
                    arrivals[row, i] = 0.0
                    arrivals[row + rows_, i] = 0.0
                    arrivals[row + 2 * rows_, i] = 0.0
            for e in range(arriving):
                if c < now_low[e] or c >= now_high[e]:
                    continue
                block = now_source[e] * chunks + c
                row = np.uint64(now_row[e])
                amount = now_weight[e]
                for j in range(starts[block], starts[block + 1]):
                    arrivals[row, np.uint64(targets[j])] += amount
            for e in range(invading, next_invading):
                invaded = np.uint64(invasion_cell[e])
                if (invaded >= low) & (invaded < high):
                    arrivals[np.uint64(invasion_step[e] % rows) + 2 * rows_, invaded] = 1.0
            for s in range(last):
                k = k0 + s
                row = np.uint64(k % rows)
                row_e = np.uint64((k + rows - steps_e) % rows)
                row_i = np.uint64((k + rows - steps_i) % rows) + rows_
                time = float(k)
                drive = 0.0
                if wave is not None:
                    drive = wave[k]
                for i in range(low, high):
                    ended_e = arrivals[row_e, i]
                    be = bound_e[i] + arrivals[row, i] - ended_e
                    re = rising_e[i] - ended_e * keep_e
                    fe = falling_e[i] + ended_e * keep_e
                    mi = m[i]
                    hi = h[i]
                    ni = n[i]
                    qi = q[i]
                    g = cell[4, i]
                    v0 = vs[i]
                    sodium = cell[5, i] * mi * mi * mi * hi
                    potassium = cell[6, i] * (ni * ni) * (ni * ni) + cell[7, i] * qi * qi
                    ge = re + fe
                    gi = 0.0
                    if inhibits is not None:
                        ended_i = arrivals[row_i, i]
                        bi = bound_i[i] + arrivals[row + rows_, i] - ended_i
                        ri = rising_i[i] - ended_i * keep_i
                        fi = falling_i[i] + ended_i * keep_i
                        gi = ri + fi
                        bound_i[i] = bi
                        rising_i[i] = ri * on_i + bi * gain_i + TINY
                        falling_i[i] = fi * off_i + TINY
                    a11 = cell[0, i] + cell[2, i] + sodium + potassium + gi + g
                    a22 = cell[1, i] + cell[3, i] + ge + g
                    b1 = cell[0, i] * v0 + sodium * ena + potassium * ek + gi * ein + cell[10, i]
                    b2 = cell[1, i] * vd[i] + ge * eex
                    if wave is not None:
                        b1 += cell[11, i] * drive
                    if persistent is not None:
                        a22 += cell[13, i] * p[i]
                        b2 += cell[13, i] * p[i] * eca
                    inverse = 1.0 / (a11 * a22 - g * g)
                    v = (b1 * a22 + g * b2) * inverse
                    w = (a11 * b2 + g * b1) * inverse
                    past = time - fired[i]
                    backward = (arrivals[row + 2 * rows_, i] > 0.0) & (past >= cell[12, i])
                    fires = ((v > cell[9, i]) | backward) & (past >= refractory)
                    open_ = past < pulse
                    vs[i] = v
                    vd[i] = w
                    m[i] = mi * (eam if open_ else ebm) + (1.0 - eam if open_ else TINY)
                    h[i] = hi * (ebh if open_ else eah) + (0.0 if open_ else 1.0 - eah)
                    n[i] = ni * (ean if open_ else ebn) + (1.0 - ean if open_ else 0.0)
                    q[i] = qi * (eaq if open_ else cell[8, i]) + (1.0 - eaq if open_ else 0.0)
                    if persistent is not None:
                        p[i] += (1.0 / (1.0 + np.exp((half - w) / slope)) - p[i]) * step_ca
                    bound_e[i] = be
                    rising_e[i] = re * on_e + be * gain_e + TINY
                    falling_e[i] = fe * off_e + TINY
                    before[i] = v0 if fires else before[i]
                    after[i] = v if fires else after[i]
                    fired[i] = time if fires else fired[i]
                if soma_trace is not None:
                    for t in range(soma_trace.size):
                        traced = np.uint64(soma_trace[t])
                        if (traced >= low) & (traced < high):
                            kept[k, t] = vs[traced]

        invading = next_invading
        for i in range(count):
            if fired[i] < k0:
                continue
            k = int(fired[i])
            backward = after[i] <= cell[9, i]
            if spikes < capacity:
                share = 1.0
                if not backward and before[i] < cell[9, i]:
                    share = (cell[9, i] - before[i]) / (after[i] - before[i])
                spike_cell[spikes] = i
                spike_time[spikes] = k + share
                spike_back[spikes] = backward
            spikes += 1
            for o in range(output_start[i], output_start[i + 1]):
                arrival = k + 1 + output_delay[o]
                if arrival < steps and spikes <= capacity:
                    following[under_way] = first[arrival]
                    coming[under_way] = output_source[o]
                    scale[under_way] = 1.0
                    first[arrival] = under_way
                    under_way += 1
    taken = min(spikes, capacity)
    return spikes, spike_cell[:taken], spike_time[:taken], spike_back[:taken], kept
