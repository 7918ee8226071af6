"""Django's name of the application."""

from django.apps import AppConfig


class LeafletConfig(AppConfig):
    """The page for the patient."""

    name = "radicular.workbench.leaflet"
    label = "leaflet"
