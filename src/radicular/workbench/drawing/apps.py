"""Django's name of the application."""

from django.apps import AppConfig


class DrawingConfig(AppConfig):
    """The body map."""

    name = "radicular.workbench.drawing"
    label = "drawing"
