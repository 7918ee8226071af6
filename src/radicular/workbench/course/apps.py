"""Django's name of the application."""

from django.apps import AppConfig


class CourseConfig(AppConfig):
    """Episodes of patients."""

    name = "radicular.workbench.course"
    label = "course"

    def ready(self) -> None:
        """Have every change of an episode's head written down."""
        from auditlog.registry import auditlog  # noqa: PLC0415 - it needs the models

        auditlog.register(self.get_model("Episode"))
