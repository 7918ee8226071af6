"""``radicular episode add``: an entry of an episode."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from radicular.cli.episode.options import (
    folder_of,
    pairs_of,
    with_author,
    with_policy,
    with_problem,
)
from radicular.cli.examples import examples
from radicular.cli.output import echo_json
from radicular.errors import InputError

__all__ = ["add"]

#: Kinds whose fields are held in one field of that name.
_NESTED = ("facts", "scores")


@click.command(
    epilog=examples(
        "radicular episode add case48 history --case case.yaml --by 'Dr. A'",
        "radicular episode add case48 scores nrs_leg=9 odi=60 --by 'Dr. A'",
        'radicular episode add case48 plan procedure=discectomy "target=L5-S1 disc" side=right '
        "intent=therapeutic --by 'Dr. S'",
        "radicular episode add case48 facts consent=yes anticoagulants=none --by 'Nurse N'",
        'radicular episode add case48 override gate=images "reason=seen on the other system" '
        "--by 'Dr. S'",
        "radicular episode add case48 visit --file visit.yaml --date 2026-04-27 --by 'Dr. A'",
    )
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("kind")
@click.argument("fields", nargs=-1, metavar="[NAME=VALUE]...")
@click.option(
    "--file",
    "data_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Fields of the entry in YAML or JSON.",
)
@click.option(
    "--case",
    "case_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Take the findings of this case file that belong to KIND.",
)
@click.option("--json", "as_json", is_flag=True, help="The entry as JSON.")
@with_policy
@with_problem
@with_author
def add(  # noqa: PLR0913, PLR0917 - one argument an option
    folder: Path,
    kind: str,
    fields: tuple[str, ...],
    data_file: Path | None,
    case_file: Path | None,
    as_json: bool,
    policy: Path | None,
    problem: str,
    by: str,
    on: str,
    role: str,
) -> None:
    """Add an entry of some KIND to the episode in FOLDER; "radicular episode kinds" lists them.

    Nothing is written if anything is wrong: a date to come, a side that was not planned, a gate
    that does not pass. What was entered in error is withdrawn by a correction and stays visible.
    """
    from radicular.pathway.review import names_in

    data = _data(kind, fields, data_file, case_file)
    event = folder_of(folder, policy).add(kind, data, by=by, on=on, role=role, problem=problem)
    if as_json:
        echo_json(event.to_dict())
    else:
        of = f" to {event.problem}" if event.problem else ""
        click.echo(f"Entry {event.number}: {kind.replace('_', ' ')} of {event.on} added{of}.")
    for name in names_in(event):
        if not name.clear:
            click.echo(f"To ask: {name.question}", err=True)


def _data(
    kind: str, fields: tuple[str, ...], data_file: Path | None, case_file: Path | None
) -> Mapping[str, Any]:
    from radicular.case.text import parse_text, read_file

    data = dict(pairs_of(fields))
    if kind in _NESTED:
        data = {kind: data} if data else {}
    if data_file is not None:
        read = parse_text(read_file(data_file), str(data_file))
        if not isinstance(read, Mapping):
            raise InputError("--file", str(data_file), "fields with their values")
        twice = [name for name in read if name in data]
        if twice:
            raise InputError(twice[0], data[twice[0]], "each field once, typed or in the file")
        data |= {str(name): value for name, value in read.items()}
    if case_file is not None:
        if "findings" in data:
            raise InputError("--case", str(case_file), "no other findings beside it")
        data["findings"] = _findings(kind, case_file)
    return data


def _findings(kind: str, case_file: Path) -> list[dict[str, Any]]:
    """Return the findings of a case file that belong to a kind of entry."""
    from radicular.case import Case
    from radicular.case.fields import STAGES

    case = Case.from_file(case_file)
    wanted = (kind,) if kind in STAGES else STAGES
    found = [item.to_dict() for item in case.observations if item.stage in wanted]
    if not found:
        raise InputError("--case", str(case_file), f"a case with findings of the {kind}")
    return found
