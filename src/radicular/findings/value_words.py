"""The words of values: their spelling and what they mean on each scale."""

import unicodedata
from collections.abc import Mapping
from functools import cache

from radicular.tables import read_csv

__all__ = [
    "UNJUDGED",
    "load_fillers",
    "load_units",
    "load_unjudged_words",
    "load_value_words",
    "value_key",
]

#: How the table marks what was tested and could not be judged.
UNJUDGED = "!judged"


def value_key(text: str) -> str:
    """Return a value in the spelling of the word table.

    Example:
        >>> value_key("Positive at 40\N{DEGREE SIGN}.")
        'positive at 40 deg'
    """
    folded = unicodedata.normalize("NFKC", text).lower().replace("\N{DEGREE SIGN}", " deg")
    signs = (
        "-" if unicodedata.category(sign) == "Pd" or sign == "\N{MINUS SIGN}" else sign
        for sign in folded.replace("\N{GREEK SMALL LETTER MU}", "u")
    )
    plain = "".join(signs).replace("\N{LESS-THAN OR EQUAL TO}", "<=")
    plain = plain.replace("\N{GREATER-THAN OR EQUAL TO}", ">=").replace("_", " ")
    return " ".join(plain.split()).strip(" .!'\"")


@cache
def load_value_words() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the words of values: scale to words to grades."""
    words: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in read_csv("radicular.findings", "tables/value_words.csv"):
        key = value_key(row["words"]) or row["words"]
        words.setdefault(row["scale"], {})[key] = tuple(row["grades"].split(";"))
    return words


@cache
def load_unjudged_words() -> frozenset[str]:
    """Return the words that say that something was tested and could not be judged."""
    every = load_value_words()["*"]
    return frozenset(words for words, grades in every.items() if grades == (UNJUDGED,))


@cache
def load_fillers() -> frozenset[str]:
    """Return the words of values that change nothing."""
    return frozenset(
        row["word"] for row in read_csv("radicular.findings", "tables/value_fillers.csv")
    )


@cache
def load_units() -> Mapping[str, str]:
    """Return every written form of a unit and the unit it stands for."""
    return {
        row["written"]: row["unit"] for row in read_csv("radicular.findings", "tables/units.csv")
    }
