"""``radicular atlas``: what the map says, and putting its claims before a clinician."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from radicular.cli.examples import examples
from radicular.cli.output import echo_json, echo_lines, write_whole
from radicular.report.lines import Line, heading, wrapped

if TYPE_CHECKING:
    from radicular.anatomy.lookup import Description, Fact

__all__ = ["command"]


@click.command(
    epilog=examples(
        'radicular atlas "left S1 root"',
        "radicular atlas S1",
        "radicular atlas soleus --json",
        'radicular atlas "lateral heel"',
        "radicular atlas --worksheet claims.html",
    )
)
@click.argument("name", nargs=-1, metavar="[NAME]")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option(
    "--worksheet",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page with every claim of the map, to be marked right, wrong or unsure.",
)
@click.option(
    "--read-marks",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Read back the marks that the page saved.",
)
def command(
    name: tuple[str, ...], as_json: bool, worksheet: Path | None, read_marks: Path | None
) -> None:
    """Look up NAME on the map.

    NAME is a root, nerve, muscle, skin patch, reflex, organ or disc level, with or without a side.
    The bare name of a root lists what it can mean.
    """
    asked = [bool(name), worksheet is not None, read_marks is not None]
    if sum(asked) != 1:
        raise click.UsageError("Give one of: a name, --worksheet or --read-marks.")
    if worksheet is not None:
        _write_worksheet(worksheet)
    elif read_marks is not None:
        _tell_marks(read_marks, as_json=as_json)
    else:
        _look_up(" ".join(name), as_json=as_json)


def _look_up(name: str, *, as_json: bool) -> None:
    from radicular.anatomy.lookup import describe

    description = describe(name)
    if as_json:
        echo_json(description.to_dict())
    else:
        echo_lines(_lines(description))


def _write_worksheet(path: Path) -> None:
    from radicular.anatomy.review import load_claims
    from radicular.anatomy.review.worksheet import render_worksheet

    write_whole("--worksheet", path, render_worksheet())
    click.echo(f"{len(load_claims())} claims written to {path}", err=True)


def _tell_marks(path: Path, *, as_json: bool) -> None:
    from radicular.anatomy.review import read_marks

    marks = read_marks(path)
    if as_json:
        echo_json(marks.to_dict())
    else:
        click.echo(str(marks))


def _lines(description: "Description") -> Iterator[Line]:
    yield Line(description.name, "title")
    for section in description.sections:
        yield from heading(section.title)
        for fact in section.facts:
            yield from _fact(fact)
    if description.sources:
        yield from heading("Sources")
    for source in description.sources:
        yield from wrapped(f"{source.key}: {source} ({source.provenance})", tone="quiet", hang="  ")


def _fact(fact: "Fact") -> Iterator[Line]:
    indent = "   " if fact.share is None else f"   {fact.share * 100:>3.0f} %  "
    yield from wrapped(fact.text, indent=indent, hang="" if fact.share else "  ")
