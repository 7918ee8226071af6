"""``radicular locate``: from the findings of a case to the place of the lesion."""

from pathlib import Path

import click

from radicular.cli.examples import examples
from radicular.cli.output import check_writable, echo_json, echo_lines, write_whole
from radicular.cli.setting import read_setting
from radicular.errors import InputError

__all__ = ["command"]


@click.command(
    epilog=examples(
        "radicular locate case.yaml",
        "radicular locate case.yaml --html case.html --setting primary_care",
        "radicular locate --interactive --save case.yaml",
    )
)
@click.argument("case", required=False, metavar="CASE")
@click.option(
    "--setting",
    metavar="SETTING",
    callback=read_setting,
    help="Where the patient is seen: primary_care, spine_clinic or emg_laboratory. Decides how "
    "usual each place is beforehand. Default: what the case says, else spine_clinic.",
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
    from radicular.cli.cases import read_case

    known = None if case is None else read_case(case)
    if interactive:
        from radicular.cli.dialog import ask

        known = ask(known, setting, save)
    assert known is not None  # noqa: S101
    from radicular.localize.localizer import DEFAULT_SETTING, load_localizer

    answer = load_localizer(setting or known.setting or DEFAULT_SETTING).locate(known, count=top)
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
