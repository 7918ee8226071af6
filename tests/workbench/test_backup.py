"""A backup holds everything, tells when it is damaged, and comes back whole or not at all."""

import json
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
