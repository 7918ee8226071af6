"""``radicular predict``: what a lesion would show."""

import click

from radicular.cli.examples import examples
from radicular.cli.output import echo_json, echo_lines

__all__ = ["command"]


@click.command(
    epilog=examples(
        'radicular predict "left S1 root, moderate, 6 weeks"',
        'radicular predict "right common fibular nerve at the fibular head, severe, painless"',
        'radicular predict "cauda equina below S1" --json',
    )
)
@click.argument("lesion", metavar="LESION")
@click.option("--age", type=click.FloatRange(0, 120), help="Age in years.")
@click.option("--all", "everything", is_flag=True, help="Also what hardly differs from health.")
@click.option("--json", "as_json", is_flag=True, help="Every finding of the catalog, as JSON.")
def command(lesion: str, age: float | None, everything: bool, as_json: bool) -> None:
    """Tell what a lesion would show: the chance of every grade, beside the chance in health.

    LESION is a side and a place of the map, then severity (irritation, mild, moderate, severe,
    complete), fibers (motor, sensory), time and pain, separated by commas.
    """
    from radicular.lesion import Lesion
    from radicular.predict import predict
    from radicular.report.prediction_text import prediction_lines

    prediction = predict(Lesion.parse(lesion), age=age)
    if as_json:
        echo_json(prediction.to_dict())
    else:
        echo_lines(prediction_lines(prediction, everything=everything))
