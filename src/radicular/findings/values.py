"""Reading recorded values as people write them: ``4-/5``, ``reduced pinprick``, ``40 degrees``."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial, reduce

from radicular.errors import CaseError
from radicular.findings.catalog import Finding
from radicular.findings.names import load_name_words
from radicular.findings.scales import Notation, Scale
from radicular.tables import read_csv

__all__ = ["Grades", "grades_of", "parse_value"]

# The table marks "every grade" and "every grade not found in health" by these two signs.
EVERY, ABNORMAL, HEALTHY = "*", "!normal", "normal"
NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)(?:\s*-\s*\d+(?:\.\d+)?)?\s*([a-z%][a-z/%]*)?")
LIMIT = re.compile(
    r"\(\s*(?:normal|limit|uln|lln|upper|lower|reference|ref|nl)[^\d()]*(\d+(?:\.\d+)?)[^()\d]*\)"
    r"|[,;\s]\s*(?:limit|uln|lln|reference)[^\d()]*(\d+(?:\.\d+)?)[^()\d]*$"
)
BARE_ANGLE = re.compile(r"^(?P<word>[a-z ]+?)\s+(?:at|to|from|beyond|until)\s+(?P<number>\d+)$")
SHARE = re.compile(r"^(?P<grade>.+?)\s*(?:/|\bout of\b)\s*(?P<whole>\d)(?P<step>[+-]?)$")
SPAN = re.compile(r"^(\S+?)\s*(?:-|\bto\b)\s*(\S+)$")
COMPARISON = re.compile(
    r"^(<=|>=|<|>|less than|below|under|more than|above|over|at least|at most)\s*(\S+)$"
)
NEGATION = re.compile(r"^(?:no|not|without)\s+(.+)$")
EITHER = re.compile(r"\s*(?:/|\bor\b|\bto\b|;)\s*")
JOINED = re.compile(r"\s*(?:,|[()]|\band\b|\bwith\b|&|\bplus\b)\s*")
DIFFERENCE = "side difference"
BELOW = frozenset({"<", "less than", "below", "under"})
AT_MOST = frozenset({"<=", "at most"})
ABOVE = frozenset({">", "more than", "above", "over"})


@dataclass(frozen=True, slots=True)
class Grades:
    """A recorded value: the grades it can mean, and the number behind it if one was given.

    Args:
        scale: Name of the scale.
        grades: The grades; all of them if the value is unknown.
        text: The value as written; two texts of one meaning are equal values.
        missing: Whether the value is unknown, so that it tells nothing.
        number: The number in the value, in ``unit``.
        unit: Unit of the number.
        modality: The way sensation was tested, if the value says so.
    """

    scale: str
    grades: frozenset[str]
    text: str = field(compare=False)
    missing: bool = False
    number: float | None = None
    unit: str = ""
    modality: str = ""


def grades_of(scale: Scale, *grades: str) -> Grades:
    """Return the value that means any of some grades.

    Args:
        scale: The scale.
        grades: Grades of that scale.

    Raises:
        CaseError: If a grade is not on the scale.

    Example:
        >>> from radicular.findings.scales import load_scales
        >>> grades_of(load_scales()["reflex"], "reduced", "absent").text
        'reduced or absent'
    """
    for grade in grades:
        if grade not in scale.grades:
            raise CaseError("value", grade, ", ".join(scale.grades))
    chosen = frozenset(grades)
    if len(chosen) == len(scale.grades):
        return Grades(scale.name, chosen, "unknown", missing=True)
    joined = " or ".join(grade for grade in scale.grades if grade in chosen)
    if len(chosen) < 2:  # noqa: PLR2004 - one grade is its own word
        return Grades(scale.name, chosen, joined)
    known = load_value_words()[scale.name].items()
    word = next((text for text, meaning in known if frozenset(meaning) == chosen), joined)
    return Grades(scale.name, chosen, word)


def parse_value(finding: Finding, value: object, *, polarity: str = "") -> Grades:
    """Return the grades that a recorded value means.

    Args:
        finding: What was observed.
        value: Words, a number or yes and no, as the person wrote it.
        polarity: What the written name of the finding says itself: ``deficit`` (weakness),
            ``function`` (bladder control) or nothing.

    Raises:
        CaseError: If the value cannot be read or is impossible on the scale.

    Example:
        >>> from radicular.findings.catalog import load_catalog
        >>> catalog = load_catalog()
        >>> sorted(parse_value(catalog["strength_ankle_dorsiflexion"], "4-/5").grades)
        ['4-']
        >>> slr = parse_value(catalog["slr"], "positive at 40 degrees")
        >>> sorted(slr.grades), slr.number, slr.unit
        (['positive'], 40.0, 'deg')
    """
    text = written_text(finding, value)
    reader = Reader(finding, polarity)
    key = value_key(text)
    try:
        read = reader.read(key)
    except CaseError as error:
        raise CaseError("value", value, error.allowed) from None
    modality: str | None = ""
    if read is None and finding.scale.name == "sensation":
        modality, rest = split_modality(key)
        read = reader.read(rest) if modality is not None else None
    if read is None:
        raise CaseError("value", value, allowed_values(finding.scale))
    return replace(read, text=text, modality=modality or "")


def written_text(finding: Finding, value: object) -> str:
    """Return a value as text."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise CaseError("value", value, allowed_values(finding.scale))


def allowed_values(scale: Scale) -> str:
    """Return in words what may be written on a scale."""
    notation = scale.notation
    numbers = f"; numbers from {notation.lowest:g} to {notation.highest:g} {notation.unit}"
    return (
        f"{', '.join(scale.grades)} or unknown, written for example as {notation.examples}"
        f"{numbers.rstrip() if notation.highest < float('inf') else ''}"
    )


def value_key(text: str) -> str:
    """Return a value in the spelling of the word table.

    Example:
        >>> value_key("Positive at 40\N{DEGREE SIGN}.")
        'positive at 40 deg'
    """
    folded = unicodedata.normalize("NFKC", text).lower().replace("\N{DEGREE SIGN}", " deg")
    signs = (
        "-" if unicodedata.category(sign) == "Pd" or sign == "\N{MINUS SIGN}" else sign
        for sign in folded.replace("\N{GREEK SMALL LETTER MU}", "u")
    )
    plain = "".join(signs).replace("\N{LESS-THAN OR EQUAL TO}", "<=")
    plain = plain.replace("\N{GREATER-THAN OR EQUAL TO}", ">=").replace("_", " ")
    return " ".join(plain.split()).strip(" .!'\"")


def split_modality(key: str) -> tuple[str | None, str]:
    """Return the way of testing in a value and the value without it.

    Returns:
        The modality, empty if several are named and None if none is; the rest of the value.

    Example:
        >>> split_modality("reduced light touch")
        ('touch', 'reduced')
    """
    modalities = load_name_words().modalities
    found: set[str] = set()
    rest = key
    for phrase in sorted(modalities, key=len, reverse=True):
        shorter = re.sub(rf"\b{phrase}\b", " ", rest)
        if shorter != rest:
            found.add(modalities[phrase])
            rest = shorter
    words = [word for word in rest.split() if word not in ("and", "to", ",")]
    return (found.pop() if len(found) == 1 else "" if found else None), " ".join(words)


@cache
def load_value_words() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the words of values: scale to words to grades."""
    words: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in read_csv("radicular.findings", "tables/value_words.csv"):
        key = value_key(row["words"]) or row["words"]
        words.setdefault(row["scale"], {})[key] = tuple(row["grades"].split(";"))
    return words


@cache
def load_fillers() -> frozenset[str]:
    """Return the words of values that change nothing."""
    return frozenset(
        row["word"] for row in read_csv("radicular.findings", "tables/value_fillers.csv")
    )


@cache
def load_units() -> Mapping[str, str]:
    """Return every written form of a unit and the unit it stands for."""
    return {
        row["written"]: row["unit"] for row in read_csv("radicular.findings", "tables/units.csv")
    }


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the values of one finding.

    Args:
        finding: What was observed.
        polarity: What its written name says itself.
    """

    finding: Finding
    polarity: str

    @property
    def scale(self) -> Scale:
        """The scale of the finding."""
        return self.finding.scale

    @property
    def notation(self) -> Notation:
        """How values of that scale are written."""
        return self.scale.notation

    def read(self, key: str) -> Grades | None:
        """Return what a value means, None if it cannot be read."""
        grades = self.grades(key)
        if grades is not None:
            return Grades(
                self.scale.name, grades, key, missing=grades == frozenset(self.scale.grades)
            )
        return self.measured(key)

    def grades(self, key: str) -> frozenset[str] | None:
        """Return the grades of a value in words, None if it cannot be read."""
        ways: tuple[Callable[[str], frozenset[str] | None], ...] = (
            self.known,
            self.share,
            self.comparison,
            self.span,
            self.negated,
            partial(self.several, EITHER, frozenset.union),
            partial(self.several, JOINED, self.together),
            self.without_fillers,
        )
        return next((found for way in ways if (found := way(key)) is not None), None)

    def known(self, key: str) -> frozenset[str] | None:
        """Return the grades of words that stand in the table."""
        tables = load_value_words()
        places = [self.scale.name, EVERY]
        if self.polarity:
            places = [f"{self.scale.name}/{self.polarity}", f"*/{self.polarity}", *places]
        meaning = next(
            (tables[place][key] for place in places if key in tables.get(place, {})), None
        )
        if meaning is None:
            return None
        if meaning == (EVERY,):
            return frozenset(self.scale.grades)
        if meaning == (ABNORMAL,):
            return self.scale.abnormal
        if meaning == (HEALTHY,) and HEALTHY not in self.scale.grades:
            return self.scale.normal
        return frozenset(meaning)

    def share(self, key: str) -> frozenset[str] | None:
        """Return the grades of ``4-/5`` or ``2+/4``."""
        match = SHARE.match(key)
        if match is None or self.notation.out_of != int(match["whole"]):
            return None
        grade = f"{match['grade']}{match['step']}"
        return self.known(grade) or self.comparison(grade) or self.span(grade)

    def comparison(self, key: str) -> frozenset[str] | None:
        """Return the grades of ``<4`` or ``at least 3``."""
        match = COMPARISON.match(key)
        edge = self.known(match[2].partition("/")[0]) if match else None
        if match is None or edge is None or not match[2][:1].isdigit():
            return None
        ordered = self.graded()
        places = [place for place, grade in enumerate(ordered) if grade in edge]
        if not places:
            return None
        lower, upper = places[0], places[-1]
        if match[1] in BELOW | AT_MOST:
            return frozenset(ordered[: lower if match[1] in BELOW else upper + 1]) or None
        return frozenset(ordered[upper + 1 if match[1] in ABOVE else lower :]) or None

    def span(self, key: str) -> frozenset[str] | None:
        """Return the grades of ``2-3`` or ``3 to 4-``."""
        match = SPAN.match(key)
        if match is None or not (match[1][:1].isdigit() and match[2][:1].isdigit()):
            return None
        first, last = self.known(match[1]), self.known(match[2].partition("/")[0])
        ordered = self.graded()
        if not first or not last or not first | last <= frozenset(ordered):
            return None
        places = [place for place, grade in enumerate(ordered) if grade in first | last]
        return frozenset(ordered[places[0] : places[-1] + 1])

    def negated(self, key: str) -> frozenset[str] | None:
        """Return the healthy grades for "no" before words that mean only other ones."""
        match = NEGATION.match(key)
        denied = self.known(match[1]) if match else None
        return self.scale.normal if denied and denied <= self.scale.abnormal else None

    def several(
        self,
        between: re.Pattern[str],
        join: Callable[[frozenset[str], frozenset[str]], frozenset[str]],
        key: str,
    ) -> frozenset[str] | None:
        """Return the grades of several values with words between them."""
        written = [part for part in between.split(key) if part]
        parts = [part for part in written if part not in load_fillers()]
        if len(written) < 2 or not parts:  # noqa: PLR2004 - one part is not several
            return None
        read = [self.known(part) or self.share(part) or self.negated(part) for part in parts]
        known = [grades for grades in read if grades]
        return reduce(join, known) if len(known) == len(parts) else None

    def together(self, first: frozenset[str], second: frozenset[str]) -> frozenset[str]:
        """Return the grades of two values that hold at once."""
        if self.notation.worst_counts:
            joined = first | second
            return frozenset([max(joined, key=self.scale.grades.index)])
        return first & second or first | second

    def without_fillers(self, key: str) -> frozenset[str] | None:
        """Return the grades of a value without the words that change nothing."""
        words = key.replace(",", " , ").split()
        rest = " ".join(word for word in words if word not in load_fillers()).strip(" ,")
        return self.grades(rest) if rest and rest != key else None

    def graded(self) -> tuple[str, ...]:
        """Return the grades that stand in order, best last."""
        return (
            tuple(grade for grade in self.scale.grades if grade[:1].isdigit()) or self.scale.grades
        )

    def measured(self, key: str) -> Grades | None:
        """Return the meaning of a number with its unit.

        Raises:
            CaseError: If the number is impossible or says nothing without a limit.
        """
        if not self.notation.unit:
            return None
        limit = LIMIT.search(key)
        body = key[: limit.start()] if limit else key
        number, words = self.number(body.strip())
        if number is None:
            return None
        if not self.notation.lowest <= number <= self.notation.highest:
            raise CaseError("value", key, allowed_values(self.scale))
        measure = DIFFERENCE if "difference" in words else ""
        meant = (
            self.beside_limit(number, float(limit[1] or limit[2]))
            if limit
            else self.by_table(number, measure)
        )
        said = self.grades(words.replace(DIFFERENCE, "").replace("difference", "").strip())
        if words.replace(DIFFERENCE, "").strip() and said is None and not measure:
            return None
        grades = (said & meant or said) if said and meant else said or meant
        if grades is None:
            raise CaseError(
                "value",
                key,
                f"a number beside its limit, or words: {allowed_values(self.scale)}",
            )
        return Grades(self.scale.name, grades, key, number=number, unit=self.notation.unit)

    def number(self, body: str) -> tuple[float | None, str]:
        """Return the number of a value in the unit of the scale, and the words around it."""
        bare = BARE_ANGLE.match(body)
        if bare and self.notation.unit == "deg":
            return float(bare["number"]), bare["word"]
        for match in NUMBER.finditer(body):
            if load_units().get(match[2] or "") == self.notation.unit:
                around = f"{body[: match.start()]} {body[match.end() :]}"
                words = (word for word in re.split(r"[\s,;:()<>=~]+", around) if word)
                return float(match[1]), " ".join(w for w in words if w not in load_fillers())
        return None, ""

    def by_table(self, number: float, measure: str) -> frozenset[str] | None:
        """Return the grades of a number after the documented limits."""
        for wanted in (self.finding.id, ""):
            for limit in self.scale.limits:
                if (limit.finding, limit.measure) == (wanted, measure) and (
                    limit.at_least <= number < limit.below
                ):
                    return limit.grades
        return None

    def beside_limit(self, number: float, limit: float) -> frozenset[str] | None:
        """Return the grade of a number after the limit written beside it."""
        if not self.notation.abnormal_side:
            return None
        beyond = number > limit if self.notation.abnormal_side == "above" else number < limit
        return frozenset([self.notation.beyond if beyond else self.notation.within])
