"""``radicular explain``: why one place and not another."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from radicular.cli.examples import examples
from radicular.cli.localizer import localizer_for
from radicular.cli.output import check_writable, echo_json, echo_lines, write_whole
from radicular.cli.setting import read_setting

if TYPE_CHECKING:
    from radicular.localize.comparison import Comparing

__all__ = ["command"]


@click.command(
    epilog=examples(
        'radicular explain case.yaml --against "left L5 root"',
        'radicular explain case.yaml --for "left S1 root" --against "left L5 root" --html why.html',
    )
)
@click.argument("case", metavar="CASE")
@click.option(
    "--against",
    metavar="PLACE",
    required=True,
    help="The place that it could be instead: side, site and, where wanted, place of the site.",
)
@click.option(
    "--for", "chosen", metavar="PLACE", help="The place to explain. Default: the likeliest one."
)
@click.option(
    "--setting",
    metavar="SETTING",
    callback=read_setting,
    help="Where the patient is seen; decides what the numbers start from. Default: what the case "
    "says, else spine_clinic.",
)
@click.option("--json", "as_json", is_flag=True, help="The whole comparison as JSON.")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the comparison as a page with pictures to this file, too.",
)
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    case: str,
    against: str,
    chosen: str | None,
    setting: str | None,
    as_json: bool,
    html: Path | None,
) -> None:
    """Explain why one place and not another.

    CASE is a case file in YAML or JSON, or - for the standard input. A PLACE is written as the
    lesion of predict, without severity and time: "left S1 root", "left S1 root in the foramen".
    The side has to be said.
    """
    if html is not None:
        check_writable("--html", html)
    from radicular.localize.comparison import compare, read_place

    second = read_place("--against", against)
    first = None if chosen is None else read_place("--for", chosen)
    from radicular.cli.cases import read_case

    known = read_case(case)
    localizer = localizer_for(known, setting)
    comparison = compare(cast("Comparing", localizer), known, first, second)
    if html is not None:
        from radicular.report.comparison_page import comparison_page

        write_whole("--html", html, comparison_page(comparison))
    if as_json:
        echo_json(comparison.to_dict())
    else:
        from radicular.report.comparison_text import comparison_lines

        echo_lines(comparison_lines(comparison))
