"""``radicular schema``: the published form of case files and answers."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from radicular.case import case_schema
from radicular.cli.examples import examples
from radicular.cli.output import echo_json, write_whole
from radicular.pathway.schema import entry_schema, policy_schema
from radicular.tables import read_text

__all__ = ["command"]


def _written(name: str) -> Callable[[], Any]:
    return lambda: json.loads(read_text("radicular.report", f"{name}.schema.json"))


_SCHEMAS: Mapping[str, Callable[[], Any]] = {
    "case": case_schema,
    "answer": _written("answer"),
    "laboratory": _written("laboratory"),
    "isncsci": _written("isncsci"),
    "entry": entry_schema,
    "policy": policy_schema,
}


@click.command(
    epilog=examples(
        "radicular schema case",
        "radicular schema answer > answer.schema.json",
        "radicular schema --write docs/schema",
    )
)
@click.argument("name", type=click.Choice(list(_SCHEMAS)), default="case")
@click.option(
    "--write",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Write every schema as a file into this folder instead.",
)
def command(name: str, write: Path | None) -> None:
    """Print a JSON Schema.

    Of case files (case), locate --json (answer), simulate --json (laboratory), isncsci --json, the
    entries of an episode (entry), or the policy of a site (policy).
    """
    if write is None:
        echo_json(_SCHEMAS[name]())
        return
    for each, schema in _SCHEMAS.items():
        text = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
        write_whole("--write", write / f"{each}.schema.json", text)
