"""Django's name of the application."""

from django.apps import AppConfig


class TeachingConfig(AppConfig):
    """Virtual patients to learn with."""

    name = "radicular.workbench.teaching"
    label = "teaching"
