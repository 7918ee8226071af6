"""The error tree of radicular.

.. code-block:: text

    RadicularError
    ├── InputError            something a person gave cannot be used
    │   ├── UnknownNameError  a name that is not on the map or in the catalog
    │   ├── NotationError     a lesion text that cannot be read
    │   ├── CaseError         a case file with a wrong field or value
    │   └── CombinedError     all that is wrong in one piece of input
    │       ├── CaseFileError in a case file (a CaseError, too)
    │       └── ExamError     in an ISNCSCI examination
    └── TableError            a data table of the project contradicts itself
"""

from collections.abc import Sequence

__all__ = [
    "CaseError",
    "CaseFileError",
    "CombinedError",
    "ExamError",
    "InputError",
    "NotationError",
    "RadicularError",
    "TableError",
    "UnknownNameError",
]


class RadicularError(Exception):
    """Base of every error that radicular raises on purpose."""


class TableError(RadicularError):
    """A data table of the project contradicts itself or its schema."""


class InputError(RadicularError):
    """Something a person gave cannot be used.

    Args:
        field: Where it stands, as the person would name it (``patient.age``).
        value: What was given there.
        allowed: What may stand there, in words.
    """

    def __init__(self, field: str, value: object, allowed: str) -> None:
        self.field = field
        self.value = value
        self.allowed = allowed
        super().__init__(f"{field}: {value!r} is not possible; allowed: {allowed}")


class CaseError(InputError):
    """A case file with a wrong field or value."""


class CombinedError(InputError):
    """All that is wrong in one piece of input; its text has one line for each.

    Args:
        problems: What is wrong, in the order of the input; at least one.
    """

    def __init__(self, problems: Sequence[InputError]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(first.field, first.value, first.allowed)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class CaseFileError(CombinedError, CaseError):
    """All that is wrong in one case file."""


class ExamError(CombinedError):
    """All that is wrong in one ISNCSCI examination, cell by cell."""


class NotationError(InputError):
    """A lesion text that cannot be read."""


class UnknownNameError(InputError):
    """A name that is not on the map or in the catalog.

    Args:
        field: What kind of name was looked for (``finding``).
        value: The name that was given.
        suggestions: The nearest known names, best first.
    """

    def __init__(self, field: str, value: str, suggestions: Sequence[str] = ()) -> None:
        self.suggestions = tuple(suggestions)
        listed = ", ".join(repr(name) for name in self.suggestions)
        super().__init__(
            field, value, f"a known {field}; nearest: {listed}" if listed else f"a known {field}"
        )
