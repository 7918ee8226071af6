"""Django's name of the application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts and roles."""

    name = "radicular.workbench.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Have every change of an account written down, and who signs in and out."""
        from auditlog.registry import auditlog  # noqa: PLC0415 - it needs the models

        from radicular.workbench.accounts import audit  # noqa: F401, PLC0415 - listens from now on

        auditlog.register(self.get_model("User"), exclude_fields=["password", "last_login"])
