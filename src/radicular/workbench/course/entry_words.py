"""What an entry says, in a line, with the words of its form."""

from collections.abc import Iterator, Mapping
from typing import Any

from radicular.pathway.event import Event
from radicular.pathway.fields import Field, load_facts
from radicular.pathway.gate_rules import load_gates
from radicular.pathway.scores import load_instruments
from radicular.pathway.steps import load_procedures, load_steps

__all__ = ["entry_words"]


def entry_words(event: Event) -> str:
    """Return the fields of an entry in a line; keys stay out."""
    fields = event.of_kind.fields
    return "; ".join(
        f"{name.replace('_', ' ')}: {_value(fields[name], value)}"
        for name, value in event.data.items()
        if name != "id"
    )


def _value(field: Field, value: Any) -> str:
    if field.type == "scores":
        return ", ".join(f"{load_instruments()[key].name} {one}" for key, one in value.items())
    if field.type == "facts":
        return ", ".join(_facts(value))
    if isinstance(value, list):
        return " / ".join(_listed(item) for item in value) or "none"
    named: Mapping[str, Mapping[str, Any]] = {
        "procedure": load_procedures(),
        "gate": load_gates(),
        "step": load_steps(),
    }
    if field.type in named:
        return str(named[field.type][value].name)
    return str(value).replace("_", " ") if field.type == "choice" else str(value)


def _facts(answers: Mapping[str, Any]) -> Iterator[str]:
    for key, answer in answers.items():
        fact = load_facts()[key]
        yield f"{fact.question} {_value(fact.field, answer)}"


def _listed(item: Mapping[str, Any]) -> str:
    if "finding" in item:
        return " ".join(str(part) for part in item.values()).replace("_", " ")
    return ", ".join(f"{name} {part}" for name, part in item.items()).replace("_", " ")
