"""``radicular patient``: a virtual patient as a case file."""

import re
from typing import Literal

import click

from radicular.cli.examples import examples
from radicular.cli.output import echo_json
from radicular.cli.setting import read_setting
from radicular.errors import InputError

__all__ = ["command"]


class _Count(click.ParamType[object]):
    """A number of findings, or all of them."""

    name = "N|complete"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> object:
        """Return the number, or ``complete``."""
        if value == "complete" or isinstance(value, int):
            return value
        if not (isinstance(value, str) and re.fullmatch("[1-9][0-9]{0,5}", value)):
            self.fail(f"{value!r} is neither a number from 1 on nor 'complete'.", param, ctx)
        return int(value)


@click.command(
    epilog=examples(
        'radicular patient "left S1 root" --seed 7 > case.yaml',
        "radicular locate case.yaml",
        'radicular patient "left S1 root" --seed 7 --isncsci > exam.json',
    )
)
@click.argument("lesion", metavar="LESION")
@click.option(
    "--seed", type=click.IntRange(0), required=True, help="The same number, the same patient."
)
@click.option(
    "--findings",
    type=_Count(),
    help="How many findings are recorded; complete for all of a usual record.",
)
@click.option(
    "--setting",
    metavar="SETTING",
    default="spine_clinic",
    callback=read_setting,
    show_default=True,
    help="Decides how often severity, time and pain occur where LESION leaves them open.",
)
@click.option(
    "--isncsci",
    is_flag=True,
    help="Examine by the international standard; the examination as JSON, for radicular isncsci.",
)
def command(
    lesion: str, seed: int, findings: int | Literal["complete"] | None, setting: str, isncsci: bool
) -> None:
    """Draw a virtual patient with a lesion and write the case file to the standard output.

    LESION is written as for predict. The file tells the truth in a field that locate does not
    read.
    """
    from radicular.lesion import Lesion
    from radicular.patient import draw_patient

    if isncsci:
        from radicular.isncsci.virtual_exam import examine_patient

        if findings is not None:
            raise InputError(
                "--findings", findings, "not with --isncsci, which examines everything"
            )
        exam = examine_patient(Lesion.parse(lesion), seed, setting=setting)
        echo_json({"id": exam.id, "exam": exam.to_dict()})
        return
    case = draw_patient(Lesion.parse(lesion), seed, findings=findings, setting=setting)
    click.echo(case.to_yaml(), nl=False)
