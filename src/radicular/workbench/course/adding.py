"""Which entries can be added to a problem now, and what stands before the others."""

from collections.abc import Iterator
from dataclasses import dataclass

from radicular.pathway.fields import Kind, load_kinds
from radicular.pathway.review import EpisodeReview, StepStatus
from radicular.pathway.steps import load_steps, load_transitions, transition

__all__ = ["Addable", "ShownStep", "further_kinds", "shown_steps", "title_of", "why_not"]

GUARDED = ("time_out", "intervention")


@dataclass(frozen=True, slots=True)
class Addable:
    """A kind of entry.

    Attributes:
        kind: Which.
        title: In words.
        why_not: What stands before it; empty if it can be added.
    """

    kind: Kind
    title: str
    why_not: str


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step with what can be added to it.

    Attributes:
        status: Of the step.
        number: Its place among the seven.
        kinds: What can be added.
    """

    status: StepStatus
    number: int
    kinds: tuple[Addable, ...]


def shown_steps(review: EpisodeReview) -> tuple[ShownStep, ...]:
    """Return the seven steps of a problem."""
    return tuple(
        ShownStep(status, number, tuple(_kinds(review, status.step.id)))
        for number, status in enumerate(review.steps, start=1)
    )


def further_kinds(review: EpisodeReview) -> tuple[Addable, ...]:
    """Return what belongs to no step, and the end."""
    named = ("scores", "note", "context", "return", "problem", "closed")
    return tuple(_addable(review, load_kinds()[name]) for name in named)


def _kinds(review: EpisodeReview, step: str) -> Iterator[Addable]:
    for kind in load_kinds().values():
        if kind.step == step:
            yield _addable(review, kind)


def _addable(review: EpisodeReview, kind: Kind) -> Addable:
    return Addable(kind, title_of(kind), why_not(review, kind))


def title_of(kind: Kind) -> str:
    """Return the name of a kind of entry."""
    return kind.id.replace("_", " ").capitalize()


def why_not(review: EpisodeReview, kind: Kind) -> str:
    """Return what stands before an entry, as far as it can be told without its fields."""
    if review.state == "closed" and kind.id not in ("note", "correction", "problem"):
        return "closed"
    if kind.id == "return":
        return "" if _ways(review, "return") else "nothing to return to"
    order = list(load_steps())
    ahead = bool(kind.step) and order.index(kind.step) > order.index(review.state)
    if (
        ahead
        and not kind.of_the_patient
        and transition(review.state, kind.step, review.context, "forward") is None
    ):
        names = [load_steps()[end].name for end in _ways(review, "forward") if end != "closed"]
        return f"first: {' or '.join(names)}"
    if kind.id == "block" and not review.episode.interventions(review.problem.id):
        return "first: the intervention"
    if kind.id in GUARDED:
        return _gates(review, kind.id)
    return ""


def _ways(review: EpisodeReview, kind: str) -> list[str]:
    return [
        way.end
        for way in load_transitions()
        if (way.start, way.kind) == (review.state, kind) and review.context in way.contexts
    ]


def _gates(review: EpisodeReview, kind: str) -> str:
    if review.episode.plan(review.problem.id) is None:
        return "first: a plan"
    names = [
        answer.gate.name
        for answer in (review.gates.standing if review.gates else ())
        if (kind, answer.gate.id) != ("time_out", "time_out")
    ]
    return f"blocked by: {', '.join(names)}" if names else ""
