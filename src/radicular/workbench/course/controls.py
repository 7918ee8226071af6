"""The fields of an entry as controls of a form, made from the tables that also read them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite

from radicular.errors import InputError
from radicular.pathway.episode import Answered
from radicular.pathway.fields import Fact, Field, Kind, load_facts
from radicular.pathway.gate_rules import load_gates
from radicular.pathway.review import EpisodeReview
from radicular.pathway.scores import load_instruments
from radicular.pathway.steps import load_procedures, load_steps, load_transitions
from radicular.tables import read_csv
from radicular.workbench.course.error_words import allowed_words

__all__ = ["Control", "Group", "control_of", "errors_of", "groups_of"]

Choices = tuple[tuple[str, str], ...]
Posted = Mapping[str, str]
Problems = Sequence[InputError]

ROWS = {"anticoagulants": 4, "steroids": 4, "relief": 6}
#: The parts of an entry of a list, each with its label and what kind of control takes it.
PARTS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "anticoagulants": (("drug", "Drug", "drug"), ("last_dose", "Last dose", "datetime-local")),
    "steroids": (
        ("date", "Day", "date"),
        ("drug", "Drug", "drug"),
        ("dose_mg", "Dose in mg", "number"),
    ),
    "relief": (("minutes", "Minutes after", "number"), ("pain", "Pain then, 0 to 10", "number")),
}
_LONG = ("report", "text", "findings_at_operation", "reason")
_WIDGETS = {
    "yes_no": "select",
    "choice": "select",
    "procedure": "select",
    "gate": "select",
    "step": "select",
    "number": "number",
    "integer": "number",
    "future_date": "date",
}


@dataclass(frozen=True, slots=True)
class Control:
    """A control of a form.

    Attributes:
        name: Under which it is sent.
        label: In words, with the unit.
        widget: ``text``, ``area``, ``select``, ``number``, ``date`` or ``datetime-local``.
        help: What else to know, or empty.
        required: Whether it must be given.
        value: What it shows.
        choices: Of a select, with their labels.
        lowest: Smallest number, or empty.
        highest: Largest number, or empty.
        errors: Why it was refused.
    """

    name: str
    label: str
    widget: str = "text"
    help: str = ""
    required: bool = False
    value: str = ""
    choices: Choices = ()
    lowest: str = ""
    highest: str = ""
    errors: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Key in the page."""
        return f"id_{self.name}"


@dataclass(frozen=True, slots=True)
class Group:
    """Controls that belong together.

    Attributes:
        title: In words; empty for the plain fields of an entry.
        note: What it is for, or empty.
        controls: In order.
        rows: The same for a list, an entry a row.
    """

    title: str
    note: str
    controls: tuple[Control, ...]
    rows: tuple[tuple[Control, ...], ...] = ()


@dataclass(frozen=True)
class _Form:
    """What is needed to make controls.

    Attributes:
        review: The problem the entry belongs to.
        posted: What was sent.
        problems: Why it was refused.
        examinations: Signed ones from which findings can be taken.
    """

    review: EpisodeReview
    posted: Posted
    problems: Problems
    examinations: Choices

    def groups(self, kind: Kind) -> Iterator[Group]:
        plain = [f for f in kind.fields.values() if f.type not in _GROUPED]
        if plain:
            yield Group("", "", tuple(self._control(field.name, field) for field in plain))
        for field in kind.fields.values():
            if field.type == "findings":
                yield self._findings(field)
            elif field.type == "scores":
                yield self._scores()
            elif field.type == "facts":
                yield from self._facts()
            elif field.type in PARTS:
                yield self._list(field.name, field, field.says)

    def _control(self, name: str, field: Field, *, label: str = "", told: str = "") -> Control:
        made = control_of(field, self.posted, self.problems, name=name, label=label, told=told)
        choices = self._choices(field)
        return replace(made, choices=choices) if choices else made

    def _choices(self, field: Field) -> Choices:
        if field.type == "procedure":
            return tuple(
                (one.id, one.name)
                for one in load_procedures().values()
                if self.review.context in one.contexts
            )
        if field.type == "step":
            return tuple((end, load_steps()[end].name) for end in self._ways_back())
        return ()

    def _ways_back(self) -> Iterator[str]:
        for way in load_transitions():
            if (way.start, way.kind) == (
                self.review.state,
                "return",
            ) and self.review.context in way.contexts:
                yield way.end

    def _findings(self, field: Field) -> Group:
        taken = Control(
            "examination",
            "From a signed examination",
            "select",
            "Its findings of this part of the work-up are taken over.",
            value=self.posted.get("examination", ""),
            choices=self.examinations,
            errors=errors_of("examination", self.problems),
        )
        typed = Control(
            "findings",
            "And, or instead, one a line",
            "area",
            "Finding, side, value, such as: ankle jerk, left, absent. What is not written stays "
            "unknown.",
            value=self.posted.get("findings", ""),
            errors=errors_of("findings", self.problems),
        )
        note = "" if field.required else "Optional."
        return Group("Findings", note, (taken, typed) if self.examinations else (typed,))

    def _scores(self) -> Group:
        controls = tuple(
            Control(
                name=f"scores.{item.id}",
                label=f"{item.name} ({item.lowest:g} to {item.highest:g})",
                widget="number",
                value=self.posted.get(f"scores.{item.id}", ""),
                lowest=f"{item.lowest:g}",
                highest=f"{item.highest:g}",
                errors=errors_of(f"scores.{item.id}", self.problems),
            )
            for item in load_instruments().values()
        )
        return Group("Scores", "Totals only; leave out what is unknown.", controls)

    def _facts(self) -> Iterator[Group]:
        """The questions of the gates before the plan first, then the others."""
        review = self.review
        before = [answer.gate.id for answer in review.gates.answers] if review.gates else []
        given = review.episode.facts_of_plan(review.problem.id)
        facts = load_facts().values()
        for gate in [g for g in load_gates().values() if g.id in before] or load_gates().values():
            yield from self._questions(gate.name, gate.why, facts, gate.id, given)
        yield from self._questions("Also", "asked by no gate", facts, "", given)

    def _questions(
        self,
        title: str,
        why: str,
        facts: Iterable[Fact],
        gate: str,
        given: Mapping[str, Answered],
    ) -> Iterator[Group]:
        asked = [fact for fact in facts if fact.gate == gate]
        plain = [fact for fact in asked if fact.field.type not in PARTS]
        if plain:
            controls = tuple(
                self._control(
                    f"facts.{fact.id}", fact.field, label=fact.question, told=_told(fact, given)
                )
                for fact in plain
            )
            yield Group(title, _sentence(why), controls)
        for fact in asked:
            if fact.field.type in PARTS:
                told = _told(fact, given)
                note = f"{fact.question}. {told}".strip()
                yield self._list(f"facts.{fact.id}", fact.field, note, none=True)

    def _list(self, name: str, field: Field, note: str, *, none: bool = False) -> Group:
        controls = (
            Control(
                f"{name}.none",
                _sentence(field.name.replace("_", " ")),
                "select",
                value=self.posted.get(f"{name}.none", ""),
                choices=(("none", "none"), ("listed", "as listed below")),
                errors=errors_of(name, self.problems),
            ),
        )
        rows = tuple(
            tuple(self._part(f"{name}.{row}", row, field.type, part) for part in PARTS[field.type])
            for row in range(1, ROWS[field.type] + 1)
        )
        title = _sentence(field.name.replace("_", " "))
        return Group(title, _sentence(note), controls if none else (), rows)

    def _part(self, place: str, row: int, type_: str, part: tuple[str, str, str]) -> Control:
        key, label, widget = part
        name = f"{place}.{key}"
        drugs = widget == "drug"
        rows = read_csv("radicular.pathway", f"tables/{type_}.csv") if drugs else ()
        drug_names = dict.fromkeys(item["drug"] for item in rows)
        return Control(
            name=name,
            label=f"{label}, {row}",
            widget="select" if drugs else widget,
            value=self.posted.get(name, ""),
            choices=tuple((drug, drug.replace("_", " ")) for drug in drug_names),
        )


_GROUPED = frozenset(("findings", "scores", "facts", *PARTS))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _words(field: Field) -> str:
    """Return the name of a field without its unit, which is told apart."""
    return _sentence(field.name.replace("_", " ").removesuffix(f" {field.unit.lower()}"))


def _told(fact: Fact, given: Mapping[str, Answered]) -> str:
    if fact.id not in given:
        return ""
    answered = given[fact.id]
    value = answered.value
    if isinstance(value, list):
        value = f"{len(value)} listed" if value else "none"
    return f"On record: {value} ({answered.event.by}, {answered.event.on})."


def errors_of(name: str, problems: Problems) -> tuple[str, ...]:
    """Return why a field was refused."""
    return tuple(
        f"{error.value}; possible: {allowed_words(error.allowed)}"
        for error in problems
        if error.field == name or error.field.startswith(f"{name}[")
    )


def control_of(  # noqa: PLR0913 - what is sent, and how the field is told
    field: Field,
    posted: Posted,
    problems: Problems = (),
    *,
    name: str = "",
    label: str = "",
    told: str = "",
) -> Control:
    """Return the control of a plain field.

    Args:
        field: Of an entry.
        posted: What was sent, or what the form begins with.
        problems: Why it was refused.
        name: Under which it is sent; that of the field where none is given.
        label: In place of its name.
        told: In place of what it is.
    """
    key, words = name or field.name, label or _words(field)
    choices = tuple((choice, choice.replace("_", " ")) for choice in field.allowed)
    if field.type == "yes_no":
        choices = (("yes", "yes"), ("no", "no"))
    if field.type == "gate":
        choices = tuple((gate.id, gate.name) for gate in load_gates().values())
    limits = {"lowest": field.lowest, "highest": field.highest}
    return Control(
        name=key,
        label=f"{words} ({field.unit})" if field.unit else words,
        widget=_WIDGETS.get(field.type, "area" if field.name in _LONG else "text"),
        help=told or ("" if label else _sentence(field.says)),
        required=field.required,
        value=posted.get(key, ""),
        choices=choices,
        errors=errors_of(key, problems),
        **{side: f"{value:g}" for side, value in limits.items() if isfinite(value)},
    )


def groups_of(
    kind: Kind,
    review: EpisodeReview,
    posted: Posted,
    problems: Problems = (),
    examinations: Choices = (),
) -> tuple[Group, ...]:
    """Return the controls of a kind of entry.

    Args:
        kind: Of the entry.
        review: Of the problem it belongs to.
        posted: What was sent, or what the form begins with.
        problems: Why it was refused.
        examinations: Signed ones, by key, from which findings can be taken.
    """
    return tuple(_Form(review, posted, problems, examinations).groups(kind))
