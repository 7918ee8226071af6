"""The compiled loop of the cells against its readable twin, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radicular.electrophysiology.neurons.membrane import Cells, typed_cells
from radicular.electrophysiology.neurons.network import Drive, Network, random_projection
from radicular.errors import InputError, UnknownNameError
from tests.reference.slow_neurons import slow_spikes

TYPES = ("S", "FR", "FF")


def same(network: Network, duration: float, drive: Drive) -> int:
    """Assert that both twins fire the same; return how many spikes there are."""
    fast = network.run(duration, drive)
    slow = slow_spikes(network, duration, drive)
    for cell in range(len(network.cells)):
        own = fast.cell == cell
        times = [time for time, _ in slow.get(cell, [])]
        assert fast.time[own] == pytest.approx(times, abs=1e-9)
        assert fast.backward[own].tolist() == [back for _, back in slow.get(cell, [])]
    return len(fast.time)


def mixed(*, persistent: bool = False) -> Cells:
    return Cells.joined([typed_cells(name, 3, persistent=persistent) for name in TYPES])


def test_direct_current() -> None:
    current = np.repeat([12.0, 24.0, 45.0], 3)
    assert same(Network(mixed(), []), 60.0, Drive({}, current=current)) > 8


def test_persistent_current_under_a_common_wave() -> None:
    wave = np.concatenate([np.linspace(0, 40, 800), np.linspace(40, 0, 800)])
    drive = Drive({}, wave=wave, wave_weight=np.linspace(0.5, 1.2, 9))
    assert same(Network(mixed(persistent=True), []), 80.0, drive) > 8


def recurrent(cells: Cells, window: float) -> Network:
    count = len(cells)
    everyone = np.arange(count)
    return Network(
        cells,
        [
            random_projection("in", 6, everyone, 0.8, 60.0, seed=1),
            random_projection("no", 4, everyone, 0.7, 0.5, seed=2, inhibits=True),
            random_projection("on", count, everyone, 0.5, 5.0, seed=3, cells=everyone, delay=1.0),
            random_projection(
                "off",
                count,
                everyone,
                0.5,
                0.4,
                seed=4,
                inhibits=True,
                cells=everyone,
                delay=window,
            ),
        ],
    )


@pytest.mark.parametrize("window", [0.05, 0.3, 1.0, 2.5])
def test_synapses_recurrence_and_invasion(window: float) -> None:
    network = recurrent(mixed(), window)
    generator = np.random.default_rng(5)
    arrivals = {
        "in": (generator.integers(0, 6, 40), generator.uniform(0, 50, 40)),
        "no": (generator.integers(0, 4, 20), generator.uniform(0, 50, 20)),
    }
    scales = {"in": generator.uniform(0.3, 1.0, 40)}
    invasions = (generator.integers(0, 9, 12), generator.uniform(0, 50, 12))
    drive = Drive(arrivals, scales=scales, invasions=invasions)
    assert same(network, 50.0, drive) > 12


def test_an_impulse_that_would_have_been_met_does_not_invade() -> None:
    cells = typed_cells("S", 1)
    free = Cells(**vars(cells))
    held = Cells(**{**vars(cells), "round_trip": np.full(1, 30.0)})
    drive = Drive({}, invasions=(np.array([0, 0]), np.array([5.0, 25.0])))
    assert len(Network(free, []).run(40.0, drive).time) == 2
    assert len(Network(held, []).run(40.0, drive).time) == 1
    same(Network(held, []), 40.0, drive)


@pytest.mark.parametrize("count", [1, 127, 128, 129, 300])
def test_chunks_do_not_show(count: int) -> None:
    current = np.linspace(8, 20, count)
    together = Network(typed_cells("S", count), []).run(80.0, Drive({}, current=current))
    for cell in {0, count // 2, count - 1}:
        alone = slow_spikes(Network(typed_cells("S", count), []), 0.05, Drive({}, current=current))
        assert cell not in alone
        one = Cells(
            **{
                name: values[cell : cell + 1]
                for name, values in vars(typed_cells("S", count)).items()
            }
        )
        own = Network(one, []).run(80.0, Drive({}, current=current[cell : cell + 1]))
        assert together.time[together.cell == cell] == pytest.approx(own.time, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), impulses=st.integers(0, 30))
def test_small_networks_agree(seed: int, impulses: int) -> None:
    generator = np.random.default_rng(seed)
    arrivals = {"in": (generator.integers(0, 6, impulses), generator.uniform(0, 25, impulses))}
    drive = Drive(arrivals, current=generator.uniform(0, 30, 9))
    same(recurrent(mixed(), 1.0), 25.0, drive)


def test_threads_do_not_change_the_answer() -> None:
    network = Network(typed_cells("S", 400), [])
    drive = Drive({}, current=np.linspace(5, 20, 400))
    one, two = network.run(100.0, drive), network.run(100.0, drive, threads=2)
    assert np.array_equal(one.time, two.time)


@pytest.mark.parametrize("duration", [0.0, -5.0, float("nan"), float("inf")])
def test_time_must_run_forward(duration: float) -> None:
    with pytest.raises(InputError, match="duration"):
        Network(typed_cells("S", 1), []).run(duration, Drive({}))


def test_steps_and_delays_are_checked() -> None:
    cells = typed_cells("S", 2)
    with pytest.raises(InputError, match="step"):
        Network(cells, [], 0.0)
    everyone = np.arange(2)
    short = random_projection("x", 2, everyone, 1.0, 1.0, seed=1, cells=everyone, delay=0.01)
    with pytest.raises(InputError, match="delay"):
        Network(cells, [short])


def test_unknown_types_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="type of cell"):
        typed_cells("XL", 3)
