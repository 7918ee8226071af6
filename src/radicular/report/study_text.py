"""Simulated studies as text for a terminal: values, limits, and the same in a comparison."""

from collections.abc import Iterator, Sequence

from radicular.electrophysiology.result import Limits, Measure, StudyResult
from radicular.electrophysiology.subject import Subject
from radicular.report.lines import Line, heading, wrapped

__all__ = ["CLOSING", "limits_words", "study_lines", "value_words"]

CLOSING = (
    "A simulation for education, research and documentation support; a clinician decides. "
    "* limit assumed by us, not published."
)
_VALUE = 15
_FINE, _COARSE = 10, 100


def value_words(measure: Measure) -> str:
    """Return a value with its unit, as a report prints it.

    Example:
        >>> value_words(Measure("h_latency", "H latency", 30.34, "ms"))
        '30.3 ms'
    """
    if measure.value is None:
        return "absent"
    return f"{_number(measure.value)} {measure.unit}".rstrip()


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1000:  # noqa: PLR2004 - a count
        return str(int(value))
    if abs(value) < _FINE:
        return f"{value:.2f}"
    return f"{value:.1f}" if abs(value) < _COARSE else f"{value:.0f}"


def limits_words(limits: Limits | None) -> str:
    """Return where normal values end, in words; empty where no limit is known.

    Example:
        >>> limits_words(Limits(None, 35.0, "BUSCH99H", "found"))
        'at most 35'
    """
    if limits is None:
        return ""
    ends = [
        *([f"at least {_number(limits.low)}"] if limits.low is not None else []),
        *([f"at most {_number(limits.high)}"] if limits.high is not None else []),
    ]
    return ", ".join(ends) + ("*" if limits.provenance == "assumed" else "")


def study_lines(
    results: Sequence[StudyResult],
    comparisons: Sequence[Measure] = (),
    against: Sequence[StudyResult] = (),
    against_name: str = "",
) -> Iterator[Line]:
    """Yield simulated studies line by line.

    Args:
        results: Of one person.
        comparisons: Side against side.
        against: The same studies to compare with, in the same order; none for no comparison.
        against_name: What they are called.
    """
    first = results[0]
    yield Line(f"Simulated: {', '.join(map(str, first.lesions)) or 'healthy'}", "title")
    yield Line(_person(first.subject), "quiet")
    for number, result in enumerate(results):
        other = against[number] if against else None
        yield from _study(result, other, against_name)
    if comparisons:
        yield from heading("Side against side")
        width = max(len(item.name) for item in comparisons) + 2
        yield from (_row(item, None, width) for item in comparisons)
    yield Line()
    provenance = first.provenance
    yield Line(f"radicular {provenance.version}, tables {provenance.tables}", "quiet")
    yield from wrapped(CLOSING, indent="", tone="quiet")


def _person(subject: Subject) -> str:
    who = "the usual person" if not subject.seed else f"person {subject.seed}"
    return (
        f"{who}: {subject.sex}, {subject.age:g} years, {subject.height:g} cm, "
        f"leg {subject.leg_length:g} cm"
    )


def _study(result: StudyResult, other: StudyResult | None, name: str) -> Iterator[Line]:
    yield from heading(f"{result.title}, {result.side}")
    width = max(len(measure.name) for measure in result) + 2
    if other is not None:
        yield Line(f"   {'':<{width}}{'':<{_VALUE}}{name:<{_VALUE}}limits", "quiet")
    beside = {measure.id: measure for measure in other} if other is not None else {}
    for measure in result:
        yield _row(measure, beside.get(measure.id), width)
    for note in result.notes:
        yield from wrapped(note, indent="   ", tone="caution")


def _row(measure: Measure, other: Measure | None, width: int) -> Line:
    second = "" if other is None else f"{value_words(other):<{_VALUE}}"
    verdict = {"abnormal": "abnormal", "absent": "absent"}.get(measure.verdict, "")
    told = "; ".join(
        filter(None, (limits_words(measure.limits), verdict if measure.limits else ""))
    )
    text = f"   {measure.name:<{width}}{value_words(measure):<{_VALUE}}{second}{told}".rstrip()
    tone = measure.limits is not None and measure.verdict in ("abnormal", "absent")
    return Line(text, "against" if tone else "plain")
