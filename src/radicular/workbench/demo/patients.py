"""The invented patients, one file each, as they are told to the workbench."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast
from uuid import UUID, uuid5

from radicular.case.text import parse_text

__all__ = ["InventedPatient", "invented_patients"]

_FOLDER = files("radicular.workbench.demo").joinpath("cases")
_KEYS = UUID("6f3d1c52-8a07-4a53-9d2e-6b1f0c7e4a90")


@dataclass(frozen=True)
class InventedPatient:
    """A patient whom nobody was.

    Attributes:
        key: Of the record, the same in every workbench.
        head: Name, record number, date of birth, sex and height.
        examinations: Each with its day, findings, strokes and whether it is signed.
        episode: How it was opened, its problem and its entries; None where there is none.
    """

    key: UUID
    head: Mapping[str, Any]
    examinations: Sequence[Mapping[str, Any]]
    episode: Mapping[str, Any] | None


@cache
def invented_patients() -> tuple[InventedPatient, ...]:
    """Return all invented patients in the order of their files."""
    found = sorted(_FOLDER.iterdir(), key=lambda file: file.name)
    return tuple(_read(file.name, file.read_text(encoding="utf-8")) for file in found)


def _read(name: str, text: str) -> InventedPatient:
    told = cast("Mapping[str, Any]", parse_text(text, name))
    return InventedPatient(
        uuid5(_KEYS, name), told["patient"], told["examinations"], told.get("episode")
    )
