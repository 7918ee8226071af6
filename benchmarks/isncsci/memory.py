"""``python -m benchmarks.isncsci.memory``: a million examinations, from table to table."""

import csv
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import click

from benchmarks.isncsci.exams import STRATA, random_exam
from radicular.isncsci import read_exam
from radicular.isncsci.exam_files import EXAM_COLUMNS, exam_row

DISTINCT = 12_000


@click.command()
@click.option("--rows", default=1_000_000, show_default=True, help="Examinations in the table.")
def main(rows: int) -> None:
    """Classify a table of many examinations, and tell the time and the most memory it took."""
    drawn = [random_exam(STRATA[n % len(STRATA)], n) for n in range(min(rows, DISTINCT))]
    lines = [exam_row(read_exam(exam)) for exam in drawn]
    with tempfile.TemporaryDirectory() as folder:
        table, answers = Path(folder) / "exams.csv", Path(folder) / "answers.csv"
        with table.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, EXAM_COLUMNS, lineterminator="\n")
            writer.writeheader()
            for number in range(rows):
                writer.writerow(lines[number % len(lines)] | {"id": str(number)})
        command = [
            sys.executable,
            "-m",
            "radicular",
            "isncsci",
            str(table),
            "--table",
            str(answers),
        ]
        start = perf_counter()
        subprocess.run(command, check=True)  # noqa: S603 - our own command
        spent = perf_counter() - start
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
        size = table.stat().st_size / 1e6
    click.echo(
        f"{rows:,} rows ({size:.0f} MB): {rows / spent:,.0f} a second, {most:.2f} GB at most"
    )


if __name__ == "__main__":
    main()
