"""Rows of tables in one file, each table with a digest against which it is held."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from radicular import __version__
from radicular.errors import InputError

__all__ = ["Kind", "Tables", "name_of", "one_moment"]

#: What reading a damaged file ends with, each from another layer of it.
DAMAGED = (
    *(OSError, BadZipFile, zlib.error, EOFError, RuntimeError),
    *(ValueError, KeyError, AttributeError, TypeError),
)


class ToTheMicrosecond(DjangoJSONEncoder):
    """Django's own, which would cut a moment to the millisecond."""

    def default(self, o: object) -> object:
        """Return a moment in full, all else as Django has it."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


@dataclass(frozen=True)
class Tables:
    """What a file holds.

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
        return asdict(self)


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes:
        manifest: Name of the part that tells what the file holds.
        format: Version of the format.
        called: What it is, in words.
    """

    manifest: str
    format: int
    called: str

    def write(
        self, file: IO[bytes], tables: Iterable[tuple[type[models.Model], models.QuerySet[Any]]]
    ) -> Tables:
        """Write a file.

        Args:
            file: To write to.
            tables: Every model with those of its rows that are kept.
        """
        rows: dict[str, int] = {}
        digests: dict[str, str] = {}
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for model, found in tables:
                label = model._meta.label_lower  # noqa: SLF001 - Django's documented interface
                text = serializers.serialize(
                    "jsonl",
                    found.order_by("pk"),
                    use_natural_foreign_keys=True,
                    cls=ToTheMicrosecond,
                )
                archive.writestr(name_of(label), text)
                rows[label], digests[label] = text.count("\n"), _digest(text.encode())
            made = Tables(self.format, __version__, rows, digests)
            archive.writestr(self.manifest, json.dumps(made.to_dict(), indent=1))
        return made

    def read(self, file: IO[bytes], name: str) -> Tables:
        """Return what a file holds, with every table held against its digest.

        Args:
            file: To read from.
            name: What to call it in an error.

        Raises:
            InputError: If it is of another kind or format, or damaged.
        """
        try:
            with ZipFile(file) as archive:
                return self._checked(archive, name)
        except DAMAGED as error:
            raise InputError(name, str(error), self.called) from None

    def read_file(self, file: Path) -> Tables:
        """Return what a file on the disk holds.

        Raises:
            InputError: If it cannot be read, is of another kind or format, or damaged.
        """
        try:
            with file.open("rb") as kept:
                return self.read(kept, str(file))
        except OSError as error:
            raise InputError(str(file), str(error), self.called) from None

    def _checked(self, archive: ZipFile, name: str) -> Tables:
        told = json.loads(archive.read(self.manifest))
        if told.get("format") != self.format:
            raise InputError(name, f"format {told.get('format')}", f"format {self.format}")
        held = Tables(told["format"], told["software"], told["rows"], told["digests"])
        names = {self.manifest, *map(name_of, held.digests)}
        if set(archive.namelist()) != names or held.rows.keys() != held.digests.keys():
            raise InputError(name, "tables that it does not name", "every table, once")
        for label, digest in held.digests.items():
            content = archive.read(name_of(label))
            if (_digest(content), content.count(b"\n")) != (digest, held.rows[label]):
                raise InputError(name, label, "rows as they were written; it is damaged")
        return held


@contextmanager
def one_moment() -> Iterator[None]:
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


def name_of(label: str) -> str:
    """Return where the rows of a table stand in a file."""
    return f"rows/{label}.jsonl"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
