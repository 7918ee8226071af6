"""A backup holds everything, tells when it is damaged, and comes back whole or not at all."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from django.test import Client

from radicular.cli.contents import main
from radicular.errors import InputError
from radicular.workbench.accounts.models import OneTimeLink, User
from radicular.workbench.archive.backup import kept_models, make, read, restore
from radicular.workbench.records.entering import Wanted, enter
from radicular.workbench.records.models import Examination
from radicular.workbench.serve.home import Home

pytestmark = pytest.mark.django_db

ACHILLES = {"finding": "reflex_achilles", "side": "left", "value": "absent"}


@pytest.fixture
def backup(tmp_path: Path, signed_in: Client, examination: Examination, clinician: User) -> Path:
    wanted = [Wanted("finding:reflex_achilles:left::", ACHILLES, uuid4())]
    enter(examination, wanted, by=clinician, seen=0)
    signed_in.get(f"/patients/{examination.patient.key}/")
    OneTimeLink.make(clinician)
    file = tmp_path / "backup.zip"
    make(file)
    return file


def rows() -> dict[str, list[object]]:
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())  # noqa: SLF001 - documented
        for model in kept_models()
    }


def test_it_names_every_table_and_leaves_out_what_lets_people_in(backup: Path) -> None:
    held = read(backup)
    assert held.rows["records.entry"] == 1
    assert held.rows["records.patient"] == 1
    assert held.rows["auditlog.logentry"] > 0
    assert not any("link" in label or "session" in label for label in held.rows)


def test_a_workbench_that_holds_something_is_left_alone(backup: Path) -> None:
    before = rows()
    with pytest.raises(InputError, match="empty workbench"):
        restore(backup)
    assert rows() == before


def test_a_damaged_backup_is_told(backup: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.zip"
    with ZipFile(backup) as old, ZipFile(damaged, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"absent", b"normal"))
    with pytest.raises(InputError, match=r"records\.entry"):
        read(damaged)
    with pytest.raises(InputError, match="backup"):
        read(Path(__file__))


def test_the_command_tries_a_backup_out(backup: Path) -> None:
    done = CliRunner().invoke(main, ["backup", "verify", str(backup), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["rows"]["records.entry"] == 1


def test_a_flipped_bit_is_told_or_changes_no_row(backup: Path, tmp_path: Path) -> None:
    whole, held, flipped = backup.read_bytes(), read(backup), tmp_path / "flipped.zip"
    told = 0
    for place in random.Random(7).sample(range(len(whole)), 300):  # noqa: S311 - a sample of places
        flipped.write_bytes(whole[:place] + bytes([whole[place] ^ 16]) + whole[place + 1 :])
        try:
            assert read(flipped) == held
        except InputError:
            told += 1
    assert told > 150


def test_a_table_that_is_not_told_of_is_missed(backup: Path, tmp_path: Path) -> None:
    less = tmp_path / "less.zip"
    with ZipFile(backup) as old, ZipFile(less, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                told = json.loads(content)
                del told["digests"]["records.entry"]
                content = json.dumps(told).encode()
            new.writestr(name, content)
    with pytest.raises(InputError, match="every table"):
        read(less)


def test_it_comes_back_after_a_first_start(backup: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = (
        "import sys; from pathlib import Path; from radicular.workbench.serve.home import Home; "
    )
    first += "from radicular.workbench.serve.first_start import prepare; "
    first += "prepare(Home(Path(sys.argv[1])))"
    done = in_home(home, "-c", first, str(home))
    assert not done.returncode, done.stderr
    again = tmp_path / "again.zip"
    for what, file in (("restore", backup), ("make", again)):
        done = in_home(home, "-m", "radicular", "backup", what, str(file), "--home", str(home))
        assert not done.returncode, done.stderr
    assert read(again).digests == read(backup).digests


def test_a_folder_without_a_workbench_gives_no_backup(tmp_path: Path) -> None:
    home, file = tmp_path / "mistyped", tmp_path / "backup.zip"
    done = in_home(home, "-m", "radicular", "backup", "make", str(file), "--home", str(home))
    assert done.returncode == 2
    assert not home.exists()
    assert not file.exists()


def test_a_workbench_that_is_served_is_not_restored(backup: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.prepare()
    with home.held(alone=False):
        done = in_home(
            *(home.folder, "-m", "radicular", "backup", "restore", str(backup)),
            *("--home", str(home.folder)),
        )
    assert done.returncode == 2
    assert "not in use" in done.stderr


def in_home(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python on a workbench of its own, in SQLite."""
    left = ("RADICULAR_DATABASE", "DJANGO_SETTINGS_MODULE")
    environment = {key: value for key, value in os.environ.items() if key not in left}
    return subprocess.run(  # noqa: S603 - the command is our own
        [sys.executable, *arguments],
        env={**environment, "RADICULAR_WORKBENCH": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
