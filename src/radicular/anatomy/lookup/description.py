"""A description of one thing on the map: sections of facts, each with its sources."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from radicular.anatomy.organs import RootShare
from radicular.anatomy.sources import Source, load_sources

__all__ = ["Description", "Fact", "Section", "filled", "percent", "share_fact", "stated"]


@dataclass(frozen=True)
class Fact:
    """One statement.

    Attributes:
        text: The statement.
        share: The number that goes with it, 0 to 1.
        id: Id of the thing that it speaks of, empty where it is about the described thing.
        weight: Ordinal judgment of how usual it is, 0 to 1.
        provenance: How it came about.
        source_keys: Keys in the bibliography.
    """

    text: str
    share: float | None = None
    id: str = ""
    weight: float | None = None
    provenance: str = ""
    source_keys: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text if self.share is None else f"{percent(self.share):>6}  {self.text}"

    def to_dict(self) -> dict[str, Any]:
        """Return the fields that are set as plain values for JSON."""
        fields: dict[str, Any] = {
            "text": self.text,
            "share": None if self.share is None else round(self.share, 6),
            "id": self.id,
            "weight": self.weight,
            "provenance": self.provenance,
            "sources": list(self.source_keys),
        }
        return {name: value for name, value in fields.items() if value not in (None, "", [])}


@dataclass(frozen=True)
class Section:
    """Facts under one heading.

    Attributes:
        title: The heading.
        facts: The facts.
    """

    title: str
    facts: tuple[Fact, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the section as plain values for JSON."""
        return {"title": self.title, "facts": [fact.to_dict() for fact in self.facts]}


@dataclass(frozen=True)
class Description:
    """What the map says about one thing.

    Attributes:
        kind: Kind of thing.
        id: Its id on the map.
        name: Its name, with the side if one was asked for.
        side: ``left``, ``right`` or None; the map is the same on both sides.
        sections: What is said.
    """

    kind: str
    id: str
    name: str
    side: str | None
    sections: tuple[Section, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everything that the description rests on, in the order of its first mention."""
        keys = dict.fromkeys(
            key for section in self.sections for fact in section.facts for key in fact.source_keys
        )
        return tuple(load_sources()[key] for key in keys)

    def to_lines(self) -> Iterator[str]:
        """Yield the description as lines of text."""
        yield self.name
        for section in self.sections:
            yield ""
            yield section.title
            for fact in section.facts:
                yield f"  {fact}"
        if self.sources:
            yield ""
            yield "Sources"
            for source in self.sources:
                yield f"  {source.key}: {source} ({source.provenance})"

    def __str__(self) -> str:
        return "\n".join(self.to_lines())

    def to_dict(self) -> dict[str, Any]:
        """Return the description as plain values for JSON."""
        return {
            "kind": self.kind,
            "id": self.id,
            "name": self.name,
            "side": self.side,
            "sections": [section.to_dict() for section in self.sections],
            "sources": {
                source.key: {
                    "citation": source.citation,
                    "url": source.url,
                    "provenance": source.provenance,
                }
                for source in self.sources
            },
        }


def percent(share: float) -> str:
    """Return a share as a percentage.

    Example:
        >>> percent(0.575)
        '57 %'
    """
    return f"{100 * share:.0f} %"


def filled(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Return the sections that have facts."""
    return tuple(section for section in sections if section.facts)


class _Sourced(Protocol):
    """Anything that names its source."""

    @property
    def provenance(self) -> str:
        """How it came about."""

    @property
    def source_key(self) -> str:
        """Key in the bibliography."""


def stated(text: str, source: _Sourced, name_id: str = "", weight: float | None = None) -> Fact:
    """Return a statement with the source of a row of the map.

    Args:
        text: The statement.
        source: What it is taken from.
        name_id: Id of the thing that it speaks of.
        weight: Ordinal judgment of how usual it is, 0 to 1.
    """
    keys = (source.source_key,) if source.source_key else ()
    return Fact(text, None, name_id, weight, source.provenance, keys)


def share_fact(name: str, name_id: str, share: RootShare) -> Fact:
    """Return the share of a root in an organ with its range among the sources.

    Args:
        name: What to call it.
        name_id: Id of the thing that is named.
        share: Share with its sources.
    """
    spread = f" ({percent(share.low)} to {percent(share.high)})" if share.high > share.low else ""
    return Fact(
        f"{name}{spread}",
        share.share,
        name_id,
        provenance=share.provenance,
        source_keys=share.source_keys,
    )
