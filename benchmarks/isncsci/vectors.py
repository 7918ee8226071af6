"""``python -m benchmarks.isncsci.vectors``: writes what the reference says into the tests.

The tests hold both paths to these answers, so that they need no Node.
"""

import csv
import gzip
from io import StringIO
from pathlib import Path

import click

from benchmarks.isncsci.exams import BORDERS, STRATA, neighbor_exams, random_exam
from benchmarks.isncsci.reference import HERE, classified_by_reference
from benchmarks.npm import install
from radicular.isncsci import read_exam
from radicular.isncsci.exam_files import EXAM_COLUMNS, exam_row
from radicular.isncsci.fields import FIELDS, flat

VECTORS = Path(__file__).parents[2] / "tests" / "isncsci" / "agreement.csv.gz"
SEED = 99_000_000
EACH, CROWDED = 250, 2000


@click.command()
def main() -> None:
    """Write the agreement vectors."""
    install(HERE)
    wanted = [(stratum, EACH) for stratum in STRATA] + [(BORDERS, CROWDED)]
    drawn = [random_exam(stratum, SEED + n) for stratum, count in wanted for n in range(count)]
    drawn += neighbor_exams()
    answers = map(flat, classified_by_reference(drawn).answers)
    written = StringIO()
    table = csv.DictWriter(written, [*EXAM_COLUMNS, *FIELDS], lineterminator="\n")
    table.writeheader()
    for exam, answer in zip(drawn, answers, strict=True):
        table.writerow({**exam_row(read_exam(exam)), **answer})
    VECTORS.write_bytes(gzip.compress(written.getvalue().encode(), mtime=0))
    click.echo(f"{len(drawn):,} examinations: {VECTORS.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
