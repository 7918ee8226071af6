"""What was worked out from an episode as FHIR resources: risk, ranking, issues, open tasks."""

from collections.abc import Iterator

from radicular import __version__
from radicular.interop.fhir_words import Resource, encoded, identity, reference
from radicular.localize.localizer import Answer
from radicular.pathway.immediate import Escalation
from radicular.pathway.review import EpisodeReview
from radicular.report.gate_text import rule_words
from radicular.report.words import CLOSING, site_words
from radicular.wording import percent

__all__ = ["COMPUTED", "review_resources"]

#: Marks what was worked out, so that it is not taken for a record when it is read again.
COMPUTED = "urn:radicular:computed"
SHOWN = 10
PERCENT = 100
_SEVERITY = {"fail": "high", "unknown": "moderate", "now": "high", "before leaving": "moderate"}


def review_resources(review: EpisodeReview) -> Iterator[Resource]:
    """Yield what was worked out from an episode.

    Args:
        review: Of one problem.
    """
    for resource in _resources(review):
        resource["extension"] = [
            encoded(COMPUTED, {"version": __version__, "tables": review.provenance.tables})
        ]
        yield resource


def _resources(review: EpisodeReview) -> Iterator[Resource]:
    problem = review.problem.id
    if review.concordance:
        answer = review.concordance.together
        yield _risk(review, answer)
        yield _ranking(review, answer)
    for number, warned in enumerate(review.warned):
        text = f"{warned.check.name}: {warned.seen}"
        yield _issue(review, ("warned", number), text, "moderate", warned.check.settles)
    for gate in review.gates.standing if review.gates else ():
        told = "; ".join(rule_words(rule) for rule in gate.rules if rule.state != "pass")
        text = f"gate {gate.gate.name}: {gate.state}: {told}"
        yield _issue(review, ("gate", gate.gate.id), text, _SEVERITY[gate.state], "")
    for place, items in _escalations(review):
        for number, item in enumerate(items):
            text = f"{item.seen}: {item.says}"
            severity = _SEVERITY.get(item.urgency, "low")
            yield _issue(review, (place, number), text, severity, "")
    for step in review.steps:
        for need in step.open if step.state != "ahead" else ():
            yield {
                "resourceType": "Task",
                "id": identity(review.episode.id, problem, "need", need.need.id),
                "status": "requested",
                "intent": "proposal",
                "code": {"text": "missing from the record"},
                "description": f"{step.step.name}: {need.need.says}",
                "for": _patient(review),
            }
    yield _audit(review)


def _escalations(review: EpisodeReview) -> Iterator[tuple[str, tuple[Escalation, ...]]]:
    for check in review.immediate:
        yield f"immediate {check.event.number}", check.escalations
    for visit in review.visits:
        yield f"visit {visit.event.number}", visit.alarms


def _patient(review: EpisodeReview) -> Resource:
    return reference("Patient", identity(review.episode.id, "patient"))


def _risk(review: EpisodeReview, answer: Answer) -> Resource:
    """Probabilities in percent, as the specification has them."""
    return {
        "resourceType": "RiskAssessment",
        "id": identity(review.episode.id, review.problem.id, "risk"),
        "status": "final",
        "method": {
            "text": f"radicular {__version__}: exact enumeration of every lesion of the map"
        },
        "code": {"text": "where the lesion is"},
        "subject": _patient(review),
        "occurrenceDateTime": review.today.isoformat(),
        "prediction": [
            {
                "outcome": {"text": site_words(site.site, site.side)},
                "probabilityDecimal": round(site.probability * PERCENT, 2),
            }
            for site in answer.posterior.ranked(SHOWN)
        ],
        "note": [{"text": CLOSING}],
    }


def _ranking(review: EpisodeReview, answer: Answer) -> Resource:
    named = "; ".join(
        f"{site_words(site.site, site.side)} {percent(site.probability)}" for site in answer.ranked
    )
    against = "; ".join(item.finding for item in answer.misfits)
    enough = "" if answer.enough_data else "Too little is known to name a place. "
    told = f"Does not fit: {against}. " if against else ""
    return {
        "resourceType": "ClinicalImpression",
        "id": identity(review.episode.id, review.problem.id, "ranking"),
        "status": "completed",
        "subject": _patient(review),
        "effectiveDateTime": review.today.isoformat(),
        "summary": f"{enough}By all findings: {named}. {told}{CLOSING}",
        "prognosisReference": [
            reference("RiskAssessment", identity(review.episode.id, review.problem.id, "risk"))
        ],
    }


def _issue(
    review: EpisodeReview, key: tuple[object, ...], text: str, severity: str, settles: str
) -> Resource:
    issue: Resource = {
        "resourceType": "DetectedIssue",
        "id": identity(review.episode.id, review.problem.id, *key),
        "status": "final",
        "code": {"text": str(key[0])},
        "severity": severity,
        "patient": _patient(review),
        "identifiedDateTime": review.today.isoformat(),
        "detail": text,
    }
    if settles:
        issue["mitigation"] = [{"action": {"text": f"would settle it: {settles}"}}]
    return issue


def _audit(review: EpisodeReview) -> Resource:
    return {
        "resourceType": "AuditEvent",
        "id": identity(review.episode.id, review.problem.id, "audit", review.today),
        "type": {
            "system": "http://terminology.hl7.org/CodeSystem/audit-event-type",
            "code": "rest",
        },
        "action": "R",
        "recorded": review.now.isoformat(timespec="seconds"),
        "outcome": "0",
        "agent": [{"name": f"radicular {__version__}", "requestor": False}],
        "source": {"observer": {"display": "radicular"}},
        "entity": [{"what": _patient(review), "description": "episode read for exchange"}],
    }
