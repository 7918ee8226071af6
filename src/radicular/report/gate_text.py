"""The gates of a plan, as lines for a terminal."""

from collections.abc import Iterator

from radicular.pathway.gate_rules import rules_version
from radicular.pathway.gates import GateAnswer, GateReview, RuleAnswer
from radicular.report.lines import Line, Tone, heading, wrapped

__all__ = ["gate_lines", "rule_words"]

_TONES: dict[str, Tone] = {"pass": "for", "fail": "alarm", "unknown": "caution"}


def rule_words(rule: RuleAnswer) -> str:
    """Return the answer of a rule in words, with the limit of the table beside a local one."""
    told = f"{rule.rule.says}: {rule.value or rule.reason}"
    if rule.value and rule.reason and rule.reason != rule.value:
        told += f" ({rule.reason})"
    if rule.state != "pass" and rule.value:
        told += f"; wanted: {rule.limit}"
    if rule.local:
        table = rule.rule.limit or "none"
        told += f"; local limit {rule.local.limit} by {rule.local.by}, table: {table}"
    if rule.rule.verify_locally:
        told += f" [{rule.rule.provenance}: verify locally]"
    return told


def gate_lines(review: GateReview, *, every_rule: bool = False) -> Iterator[Line]:
    """Yield the gates of a plan.

    Args:
        review: All gates.
        every_rule: Whether the rules that pass are told, too.
    """
    yield from heading(f"Gates before: {review.plan.words}")
    for answer in review.answers:
        yield from _gate(answer, every_rule=every_rule)
    site = f", {review.policy.site} {review.policy.version}" if review.policy.site else ""
    count = len(review.standing)
    told = (
        "Every gate passes or is overridden." if not count else f"{count} gates stand in the way."
    )
    yield from wrapped(f"{told} Rules of {rules_version()}{site}.", tone="heading")


def _gate(answer: GateAnswer, *, every_rule: bool) -> Iterator[Line]:
    yield Line(f"   {answer.state:<8} {answer.gate.name}", _TONES[answer.state])
    for rule in answer.rules:
        if every_rule or rule.state != "pass" or rule.local:
            yield from wrapped(rule_words(rule), indent=f"            {rule.state:<8} ")
    if answer.override:
        over = answer.override
        told = f"passed by {over.by} on {over.on}: {over.data['reason']}"
        yield from wrapped(told, indent="            override ", tone="caution")
