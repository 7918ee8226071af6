"""Django's name of the application."""

from django.apps import AppConfig


class WhatIfConfig(AppConfig):
    """A lesion put on the map."""

    name = "radicular.workbench.what_if"
    label = "what_if"
