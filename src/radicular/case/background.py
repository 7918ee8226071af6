"""Reading the lesions of a case file that are known from before and are not the question."""

from collections.abc import Iterator
from functools import partial

from radicular.case.problems import Problems
from radicular.errors import CaseError, NotationError
from radicular.lesion import Lesion

__all__ = ["read_background"]

EXAMPLE = "each in quotes: ['left S1 root, mild, 5 years']"


def read_background(value: object, problems: Problems) -> Iterator[Lesion]:
    """Yield the declared lesions, each once, noting what is wrong.

    Example:
        >>> [lesion] = read_background(["both polyneuropathy, mild, 5 years"], Problems())
        >>> lesion.site, lesion.severity
        ('polyneuropathy', 'mild')
    """
    if value is None:
        return
    if not isinstance(value, list):
        problems.add("background", value, f"a list of lesions, {EXAMPLE}")
        return
    seen: set[Lesion] = set()
    for number, text in enumerate(value, start=1):
        place = f"background[{number}]"
        lesion = problems.read(place, partial(read_lesion, text), None)
        if lesion in seen:
            problems.add(place, text, "each lesion once")
        elif lesion is not None:
            seen.add(lesion)
            yield lesion


def read_lesion(text: object) -> Lesion:
    """Return the lesion that a text in the typed notation means.

    Raises:
        CaseError: If it is no text, cannot be read or is out of range.
    """
    if not isinstance(text, str):
        raise CaseError("background", text, f"a lesion in words, {EXAMPLE}")
    try:
        return Lesion.from_dict(Lesion.parse(text).to_dict())
    except NotationError as error:
        raise CaseError("background", text, f"{error.allowed}; {EXAMPLE}") from None
