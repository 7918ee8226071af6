"""Reading the setting that a person names on the command line."""

import re

import click

__all__ = ["read_setting"]


def read_setting(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Return the name of a setting; case, blanks and hyphens do not matter, as in a case file.

    Args:
        context: Of the command.
        option: The option that bears the setting.
        value: As the person wrote it.

    Raises:
        click.BadParameter: If it is empty.

    Example:
        >>> from click import Context, Command, Option
        >>> read_setting(Context(Command("locate")), Option(["--setting"]), "Spine-clinic")
        'spine_clinic'
    """
    if value is None:
        return None
    name = "_".join(re.findall(r"[^\s_-]+", value.lower()))
    if not name:
        raise click.BadParameter("A setting is needed.", context, option)
    return name
