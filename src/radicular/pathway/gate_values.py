"""What the rules of the gates look at: answers of people, and what follows from the episode."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from radicular.findings.catalog import load_catalog
from radicular.localize.concordance import Concordance
from radicular.pathway.episode import Answered, Episode, Plan
from radicular.pathway.gate_rules import Policy, load_holds
from radicular.tables import read_csv

__all__ = ["GateValues", "Known"]

YEAR = timedelta(days=365)
HALF = 0.5
_ROOT_TARGETS = ("root", "ganglion", "foramen", "disc_level", "spinal_nerve")


@dataclass(frozen=True, slots=True)
class Known:
    """A value that a rule looks at.

    Attributes:
        value: The value.
        words: Where it comes from, in words.
    """

    value: Any
    words: str = ""


class GateValues:
    """The values for the plan that holds.

    Args:
        episode: The episode.
        problem: Key of the problem.
        plan: What is planned.
        concordance: Of all that was found; None where nothing was.
        policy: Of the site.
        today: Stands for the day of the procedure if none is named.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - everything that a rule can look at
        self,
        episode: Episode,
        problem: str,
        plan: Plan,
        concordance: Concordance | None,
        policy: Policy,
        today: date,
    ) -> None:
        self.episode = episode
        self.problem = problem
        self.plan = plan
        self.concordance = concordance
        self.policy = policy
        scheduled = plan.get("scheduled")
        self.day = date.fromisoformat(scheduled) if scheduled else today

    @cached_property
    def facts(self) -> Mapping[str, Answered]:
        """The answers given for this plan."""
        return self.episode.facts_of_plan(self.problem)

    def fact(self, name: str) -> Any:
        """Return an answer; None if the question was not answered."""
        answered = self.facts.get(name)
        return answered.value if answered else None

    def tag(self, name: str) -> bool | None:
        """Return whether procedure and patient are what a rule holds for; None if not known.

        Args:
            name: Of the tag.
        """
        decide = _TAGS.get(name)
        return decide(self) if decide else name in self.plan.procedure.tags

    def get(self, name: str) -> Known | None:
        """Return a value; None if it is not known.

        Args:
            name: Of the fact or of the computed value.
        """
        compute = _COMPUTED.get(name)
        if compute:
            return compute(self)
        answered = self.facts.get(name)
        if answered is None:
            return None
        return Known(answered.value, f"{answered.event.by}, {answered.event.on}")

    @cached_property
    def steroids(self) -> tuple[tuple[date, str, float], ...] | None:
        """Earlier steroids within 12 months; None if nobody asked."""
        earlier = self.fact("earlier_steroids")
        if earlier is None:
            return None
        told = {
            (date.fromisoformat(entry["date"]), entry["drug"], float(entry["dose_mg"]))
            for entry in earlier
        } | set(self._given_here())
        return tuple(sorted(item for item in told if self.day - YEAR <= item[0] <= self.day))

    def _given_here(self) -> Iterator[tuple[date, str, float]]:
        before = self.plan.event.number
        for done in self.episode.interventions(self.problem):
            if done.event.number > before:
                continue  # what was done by this plan is no predecessor of it
            drug, dose = done.get("steroid"), done.get("steroid_dose_mg")
            if drug not in (None, "none") and dose is not None:
                yield done.event.day, drug, float(dose)

    @property
    def drugs_gone(self) -> str:
        """Drugs against clotting that an answer for this plan names and the last one does not."""
        named = [
            entry["drug"]
            for event in self.episode.answers_of_plan(self.problem)
            for entry in event.data["facts"].get("anticoagulants", ())
        ]
        now = {entry["drug"] for entry in self.fact("anticoagulants") or ()}
        return ", ".join(drug for drug in dict.fromkeys(named) if drug not in now)

    def told(self, finding: str) -> bool:
        """Whether the findings say that something is present."""
        return any(
            item.finding == finding and set(item.grades) == {"present"}
            for item in self.episode.planned_on(self.problem).observations
        )

    def holds(self) -> Iterator[tuple[str, bool | None, str]]:
        """Yield every drug against clotting with whether its pause suffices, and why."""
        kidneys = self.fact("renal_impairment")
        table = load_holds(renal_impairment=kidneys == "yes")
        for entry in self.fact("anticoagulants") or ():
            yield self._hold(table, entry["drug"], entry["last_dose"], kidneys)

    def _hold(
        self, table: Mapping[str, Any], drug: str, last_dose: str, kidneys: str | None
    ) -> tuple[str, bool | None, str]:
        hold, local = table[drug], self.policy.hold(drug)
        needed = float(local.limit) if local else hold.hours_upper
        shown = f"{needed:g} h" if needed is not None else hold.note
        if local:
            shown += f" ({self.policy.site}; table: {hold.note})"
        if last_dose == "unknown" or not self.plan.get("scheduled"):
            missing = "last dose" if last_dose == "unknown" else "procedure"
            return drug, None, f"{drug}: time of the {missing} not known; {shown}"
        if needed is None:
            agreed = self.fact("prescriber_agrees")
            return drug, {"yes": True, "no": False}.get(agreed), f"{drug}: {shown}"
        if drug == "dabigatran" and kidneys is None:
            return drug, None, f"{drug}: the pause depends on the kidneys, which nobody asked about"
        # Without a time of day the pause is counted to the beginning of the day.
        start = datetime.combine(self.day, time())
        paused = (start - datetime.fromisoformat(last_dose)).total_seconds() / 3600
        words = f"{drug}: {paused:.0f} h from the last dose to {self.day.isoformat()}; {shown}"
        if paused >= needed:
            return drug, True, words
        within = hold.hours is not None and not local and paused >= hold.hours
        return drug, None if within else False, words


def _if_known(value: Any, words: str = "") -> Known | None:
    return None if value is None else Known(value, words)


def _yes(condition: object, words: str = "") -> Known | None:
    return None if condition is None else Known("yes" if condition else "no", words)


def _side_agrees(values: GateValues) -> Known | None:
    if values.concordance is None or not values.concordance.together.enough_data:
        return None
    chance = values.concordance.together.posterior.sides()[values.plan.side]
    return _yes(chance >= HALF, f"{values.plan.side}: {chance:.2f} by all findings")


def _counted_by(values: GateValues) -> Known | None:
    event = values.episode.numbering(values.problem)
    if event is None:
        return None
    return Known(event.data["counted_by"], f"{event.data['count']} lumbar vertebrae, {event.by}")


def _transitional(values: GateValues) -> Known | None:
    event = values.episode.numbering(values.problem)
    if event is None or event.data["transitional"] == "not looked for":
        return None
    return Known(event.data["transitional"], event.by)


def _concordance_bits(values: GateValues) -> Known | None:
    found = values.concordance and values.concordance.agreement("clinic", "imaging")
    if not found or not found.comparable:
        return None
    return Known(found.bits, f"clinic and imaging: {found.verdict}")


def _target_probability(values: GateValues) -> Known | None:
    if values.concordance is None or not values.concordance.together.enough_data:
        return None
    roots = values.concordance.together.posterior.roots()
    chances = {root: roots[root] for root in values.plan.target.roots if root in roots}
    if not chances:
        return None
    best = max(chances, key=lambda root: chances[root])
    return Known(chances[best], f"{best} root by all findings")


def _pregnancy_excluded(values: GateValues) -> Known | None:
    test = values.fact("pregnancy_test")
    return _yes({"negative": True, "positive": False}.get(test))


def _contrast_safe(values: GateValues) -> Known | None:
    reaction, plan = values.fact("contrast_reaction"), values.fact("contrast_plan")
    if reaction is None:
        return None
    if reaction != values.plan.get("contrast"):
        return Known("yes", f"earlier reaction: {reaction}")
    if plan is None:
        return None
    return _yes(plan != "none", f"earlier reaction to {reaction}; {plan}")


def _nonparticulate(values: GateValues) -> Known | None:
    drug = values.plan.get("steroid")
    if drug in (None, "none"):
        return None
    if _steroid(drug)["particulate"] == "no":
        return Known("yes", drug)
    tried = values.fact("nonparticulate_tried")
    return _yes({"yes": True, "no": False}.get(tried), f"{drug} holds particles")


def _steroid(drug: str) -> Mapping[str, str]:
    rows = read_csv("radicular.pathway", "tables/steroids.csv")
    return next(row for row in rows if row["drug"] == drug)


def _dose_share(values: GateValues) -> Known | None:
    drug, dose = values.plan.get("steroid"), values.plan.get("steroid_dose_mg")
    if drug in (None, "none") or dose is None:
        return None
    limit = float(_steroid(drug)["session_limit_mg"])
    return Known(dose / limit, f"{drug} {dose:g} mg; limit {limit:g} mg")


def _sessions(values: GateValues) -> Known | None:
    earlier = values.steroids
    if earlier is None:
        return None
    days = {day for day, _, _ in earlier}
    return Known(len(days) + 1, f"{len(days)} before this one in 12 months")


def _days_since_last(values: GateValues) -> Known | None:
    if not values.steroids:
        return None
    last = values.steroids[-1][0]
    return Known((values.day - last).days, f"last on {last.isoformat()}")


def _year_equivalent(values: GateValues) -> Known | None:
    drug, dose = values.plan.get("steroid"), values.plan.get("steroid_dose_mg")
    if values.steroids is None or drug in (None, "none") or dose is None:
        return None
    doses = [*((name, amount) for _, name, amount in values.steroids), (drug, dose)]
    total = sum(amount * 4 / float(_steroid(name)["equivalent_mg"]) for name, amount in doses)
    return Known(total, "doses of 12 months and this one, as methylprednisolone")


def _before(*domains: str) -> Callable[[GateValues], Known | None]:
    def compute(values: GateValues) -> Known | None:
        found = [
            item
            for item in values.episode.planned_on(values.problem).observations
            if item.value.judged and load_catalog()[item.finding].domain in domains
        ]
        return Known("yes", f"{len(found)} findings on record") if found else None

    return compute


def _pain_score(values: GateValues) -> Known | None:
    scores = values.episode.scores_before(values.problem, None)
    pains = [name for name in ("nrs_leg", "nrs_back") if name in scores]
    return Known("yes", ", ".join(f"{name} {scores[name]:g}" for name in pains)) if pains else None


def _time_out(values: GateValues) -> Known | None:
    held = values.episode.last(values.problem, "time_out")
    if held is None or held.number < values.plan.event.number:
        return None
    return Known(held.data["agreed"], f"{held.by}, {held.on}")


def _time_out_matches(values: GateValues) -> Known | None:
    held = values.episode.last(values.problem, "time_out")
    if held is None or held.number < values.plan.event.number:
        return None
    planned = values.plan
    wanted = {"target": planned.target.words, "side": planned.side}
    at_time_out = {"target": Plan(held).target.words, "side": held.data["side"]}
    if planned.get("operator"):
        wanted["operator"], at_time_out["operator"] = planned.get("operator"), held.data["operator"]
    differing = [name for name, value in wanted.items() if at_time_out[name] != value]
    words = "; ".join(
        f"{name}: planned {wanted[name]}, time-out {at_time_out[name]}" for name in differing
    )
    return _yes(not differing, words)


def _diabetes_known(values: GateValues) -> Known | None:
    """Known unless the history tells of diabetes and the answer denies it."""
    answer = values.fact("diabetes")
    if answer == "no" and values.told("diabetes"):
        return Known("contradiction", "the history says diabetes, the answer no")
    return _if_known(answer)


def _side_of_problem(values: GateValues) -> Known | None:
    side = values.episode.problems[values.problem].side
    if side == "unknown":
        return None
    same = "both" in (side, values.plan.side) or side == values.plan.side
    return _yes(same, f"problem: {side}, plan: {values.plan.side}")


def _anticoagulants_known(values: GateValues) -> Known | None:
    """Known unless a drug that was named before is not named any more: then nobody can tell."""
    if values.fact("anticoagulants") is None:
        return None
    if not values.fact("anticoagulants") and values.told("anticoagulation_or_bleeding"):
        told = "the history says: anticoagulant or bleeding disorder; which one is not on record"
        return Known("no", told)
    gone = values.drugs_gone
    if gone:
        told = f"{gone} was named before and is not now; if it was wrong, withdraw that entry"
        return Known("no", told)
    return Known("yes")


def _hold_times(values: GateValues) -> Known | None:
    known = _anticoagulants_known(values)
    if known is None or known.value != "yes":
        return None
    holds = list(values.holds())
    words = "; ".join(text for _, _, text in holds) or "no drug against clotting"
    if any(enough is False for _, enough, _ in holds):
        return Known("no", words)
    return None if any(enough is None for _, enough, _ in holds) else Known("yes", words)


def _surgical_pause(values: GateValues) -> Known | None:
    doses = [entry["last_dose"] for entry in values.fact("anticoagulants") or ()]
    if not doses or "unknown" in doses or not values.plan.get("scheduled"):
        return None
    start = datetime.combine(values.day, time())
    pauses = [(start - datetime.fromisoformat(dose)).total_seconds() / 3600 for dose in doses]
    return Known(min(pauses), "shortest pause")


_COMPUTED: Mapping[str, Callable[[GateValues], Known | None]] = {
    "planned_side": lambda values: Known(values.plan.side),
    "planned_level": lambda values: Known(values.plan.target.meaning, values.plan.target.words),
    "side_agrees": _side_agrees,
    "side_of_problem": _side_of_problem,
    "diabetes_known": _diabetes_known,
    "counted_by": _counted_by,
    "transitional": _transitional,
    "concordance_bits": _concordance_bits,
    "target_probability": _target_probability,
    "anticoagulants_known": _anticoagulants_known,
    "hold_times": _hold_times,
    "surgical_pause": _surgical_pause,
    "pregnancy_excluded": _pregnancy_excluded,
    "contrast_safe": _contrast_safe,
    "contrast_medium": lambda values: _if_known(values.plan.get("contrast")),
    "guidance": lambda values: _if_known(values.plan.get("guidance")),
    "levels": lambda values: _if_known(values.plan.get("levels")),
    "steroid_is_nonparticulate_or_tried": _nonparticulate,
    "dose_share": _dose_share,
    "sessions_12_months": _sessions,
    "days_since_last": _days_since_last,
    "year_equivalent_mg": _year_equivalent,
    "strength_before": _before("motor", "gait"),
    "sensation_before": _before("sensation"),
    "bladder_before": _before("sphincter"),
    "pain_score_before": _pain_score,
    "time_out_held": _time_out,
    "time_out_matches": _time_out_matches,
}


def _is(fact: str, *answers: str) -> Callable[[GateValues], bool | None]:
    def decide(values: GateValues) -> bool | None:
        value = values.fact(fact)
        return None if value is None else value in answers

    return decide


def _has_drug(*drugs: str) -> Callable[[GateValues], bool | None]:
    def decide(values: GateValues) -> bool | None:
        entries = values.fact("anticoagulants")
        if entries is None:
            return None
        return any(not drugs or entry["drug"] in drugs for entry in entries)

    return decide


def _steroid_planned(values: GateValues) -> bool | None:
    drug = values.plan.get("steroid")
    if drug is None:
        return None if "needle" in values.plan.procedure.tags else False
    return bool(drug != "none")


def _contrast_planned(values: GateValues) -> bool | None:
    medium = values.plan.get("contrast")
    if medium is None:
        return None if "needle" in values.plan.procedure.tags else False
    return bool(medium != "none")


def _can_bear(values: GateValues) -> bool | None:
    if values.episode.patient.sex == "male":
        return False
    return _is("pregnancy_possible", "yes")(values)


def _postmenopausal(values: GateValues) -> bool | None:
    if values.episode.patient.sex == "male":
        return False
    return _is("postmenopausal", "yes")(values)


_TAGS: Mapping[str, Callable[[GateValues], bool | None]] = {
    "root_target": lambda values: values.plan.target.meaning in _ROOT_TARGETS,
    "anticoagulated": _has_drug(),
    "warfarin": _has_drug("warfarin"),
    "steroid": _steroid_planned,
    "contrast": _contrast_planned,
    "repeat": lambda values: None if values.steroids is None else bool(values.steroids),
    "diabetic": lambda values: values.told("diabetes") or _is("diabetes", "yes")(values),
    "can_bear": _can_bear,
    "postmenopausal": _postmenopausal,
}
