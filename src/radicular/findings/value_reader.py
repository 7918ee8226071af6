"""Reading one value: words, grades with their signs, spans, numbers with units and limits."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, reduce

from radicular.errors import CaseError
from radicular.findings.finding import Finding
from radicular.findings.grades import Grades, allowed_values, unjudged
from radicular.findings.scales import Notation, Scale
from radicular.findings.value_words import (
    UNJUDGED,
    load_fillers,
    load_units,
    load_unjudged_words,
    load_value_words,
)

__all__ = ["Reader"]

# The table marks "every grade" and "every grade not found in health" by these two signs; the
# words of what could not be judged it knows by theirs.
EVERY, ABNORMAL, HEALTHY = "*", "!normal", "normal"
NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)(?:\s*-\s*\d+(?:\.\d+)?)?\s*([a-z%][a-z/%]*)?")
LIMIT = re.compile(
    r"\(\s*(?:normal|limit|uln|lln|upper|lower|reference|ref|nl)[^\d()]*(\d+(?:\.\d+)?)[^()\d]*\)"
    r"|[,;\s]\s*(?:limit|uln|lln|reference)[^\d()]*(\d+(?:\.\d+)?)[^()\d]*$"
)
BARE_NUMBER = re.compile(r"^\d+(?:\.\d+)?$")
TOLD_WORD = re.compile(r"[\w.']+")
CELSIUS = re.compile(r"^(\d+(?:\.\d+)?)\s*(?:deg)?\s*c?$")
BARE_ANGLE = re.compile(r"^(?P<word>[a-z ]+?)\s+(?:at|to|from|beyond|until)\s+(?P<number>\d+)$")
SHARE = re.compile(r"^(?P<grade>.+?)\s*(?:/|\bout of\b)\s*(?P<whole>\d)(?P<step>[+-]?)$")
SPAN = re.compile(r"^(\S+?)\s*(?:-|\bto\b)\s*(\S+)$")
COMPARISON = re.compile(
    r"^(<=|>=|<|>|less than|below|under|more than|above|over|at least|at most)\s*(\S+)$"
)
REASON = re.compile(r"\s*(?:[(:;]|\b(?:because|due|owing|for|after)\b)\s*")
NEGATION = re.compile(r"^(?:no|not|without)\s+(.+)$")
EITHER = re.compile(r"\s*(?:/|\bor\b|\bto\b|;)\s*")
JOINED = re.compile(r"\s*(?:,|[()]|\band\b|\bwith\b|&|\bplus\b)\s*")
DIFFERENCE = "side difference"
BELOW = frozenset({"<", "less than", "below", "under"})
AT_MOST = frozenset({"<=", "at most"})
ABOVE = frozenset({">", "more than", "above", "over"})


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
        if self.is_unjudged(key):
            return unjudged(self.scale, key)
        grades = self.grades(key)
        if grades is not None:
            return Grades(
                self.scale.name, grades, key, missing=grades == frozenset(self.scale.grades)
            )
        return self.measured(key) or self.told(key)

    @staticmethod
    def is_unjudged(key: str) -> bool:
        """Return whether it was tested and could not be judged, with or without a reason."""
        return REASON.split(key, maxsplit=1)[0] in load_unjudged_words()

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
        if meaning in {(EVERY,), (UNJUDGED,)}:
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
        if len(written) < 2 or not parts or SHARE.match(key):  # noqa: PLR2004 - one is not several
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

    def told(self, key: str) -> Grades | None:
        """Return that something was there, if a value describes it in words of its own."""
        attributes, words = self.finding.attributes, TOLD_WORD.findall(key)
        if (
            self.finding.domain != "context"
            or self.scale.name != "presence"
            or "told" in attributes
            or not key[:1].isalnum()
            or self.doubted(key, words)
        ):
            return None
        there = True
        if "at_least" in attributes and any(sign.isdigit() for sign in key):
            match = CELSIUS.match(key)
            if match is None or float(match[1]) > float(attributes["at_most"]):
                return None
            there = float(match[1]) >= float(attributes["at_least"])
        grades = self.scale.abnormal if there else self.scale.normal
        return Grades(self.scale.name, grades, key)

    def doubted(self, key: str, words: list[str]) -> bool:
        """Return whether a text denies or doubts what it tells."""
        denied = self.known(words[0])
        doubts = load_value_words()["presence/told"]
        return (
            "?" in key
            or (denied is not None and denied != self.scale.abnormal)
            or any(word in doubts for word in words)
        )

    def number(self, body: str) -> tuple[float | None, str]:
        """Return the number of a value in the unit of the scale, and the words around it."""
        if self.notation.bare and BARE_NUMBER.match(body):
            return float(body), ""
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
