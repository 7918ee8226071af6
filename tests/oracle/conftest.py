"""The oracle's mechanisms, compiled once where NEURON and a compiler are there."""

import pytest

from tests.oracle.neuron_cells import compile_mechanisms, load, missing


@pytest.fixture(scope="session")
def neuron(tmp_path_factory: pytest.TempPathFactory) -> None:
    """NEURON with the mechanisms compiled and loaded; skips where it lacks something."""
    lacking = missing()
    if lacking:
        pytest.skip(lacking)
    load(compile_mechanisms(tmp_path_factory.mktemp("mechanisms")))
