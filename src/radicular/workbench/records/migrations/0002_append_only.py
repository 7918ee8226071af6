"""Entries and events can be added and not changed, whoever asks the database."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = {
    "records_entry": "SELECT patient_id FROM records_examination WHERE id = OLD.examination_id",
    "records_clinicalevent": "OLD.patient_id",
}
SQLITE = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END;
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
WHEN (SELECT deleting FROM records_patient WHERE id = ({patient})) = 0
BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END;
"""
POSTGRESQL = """
CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND (SELECT deleting FROM records_patient WHERE id = ({patient})) IS NOT FALSE
    THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '{table} can only be added to' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_append_only();
"""


def add_triggers(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the triggers of this kind of database."""
    vendor = schema_editor.connection.vendor
    text = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[vendor]
    with schema_editor.connection.cursor() as cursor:
        for table, patient in TABLES.items():
            sql = text.format(table=table, patient=patient)
            for statement in [sql] if vendor == "postgresql" else sql.split("END;")[:-1]:
                cursor.execute(statement if vendor == "postgresql" else f"{statement} END;")


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, migrations.RunPython.noop, elidable=False)]
