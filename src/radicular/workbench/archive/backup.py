"""A backup: one file with all rows of all tables, whichever database they come from or go to."""

import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection, models, transaction

from radicular import __version__
from radicular.errors import InputError
from radicular.workbench.accounts.models import OneTimeLink, User
from radicular.workbench.records.models import Patient
from radicular.workbench.serve.first_start import FIRST_USER

__all__ = ["Backup", "is_empty", "kept_models", "make", "read", "restore"]

FORMAT = 1
MANIFEST = "manifest.json"
#: Accounts come first: rows of others name people by their user names.
APPS = ("accounts", "records", "course", "teaching", "auditlog")
NOT_KEPT = (OneTimeLink,)
#: What reading a damaged file ends with, each from another layer of it.
DAMAGED = (
    *(OSError, BadZipFile, zlib.error, EOFError, RuntimeError),
    *(ValueError, KeyError, AttributeError, TypeError),
)

Progress = Callable[[Iterable[Any]], Iterable[Any]]


class ToTheMicrosecond(DjangoJSONEncoder):
    """Django's own, which would cut a moment to the millisecond."""

    def default(self, o: object) -> object:
        """Return a moment in full, all else as Django has it."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


@dataclass(frozen=True)
class Backup:
    """What a backup holds.

    Attributes:
        format: Version of the format.
        software: Version of radicular that made it.
        rows: Of every table.
        digests: SHA-256 of every table's rows, as they stand in the file.
    """

    format: int
    software: str
    rows: Mapping[str, int]
    digests: Mapping[str, str]

    @property
    def total(self) -> int:
        """How many rows there are."""
        return sum(self.rows.values())

    def to_dict(self) -> dict[str, Any]:
        """Return it for a machine."""
        return {
            "format": self.format,
            "software": self.software,
            "rows": dict(self.rows),
            "digests": dict(self.digests),
        }


def kept_models() -> tuple[type[models.Model], ...]:
    """Return every model whose rows are kept, in the order in which they can come back."""
    return tuple(
        model
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        if model not in NOT_KEPT
    )


def make(file: Path, progress: Progress = iter) -> Backup:
    """Write a backup, as of one moment, while others go on working.

    Args:
        file: Where; it is there whole or not at all.
        progress: Wraps the tables while they are written.
    """
    rows: dict[str, int] = {}
    digests: dict[str, str] = {}
    half = file.with_name(f".{file.name}.half")
    try:
        half.touch(mode=0o600)
        with _one_moment(), ZipFile(half, "w", ZIP_DEFLATED) as archive:
            for model in progress(kept_models()):
                label = model._meta.label_lower  # noqa: SLF001 - Django's documented interface
                found = model._default_manager.order_by("pk")  # noqa: SLF001 - documented
                text = serializers.serialize(
                    "jsonl", found, use_natural_foreign_keys=True, cls=ToTheMicrosecond
                )
                archive.writestr(_name(label), text)
                rows[label], digests[label] = text.count("\n"), _digest(text.encode())
            made = Backup(FORMAT, __version__, rows, digests)
            archive.writestr(MANIFEST, json.dumps(made.to_dict(), indent=1))
        with half.open("rb") as written:
            os.fsync(written.fileno())
        half.replace(file)
    finally:
        half.unlink(missing_ok=True)
    return made


def read(file: Path) -> Backup:
    """Return what a backup holds, with every table held against its digest.

    Raises:
        InputError: If it is no backup, of another format, or damaged.
    """
    try:
        with ZipFile(file) as archive:
            told = json.loads(archive.read(MANIFEST))
            if told.get("format") != FORMAT:
                raise InputError(str(file), f"format {told.get('format')}", f"format {FORMAT}")
            held = Backup(told["format"], told["software"], told["rows"], told["digests"])
            names = {MANIFEST, *map(_name, held.digests)}
            if set(archive.namelist()) != names or held.rows.keys() != held.digests.keys():
                raise InputError(str(file), "tables that it does not name", "every table, once")
            for label, digest in held.digests.items():
                content = archive.read(_name(label))
                if (_digest(content), content.count(b"\n")) != (digest, held.rows[label]):
                    raise InputError(str(file), label, "rows as they were written; it is damaged")
    except DAMAGED as error:
        if isinstance(error, InputError):
            raise
        raise InputError(str(file), str(error), "a backup that radicular made") from None
    return held


def restore(file: Path, progress: Progress = iter) -> Backup:
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
                for row in serializers.deserialize("jsonl", archive.read(_name(label)).decode()):
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


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read as of one moment, without a writer that waits."""
    writing = getattr(connection, "transaction_mode", None)
    outermost = not connection.in_atomic_block
    if connection.vendor == "sqlite":
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql" and outermost:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = writing  # type: ignore[attr-defined]


def _number_on(kept: Iterable[type[models.Model]]) -> None:
    """Let new rows be numbered after those that came back."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(kept)):
            cursor.execute(statement)


def _name(label: str) -> str:
    return f"rows/{label}.jsonl"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
