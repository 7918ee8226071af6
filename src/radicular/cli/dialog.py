"""Asking for the findings of a case: safety first, then what tells most about the place."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import click

from radicular.case import Case, Observation
from radicular.case.fields import OLDEST
from radicular.cli.keys import BACK, STOP, UNKNOWN, grade_keys, read_key, read_number
from radicular.cli.localizer import localizer_for
from radicular.cli.output import write_whole
from radicular.findings.catalog import Finding, load_catalog
from radicular.localize.localizer import DEFAULT_SETTING, Answer, Localizer
from radicular.localize.next_test import NextTest
from radicular.report.lines import bar
from radicular.report.words import concerns, headline
from radicular.tables import read_csv
from radicular.wording import percent

__all__ = ["ask"]

#: Tests that can be done on the spot, with how much more readily each is asked for: a question
#: costs less than a test (assumed).
READINESS: Mapping[str, float] = {"history": 1.5, "bedside": 1.0}
#: What is left of that readiness after each question of the same domain, so that the questions
#: change between pain, strength and reflexes (assumed).
FATIGUE = 0.85
#: So many tests are looked through for the next question.
CANDIDATES = 80
_SIDES: Mapping[str, tuple[str, ...]] = {
    "l": ("left",),
    "r": ("right",),
    "t": ("left", "right"),
    "n": (),
}
Question = tuple[Finding, str]


def ask(case: Case | None, setting: str | None, save: Path | None) -> Case:
    """Ask for findings until nothing tells more or the person stops.

    Args:
        case: What is known already.
        setting: Where the patient is seen; that of the case where None.
        save: Where to keep the case after every answer.

    Returns:
        The case with all answers.

    Raises:
        InputError: If there is no such setting, or the file cannot be written.
    """
    start = case or Case()
    setting = setting or start.setting or DEFAULT_SETTING
    return Dialog(localizer_for(start, setting), replace(start, setting=setting), save).run()


class Dialog:
    """One run of questions.

    Args:
        localizer: Ranks sites and next tests.
        case: What is known already.
        save: Where to keep the case after every answer.
    """

    def __init__(self, localizer: Localizer, case: Case, save: Path | None) -> None:
        self.localizer = localizer
        self.case = case
        self.save = save
        self.sides: tuple[str, ...] = ()
        self.before: list[Case] = []

    def run(self) -> Case:
        """Return the case after the last answer."""
        try:
            return self._ask_all()
        except KeyboardInterrupt:
            _say("")
            _say(self._kept())
            raise

    def _ask_all(self) -> Case:
        self._ask_age()
        key = self._ask_side()
        answer = self._locate()
        while key != STOP and (question := self._next_question(answer)):
            key = self._put(*question)
            if key == BACK and self.before:
                self.case = self.before.pop()
                self._keep()
            elif key not in (BACK, STOP):
                self._record(*question, key)
                self._keep()
            answer = self._locate()
            _tell(answer)
        return self.case

    def _locate(self) -> Answer:
        return self.localizer.locate(self.case, count=3, tests=CANDIDATES)

    def _ask_age(self) -> None:
        if self.case.patient.age is not None:
            return
        _say("")
        _say("How old is the patient, in years? (Enter to pass over)")
        age = read_number(0, OLDEST)
        if age is not None:
            self.case = replace(self.case, patient=replace(self.case.patient, age=age))

    def _ask_side(self) -> str:
        _say("One key an answer: u unknown, b back, q stop. Nothing has to be answered.")
        _say("")
        _say("Which leg is it about?")
        _say("   l left   r right   t two legs   n neither, back only   q stop")
        key = read_key([*_SIDES, STOP])
        self.sides = _SIDES.get(key, ())
        return key

    def _next_question(self, answer: Answer) -> Question | None:
        asked = {(item.finding, item.side) for item in self.case.observations}
        return next(
            (
                (finding, side)
                for finding, side in self._questions(answer)
                if (finding.id, "left" if side == "both" else side) not in asked
            ),
            None,
        )

    def _questions(self, answer: Answer) -> Iterator[Question]:
        for test in answer.next_tests:
            if test.safety:
                finding = load_catalog()[test.finding]
                yield finding, "both" if finding.sided else "midline"
        yield from self._opening()
        for test in _ranked(answer.next_tests, self.case.observations):
            finding = load_catalog()[test.finding]
            for side in (self.sides or (test.side,)) if finding.sided else ("midline",):
                yield finding, side

    def _opening(self) -> Iterator[Question]:
        """Yield the first complaints on each side, up to one that is there."""
        catalog = load_catalog()
        there = {
            (item.finding, item.side)
            for item in self.case.observations
            if not item.grades & catalog[item.finding].scale.normal
        }
        for side in self.sides:
            for finding in _opening():
                yield finding, side
                if (finding.id, side) in there:
                    break

    def _put(self, finding: Finding, side: str) -> str:
        keys = grade_keys(finding.scale)
        where = f", {side}" if side in ("left", "right") else ""
        _say("")
        _say(click.style(f"{len(self.before) + 1}. {finding.name}{where}", bold=True))
        _say(click.style(f"   {finding.how}", dim=True))
        grades = [f"{key} {finding.scale.labels[grade]}" for key, grade in keys.items()]
        _say(f"   {'   '.join(grades)}   ({UNKNOWN} {BACK} {STOP})")
        return read_key([*keys, UNKNOWN, BACK, STOP])

    def _record(self, finding: Finding, side: str, key: str) -> None:
        grades = finding.scale.grades if key == UNKNOWN else (grade_keys(finding.scale)[key],)
        sides = ("left", "right") if side == "both" else (side,)
        added = (Observation.of(finding, each, *grades) for each in sides)
        self.before.append(self.case)
        self.case = replace(self.case, observations=(*self.case.observations, *added))

    def _keep(self) -> None:
        if self.save is not None:
            write_whole("--save", self.save, self.case.to_yaml())

    def _kept(self) -> str:
        if self.save is None:
            return "Stopped; the answers are not kept (--save FILE keeps them)."
        if not self.before:
            return f"Stopped; no finding was answered, {self.save} is as it was."
        return f"Stopped; the answers so far are kept in {self.save}."


def _tell(answer: Answer) -> None:
    for concern in concerns(answer.red_flags):
        if concern.urgent:
            _say(click.style(f"   !! {concern.text}", fg="red", bold=True))
    for site in answer.ranked:
        shown = f"{percent(site.probability):>5}  {bar(site.probability, 12):<12}"
        _say(click.style(f"   {shown}  {headline(site)}", fg="cyan"))


def _say(text: str) -> None:
    click.echo(text, err=True)


def _ranked(tests: Sequence[NextTest], asked: Sequence[Observation]) -> Sequence[NextTest]:
    """The tests that can be done on the spot, the one to ask for first in front."""
    catalog = load_catalog()
    times = Counter(catalog[item.finding].domain for item in asked)

    def readiness(test: NextTest) -> float:
        return READINESS[test.burden] * FATIGUE ** times[catalog[test.finding].domain]

    here = [test for test in tests if not test.safety and test.burden in READINESS]
    return sorted(here, key=lambda test: -test.bits * readiness(test))


@cache
def _opening() -> tuple[Finding, ...]:
    rows = sorted(
        read_csv("radicular.cli", "tables/opening.csv"), key=lambda row: int(row["order"])
    )
    return tuple(load_catalog()[row["finding"]] for row in rows)
