"""Text as a search compares it: without case and accents."""

from unicodedata import combining, normalize

__all__ = ["fold", "folded_head"]


def fold(text: str) -> str:
    """Return a text without case and accents.

    Args:
        text: Of a name, a number or a search.

    Example:
        >>> fold("Élodie GROẞ-Örnek")
        'elodie gross-ornek'
    """
    plain = normalize("NFKD", normalize("NFKD", text).casefold())
    return "".join(sign for sign in plain if not combining(sign))


def folded_head(name: str, number: str) -> str:
    """Return what a search for a patient looks through.

    Args:
        name: Of the patient.
        number: Of the record.
    """
    return fold(f"{name}\n{number}")
