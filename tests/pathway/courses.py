"""Courses that tests carry, and a way to start one at any step."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.episode.carry import PUBLISHED, course_of
from radicular.pathway.folder import EpisodeFolder
from radicular.pathway.gate_rules import Policy

MADE_UP = PUBLISHED.parent / "episode_block.yaml"
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
DAY = "2026-03-02"
NEXT_DAY = "2026-03-03"
WHO = "Dr. A"

#: Everything that lets every gate of a discectomy pass.
FACTS: Mapping[str, Any] = {
    "identity_confirmed": "yes",
    "site_marked": "yes",
    "count_as_in_report": "yes",
    "marker_image_planned": "yes",
    "concordance_seen": "yes",
    "images_present": "yes",
    "imaging_age_months": 1,
    "consent": "yes",
    "consent_names_site": "yes",
    "anticoagulants": "none",
    "bleeding_disorder": "none",
    "infection": "none",
    "drug_allergy": "none",
    "pregnancy_possible": "no",
    "contrast_reaction": "none",
    "live_contrast": "yes",
    "immunosuppression": "none",
    "able_to_cooperate": "yes",
    "earlier_steroids": "none",
    "postmenopausal": "no",
    "diabetes": "no",
    "pain_weeks": 8,
}
DISCECTOMY: Mapping[str, Any] = {
    "procedure": "discectomy",
    "target": "L5-S1 disc",
    "side": "right",
    "intent": "therapeutic",
    "operator": "Dr. S",
    "scheduled": NEXT_DAY,
}
BLOCK: Mapping[str, Any] = {
    "procedure": "selective_root_block",
    "target": "S1 root",
    "side": "right",
    "intent": "diagnostic",
    "operator": "Dr. S",
    "scheduled": NEXT_DAY,
    "levels": 1,
    "guidance": "fluoroscopy",
    "contrast": "iodinated",
    "steroid": "none",
    "volume_ml": 0.4,
}


def of_published(kind: str) -> list[Mapping[str, Any]]:
    """Return the data of a kind of entry in the published course."""
    return [entry["data"] for entry in course_of(PUBLISHED)["entries"] if entry["kind"] == kind]


def opened(folder: Path, context: str = "surgical", policy: Policy | None = None) -> EpisodeFolder:
    place = EpisodeFolder(folder, policy, NOW)
    place.open(
        {"id": "e", "sex": "female", "context": context},
        {"label": "right leg pain, S1 root in question", "side": "right"},
        by=WHO,
        on=DAY,
    )
    return place


def planned(
    folder: Path,
    plan: Mapping[str, Any] = DISCECTOMY,
    facts: Mapping[str, Any] = FACTS,
    policy: Policy | None = None,
) -> EpisodeFolder:
    """Return an episode with its findings, a plan and the answers to the gates."""
    context = (
        "surgical" if plan["procedure"] in ("discectomy", "sacral_fixation") else "interventional"
    )
    place = opened(folder, context, policy)
    for kind in ("history", "scores", "examination", "imaging", "numbering"):
        for data in of_published(kind):
            place.add(kind, data, by=WHO, on=DAY)
    place.add("plan", plan, by=WHO, on=DAY)
    if facts:
        place.add("facts", {"facts": dict(facts)}, by=WHO, on=NEXT_DAY)
    return place


def timed_out(folder: Path, plan: Mapping[str, Any] = DISCECTOMY) -> EpisodeFolder:
    place = planned(folder, plan)
    check = {"operator": "Dr. S", "target": plan["target"], "side": plan["side"], "agreed": "yes"}
    place.add("time_out", check, by="Dr. S", on=NEXT_DAY)
    return place


def done(folder: Path, plan: Mapping[str, Any] = DISCECTOMY) -> EpisodeFolder:
    place = timed_out(folder, plan)
    data = {name: plan[name] for name in ("procedure", "target", "side")}
    place.add("intervention", data, by="Dr. S", on=NEXT_DAY)
    return place
