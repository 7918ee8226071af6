"""Examples at the foot of a command's help page."""

__all__ = ["examples"]


def examples(*lines: str) -> str:
    """Return the foot of a help page with one example a line.

    Args:
        lines: What one could type.

    Example:
        >>> examples("radicular --version").splitlines()[1:]
        ['Examples:', '  radicular --version']
    """
    # click keeps the line breaks of a paragraph that begins with this sign.
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])
