"""Django's name of the application."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """What all pages share."""

    name = "radicular.workbench.site"
    label = "workbench_site"
