"""``radicular episode new``: the folder of a new episode."""

from pathlib import Path

import click

from radicular.cli.episode.options import folder_of, with_author
from radicular.cli.examples import examples
from radicular.cli.output import echo_json

__all__ = ["new"]


@click.command(
    epilog=examples(
        'radicular episode new case48 --problem "right leg pain, S1 root in question" '
        "--side right --context surgical --sex female --by 'Dr. A'",
    )
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--problem", "label", required=True, help="The problem in words.")
@click.option("--side", required=True, help="left, right, both or unknown.")
@click.option("--context", required=True, help="conservative, interventional or surgical.")
@click.option("--id", "key", default="", help="Key of the episode. Default: name of the folder.")
@click.option("--title", default="", help="A line of text.")
@click.option("--age", help="Age of the patient in years.")
@click.option("--sex", help="female, male, other or unknown.")
@click.option("--height-cm", help="Height of the patient in centimeters.")
@click.option("--setting", help="primary_care, spine_clinic, emg_laboratory or surgical_series.")
@click.option("--json", "as_json", is_flag=True, help="What was written, as JSON.")
@with_author
def new(  # noqa: PLR0913, PLR0917 - one argument an option
    folder: Path,
    label: str,
    side: str,
    context: str,
    key: str,
    title: str,
    age: str | None,
    sex: str | None,
    height_cm: str | None,
    setting: str | None,
    as_json: bool,
    by: str,
    on: str,
    role: str,
) -> None:
    """Make the FOLDER of a new episode with its first problem.

    No name of a patient is asked for, and none belongs in it.
    """
    given = {
        "id": key or folder.name,
        "title": title,
        "age": age,
        "sex": sex,
        "height_cm": height_cm,
        "setting": setting,
        "context": context,
    }
    data = {name: value for name, value in given.items() if value not in (None, "")}
    problem = {"label": label, "side": side}
    episode = folder_of(folder).open(data, problem, by=by, on=on, role=role)
    if as_json:
        echo_json([event.to_dict() for event in episode.events])
    else:
        click.echo(f"Episode {episode.id} in {folder}: problem p1, {label}, {side}.")
