"""Django's name of the application."""

from django.apps import AppConfig


class ExamineConfig(AppConfig):
    """The examination page."""

    name = "radicular.workbench.examine"
    label = "examine"
