"""The localizer of a case, with a word where the model has to be compiled first."""

from typing import TYPE_CHECKING

import click

from radicular.case import Case

if TYPE_CHECKING:
    from radicular.localize.localizer import Localizer

__all__ = ["localizer_for", "tell_compiling"]


def localizer_for(case: Case, setting: str | None) -> "Localizer":
    """Return the localizer of the setting that was asked for, else of the case, else the usual one.

    Args:
        case: Whose setting counts where none was asked for.
        setting: As asked for, or None.
    """
    from radicular.localize.localizer import DEFAULT_SETTING, load_localizer

    tell_compiling()
    return load_localizer(setting or case.setting or DEFAULT_SETTING)


def tell_compiling() -> None:
    """Say a word where the model has to be compiled first."""
    from radicular.localize.model_file import model_path

    if not model_path().is_file():
        click.echo("Compiling the model, once for these tables (half a minute) …", err=True)
