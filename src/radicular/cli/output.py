"""What the commands share in writing: colored lines, JSON, and files that are never half there."""

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from radicular.errors import InputError
from radicular.report.lines import Line, Tone

__all__ = ["echo_json", "echo_lines", "write_whole"]

_STYLES: Mapping[Tone, Mapping[str, Any]] = {
    "plain": {},
    "title": {"bold": True},
    "heading": {"bold": True},
    "alarm": {"fg": "red", "bold": True},
    "caution": {"fg": "yellow"},
    "for": {"fg": "green"},
    "against": {"fg": "red"},
    "quiet": {"dim": True},
}


def echo_lines(lines: Iterable[Line]) -> None:
    """Write lines, in color where a terminal shows it.

    Args:
        lines: Of a report.
    """
    for line in lines:
        style = _STYLES[line.tone]
        click.echo(click.style(line.text, **style) if style else line.text)


def echo_json(data: object) -> None:
    """Write plain data as JSON."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


def write_whole(option: str, path: Path, text: str) -> None:
    """Write a file whole or not at all: beside its place first, then moved there.

    Args:
        option: What the person called it, for an error.
        path: Where to.
        text: What.

    Raises:
        InputError: If the file cannot be written.
    """
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(beside).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or "not writable"
        raise InputError(option, str(path), f"a file that can be written ({reason})") from None
