"""Numbers in words, the same wherever they are told."""

__all__ = ["percent"]


def percent(probability: float) -> str:
    """Return a probability in words short enough for a column.

    Example:
        >>> percent(0.714), percent(0.003), percent(0.9996), percent(1)
        ('71 %', '<1 %', '>99 %', '100 %')
    """
    if 0 < probability < 0.005:  # noqa: PLR2004 - what would be rounded to nothing
        return "<1 %"
    if 0.995 <= probability < 1 - 1e-9:  # noqa: PLR2004 - what would be rounded to certainty
        return ">99 %"
    return f"{probability * 100:.0f} %"
