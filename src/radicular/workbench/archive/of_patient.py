"""Everything that belongs to one patient, in one file."""

from io import BytesIO

from radicular.workbench.archive.tables import Kind, one_moment
from radicular.workbench.records.deletion import models_of_patients
from radicular.workbench.records.models import Patient

__all__ = ["PATIENT", "archive_of"]

PATIENT = Kind("patient.json", 1, "the archive of a patient that radicular made")


def archive_of(patient: Patient) -> bytes:
    """Return the content of a file with every row that belongs to a patient.

    Args:
        patient: Who.
    """
    file = BytesIO()
    with one_moment():
        PATIENT.write(
            file,
            (
                (model, model._default_manager.filter(**{lookup: patient.pk}))  # noqa: SLF001 - documented
                for model, lookup in reversed(models_of_patients())
            ),
        )
    return file.getvalue()
