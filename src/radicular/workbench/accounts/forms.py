"""Forms of accounts."""

from typing import ClassVar

from django import forms

from radicular.workbench.accounts.models import User

__all__ = ["AccountForm"]


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """Whose account it is, and what the person may do."""

    class Meta:
        """The fields that are asked for."""

        model = User
        fields = ("username", "first_name", "last_name", "role", "is_superuser")
        labels: ClassVar = {
            "username": "Name to sign in with",
            "is_superuser": "Also keeps accounts",
        }
        help_texts: ClassVar = {
            "username": "Letters, digits and @ . + - _",
            "is_superuser": "Administrators do anyway.",
        }
