"""``radicular simulate``: the studies of a laboratory on a simulated person."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from radicular.cli.examples import examples
from radicular.cli.output import check_writable, echo_json, echo_lines, write_whole
from radicular.errors import InputError

if TYPE_CHECKING:
    from radicular.electrophysiology.subject import Side, Subject
    from radicular.laboratory import LaboratoryReport
    from radicular.lesion import Lesion

__all__ = ["command"]

ALL, HEALTHY = "all", "healthy"


@click.command(
    epilog=examples(
        'radicular simulate h-reflex --lesion "left S1 root, moderate, 6 weeks" --compare healthy',
        'radicular simulate needle-emg --lesion "left S1 root, severe" --muscle soleus',
        'radicular simulate all --lesion "left S1 root, severe, 6 weeks" --case lab.yaml',
        "radicular simulate f-wave --age 60 --height 165 --plot f.svg",
        "radicular locate lab.yaml",
    )
)
@click.argument("study", metavar="STUDY")
@click.option(
    "--lesion",
    "lesions",
    multiple=True,
    metavar="LESION",
    help="What is wrong, written as for predict; it may also say a process (block, demyelination, "
    "axon loss) and a caliber (large fibers, small fibers). Can be given several times.",
)
@click.option("--compare", metavar="healthy|LESION", help="Show the same person so beside it.")
@click.option(
    "--side",
    type=click.Choice(["left", "right", "both"]),
    help="Leg that is studied. Default: the side of the lesion, left without one; both for all.",
)
@click.option("--age", type=float, help="Years, 18 to 100.")
@click.option("--sex", type=click.Choice(["female", "male"]))
@click.option("--height", type=float, metavar="CM", help="Body height in cm, 120 to 220.")
@click.option(
    "--leg-length",
    type=float,
    metavar="CM",
    help="Popliteal crease to medial malleolus in cm, 25 to 55. Default: usual for the height.",
)
@click.option(
    "--seed",
    type=int,
    default=0,
    show_default=True,
    help="The same number, the same person; 0 is the usual one.",
)
@click.option("--muscle", metavar="MUSCLE", help="needle-emg: one muscle instead of all.")
@click.option("--patch", metavar="PATCH", help="quantitative-sensory: patch of skin.")
@click.option("--maneuver", metavar="rest|cough|leg raise", help="ectopic: what is done.")
@click.option("--angle", type=float, metavar="DEGREES", help="ectopic: of the raised leg.")
@click.option(
    "--current",
    "currents",
    type=float,
    multiple=True,
    metavar="MA",
    help="h-reflex: a current instead of the usual series. Can be given several times.",
)
@click.option("--json", "as_json", is_flag=True, help="Measures and traces as JSON.")
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw the traces into this file (png, svg or html).",
)
@click.option(
    "--save",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep everything in one HDF5 file: traces, units, limits, provenance.",
)
@click.option(
    "--case",
    "case_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what was found as a case file for locate.",
)
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    study: str,
    lesions: tuple[str, ...],
    compare: str | None,
    side: str | None,
    age: float | None,
    sex: str | None,
    height: float | None,
    leg_length: float | None,
    seed: int,
    muscle: str | None,
    patch: str | None,
    maneuver: str | None,
    angle: float | None,
    currents: tuple[float, ...],
    as_json: bool,
    plot: Path | None,
    save: Path | None,
    case_file: Path | None,
) -> None:
    """Simulate a study of the S1 root's nerve, muscles and skin.

    STUDY is all, motor-conduction, sensory-conduction, f-wave, h-reflex, t-reflex, needle-emg,
    strength, push-off, quantitative-sensory or ectopic.
    """
    from radicular.lesion import Lesion

    for option, path in (("--plot", plot), ("--save", save), ("--case", case_file)):
        if path is not None:
            check_writable(option, path)
    if plot is not None:
        from radicular.plot import check_format

        check_format(plot)
    wrong = [Lesion.parse(text) for text in lesions]
    other = None if compare is None else _compared(compare)
    subject = _subject(age=age, sex=sex, height=height, leg_length=leg_length, seed=seed)
    named = {
        "muscle": muscle,
        "patch": patch,
        "maneuver": maneuver,
        "angle": angle,
        "currents": currents or None,
    }
    options = {name: value for name, value in named.items() if value is not None}
    sides = _sides(side, wrong, study)
    report = _run(study, subject, wrong, sides, options)
    against = None if other is None else _run(study, subject, other, sides, options)
    _write(report, against, plot, save, case_file)
    if as_json:
        echo_json(report.to_dict(traces=True))
        return
    from radicular.report.study_text import study_lines

    beside = () if against is None else against.results
    name = "healthy" if not other else str(other[0])
    echo_lines(study_lines(report.results, report.comparisons, beside, name))


def _compared(text: str) -> "list[Lesion]":
    from radicular.lesion import Lesion

    return [] if text == HEALTHY else [Lesion.parse(text)]


def _subject(**stated: Any) -> "Subject":
    """The person, with an error that names the option."""
    from radicular.electrophysiology.subject import Subject

    try:
        return Subject.typical(**stated)
    except InputError as error:
        option = f"--{error.field.replace('_', '-')}"
        raise InputError(option, error.value, error.allowed) from None


def _sides(side: str | None, lesions: "Sequence[Lesion]", study: str) -> "Sequence[Side]":
    from radicular.electrophysiology.subject import SIDES

    hit = {lesion.side for lesion in lesions}
    if side == "both" or (side is None and (study == ALL or "both" in hit or len(hit) > 1)):
        return SIDES
    chosen = side or (hit.pop() if hit else "left")
    return [name for name in SIDES if name == chosen]


def _run(
    study: str,
    subject: "Subject",
    lesions: "Sequence[Lesion]",
    sides: "Sequence[Side]",
    options: Mapping[str, Any],
) -> "LaboratoryReport":
    from radicular.laboratory import examine

    if study != ALL:
        return examine(subject, lesions, studies=[study], sides=sides, options=options)
    for name, value in options.items():
        raise InputError(f"--{name}", value, "only with a single study")
    report = examine(subject, lesions, sides=sides, progress=_told)
    _told("")
    return report


def _told(line: str) -> None:
    """Show how far a long run has come, on a terminal only."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{line}", nl=False, err=True)


def _write(
    report: "LaboratoryReport",
    against: "LaboratoryReport | None",
    plot: Path | None,
    save: Path | None,
    case_file: Path | None,
) -> None:
    if plot is not None:
        from radicular.plot import figure_bytes

        beside = () if against is None else against.results
        write_whole("--plot", plot, figure_bytes(plot, report.results, beside))
    if save is not None:
        from radicular.laboratory import save_recordings

        save_recordings([*report.results, *(against.results if against else ())], save)
    if case_file is not None:
        write_whole("--case", case_file, report.to_case().to_yaml())
