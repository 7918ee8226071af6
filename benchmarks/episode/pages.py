"""Pages of the docs that are made of the tables of the pathway."""

from collections.abc import Iterator

from radicular.anatomy.sources import load_sources
from radicular.pathway.gate_rules import load_gates, load_holds, load_rules, rules_version
from radicular.pathway.gates import limit_words
from radicular.pathway.steps import CONTEXTS, load_needs, load_steps, load_transitions
from radicular.tables import read_csv

__all__ = ["gates_page", "pathway_page", "recalled_rules"]

MADE = "Written by `make episode`."


def pathway_page() -> str:
    """Return the page of the steps, what may follow what, and what each needs."""
    return "\n".join(_pathway()) + "\n"


def _pathway() -> Iterator[str]:
    yield "# The steps of an episode"
    yield ""
    yield MADE
    yield ""
    yield "![The steps of an episode, and which may follow which](pathway.svg)"
    yield ""
    yield (
        "Blue leads on, dashed leads back and needs a reason; the thick way needs every gate of "
        "[gates.md](gates.md) to pass, or an override by a person with a reason. Every step can be "
        "closed early."
    )
    yield ""
    yield "| step | what it is for | needs |"
    yield "|---|---|---|"
    for step in load_steps().values():
        needs = "; ".join(
            f"{need.says} ({', '.join(need.contexts)})" if need.contexts != CONTEXTS else need.says
            for need in load_needs()
            if need.step == step.id
        )
        yield f"| {step.name} | {step.purpose} | {needs} |"
    yield ""
    yield "| from | to | care | kind | needs | when |"
    yield "|---|---|---|---|---|---|"
    for item in load_transitions():
        care = "any" if item.contexts == CONTEXTS else ", ".join(item.contexts)
        cells = (item.start, item.end, care, item.kind, item.guard, item.says)
        yield f"| {' | '.join(cells)} |"


def gates_page() -> str:
    """Return the page of the gates, their rules, and where each comes from."""
    return "\n".join(_gates()) + "\n"


def _gates() -> Iterator[str]:
    yield "# The gates and their rules"
    yield ""
    yield MADE
    yield ""
    yield (
        f"Version {rules_version()}. A gate passes if each of its rules that hold for the plan "
        "passes; unknown never passes. `found`: the number stands in the source that was seen; "
        "`recalled`: known from the literature, the passage not at hand; `assumed`: our own "
        "judgment. Recalled and assumed rules are marked: verify locally. A site sets its own "
        "limits in a policy file, and both are shown. Consent, mark, count and what else belongs "
        "to one place hold only for the target and side that were planned when they were given, "
        "and so does an override."
    )
    for gate in load_gates().values():
        rules = [rule for rule in load_rules() if rule.gate == gate.id]
        if not rules:
            continue
        yield ""
        yield f"## {gate.name}"
        yield ""
        yield f"{gate.why[0].upper()}{gate.why[1:]}."
        yield ""
        yield "| rule | what is asked | limit | holds for | how known | source | note |"
        yield "|---|---|---|---|---|---|---|"
        for rule in rules:
            known = f"{rule.provenance}{', verify locally' if rule.verify_locally else ''}"
            cells = (
                f"`{rule.id}`",
                rule.says,
                limit_words(rule, rule.limit),
                " ".join(rule.tags),
                known,
                _source(rule.source_key),
                rule.note,
            )
            yield f"| {' | '.join(cells)} |"
    yield ""
    yield "## Pauses of drugs against clotting"
    yield ""
    yield "All recalled (ASRA and ESRA 2018): verify locally. A site can set `hold DRUG`."
    yield ""
    yield "| drug | pause in hours | note |"
    yield "|---|---|---|"
    for hold in load_holds().values():
        upper = f" to {hold.hours_upper:g}" if hold.hours != hold.hours_upper else ""
        hours = "shared decision" if hold.hours is None else f"{hold.hours:g}{upper}"
        yield f"| {hold.drug.replace('_', ' ')} | {hours} | {hold.note} |"
    kidneys = load_holds(renal_impairment=True)["dabigatran"]
    yield f"| dabigatran, impaired kidneys | {kidneys.hours:g} to {kidneys.hours_upper:g} | |"
    yield ""
    yield "## Steroids"
    yield ""
    yield "| drug | particulate | mg per session | as 4 mg methylprednisolone | how known |"
    yield "|---|---|---|---|---|"
    for row in read_csv("radicular.pathway", "tables/steroids.csv"):
        yield (
            f"| {row['drug']} | {row['particulate']} | {row['session_limit_mg']} | "
            f"{row['equivalent_mg']} mg | {row['provenance']}, verify locally |"
        )
    yield ""
    yield "## A policy file"
    yield ""
    yield "```yaml"
    yield "radicular_policy: 1"
    yield "site: City hospital"
    yield "version: 2026-02"
    yield "rules:"
    yield "  inr: {limit: 1.4, by: Dr. B, reason: agreed with hematology}"
    yield "  hold clopidogrel: {limit: 120, by: Dr. B, reason: agreed with cardiology}"
    yield "```"


def _source(key: str) -> str:
    if not key:
        return ""
    source = load_sources()[key]
    return f"[{source.citation}]({source.url})" if source.url else source.citation


def recalled_rules() -> list[str]:
    """Return the keys of all rules that are only recalled."""
    return [rule.id for rule in load_rules() if rule.provenance == "recalled"]
