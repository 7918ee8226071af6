"""What was uncovered and answered can be added and not changed, whoever asks the database."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("teaching_asked", "teaching_named")
SQLITE = (
    """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END;
""",
    """
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
WHEN (SELECT deleting FROM teaching_attempt WHERE id = OLD.attempt_id) = 0
BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END;
""",
)
POSTGRESQL = (
    """
CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        AND (SELECT deleting FROM teaching_attempt WHERE id = OLD.attempt_id) IS NOT FALSE
    THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '{table} can only be added to' USING ERRCODE = 'integrity_constraint_violation';
END $$;
""",
    """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_append_only();
""",
)


def add_triggers(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the triggers of this kind of database."""
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            for statement in statements:
                cursor.execute(statement.format(table=table))


class Migration(migrations.Migration):
    dependencies = [("teaching", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, migrations.RunPython.noop, elidable=False)]
