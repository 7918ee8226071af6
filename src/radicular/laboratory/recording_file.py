"""Recordings in one self-describing HDF5 file: traces with units, measures, provenance."""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import h5py
import numpy as np

from radicular.electrophysiology.result import Limits, Measure, Recorded, StudyResult, Trace
from radicular.electrophysiology.subject import Subject
from radicular.errors import InputError
from radicular.lesion import Lesion
from radicular.provenance import Provenance

__all__ = ["FORMAT", "load_recordings", "save_recordings"]

#: Version of the layout, an attribute of every file.
FORMAT = "radicular-recordings-1"


def save_recordings(results: Sequence[StudyResult], path: Path) -> None:
    """Save studies whole or not at all.

    The file is written beside its place and then moved there; an earlier file of the same kind is
    replaced, any other is left alone.

    Args:
        results: Of any studies and sides.
        path: Where to.

    Raises:
        InputError: If the file cannot be written, or another kind of file stands there.
    """
    if path.exists() and not _is_ours(path):
        allowed = "a new file, or one that was saved before; this file is another and is left as is"
        raise InputError("--save", str(path), allowed)
    try:
        with TemporaryDirectory(dir=path.resolve().parent, prefix=f".{path.name}.") as folder:
            beside = Path(folder) / path.name
            with h5py.File(beside, "w") as file:
                _write(file, results)
            beside.replace(path.resolve())
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError("--save", str(path), f"a file that can be written ({reason})") from None


def _is_ours(path: Path) -> bool:
    try:
        with h5py.File(path, "r") as file:
            return bool(file.attrs.get("format") == FORMAT)
    except OSError:
        return False


def _write(file: Any, results: Sequence[StudyResult]) -> None:
    file.attrs["format"] = FORMAT
    for number, result in enumerate(results):
        group = file.create_group(f"{number:03d}_{result.study}_{result.side}")
        plain = result.to_dict(traces=False)
        for name in ("study", "title", "side"):
            group.attrs[name] = plain[name]
        for name in ("subject", "lesions", "measures", "findings", "notes", "provenance"):
            group.attrs[name] = json.dumps(plain[name])
        for trace in result.traces:
            _write_trace(group.create_group(trace.id), trace)


def _write_trace(group: Any, trace: Trace) -> None:
    for axis, values, unit in (("x", trace.x, trace.x_unit), ("y", trace.y, trace.y_unit)):
        data = group.create_dataset(axis, data=values, compression="gzip")
        data.attrs["unit"] = unit
    group.attrs["name"], group.attrs["panel"] = trace.name, trace.panel
    group.attrs["marks"] = json.dumps(dict(trace.marks))


def load_recordings(path: Path) -> tuple[StudyResult, ...]:
    """Return the studies of a file.

    Args:
        path: Where the file lies.

    Raises:
        InputError: If it is no file of recordings.
    """
    if not path.exists() or not _is_ours(path):
        raise InputError("file", str(path), f"a file of recordings ({FORMAT})")
    with h5py.File(path, "r") as file:
        return tuple(_read(file[name]) for name in sorted(file))


def _read(group: Any) -> StudyResult:
    plain = {name: json.loads(group.attrs[name]) for name in ("subject", "lesions", "measures")}
    origin = json.loads(group.attrs["provenance"])
    return StudyResult(
        study=str(group.attrs["study"]),
        title=str(group.attrs["title"]),
        side=group.attrs["side"],
        subject=Subject(**plain["subject"]),
        lesions=tuple(Lesion.parse(text) for text in plain["lesions"]),
        measures=tuple(_measure(item) for item in plain["measures"]),
        traces=tuple(_read_trace(name, group[name]) for name in group),
        findings=tuple(Recorded(**item) for item in json.loads(group.attrs["findings"])),
        notes=tuple(json.loads(group.attrs["notes"])),
        provenance=Provenance(origin.pop("version"), origin.pop("tables"), origin),
    )


def _measure(plain: dict[str, Any]) -> Measure:
    limits = plain.get("limits")
    return Measure(
        id=plain["id"],
        name=plain["name"],
        value=plain["value"],
        unit=plain["unit"],
        limits=Limits(limits["low"], limits["high"], limits["source"], limits["provenance"])
        if limits
        else None,
    )


def _read_trace(name: str, group: Any) -> Trace:
    return Trace(
        id=name,
        name=str(group.attrs["name"]),
        x=np.asarray(group["x"]),
        y=np.asarray(group["y"]),
        x_unit=str(group["x"].attrs["unit"]),
        y_unit=str(group["y"].attrs["unit"]),
        marks=json.loads(group.attrs["marks"]),
        panel=str(group.attrs["panel"]),
    )
