"""The rules of the gates, and what a site changes in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Self

from radicular.case.problems import Problems, told_together
from radicular.case.text import parse_text, read_file
from radicular.errors import InputError
from radicular.tables import read_csv

__all__ = [
    "Gate",
    "GateRule",
    "Hold",
    "LocalLimit",
    "Policy",
    "load_gates",
    "load_holds",
    "load_rules",
    "rules_version",
]

VERSION = 1
_HOLD = "hold "


@dataclass(frozen=True, slots=True)
class Gate:
    """Something that is checked before a step that concerns a level.

    Attributes:
        id: Key.
        name: In words.
        why: Why it is asked.
    """

    id: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class GateRule:
    """One rule of a gate.

    Attributes:
        gate: Gate.
        id: Key.
        tags: What a procedure or patient must be for it to hold.
        value: Fact, or value computed from the episode.
        compare: ``is``, ``not``, ``one_of``, ``at_least``, ``at_most`` or ``above``.
        limit: What it is held against; empty where each site sets its own.
        unit: Of the limit.
        otherwise: ``fail`` or ``unknown`` if the comparison does not hold.
        says: In words.
        since: Version of the rules in which it was last changed.
        provenance: ``found``, ``recalled``, ``derived`` or ``assumed``.
        source_key: Key in the bibliography.
        note: Anything else.
    """

    gate: str
    id: str
    tags: tuple[str, ...]
    value: str
    compare: str
    limit: str
    unit: str
    otherwise: str
    says: str
    since: str
    provenance: str
    source_key: str
    note: str

    @property
    def verify_locally(self) -> bool:
        """Whether it is only recalled or assumed, so that a site has to look it up."""
        return self.provenance in ("recalled", "assumed")


@dataclass(frozen=True, slots=True)
class Hold:
    """How long a drug against clotting is paused.

    Attributes:
        drug: Key.
        hours: Shortest pause; None where it is a shared decision.
        hours_upper: Longest pause named; the shortest where only one is.
        provenance: How the row came about.
        note: In words.
    """

    drug: str
    hours: float | None
    hours_upper: float | None
    provenance: str
    note: str


@dataclass(frozen=True, slots=True)
class LocalLimit:
    """A limit that a site sets.

    Attributes:
        limit: In place of that of the table.
        by: Who set it.
        reason: Why.
    """

    limit: str
    by: str
    reason: str


@dataclass(frozen=True)
class Policy:
    """What a site changes in the rules.

    Attributes:
        site: Its name.
        version: Of its policy.
        limits: Key of a rule, or ``hold DRUG``, to its limit.
    """

    site: str = ""
    version: str = ""
    limits: Mapping[str, LocalLimit] = field(default_factory=dict)

    @classmethod
    def from_file(cls, path: str | Path) -> Self:
        """Return the policy of a YAML file.

        Args:
            path: Where it lies.

        Raises:
            CaseFileError: If anything in it is wrong; all problems together, one a line.
        """
        with told_together():
            return cls.from_dict(parse_text(read_file(Path(path)), str(path)))

    @classmethod
    def from_dict(cls, data: object) -> Self:
        """Return the policy of plain data.

        Args:
            data: With ``radicular_policy: 1``, ``site``, ``version`` and ``rules``.

        Raises:
            CaseFileError: If anything in it is wrong; all problems together, one a line.

        Example:
            >>> policy = Policy.from_dict(
            ...     {
            ...         "radicular_policy": 1,
            ...         "site": "City hospital",
            ...         "version": "2026-02",
            ...         "rules": {"inr": {"limit": 1.4, "by": "Dr. B", "reason": "agreed here"}},
            ...     }
            ... )
            >>> policy.limits["inr"].limit
            '1.4'
        """
        problems = Problems()
        fields = problems.fields("case", data, ("radicular_policy", "site", "version", "rules"))
        if fields.get("radicular_policy") != VERSION:
            problems.add("radicular_policy", fields.get("radicular_policy"), f"{VERSION}")
        for name in ("site", "version"):
            if not fields.get(name):
                problems.add(name, "nothing", "a text: whose policy, and which version of it")
        known = [*(rule.id for rule in load_rules()), *(_HOLD + drug for drug in _drugs())]
        rules = problems.fields("rules", fields.get("rules", {}), known)
        limits = {name: _local(f"rules.{name}", given, problems) for name, given in rules.items()}
        for name, local in limits.items():
            if name.startswith(_HOLD) or _numeric(name):
                problems.read(f"rules.{name}.limit", partial(_number, local.limit), 0.0)
        problems.raise_if_any()
        return cls(
            problems.text("site", fields.get("site")),
            problems.text("version", fields.get("version")),
            limits,
        )

    def limit(self, rule: GateRule) -> tuple[str, LocalLimit | None]:
        """Return the limit that holds here, and the local one if there is one."""
        local = self.limits.get(rule.id)
        return (local.limit if local else rule.limit), local

    def hold(self, drug: str) -> LocalLimit | None:
        """Return the pause of a drug that is set here; None if the table holds."""
        return self.limits.get(_HOLD + drug)


def _local(place: str, given: object, problems: Problems) -> LocalLimit:
    fields = problems.fields(place, given, ("limit", "by", "reason"))
    for name in ("limit", "by", "reason"):
        if fields.get(name) in (None, ""):
            problems.add(f"{place}.{name}", "nothing", "a limit, the person who set it, and why")
    texts = (
        problems.text(f"{place}.{name}", fields.get(name)) for name in ("limit", "by", "reason")
    )
    return LocalLimit(*texts)


def _numeric(rule_id: str) -> bool:
    rule = next(rule for rule in load_rules() if rule.id == rule_id)
    return rule.compare in ("at_least", "at_most", "above")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError("limit", text, "a number") from None


@cache
def _drugs() -> tuple[str, ...]:
    rows = read_csv("radicular.pathway", "tables/anticoagulants.csv")
    return tuple(dict.fromkeys(row["drug"] for row in rows))


@cache
def load_gates() -> Mapping[str, Gate]:
    """Return all gates by key, in the order in which they are asked."""
    rows = read_csv("radicular.pathway", "tables/gates.csv")
    return {row["gate"]: Gate(row["gate"], row["name"], row["why"]) for row in rows}


@cache
def load_rules() -> tuple[GateRule, ...]:
    """Return all rules.

    Example:
        >>> [rule.limit for rule in load_rules() if rule.id == "sessions"]
        ['4']
    """
    return tuple(
        GateRule(
            gate=row["gate"],
            id=row["rule"],
            tags=tuple(row["tags"].split()),
            value=row["value"],
            compare=row["compare"],
            limit=row["limit"],
            unit=row["unit"],
            otherwise=row["otherwise"],
            says=row["says"],
            since=row["since"],
            provenance=row["provenance"],
            source_key=row["source_key"],
            note=row["note"],
        )
        for row in read_csv("radicular.pathway", "tables/gate_rules.csv")
    )


@cache
def rules_version() -> str:
    """Return the version of the rules: that of the rule that was changed last."""
    return max(rule.since for rule in load_rules())


@cache
def load_holds(*, renal_impairment: bool = False) -> Mapping[str, Hold]:
    """Return how long each drug is paused.

    Args:
        renal_impairment: Whether the kidneys are impaired.

    Source:
        Narouze 2018 (ASRA and ESRA), recalled: verify locally.

    Example:
        >>> load_holds()["dabigatran"].hours, load_holds(renal_impairment=True)["dabigatran"].hours
        (96.0, 120.0)
    """
    holds = {}
    for row in read_csv("radicular.pathway", "tables/anticoagulants.csv"):
        if row["condition"] and not renal_impairment:
            continue
        hours = float(row["hold_hours"]) if row["hold_hours"] else None
        upper = float(row["hold_hours_upper"]) if row["hold_hours_upper"] else hours
        holds[row["drug"]] = Hold(row["drug"], hours, upper, row["provenance"], row["note"])
    return holds
