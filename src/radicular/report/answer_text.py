"""An answer as text for a terminal."""

from collections.abc import Iterator, Mapping, Sequence

from radicular.localize.explain import Clue
from radicular.localize.intervals import Interval
from radicular.localize.localizer import Answer
from radicular.localize.posterior import RankedSite
from radicular.report.lines import Line, Tone, bar, heading, labeled, wrapped
from radicular.report.words import (
    BITS,
    CLOSING,
    INTERVALS,
    OF_THE_SITE,
    concerns,
    credible_words,
    doubts,
    family_words,
    headline,
    interval_words,
    not_enough,
    pair_words,
    patient_words,
    provenance_words,
    shares,
    side_words,
    site_words,
    test_words,
)
from radicular.wording import percent

__all__ = ["answer_lines", "leading_sites"]

#: Sites that are explained, and clues that are listed for and against each.
EXPLAINED, CLUES = 3, 6
#: A site less likely than this is not explained, except the first.
WORTH_EXPLAINING = 0.03
#: A clue that moves the odds by less is left out.
LEAST_BITS = 0.1
#: A root less likely to be involved is not named.
LEAST_NAMED = 0.01
_LABEL_WIDTH = 46
_ALARM: Mapping[bool, tuple[str, Tone]] = {True: ("!! ", "alarm"), False: ("!  ", "caution")}


def answer_lines(answer: Answer) -> Iterator[Line]:
    """Yield an answer line by line: dangers first, then places, reasons and what to look for."""
    yield from _title(answer)
    yield from _red_flags(answer)
    if not answer.enough_data:
        yield from heading("NOT ENOUGH DATA")
        yield from wrapped(not_enough(answer), tone="caution")
    yield from heading("Where")
    yield from leading_sites(answer.ranked, answer.intervals)
    yield from wrapped(credible_words(answer), tone="quiet")
    yield from wrapped(OF_THE_SITE, tone="quiet")
    if answer.intervals:
        yield from wrapped(INTERVALS, tone="quiet")
    for sentence in pair_words(answer):
        yield Line()
        yield from wrapped(sentence, tone="caution")
    yield from _sums(answer)
    if answer.enough_data:
        yield from _reasons(answer)
        yield from _misfits(answer)
    yield from _doubts(answer)
    yield from _next_tests(answer)
    yield Line()
    yield from wrapped(provenance_words(answer), indent="", tone="quiet")
    yield from wrapped(CLOSING, indent="", tone="quiet")


def leading_sites(
    ranked: Sequence[RankedSite], intervals: Mapping[str, Interval] | None = None
) -> Iterator[Line]:
    """Yield the likeliest sites with their probability as a bar.

    Args:
        ranked: The sites.
        intervals: Site to where its probability lies; told in place of the bar.
    """
    for number, site in enumerate(ranked, start=1):
        start = f"{number:>2}  {headline(site)}"
        probability = percent(site.probability)
        if len(start) > _LABEL_WIDTH + 4:
            yield Line(start)
            start = ""
        yield Line(
            f"{start:<{_LABEL_WIDTH + 4}} {probability:>5}  {_extent(site, intervals)}".rstrip()
        )


def _extent(site: RankedSite, intervals: Mapping[str, Interval] | None) -> str:
    drawn = bar(site.probability)
    if not intervals or site.site not in intervals:
        return drawn
    return f"{interval_words(intervals[site.site]):<10} {drawn}"


def _title(answer: Answer) -> Iterator[Line]:
    case = answer.case
    name = " · ".join(filter(None, [case.title or case.id, patient_words(answer)]))
    yield Line(name or "Case", "title")


def _red_flags(answer: Answer) -> Iterator[Line]:
    told = concerns(answer.red_flags)
    if not told:
        return
    yield Line()
    yield Line("!! LOOK AT THIS FIRST !!" if told[0].urgent else "! RED FLAGS", "alarm")
    for concern in told:
        mark, tone = _ALARM[concern.urgent]
        yield from wrapped(concern.text, indent=mark, tone=tone)
        for finding in concern.findings:
            yield from wrapped(finding, indent=f"{mark}   ", tone=tone)


def _sums(answer: Answer) -> Iterator[Line]:
    posterior = answer.posterior
    yield Line()
    families = {family_words(name): value for name, value in posterior.families().items()}
    sides = {side_words(name): value for name, value in posterior.sides().items()}
    likely = {root: value for root, value in posterior.roots().items() if value >= LEAST_NAMED}
    roots = [f"{root} {percent(value)}" for root, value in likely.items()]
    yield from labeled("Roots", ", ".join(roots) or "none likely to be involved")
    yield from labeled("Side", shares(sides))
    yield from labeled("Kind", shares(families))
    levels = [
        f"{level.level} {level.zone} ({level.root} root) {percent(level.probability)}"
        for level in answer.levels[:4]
    ]
    if levels:
        yield from labeled("Disc", ", ".join(levels))


def _reasons(answer: Answer) -> Iterator[Line]:
    for number, site in enumerate(answer.ranked[:EXPLAINED]):
        if number and site.probability < WORTH_EXPLAINING:
            return
        yield from heading(f"Why {site_words(site.site, site.side)} ({percent(site.probability)})")
        clues = [clue for clue in answer.clues[site.site] if abs(clue.bits) >= LEAST_BITS]
        yield from _clues([clue for clue in clues if clue.bits > 0], "for")
        yield from _clues([clue for clue in clues if clue.bits < 0], "against")
        if not clues:
            yield Line("   no finding moves it much", "quiet")
        elif not number:
            yield from wrapped(BITS, tone="quiet")


def _clues(clues: Sequence[Clue], direction: str) -> Iterator[Line]:
    for clue in clues[:CLUES]:
        yield from wrapped(
            clue.finding,
            indent=f"   {direction:<8} {clue.bits:+5.1f} bits  ",
            tone="for" if direction == "for" else "against",
        )
    if len(clues) > CLUES:
        rest = sum(clue.bits for clue in clues[CLUES:])
        yield Line(f"   {'':<8} {rest:+5.1f} bits  {len(clues) - CLUES} more", "quiet")


def _misfits(answer: Answer) -> Iterator[Line]:
    if not answer.misfits:
        return
    yield from heading("What does not fit")
    first = site_words(answer.ranked[0].site)
    for misfit in answer.misfits:
        yield from wrapped(
            f"{misfit.finding}: {percent(misfit.probability)} expected in {first}, "
            f"{percent(misfit.better_probability)} in {site_words(misfit.better_site)}",
            indent="   - ",
        )
    yield from _hint(answer)


def _doubts(answer: Answer) -> Iterator[Line]:
    """What else the answer rests on: the count of vertebrae, what was left out."""
    told = doubts(answer)
    if told:
        yield from heading("What this rests on")
        for sentence in told:
            yield from wrapped(sentence, indent="   - ")


def _hint(answer: Answer) -> Iterator[Line]:
    if len(answer.misfits) > 1 and not answer.pairs:
        yield from wrapped("Two lesions at once can be tried with --pair.", tone="quiet")


def _next_tests(answer: Answer) -> Iterator[Line]:
    if not answer.next_tests:
        return
    yield from heading("What to look for next")
    for test in answer.next_tests:
        gain = "safety" if test.safety else f"{test.bits:.2f} bits"
        lead = f"   {gain:<10} {test.burden:<10} "
        tone: Tone = "caution" if test.safety else "plain"
        yield from wrapped(test_words(test), indent=lead, tone=tone)
        yield from wrapped(test.how, indent=" " * len(lead), tone="quiet")
