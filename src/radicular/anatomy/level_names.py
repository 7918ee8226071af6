"""What the name of a level means where it stands in a text, or what to ask about it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from radicular.anatomy.meanings import meanings_of
from radicular.errors import InputError
from radicular.tables import read_csv

__all__ = ["LevelName", "level_names", "the_level"]

_LEVEL = r"(?:T12|L[1-5]|S[1-5])"
_NAMES = re.compile(
    rf"(?<![\w-])(?P<upper>{_LEVEL})(?:\s*[-/\u2013]\s*(?P<lower>{_LEVEL}|[1-5]))?(?!\w)",
    re.IGNORECASE,
)
#: What a bare name is most often used for; these are asked about.
_ASKED = ("segment", "root", "dermatome", "myotome", "vertebra", "disc_level", "foramen")
_FORAMEN = "foram"
_JOINING = frozenset(("and", "or", "with", "to"))


@dataclass(frozen=True, slots=True)
class LevelName:
    """The name of a level in a text.

    Attributes:
        text: As it stands there, with the words that decided.
        level: ``S1``, or ``L5-S1`` for a disc level and for the foramen between two vertebrae.
        meaning: Id of what is meant (``root``, ``disc_level`` …); empty if the text does not say.
    """

    text: str
    level: str
    meaning: str

    @property
    def clear(self) -> bool:
        """Whether the text says what is meant."""
        return bool(self.meaning)

    @property
    def words(self) -> str:
        """The level with its meaning in words."""
        if not self.clear:
            return f"{self.level} (not said whether {_choices(self.root)})"
        names = {meaning.id: meaning.name for meaning in meanings_of(self.root)}
        if self._between and self.meaning == "foramen":
            return f"{self.level} intervertebral foramen ({self.roots[0]} root)"
        return f"{self.level} {names[self.meaning]}"

    @property
    def roots(self) -> tuple[str, ...]:
        """The roots that a lesion there concerns: two at a disc, one at a foramen."""
        both = tuple(self.level.split("-"))
        return both[:1] if self.meaning == "foramen" else both

    @property
    def _between(self) -> bool:
        return "-" in self.level

    @property
    def root(self) -> str:
        """The bare level; of a disc level the lower of the two vertebrae."""
        return self.level.rpartition("-")[2]

    @property
    def question(self) -> str:
        """What to ask; empty where the text is clear."""
        if self.clear:
            return ""
        return f"{self.text!r}: which {self.level} is meant, {_choices(self.root)}?"

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"text": self.text, "level": self.level, "meaning": self.meaning}


def _choices(root: str) -> str:
    names = [meaning.name for meaning in meanings_of(root) if meaning.id in _ASKED]
    return f"{', '.join(names[:-1])} or {names[-1]}"


@cache
def _beside() -> tuple[tuple[tuple[str, ...], str, str], ...]:
    """Words beside a name with their meaning and place, the longest first."""
    rows = read_csv("radicular.anatomy", "tables/meaning_words.csv")
    known = [(tuple(row["words"].split()), row["meaning"], row["place"]) for row in rows]
    return tuple(sorted(known, key=lambda item: -len(item[0])))


def level_names(text: str) -> tuple[LevelName, ...]:
    """Return every name of a level in a text with what is meant by it.

    Two vertebrae name a disc level, or the foramen between them; one name means what the words
    beside it say, and nothing if they do not: then there is a question.

    Args:
        text: Free text.

    Example:
        >>> [name.words for name in level_names("L5-S1 protrusion touching the S1 nerve root")]
        ['L5-S1 disc level', 'S1 nerve root (clinical)']
        >>> level_names("an S1 issue")[0].clear
        False
    """
    return tuple(_names(text))


def _names(text: str) -> Iterator[LevelName]:
    for match in _NAMES.finditer(text):
        upper, lower = match["upper"].upper(), (match["lower"] or "").upper()
        before = re.split(r"[.,;:()]", text[: match.start()])[-1].split()
        after = re.split(r"[.,;:()]", text[match.end() :], maxsplit=1)[0].split()
        if lower:
            below = lower if lower[0] in "LS" else f"{upper[0]}{lower}"
            yield _pair(f"{upper}-{below}", match[0], before, after)
        else:
            yield _single(upper, match[0], before, after)


def _pair(level: str, name: str, before: list[str], after: list[str]) -> LevelName:
    """Return two vertebrae: their disc, or the foramen between them if a word beside says so."""
    for number, word in enumerate(after[:2], start=1):
        if word.lower().startswith(_FORAMEN):
            return LevelName(" ".join([name, *after[:number]]), level, "foramen")
    if before and before[-1].lower().startswith(_FORAMEN):
        return LevelName(f"{before[-1]} {name}", level, "foramen")
    return LevelName(name, level, "disc_level")


def _single(level: str, name: str, before: list[str], after: list[str]) -> LevelName:
    """Return one name with what the words beside it say, up to the next stop."""
    possible = {meaning.id for meaning in meanings_of(level)}
    known = [item for item in _beside() if item[1] in possible]
    for words, meaning, _ in known:
        if _lower(after[: len(words)]) == words:
            return LevelName(" ".join([name, *after[: len(words)]]), level, meaning)
    for words, meaning, place in known:
        if place == "either" and _lower(before[-len(words) :]) == words:
            return LevelName(" ".join([*before[-len(words) :], name]), level, meaning)
    # One word may stand between, as in "S1 selective root block".
    if after and after[0].lower() not in _JOINING:
        for words, meaning, _ in known:
            if _lower(after[1 : len(words) + 1]) == words:
                return LevelName(" ".join([name, *after[: len(words) + 1]]), level, meaning)
    return LevelName(name, level, "")


def _lower(words: list[str]) -> tuple[str, ...]:
    return tuple(word.lower() for word in words)


def the_level(field: str, text: str) -> LevelName:
    """Return the one level that a text names, with its meaning.

    Args:
        field: What the person called it, for an error.
        text: Such as ``L5-S1 disc`` or ``S1 root``.

    Raises:
        InputError: If it names no level, more than one, or does not say what is meant.

    Example:
        >>> the_level("target", "S1 foramen").meaning
        'foramen'
    """
    names = level_names(text)
    if len(names) != 1:
        raise InputError(field, text, "one level with its meaning, such as 'S1 root', 'L5-S1 disc'")
    (name,) = names
    if not name.clear:
        allowed = f"one that says which {name.level} is meant: {_choices(name.root)}"
        raise InputError(field, text, allowed)
    return name
