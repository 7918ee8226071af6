"""``radicular exchange``: FHIR R4B and Phenopackets, out and in."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from radicular.cli.examples import examples
from radicular.cli.output import check_writable, echo_json, write_whole
from radicular.errors import InputError

__all__ = ["command"]

_FORMATS = ("fhir", "transaction", "ndjson", "phenopacket")


@click.group(
    subcommand_metavar="WHAT …",
    epilog=examples(
        "radicular exchange export case48 --output case48.json",
        "radicular exchange import bundle.json --output case.yaml",
        "radicular exchange check bundle.json",
    ),
)
def command() -> None:
    """Exchange episodes and cases with other systems."""


@command.command(
    name="export",
    epilog=examples(
        "radicular exchange export case48 --output case48.json",
        "radicular exchange export case.yaml --format phenopacket --output packet.json",
        "radicular exchange export case48 --format ndjson --output bulk",
    ),
)
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(_FORMATS), default="fhir", show_default=True)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="File to write, or for ndjson a new folder. Default: the standard output.",
)
@click.option("--json", "as_json", is_flag=True, help="What could not be held, as JSON.")
def export(source: Path, form: str, output: Path | None, as_json: bool) -> None:
    """Write the episode or case in SOURCE in a standard format.

    SOURCE is the folder of an episode or a case file. fhir is a bundle, transaction a bundle that a
    server creates as a whole, ndjson one file a resource type. What the format cannot hold is told.
    """
    if form == "ndjson" and output is None:
        raise InputError("--output", "nothing", "a new folder for one file a resource type")
    if output is not None and form != "ndjson":
        check_writable("--output", output)
    left_out, content = _exported(source, form)
    if form == "ndjson" and output is not None and isinstance(content, dict):
        _write_folder(output, content)
    elif output is not None:
        write_whole("--output", output, json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    else:
        echo_json(content)
        return
    if as_json:
        echo_json({"written": str(output), "cannot_hold": left_out})
        return
    click.echo(f"Written: {output}")
    for text in left_out:
        click.echo(f"Not held: {text}")


def _exported(source: Path, form: str) -> tuple[list[str], Any]:
    from radicular.interop import fhir_export, fhir_import

    if form == "phenopacket":
        from radicular.interop.phenopacket import phenopacket

        made = phenopacket(_case(source), datetime.now().astimezone().isoformat(timespec="seconds"))
        return list(made.left_out), dict(made.packet)
    if source.is_dir():
        from radicular.cli.episode.options import folder_of

        place = folder_of(source)
        episode = place.read()
        reviews = [place.review(key) for key in episode.problems]
        resources = list(fhir_export.episode_resources(episode, reviews))
        left_out = list(fhir_import.CANNOT_HOLD)
    else:
        from radicular.case import Case

        resources, left_out = list(fhir_export.case_resources(Case.from_file(source))), []
    if form == "ndjson":
        return left_out, fhir_export.ndjson(resources)
    return left_out, fhir_export.bundle(resources, transaction=form == "transaction")


def _case(source: Path) -> Any:
    from radicular.case import Case

    if not source.is_dir():
        return Case.from_file(source)
    from radicular.cli.episode.options import folder_of

    episode = folder_of(source).read()
    return episode.planned_on(episode.problem().id)


def _write_folder(folder: Path, files: dict[str, str]) -> None:
    """Write a folder whole or not at all."""
    import tempfile

    if folder.exists():
        raise InputError("--output", str(folder), "a folder that does not exist yet")
    try:
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as made:
            new = Path(made) / "files"
            new.mkdir()
            for kind, text in files.items():
                (new / f"{kind}.ndjson").write_text(text, encoding="utf-8")
            new.rename(folder)
    except OSError as error:
        reason = error.strerror or "not writable"
        raise InputError("--output", str(folder), f"a folder that can be made ({reason})") from None


@command.command(
    name="import",
    epilog=examples(
        "radicular exchange import bundle.json --output case.yaml",
        "radicular exchange import bundle.json --episode case48",
        "radicular exchange import bulk --output case.yaml --kept not_understood.json",
    ),
)
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Case file to write. Default: the standard output.",
)
@click.option("--episode", type=click.Path(path_type=Path), help="New folder for an episode.")
@click.option(
    "--kept",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File for what was not understood, as it came.",
)
@click.option("--json", "as_json", is_flag=True, help="The case and what was kept, as JSON.")
def import_(
    source: Path, output: Path | None, episode: Path | None, kept: Path | None, as_json: bool
) -> None:
    """Read a FHIR bundle, NDJSON or a phenopacket in SOURCE into a case or an episode.

    Data of other systems are understood by codes or by their text; every item that is not is
    listed and kept. Nothing is written if the whole cannot be read.
    """
    for option, path in (("--output", output), ("--kept", kept)):
        if path is not None:
            check_writable(option, path)
    if episode is not None:
        _import_episode(source, episode)
        return
    case, not_understood = _imported(source)
    if kept is not None:
        text = json.dumps(not_understood, indent=2, ensure_ascii=False) + "\n"
        write_whole("--kept", kept, text)
    if output is not None:
        write_whole("--output", output, case.to_yaml())
        click.echo(f"Written: {output}, {len(case.observations)} findings")
    elif as_json:
        echo_json({"case": case.to_dict(), "kept": not_understood})
        return
    else:
        click.echo(case.to_yaml(), nl=False)
    for item in not_understood:
        click.echo(
            f"Not understood, kept: {item['name']} {item['says']}: {item['reason']}", err=True
        )


def _imported(source: Path) -> tuple[Any, list[dict[str, Any]]]:
    from radicular.interop.fhir_files import read_resources
    from radicular.interop.fhir_foreign import foreign_case
    from radicular.interop.fhir_import import case_of, is_case, is_episode
    from radicular.interop.phenopacket import case_of_packet

    packet = _packet(source)
    if packet is not None:
        return case_of_packet(packet), []
    resources = read_resources(source)
    if is_episode(resources):
        raise InputError("--episode", "nothing", "a new folder, because this is an episode")
    if is_case(resources):
        return case_of(resources), []
    found = foreign_case(resources)
    return found.case, [item.to_dict() for item in found.kept]


def _packet(source: Path) -> Any:
    """Return the content of a file if it is a phenopacket; None if it is something else."""
    from radicular.interop.fhir_files import read_json

    if source.is_dir() or source.suffix == ".ndjson":
        return None
    data = read_json(source)
    return data if isinstance(data, dict) and "metaData" in data else None


def _import_episode(source: Path, folder: Path) -> None:
    from radicular.interop.fhir_files import read_resources
    from radicular.interop.fhir_import import episode_of
    from radicular.pathway.folder import EpisodeFolder

    place = EpisodeFolder(folder)
    read = episode_of(read_resources(source), place.today)
    place.log.restore(read.episode.events)
    click.echo(
        f"Episode {read.episode.id} in {folder}: {len(read.episode.events)} entries; "
        f"{read.computed} resources are worked out again when they are asked for."
    )


@command.command(
    name="check",
    epilog=examples("radicular exchange check bundle.json", "radicular exchange check bulk --json"),
)
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Every defect as JSON.")
@click.pass_context
def check(context: click.Context, source: Path, as_json: bool) -> None:
    """Check FHIR resources in SOURCE against the specification.

    Structure, types, value sets, reference targets and invariants of the resources that radicular
    writes. Ends with 1 if there is a defect.
    """
    from radicular.interop.fhir_check import check_resource
    from radicular.interop.fhir_files import read_resources

    found = []
    for item in read_resources(source):
        bare = {name: value for name, value in item.items() if name != "_fullUrl"}
        name = f"{item['resourceType']}/{item.get('id', '')}"
        found += [(name, defect) for defect in check_resource(bare)]
    if as_json:
        echo_json(
            [
                {"resource": name, "path": defect.path, "rule": defect.rule, "says": defect.says}
                for name, defect in found
            ]
        )
    else:
        for name, defect in found:
            click.echo(f"{name} {defect}")
        click.echo(f"{len(found)} defects")
    if found:
        context.exit(1)
