"""``radicular backup``: everything a workbench holds in one file, and back."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from radicular.cli.examples import examples
from radicular.cli.home import home_named, needing_the_workbench, with_home
from radicular.cli.output import echo_json
from radicular.errors import InputError

if TYPE_CHECKING:
    from radicular.workbench.serve.home import Home

__all__ = ["command"]

#: What would lead a command to another workbench than that of its ``--home``.
ELSEWHERE = ("RADICULAR_DATABASE", "DJANGO_SETTINGS_MODULE")

FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
JSON = click.option("--json", "as_json", is_flag=True, help="Print what it holds for a machine.")


@click.group(
    epilog=examples(
        "radicular backup make records.zip",
        "radicular backup verify records.zip",
        "radicular backup restore records.zip --home another-folder",
        "radicular backup check patient.zip",
    )
)
def command() -> None:
    """Save everything a workbench holds in one file, try the file, bring it back.

    The file holds personal data: keep it as safe as the records. It moves between SQLite and
    PostgreSQL in both directions.
    """


@command.command(epilog=examples("radicular backup make records.zip --home records"))
@FILE
@with_home
@JSON
def make(file: Path, home: Path | None, database: str, *, as_json: bool) -> None:
    """Write a backup of the workbench, which may be in use meanwhile."""
    _set_up(home, database, there=True)
    from radicular.workbench.archive.backup import make as write

    if not file.absolute().parent.is_dir():
        raise InputError("FILE", str(file), "a file in a folder that is there")
    held = write(file, _progress("Saving", shown=not as_json))
    _tell(held.to_dict(), f"{held.total} rows are saved in {file}.", as_json=as_json)


@command.command(epilog=examples("radicular backup verify records.zip"))
@FILE
@JSON
def verify(file: Path, *, as_json: bool) -> None:
    """Bring a backup back in a workbench that is thrown away, and compare every table."""
    with TemporaryDirectory(prefix="radicular-verify-") as folder:
        again = Path(folder) / "again.zip"
        _run("restore", file, folder)
        _run("make", again, folder)
        _set_up(Path(folder), "")
        from radicular.workbench.archive.backup import read

        held, found = read(file), read(again)
    for label, digest in held.digests.items():
        if found.digests.get(label) != digest:
            raise InputError(str(file), label, "rows that come back as they were saved")
    told = f"{file} is sound: {held.total} rows came back as they were saved."
    _tell(held.to_dict(), told, as_json=as_json)


@command.command(epilog=examples("radicular backup restore records.zip --home another-folder"))
@FILE
@with_home
@JSON
def restore(file: Path, home: Path | None, database: str, *, as_json: bool) -> None:
    """Bring a backup back into a workbench that holds nothing yet, all or nothing."""
    chosen = _set_up(home, database)
    from radicular.workbench.archive.backup import restore as bring

    with chosen.held(alone=True):
        held = bring(file, _progress("Restoring", shown=not as_json))
    _tell(held.to_dict(), f"{held.total} rows are back.", as_json=as_json)


@command.command(epilog=examples("radicular backup check patient.zip"))
@FILE
@JSON
def check(file: Path, *, as_json: bool) -> None:
    """Hold the file of one patient, as the workbench gives it out, against its digests."""
    with TemporaryDirectory(prefix="radicular-check-") as folder:
        _set_up(Path(folder), "")
        from radicular.workbench.archive.of_patient import PATIENT

        held = PATIENT.read_file(file)
    _tell(held.to_dict(), f"{file} is whole: {held.total} rows of one patient.", as_json=as_json)


def _set_up(home: Path | None, database: str, *, there: bool = False) -> "Home":
    """Set a workbench up; ``there``: only one that was set up before."""
    with needing_the_workbench("radicular backup"):
        from radicular.workbench.serve.first_start import set_up

        chosen = home_named(home, database)
        if there and not chosen.database and not chosen.database_file.exists():
            raise InputError("--home", str(chosen.folder), "the folder of a workbench")
        set_up(chosen)
    return chosen


def _run(name: str, file: Path, folder: str) -> None:
    """Run a command of this group on a workbench of its own, always in SQLite."""
    arguments = [sys.executable, "-m", "radicular", "backup", name, str(file), "--home", folder]
    environment = {key: value for key, value in os.environ.items() if key not in ELSEWHERE}
    done = subprocess.run(  # noqa: S603 - the command is our own
        [*arguments, "--json"], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise InputError(str(file), done.stderr.strip(), "a backup that can be brought back")


def _progress(label: str, *, shown: bool) -> Callable[[Iterable[Any]], Iterable[Any]]:
    def progress(tables: Iterable[Any]) -> Iterable[Any]:
        if not shown:
            yield from tables
            return
        with click.progressbar(list(tables), label=label, file=sys.stderr) as bar:
            yield from bar

    return progress


def _tell(held: dict[str, Any], text: str, *, as_json: bool) -> None:
    if as_json:
        echo_json(held)
    else:
        click.echo(text)
