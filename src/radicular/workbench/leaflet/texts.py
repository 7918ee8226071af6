"""The words of the page, in one file for each language.

They are YAML and not gettext: a key stays when a sentence changes, nothing has to be compiled,
and tools for translators read it as well as an editor does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from radicular.errors import InputError

__all__ = ["Texts", "languages", "load_texts"]

_FOLDER = files("radicular.workbench.leaflet").joinpath("texts")


@dataclass(frozen=True)
class Texts:
    """All words in one language.

    Attributes:
        language: Its code, such as ``de``.
        words: Texts by key, in groups.
    """

    language: str
    words: Mapping[str, Any]

    def __call__(self, group: str, key: str, **filled: object) -> str:
        """Return a text with its variables filled in.

        Raises:
            KeyError: If there is none.
        """
        text: str = self.words[group][key]
        return text.format(**filled) if filled else text

    def has(self, group: str, key: str) -> bool:
        """Return whether a group holds a key."""
        return key in self.words[group]


@cache
def languages() -> Mapping[str, str]:
    """Return the code and the own name of every language, English first."""
    codes = sorted(path.name.removesuffix(".yaml") for path in _FOLDER.iterdir())
    names = {code: str(_read(code)["language"]) for code in codes}
    return {"en": names.pop("en"), **names}


@cache
def load_texts(language: str) -> Texts:
    """Return the words in a language.

    Raises:
        InputError: If the page is not written in it.

    Example:
        >>> load_texts("de")("side", "left")
        'links'
    """
    if language not in languages():
        raise InputError("language", language, ", ".join(languages()))
    return Texts(language, _read(language))


@cache
def _read(code: str) -> Mapping[str, Any]:
    text = _FOLDER.joinpath(f"{code}.yaml").read_text(encoding="utf-8")
    words: Mapping[str, Any] = yaml.safe_load(text)
    return words
