"""Right after a procedure: what changed against the baseline, what is passed on, what to say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from radicular.case import Observation
from radicular.findings.catalog import load_catalog
from radicular.findings.told import told
from radicular.pathway.episode import Episode, Plan, observations_of
from radicular.pathway.event import Event
from radicular.tables import read_csv

__all__ = [
    "Advice",
    "Comparison",
    "Escalation",
    "ImmediateReview",
    "advice_after",
    "compared",
    "review_immediate",
]

_BEDSIDE = ("motor", "sensation", "reflex", "sphincter", "gait")
_COMPARED = (*_BEDSIDE, "late_response", "nerve_conduction", "needle_emg")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A finding before and after.

    Attributes:
        name: In words.
        domain: ``motor``, ``sensation``, ``reflex`` …
        side: Side.
        before: In words; empty if it was not judged.
        after: The same after.
        steps: Grades by which it got worse; negative if better, None if it cannot be compared.
    """

    name: str
    domain: str
    side: str
    before: str
    after: str
    steps: int | None

    @property
    def direction(self) -> str:
        """In a word."""
        if self.steps is None:
            return "not compared"
        return "worse" if self.steps > 0 else "better" if self.steps < 0 else "same"

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {name: getattr(self, name) for name in self.__slots__} | {
            "direction": self.direction
        }


@dataclass(frozen=True, slots=True)
class Escalation:
    """Something that is passed on.

    Attributes:
        rule: Key of the rule.
        urgency: ``now``, ``before leaving`` or ``note``.
        seen: What the record shows.
        says: What it is and why.
        provenance: How the rule came about.
        source_key: Key in the bibliography.
    """

    rule: str
    urgency: str
    seen: str
    says: str
    provenance: str
    source_key: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Advice:
    """A sentence for the patient.

    Attributes:
        id: Key.
        says: In plain words.
        provenance: How it came about.
        source_key: Key in the bibliography.
    """

    id: str
    says: str
    provenance: str
    source_key: str


@dataclass(frozen=True)
class ImmediateReview:
    """The status right after a procedure.

    Attributes:
        event: The entry in which it stands.
        done: What was done.
        comparisons: Every finding before and after.
        escalations: What is passed on, the urgent first.
        advice: What the patient hears.
    """

    event: Event
    done: Plan
    comparisons: tuple[Comparison, ...]
    escalations: tuple[Escalation, ...]
    advice: tuple[Advice, ...]

    @property
    def urgent(self) -> bool:
        """Whether something is passed on at once."""
        return any(item.urgency == "now" for item in self.escalations)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "date": self.event.on,
            "done": self.done.words,
            "urgent": self.urgent,
            "comparisons": [item.to_dict() for item in self.comparisons],
            "escalations": [item.to_dict() for item in self.escalations],
            "advice": [item.says for item in self.advice],
        }


def compared(
    before: tuple[Observation, ...], after: tuple[Observation, ...]
) -> tuple[Comparison, ...]:
    """Return every finding of strength, sensation, reflex and nerve before and after.

    Args:
        before: Findings at the baseline.
        after: Findings now.
    """
    first = {item.key: item for item in before}
    second = {item.key: item for item in after}
    keys = [*second, *(key for key in first if key not in second)]
    found = (_comparison(first.get(key), second.get(key)) for key in keys)
    return tuple(item for item in found if item is not None)


def _comparison(before: Observation | None, after: Observation | None) -> Comparison | None:
    item = after or before
    assert item is not None  # noqa: S101 - a key comes from one of them
    finding = load_catalog()[item.finding]
    if finding.domain not in _COMPARED:
        return None
    return Comparison(
        name=finding.name,
        domain=finding.domain,
        side=item.side,
        before=_told(before),
        after=_told(after),
        steps=_steps(before, after),
    )


def _told(item: Observation | None) -> str:
    if item is None or not item.value.judged:
        return ""
    return told(load_catalog()[item.finding], item.value)


def _steps(before: Observation | None, after: Observation | None) -> int | None:
    """Grades by which a finding moved away from normal; None unless both are judged."""
    if before is None or after is None or not (before.value.judged and after.value.judged):
        return None
    return _distance(after) - _distance(before)


def _distance(item: Observation) -> int:
    """Grades from the nearest normal one, of the mildest grade that the value can mean."""
    scale = load_catalog()[item.finding].scale
    normal = [place for place, grade in enumerate(scale.grades) if grade in scale.normal]
    places = [place for place, grade in enumerate(scale.grades) if grade in item.grades]
    return min(abs(place - base) for place in places for base in normal)


@cache
def _rules() -> Mapping[str, Mapping[str, str]]:
    rows = read_csv("radicular.pathway", "tables/immediate_rules.csv")
    return {row["rule"]: row for row in rows}


def review_immediate(episode: Episode, problem: str, event: Event) -> ImmediateReview | None:
    """Return the status right after a procedure; None if nothing was done before it.

    Args:
        episode: The episode.
        problem: Key of the problem.
        event: Of kind ``immediate_check``.
    """
    done = [item for item in episode.interventions(problem) if item.event.number < event.number]
    if not done:
        return None
    before = episode.before(problem, done[-1].event).observations
    comparisons = compared(before, observations_of(event))
    found = list(_escalations(episode, problem, event, comparisons))
    order = ("now", "before leaving", "note")
    return ImmediateReview(
        event=event,
        done=done[-1],
        comparisons=comparisons,
        escalations=tuple(sorted(found, key=lambda item: order.index(item.urgency))),
        advice=advice_after(episode, problem, done[-1], sedated=event.data.get("sedated") == "yes"),
    )


def _escalations(
    episode: Episode, problem: str, event: Event, comparisons: tuple[Comparison, ...]
) -> Iterator[Escalation]:
    for item in comparisons:
        rule = _rule_of(item)
        if rule:
            side = f", {item.side}" if item.side in ("left", "right") else ""
            yield _escalation(rule, f"{item.name}{side}: {item.before} before, {item.after} now")
    yield from _residual_urine(event)
    yield from _of_the_check(event)
    yield from _more_pain(episode, problem, event)
    # A word on gait or bladder in the check itself compares them.
    told = {"gait": "gait" in event.data, "sphincter": "bladder" in event.data}
    missing = [
        item
        for item in comparisons
        if item.steps is None and item.domain in _BEDSIDE and not told.get(item.domain, False)
    ]
    if missing:
        names = ", ".join(dict.fromkeys(item.name for item in missing))
        yield _escalation("not_compared", names)


def _rule_of(item: Comparison) -> str:
    """Return the rule that a change breaks; empty if none."""
    if item.domain == "sphincter" and (item.steps or 0) > 0:
        return "new_sphincter"
    if item.steps is None or item.steps <= 0:
        return ""
    if item.domain == "motor":
        return "new_weakness" if item.steps >= float(_rules()["new_weakness"]["limit"]) else ""
    rules = {"sensation": "new_numbness", "reflex": "reflex_lost", "gait": "gait_worse"}
    return rules.get(item.domain, "")


def _residual_urine(event: Event) -> Iterator[Escalation]:
    for item in observations_of(event):
        if item.finding == "post_void_residual" and (item.value.number or 0) >= limit_of(
            "residual_urine"
        ):
            yield _escalation("residual_urine", f"{item.value.number:g} mL")


def _of_the_check(event: Event) -> Iterator[Escalation]:
    data = event.data
    if data.get("bladder") == "new trouble":
        yield _escalation("new_sphincter", "bladder: new trouble")
    if data.get("bladder") == "not passed yet":
        yield _escalation("not_passed", "bladder: not passed yet")
    if data.get("gait") in ("worse", "unable"):
        yield _escalation("gait_worse", f"gait: {data['gait']}")
    late = data["hours_after"] >= float(_rules()["no_leg_raise"]["limit"])
    if late and data.get("leg_raise_possible") == "no":
        yield _escalation("no_leg_raise", f"{data['hours_after']:g} h after")
    score = data.get("aldrete")
    if data.get("sedated") == "yes" and (score is None or score < limit_of("recovery_score")):
        yield _escalation("recovery_score", f"score {score if score is not None else 'not taken'}")


def limit_of(rule: str) -> float:
    """Return the number that decides a rule."""
    return float(_rules()[rule]["limit"])


def _more_pain(episode: Episode, problem: str, event: Event) -> Iterator[Escalation]:
    before = episode.scores_before(problem, event)
    for place in ("leg", "back"):
        now, then = event.data.get(f"pain_{place}"), before.get(f"nrs_{place}")
        if now is not None and then is not None and now > then:
            yield _escalation("more_pain", f"{place} pain {then:g} before, {now:g} now")


def _escalation(rule: str, seen: str) -> Escalation:
    row = _rules()[rule]
    return Escalation(
        rule=rule,
        urgency=row["urgency"],
        seen=seen,
        says=row["says"].format(limit=row["limit"]),
        provenance=row["provenance"],
        source_key=row["source_key"],
    )


def advice_after(
    episode: Episode, problem: str, done: Plan, *, sedated: bool = False
) -> tuple[Advice, ...]:
    """Return what the patient hears after a procedure.

    Args:
        episode: The episode.
        problem: Key of the problem.
        done: What was done.
        sedated: Whether sedation was given.
    """
    facts = episode.facts(problem)
    tags = set(done.procedure.tags)
    if sedated:
        tags.add("sedated")
    if "diabetes" in facts and facts["diabetes"].value == "yes":
        tags.add("diabetic")
    if "anticoagulants" in facts and facts["anticoagulants"].value:
        tags.add("anticoagulated")
    if done.get("steroid") not in (None, "none"):
        tags.add("steroid")
    if done.procedure.id == "selective_root_block":
        tags.add("block")
    return tuple(
        Advice(row["advice"], row["says"], row["provenance"], row["source_key"])
        for row in read_csv("radicular.pathway", "tables/advice.csv")
        if set(row["tags"].split()) <= tags
    )
