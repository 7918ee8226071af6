"""What is wrong, where, how much, and since when: the lesion and its typed notation."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast, get_args

from rapidfuzz import process

from radicular.anatomy.sites import Place, Site, load_sites, site_of, structure_sites
from radicular.errors import NotationError
from radicular.parameters import parameter

__all__ = ["BLOCK", "Caliber", "Fibers", "Lesion", "Process", "Severity", "Side", "read_weeks"]

Side = Literal["left", "right", "both"]
Severity = Literal["irritation", "mild", "moderate", "severe", "complete"]
Fibers = Literal["mixed", "motor", "sensory"]
Process = Literal["block", "demyelination", "axon loss"]
Caliber = Literal["large fibers", "small fibers"]
Mechanism = Literal[
    "disc", "stenosis", "trauma", "zoster", "tumor", "injection", "inflammation", "ischemia"
]

#: Share of the fibers that no longer conduct, by severity.
BLOCK: Mapping[Severity, float] = {
    severity: parameter(f"block_{severity}") for severity in get_args(Severity)
}

LONGEST_WEEKS = 5200
_ROUNDING = 1e-3
_UNITS = {"day": 1 / 7, "week": 1.0, "month": 365.25 / 84, "year": 365.25 / 7}
_DURATION = re.compile(r"(\d+(?:\.\d+)?) ?(day|d|week|wk|w|month|mo|year|yr|y)s?")
_SIDE_WORDS: Mapping[str, Side] = {
    "left": "left",
    "right": "right",
    "both": "both",
    "bilateral": "both",
}
_SMALL_WORDS = frozenset(("and", "at", "in", "nerve", "of", "or", "the", "to"))
_WORDS = {
    "severity": Severity,
    "fibers": Fibers,
    "mechanism": Mechanism,
    "process": Process,
    "caliber": Caliber,
}
_MODIFIERS = (
    "a severity (irritation, mild, moderate, severe, complete), fibers (mixed, motor, sensory), "
    "a duration (6 weeks), painful or painless, a process (block, demyelination, axon loss), "
    "a caliber (large fibers, small fibers), a mechanism "
    f"({', '.join(get_args(Mechanism))}), or a side (left, right, both sides)"
)


@dataclass(frozen=True)
class Lesion:
    """One lesion: something that sits on structures of the map.

    Attributes:
        site: Site id.
        side: ``left``, ``right`` or ``both``.
        place: Place id within the site; None means the site's usual place.
        severity: None where it is not stated.
        fibers: Which fibers it hits.
        weeks: Time since onset in weeks; None where it is not stated.
        painful: None where it is not stated.
        mechanism: None where it is not stated.
        process: What it does to the fibers it hits; None where it is not stated: a mixture. It
            decides what a simulated laboratory finds; a lesion that only slows blocks nothing.
        caliber: Which fibers it hits first; None where it is not stated. Only simulated fibers
            have a caliber.

    Example:
        >>> lesion = Lesion.parse("left S1 root, moderate, 6 weeks")
        >>> lesion.site, lesion.side, lesion.weeks
        ('root_S1', 'left', 6.0)
        >>> str(lesion)
        'left S1 root, moderate, 6 weeks'
    """

    site: str
    side: Side
    place: str | None = None
    severity: Severity | None = None
    fibers: Fibers = "mixed"
    weeks: float | None = None
    painful: bool | None = None
    mechanism: Mechanism | None = None
    process: Process | None = None
    caliber: Caliber | None = None

    @property
    def where(self) -> Place:
        """The place on the map that the lesion hits."""
        return site_of(self.site).place(self.place)

    @property
    def block(self) -> float:
        """Share of fibers that no longer conduct, 0 to 1; a moderate block where none is stated."""
        return 0.0 if self.process == "demyelination" else self.extent

    @property
    def extent(self) -> float:
        """Share of fibers that it hits, 0 to 1; a moderate share where none is stated."""
        return BLOCK[self.severity or "moderate"]

    def __str__(self) -> str:
        parts = [_head(self)]
        parts += [self.severity] if self.severity else []
        parts += [self.fibers] if self.fibers != "mixed" else []
        parts += [_duration_text(self.weeks)] if self.weeks is not None else []
        parts += [] if self.painful is None else ["painful" if self.painful else "painless"]
        parts += [part for part in (self.mechanism, self.process, self.caliber) if part]
        return ", ".join(parts)

    def to_dict(self) -> dict[str, Any]:
        """Return the stated fields as plain values for JSON."""
        stated = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: value for name, value in stated.items() if value is not None}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Lesion":
        """Read what :meth:`to_dict` wrote.

        Raises:
            NotationError: If a field is unknown or has a value that is not allowed.
        """
        for name in data:
            if name not in cls.__dataclass_fields__:
                raise NotationError("lesion", name, ", ".join(cls.__dataclass_fields__))
        for name in ("site", "side"):
            if name not in data:
                raise NotationError(f"lesion.{name}", None, f"a {name} must be stated")
        lesion = cls(**data)
        _check(lesion)
        return lesion

    @classmethod
    def parse(cls, text: str) -> "Lesion":
        """Read the typed notation.

        Args:
            text: ``[side] site [place]`` and modifiers, separated by commas.

        Raises:
            NotationError: Naming the part that cannot be read and what may stand there.

        Example:
            >>> Lesion.parse("L5 and S1 roots, both sides").side
            'both'
        """
        head, *modifiers = [" ".join(part.split()) for part in text.split(",")]
        stated = _read_head(head)
        for modifier in modifiers:
            for name, value in _read_modifier(modifier).items():
                if stated.get(name, value) != value:
                    raise NotationError(
                        f"lesion.{name}", modifier, f"only one {name}; {stated[name]!r} is stated"
                    )
                stated[name] = value
        if "side" not in stated:
            stated["side"] = _side_of_site(stated["site"], head)
        return cls(**stated)


def _check(lesion: Lesion) -> None:
    try:
        places = [place.id for place in site_of(lesion.site).places]
    except KeyError:
        raise NotationError("lesion.site", lesion.site, "a site id of the map") from None
    allowed: dict[str, tuple[object, ...]] = {
        "place": (None, *places),
        "side": get_args(Side),
        "severity": (None, *get_args(Severity)),
        "fibers": get_args(Fibers),
        "mechanism": (None, *get_args(Mechanism)),
        "process": (None, *get_args(Process)),
        "caliber": (None, *get_args(Caliber)),
        "painful": (None, True, False),
    }
    for name, values in allowed.items():
        if getattr(lesion, name) not in values:
            words = ", ".join(str(value) for value in values if value is not None)
            raise NotationError(f"lesion.{name}", getattr(lesion, name), words)
    weeks = lesion.weeks
    if weeks is not None and not 0 <= weeks <= LONGEST_WEEKS:
        raise NotationError("lesion.weeks", weeks, f"weeks since onset, 0 to {LONGEST_WEEKS}")


def _words(text: str) -> str:
    """The telling words of a name in alphabetical order, so that their order does not matter."""
    plain = re.sub(r"[^a-z0-9 ]", " ", text.lower().replace("peroneal", "fibular"))
    singular = [re.sub(r"(?<=[a-z]{4})(?<!u)s$", "", word) for word in plain.split()]
    telling = sorted(word for word in singular if word not in _SMALL_WORDS)
    return " ".join(telling if len(telling) > 1 else singular)


def _all_sites() -> Iterator[Site]:
    yield from load_sites().values()
    yield from structure_sites().values()


@cache
def _names() -> Mapping[str, tuple[str, str | None]]:
    names: dict[str, tuple[str, str | None]] = {}
    for written, meant in _written_names().items():
        names.setdefault(_words(written), meant)
    return names


@cache
def _written_names() -> Mapping[str, tuple[str, str | None]]:
    names: dict[str, tuple[str, str | None]] = {}
    for site in _all_sites():
        bare = site.label.removeprefix("non-neural: ")
        for name in (site.label, bare, site.id.removeprefix("structure:"), *site.synonyms):
            place = site.synonyms.get(name) or None
            names.setdefault(name, (site.id, place))
            for spot in site.places:
                if spot.label and place is None:
                    names.setdefault(f"{name} {spot.label}", (site.id, spot.id))
    return names


def _read_head(head: str) -> dict[str, Any]:
    stated: dict[str, Any] = {}
    name = head
    first, _, rest = head.partition(" ")
    if first.lower() in _SIDE_WORDS:
        stated["side"], name = _SIDE_WORDS[first.lower()], rest
    known = _names()
    key = _words(name)
    if key not in known:
        raise _unknown_head(head, name)
    stated["site"], place = known[key]
    if place is not None:
        stated["place"] = place
    return stated


def _unknown_head(head: str, name: str) -> NotationError:
    if re.fullmatch(r"[TLS]\d+", name.upper()):
        root = name.upper()
        return NotationError(
            "lesion",
            head,
            f"which {root} is meant must be said: '{root} root', 'S1 and S2 roots', 'S1 ganglion'",
        )
    if name.lower().startswith("cauda equina below"):
        return NotationError("lesion", head, "'cauda equina below' L1, L2, L3, L4, L5 or S1")
    written = list(_written_names())
    near = [match for match, *_ in process.extract(name, written, limit=3)]
    return NotationError("lesion", head, f"a site of the map; nearest: {', '.join(near)}")


def read_weeks(text: str) -> float | None:
    """Return a duration in weeks, or None where the text is none.

    Args:
        text: A number with days, weeks, months or years.

    Example:
        >>> read_weeks("6 weeks"), read_weeks("3 d"), read_weeks("long")
        (6.0, 0.4286, None)
    """
    duration = _DURATION.fullmatch(text.strip().lower())
    if duration is None:
        return None
    unit = next(name for name in _UNITS if name[0] == duration[2][0])
    return round(float(duration[1]) * _UNITS[unit], 4)


def _read_modifier(text: str) -> dict[str, Any]:
    word = text.lower()
    weeks = read_weeks(word)
    if weeks is not None:
        return {"weeks": weeks}
    if word.removesuffix(" sides").removesuffix(" side") in _SIDE_WORDS:
        return {"side": _SIDE_WORDS[word.split()[0]]}
    if word in ("painful", "painless"):
        return {"painful": word == "painful"}
    for name, values in _WORDS.items():
        if word in get_args(values):
            return {name: word}
    raise NotationError("lesion", text, _MODIFIERS)


def _side_of_site(site_id: str, head: str) -> Side:
    site = site_of(site_id)
    if site.sidedness in ("midline", "bilateral"):
        return "both"
    raise NotationError("lesion.side", head, "a side must be stated: left, right or both sides")


def _duration_text(weeks: float) -> str:
    for unit in ("year", "month", "week", "day"):
        count = weeks / _UNITS[unit]
        if count >= 1 and abs(count - round(count)) < _ROUNDING:
            return f"{round(count)} {unit}{'s' if round(count) != 1 else ''}"
    return f"{weeks:g} weeks"


def _head(lesion: Lesion) -> str:
    site = site_of(lesion.site)
    label = site.label.removeprefix("non-neural: ")
    place = site.place(lesion.place).label if lesion.place else ""
    name = f"{label.partition(' at the ')[0]} {place}" if place else label
    implied = lesion.side == "both" and site.sidedness in ("midline", "bilateral")
    return name if implied else f"{cast(str, lesion.side)} {name}"
