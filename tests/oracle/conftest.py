"""The oracle's mechanisms, compiled once where NEURON and a compiler are there."""

from pathlib import Path

import pytest

from tests.oracle.neuron_cells import compile_mechanisms, missing


@pytest.fixture(scope="session")
def neuron(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The compiled mechanisms, loaded; skips where the oracle lacks something."""
    lacking = missing()
    if lacking:
        pytest.skip(lacking)
    library = compile_mechanisms(tmp_path_factory.mktemp("mechanisms"))
    from neuron import h  # noqa: PLC0415 - optional

    h.nrn_load_dll(str(library))
    return library
