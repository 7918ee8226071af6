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

__all__ = ["check_writable", "echo_json", "echo_lines", "write_whole"]

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


def check_writable(option: str, path: Path) -> None:
    """Make sure that a file can be written later, leaving nothing behind.

    Args:
        option: What the person called it, for an error.
        path: Where to.

    Raises:
        InputError: If the path is empty or its folder takes no file.
    """
    if not path.name:
        raise InputError(option, "", "the path of a file")
    try:
        target = path.resolve()
        if _is_stream(target):
            return
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except (OSError, RuntimeError) as error:
        raise _unwritable(option, path, error) from None


def write_whole(option: str, path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all: beside its place first, then moved there.

    A link is followed; a device or a pipe is written to as it is.

    Args:
        option: What the person called it, for an error.
        path: Where to.
        content: What; text is written as UTF-8.

    Raises:
        InputError: If the file cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        target = path.resolve()
        if _is_stream(target):
            target.write_bytes(data)
        else:
            _replace(target, data)
    except (OSError, RuntimeError) as error:
        raise _unwritable(option, path, error) from None


def _is_stream(target: Path) -> bool:
    return target.exists() and not target.is_file()


def _replace(target: Path, data: bytes) -> None:
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(beside).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
        Path(beside).replace(target)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _unwritable(option: str, path: Path, error: Exception) -> InputError:
    reason = getattr(error, "strerror", None) or "not writable"
    return InputError(option, str(path), f"a file that can be written ({reason})")
