"""Django's name of the application."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Patients and examinations."""

    name = "radicular.workbench.records"
    label = "records"

    def ready(self) -> None:
        """Have every change of a record's head, and of who may see it, written down."""
        from auditlog.registry import auditlog  # noqa: PLC0415 - it needs the models

        for name in ("Patient", "Access", "Examination"):
            auditlog.register(self.get_model(name))
