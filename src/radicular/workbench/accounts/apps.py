"""Django's name of the application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts and roles."""

    name = "radicular.workbench.accounts"
    label = "accounts"
