"""Reading the names people give to findings: spelling, word order, side and modality aside."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import chain

from radicular.tables import read_csv

__all__ = ["NameWords", "Reading", "load_name_words", "plain_words"]

TWO_LEVELS = re.compile(r"\b(t12|l[1-5])\s*[-/]?\s*(?:l([2-5])|s1|([2-5]))\b")
NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def plain_words(text: str) -> list[str]:
    """Return the words of a text in lower case, without accents, hyphens and other signs.

    Args:
        text: Anything a person wrote.

    Returns:
        The words in their order; two joined levels become two words.

    Example:
        >>> plain_words("Lasègue's sign")
        ['lasegue', 'sign']
        >>> plain_words("L4/5 far-lateral disc")
        ['l4', 'l5', 'far', 'lateral', 'disc']
    """
    lower = text.lower()
    plain = (
        lower if lower.isascii() else "".join(map(plain_sign, unicodedata.normalize("NFKD", lower)))
    )
    return NOT_A_WORD.sub(" ", TWO_LEVELS.sub(split_levels, plain.replace("'s", ""))).split()


def plain_sign(sign: str) -> str:
    """Return a sign itself, or a plain one for it: hyphen, apostrophe, nothing or a blank."""
    if sign.isascii():
        return sign
    if sign == "\N{RIGHT SINGLE QUOTATION MARK}":
        return "'"
    if unicodedata.combining(sign):
        return ""
    return "-" if unicodedata.category(sign) == "Pd" else " "


def split_levels(match: re.Match[str]) -> str:
    """Return the two levels of ``L5-S1`` or ``L4/5`` as two words."""
    number = match[2] or match[3]
    return f"{match[1]} l{number}" if number else f"{match[1]} s1"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a name says, its words in no order.

    Args:
        words: The words that tell one finding from another.
        side: ``left``, ``right``, ``both`` or nothing.
        modality: The way of testing sensation that the name mentions, or nothing.
        polarity: ``deficit`` if the name itself says that something is lost (weakness),
            ``excess`` if it says that there is too much (allodynia), ``function`` if it says
            that something works (bladder control), or nothing.
    """

    words: frozenset[str]
    side: str = ""
    modality: str = ""
    polarity: str = ""


@dataclass(frozen=True, eq=False)
class NameWords:
    """The words of names and what each stands for.

    Args:
        phrases: Words to their role and meaning.
        stops: Words that tell nothing.
        longest: Words of the longest phrase.
        alone: Words that say too little alone, to the names that may be meant.
    """

    phrases: Mapping[tuple[str, ...], tuple[str, tuple[str, ...]]]
    stops: frozenset[str]
    longest: int
    alone: Mapping[frozenset[str], tuple[str, ...]]

    @cached_property
    def modalities(self) -> Mapping[str, str]:
        """Every word for a way of testing sensation, and that way."""
        return {
            " ".join(phrase): meaning[0]
            for phrase, (role, meaning) in self.phrases.items()
            if role == "modality"
        }

    def read(self, text: str) -> Reading:
        """Return what a name says.

        Args:
            text: The name as written.

        Returns:
            Its telling words with side, modality and polarity taken out.

        Example:
            >>> reading = load_name_words().read("weakness of the left big toe extensors")
            >>> sorted(reading.words), reading.side, reading.polarity
            (['extension', 'great', 'toe'], 'left', 'deficit')
        """
        return self.read_words(plain_words(text))

    def read_words(self, written: Sequence[str]) -> Reading:
        """Return what the plain words of a name say."""
        words = [word for word in written if word not in self.stops]
        found: dict[str, str] = {}
        telling: set[str] = set()
        spoken: set[str] = set()
        place = 0
        while place < len(words):
            length, role, meaning = self.longest_phrase(words, place)
            if role in ("same", "deficit", "excess", "function", "modality"):
                telling.update(meaning)
            if role in ("deficit", "excess") or (role == "function" and "polarity" not in found):
                found["polarity"] = role
            if role == "modality":
                found["modality"] = "" if "modality" in found else meaning[0]
            if role != "side":
                spoken.update(words[place : place + length])
            else:
                found["side"] = (
                    "both" if found.get("side", meaning[0]) != meaning[0] else meaning[0]
                )
            place += length
        return Reading(frozenset(telling or spoken or written), **found)

    @cached_property
    def sides(self) -> frozenset[str]:
        """Every word that is part of a phrase for a side."""
        sides = (phrase for phrase, (role, _) in self.phrases.items() if role == "side")
        return frozenset(chain.from_iterable(sides))

    def spoken(self, text: str) -> frozenset[str]:
        """Return the words of a name as written, without those for a side."""
        return frozenset(plain_words(text)) - self.sides - self.stops

    def longest_phrase(self, words: list[str], place: int) -> tuple[int, str, tuple[str, ...]]:
        """Return length, role and meaning of the longest known phrase that begins at a place."""
        for length in range(min(self.longest, len(words) - place), 0, -1):
            phrase = tuple(words[place : place + length])
            if phrase in self.phrases:
                return (length, *self.phrases[phrase])
        return 1, "same", (words[place],)


def words_of(rows: Iterable[Mapping[str, str]], role: str) -> Iterable[str]:
    """Yield the phrases that have a role."""
    return (row["phrase"] for row in rows if row["role"] == role)


@cache
def load_name_words() -> NameWords:
    """Return the table of name words, read once.

    Returns:
        The words of names and what each stands for.

    Example:
        >>> load_name_words().phrases[("ehl",)]
        ('same', ('extensor', 'hallucis', 'longus'))
    """
    rows = read_csv("radicular.findings", "tables/name_words.csv")
    stops = frozenset(chain.from_iterable(plain_words(word) for word in words_of(rows, "stop")))
    phrases = {
        without(stops, row["phrase"]): (row["role"], without(stops, row["meaning"]))
        for row in rows
        if row["role"] not in ("stop", "alone")
    }
    reader = NameWords(phrases, stops, max(len(phrase) for phrase in phrases), {})
    alone = {
        reader.read(row["phrase"]).words: tuple(row["meaning"].split(";"))
        for row in rows
        if row["role"] == "alone"
    }
    return replace(reader, alone=alone)


def without(stops: frozenset[str], text: str) -> tuple[str, ...]:
    """Return the words of a text that are no stop words."""
    return tuple(word for word in plain_words(text) if word not in stops)
