"""Entries of episodes can be added and not changed, whoever asks the database."""

from importlib import import_module

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_records = import_module("radicular.workbench.records.migrations.0002_append_only")
TABLE = "course_episodeevent"
PATIENT = "SELECT patient_id FROM course_episode WHERE id = OLD.episode_id"


def add_triggers(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the triggers of this kind of database."""
    vendor = schema_editor.connection.vendor
    text = {"sqlite": _records.SQLITE, "postgresql": _records.POSTGRESQL}[vendor]
    sql = text.format(table=TABLE, patient=PATIENT)
    with schema_editor.connection.cursor() as cursor:
        for statement in [sql] if vendor == "postgresql" else sql.split("END;")[:-1]:
            cursor.execute(statement if vendor == "postgresql" else f"{statement} END;")


class Migration(migrations.Migration):
    dependencies = [("course", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, migrations.RunPython.noop, elidable=False)]
