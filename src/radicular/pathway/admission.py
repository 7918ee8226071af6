"""Whether an entry may follow those that are there; what is refused says why and writes nothing."""

from collections.abc import Callable
from dataclasses import replace

from radicular.case.problems import Problems
from radicular.pathway.block import block_root
from radicular.pathway.episode import Episode, Plan
from radicular.pathway.event import Event
from radicular.pathway.gates import GateReview
from radicular.pathway.steps import load_steps, load_transitions, transition

__all__ = ["admitted"]

Review = Callable[[Episode, str], GateReview | None]
_ALWAYS = ("note", "correction")
#: What an intervention has to share with its plan besides procedure, side and level.
_DETAILS = ("scheduled", "steroid", "steroid_dose_mg", "volume_ml", "guidance")


def admitted(episode: Episode, event: Event, review: Review) -> Event:
    """Return an entry as it can be added to an episode, with its problem filled in.

    Args:
        episode: As it is.
        event: To be added.
        review: Gives the gates of a problem; asked only where they guard a step.

    Raises:
        CaseFileError: If it cannot be added; all reasons together, one a line.
    """
    problems = Problems()
    event = _with_problem(episode, event, problems)
    problems.raise_if_any()
    if event.problem and event.kind not in _ALWAYS:
        _check_open(episode, event, problems)
        problems.raise_if_any()
    _CHECKS.get(event.kind, _no_check)(episode, event, problems)
    _check_order(episode, event, problems)
    problems.raise_if_any()
    _check_step(episode, event, problems, review)
    problems.raise_if_any()
    return event


def _with_problem(episode: Episode, event: Event, problems: Problems) -> Event:
    known = episode.problems
    if event.kind == "opened":
        problems.add("kind", event.kind, "any other kind; the episode is opened already")
    elif event.kind == "problem":
        if event.data["id"] in known:
            problems.add("id", event.data["id"], f"a new key; there are {', '.join(known)}")
    elif event.problem:
        if event.problem not in known:
            problems.add("problem", event.problem, ", ".join(known) or "a problem that was added")
    elif not event.of_kind.of_the_patient:
        if len(known) == 1:
            return replace(event, problem=next(iter(known)))
        problems.add("problem", "nothing", ", ".join(known) or "add a problem first")
    return event


def _check_open(episode: Episode, event: Event, problems: Problems) -> None:
    closed = episode.last(event.problem, "closed")
    if closed:
        problems.add(
            "problem", event.problem, f"a problem that is open; it was closed on {closed.on}"
        )


def _no_check(episode: Episode, event: Event, problems: Problems) -> None:
    del episode, event, problems


def _check_plan(episode: Episode, event: Event, problems: Problems) -> None:
    plan, context = Plan(event), episode.context(event.problem)
    if context not in plan.procedure.contexts:
        allowed = f"something in {' or '.join(plan.procedure.contexts)} care"
        problems.add(
            "procedure",
            f"{plan.procedure.name} in {context} care",
            f"{allowed}; add a context first",
        )
    scheduled = event.data.get("scheduled")
    if scheduled and scheduled < event.on:
        problems.add("scheduled", scheduled, f"a day from the plan on, {event.on}")


def _check_done(episode: Episode, event: Event, problems: Problems) -> None:
    """An intervention or the result of a block has to be what was planned."""
    plan = episode.plan(event.problem)
    if plan is None:
        problems.add("kind", event.kind, "a plan first")
        return
    overrides = episode.overrides(event.problem)
    done = Plan(event)
    if done.side != plan.side and "planned_side" not in overrides:
        problems.add(
            "side",
            done.side,
            f"{plan.side}, as planned on {plan.event.on}; if it was done so all the same, add an "
            "override of planned_side with the reason",
        )
    if done.target.words != plan.target.words and "planned_level" not in overrides:
        problems.add(
            "target",
            done.target.words,
            f"{plan.target.words}, as planned on {plan.event.on}; if it was done there all the "
            "same, add an override of planned_level with the reason",
        )


def _check_details(episode: Episode, event: Event, problems: Problems) -> None:
    """Drug, dose, guidance and day were asked about as planned; otherwise the gates say nothing."""
    plan = episode.plan(event.problem)
    if plan is None or "planned_details" in episode.overrides(event.problem):
        return
    done = {**event.data, "scheduled": event.on}
    for name in _DETAILS:
        planned, told = plan.get(name), done.get(name)
        if name == "scheduled" and planned is None:
            continue
        if told is not None and told != planned:
            problems.add(
                "date" if name == "scheduled" else name,
                told,
                f"{planned if planned is not None else 'nothing'}, as planned on {plan.event.on}; "
                "plan it anew, or add an override of planned_details with the reason",
            )


def _check_immediate(episode: Episode, event: Event, problems: Problems) -> None:
    plan = episode.plan(event.problem)
    done = [item.event.number for item in episode.interventions(event.problem)]
    if plan is None or not any(number > plan.event.number for number in done):
        problems.add("kind", event.kind, "the intervention first")


def _check_visit(episode: Episode, event: Event, problems: Problems) -> None:
    if episode.state(event.problem) == "intervention":
        plan = episode.plan(event.problem)
        if plan and plan.procedure.enters:
            _check_immediate(episode, event, problems)


def _check_time_out(episode: Episode, event: Event, problems: Problems) -> None:
    """What all agreed on has to be the plan; a disagreement is recorded as it is."""
    plan = episode.plan(event.problem)
    if plan is None:
        problems.add("kind", event.kind, "a plan first")
    elif event.data["agreed"] == "yes":
        held = Plan(event)
        for name, told, planned in (
            ("side", held.side, plan.side),
            ("target", held.target.words, plan.target.words),
        ):
            if told != planned:
                problems.add(name, told, f"{planned}, as planned on {plan.event.on}; or agreed: no")


def _check_intervention(episode: Episode, event: Event, problems: Problems) -> None:
    _check_done(episode, event, problems)
    plan = episode.plan(event.problem)
    if plan and event.data["procedure"] != plan.procedure.id:
        problems.add("procedure", event.data["procedure"], f"{plan.procedure.id}, as planned")
    _check_details(episode, event, problems)
    held, operator = episode.last(event.problem, "time_out"), event.data.get("operator")
    if held and operator and operator != held.data["operator"]:
        problems.add(
            "operator",
            operator,
            f"{held.data['operator']}, as at the time-out; another one needs a second time-out",
        )


def _check_block(episode: Episode, event: Event, problems: Problems) -> None:
    problems.read("target", lambda: block_root(event.data["target"]), "")
    if not episode.interventions(event.problem):
        problems.add("kind", "block", "the intervention first, then what the block did")
        return
    _check_done(episode, event, problems)


def _check_correction(episode: Episode, event: Event, problems: Problems) -> None:
    number = event.data["number"]
    if number > len(episode.events):
        problems.add("number", number, f"an entry from 2 to {len(episode.events)}")
    elif number in episode.withdrawn:
        problems.add("number", number, "an entry that was not withdrawn already")
    elif episode.events[number - 1].kind == "correction":
        problems.add("number", number, "an entry that is no correction itself")


def _check_return(episode: Episode, event: Event, problems: Problems) -> None:
    state, context = episode.state(event.problem), episode.context(event.problem)
    if transition(state, event.data["to"], context, "return") is None:
        ways = [
            item.end
            for item in load_transitions()
            if item.start == state and item.kind == "return" and context in item.contexts
        ]
        allowed = (
            f"from {state}: {', '.join(ways)}" if ways else f"nothing to return to from {state}"
        )
        problems.add("to", event.data["to"], allowed)


_CHECKS: dict[str, Callable[[Episode, Event, Problems], None]] = {
    "plan": _check_plan,
    "time_out": _check_time_out,
    "intervention": _check_intervention,
    "block": _check_block,
    "immediate_check": _check_immediate,
    "visit": _check_visit,
    "correction": _check_correction,
    "return": _check_return,
}


def _check_order(episode: Episode, event: Event, problems: Problems) -> None:
    """What follows from something cannot be dated before it."""
    earlier = {
        "plan": ("plan",),
        "closed": ("plan", "intervention", "visit"),
        "intervention": ("plan",),
        "time_out": ("plan",),
        "block": ("intervention",),
        "immediate_check": ("intervention",),
        "visit": ("intervention",),
    }.get(event.kind, ())
    for kind in earlier:
        before = episode.last(event.problem, kind)
        if before and event.day < before.day:
            problems.add("date", event.on, f"from the {kind} on, {before.on}")


def _check_step(episode: Episode, event: Event, problems: Problems, review: Review) -> None:
    step = event.of_kind.step
    if not step or not event.problem:
        return
    order, state = list(load_steps()), episode.state(event.problem)
    context = episode.context(event.problem)
    guarded = event.kind in ("time_out", "intervention")
    if order.index(step) > order.index(state):
        way = transition(state, step, context, "forward")
        if way is None:
            ways = [
                item.end
                for item in load_transitions()
                if item.start == state and item.kind == "forward" and context in item.contexts
            ]
            problems.add("kind", event.kind, f"after {state}, in {context} care: {', '.join(ways)}")
            return
    if guarded:
        _check_gates(episode, event, problems, review)


def _check_gates(episode: Episode, event: Event, problems: Problems, review: Review) -> None:
    plan = episode.plan(event.problem)
    if plan is None or not plan.procedure.enters:
        return
    gates = review(episode, event.problem)
    for answer in gates.standing if gates else ():
        # The time-out itself cannot wait for the gate that asks for it.
        if event.kind == "time_out" and answer.gate.id == "time_out":
            continue
        reasons = "; ".join(
            f"{rule.rule.says}: {rule.value or rule.reason}"
            for rule in answer.rules
            if rule.state != "pass"
        )
        problems.add(
            f"gate {answer.gate.id}",
            answer.state,
            f"pass, or an override by a person with a reason ({reasons})",
        )
