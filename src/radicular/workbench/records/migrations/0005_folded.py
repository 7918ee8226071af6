"""Patients are found without regard to case and accents."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from radicular.workbench.records.folding import folded_head

AT_ONCE = 500


def fold_all(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Fold the head of every patient that is on record."""
    patients = apps.get_model("records", "Patient").objects
    found = list(patients.only("name", "number"))
    for patient in found:
        patient.folded = folded_head(patient.name, patient.number)
    patients.bulk_update(found, ["folded"], batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("records", "0004_deletions_stay")]
    operations = [
        migrations.AddField(
            model_name="patient",
            name="folded",
            field=models.TextField(null=True, editable=False, serialize=False),
        ),
        migrations.RunPython(fold_all, migrations.RunPython.noop, elidable=True),
    ]
