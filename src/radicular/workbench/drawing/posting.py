"""Reading what the body map sends."""

from collections.abc import Mapping

from radicular.errors import InputError
from radicular.report.drawing import Stroke
from radicular.workbench.records.entering import Wanted
from radicular.workbench.records.posted import read_uuid
from radicular.workbench.records.state import COMPLETE, STROKE

__all__ = ["read_complete", "read_stroke"]

LONGEST = 20_000


def read_stroke(fields: Mapping[str, str]) -> Wanted:
    """Read a stroke, or that one is taken away (``remove``).

    Args:
        fields: As sent: ``stroke`` (a UUID), ``token`` and, unless ``remove`` is given,
            ``quality``, ``intensity``, ``view``, ``template`` and ``points`` as ``x,y x,y …``.

    Raises:
        InputError: If a field is missing or wrong.
    """
    cell = f"{STROKE}{read_uuid(fields, 'stroke')}"
    token = read_uuid(fields, "token")
    if fields.get("remove"):
        return Wanted(cell, None, token)
    read = {**fields, "intensity": _intensity(fields), "points": _points(fields)}
    return Wanted(cell, Stroke.read(read).to_dict(), token)


def read_complete(fields: Mapping[str, str]) -> Wanted:
    """Read whether the drawing is complete: ``complete`` is ``yes`` or empty.

    Raises:
        InputError: If a field is missing or wrong.
    """
    given = fields.get("complete")
    if given not in ("yes", ""):
        raise InputError("complete", given, "yes or empty")
    return Wanted(COMPLETE, {"complete": True} if given else None, read_uuid(fields, "token"))


def _intensity(fields: Mapping[str, str]) -> int | None:
    text = fields.get("intensity", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 2):  # noqa: PLR2004
        raise InputError("intensity", text, "a whole number from 0 to 10, or nothing")
    return int(text)


def _points(fields: Mapping[str, str]) -> list[tuple[float, ...]]:
    text = fields.get("points", "")
    if len(text) > LONGEST:
        raise InputError("points", len(text), f"a text of up to {LONGEST} characters")
    try:
        return [tuple(float(part) for part in pair.split(",")) for pair in text.split()]
    except ValueError:
        raise InputError("points", text[:60], "points as x,y x,y …") from None
