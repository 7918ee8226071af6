"""The options that the commands on episodes share."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from radicular.errors import InputError

if TYPE_CHECKING:
    from radicular.pathway.folder import EpisodeFolder

__all__ = ["folder_of", "pairs_of", "with_author", "with_policy", "with_problem"]

Command = TypeVar("Command", bound=Callable[..., Any])


def with_author(command: Command) -> Command:
    """Add who answers for an entry, and the day it speaks of."""
    today = datetime.now().astimezone().date().isoformat()
    command = click.option("--role", default="", help="Role of that person.")(command)
    command = click.option(
        "--date", "on", default=today, help="Day it speaks of, such as 2026-03-01. Default: today."
    )(command)
    return click.option("--by", required=True, help="Who answers for the entry.")(command)


def with_problem(command: Command) -> Command:
    """Add which problem is meant."""
    return click.option(
        "--problem", default="", help="Key of the problem; needed if there are several."
    )(command)


def with_policy(command: Command) -> Command:
    """Add the policy of the site."""
    return click.option(
        "--policy",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Policy of the site (YAML): its own limits for rules of the gates.",
    )(command)


def folder_of(folder: Path, policy: Path | None = None) -> "EpisodeFolder":
    """Return an episode in a folder, with the policy of the site.

    Args:
        folder: Where it lies.
        policy: File of the policy, or None.
    """
    from radicular.cli.localizer import tell_compiling
    from radicular.pathway.folder import EpisodeFolder
    from radicular.pathway.gate_rules import Policy

    tell_compiling()
    return EpisodeFolder(folder, Policy.from_file(policy) if policy else None)


def pairs_of(words: Sequence[str]) -> Mapping[str, Any]:
    """Return fields that were typed as NAME=VALUE.

    Args:
        words: As typed.

    Raises:
        InputError: If one is no such pair, or a name stands twice.

    Example:
        >>> pairs_of(["side=left", "volume_ml=0.4"])
        {'side': 'left', 'volume_ml': 0.4}
    """
    from radicular.case.text import parse_text

    fields: dict[str, Any] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise InputError("field", word, "NAME=VALUE")
        if name in fields:
            raise InputError(name, value, "each field once")
        read = parse_text(f"value: {value}", name) if value else {"value": ""}
        fields[name] = read["value"] if isinstance(read, Mapping) else value
    return fields
