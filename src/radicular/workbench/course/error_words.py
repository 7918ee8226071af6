"""Why an entry was refused, in the words of the pages."""

import re
from collections.abc import Iterable

from radicular.errors import InputError
from radicular.pathway.fields import load_facts, load_kinds
from radicular.pathway.gate_rules import load_gates
from radicular.pathway.scores import load_instruments
from radicular.workbench.course.adding import title_of

__all__ = ["allowed_words", "error_words"]

#: How a gate is answered on a terminal.
COMMAND = re.compile(r"; add it with: facts \w+=…")
#: An entry of a list.
ROW = re.compile(r"\[(\d+)\]")
KEY = re.compile(r"(?<=[a-z0-9])_(?=[a-z0-9])")


def allowed_words(allowed: str) -> str:
    """Return what may stand somewhere, without keys and commands.

    Example:
        >>> allowed_words("after planning: immediate_checks, closed")
        'after planning: immediate checks, closed'
    """
    return KEY.sub(" ", COMMAND.sub("", allowed))


def error_words(errors: Iterable[InputError]) -> tuple[InputError, ...]:
    """Return errors with their fields by name, as the form has them."""
    return tuple(
        InputError(_field(error.field), _value(error), allowed_words(error.allowed))
        for error in errors
    )


def _field(field: str) -> str:
    group, _, key = field.partition(".")
    if group == "scores" and key in load_instruments():
        return load_instruments()[key].name
    if group == "facts" and key in load_facts():
        return load_facts()[key].question
    start, _, gate = field.partition(" ")
    if start == "gate" and gate in load_gates():
        return f"Gate: {load_gates()[gate].name}"
    if field == "kind":
        return "Entry"
    words = ROW.sub(r" \1", KEY.sub(" ", field)).replace(".", ", ")
    return f"{words[:1].upper()}{words[1:]}"


def _value(error: InputError) -> object:
    """The title of an entry that does not fit; what a person typed stays as it is."""
    if error.field == "kind" and error.value in load_kinds():
        return title_of(load_kinds()[str(error.value)])
    return error.value
