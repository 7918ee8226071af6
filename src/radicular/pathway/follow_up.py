"""A follow-up visit: scores and deficits over time, the course, the key level, and alarms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from radicular.localize.localizer import Answer, Localizer
from radicular.parameters import parameter
from radicular.pathway.course import OwnPoint, PublishedCourse, load_courses, own_course
from radicular.pathway.episode import Episode, Plan, observations_of
from radicular.pathway.event import Event
from radicular.pathway.immediate import Comparison, Escalation, compared
from radicular.pathway.outlook import Factor, Recovery, factors_of, load_recovery
from radicular.pathway.scores import Change, change_of
from radicular.wording import percent

__all__ = ["FollowUp", "KeyLevel", "review_visit"]

_SURGICAL = "surgical"
NAMED = parameter("key_level_probability")


@dataclass(frozen=True, slots=True)
class KeyLevel:
    """Whether the key level still holds.

    Attributes:
        before: Likeliest root before treatment, with its probability.
        now: Likeliest root by what was found since, with its probability; None if too little was.
        enough: Whether what was found since suffices to name a place.
        words: The answer in a sentence.
    """

    before: tuple[str, float]
    now: tuple[str, float] | None
    enough: bool
    words: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "before": list(self.before),
            "now": list(self.now) if self.now else None,
            "enough": self.enough,
            "words": self.words,
        }


@dataclass(frozen=True)
class FollowUp:
    """A follow-up visit with what it means.

    Attributes:
        event: The entry in which it stands.
        weeks: Since treatment began; None if nothing was done.
        changes: Of scores since the baseline.
        comparisons: Of findings since the baseline.
        courses: Published courses with the patient's own points.
        key_level: Whether the key level still holds.
        answer: The localization by what was found since.
        alarms: New deficits and sphincter trouble.
        treatment: ``surgery``, ``conservative``, or empty if nothing was done.
        recovery: How often what was lost comes back, where something was lost.
        factors: What moves the course.
    """

    event: Event
    weeks: float | None
    changes: tuple[Change, ...]
    comparisons: tuple[Comparison, ...]
    courses: tuple[tuple[PublishedCourse, tuple[OwnPoint, ...]], ...]
    key_level: KeyLevel
    answer: Answer
    alarms: tuple[Escalation, ...]
    treatment: str
    recovery: tuple[Recovery, ...]
    factors: tuple[Factor, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "date": self.event.on,
            "weeks": self.weeks,
            "changes": [item.to_dict() for item in self.changes],
            "comparisons": [item.to_dict() for item in self.comparisons],
            "courses": [
                {
                    "instrument": course.instrument,
                    "treatment": course.treatment,
                    "measure": course.measure,
                    "population": course.population,
                    "points": [point.to_dict() for point in points],
                }
                for course, points in self.courses
            ],
            "key_level": self.key_level.to_dict(),
            "treatment": self.treatment,
            "alarms": [item.to_dict() for item in self.alarms],
            "recovery": [item.to_dict() for item in self.recovery],
            "factors": [item.to_dict() for item in self.factors],
        }


def review_visit(localizer: Localizer, episode: Episode, problem: str, event: Event) -> FollowUp:
    """Return what a visit means.

    Args:
        localizer: Of the setting.
        episode: The episode.
        problem: Key of the problem.
        event: Of kind ``visit``.
    """
    main = episode.main_treatment(problem, event)
    first = main.event if main else None
    baseline, now = episode.before(problem, first or event), episode.since(problem, event)
    before_scores = episode.scores_before(problem, first or event)
    comparisons = compared(baseline.observations, observations_of(event)) if main else ()
    answer = localizer.locate(now, tests=4)
    treatment = _treatment(main) if main else ""
    return FollowUp(
        event=event,
        weeks=round((event.day - first.day).days / 7, 1) if first else None,
        changes=tuple(_changes(before_scores, event.data.get("scores", {}))),
        comparisons=comparisons,
        courses=tuple(_courses(episode, problem, main, event)) if main else (),
        key_level=_key_level(localizer.locate(baseline, tests=0), answer),
        answer=answer,
        alarms=tuple(_alarms(answer, comparisons)),
        treatment=treatment,
        recovery=_recovery(comparisons, treatment),
        factors=tuple(
            factor
            for factor in factors_of(episode.facts(problem), before_scores)
            if factor.after in (treatment, "any")
        ),
    )


def _treatment(main: Plan) -> str:
    """Return under which treatment courses are published: surgery or conservative."""
    return "surgery" if _SURGICAL in main.procedure.contexts else "conservative"


def _changes(before: Mapping[str, float], now: Mapping[str, float]) -> Iterator[Change]:
    for name, value in now.items():
        if name in before:
            yield change_of(name, before[name], value)


def _courses(
    episode: Episode, problem: str, main: Plan, event: Event
) -> Iterator[tuple[PublishedCourse, tuple[OwnPoint, ...]]]:
    """Yield the courses of the treatment that was begun, with the own points up to the visit."""
    start = main.event
    baseline = episode.scores_before(problem, start)
    scores = [
        (day, of_day)
        for day, of_day, item in episode.scores(problem)
        if start.number < item.number <= event.number
    ]
    if baseline:
        scores.insert(0, (start.day, baseline))
    for course in load_courses():
        points = own_course(course, scores, start.day, baseline.get(course.instrument))
        if course.treatment == _treatment(main) and points:
            yield course, points


def _key_level(before: Answer, now: Answer) -> KeyLevel:
    was, chance = _best_root(before)
    told = percent(chance)
    if not now.enough_data:
        words = f"{was} was the key level ({told}); too little was found since to say again"
        return KeyLevel((was, chance), None, enough=False, words=words)
    present = _best_root(now)
    still = percent(now.posterior.roots()[was])
    if present[1] < NAMED:
        words = (
            f"what was found since names no root: {was} {still} now, {told} before; signs that "
            "are left after treatment are no new diagnosis"
        )
    elif present[0] == was:
        words = f"{was} still is the key level: {told} before, {still} now"
    else:
        words = (
            f"{present[0]} is likelier now ({percent(present[1])}) than {was} ({still}), which was "
            f"the key level ({told})"
        )
    return KeyLevel((was, chance), present, enough=True, words=words)


def _best_root(answer: Answer) -> tuple[str, float]:
    roots = answer.posterior.roots()
    best = max(roots, key=lambda root: roots[root])
    return best, roots[best]


def _alarms(answer: Answer, comparisons: tuple[Comparison, ...]) -> Iterator[Escalation]:
    for flag in answer.red_flags:
        urgency = "now" if flag.urgent else "note"
        yield Escalation("red_flag", urgency, flag.finding, flag.concern, "recalled", "")
    for item in comparisons:
        if (item.steps or 0) > 0 and item.domain in ("motor", "sensation", "reflex"):
            yield Escalation(
                "new_deficit",
                "now" if item.domain == "motor" else "before leaving",
                f"{item.name}, {item.side}: {item.before} before, {item.after} now",
                "a deficit that was not there, or was less",
                "assumed",
                "",
            )


def _recovery(comparisons: tuple[Comparison, ...], treatment: str) -> tuple[Recovery, ...]:
    """Return the published recovery of what was lost before."""
    kinds = {"motor": "strength", "sensation": "sensation", "reflex": "reflex"}
    lost = {kinds[item.domain] for item in comparisons if item.domain in kinds and item.before}
    return tuple(
        item
        for item in load_recovery()
        if item.treatment == treatment and (item.deficit in lost or item.deficit == "recovery")
    )
