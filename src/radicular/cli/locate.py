"""``radicular locate``: from the findings of a case to the place of the lesion."""

from dataclasses import replace
from pathlib import Path

import click

from radicular.cli.examples import examples
from radicular.cli.localizer import localizer_for
from radicular.cli.output import check_writable, echo_json, echo_lines, write_whole
from radicular.cli.setting import read_setting
from radicular.errors import InputError

__all__ = ["command"]


@click.command(
    epilog=examples(
        "radicular locate case.yaml",
        "radicular locate case.yaml --html case.html --setting primary_care",
        'radicular locate case.yaml --pair "left S1 root" "left common fibular nerve"',
        "radicular locate case.yaml --question root-or-nerve --by-burden",
        "radicular locate --interactive --save case.yaml",
    )
)
@click.argument("case", required=False, metavar="CASE")
@click.option(
    "--setting",
    metavar="SETTING",
    callback=read_setting,
    help="Where the patient is seen: primary_care, spine_clinic, emg_laboratory or surgical_series."
    " Decides how usual and how severe each place is beforehand. Default: what the case says, else "
    "spine_clinic.",
)
@click.option(
    "--pair",
    "pairs",
    nargs=2,
    multiple=True,
    metavar="PLACE PLACE",
    help='Two lesions at once, such as "left S1 root" "left common fibular nerve": how likely both '
    "are beside either alone. Can be given several times.",
)
@click.option(
    "--question",
    metavar="QUESTION",
    default="site",
    show_default=True,
    help="What the next tests are chosen for: site, s1 (is S1 involved), root-or-nerve or "
    "cauda-equina.",
)
@click.option(
    "--by-burden",
    is_flag=True,
    help="Rank the next tests by what they tell for what they cost the patient.",
)
@click.option(
    "--intervals/--no-intervals",
    default=True,
    show_default=True,
    help="How far each probability moves with the parameters of the model.",
)
@click.option("--top", default=5, show_default=True, type=click.IntRange(1), help="Sites told.")
@click.option("--json", "as_json", is_flag=True, help="The whole answer as JSON.")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the answer as a page to this file, too.",
)
@click.option("--interactive", is_flag=True, help="Ask for the findings, one key an answer.")
@click.option(
    "--save",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --interactive: keep the answers in this case file, a new one or CASE itself.",
)
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    case: str | None,
    setting: str | None,
    pairs: tuple[tuple[str, str], ...],
    question: str,
    by_burden: bool,
    intervals: bool,
    top: int,
    as_json: bool,
    html: Path | None,
    interactive: bool,
    save: Path | None,
) -> None:
    """Name the location of a case.

    CASE is a case file in YAML or JSON, or - for the standard input. With --interactive it may be
    left out, or given to go on with.
    """
    if case is None and not interactive:
        raise click.UsageError("Name a case file, or use --interactive.")
    if case == "-" and interactive:
        raise click.UsageError("With --interactive the standard input is needed for the answers.")
    if save is not None and not interactive:
        raise click.UsageError("--save belongs to --interactive.")
    if html is not None:
        check_writable("--html", html)
    if save is not None:
        _check_save(save, case)
    from radicular.localize.comparison import read_place
    from radicular.localize.question import Question

    asked = Question.of(question)
    together = [(read_place("--pair", one), read_place("--pair", other)) for one, other in pairs]
    from radicular.cli.cases import read_case

    known = None if case is None else read_case(case)
    if interactive:
        from radicular.cli.dialog import ask

        known = ask(known, setting, save)
    assert known is not None  # noqa: S101
    localizer = localizer_for(known, setting)
    answer = localizer.locate(known, count=top, question=asked, by_burden=by_burden)
    answer = replace(
        answer,
        pairs=tuple(localizer.pair(known, first, second) for first, second in together),
        intervals=localizer.intervals(known, [site.site for site in answer.ranked])
        if intervals
        else {},
    )
    if html is not None:
        from radicular.report.answer_page import answer_page

        write_whole("--html", html, answer_page(answer))
    if as_json:
        echo_json(answer.to_dict())
    else:
        from radicular.report.answer_text import answer_lines

        echo_lines(answer_lines(answer))


def _check_save(save: Path, case: str | None) -> None:
    """Make sure that the answers can be kept and take the place of no other file."""
    check_writable("--save", save)
    if save.is_file() and not (case is not None and Path(case).exists() and save.samefile(case)):
        allowed = "a new file, or the CASE that is gone on with; this file exists and is left as is"
        raise InputError("--save", str(save), allowed)
