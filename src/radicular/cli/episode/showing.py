"""``radicular episode show``: where an episode is, what is open, what it says."""

from pathlib import Path

import click

from radicular.cli.episode.options import folder_of, with_policy, with_problem
from radicular.cli.examples import examples
from radicular.cli.output import echo_json, echo_lines

__all__ = ["show"]


@click.command(
    epilog=examples(
        "radicular episode show case48",
        "radicular episode show case48 --problem p2 --json",
        "radicular episode show case48 --log",
        "radicular episode show case48 --outlook",
    )
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--log", is_flag=True, help="The entries instead: who did what when.")
@click.option(
    "--outlook",
    is_flag=True,
    help="Instead: what has been published of the ways to go on, and of what moves the course.",
)
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
@with_policy
@with_problem
def show(  # noqa: PLR0913, PLR0917 - one argument an option
    folder: Path, log: bool, outlook: bool, as_json: bool, policy: Path | None, problem: str
) -> None:
    """Show the steps of the episode in FOLDER, its sources, gates, checks and course."""
    place = folder_of(folder, policy)
    episode = place.read()
    if log:
        if as_json:
            echo_json([event.to_dict() for event in episode.events])
            return
        for event in episode.events:
            gone = " (withdrawn)" if event.number in episode.withdrawn else ""
            role = f", {event.role}" if event.role else ""
            of = f" [{event.problem}]" if event.problem else ""
            click.echo(f"{event.number:4} {event.on} {event.kind}{of}, {event.by}{role}{gone}")
        return
    wanted = [problem] if problem else list(episode.problems)
    reviews = [place.review(key) for key in wanted]
    if as_json:
        echo_json([review.to_dict() for review in reviews])
        return
    from radicular.report.episode_text import episode_lines, outlook_lines

    for review in reviews:
        echo_lines(outlook_lines(review) if outlook else episode_lines(review))
