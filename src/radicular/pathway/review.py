"""Everything that an episode says of a problem today: steps, sources, gates, course."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from radicular import __version__
from radicular.anatomy.level_names import LevelName, level_names
from radicular.localize.concordance import Concordance, concordance
from radicular.localize.localizer import DEFAULT_SETTING, Localizer, load_localizer
from radicular.pathway.block import BlockTest, block_test
from radicular.pathway.episode import Episode, Problem
from radicular.pathway.event import Event
from radicular.pathway.follow_up import FollowUp, review_visit
from radicular.pathway.gate_rules import Policy, rules_version
from radicular.pathway.gates import GateReview, review_gates
from radicular.pathway.immediate import ImmediateReview, review_immediate
from radicular.pathway.misleading import Warned, misleading
from radicular.pathway.outlook import load_alternatives
from radicular.pathway.steps import Need, Step, load_needs, load_steps
from radicular.provenance import Provenance

__all__ = ["EpisodeReview", "NeedStatus", "StepStatus", "names_in"]

_TEXTS = ("label", "report", "text", "reason", "findings_at_operation", "complications", "target")


def names_in(event: Event) -> Iterator[LevelName]:
    """Yield every level that the texts of an entry name, with its meaning."""
    for field in _TEXTS:
        if isinstance(event.data.get(field), str):
            yield from level_names(event.data[field])


@dataclass(frozen=True, slots=True)
class NeedStatus:
    """Something that a step needs, and whether it is there.

    Attributes:
        need: What.
        met: Whether it is there.
        by: Who put it there, and when; empty if it is not.
    """

    need: Need
    met: bool
    by: str


@dataclass(frozen=True, slots=True)
class StepStatus:
    """A step of a problem.

    Attributes:
        step: Which.
        state: ``done``, ``current``, ``ahead`` or ``passed over``.
        entries: What was added to it.
        needs: What it needs.
    """

    step: Step
    state: str
    entries: tuple[Event, ...]
    needs: tuple[NeedStatus, ...]

    @property
    def open(self) -> tuple[NeedStatus, ...]:
        """What is missing."""
        return tuple(need for need in self.needs if not need.met)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "step": self.step.id,
            "state": self.state,
            "entries": [
                {"number": item.number, "kind": item.kind, "date": item.on, "by": item.by}
                for item in self.entries
            ],
            "needs": [
                {"need": item.need.id, "says": item.need.says, "met": item.met, "by": item.by}
                for item in self.needs
            ],
        }


@dataclass(frozen=True)
class EpisodeReview:
    """What an episode says of one problem; each part is worked out when it is asked for.

    Attributes:
        episode: The episode.
        problem: The problem.
        policy: Of the site.
        now: The present moment, with its zone.
    """

    episode: Episode
    problem: Problem
    policy: Policy
    now: datetime

    @property
    def today(self) -> date:
        """The day."""
        return self.now.date()

    @cached_property
    def localizer(self) -> Localizer:
        """The localizer of the setting."""
        return load_localizer(self.episode.setting or DEFAULT_SETTING)

    @cached_property
    def concordance(self) -> Concordance | None:
        """All sources on which the plan rests side by side; None where nothing was found yet."""
        case = self.episode.planned_on(self.problem.id)
        return concordance(self.localizer, case) if case.observations else None

    @cached_property
    def gates(self) -> GateReview | None:
        """The gates of the plan that holds; None without a plan, or where nothing is entered."""
        plan = self.episode.plan(self.problem.id)
        if plan is None or not plan.procedure.enters:
            return None
        return review_gates(
            self.episode,
            self.problem.id,
            concordance=self.concordance,
            policy=self.policy,
            today=self.today,
        )

    @cached_property
    def warned(self) -> tuple[Warned, ...]:
        """The situations in which looking at S1 would mislead."""
        if self.concordance is None:
            return ()
        numbering = self.episode.numbering(self.problem.id)
        plan = self.episode.plan(self.problem.id)
        return misleading(
            self.concordance,
            self.episode.facts(self.problem.id),
            transitional=numbering.data["transitional"] if numbering else "",
            fixation=plan is not None and "s1_fixation" in plan.procedure.tags,
        )

    @cached_property
    def blocks(self) -> tuple[BlockTest, ...]:
        """Selective root blocks with what they tell."""
        stages = ("history", "examination", "electrodiagnosis", "imaging")
        case = self.episode.planned_on(self.problem.id).of_stages(*stages)
        posterior = self.localizer.locate(case, count=1, tests=0).posterior
        return tuple(
            block_test(event, posterior) for event in self.episode.of(self.problem.id, "block")
        )

    @cached_property
    def immediate(self) -> tuple[ImmediateReview, ...]:
        """The checks right after each procedure."""
        reviews = (
            review_immediate(self.episode, self.problem.id, event)
            for event in self.episode.of(self.problem.id, "immediate_check")
        )
        return tuple(item for item in reviews if item is not None)

    @cached_property
    def visits(self) -> tuple[FollowUp, ...]:
        """The follow-up visits."""
        return tuple(
            review_visit(self.localizer, self.episode, self.problem.id, event)
            for event in self.episode.of(self.problem.id, "visit")
        )

    @property
    def state(self) -> str:
        """The step at which it is."""
        return self.episode.state(self.problem.id)

    @property
    def context(self) -> str:
        """Conservative, interventional or surgical."""
        return self.episode.context(self.problem.id)

    @cached_property
    def names(self) -> tuple[LevelName, ...]:
        """Every level that a text of the episode names, with its meaning."""
        events = self.episode.of(self.problem.id)
        return tuple(dict.fromkeys(name for event in events for name in names_in(event)))

    @property
    def withdrawn(self) -> Mapping[int, Event]:
        """Withdrawn entries of the problem or of the whole patient, with what withdraws each."""
        events = self.episode.events
        return {
            number: event
            for number, event in self.episode.withdrawn.items()
            if events[number - 1].problem in ("", self.problem.id)
        }

    @property
    def questions(self) -> tuple[str, ...]:
        """What to ask about levels whose meaning is not said."""
        return tuple(dict.fromkeys(name.question for name in self.names if not name.clear))

    @cached_property
    def steps(self) -> tuple[StepStatus, ...]:
        """The seven steps with what is there and what is missing."""
        order = [step for step in load_steps().values() if step.id not in ("opened", "closed")]
        names = list(load_steps())
        reached = names.index(self.state)
        return tuple(self._step(step, names.index(step.id), reached) for step in order)

    def _step(self, step: Step, place: int, reached: int) -> StepStatus:
        entries = tuple(
            event for event in self.episode.of(self.problem.id) if event.of_kind.step == step.id
        )
        needs = tuple(
            self._need(need)
            for need in load_needs()
            if need.step == step.id and self.context in need.contexts
        )
        if place > reached:
            state = "ahead"
        elif place == reached:
            state = "current"
        else:
            state = "done" if entries else "passed over"
        return StepStatus(step, state, entries, needs)

    def _need(self, need: Need) -> NeedStatus:
        way, _, wanted = need.met_by.partition(":")
        event = _WAYS[way](self, wanted)
        if event is None:
            return NeedStatus(need, met=False, by="")
        return NeedStatus(need, met=True, by=f"{event.by}, {event.on}")

    def _by_event(self, wanted: str) -> Event | None:
        return self.episode.last(self.problem.id, *wanted.split("|"))

    def _by_finding(self, wanted: str) -> Event | None:
        ids = wanted.split("|")
        return self._first(lambda item: item.get("finding") in ids)

    def _by_stage(self, wanted: str) -> Event | None:
        return self.episode.last(self.problem.id, wanted)

    def _first(self, fits: Callable[[Mapping[str, Any]], bool]) -> Event | None:
        for event in self.episode.of(self.problem.id):
            if any(fits(item) for item in event.data.get("findings") or ()):
                return event
        return None

    def _by_gate(self, wanted: str) -> Event | None:
        answers = self.gates.answers if self.gates else ()
        passed = [item for item in answers if item.gate.id == wanted and not item.stands]
        if not passed:
            return None
        return passed[0].override or self.episode.numbering(self.problem.id) or self.episode.opened

    def _by_gates(self, wanted: str) -> Event | None:
        del wanted
        if self.gates is None or self.gates.standing:
            return None
        return self.episode.last(self.problem.id, "facts", "override", "plan")

    @property
    def provenance(self) -> Provenance:
        """What it was computed with."""
        settings = {
            "episode": self.episode.id,
            "setting": self.localizer.setting,
            "gate_rules": rules_version(),
        }
        if self.policy.site:
            settings["policy"] = f"{self.policy.site} {self.policy.version}"
        return Provenance.of(__version__, settings)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        problem = self.problem
        return {
            "radicular_review": 1,
            "episode": self.episode.id,
            "problem": {"id": problem.id, "label": problem.label, "side": problem.side},
            "context": self.context,
            "state": self.state,
            "steps": [step.to_dict() for step in self.steps],
            "concordance": self.concordance.to_dict() if self.concordance else None,
            "misleading": [item.to_dict() for item in self.warned],
            "gates": self.gates.to_dict() if self.gates else None,
            "blocks": [item.to_dict() for item in self.blocks],
            "immediate": [item.to_dict() for item in self.immediate],
            "visits": [item.to_dict() for item in self.visits],
            "alternatives": [item.to_dict() for item in load_alternatives()],
            "levels": [name.to_dict() for name in self.names],
            "questions": list(self.questions),
            "withdrawn": {
                str(number): event.data["reason"] for number, event in self.withdrawn.items()
            },
            "provenance": self.provenance.to_dict(),
            "note": "For education, research and documentation support; a clinician decides.",
        }


_WAYS: Mapping[str, Callable[[EpisodeReview, str], Event | None]] = {
    "event": EpisodeReview._by_event,  # noqa: SLF001 - a table of the ways of this class
    "stage": EpisodeReview._by_stage,  # noqa: SLF001
    "finding": EpisodeReview._by_finding,  # noqa: SLF001
    "gate": EpisodeReview._by_gate,  # noqa: SLF001
    "gates": EpisodeReview._by_gates,  # noqa: SLF001
}
