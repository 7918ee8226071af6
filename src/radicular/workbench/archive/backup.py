"""A backup: one file with all rows of all tables, whichever database they come from or go to."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, connection, models, transaction

from radicular.errors import InputError
from radicular.workbench.accounts.models import OneTimeLink, User
from radicular.workbench.archive.tables import Kind, Tables, name_of, one_moment
from radicular.workbench.records.models import Patient
from radicular.workbench.serve.first_start import FIRST_USER

__all__ = ["is_empty", "kept_models", "make", "read", "restore"]

BACKUP = Kind("manifest.json", 1, "a backup that radicular made")
#: Accounts come first: rows of others name people by their user names.
APPS = ("accounts", "records", "course", "teaching", "auditlog")
NOT_KEPT = (OneTimeLink,)

Progress = Callable[[Iterable[Any]], Iterable[Any]]


def kept_models() -> tuple[type[models.Model], ...]:
    """Return every model whose rows are kept, in the order in which they can come back."""
    return tuple(
        model
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        if model not in NOT_KEPT
    )


def make(file: Path, progress: Progress = iter) -> Tables:
    """Write a backup, as of one moment, while others go on working.

    Args:
        file: Where; it is there whole or not at all.
        progress: Wraps the tables while they are written.
    """
    half = file.with_name(f".{file.name}.half")
    try:
        half.touch(mode=0o600)
        with one_moment(), half.open("wb") as written:
            tables = ((model, model._default_manager.all()) for model in progress(kept_models()))  # noqa: SLF001 - documented
            made = BACKUP.write(written, tables)
            written.flush()
            os.fsync(written.fileno())
        half.replace(file)
    finally:
        half.unlink(missing_ok=True)
    return made


def read(file: Path) -> Tables:
    """Return what a backup holds, with every table held against its digest.

    Raises:
        InputError: If it is no backup, of another format, or damaged.
    """
    return BACKUP.read_file(file)


def restore(file: Path, progress: Progress = iter) -> Tables:
    """Bring everything back into a workbench that holds nothing yet, all or nothing.

    Args:
        file: A backup.
        progress: Wraps the tables while they are read.

    Raises:
        InputError: If the backup is damaged, or the workbench holds something.
    """
    held = read(file)
    known = {model._meta.label_lower: model for model in kept_models()}  # noqa: SLF001 - documented
    for label in held.digests:
        if label not in known:
            raise InputError(str(file), label, "tables that this version of radicular knows")
    if not is_empty():
        raise InputError("workbench", "holds records or accounts", "an empty workbench")
    try:
        with transaction.atomic(), disable_auditlog(), ZipFile(file) as archive:
            LogEntry.objects.all().delete()
            User.objects.all().delete()
            for label in progress(held.digests):
                for row in serializers.deserialize("jsonl", archive.read(name_of(label)).decode()):
                    row.save(force_insert=True)
            _number_on(known.values())
    except (DeserializationError, DatabaseError) as error:
        raise InputError(str(file), str(error), "rows that fit together") from None
    return held


def is_empty() -> bool:
    """Return whether a workbench holds no patient and no account that anybody uses."""
    first = User.objects.filter(username=FIRST_USER).first()
    used = first is not None and first.has_usable_password()
    others = User.objects.exclude(username=FIRST_USER).exists()
    return not (used or others or Patient.objects.exists())


def _number_on(kept: Iterable[type[models.Model]]) -> None:
    """Let new rows be numbered after those that came back."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(kept)):
            cursor.execute(statement)
