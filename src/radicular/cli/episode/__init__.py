"""``radicular episode``: the course of a case in a folder."""

import click

from radicular.cli.episode.adding import add
from radicular.cli.episode.checking import check
from radicular.cli.episode.closing import close
from radicular.cli.episode.listing import kinds, rules
from radicular.cli.episode.opening import new
from radicular.cli.episode.showing import show
from radicular.cli.episode.writing import document
from radicular.cli.examples import examples

__all__ = ["command"]


@click.group(
    subcommand_metavar="WHAT …",
    epilog=examples(
        'radicular episode new case48 --problem "right leg pain, S1 root in question" '
        "--side right --context surgical --by 'Dr. A'",
        "radicular episode add case48 history --case case.yaml --by 'Dr. A'",
        "radicular episode show case48",
    ),
)
def command() -> None:
    """Carry a case through seven steps in a folder of plain files.

    Evaluation, examination, imaging and diagnostics, planning, intervention, immediate checks,
    follow-up. The folder holds numbered entries, to which can only be added.
    """


for part in (new, add, show, check, document, close, kinds, rules):
    command.add_command(part)
