"""``python -m benchmarks.isncsci``: every field of random examinations beside the reference."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

import click

from benchmarks.isncsci.exams import BORDERS, STRATA, Stratum, random_exam
from benchmarks.isncsci.reference import HERE, classified_by_reference
from benchmarks.npm import install
from benchmarks.show import table
from radicular.isncsci import classify, read_exam
from radicular.isncsci.batch import ExamTable, classify_table
from radicular.isncsci.exam import Exam
from radicular.isncsci.fields import FIELDS, flat

DOCS = Path(__file__).parents[2] / "docs" / "isncsci-agreement.md"
BLOCK = 10_000
HEAD = (
    "stratum",
    "examinations",
    "fields that differ",
    "batch, per s",
    "reference, per s",
    "one at a time, per s",
)
INTRODUCTION = """# Agreement with the reference

Written by `python -m benchmarks.isncsci --write`. Random examinations in twelve strata (uniform;
lesion-shaped; intact but for L4 to S4-5; each plain, with NT, with stars, with both) and a
thirteenth, in which marks crowd where sensation and key muscles take turns, are classified by npm
`isncsci` 2.0.6 and by radicular, and all {fields} fields compared as text. A muscle that is no key
muscle is recorded on 12 % of sides; anal answers may be NT where scores may. The batch path takes
every examination, the path for one examination the first {block:,} of each stratum. Speeds are of
one core in the same run, without reading and writing; the batch includes the text of all fields.

"""


@dataclass
class Count:
    """What was compared in one stratum, and how long each took in seconds."""

    exams: int = 0
    differing: int = 0
    batch: float = 0.0
    reference: float = 0.0
    singles: int = 0
    single: float = 0.0

    def row(self, name: str) -> tuple[str, ...]:
        """Return a line of the table."""
        speeds = (
            self.exams / self.batch,
            self.exams / self.reference,
            self.singles / self.single,
        )
        return (
            name,
            f"{self.exams:,}",
            f"{self.differing:,}",
            *(f"{speed:,.0f}" for speed in speeds),
        )


def _compare(count: Count, drawn: Sequence[dict[str, Any]], *, singly: bool) -> None:
    answers = classified_by_reference(drawn)
    expected = [flat(answer) for answer in answers.answers]
    exams = [read_exam(exam) for exam in drawn]
    columns = ExamTable.of(exams)
    start = process_time()
    found = classify_table(columns)
    texts = {field: found.column(field) for field in FIELDS}
    count.batch += process_time() - start
    count.reference += answers.seconds
    count.exams += len(drawn)
    for number, answer in enumerate(expected):
        own = {field: texts[field][number] for field in FIELDS}
        count.differing += _differing(drawn[number], answer, own)
    if singly:
        _compare_singly(count, exams, drawn, expected)


def _compare_singly(
    count: Count,
    exams: Sequence[Exam],
    drawn: Sequence[dict[str, Any]],
    expected: Sequence[dict[str, str]],
) -> None:
    start = process_time()
    found = [classify(exam) for exam in exams]
    count.single += process_time() - start
    count.singles += len(exams)
    for exam, answer, own in zip(drawn, expected, found, strict=True):
        count.differing += _differing(exam, answer, flat(own.to_reference()))


def _differing(exam: dict[str, Any], expected: dict[str, str], found: dict[str, str]) -> int:
    different = [field for field in FIELDS if expected[field] != found[field]]
    for field in different:
        click.echo(f"{field}: {expected[field]} expected, {found[field]} found: {exam}", err=True)
    return len(different)


@click.command()
@click.option("--each", default=BLOCK, show_default=True, help="Examinations in each stratum.")
@click.option("--seed", default=1, show_default=True, help="Another number, other examinations.")
@click.option("--write", is_flag=True, help="Write the table into docs/isncsci-agreement.md.")
def main(each: int, seed: int, *, write: bool) -> None:
    """Compare every field of random examinations with the reference; exit code 1 if any differs."""
    install(HERE)
    counts: dict[Stratum, Count] = {}
    for stratum in (*STRATA, BORDERS):
        count = counts[stratum] = Count()
        for first in range(0, each, BLOCK):
            numbers = range(first, min(first + BLOCK, each))
            drawn = [random_exam(stratum, seed * 10_000_000 + number) for number in numbers]
            _compare(count, drawn, singly=first == 0)
        click.echo("  ".join(count.row(str(stratum))))
    rows = [count.row(str(stratum)) for stratum, count in counts.items()]
    differing = sum(count.differing for count in counts.values())
    total = sum(count.exams for count in counts.values())
    closing = f"{total:,} examinations, {len(FIELDS)} fields each: {differing:,} fields differ."
    click.echo(closing)
    if write:
        lines = "\n".join(table(HEAD, rows))
        head = INTRODUCTION.format(fields=len(FIELDS), block=BLOCK)
        DOCS.write_text(f"{head}{lines}\n\n{closing}\n", encoding="utf-8")
    sys.exit(int(differing > 0))


if __name__ == "__main__":
    main()
