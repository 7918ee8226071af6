"""Reading the list of findings of a case file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from radicular.case.fields import FINDING_FIELDS, LEVEL_DOMAINS, SIDES, STAGES
from radicular.case.problems import NOTHING, Problems
from radicular.case.record import Observation
from radicular.errors import UnknownNameError
from radicular.findings.catalog import Finding, Named, load_catalog, read_level
from radicular.findings.names import load_name_words
from radicular.findings.values import Grades, parse_value

__all__ = ["read_observations"]


def read_observations(entries: object, problems: Problems) -> Iterator[Observation]:
    """Yield the observations of the list of findings, each once, noting what is wrong."""
    if not isinstance(entries, list):
        problems.add("findings", entries, "a list of findings, each with finding, side, value")
        return
    seen: dict[tuple[str, str, str, str], tuple[str, Observation]] = {}
    for number, entry in enumerate(entries, start=1):
        place = f"findings[{number}]"
        for observation in EntryReader(place, entry, problems).read():
            first_place, first = seen.setdefault(observation.key, (place, observation))
            if first is observation or first.value.missing or observation.value.missing:
                seen[observation.key] = (
                    (place, observation) if first.value.missing else (first_place, first)
                )
            elif contradict(first.value, observation.value):
                problems.add(
                    f"{place}.value",
                    observation.value.text,
                    f"only {first.value.text!r}, which {first_place} records for the same"
                    f" finding and side ({observation.finding}, {observation.side})",
                )
    yield from (observation for _, observation in seen.values())


def contradict(first: Grades, second: Grades) -> bool:
    """Return whether two values of the same finding differ."""
    numbers = {value.number for value in (first, second)} - {None}
    return first.grades != second.grades or len(numbers) > 1


@dataclass(frozen=True, slots=True)
class EntryReader:
    """Reads one entry of the list of findings.

    Args:
        place: Where it stands (``findings[3]``).
        entry: The entry.
        problems: Where to note what is wrong.
    """

    place: str
    entry: object
    problems: Problems

    def read(self) -> Iterator[Observation]:
        """Yield the observation of the entry, for "both" one for each side."""
        known = len(self.problems.found)
        fields = self.problems.fields(self.place, self.entry, FINDING_FIELDS)
        named = self.named(fields)
        if named is None:
            return
        level = self.level(fields, named.finding)
        finding = load_catalog().at_level(named.finding, level)
        value = self.problems.read(
            f"{self.place}.value",
            lambda: parse_value(finding, fields.get("value", NOTHING), polarity=named.polarity),
            None,
        )
        sides = self.sides(fields, named)
        modality = self.modality(fields, named, value)
        stage = self.problems.choice(
            f"{self.place}.stage", fields.get("stage"), {s: s for s in STAGES}, finding.stage
        )
        note = self.problems.text(f"{self.place}.note", fields.get("note"))
        if value is None or len(self.problems.found) > known:
            return
        for side in sides:
            yield Observation(finding.id, side, value, modality, level, stage, note)

    def named(self, fields: Mapping[str, object]) -> Named | None:
        """Return the finding the entry names."""
        name = fields.get("finding", NOTHING)
        place = f"{self.place}.finding"
        if not isinstance(name, str):
            if isinstance(self.entry, Mapping):
                self.problems.add(place, name, "the name of a finding")
            return None
        try:
            return load_catalog().read_name(name)
        except UnknownNameError as error:
            listed = ", ".join(repr(near) for near in error.suggestions)
            nearest = f"; nearest: {listed}" if listed else ""
            self.problems.add(place, name, f"a finding of the catalog{nearest}")
            return None

    def level(self, fields: Mapping[str, object], finding: Finding) -> str:
        """Return the level of the entry, or that of its finding."""
        fixed = finding.attributes.get("level", "")
        given = fields.get("level")
        place = f"{self.place}.level"
        if given is None:
            return fixed
        if finding.domain not in LEVEL_DOMAINS:
            self.problems.add(place, given, f"no level: {finding.id} has none")
            return ""
        level = self.problems.read(place, lambda: read_level(str(given)), "")
        if fixed and level not in ("", fixed):
            self.problems.add(place, given, f"{fixed}, as in the name, or none")
        return level

    def sides(self, fields: Mapping[str, object], named: Named) -> tuple[str, ...]:
        """Return the sides the entry is about."""
        finding, place = named.finding, f"{self.place}.side"
        given = self.problems.choice(place, fields.get("side"), SIDES, "")
        if given and named.side and given != named.side:
            self.problems.add(place, given, f"{named.side}, as in the name, or none")
        side = given or named.side or finding.default_side
        if not finding.sided:
            if side in ("left", "right"):
                self.problems.add(place, side, f"no side: {finding.id} is recorded once")
            return ("midline",)
        if side == "midline" and finding.default_side:
            side = finding.default_side
        if not side or side == "midline":
            self.problems.add(
                place,
                side or NOTHING,
                f"left, right, both or unknown: {finding.id} is recorded for each side",
            )
        return ("left", "right") if side == "both" else (side,)

    def modality(self, fields: Mapping[str, object], named: Named, value: Grades | None) -> str:
        """Return how sensation was tested."""
        place = f"{self.place}.modality"
        words = load_name_words().modalities
        given = self.problems.choice(place, fields.get("modality"), words, "")
        if given and named.finding.domain != "sensation":
            self.problems.add(place, given, f"none: {named.finding.id} is not examined sensation")
        if named.finding.domain != "sensation":
            return ""
        told = {given, named.modality, value.modality if value else ""} - {""}
        if len(told) > 1:
            self.problems.add(place, " and ".join(sorted(told)), "one modality an entry")
        return min(told, default="")
