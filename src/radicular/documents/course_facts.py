"""The facts of what was done and what came of it, for colleagues and for the patient."""

from collections.abc import Callable, Iterable, Mapping

from radicular.pathway.immediate import Comparison, Escalation, advice_after
from radicular.pathway.outlook import load_alternatives
from radicular.pathway.review import EpisodeReview
from radicular.report.episode_text import (
    alternative_words,
    block_words,
    change_words,
    course_words,
)
from radicular.report.words import site_words
from radicular.tables import read_csv
from radicular.wording import percent

__all__ = ["COURSE_FACTS"]

Lines = Iterable[str]


def _block(review: EpisodeReview) -> Lines:
    return (block_words(test) for test in review.blocks)


def _immediate(review: EpisodeReview) -> Lines:
    for check in review.immediate:
        for item in check.comparisons:
            if item.before and item.after:
                yield f"{_deficit(item)}: {item.before} before, {item.after} now ({item.direction})"


def _deficit(item: Comparison) -> str:
    return f"{item.name}, {item.side}" if item.side in ("left", "right") else item.name


def _escalation_words(item: Escalation) -> str:
    return f"{item.urgency}: {item.seen}: {item.says}"


def _escalations(review: EpisodeReview) -> Lines:
    for check in review.immediate:
        yield from map(_escalation_words, check.escalations)


def _alarms(review: EpisodeReview) -> Lines:
    for visit in review.visits:
        for item in visit.alarms:
            yield f"{visit.event.on}: {_escalation_words(item)}"


def _key_level(review: EpisodeReview) -> Lines:
    for visit in review.visits:
        yield f"{visit.event.on}: {visit.key_level.words}"


def _changes(review: EpisodeReview) -> Lines:
    for visit in review.visits:
        for text in change_words(visit):
            yield f"{visit.event.on}: {text}"


def _deficits(review: EpisodeReview) -> Lines:
    for visit in review.visits:
        for item in visit.comparisons:
            if item.before and item.after:
                yield f"{visit.event.on}: {_deficit(item)}: {item.before} before, {item.after} now"


def _course(review: EpisodeReview) -> Lines:
    for visit in review.visits:
        for text in course_words(visit):
            yield f"{visit.event.on}: {text}"


def _alternatives(review: EpisodeReview) -> Lines:
    del review
    for item in load_alternatives():
        yield f"{item.option.replace('_', ' ')}: {alternative_words(item)}"


def _warning_signs(review: EpisodeReview) -> Lines:
    del review
    for row in read_csv("radicular.pathway", "tables/advice.csv"):
        if row["advice"] == "come_back":
            yield row["says"]


def _plain_place(review: EpisodeReview) -> Lines:
    if review.concordance is None or not review.concordance.together.enough_data:
        yield "What was found so far does not yet say which nerve is the cause."
        return
    answer = review.concordance.together
    first, roots = answer.ranked[0], answer.posterior.roots()
    place, chance = site_words(first.site, first.side), first.probability
    if first.family in ("root", "multi_root"):
        root = max(roots, key=lambda name: roots[name])
        side = f" on the {first.side}" if first.side in ("left", "right") else ""
        place, chance = f"the {root} nerve root{side}, alone or with a neighbor", roots[root]
    yield (
        "The story, the examination and the images together point most to: "
        f"{place}. The chance is {percent(chance)}. "
        "That is not certain, and the people who treat you decide with you what follows."
    )


def _plain_done(review: EpisodeReview) -> Lines:
    episode, problem = review.episode, review.problem.id
    done = episode.interventions(problem)
    for one in done:
        yield f"On {one.event.on}: {one.words}."
    for check in review.immediate[-1:]:
        if any(item.direction == "worse" for item in check.comparisons):
            yield "Right after it something was weaker or number than before; it was written down."
    # Advice for the days after it is no advice for later.
    last = episode.last(problem, "intervention", "visit")
    if done and last is not None and last.kind == "intervention" and done[-1].procedure.enters:
        advice = (
            review.immediate[-1].advice
            if review.immediate
            else advice_after(episode, problem, done[-1])
        )
        yield from (item.says for item in advice if item.id != "come_back")


def _plain_course(review: EpisodeReview) -> Lines:
    for visit in review.visits[-1:]:
        for change in visit.changes:
            if change.instrument in ("nrs_leg", "nrs_back"):
                place = "leg" if change.instrument == "nrs_leg" else "back"
                yield f"Your {place} pain was {change.before:g} of 10 and is {change.after:g} now."
        for side in ("left", "right"):
            steps = [
                item.steps
                for item in visit.comparisons
                if item.domain == "motor" and item.side == side and item.steps
            ]
            if steps:
                way = "weaker than before" if max(steps) > 0 else "stronger than before"
                yield f"The muscles of your {side} leg are {way}."


def _patient_questions(review: EpisodeReview) -> Lines:
    if review.concordance is None:
        return
    roots = review.concordance.together.posterior.roots()
    root = max(roots, key=lambda name: roots[name])
    plan = review.episode.plan(review.problem.id)
    tags = set(plan.procedure.tags) if plan else set()
    shown = {
        "": True,
        "block": "needle" in tags,
        "surgery": "surgery" in tags,
        "S1": root == "S1",
        "L5": root == "L5",
        "other root": root not in ("S1", "L5"),
    }
    for row in read_csv("radicular.documents", "tables/patient_questions.csv"):
        if shown[row["shown_if"]]:
            filled = {"root": root, "chance": percent(roots[root])}
            yield f"{row['question'].format(**filled)} {row['answer'].format(**filled)}"


COURSE_FACTS: Mapping[str, tuple[str, Callable[[EpisodeReview], Lines]]] = {
    "block": ("Block as a test", _block),
    "immediate": ("Right after", _immediate),
    "escalations": ("To pass on", _escalations),
    "alarms": ("Alarms", _alarms),
    "key_level": ("Key level", _key_level),
    "changes": ("Scores", _changes),
    "deficits": ("Deficits", _deficits),
    "course": ("Expected course", _course),
    "alternatives": ("Published outcomes", _alternatives),
    "warning_signs": ("Warning signs", _warning_signs),
    "plain_place": ("Where it comes from", _plain_place),
    "plain_done": ("What was done", _plain_done),
    "plain_course": ("How it went", _plain_course),
    "patient_questions": ("Questions", _patient_questions),
}
