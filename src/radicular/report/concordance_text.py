"""What the sources of a case say apart and together, as lines for a terminal."""

from collections.abc import Iterator, Sequence

from radicular.localize.concordance import Agreement, Concordance, SourceView
from radicular.localize.incidental import Incidental
from radicular.pathway.misleading import Warned
from radicular.report import words
from radicular.report.lines import NO_BREAK, Line, Tone, heading, wrapped
from radicular.wording import percent

__all__ = [
    "agreement_words",
    "concordance_lines",
    "incidental_words",
    "view_words",
    "warned_words",
]

_TONES: dict[str, Tone] = {"agree": "for", "conflict": "alarm", "undecided": "caution"}
_NAMED = 3


def view_words(view: SourceView) -> str:
    """Return what one source says by itself."""
    if not view.speaks:
        return f"{view.findings} findings that tell hardly anything of the place"
    named = ", ".join(
        f"{words.site_words(site.site, site.side)} {percent(site.probability)}"
        for site in view.ranked[:_NAMED]
    )
    roots = words.shares(view.posterior.roots(), 0.05) or "none"
    return f"{named}; roots {roots}; {view.bits:.1f}{NO_BREAK}bits"


def agreement_words(result: Concordance, item: Agreement) -> str:
    """Return whether two sources agree, with the place that each names and numbers."""
    if not item.comparable:
        return f"{item.first} and {item.second}: nothing to compare"
    sides = f" (sides: {item.sides[0]} and {item.sides[1]})" if item.other_side else ""
    return (
        f"{_names(result, item.first)}; {_names(result, item.second)}: {item.verdict}{sides}, "
        f"{item.bits:+.1f}{NO_BREAK}bits; {item.second} gives {percent(item.second_on_first)} to "
        f"the place that {item.first} names, {item.first} {percent(item.first_on_second)} to that "
        f"of {item.second}"
    )


def _names(result: Concordance, source: str) -> str:
    view = result.view(source)
    assert view is not None  # noqa: S101 - a source that is compared has a view
    first = view.ranked[0]
    place = words.site_words(first.site, first.side)
    return f"{source} puts {percent(first.probability)} on {place}"


def incidental_words(item: Incidental) -> str:
    """Return what imaging shows, beside how common it is without symptoms."""
    change = item.change.replace("_", " ")
    told = (
        f"{item.finding}: {percent(item.anywhere)} of people of {item.age:g} years without "
        f"symptoms have such a change ({change}) somewhere in the lumbar spine"
    )
    if item.at_level is not None:
        told += (
            f", about {percent(item.at_level)} at this level (the share of the level is assumed)"
        )
    if item.factor is not None:
        told += f"; with the place that the rest names it is {item.factor:.1f} times as likely"
    return told


def warned_words(item: Warned) -> str:
    """Return a situation in which S1 misleads, with what would settle it."""
    reason = f"{item.check.reason[0].upper()}{item.check.reason[1:]}"
    return f"{item.check.name}: {item.seen}. {reason}. What would settle it: {item.check.settles}."


def concordance_lines(result: Concordance, warned: Sequence[Warned] = ()) -> Iterator[Line]:
    """Yield what the sources say, side by side.

    Args:
        result: Of a case.
        warned: Situations in which looking at S1 would mislead.
    """
    yield Line(result.case.title or result.case.id or "Case", "title")
    yield from heading("Each source by itself")
    for view in result.views:
        yield from wrapped(view_words(view), indent=f"   {view.source:<17}")
    yield from heading("Together")
    ranked = result.together.ranked[:_NAMED]
    told = ", ".join(
        f"{words.site_words(site.site, site.side)} {percent(site.probability)}" for site in ranked
    )
    yield from wrapped(told)
    if not result.together.enough_data:
        yield from wrapped(words.not_enough(result.together), tone="caution")
    if result.agreements:
        yield from heading("Do they agree?")
    for pair in result.agreements:
        yield from wrapped(agreement_words(result, pair), tone=_TONES.get(pair.verdict, "quiet"))
    if result.incidental:
        yield from heading("Imaging against chance")
    for change in result.incidental:
        yield from wrapped(incidental_words(change))
    if warned:
        yield from heading("Where S1 may mislead")
    for item in warned:
        yield from wrapped(warned_words(item), tone="caution")
    yield Line()
    yield from wrapped(words.CLOSING, tone="quiet")
