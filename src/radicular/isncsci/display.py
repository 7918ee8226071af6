"""Fields as forms show them: ``ND: C4-C6, L1, INT`` in place of a list of every value."""

from collections.abc import Iterator, Sequence

from radicular.isncsci.rows import INTACT, POSITION
from radicular.isncsci.walk import Found

__all__ = ["shown_completeness", "shown_grades", "shown_levels"]

Values = Sequence[tuple[str, bool]]


def shown_levels(found: Found) -> str:
    """Return levels with neighbors joined to ranges, split where a star begins or ends.

    Args:
        found: Levels and whether each rests on an assumption.

    Example:
        >>> shown_levels(dict.fromkeys(["C4", "C5", "C6", "L1", "INT"], False))
        'ND: C4-C6, L1, INT'
        >>> shown_levels({"L5": False, "S1": True}), shown_levels({"T4": True})
        ('ND*: L5, S1*', 'T4*')
    """
    parts = [
        _starred(*run[0]) if len(run) == 1 else f"{_starred(*run[0])}-{_starred(*run[-1])}"
        for run in _runs(list(found.items()))
    ]
    return _joined(parts, found)


def shown_grades(found: Found) -> str:
    """Return grades of the impairment scale.

    Args:
        found: Grades and whether each rests on an assumption.

    Example:
        >>> shown_grades({"B": True, "C": False}), shown_grades({"A": False})
        ('ND*: B*, C', 'A')
    """
    return _joined([_starred(*item) for item in found.items()], found)


def shown_completeness(found: Found) -> str:
    """Return whether the injury is complete; stars are not shown.

    Args:
        found: ``C`` and ``I`` as far as possible.

    Example:
        >>> shown_completeness({"C": True, "I": True}), shown_completeness({"I": True})
        ('ND: C,I', 'I')
    """
    return ",".join(found) if len(found) == 1 else f"ND: {','.join(found)}"


def _joined(parts: Sequence[str], found: Found) -> str:
    if len(found) == 1:
        return parts[0]
    return f"ND{'*' if any(found.values()) else ''}: {', '.join(parts)}"


def _starred(value: str, assumed: bool) -> str:  # noqa: FBT001 - one item of found
    return f"{value}*" if assumed else value


def _runs(values: Values) -> Iterator[Values]:
    """Neighboring levels with the same star; intact and not applicable stand alone."""
    run: list[tuple[str, bool]] = []
    for level, assumed in values:
        if run and not _neighbors(run[-1], (level, assumed)):
            yield run
            run = []
        run.append((level, assumed))
    yield run


def _neighbors(one: tuple[str, bool], other: tuple[str, bool]) -> bool:
    levels = one[0], other[0]
    if INTACT in levels or not all(level in POSITION for level in levels):
        return False
    return one[1] == other[1] and POSITION[other[0]] - POSITION[one[0]] == 1
