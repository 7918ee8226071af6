"""That a patient was deleted stays on record, whoever asks the database."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = """
CREATE TRIGGER records_deletion_no_{event} BEFORE {event} ON records_deletion
BEGIN SELECT RAISE(ABORT, 'records_deletion can only be added to'); END;
"""
POSTGRESQL = """
CREATE FUNCTION records_deletion_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'records_deletion can only be added to'
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER records_deletion_append_only BEFORE UPDATE OR DELETE ON records_deletion
FOR EACH ROW EXECUTE FUNCTION records_deletion_append_only();
"""


def add_triggers(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the triggers of this kind of database."""
    sqlite = [SQLITE.format(event=event) for event in ("UPDATE", "DELETE")]
    statements = {"sqlite": sqlite, "postgresql": [POSTGRESQL]}[schema_editor.connection.vendor]
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("records", "0003_deletion")]
    operations = [migrations.RunPython(add_triggers, migrations.RunPython.noop, elidable=False)]
