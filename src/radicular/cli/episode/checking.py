"""``radicular episode check``: the gates of the plan that holds."""

from pathlib import Path

import click

from radicular.cli.episode.options import folder_of, with_policy, with_problem
from radicular.cli.examples import examples
from radicular.cli.output import echo_json, echo_lines
from radicular.errors import InputError

__all__ = ["check"]

GATE_STANDS = 1


@click.command(
    epilog=examples(
        "radicular episode check case48",
        "radicular episode check case48 --policy city_hospital.yaml --json",
    )
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--every-rule", is_flag=True, help="Tell the rules that pass, too.")
@click.option("--json", "as_json", is_flag=True, help="Every gate and rule as JSON.")
@with_policy
@with_problem
@click.pass_context
def check(  # noqa: PLR0913, PLR0917 - one argument an option
    context: click.Context,
    folder: Path,
    every_rule: bool,
    as_json: bool,
    policy: Path | None,
    problem: str,
) -> None:
    """Check the gates before the step that is planned in FOLDER.

    Each answers pass, fail or unknown; unknown never passes. Ends with 1 if a gate stands in the
    way.
    """
    review = folder_of(folder, policy).review(problem)
    if review.gates is None:
        raise InputError("plan", "nothing to enter", "a plan of a procedure that enters the body")
    if as_json:
        echo_json(review.gates.to_dict())
    else:
        from radicular.report.gate_text import gate_lines

        echo_lines(gate_lines(review.gates, every_rule=every_rule))
    if review.gates.standing:
        context.exit(GATE_STANDS)
