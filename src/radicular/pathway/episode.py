"""An episode: what its entries say together about a patient and each problem."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from radicular.anatomy.level_names import LevelName, the_level
from radicular.case import Case, Observation, Patient, Vertebrae
from radicular.errors import InputError
from radicular.pathway.block import block_observation
from radicular.pathway.event import Event
from radicular.pathway.fields import load_facts
from radicular.pathway.steps import Procedure, load_procedures, load_steps

__all__ = ["Answered", "Episode", "Plan", "Problem", "observations_of"]

_WITH_FINDINGS = (
    "history",
    "examination",
    "imaging",
    "electrodiagnosis",
    "block",
    "immediate_check",
    "visit",
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of the patient.

    Attributes:
        id: Key.
        label: In words.
        side: ``left``, ``right``, ``both`` or ``unknown``.
    """

    id: str
    label: str
    side: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a question of a gate, with who gave it.

    Attributes:
        value: The answer.
        event: The entry in which it stands.
    """

    value: Any
    event: Event


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned, or was done.

    Attributes:
        event: The entry in which it stands.
    """

    event: Event

    @property
    def procedure(self) -> Procedure:
        """What it is."""
        return load_procedures()[self.event.data["procedure"]]

    @property
    def target(self) -> LevelName:
        """Where, with its meaning."""
        return the_level("target", self.event.data["target"])

    @property
    def side(self) -> str:
        """On which side."""
        return str(self.event.data["side"])

    @property
    def words(self) -> str:
        """In a line."""
        side = {"both": "both sides"}.get(self.side, self.side)
        return f"{self.procedure.name}, {self.target.words}, {side}"

    def get(self, name: str) -> Any:
        """Return a field; None where it was not given."""
        return self.event.data.get(name)


@dataclass(frozen=True)
class Episode:
    """The course of a case, as its entries tell it.

    Attributes:
        events: All entries in order, the withdrawn ones too.
    """

    events: tuple[Event, ...]

    @property
    def opened(self) -> Event:
        """The first entry."""
        return self.events[0]

    @property
    def id(self) -> str:
        """Key of the episode."""
        return str(self.opened.data["id"])

    @property
    def title(self) -> str:
        """A line of text."""
        return str(self.opened.data.get("title", ""))

    @property
    def setting(self) -> str:
        """Where the patient is seen, or empty."""
        return str(self.opened.data.get("setting", ""))

    @property
    def patient(self) -> Patient:
        """Who it is about."""
        data = self.opened.data
        return Patient(data.get("age"), data.get("sex", "unknown"), data.get("height_cm"))

    @cached_property
    def withdrawn(self) -> Mapping[int, Event]:
        """Numbers of withdrawn entries with the entry that withdraws each."""
        return {event.data["number"]: event for event in self.events if event.kind == "correction"}

    @cached_property
    def valid(self) -> tuple[Event, ...]:
        """The entries that were not withdrawn."""
        return tuple(event for event in self.events if event.number not in self.withdrawn)

    @cached_property
    def problems(self) -> Mapping[str, Problem]:
        """The problems by key."""
        return {
            event.data["id"]: Problem(event.data["id"], event.data["label"], event.data["side"])
            for event in self.valid
            if event.kind == "problem"
        }

    def problem(self, key: str = "") -> Problem:
        """Return a problem; the only one where none is named.

        Args:
            key: Of the problem.

        Raises:
            InputError: If there is none of that key, or several and none is named.
        """
        if key in self.problems:
            return self.problems[key]
        if not key and len(self.problems) == 1:
            return next(iter(self.problems.values()))
        raise InputError("problem", key or "nothing", ", ".join(self.problems) or "a problem first")

    def of(self, problem: str, *kinds: str) -> tuple[Event, ...]:
        """Return the valid entries of a problem, those of the whole patient included.

        Args:
            problem: Key of the problem.
            kinds: Only of these kinds; all where none are named.
        """
        return tuple(
            event
            for event in self.valid
            if event.problem in (problem, "") and (not kinds or event.kind in kinds)
        )

    def last(self, problem: str, *kinds: str) -> Event | None:
        """Return the latest entry of some kinds; None if there is none."""
        found = self.of(problem, *kinds)
        return found[-1] if found else None

    def context(self, problem: str) -> str:
        """Return the kind of care of a problem: conservative, interventional or surgical."""
        changed = self.last(problem, "context")
        return str(changed.data["to"] if changed else self.opened.data["context"])

    def state(self, problem: str) -> str:
        """Return the step at which a problem is; what holds for the whole patient moves none."""
        order = list(load_steps())
        state = "opened"
        for event in self.of(problem):
            if not event.problem:
                continue
            if event.kind == "return":
                state = event.data["to"]
            elif event.of_kind.step and order.index(event.of_kind.step) > order.index(state):
                state = event.of_kind.step
        return state

    def plan(self, problem: str) -> Plan | None:
        """Return the plan that holds; None if there is none."""
        event = self.last(problem, "plan")
        return Plan(event) if event else None

    def interventions(self, problem: str) -> tuple[Plan, ...]:
        """Return what was done, in order."""
        return tuple(Plan(event) for event in self.of(problem, "intervention"))

    def treatments(self, problem: str) -> tuple[Plan, ...]:
        """Return what was done to treat, in order; what was done to find out is left out."""
        found, intent = [], ""
        for event in self.of(problem, "plan", "intervention"):
            if event.kind == "plan":
                intent = event.data["intent"]
            elif intent != "diagnostic":
                found.append(Plan(event))
        return tuple(found)

    def facts(self, problem: str) -> Mapping[str, Answered]:
        """Return the latest answer to every question of the gates that was answered."""
        return self._facts(self.of(problem, "facts"))

    def facts_of_plan(self, problem: str) -> Mapping[str, Answered]:
        """Return the answers given for the plan that holds.

        What was answered for an earlier intervention is not carried over; nor is consent, and what
        else belongs to one place, if target or side were planned otherwise then, nor what belongs
        to one day if that was.
        """
        given = self._facts(self.answers_of_plan(problem))
        return {
            name: answered
            for name, answered in given.items()
            if self._as_planned(problem, answered.event, load_facts()[name].holds_for)
        }

    def answers_of_plan(self, problem: str) -> tuple[Event, ...]:
        """Return the entries with answers since the last intervention before the plan."""
        start = self._before_plan(problem)
        return tuple(item for item in self.of(problem, "facts") if item.number > start)

    def overrides(self, problem: str) -> Mapping[str, Event]:
        """Return the gates that somebody passed for the plan that holds, with the entry."""
        start = self._before_plan(problem)
        return {
            event.data["gate"]: event
            for event in self.of(problem, "override")
            if event.number > start and self._as_planned(problem, event, "site")
        }

    def _as_planned(self, problem: str, event: Event, what: str) -> bool:
        """Whether site or day were planned as now when an entry was made."""
        if what == "any":
            return True
        now = self.plan(problem)
        plans = [Plan(item) for item in self.of(problem, "plan") if item.number < event.number]
        then = plans[-1] if plans else None
        if now is None or then is None:
            return False
        if what == "day":
            return bool(then.get("scheduled") == now.get("scheduled"))
        return (then.target.words, then.side) == (now.target.words, now.side)

    def _before_plan(self, problem: str) -> int:
        """Number of the last intervention before the plan that holds; 0 if there is none."""
        plan = self.plan(problem)
        done = [item.event.number for item in self.interventions(problem)]
        return max((n for n in done if plan is None or n < plan.event.number), default=0)

    @staticmethod
    def _facts(events: Iterable[Event]) -> Mapping[str, Answered]:
        return {
            name: Answered(value, event)
            for event in events
            for name, value in event.data["facts"].items()
        }

    def numbering(self, problem: str) -> Event | None:
        """Return how the vertebrae were counted; None if nobody said."""
        return self.last(problem, "numbering")

    def vertebrae(self, problem: str) -> Vertebrae | None:
        """Return the count of lumbar vertebrae on record."""
        event = self.numbering(problem)
        return Vertebrae(event.data["count"], event.data["counted_by"]) if event else None

    def main_treatment(self, problem: str, before: Event | None = None) -> Plan | None:
        """Return the treatment from which the course is counted; None if there was none.

        It is the last one that entered the body, or else the first of any kind.

        Args:
            problem: Key of the problem.
            before: Only what was done before this entry.
        """
        end = before.number if before else len(self.events) + 1
        done = [item for item in self.treatments(problem) if item.event.number < end]
        entered = [item for item in done if item.procedure.enters]
        return entered[-1] if entered else done[0] if done else None

    def before(self, problem: str, event: Event | None) -> Case:
        """Return what was found up to an entry, since something last entered the body to treat.

        What was found before such a treatment says nothing of the time after it: it is not
        carried over, for missing means unknown.

        Args:
            problem: Key of the problem.
            event: The entry, itself left out; None for all that there is.
        """
        end = event.number if event else len(self.events) + 1
        return self._case(problem, self._last_entered(problem, end), end)

    def planned_on(self, problem: str) -> Case:
        """Return the findings on which the plan that holds rests."""
        plan = self.plan(problem)
        after = [
            item.event
            for item in self.treatments(problem)
            if item.procedure.enters and plan and item.event.number > plan.event.number
        ]
        return self.before(problem, after[0] if after else None)

    def since(self, problem: str, event: Event) -> Case:
        """Return what was found since the main treatment, up to an entry and with it.

        Args:
            problem: Key of the problem.
            event: The last entry that counts, such as a visit.
        """
        main = self.main_treatment(problem, event)
        return self._case(problem, main.event.number if main else 0, event.number + 1)

    def _last_entered(self, problem: str, end: int) -> int:
        """Number of the last treatment before an entry that entered the body; 0 if none did."""
        numbers = (item.event.number for item in self.treatments(problem) if item.procedure.enters)
        return max((number for number in numbers if number < end), default=0)

    def _case(self, problem: str, after: int, before: int) -> Case:
        latest: dict[tuple[str, str, str, str], Observation] = {}
        for event in self.of(problem, *_WITH_FINDINGS):
            if after < event.number < before:
                for item in observations_of(event):
                    # Taken out first, so that what was seen last also stands last.
                    latest.pop(item.key, None)
                    latest[item.key] = item
        return Case(
            observations=tuple(latest.values()),
            patient=self.patient,
            id=self.id if len(self.problems) == 1 else f"{self.id} {problem}",
            title=self.problems[problem].label,
            setting=self.setting,
            vertebrae=self.vertebrae(problem),
        )

    def scores(self, problem: str) -> tuple[tuple[date, Mapping[str, float], Event], ...]:
        """Return all scores with their day, the earliest first."""
        return tuple(sorted(self._scores(problem), key=lambda item: item[0]))

    def _scores(self, problem: str) -> Iterator[tuple[date, Mapping[str, float], Event]]:
        for event in self.of(problem, "scores", "visit"):
            if event.data.get("scores"):
                yield event.day, event.data["scores"], event

    def scores_before(self, problem: str, event: Event | None) -> Mapping[str, float]:
        """Return the last total of every instrument up to an entry.

        Args:
            problem: Key of the problem.
            event: The entry, itself left out; None for all that there is.
        """
        end = event.number if event else len(self.events) + 1
        return {
            name: value
            for _, scores, item in self.scores(problem)
            if item.number < end
            for name, value in scores.items()
        }


def observations_of(event: Event) -> tuple[Observation, ...]:
    """Return the findings of an entry."""
    if event.kind == "block":
        told = block_observation(event)
        return (told,) if told else ()
    findings = event.data.get("findings")
    if not findings:
        return ()
    return Case.from_dict({"radicular_case": 1, "findings": list(findings)}).observations
