"""The compiled loop of the cells against its readable twin, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radicular.electrophysiology.neurons.kernel import CHUNK
from radicular.electrophysiology.neurons.membrane import Cells, typed_cells
from radicular.electrophysiology.neurons.network import (
    Drive,
    Network,
    Projection,
    random_projection,
)
from radicular.errors import InputError, UnknownNameError
from tests.reference.slow_neurons import slow_run

TYPES = ("S", "FR", "FF")
SMALL = ("renshaw", "ia_interneuron", "ib_interneuron")
#: In ms and in mV.
CLOSE = 1e-9


def same(network: Network, duration: float, drive: Drive) -> int:
    """Assert that both twins do the same; return how many spikes there are."""
    count = len(network.cells)
    fast = network.run(duration, drive, traced=range(count))
    slow = slow_run(network, duration, drive)
    for cell in range(count):
        own = fast.cell == cell
        expected = slow.spikes.get(cell, [])
        assert fast.time[own] == pytest.approx([time for time, _ in expected], abs=CLOSE)
        assert fast.backward[own].tolist() == [back for _, back in expected]
    assert np.abs(fast.voltage - slow.voltage).max() < CLOSE
    return len(fast.time)


def mixed(*, persistent: bool = False) -> Cells:
    return Cells.joined([typed_cells(name, 3, persistent=persistent) for name in TYPES])


def part(cells: Cells, first: int, last: int) -> Cells:
    return Cells(**{name: of[first:last] for name, of in vars(cells).items()})


def test_direct_current() -> None:
    current = np.repeat([12.0, 24.0, 45.0], 3)
    assert same(Network(mixed(), []), 60.0, Drive({}, current=current)) > 8


def test_interneurons() -> None:
    cells = Cells.joined([typed_cells(name, 2) for name in SMALL])
    drive = Drive({}, current=np.linspace(0.4, 1.5, 6))
    assert same(Network(cells, []), 60.0, drive) > 8


def test_current_that_inhibits() -> None:
    assert same(Network(mixed(), []), 20.0, Drive({}, current=np.full(9, -20.0))) == 0


def test_common_wave_upon_a_steady_current() -> None:
    time = np.arange(1600) * 0.05
    wave = 20 * np.sin(2 * np.pi * time / 25)
    drive = Drive({}, current=np.repeat([5.0, 12.0, 25.0], 3), wave=wave, wave_weight=np.ones(9))
    assert same(Network(mixed(), []), 80.0, drive) > 8


def test_persistent_current_under_a_common_wave() -> None:
    wave = np.concatenate([np.linspace(0, 40, 800), np.linspace(40, 0, 800)])
    drive = Drive({}, wave=wave, wave_weight=np.linspace(0.5, 1.2, 9))
    with_it = Network(mixed(persistent=True), [])
    assert same(with_it, 80.0, drive) > 8
    plain = Network(mixed(), []).run(80.0, drive, traced=range(9)).voltage
    assert np.abs(with_it.run(80.0, drive, traced=range(9)).voltage - plain).max() > 1.0


def test_excitation_alone() -> None:
    reach = random_projection("in", 5, np.arange(9), 0.7, 60.0, seed=1)
    generator = np.random.default_rng(2)
    arrivals = {"in": (generator.integers(0, 5, 60), generator.uniform(0, 40, 60))}
    assert same(Network(mixed(), [reach]), 40.0, Drive(arrivals)) > 8


def test_inhibition_alone() -> None:
    reach = random_projection("no", 5, np.arange(9), 0.7, 0.5, seed=1, inhibits=True)
    generator = np.random.default_rng(2)
    arrivals = {"no": (generator.integers(0, 5, 60), generator.uniform(0, 60, 60))}
    current = np.repeat([14.0, 27.0, 50.0], 3)
    held = same(Network(mixed(), [reach]), 60.0, Drive(arrivals, current=current))
    assert 0 < held < len(Network(mixed(), []).run(60.0, Drive({}, current=current)).time)


def recurrent(cells: Cells, delay: float, step: float = 0.05) -> Network:
    count = len(cells)
    everyone = np.arange(count)

    def among(name: str, weight: float, after: float, seed: int, *, inhibits: bool) -> Projection:
        return random_projection(
            name,
            count,
            everyone,
            0.5,
            weight,
            seed=seed,
            inhibits=inhibits,
            cells=everyone,
            delay=after,
        )

    projections = [
        random_projection("in", 6, everyone, 0.8, 60.0, seed=1),
        random_projection("no", 4, everyone, 0.7, 0.5, seed=2, inhibits=True),
        among("on", 5.0, 1.0, 3, inhibits=False),
        among("off", 0.4, delay, 4, inhibits=True),
    ]
    return Network(cells, projections, step)


@pytest.mark.parametrize(("delay", "step"), [(0.05, 0.05), (0.3, 0.05), (1.0, 0.05), (2.5, 0.025)])
def test_synapses_recurrence_and_invasion(delay: float, step: float) -> None:
    """The shortest delay sets how long cells run on their own."""
    network = recurrent(mixed(), delay, step)
    generator = np.random.default_rng(5)
    arrivals = {
        "in": (generator.integers(0, 6, 40), generator.uniform(0, 50, 40)),
        "no": (generator.integers(0, 4, 20), generator.uniform(0, 50, 20)),
    }
    scales = {"in": generator.uniform(0.3, 1.0, 40)}
    invasions = (generator.integers(0, 9, 12), generator.uniform(0, 50, 12))
    drive = Drive(arrivals, scales=scales, invasions=invasions)
    assert same(network, 50.0, drive) > 12


def test_a_spike_arrives_after_its_delay() -> None:
    pair = Cells.joined([typed_cells("S", 1), typed_cells("S", 1)])
    reach = Projection("on", np.array([0, 1]), np.array([1]), 20.0, cells=np.array([0]), delay=3.0)
    drive = Drive({}, invasions=(np.array([0]), np.array([2.0])))
    voltage = Network(pair, [reach]).run(20.0, drive, traced=(1,)).voltage[:, 0]
    # Fired in the step from 2.0 ms, transmitter binds in that from 5.0 ms and acts in the next.
    assert np.flatnonzero(voltage > 1e-6)[0] == round(5.05 / 0.05)
    same(Network(pair, [reach]), 20.0, drive)


def backward_at(*times: float, round_trip: float = 0.0) -> list[float]:
    """Times in ms at which impulses from the axon make one cell fire; both twins agree."""
    held = Cells(**{**vars(typed_cells("S", 1)), "round_trip": np.full(1, round_trip)})
    drive = Drive({}, invasions=(np.zeros(len(times), np.intp), np.array(times)))
    same(Network(held, []), 60.0, drive)
    found = Network(held, []).run(60.0, drive)
    assert found.backward.all()
    return list(map(float, found.time))


def test_an_impulse_from_the_axon_fires_the_cell_at_rest() -> None:
    assert backward_at(5.0) == pytest.approx([5.05])


def test_a_refractory_cell_is_not_invaded() -> None:
    assert backward_at(5.0, 9.9) == pytest.approx([5.05])
    assert backward_at(5.0, 10.0) == pytest.approx([5.05, 10.05])


def test_an_impulse_that_would_have_been_met_does_not_invade() -> None:
    assert backward_at(5.0, 25.0) == pytest.approx([5.05, 25.05])
    assert backward_at(5.0, 25.0, round_trip=30.0) == pytest.approx([5.05])
    assert backward_at(5.0, 34.95, round_trip=30.0) == pytest.approx([5.05])
    assert backward_at(5.0, 25.0, 35.0, round_trip=30.0) == pytest.approx([5.05, 35.05])


@pytest.mark.parametrize("count", [1, 127, 129, CHUNK, CHUNK + 1, 300])
def test_chunks_are_as_the_twin(count: int) -> None:
    """Cells excite and inhibit others across the borders of chunks."""
    everyone, generator = np.arange(count), np.random.default_rng(count)
    projections = [
        random_projection("in", 6, everyone, 0.5, 90.0, seed=1),
        random_projection("on", count, everyone, 0.02, 20.0, seed=2, cells=everyone, delay=0.5),
        random_projection(
            "off", count, everyone, 0.02, 2.0, seed=3, inhibits=True, cells=everyone, delay=0.7
        ),
    ]
    arrivals = {"in": (generator.integers(0, 6, 12), generator.uniform(0, 4, 12))}
    invasions = (everyone[::3], generator.uniform(0, 6, len(everyone[::3])))
    drive = Drive(arrivals, current=np.linspace(60, 90, count), invasions=invasions)
    assert same(Network(typed_cells("S", count), projections), 8.0, drive) >= count / 3


@pytest.mark.parametrize("count", [1, 127, 129, 300])
def test_cells_that_share_nothing_are_as_alone(count: int) -> None:
    cells, current = typed_cells("S", count), np.linspace(8, 20, count)
    together = Network(cells, []).run(80.0, Drive({}, current=current))
    for cell in {0, count // 2, count - 1}:
        own = (cell, cell + 1)
        alone = Network(part(cells, *own), []).run(80.0, Drive({}, current=current[slice(*own)]))
        assert together.time[together.cell == cell] == pytest.approx(alone.time, abs=CLOSE)


@settings(max_examples=10, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    impulses=st.integers(0, 30),
    invasions=st.integers(0, 12),
    delay=st.sampled_from([0.05, 0.15, 0.4, 1.0]),
    persistent=st.booleans(),
)
def test_small_networks_agree(
    seed: int, impulses: int, invasions: int, delay: float, *, persistent: bool
) -> None:
    generator = np.random.default_rng(seed)
    cells = mixed(persistent=persistent)
    cells = Cells(**{**vars(cells), "round_trip": generator.uniform(0, 12, 9)})
    arrivals = {
        "in": (generator.integers(0, 6, impulses), generator.uniform(0, 20, impulses)),
        "no": (generator.integers(0, 4, impulses), generator.uniform(0, 20, impulses)),
    }
    drive = Drive(
        arrivals,
        invasions=(generator.integers(0, 9, invasions), generator.uniform(0, 20, invasions)),
        current=generator.uniform(0, 30, 9),
    )
    same(recurrent(cells, delay), 20.0, drive)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_no_cell_fires_while_refractory(seed: int) -> None:
    generator = np.random.default_rng(seed)
    arrivals = {"in": (generator.integers(0, 6, 200), generator.uniform(0, 100, 200))}
    drive = Drive(
        arrivals,
        invasions=(generator.integers(0, 9, 60), generator.uniform(0, 100, 60)),
        current=generator.uniform(0, 150, 9),
    )
    spikes = recurrent(mixed(), 1.0).run(100.0, drive)
    step = np.ceil(spikes.time / 0.05 - 1e-6)
    for cell in range(9):
        # Times lie within their step, so the steps are counted.
        assert np.all(np.diff(step[spikes.cell == cell]) >= round(5.0 / 0.05))


def test_threads_do_not_change_the_answer() -> None:
    network = recurrent(typed_cells("S", 600), 1.0)
    drive = Drive({}, current=np.linspace(5, 20, 600))
    one, two = network.run(50.0, drive), network.run(50.0, drive, threads=2)
    assert len(one.time) > 600
    assert np.array_equal(one.time, two.time)
    assert np.array_equal(one.cell, two.cell)


@pytest.mark.parametrize("duration", [0.0, -5.0, float("nan"), float("inf")])
def test_time_must_run_forward(duration: float) -> None:
    with pytest.raises(InputError, match="duration"):
        Network(typed_cells("S", 1), []).run(duration, Drive({}))


@pytest.mark.parametrize("step", [0.0, -0.05, 1.5, float("nan")])
def test_steps_are_checked(step: float) -> None:
    with pytest.raises(InputError, match="step"):
        Network(typed_cells("S", 2), [], step)


def test_delays_are_checked() -> None:
    everyone = np.arange(2)
    short = random_projection("x", 2, everyone, 1.0, 1.0, seed=1, cells=everyone, delay=0.01)
    with pytest.raises(InputError, match="delay"):
        Network(typed_cells("S", 2), [short])


def test_unknown_types_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="type of cell"):
        typed_cells("XL", 3)
