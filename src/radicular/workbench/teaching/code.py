"""The code of a case: how it was drawn, and its seed; all that restores an invented patient."""

import re
import secrets
from dataclasses import dataclass
from typing import Self, cast

from radicular.errors import InputError
from radicular.patient import SPREADS, Spread

__all__ = ["LARGEST_SEED", "CaseCode"]

LARGEST_SEED = 999_999_999
_CODE = re.compile(rf"({'|'.join(SPREADS)})-(0|[1-9][0-9]{{0,8}})", re.ASCII)


@dataclass(frozen=True)
class CaseCode:
    """What restores a case.

    Attributes:
        spread: ``common`` or ``any``.
        seed: 0 to 999,999,999.

    Example:
        >>> CaseCode.parse("common-4711")
        CaseCode(spread='common', seed=4711)
        >>> str(CaseCode("any", 7))
        'any-7'
    """

    spread: Spread
    seed: int

    def __str__(self) -> str:
        return f"{self.spread}-{self.seed}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code.

        Raises:
            InputError: If it is none.
        """
        match = _CODE.fullmatch(text.strip())
        if match is None:
            allowed = f"{' or '.join(SPREADS)}, a hyphen and a number up to {LARGEST_SEED}"
            raise InputError("case", text, allowed)
        return cls(cast(Spread, match[1]), int(match[2]))

    @classmethod
    def new(cls, spread: Spread) -> Self:
        """Return the code of a case that nobody has seen."""
        return cls(spread, secrets.randbelow(LARGEST_SEED + 1))
