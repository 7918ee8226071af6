"""``radicular episode document``: a document for one reader."""

from pathlib import Path

import click

from radicular.cli.episode.options import folder_of, with_policy, with_problem
from radicular.cli.examples import examples
from radicular.cli.output import check_writable, echo_json, echo_lines, write_whole
from radicular.errors import InputError

__all__ = ["document"]


@click.command(
    epilog=examples(
        "radicular episode document case48 clinic_note",
        "radicular episode document case48 level_confirmation --pdf level.pdf",
        "radicular episode document case48 patient_letter --html letter.html --pdf letter.pdf",
    )
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("kind")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it as a page to this file.",
)
@click.option(
    "--pdf", type=click.Path(dir_okay=False, path_type=Path), help="Write it as PDF to a file."
)
@click.option("--json", "as_json", is_flag=True, help="Its facts as JSON.")
@with_policy
@with_problem
def document(  # noqa: PLR0913, PLR0917 - one argument an option
    folder: Path,
    kind: str,
    html: Path | None,
    pdf: Path | None,
    as_json: bool,
    policy: Path | None,
    problem: str,
) -> None:
    """Write a document of the episode in FOLDER.

    KIND is clinic_note, radiology_request, correlation_note, therapy_referral, level_confirmation,
    electrodiagnostic_report or patient_letter. All are made of the same facts.
    """
    from radicular.documents.document import document_of, load_documents

    if kind not in load_documents():
        raise InputError("kind", kind, ", ".join(load_documents()))
    for option, path in (("--html", html), ("--pdf", pdf)):
        if path is not None:
            check_writable(option, path)
    made = document_of(folder_of(folder, policy).review(problem), kind)
    if html is not None:
        from radicular.documents.page import document_page

        write_whole("--html", html, document_page(made))
    if pdf is not None:
        from radicular.documents.pdf import document_pdf

        write_whole("--pdf", pdf, document_pdf(made))
    if as_json:
        echo_json(made.to_dict())
    elif html is None and pdf is None:
        from radicular.documents.text import document_lines

        echo_lines(document_lines(made))
