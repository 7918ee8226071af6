"""The compiled model on disk: one file, mapped into memory, named by the hash of its tables.

Layout: eight bytes with the length of a JSON header, the header (for every array its type, shape
and offset, and what else describes the model), then the arrays, each at a multiple of 64 bytes.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radicular.localize.compiled import Bank, CompiledModel, compile_model
from radicular.provenance import model_hash

__all__ = ["load_model", "model_path", "read_model", "write_model"]

Arrays = dict[str, NDArray[Any]]

_ALIGNED = 64
_VERSION = 1


def model_path() -> Path:
    """Return where the compiled model of today's tables and code lies.

    The folder is ``RADICULAR_CACHE`` if that is set, else ``radicular`` in the user's cache folder.
    """
    chosen = os.environ.get("RADICULAR_CACHE")
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(chosen) if chosen else home / "radicular"
    return folder / f"model-{model_hash()}.bin"


def load_model() -> CompiledModel:
    """Return the model, compiled and written once and mapped from then on.

    Where nothing can be written the model is compiled for this process only.
    """
    path = model_path()
    if path.is_file():
        return read_model(path)
    model = compile_model()
    try:
        write_model(model, path)
    except OSError:
        return model
    return read_model(path)


def write_model(model: CompiledModel, path: Path) -> None:
    """Write a model; the file appears whole or not at all.

    Args:
        model: Compiled.
        path: Where to; folders are made.

    Raises:
        OSError: If it cannot be written.
    """
    arrays, banks = _taken_apart(model)
    header: dict[str, Any] = {"version": _VERSION, "banks": banks, "arrays": {}}
    offset = 0
    for name, array in arrays.items():
        header["arrays"][name] = [array.dtype.str, list(array.shape), offset]
        offset += -(-array.nbytes // _ALIGNED) * _ALIGNED
    text = json.dumps(header).encode()
    text += b" " * (-(8 + len(text)) % _ALIGNED)
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            file.write(len(text).to_bytes(8, "little") + text)
            for array in arrays.values():
                file.write(np.ascontiguousarray(array).tobytes())
                file.write(b"\0" * (-array.nbytes % _ALIGNED))
            file.close()
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def read_model(path: Path) -> CompiledModel:
    """Return a model whose arrays stay in the file until they are needed.

    Args:
        path: As written by :func:`write_model`.
    """
    data = np.memmap(path, dtype=np.uint8, mode="r").view(np.ndarray)
    size = int.from_bytes(data[:8].tobytes(), "little")
    header = json.loads(data[8 : 8 + size].tobytes())
    arrays = {
        name: _view(data, 8 + size + offset, np.dtype(kind), shape)
        for name, (kind, shape, offset) in header["arrays"].items()
    }
    return _put_together(arrays, header["banks"])


def _view(data: NDArray[np.uint8], start: int, kind: np.dtype[Any], shape: list[int]) -> Any:
    size = int(np.prod(shape)) * kind.itemsize
    return data[start : start + size].view(kind).reshape(shape)


_OWN = ("group", "pain", "time", "start", "share")
_SETTING = "setting|"


def _taken_apart(model: CompiledModel) -> tuple[Arrays, Mapping[str, Any]]:
    arrays: Arrays = {name: getattr(model, name) for name in _OWN}
    arrays |= {_SETTING + name: places for name, places in model.of_setting.items()}
    banks = {}
    for name, bank in model.banks.items():
        banks[name] = {"rows": bank.rows, "axis": bank.axis}
        arrays[f"{name}|index"] = bank.index
        for (finding, variant), codes in bank.codes.items():
            small = bank.features[finding, variant].shape[0] <= 1 << 8
            arrays[f"{name}|codes|{finding}|{variant}"] = codes.astype(np.uint8) if small else codes
            arrays[f"{name}|features|{finding}|{variant}"] = bank.features[finding, variant]
        for finding, parts in bank.parts.items():
            arrays[f"{name}|parts|{finding}"] = parts
    return arrays, banks


def _put_together(arrays: Arrays, banks: Mapping[str, Any]) -> CompiledModel:
    kept: dict[str, dict[str, dict[Any, Any]]] = {
        name: {"codes": {}, "features": {}, "parts": {}} for name in banks
    }
    for name, array in arrays.items():
        bank, _, rest = name.partition("|")
        what, _, key = rest.partition("|")
        if key:
            kept[bank][what][tuple(key.split("|")) if "|" in key else key] = array
    return CompiledModel(
        **{name: arrays[name] for name in _OWN},
        of_setting={
            name.removeprefix(_SETTING): array
            for name, array in arrays.items()
            if name.startswith(_SETTING)
        },
        banks={
            name: Bank(
                rows=described["rows"],
                axis=described["axis"],
                index=arrays[f"{name}|index"],
                codes=kept[name]["codes"],
                features=kept[name]["features"],
                parts=kept[name]["parts"],
            )
            for name, described in banks.items()
        },
    )
