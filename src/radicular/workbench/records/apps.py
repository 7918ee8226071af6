"""Django's name of the application."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Patients and examinations."""

    name = "radicular.workbench.records"
    label = "records"

    def ready(self) -> None:
        """Have every change of a record's head, and of who may see it, written down."""
        from auditlog.registry import auditlog  # noqa: PLC0415 - it needs the models

        from radicular.workbench.records import search  # noqa: F401, PLC0415 - folds from now on

        auditlog.register(self.get_model("Patient"), exclude_fields=["folded"])
        for name in ("Access", "Examination"):
            auditlog.register(self.get_model(name))
