"""The gates before a step that concerns a level: pass, fail or unknown, with the reason."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, Self

from radicular.localize.concordance import Concordance
from radicular.pathway.episode import Episode, Plan
from radicular.pathway.event import Event
from radicular.pathway.fields import load_facts
from radicular.pathway.gate_rules import (
    Gate,
    GateRule,
    LocalLimit,
    Policy,
    load_gates,
    load_rules,
    rules_version,
)
from radicular.pathway.gate_values import GateValues, Known

__all__ = ["GateAnswer", "GateReview", "RuleAnswer", "State", "review_gates"]

State = Literal["pass", "fail", "unknown"]


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """The answer of one rule.

    Attributes:
        rule: The rule.
        state: ``pass``, ``fail`` or ``unknown``.
        value: What it looked at, in words; empty if that is not known.
        limit: What holds here, in words.
        local: The limit of the site, if it set one; that of the table stands in the rule.
        reason: Why the answer is what it is.
    """

    rule: GateRule
    state: State
    value: str
    limit: str
    local: LocalLimit | None
    reason: str

    @property
    def without_command(self) -> Self:
        """The answer without how it is given on a terminal."""
        return replace(self, reason=self.reason.partition("; add it with")[0])

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "rule": self.rule.id,
            "says": self.rule.says,
            "state": self.state,
            "value": self.value,
            "limit": self.limit,
            "table_limit": self.rule.limit,
            "local": {"limit": self.local.limit, "by": self.local.by, "reason": self.local.reason}
            if self.local
            else None,
            "reason": self.reason,
            "provenance": self.rule.provenance,
            "verify_locally": self.rule.verify_locally,
            "source_key": self.rule.source_key,
            "since": self.rule.since,
        }


@dataclass(frozen=True, slots=True)
class GateAnswer:
    """The answer of a gate.

    Attributes:
        gate: The gate.
        rules: The answers of its rules that hold here.
        override: The entry by which a person passes it; None if nobody does.
    """

    gate: Gate
    rules: tuple[RuleAnswer, ...]
    override: Event | None

    @property
    def state(self) -> State:
        """Fail if a rule fails, unknown if one is unknown; an override does not change it.

        A gate without rules stands here only because what was done was not what was planned.
        """
        if not self.rules:
            return "fail"
        states = {rule.state for rule in self.rules}
        if "fail" in states:
            return "fail"
        return "unknown" if "unknown" in states else "pass"

    @property
    def stands(self) -> bool:
        """Whether it still stands in the way: it does not pass, and nobody overrides it."""
        return self.state != "pass" and self.override is None

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        over = self.override
        return {
            "gate": self.gate.id,
            "name": self.gate.name,
            "state": self.state,
            "stands": self.stands,
            "override": {"by": over.by, "date": over.on, "reason": over.data["reason"]}
            if over
            else None,
            "rules": [rule.to_dict() for rule in self.rules],
        }


@dataclass(frozen=True)
class GateReview:
    """All gates of a plan.

    Attributes:
        plan: What is planned.
        answers: The gates that hold for it.
        policy: Of the site.
    """

    plan: Plan
    answers: tuple[GateAnswer, ...]
    policy: Policy

    @property
    def standing(self) -> tuple[GateAnswer, ...]:
        """The gates that still stand in the way."""
        return tuple(answer for answer in self.answers if answer.stands)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "radicular_gates": 1,
            "plan": self.plan.words,
            "rules_version": rules_version(),
            "site": self.policy.site,
            "policy_version": self.policy.version,
            "open": [answer.gate.id for answer in self.standing],
            "gates": [answer.to_dict() for answer in self.answers],
            "note": "Checks a record; a clinician decides. Rules marked verify_locally are "
            "recalled or assumed.",
        }


def review_gates(
    episode: Episode,
    problem: str,
    *,
    concordance: Concordance | None,
    policy: Policy,
    today: date,
) -> GateReview | None:
    """Return the answers of all gates for the plan that holds; None without a plan.

    Args:
        episode: The episode.
        problem: Key of the problem.
        concordance: Of all that was found before; None where nothing was.
        policy: Of the site.
        today: Stands for the day of the procedure if none is named.
    """
    plan = episode.plan(problem)
    if plan is None:
        return None
    values = GateValues(episode, problem, plan, concordance, policy, today)
    overrides = episode.overrides(problem)
    answers = []
    for gate in load_gates().values():
        rules = tuple(_answers(gate, values))
        if rules or gate.id in overrides:
            answers.append(GateAnswer(gate, rules, overrides.get(gate.id)))
    return GateReview(plan, tuple(answers), policy)


def _answers(gate: Gate, values: GateValues) -> Iterator[RuleAnswer]:
    for rule in load_rules():
        if rule.gate != gate.id:
            continue
        holds = [values.tag(tag) for tag in rule.tags]
        if False in holds:
            continue
        limit, local = values.policy.limit(rule)
        shown = limit_words(rule, limit)
        if None in holds:
            missing = [tag for tag, known in zip(rule.tags, holds, strict=True) if known is None]
            why = f"not known whether it holds here ({', '.join(missing)})"
            yield RuleAnswer(rule, "unknown", "", shown, local, why)
            continue
        yield _answer(rule, values.get(rule.value), limit, shown, local)


def _answer(
    rule: GateRule, known: Known | None, limit: str, shown: str, local: LocalLimit | None
) -> RuleAnswer:
    if known is None:
        asked = f"; add it with: facts {rule.value}=…" if rule.value in load_facts() else ""
        return RuleAnswer(rule, "unknown", "", shown, local, f"not on record{asked}")
    value = value_words(known, rule)
    if not limit:
        why = "no limit in the table: a site sets its own in its policy"
        return RuleAnswer(rule, "unknown", value, shown, local, why)
    if _holds(rule.compare, known.value, limit):
        return RuleAnswer(rule, "pass", value, shown, local, known.words)
    state: State = "fail" if rule.otherwise == "fail" else "unknown"
    return RuleAnswer(rule, state, value, shown, local, known.words)


def _holds(compare: str, value: Any, limit: str) -> bool:
    if compare == "is":
        return bool(value == limit)
    if compare == "not":
        return bool(value != limit)
    if compare == "one_of":
        return value in limit.split("|")
    number, bound = float(value), float(limit)
    return {"at_least": number >= bound, "at_most": number <= bound, "above": number > bound}[
        compare
    ]


def value_words(known: Known, rule: GateRule) -> str:
    """Return a value with its unit."""
    if isinstance(known.value, float | int):
        return f"{round(known.value, 2):g} {rule.unit}".strip()
    return str(known.value).replace("_", " ")


def limit_words(rule: GateRule, limit: str) -> str:
    """Return what a rule asks for, in words."""
    if not limit:
        return "set by the site"
    told = limit.replace("_", " ").replace("|", " or ")
    before = {"is": "", "one_of": "", "not": "not ", "at_least": "at least ", "at_most": "at most "}
    return f"{before.get(rule.compare, 'above ')}{told} {rule.unit}".strip()
