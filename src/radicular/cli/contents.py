"""The table of contents: every command with its line of help, loaded when it is called."""

import errno
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from radicular import __version__
from radicular.errors import RadicularError

__all__ = ["main"]

CONTENTS: Mapping[str, Mapping[str, str]] = {
    "From findings to a place": {
        "locate": "Name the location of a case, with probabilities and reasons.",
        "explain": "Why one place and not another, finding by finding.",
        "check": "Show how every line of a case file is understood.",
        "concordance": "Clinic, electrodiagnosis, imaging and blocks side by side.",
    },
    "The course of a case": {
        "episode": "Carry a case through seven steps, with gates, checks, course and documents.",
        "exchange": "Write and read FHIR R4B and Phenopackets.",
    },
    "In a browser": {
        "serve": "The workbench: examine, keep records, see where the lesion is.",
        "backup": "Everything a workbench holds in one file: make, verify, restore.",
    },
    "From a place to findings": {
        "predict": "What a lesion would show, beside what health shows.",
        "patient": "Draw a virtual patient with a lesion, as a case file.",
        "simulate": "Simulate reflexes, waveforms and force, as an EMG laboratory has them.",
    },
    "After a cord injury": {
        "isncsci": "Classify examinations by the international standard, and say why.",
    },
    "The map and its words": {
        "atlas": "Look up a root, nerve, muscle, skin patch, reflex or disc level.",
        "findings": "List or search what can be recorded, and how to write it.",
        "schema": "The JSON Schema of case files and answers.",
    },
}
EXAMPLES = (
    "radicular locate case.yaml",
    'radicular predict "left S1 root, moderate, 6 weeks"',
    'radicular patient "left S1 root" --seed 7 > case.yaml',
)
NO_OUTPUT, BAD_INPUT = 1, 2


class Contents(click.Group):
    """The commands in chapters; an error of radicular ends any of them the same way."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return [name for chapter in CONTENTS.values() for name in chapter]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, importing its file now."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"radicular.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the chapters without importing any command."""
        del ctx
        width = max(len(name) for chapter in CONTENTS.values() for name in chapter)
        for title, chapter in CONTENTS.items():
            with formatter.section(title):
                formatter.write_dl([(f"{name:<{width}}", text) for name, text in chapter.items()])
        with formatter.section("Examples"):
            for example in EXAMPLES:
                formatter.write_text(example)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the program; what cannot be written is told in a plain line."""
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            click.echo(f"error: {error.filename or 'output'}: {error.strerror}", err=True)
            if error.errno == errno.ENOSPC:
                _drop_output()
            sys.exit(NO_OUTPUT)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what is wrong with the input is told in plain lines."""
        try:
            return super().invoke(ctx)
        except RadicularError as error:
            for line in str(error).splitlines():
                click.echo(f"error: {line}", err=True)
            ctx.exit(BAD_INPUT)


@click.group(
    cls=Contents,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    subcommand_metavar="COMMAND …",
    epilog="radicular COMMAND --help explains a command. For education, research and "
    "documentation support; a clinician decides.",
)
@click.version_option(__version__, prog_name="radicular", message="%(prog)s %(version)s")
def main() -> None:
    """Where in the lumbosacral nervous system is the lesion, and what would it show?"""


def _drop_output() -> None:
    """Let go of what the standard output did not take, so that the end does not try again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
