"""``radicular concordance``: whether the sources of a case speak of the same place."""

import click

from radicular.cli.examples import examples
from radicular.cli.localizer import localizer_for
from radicular.cli.output import echo_json, echo_lines
from radicular.cli.setting import read_setting

__all__ = ["command"]


@click.command(
    epilog=examples(
        "radicular concordance case.yaml",
        "radicular concordance case.yaml --setting emg_laboratory --json",
    )
)
@click.argument("case", metavar="CASE")
@click.option(
    "--setting",
    metavar="SETTING",
    callback=read_setting,
    help="Where the patient is seen. Default: what the case says, else spine_clinic.",
)
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
def command(case: str, setting: str | None, as_json: bool) -> None:
    """Set clinic, electrodiagnosis, imaging and blocks of a case side by side.

    CASE is a case file in YAML or JSON, or - for the standard input. Each source is localized by
    itself and all together; two sources agree or conflict by how much likelier both records are
    from one place than from two.
    """
    from radicular.cli.cases import read_case
    from radicular.localize.concordance import concordance
    from radicular.pathway.misleading import misleading

    known = read_case(case)
    result = concordance(localizer_for(known, setting), known)
    warned = misleading(result)
    if as_json:
        told = {"misleading": [item.to_dict() for item in warned]}
        echo_json(result.to_dict() | told)
    else:
        from radicular.report.concordance_text import concordance_lines

        echo_lines(concordance_lines(result, warned))
