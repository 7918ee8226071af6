"""Collecting what is wrong in a case file, and reading its plain fields."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import isfinite
from typing import TypeVar

from radicular.errors import CaseError, CaseFileError, InputError

__all__ = ["NOTHING", "Nothing", "Problems", "told_together"]

T = TypeVar("T")
LONGEST_SHOWN = 60
MOST = 25
LARGEST_FREE_PART = 10_000
DEEPEST_FREE_PART = 20
NUMBER = re.compile(r"^(\d+(?:\.\d+)?)(?:\s*(?:years?|yrs?|y|cm))?$")


class Nothing:
    """Stands where a value is missing."""

    def __repr__(self) -> str:
        return "nothing"


NOTHING = Nothing()


def shown(value: object) -> object:
    """Return a value short enough for an error message."""
    if isinstance(value, str) and len(value) > LONGEST_SHOWN:
        return f"{value[:LONGEST_SHOWN]}…"
    if isinstance(value, Mapping | list):
        kind = "fields" if isinstance(value, Mapping) else "entries"
        return f"{len(value)} {kind}"
    if isinstance(value, int) and abs(value) >= 10**LONGEST_SHOWN:
        return "a number of many digits"
    return value


@contextmanager
def told_together() -> Iterator[None]:
    """Raise whatever is wrong with a file as all that is wrong in it.

    Raises:
        CaseFileError: In place of any other error of the input.
    """
    try:
        yield
    except CaseFileError:
        raise
    except InputError as error:
        raise CaseFileError([error]) from None


@dataclass(frozen=True, slots=True)
class Problems:
    """The problems of a case file, collected so that all can be told together.

    Args:
        found: What was found so far.
    """

    found: list[InputError] = field(default_factory=list)

    def add(self, place: str, value: object, allowed: str) -> None:
        """Note that a value cannot stand at a place.

        Raises:
            CaseFileError: If these are already more problems than anyone wants to read.
        """
        self.found.append(CaseError(place, shown(value), allowed))
        if len(self.found) >= MOST:
            self.raise_if_any()

    def raise_if_any(self) -> None:
        """Raise all problems together.

        Raises:
            CaseFileError: If there is any.
        """
        if self.found:
            raise CaseFileError(self.found)

    def fields(self, place: str, value: object, known: Collection[str]) -> Mapping[str, object]:
        """Return a mapping of which every key is known, else note what is wrong."""
        if not isinstance(value, Mapping):
            self.add(place, value, f"the fields {', '.join(known)}")
            return {}
        prefix = f"{place}." if place != "case" else ""
        for key in value:
            if key not in known:
                self.add(f"{prefix}{shown(key)}", value[key], no_such_field(str(key), known))
        return {key: value[key] for key in known if key in value}

    def text(self, place: str, value: object) -> str:
        """Return a text; a number stands for itself, nothing is the empty text."""
        if value is None:
            return ""
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return str(value)
        self.add(place, value, "a text")
        return ""

    def choice(self, place: str, value: object, choices: Mapping[str, T], default: T) -> T:
        """Return what one of some words stands for."""
        if value is None:
            return default
        key = " ".join(re.split(r"[\s_-]+", str(value).strip().lower()))
        if isinstance(value, str) and key in choices:
            return choices[key]
        self.add(place, value, ", ".join(dict.fromkeys(str(choice) for choice in choices.values())))
        return default

    def number(self, place: str, value: object, lowest: float, highest: float) -> float | None:
        """Return a number within limits; unknown and nothing are None."""
        if value is None or value == "unknown":
            return None
        match = NUMBER.match(value.strip()) if isinstance(value, str) else None
        number = float(match[1]) if match else value
        if (
            isinstance(number, int | float)
            and not isinstance(number, bool)
            and lowest <= number <= highest
            and isfinite(number)
        ):
            return int(number) if float(number).is_integer() else number
        self.add(place, value, f"a number from {lowest:g} to {highest:g}, or unknown")
        return None

    def flag(self, place: str, value: object) -> bool:
        """Return whether something is said to be so; nothing is no."""
        told = value.strip().lower() if isinstance(value, str) else value
        meaning = {"yes": True, "true": True, "no": False, "false": False}
        if isinstance(told, bool) or told is None:
            return bool(told)
        if isinstance(told, str) and told in meaning:
            return meaning[told]
        self.add(place, value, "yes or no")
        return False

    def free(self, place: str, value: object) -> object:
        """Return plain data of any shape, if it is neither huge nor something else."""
        budget = [LARGEST_FREE_PART]
        return self.read(place, lambda: plain(value, budget, DEEPEST_FREE_PART), None)

    def read(self, place: str, reader: Callable[[], T], default: T) -> T:
        """Return what a reader gives, or a default while its error is noted at the place."""
        try:
            return reader()
        except InputError as error:
            self.add(place, error.value, error.allowed)
            return default


def no_such_field(key: str, known: Collection[str]) -> str:
    """Return in words which fields there are, the nearest first."""
    from rapidfuzz import process  # noqa: PLC0415 - only an error needs it

    near = process.extractOne(key, list(known), score_cutoff=60)
    nearest = f"; nearest: {near[0]!r}" if near else ""
    return f"only the fields {', '.join(known)}{nearest}"


def plain(value: object, budget: list[int], depth: int) -> object:
    """Return a copy of mappings, lists, texts and numbers.

    Raises:
        CaseError: If there is anything else in it, or too much.
    """
    budget[0] -= 1
    if budget[0] < 0 or depth < 0:
        raise CaseError("", "more than fits", f"at most {LARGEST_FREE_PART} values")
    if isinstance(value, Mapping):
        return {str(key): plain(part, budget, depth - 1) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part, budget, depth - 1) for part in value]
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float) and isfinite(value):
        return value
    raise CaseError("", str(value), "texts, finite numbers, yes or no, lists and fields")
