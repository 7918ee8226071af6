"""An episode as lines for a terminal: steps, sources, warnings, gates, checks and course."""

from collections.abc import Iterator

from radicular.pathway.block import BlockTest, Shift
from radicular.pathway.follow_up import FollowUp
from radicular.pathway.immediate import Escalation, ImmediateReview
from radicular.pathway.outlook import Alternative, factors_of, load_alternatives
from radicular.pathway.review import EpisodeReview, StepStatus
from radicular.pathway.scores import load_instruments
from radicular.report import words
from radicular.report.concordance_text import agreement_words, view_words, warned_words
from radicular.report.gate_text import gate_lines
from radicular.report.lines import Line, Tone, heading, wrapped
from radicular.wording import percent

__all__ = [
    "alternative_words",
    "block_words",
    "change_words",
    "course_words",
    "episode_lines",
    "outlook_lines",
]

_TREATMENTS = {"surgery": "after surgery", "conservative": "without an operation"}
_STATES: dict[str, Tone] = {"done": "for", "current": "heading", "ahead": "quiet"}
_URGENT: dict[str, Tone] = {"now": "alarm", "before leaving": "caution", "note": "plain"}


def episode_lines(review: EpisodeReview) -> Iterator[Line]:
    """Yield where an episode is, what is open, and what it says.

    Args:
        review: Of one problem.
    """
    problem = review.problem
    title = review.episode.title or review.episode.id
    yield Line(f"{title}: {problem.label}, {problem.side}", "title")
    yield from wrapped(f"{review.context} care, at the step: {review.state.replace('_', ' ')}")
    yield from heading("Steps")
    for step in review.steps:
        yield from _step(step)
    if review.questions:
        yield from heading("To ask")
    for question in review.questions:
        yield from wrapped(question, tone="caution")
    yield from _sources(review)
    if review.gates:
        yield from gate_lines(review.gates)
    for test in review.blocks:
        yield from heading(f"Block of {test.event.on} as a test")
        yield from wrapped(block_words(test))
    for check in review.immediate:
        yield from _immediate(check)
    for visit in review.visits:
        yield from _visit(visit)
    if review.withdrawn:
        yield from heading("Withdrawn entries")
    for number, event in review.withdrawn.items():
        yield from wrapped(f"entry {number}, by {event.by} on {event.on}: {event.data['reason']}")
    yield Line()
    yield from wrapped(words.CLOSING, tone="quiet")


def _step(step: StepStatus) -> Iterator[Line]:
    who = "; ".join(f"{item.kind}, {item.by} {item.on}" for item in step.entries)
    tone = _STATES.get(step.state, "caution")
    yield Line(f"   {step.state:<12} {step.step.name}", tone)
    if who:
        yield from wrapped(who, indent=" " * 16, tone="quiet")
    for need in step.open if step.state != "ahead" else ():
        yield from wrapped(f"open: {need.need.says}", indent=" " * 16, tone="caution")


def _sources(review: EpisodeReview) -> Iterator[Line]:
    result = review.concordance
    if result is None:
        return
    yield from heading("Sources on which the plan rests")
    for view in result.views:
        yield from wrapped(view_words(view), indent=f"   {view.source:<17}")
    first = result.together.ranked[0]
    told = f"{words.site_words(first.site, first.side)} {percent(first.probability)}"
    yield from wrapped(told, indent=f"   {'together':<17}")
    for item in result.agreements:
        tone: Tone = "alarm" if item.verdict == "conflict" else "plain"
        yield from wrapped(agreement_words(result, item), tone=tone)
    if review.warned:
        yield from heading("Where S1 may mislead")
    for warned in review.warned:
        yield from wrapped(warned_words(warned), tone="caution")


def block_words(test: BlockTest) -> str:
    """Return what a selective root block tells, in sentences."""
    data = test.event.data
    told = [f"{test.root} root, {test.side}, {data['volume_ml']:g} mL, {test.intent}"]
    if test.relief_percent is not None:
        told.append(f"relief {test.relief_percent:.0f} % after {test.minutes:g} min")
    if test.control_percent is not None:
        told.append(f"control ({data['control']}) {test.control_percent:.0f} %")
    sentences = ["; ".join(told) + "."]
    if test.why_no_test:
        sentences.append(f"It is no test here: {test.why_no_test}.")
    elif test.answer == "in between":
        sentences.append("That is neither relief nor none; it moves nothing.")
    sentences += [_shift_words(test.root, shift) for shift in test.shifts]
    sentences += [f"{caution[0].upper()}{caution[1:]}." for caution in test.cautions]
    return " ".join(sentences)


def _shift_words(root: str, shift: Shift) -> str:
    how = shift.accuracy
    return (
        f"Against {how.reference} (sensitivity {percent(how.sensitivity)}, specificity "
        f"{percent(how.specificity)}) the {root} root goes from {percent(shift.before)} to "
        f"{percent(shift.after)} ({percent(shift.lowest)} to {percent(shift.highest)})."
    )


def _immediate(check: ImmediateReview) -> Iterator[Line]:
    yield from heading(f"Right after: {check.done.words}, {check.event.on}")
    for item in check.comparisons:
        side = f", {item.side}" if item.side in ("left", "right") else ""
        before, after = item.before or "not known", item.after or "not tested"
        tone: Tone = "against" if item.direction == "worse" else "plain"
        told = f"{item.name}{side}: {before} before, {after} now ({item.direction})"
        yield from wrapped(told, tone=tone)
    yield from _escalations(check.escalations)
    for advice in check.advice:
        yield from wrapped(advice.says, indent="   to say: ", tone="quiet")


def _escalations(items: tuple[Escalation, ...]) -> Iterator[Line]:
    for item in items:
        told = f"{item.urgency}: {item.seen}. {item.says[0].upper()}{item.says[1:]}."
        yield from wrapped(told, indent="   pass on ", tone=_URGENT[item.urgency])


def _visit(visit: FollowUp) -> Iterator[Line]:
    weeks = f", {visit.weeks:g} weeks after treatment" if visit.weeks is not None else ""
    yield from heading(f"Visit of {visit.event.on}{weeks}")
    yield from wrapped(visit.key_level.words, indent="   key level: ")
    yield from _escalations(visit.alarms)
    for text in change_words(visit):
        yield from wrapped(text)
    for item in visit.comparisons:
        if item.steps:
            side = f", {item.side}" if item.side in ("left", "right") else ""
            yield from wrapped(
                f"{item.name}{side}: {item.before} before, {item.after} now ({item.direction})"
            )
    for text in course_words(visit):
        yield from wrapped(text)
    for recovery in visit.recovery:
        yield from wrapped(
            f"published: {recovery.outcome} in {recovery.percent:g} % ({recovery.population}"
            f"{f', {recovery.week:g} weeks' if recovery.week else ''}"
            f"{f'; {recovery.note}' if recovery.note else ''})",
            tone="quiet",
        )
    for factor in visit.factors:
        if factor.present:
            yield from wrapped(f"{factor.says}: {factor.outcome}, {factor.words}", tone="caution")


def outlook_lines(review: EpisodeReview) -> Iterator[Line]:
    """Yield what has been published of the ways to go on, side by side, and what moves it.

    Args:
        review: Of one problem.
    """
    options = dict.fromkeys(item.option for item in load_alternatives())
    for option in options:
        yield from heading(option.replace("_", " ").capitalize())
        for item in load_alternatives():
            if item.option == option:
                yield from wrapped(alternative_words(item))
    yield from heading("What moves the course")
    facts = review.episode.facts(review.problem.id)
    for factor in factors_of(facts, review.episode.scores_before(review.problem.id, None)):
        present = {True: "present", False: "absent", None: "not known"}[factor.present]
        yield from wrapped(f"{factor.says}: {factor.outcome}, {factor.words} ({present} here)")
    yield Line()
    told = "Outcomes of groups, by different studies; not a recommendation. "
    yield from wrapped(told + words.CLOSING, tone="quiet")


def alternative_words(item: Alternative) -> str:
    """Return a published outcome with its uncertainty and its source."""
    weeks = f", {item.week:g} weeks" if item.week is not None else ""
    against = f" against {item.against}" if item.against else ""
    known = item.value is not None or item.low is not None
    number = f": {item.words}{against}" if known else ""
    source = f"; {item.provenance}, {item.source_key}" if item.source_key else ""
    return f"{item.outcome}{weeks}{number} ({item.population}{source})"


def change_words(visit: FollowUp) -> Iterator[str]:
    """Yield how every score changed, and whether that matters."""
    for change in visit.changes:
        item = load_instruments()[change.instrument]
        told = f"{item.name}: {change.before:g} before, {change.after:g} now"
        marks = []
        if change.important is not None:
            points = item.marks["minimal_important"][0]
            verb = "reaches" if change.important else "does not reach"
            marks.append(f"{verb} the important change of {points:g} points")
        if change.important_percent is not None:
            verb = "reaches" if change.important_percent else "does not reach"
            marks.append(f"{verb} 30 % of the baseline")
        if change.worse:
            marks.append("worse by an important amount")
        if change.success is not None and visit.treatment == "surgery":
            verb = "reaches" if change.success else "does not reach"
            marks.append(f"{verb} the gain that counted as success after discectomy")
        yield f"{told}{'; ' + ', '.join(marks) if marks else ''}"


def course_words(visit: FollowUp) -> Iterator[str]:
    """Yield where the patient is on every published course, at the visit."""
    for course, points in visit.courses:
        last = points[-1]
        if last.day != visit.event.on:
            continue
        name = load_instruments()[course.instrument].name
        kind = "change" if course.measure == "change" else "value"
        band = (
            "no spread was published"
            if last.low is None or last.high is None
            else f"two of three patients {last.low:.1f} to {last.high:.1f}: {last.place}"
        )
        yield (
            f"course of {name} {_TREATMENTS[course.treatment]} ({course.population}): {kind} "
            f"{last.value:g}, mean of the group {last.mean:.1f}; {band}"
        )
