"""``radicular check``: how every line of a case file is understood."""

from collections.abc import Iterator

import click

from radicular.anatomy.level_names import level_names
from radicular.case import Case, Observation
from radicular.cli.cases import read_case
from radicular.cli.examples import examples
from radicular.cli.output import echo_json, echo_lines
from radicular.findings.catalog import load_catalog
from radicular.findings.grades import UNJUDGED
from radicular.report.lines import Line, heading, labeled, wrapped

__all__ = ["command"]

_ID_WIDTH, _NAME_WIDTH = 32, 46


@click.command(
    epilog=examples(
        "radicular check case.yaml",
    )
)
@click.argument("case", metavar="CASE")
@click.option("--json", "as_json", is_flag=True, help="The case in its plainest form, as JSON.")
def command(case: str, as_json: bool) -> None:
    """Check a case file and show how every line of it is understood.

    CASE is a case file in YAML or JSON, or - for the standard input. What is wrong is told line by
    line, with what may stand there.
    """
    read = read_case(case)
    if as_json:
        echo_json(read.to_dict())
    else:
        echo_lines(_lines(read))


def _lines(case: Case) -> Iterator[Line]:
    yield Line(case.title or case.id or "Case", "title")
    yield from _declared(case)
    stages = dict.fromkeys(item.stage for item in case.observations)
    for stage in stages:
        yield from heading(stage.capitalize())
        for item in case.observations:
            if item.stage == stage:
                yield from _observation(item)
    yield from _questions(case)
    yield Line()
    unjudged = len(case.unjudged)
    missing = sum(item.value.missing for item in case.observations) - unjudged
    counts = [
        f"{len(case.observations)} findings understood",
        f"{missing} of them unknown" if missing else "",
        f"{unjudged} tested that could not be judged" if unjudged else "",
    ]
    yield Line(f"{', '.join(filter(None, counts))}.", "quiet")


def _questions(case: Case) -> Iterator[Line]:
    """Ask about every level in a text of which the meaning is not said."""
    texts = [case.title, case.note, *(item.note for item in case.observations)]
    names = [name for text in texts for name in level_names(text)]
    questions = dict.fromkeys(name.question for name in names if not name.clear)
    if questions:
        yield from heading("To ask")
    for question in questions:
        yield from wrapped(question, tone="caution")


def _declared(case: Case) -> Iterator[Line]:
    """Tell what is known of the patient apart from the findings that are localized."""
    if case.vertebrae:
        told = "confirmed" if case.vertebrae.confirmed else "not confirmed"
        counted = f"{case.vertebrae.count}, {told} ({case.vertebrae.counted_by})"
        yield from labeled("vertebrae", counted)
    if case.background:
        yield from labeled("background", "; ".join(map(str, case.background)))


def _observation(item: Observation) -> Iterator[Line]:
    finding = load_catalog()[item.finding]
    side = f", {item.side}" if item.side != "midline" else ""
    grades = [grade for grade in finding.scale.grades if grade in item.grades]
    meant = "unknown" if item.value.missing else " | ".join(grades)
    meant = meant if item.value.judged else UNJUDGED
    written = f" (written: {item.value.text})" if item.value.text not in (meant, "") else ""
    unrelated = "unrelated" if item.unrelated else ""
    details = ", ".join(filter(None, [item.modality, item.level, unrelated, item.note]))
    name = f"{finding.name}{side}"
    told = f"{meant}{written}{f'; {details}' if details else ''}"
    yield Line(f"   {item.finding:<{_ID_WIDTH}} {name:<{_NAME_WIDTH}} {told}")
