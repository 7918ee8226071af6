"""A prediction as text for a terminal."""

from collections.abc import Iterator, Mapping, Sequence

from radicular.findings.catalog import Finding
from radicular.predict import ExpectedFinding, Prediction
from radicular.report.lines import NO_BREAK, Line, heading, wrapped
from radicular.wording import percent

__all__ = ["DOMAINS", "prediction_lines"]

#: The parts of a record in the order in which they are taken.
DOMAINS: Mapping[str, str] = {
    "history": "History",
    "context": "Context of onset",
    "pain": "Pain and tingling told",
    "motor": "Strength",
    "wasting": "Wasting",
    "gait": "Gait and function",
    "reflex": "Reflexes",
    "sensation": "Sensation examined",
    "provocation": "Provocation tests",
    "sphincter": "Bladder, bowel and saddle",
    "vascular": "Vessels",
    "joint": "Joints and tendons",
    "needle_emg": "Needle EMG",
    "nerve_conduction": "Nerve conduction",
    "late_response": "Late responses",
    "imaging": "Imaging",
    "block": "Blocks",
}
#: Without ``everything``: findings of a domain that are listed, and the least they must tell.
LISTED, LEAST_BITS = 10, 0.05
#: A grade rarer than this, ill and healthy, is not named.
LEAST_CHANCE = 0.01
_NAME = 44


def prediction_lines(prediction: Prediction, *, everything: bool = False) -> Iterator[Line]:
    """Yield a prediction line by line, by domain, the most telling findings first.

    Args:
        prediction: What a lesion would show.
        everything: Whether to list also what hardly differs from health, and what sums up others.
    """
    yield Line(f"Expected in: {prediction.lesion}", "title")
    if prediction.taken:
        yield Line(f"taken where nothing is said: {', '.join(prediction.taken)}", "quiet")
    yield Line(
        "chance of any abnormal grade, then of each in percent; in brackets the same in health",
        "quiet",
    )
    listed = {domain: _listed(prediction, domain, everything=everything) for domain in DOMAINS}
    for domain, items in listed.items():
        if items:
            yield from heading(DOMAINS[domain])
            yield from (line for item in items for line in _finding(item))
    left_out = len(prediction.expected) - sum(map(len, listed.values()))
    yield Line()
    if left_out:
        yield Line(f"{left_out} findings that tell less are left out; --all lists them.", "quiet")
    provenance = prediction.provenance
    yield Line(f"radicular {provenance.version}, tables {provenance.tables}", "quiet")


def _listed(prediction: Prediction, domain: str, *, everything: bool) -> Sequence[ExpectedFinding]:
    of_domain = [item for item in prediction.expected if item.finding.domain == domain]
    if everything:
        return of_domain
    return [item for item in of_domain if item.bits >= LEAST_BITS and not _sums_up(item.finding)][
        :LISTED
    ]


def _sums_up(finding: Finding) -> bool:
    """Whether it stands for whatever of others is worst, as "reflexes not named" does."""
    return any(driver.role == "max" for driver in finding.drivers)


def _finding(item: ExpectedFinding) -> Iterator[Line]:
    name = f"   {item.finding.name}"
    if len(name) > _NAME:
        yield Line(name)
        name = ""
    every = [grade for grade in item.chances if grade not in item.finding.scale.normal]
    told = _abnormal(item)
    grades = told[0]
    if len(told) > 1:
        grades = ", ".join(f"{grade}: {_beside(item, [grade])}" for grade in told)
        # No line breaks inside a grade and its numbers.
        grades = grades.replace(" %", "").replace(" ", NO_BREAK).replace(f",{NO_BREAK}", ", ")
    yield from wrapped(
        grades.replace("_", NO_BREAK), f"{name:<{_NAME}} {_beside(item, every):<12} "
    )


def _beside(item: ExpectedFinding, grades: Sequence[str]) -> str:
    """The chance of any of some grades, and in brackets the same in health."""
    ill, healthy = (
        percent(sum(chances[grade] for grade in grades)) for chances in (item.chances, item.healthy)
    )
    return f"{ill} ({healthy})"


def _abnormal(item: ExpectedFinding) -> Sequence[str]:
    scale = item.finding.scale
    abnormal = [grade for grade in scale.grades if grade not in scale.normal]
    told = [
        grade for grade in abnormal if max(item.chances[grade], item.healthy[grade]) >= LEAST_CHANCE
    ]
    return told or abnormal[:1]
