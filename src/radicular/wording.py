"""Numbers and names in words, the same wherever they are told."""

__all__ = ["lowered", "percent"]

_EPONYMS = ("Achilles", "Baxter")


def lowered(name: str) -> str:
    """Return a name within a sentence; abbreviations, levels and eponyms keep their capital.

    Example:
        >>> lowered("Tibial nerve in the leg"), lowered("S1 dorsal root"), lowered("LFCN")
        ('tibial nerve in the leg', 'S1 dorsal root', 'LFCN')
    """
    if name[1:2].isupper() or name[1:2].isdigit() or name.startswith(_EPONYMS):
        return name
    return name[:1].lower() + name[1:]


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
