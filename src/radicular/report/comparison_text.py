"""A comparison of two places as text for a terminal."""

from collections.abc import Iterator, Sequence

from radicular.localize.comparison import Comparison, FindingBits
from radicular.localize.route_words import place_words
from radicular.report.comparison_words import (
    SCALE_WORDS,
    after_words,
    grouped,
    lead_words,
    start_words,
    strength,
    sum_words,
    surprise_words,
    title_words,
)
from radicular.report.lines import Line, Tone, heading, wrapped
from radicular.report.words import CLOSING, left_out_words

__all__ = ["comparison_lines"]

#: Findings whose way is told on each side; the rest is listed in one line each.
WITH_WAY = 6


def comparison_lines(comparison: Comparison) -> Iterator[Line]:
    """Yield a comparison line by line: one sentence first, then what speaks for it and against."""
    groups = grouped(comparison)
    yield Line(title_words(comparison), "title")
    yield from _red_flags(comparison)
    yield Line()
    yield from wrapped(lead_words(comparison), indent="")
    yield from wrapped(after_words(comparison), indent="")
    first, second = map(place_words, (comparison.first_lesion, comparison.second_lesion))
    yield from _findings(comparison, f"What speaks for {first}", groups.speaks_for, "for")
    against = f"What speaks against it, for {second}"
    yield from _findings(comparison, against, groups.speaks_against, "against")
    if groups.neither:
        yield from heading("What tells the two not apart")
        for item in groups.neither:
            yield from wrapped(
                item.finding, indent=f"   {item.bits_first_second:+5.1f} bits  ", tone="quiet"
            )
    yield from heading("What the numbers start from")
    yield from wrapped(start_words(comparison))
    yield from wrapped(sum_words(comparison))
    for sentence in left_out_words(comparison.case):
        yield from wrapped(sentence)
    yield Line()
    yield from wrapped(SCALE_WORDS, indent="", tone="quiet")
    yield from wrapped(_made_with(comparison), indent="", tone="quiet")
    yield from wrapped(CLOSING, indent="", tone="quiet")


def _red_flags(comparison: Comparison) -> Iterator[Line]:
    for flag in comparison.red_flags:
        tone: Tone = "alarm" if flag.urgent else "caution"
        mark = "!! " if flag.urgent else "!  "
        yield from wrapped(f"{flag.concern} ({flag.finding})", indent=mark, tone=tone)


def _findings(
    comparison: Comparison, title: str, items: Sequence[FindingBits], tone: Tone
) -> Iterator[Line]:
    yield from heading(title)
    if not items:
        yield Line("   nothing", "quiet")
    for number, item in enumerate(items):
        bits = item.bits_first_second
        lead = f"   {strength(bits):<9}{bits:+6.1f} bits  "
        yield from wrapped(item.finding, indent=lead, tone=tone)
        if item.route is not None and number < WITH_WAY:
            yield from wrapped(item.route.text, indent="      ", tone="quiet")
        surprise = surprise_words(comparison, item)
        if surprise:
            yield from wrapped(surprise, indent="      ", tone="caution")


def _made_with(comparison: Comparison) -> str:
    return f"radicular {comparison.provenance.version}, tables {comparison.provenance.tables}"
