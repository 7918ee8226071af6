"""The steps of an episode, which may follow which, and what each needs: a state machine as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from radicular.tables import read_csv

__all__ = [
    "CONTEXTS",
    "Need",
    "Procedure",
    "Step",
    "Transition",
    "load_needs",
    "load_procedures",
    "load_steps",
    "load_transitions",
    "transition",
]

CONTEXTS = ("conservative", "interventional", "surgical")


@dataclass(frozen=True, slots=True)
class Step:
    """A state of an episode.

    Attributes:
        id: Key.
        name: In words.
        purpose: What it is for.
    """

    id: str
    name: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Transition:
    """One state that may follow another.

    Attributes:
        start: State before.
        end: State after.
        contexts: Kinds of care in which it is allowed.
        kind: ``forward``, or ``return``, which needs a reason.
        guard: ``gates`` where every gate must pass or be overridden, or empty.
        says: When it is used.
    """

    start: str
    end: str
    contexts: tuple[str, ...]
    kind: str
    guard: str
    says: str


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a step needs before it is complete.

    Attributes:
        id: Key.
        step: Step.
        contexts: Kinds of care in which it counts.
        met_by: How it is met, such as ``stage:history`` or ``finding:slr|slump``.
        says: In words.
        provenance: How the row came about.
        source_key: Key in the bibliography.
    """

    id: str
    step: str
    contexts: tuple[str, ...]
    met_by: str
    says: str
    provenance: str
    source_key: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """Something that can be done.

    Attributes:
        id: Key.
        name: In words.
        contexts: Kinds of care it belongs to.
        tags: What decides which rules hold for it.
    """

    id: str
    name: str
    contexts: tuple[str, ...]
    tags: frozenset[str]

    @property
    def enters(self) -> bool:
        """Whether the body is entered, so that gates stand before it."""
        return "entering" in self.tags


def _parts(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(";")))


@cache
def load_steps() -> Mapping[str, Step]:
    """Return the states of an episode in their order.

    Example:
        >>> list(load_steps())[1:8]  # doctest: +NORMALIZE_WHITESPACE
        ['evaluation', 'examination', 'imaging', 'planning', 'intervention', 'immediate_checks',
         'follow_up']
    """
    rows = read_csv("radicular.pathway", "tables/steps.csv")
    return {row["step"]: Step(row["step"], row["name"], row["purpose"]) for row in rows}


@cache
def load_transitions() -> tuple[Transition, ...]:
    """Return every transition."""
    return tuple(
        Transition(
            row["from"], row["to"], _parts(row["contexts"]), row["kind"], row["guard"], row["says"]
        )
        for row in read_csv("radicular.pathway", "tables/transitions.csv")
    )


def transition(start: str, end: str, context: str, kind: str) -> Transition | None:
    """Return the transition between two states; None if there is none.

    Args:
        start: State before.
        end: State after.
        context: Kind of care.
        kind: ``forward`` or ``return``.

    Example:
        >>> transition("planning", "intervention", "surgical", "forward").guard
        'gates'
        >>> transition("evaluation", "intervention", "surgical", "forward") is None
        True
    """
    for item in load_transitions():
        if (item.start, item.end, item.kind) == (start, end, kind) and context in item.contexts:
            return item
    return None


@cache
def load_needs() -> tuple[Need, ...]:
    """Return what every step needs."""
    return tuple(
        Need(
            id=row["need"],
            step=row["step"],
            contexts=_parts(row["contexts"]),
            met_by=row["met_by"],
            says=row["says"],
            provenance=row["provenance"],
            source_key=row["source_key"],
        )
        for row in read_csv("radicular.pathway", "tables/needs.csv")
    )


@cache
def load_procedures() -> Mapping[str, Procedure]:
    """Return everything that can be done, by key."""
    return {
        row["procedure"]: Procedure(
            row["procedure"], row["name"], _parts(row["contexts"]), frozenset(_parts(row["tags"]))
        )
        for row in read_csv("radicular.pathway", "tables/procedures.csv")
    }
