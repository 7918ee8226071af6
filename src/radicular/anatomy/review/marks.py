"""Reading back the marks that a clinician set on the worksheet."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from radicular.anatomy.review.claims import Claim, load_claims
from radicular.errors import InputError

__all__ = ["MARKS", "Mark", "Marks", "read_marks"]

MARKS = ("right", "wrong", "unsure")

_LARGEST = 5_000_000


@dataclass(frozen=True)
class Mark:
    """What a clinician says about one claim.

    Attributes:
        claim: The claim as the map has it now.
        mark: ``right``, ``wrong`` or ``unsure``.
        comment: Free text, may be empty.
        text: The claim as it stood on the worksheet.
    """

    claim: Claim
    mark: str
    comment: str
    text: str

    @property
    def outdated(self) -> bool:
        """Whether the claim has changed since the worksheet was written."""
        return self.text != self.claim.text

    def to_dict(self) -> dict[str, Any]:
        """Return the mark as plain values for JSON."""
        return {
            "claim": self.claim.id,
            "text": self.text,
            "mark": self.mark,
            "comment": self.comment,
            "outdated": self.outdated,
        }


@dataclass(frozen=True)
class Marks:
    """All marks of one worksheet.

    Attributes:
        reviewer: Who set them, as written on the page.
        version: Version of radicular that wrote the worksheet.
        marks: The marks.
        claims: Number of claims on the map.
    """

    reviewer: str
    version: str
    marks: tuple[Mark, ...]
    claims: int

    @property
    def counts(self) -> Mapping[str, int]:
        """Number of marks of each kind, and of claims without a mark."""
        found = {kind: sum(mark.mark == kind for mark in self.marks) for kind in MARKS}
        return {**found, "not marked": self.claims - len(self.marks)}

    @property
    def disagreements(self) -> tuple[Mark, ...]:
        """The marks that call a claim wrong."""
        return tuple(mark for mark in self.marks if mark.mark == "wrong")

    def to_lines(self) -> Iterator[str]:
        """Yield a report as lines of text."""
        yield f"Marks by {self.reviewer or 'an unnamed reviewer'} (worksheet of {self.version})"
        yield ", ".join(f"{number} {kind}" for kind, number in self.counts.items())
        for title, kind in (("Wrong", "wrong"), ("Unsure", "unsure")):
            listed = [mark for mark in self.marks if mark.mark == kind]
            if listed:
                yield ""
                yield title
            for mark in listed:
                yield f"  {mark.claim.id}: {mark.text}"
                if mark.comment:
                    yield f"    comment: {mark.comment}"
                if mark.outdated:
                    yield f"    the map now says: {mark.claim.text}"

    def __str__(self) -> str:
        return "\n".join(self.to_lines())

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values for JSON."""
        return {
            "reviewer": self.reviewer,
            "version": self.version,
            "counts": dict(self.counts),
            "marks": [mark.to_dict() for mark in self.marks],
        }


def read_marks(path: Path | str) -> Marks:
    """Return the marks that a clinician saved from the worksheet.

    Args:
        path: The file that the page saved, ``.json``.

    Raises:
        InputError: If the file cannot be read, is not a marks file, or marks a claim that the map
            does not make; naming the field, its value and what is allowed.
    """
    data = _read_json(Path(path))
    if not isinstance(data, dict) or data.get("radicular_marks") != 1:
        found = data.get("radicular_marks") if isinstance(data, dict) else type(data).__name__
        raise InputError("radicular_marks", found, "1, as in a file saved from the worksheet")
    entries = data.get("marks")
    if not isinstance(entries, list):
        raise InputError("marks", entries, "a list of marks")
    marks = [_mark(entry, f"marks[{place}]") for place, entry in enumerate(entries)]
    _check_once(marks)
    return Marks(
        reviewer=_text(data, "reviewer", ""),
        version=_text(data, "version", ""),
        marks=tuple(marks),
        claims=len(load_claims()),
    )


def _read_json(path: Path) -> object:
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise InputError("file", f"{path} ({size} bytes)", f"at most {_LARGEST} bytes")
        data: object = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError("file", str(path), f"a readable file ({error.strerror})") from error
    except ValueError as error:
        raise InputError("file", str(path), f"JSON saved from the worksheet ({error})") from error
    return data


def _mark(entry: object, field: str) -> Mark:
    if not isinstance(entry, dict):
        raise InputError(field, entry, "an object with claim, mark, comment and text")
    claim = _text(entry, "claim", field)
    if claim not in load_claims():
        raise InputError(f"{field}.claim", claim, "the id of a claim on the worksheet")
    mark = _text(entry, "mark", field)
    if mark not in MARKS:
        raise InputError(f"{field}.mark", mark, ", ".join(MARKS))
    known = load_claims()[claim]
    text = _text(entry, "text", field) or known.text
    return Mark(known, mark, _text(entry, "comment", field), text)


def _text(entry: Mapping[str, object], name: str, field: str) -> str:
    value = entry.get(name, "")
    if not isinstance(value, str):
        raise InputError(".".join(filter(None, (field, name))), value, "text")
    return value


def _check_once(marks: list[Mark]) -> None:
    seen: set[str] = set()
    for place, mark in enumerate(marks):
        if mark.claim.id in seen:
            raise InputError(f"marks[{place}].claim", mark.claim.id, "each claim once")
        seen.add(mark.claim.id)
