"""Reading the list of findings of a case file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from radicular.case.fields import FINDING_FIELDS, LEVEL_DOMAINS, SIDES, STAGES, TOLD_DOMAINS
from radicular.case.problems import NOTHING, Problems
from radicular.case.record import Observation
from radicular.errors import UnknownNameError
from radicular.findings.catalog import Finding, Named, load_catalog, read_level
from radicular.findings.names import load_name_words, plain_words
from radicular.findings.values import Grades, parse_value
from radicular.lesion import read_weeks

__all__ = ["read_observations"]

DURATION_NAMES = frozenset(("duration", "duration of symptoms", "symptom duration"))
SHORT_WEEKS, LONG_WEEKS = 6.0, 13.0
#: Entries that are remembered.
READ_ONCE = 4096


def read_observations(entries: object, problems: Problems) -> Iterator[Observation]:
    """Yield the observations of the list of findings, each once, noting what is wrong."""
    if not isinstance(entries, list):
        problems.add("findings", entries, "a list of findings, each with finding, side, value")
        return
    seen: dict[tuple[str, str, str, str], Record] = {}
    for number, entry in enumerate(entries, start=1):
        for record in read_entry(f"findings[{number}]", entry, problems):
            key = record.observation.key
            seen[key] = joined(seen[key], record, problems) if key in seen else record
    yield from (record.observation for record in seen.values())


@dataclass(frozen=True, slots=True)
class Record:
    """An observation with where and under which name it stands.

    Args:
        place: Where it stands (``findings[3]``).
        name: The words of its name, without side.
        polarity: What the name says itself.
        observation: What was observed.
    """

    place: str
    name: frozenset[str]
    polarity: str
    observation: Observation

    @property
    def value(self) -> Grades:
        """The recorded value."""
        return self.observation.value


def read_entry(place: str, entry: object, problems: Problems) -> Iterable[Record]:
    """Return what an entry records, for "both" one of each side; a sound one is read only once."""
    if isinstance(entry, Mapping) and all(isinstance(text, str) for text in entry.values()):
        records = sound(tuple(entry.items()))
        if records:
            return (replace(record, place=place) for record in records)
    return EntryReader(place, entry, problems).read()


@lru_cache(maxsize=READ_ONCE)
def sound(entry: tuple[tuple[str, str], ...]) -> tuple[Record, ...]:
    """Return what an entry of words records, nothing if anything is wrong with it."""
    problems = Problems()
    records = tuple(EntryReader("", dict(entry), problems).read())
    return () if problems.found else records


def joined(first: Record, second: Record, problems: Problems) -> Record:
    """Return the one of two records of the same finding and side that counts."""
    if first.value.missing or second.value.missing:
        return min(first, second, key=lambda record: (record.value.missing, record.value.judged))
    if not contradict(first.value, second.value):
        return replace(first, observation=explained(first.observation, second.observation))
    if parts_of_one(first, second):
        normal = load_catalog()[first.observation.finding].scale.normal
        return second if first.value.grades <= normal else first
    observation = second.observation
    problems.add(
        f"{second.place}.value",
        observation.value.text,
        f"only {first.value.text!r}, which {first.place} records for the same"
        f" finding and side ({observation.finding}, {observation.side})",
    )
    return first


def explained(first: Observation, second: Observation) -> Observation:
    """Return the first of two records of one value, unrelated if either is said to be."""
    return replace(first, unrelated=first.unrelated or second.unrelated)


def parts_of_one(first: Record, second: Record) -> bool:
    """Return whether two names mean parts of a finding that is present if any part is.

    A name that says that something works is no part but the contrary.
    """
    return (
        first.value.scale == "presence"
        and first.name != second.name
        and (first.polarity == "function") == (second.polarity == "function")
    )


def contradict(first: Grades, second: Grades) -> bool:
    """Return whether two values of the same finding differ."""
    numbers = {value.number for value in (first, second)} - {None}
    return first.grades != second.grades or len(numbers) > 1


def spelled_out(fields: Mapping[str, object]) -> Mapping[str, object]:
    """Return an entry such as "onset: sudden" as "sudden onset: yes", any other unchanged."""
    name, value = fields.get("finding"), fields.get("value")
    if not isinstance(name, str) or not isinstance(value, str):
        return fields
    if load_name_words().read(name).words not in load_name_words().alone:
        return fields
    weeks = read_weeks(value)
    if weeks is not None and name.strip().lower() in DURATION_NAMES:
        return {**fields, **duration_fields(weeks)}
    catalog, whole = load_catalog(), f"{value} {name}"
    bearers = catalog.written_names.get(" ".join(plain_words(whole)), {})
    if not any(catalog[bearer].domain in TOLD_DOMAINS for bearer in bearers):
        return fields
    return {**fields, "finding": whole, "value": "yes"}


def duration_fields(weeks: float) -> Mapping[str, object]:
    """Return finding and value that a stated duration means."""
    if weeks > LONG_WEEKS:
        return {"finding": "duration_over_three_months", "value": "yes"}
    return {
        "finding": "duration_under_six_weeks",
        "value": "yes" if weeks < SHORT_WEEKS else "no",
    }


def needs_side(finding: Finding, value: Grades | None) -> bool:
    """Return whether a value of everything not named says nothing without its side."""
    return finding.of_the_rest and value is not None and value.grades <= finding.scale.abnormal


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

    def read(self) -> Iterator[Record]:
        """Yield the observation of the entry, for "both" one for each side."""
        known = len(self.problems.found)
        fields = spelled_out(self.problems.fields(self.place, self.entry, FINDING_FIELDS))
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
        sides = self.sides(fields, named, value)
        modality = self.modality(fields, named, value)
        stage = self.problems.choice(
            f"{self.place}.stage", fields.get("stage"), {s: s for s in STAGES}, finding.stage
        )
        unrelated = self.problems.flag(f"{self.place}.unrelated", fields.get("unrelated"))
        note = self.problems.text(f"{self.place}.note", fields.get("note"))
        if value is None or len(self.problems.found) > known:
            return
        name = load_name_words().spoken(str(fields["finding"]))
        for side in sides:
            observation = Observation(
                finding.id, side, value, modality, level, stage, note, unrelated
            )
            yield Record(self.place, name, named.polarity, observation)

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

    def sides(
        self, fields: Mapping[str, object], named: Named, value: Grades | None
    ) -> tuple[str, ...]:
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
        if needs_side(finding, value) and not (given or named.side):
            side = ""
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
