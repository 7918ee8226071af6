"""``radicular episode kinds`` and ``rules``: what can be added, and what the gates ask."""

from typing import Any

import click

from radicular.cli.examples import examples
from radicular.cli.output import echo_json

__all__ = ["kinds", "rules"]


@click.command(epilog=examples("radicular episode kinds", "radicular episode kinds --json"))
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
def kinds(as_json: bool) -> None:
    """List what can be added to an episode, with its fields."""
    from radicular.pathway.fields import load_facts, load_kinds

    if as_json:
        echo_json({kind.id: _plain(kind) for kind in load_kinds().values()})
        return
    for kind in load_kinds().values():
        click.echo(f"{kind.id}: {kind.says}")
        for field in kind.fields.values():
            needed = "" if field.required else ", optional"
            click.echo(f"   {field.name}: {field.says}{_choices(field.allowed)}{needed}")
    click.echo("Names and questions of the facts:")
    for fact in load_facts().values():
        click.echo(f"   {fact.id}: {fact.question}{_choices(fact.field.allowed)}")


def _choices(allowed: tuple[str, ...]) -> str:
    return f" ({', '.join(allowed)})" if allowed else ""


def _plain(kind: Any) -> dict[str, Any]:
    fields = {
        field.name: {
            "type": field.type,
            "required": field.required,
            "allowed": list(field.allowed),
            "says": field.says,
        }
        for field in kind.fields.values()
    }
    return {"step": kind.step, "says": kind.says, "fields": fields}


@click.command(epilog=examples("radicular episode rules", "radicular episode rules --json"))
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
def rules(as_json: bool) -> None:
    """List the rules of the gates with limit, source and how it is known.

    Rules that are recalled or assumed have to be verified locally; a policy file sets the limits
    of a site.
    """
    from radicular.pathway.gate_rules import load_gates, load_rules, rules_version
    from radicular.pathway.gates import limit_words

    if as_json:
        told = [
            {name: getattr(rule, name) for name in rule.__slots__}
            | {"verify_locally": rule.verify_locally}
            for rule in load_rules()
        ]
        echo_json({"version": rules_version(), "rules": told})
        return
    for gate in load_gates().values():
        click.echo(f"{gate.name}: {gate.why}")
        for rule in load_rules():
            if rule.gate == gate.id:
                source = f", {rule.source_key}" if rule.source_key else ""
                verify = "; verify locally" if rule.verify_locally else ""
                limit = limit_words(rule, rule.limit)
                click.echo(
                    f"   {rule.id}: {rule.says}: {limit} [{rule.provenance}{source}{verify}]"
                )
