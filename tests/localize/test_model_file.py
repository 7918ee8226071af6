"""The compiled model survives its way to disk and back, whole or not at all."""

from pathlib import Path

import numpy as np
import pytest

from radicular.hypotheses import SETTINGS, load_hypotheses
from radicular.localize import model_file
from radicular.localize.compiled import CompiledModel
from radicular.localize.model_file import load_model, model_path, read_model, write_model

ARRAYS = ("group", "pain", "time", "start", "share")


@pytest.fixture(scope="module")
def model() -> CompiledModel:
    return load_model()


def same(one: CompiledModel, other: CompiledModel) -> bool:
    """Whether two models hold the same numbers."""
    return (
        all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ARRAYS)
        and one.banks.keys() == other.banks.keys()
        and all(
            (bank.rows, bank.axis) == (other.banks[name].rows, other.banks[name].axis)
            and np.array_equal(bank.index, other.banks[name].index)
            and all(
                getattr(bank, part).keys() == getattr(other.banks[name], part).keys()
                and all(
                    np.array_equal(array, getattr(other.banks[name], part)[key])
                    for key, array in getattr(bank, part).items()
                )
                for part in ("codes", "features", "parts")
            )
            for name, bank in one.banks.items()
        )
    )


def test_a_model_is_read_as_it_was_written(model: CompiledModel, tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "model.bin"
    write_model(model, path)
    assert same(read_model(path), model)
    assert list(path.parent.iterdir()) == [path]


def test_arrays_stay_in_the_file(model: CompiledModel, tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    write_model(model, path)
    again = read_model(path)
    assert not again.group.flags.owndata
    assert not again.group.flags.writeable


@pytest.mark.parametrize("stop", [OSError, KeyboardInterrupt, MemoryError])
def test_a_write_that_is_stopped_leaves_no_file(
    model: CompiledModel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stop: type[BaseException],
) -> None:
    written = 0

    def stopping(array: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> object:
        nonlocal written
        written += 1
        if written > 5:
            raise stop
        return array

    monkeypatch.setattr(np, "ascontiguousarray", stopping)
    with pytest.raises(stop):
        write_model(model, tmp_path / "model.bin")
    assert not list(tmp_path.iterdir())


def test_where_nothing_can_be_written_the_model_is_still_there(
    model: CompiledModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "a file"
    blocked.touch()
    monkeypatch.setenv("RADICULAR_CACHE", str(blocked / "folder"))
    monkeypatch.setattr(model_file, "compile_model", lambda: model)
    assert load_model() is model


def test_the_folder_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADICULAR_CACHE", str(tmp_path / "chosen"))
    assert model_path().parent == tmp_path / "chosen"
    monkeypatch.delenv("RADICULAR_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "usual"))
    assert model_path().parent == tmp_path / "usual" / "radicular"


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_model_knows_every_lesion_of_every_setting(model: CompiledModel, setting: str) -> None:
    assert set(load_hypotheses(setting).lesions) <= set(model.lesions)


def test_the_cells_of_every_lesion_are_all_people(model: CompiledModel) -> None:
    assert np.add.reduceat(model.share, model.start[:-1]) == pytest.approx(1.0)
    assert model.start[-1] == len(model.share)
    assert model.group.max() == len(model.start) - 2
    for bank in model.banks.values():
        assert bank.index.max() < bank.rows
        for key, codes in bank.codes.items():
            assert len(codes) == bank.rows
            assert codes.max() < len(bank.features[key])
