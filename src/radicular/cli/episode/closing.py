"""``radicular episode close``: the end of a problem."""

from pathlib import Path

import click

from radicular.cli.episode.options import folder_of, with_author, with_problem
from radicular.cli.examples import examples
from radicular.cli.output import echo_json

__all__ = ["close"]


@click.command(
    epilog=examples(
        'radicular episode close case48 --outcome recovered --reason "no pain, full strength" '
        "--by 'Dr. A'",
    )
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--outcome",
    required=True,
    help="recovered, improved, unchanged, worse, lost to follow-up or referred on.",
)
@click.option("--reason", required=True, help="Why it ends now.")
@click.option("--json", "as_json", is_flag=True, help="The entry as JSON.")
@with_problem
@with_author
def close(  # noqa: PLR0913, PLR0917 - one argument an option
    folder: Path,
    outcome: str,
    reason: str,
    as_json: bool,
    problem: str,
    by: str,
    on: str,
    role: str,
) -> None:
    """Close a problem of the episode in FOLDER; nothing more is added to it."""
    data = {"outcome": outcome, "reason": reason}
    event = folder_of(folder).add("closed", data, by=by, on=on, role=role, problem=problem)
    if as_json:
        echo_json(event.to_dict())
    else:
        click.echo(f"Entry {event.number}: problem {event.problem} closed, {outcome}.")
