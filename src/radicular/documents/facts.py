"""The facts of an episode in words, written once for all documents."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from radicular.documents.course_facts import COURSE_FACTS
from radicular.documents.course_figure import course_figure
from radicular.documents.fact import Fact
from radicular.localize.numbering import CountView
from radicular.pathway.episode import Plan
from radicular.pathway.review import EpisodeReview
from radicular.pathway.scores import load_instruments
from radicular.report import words
from radicular.report.concordance_text import (
    agreement_words,
    incidental_words,
    view_words,
    warned_words,
)
from radicular.report.gate_text import rule_words
from radicular.report.lines import NO_BREAK
from radicular.wording import percent

__all__ = ["Fact", "facts_of"]

_NAMED = 3
Lines = Iterable[str]


def facts_of(review: EpisodeReview) -> Mapping[str, Fact]:
    """Return every fact of an episode that a document can hold.

    Args:
        review: Of one problem.
    """
    figures = {"course": course_figure(review)}
    return {
        name: Fact(
            id=name,
            label=label,
            lines=tuple(line.replace(NO_BREAK, " ") for line in make(review)),
            figure=figures.get(name, ""),
        )
        for name, (label, make) in {**_FACTS, **COURSE_FACTS}.items()
    }


def _patient(review: EpisodeReview) -> Lines:
    patient = review.episode.patient
    known = [
        f"{patient.age:g} years" if patient.age is not None else "age not on record",
        patient.sex,
        f"{patient.height_cm:g} cm" if patient.height_cm is not None else "",
    ]
    yield f"{review.episode.id}: {', '.join(filter(None, known))}"


def _problem(review: EpisodeReview) -> Lines:
    yield f"{review.problem.label}; side: {review.problem.side}"


def _context(review: EpisodeReview) -> Lines:
    yield f"{review.context} care, at the step: {review.state.replace('_', ' ')}"


def _findings(stage: str) -> Callable[[EpisodeReview], Lines]:
    def make(review: EpisodeReview) -> Lines:
        for item in review.episode.planned_on(review.problem.id).observations:
            if item.stage == stage:
                yield words.observation_words(item)

    return make


def _scores_before(review: EpisodeReview) -> Lines:
    main = review.episode.main_treatment(review.problem.id)
    scores = review.episode.scores_before(review.problem.id, main.event if main else None)
    for name, value in scores.items():
        yield f"{load_instruments()[name].name}: {value:g}"


def _numbering(review: EpisodeReview) -> Lines:
    event = review.episode.numbering(review.problem.id)
    if event is None:
        yield "how the lumbar vertebrae were counted is not on record"
        return
    data = event.data
    landmark = f"; held against {data['landmark']}" if data.get("landmark") else ""
    yield (
        f"{data['count']} lumbar vertebrae, counted by: {data['counted_by']}; transitional "
        f"vertebra: {data['transitional']}{landmark} ({event.by}, {event.on})"
    )


def _place(review: EpisodeReview) -> Lines:
    if review.concordance is None:
        return
    answer = review.concordance.together
    if not answer.enough_data:
        yield words.not_enough(answer)
    for site in answer.ranked[:_NAMED]:
        yield f"{words.site_words(site.site, site.side)}: {percent(site.probability)}"


def _roots(review: EpisodeReview) -> Lines:
    if review.concordance:
        yield words.shares(review.concordance.together.posterior.roots(), 0.05)


def _side(review: EpisodeReview) -> Lines:
    if review.concordance:
        yield words.shares(review.concordance.together.posterior.sides(), 0.005)


def _disc_levels(review: EpisodeReview) -> Lines:
    for item in review.concordance.together.levels[:_NAMED] if review.concordance else ():
        yield f"{item.root} root at {item.level}, {item.zone} zone: {percent(item.probability)}"


def _does_not_fit(review: EpisodeReview) -> Lines:
    for item in review.concordance.together.misfits if review.concordance else ():
        yield item.finding


def _sources(review: EpisodeReview) -> Lines:
    for view in review.concordance.views if review.concordance else ():
        yield f"{view.source}: {view_words(view)}"


def _source_electrodiagnosis(review: EpisodeReview) -> Lines:
    view = review.concordance.view("electrodiagnosis") if review.concordance else None
    if view:
        yield view_words(view)


def _agreement(review: EpisodeReview) -> Lines:
    if review.concordance:
        for item in review.concordance.agreements:
            yield agreement_words(review.concordance, item)


def _incidental(review: EpisodeReview) -> Lines:
    for item in review.concordance.incidental if review.concordance else ():
        yield incidental_words(item)


def _misleading(review: EpisodeReview) -> Lines:
    return map(warned_words, review.warned)


def _questions(review: EpisodeReview) -> Lines:
    return review.questions


def _level_meanings(review: EpisodeReview) -> Lines:
    return dict.fromkeys(f"{name.text}: {name.words}" for name in review.names)


def _counts(review: EpisodeReview) -> Lines:
    views: Iterable[CountView] = review.concordance.together.counts if review.concordance else ()
    for view in views:
        if view.level:
            yield (
                f"with {view.lumbar_vertebrae} lumbar vertebrae ({percent(view.probability)}) the "
                f"disc is called {view.level}"
            )


def _red_flags(review: EpisodeReview) -> Lines:
    for flag in review.concordance.together.red_flags if review.concordance else ():
        urgent = "urgent: " if flag.urgent else ""
        yield f"{urgent}{flag.finding}: {flag.concern}"


def _next_tests(review: EpisodeReview) -> Lines:
    for test in review.concordance.together.next_tests[:_NAMED] if review.concordance else ():
        yield f"{words.test_words(test)}: {test.bits:.2f} bits"


def _asked_of_radiology(review: EpisodeReview) -> Lines:
    del review
    yield "how the lumbar vertebrae were counted, and whether a transitional vertebra is there"
    yield "for every finding the disc level by its two vertebrae, the zone, the side, and the root"
    yield "what else could explain the findings: sacrum, plexus, nerve, hip, vessels"


def _open_needs(review: EpisodeReview) -> Lines:
    for step in review.steps:
        if step.state != "ahead":
            for need in step.open:
                yield f"{step.step.name}: {need.need.says}"


def _plan(review: EpisodeReview) -> Lines:
    plan = review.episode.plan(review.problem.id)
    if plan:
        yield f"{plan.words}; {plan.get('intent')} ({plan.event.by}, {plan.event.on})"
        yield from _details(plan)


def _details(plan: Plan) -> Iterator[str]:
    told: dict[str, Any] = {
        "operator": plan.get("operator"),
        "scheduled": plan.get("scheduled"),
        "guidance": plan.get("guidance"),
        "level confirmed by": plan.get("level_confirmed_by"),
        "contrast": plan.get("contrast"),
        "steroid": plan.get("steroid"),
        "steroid dose in mg": plan.get("steroid_dose_mg"),
        "volume in mL": plan.get("volume_ml"),
        "seen at operation": plan.get("findings_at_operation"),
        "complications": plan.get("complications"),
        "reason": plan.get("reason"),
    }
    known = [f"{name}: {value}" for name, value in told.items() if value is not None]
    if known:
        yield "; ".join(known)


def _gates(review: EpisodeReview) -> Lines:
    for answer in review.gates.answers if review.gates else ():
        over = answer.override
        passed = f", overridden by {over.by} on {over.on}: {over.data['reason']}" if over else ""
        yield f"{answer.gate.name}: {answer.state}{passed}"


def _gate_rules(review: EpisodeReview) -> Lines:
    for answer in review.gates.answers if review.gates else ():
        for rule in answer.rules:
            yield f"{rule.state}: {rule_words(rule.without_command)}"


def _time_out(review: EpisodeReview) -> Lines:
    for event in review.episode.of(review.problem.id, "time_out"):
        held = Plan(event)
        yield (
            f"{event.on}, {event.by}: operator {event.data['operator']}, {held.target.words}, "
            f"{held.side}; agreed: {event.data['agreed']}"
        )


def _intervention(review: EpisodeReview) -> Lines:
    for done in review.episode.interventions(review.problem.id):
        yield f"{done.event.on}: {done.words}"
        yield from _details(done)


_FACTS: Mapping[str, tuple[str, Callable[[EpisodeReview], Lines]]] = {
    "patient": ("Patient", _patient),
    "problem": ("Problem", _problem),
    "context": ("Care", _context),
    "history": ("History", _findings("history")),
    "examination": ("Examination", _findings("examination")),
    "imaging": ("Imaging", _findings("imaging")),
    "electrodiagnosis": ("Electrodiagnosis", _findings("electrodiagnosis")),
    "scores_before": ("Scores before", _scores_before),
    "numbering": ("Vertebrae", _numbering),
    "place": ("Place, by all findings", _place),
    "roots": ("Roots involved", _roots),
    "side": ("Side, by all findings", _side),
    "disc_levels": ("Disc level and zone", _disc_levels),
    "does_not_fit": ("Does not fit", _does_not_fit),
    "sources": ("Each source by itself", _sources),
    "source_electrodiagnosis": ("Electrodiagnosis by itself", _source_electrodiagnosis),
    "agreement": ("Agreement", _agreement),
    "incidental": ("Imaging against chance", _incidental),
    "misleading": ("Where S1 may mislead", _misleading),
    "questions": ("To ask", _questions),
    "level_meanings": ("Levels named", _level_meanings),
    "counts": ("If counted otherwise", _counts),
    "red_flags": ("Red flags", _red_flags),
    "next_tests": ("What would tell most", _next_tests),
    "asked_of_radiology": ("Asked for", _asked_of_radiology),
    "open_needs": ("Missing so far", _open_needs),
    "plan": ("Plan", _plan),
    "gates": ("Gates", _gates),
    "gate_rules": ("Rules", _gate_rules),
    "time_out": ("Time-out", _time_out),
    "intervention": ("Done", _intervention),
}
