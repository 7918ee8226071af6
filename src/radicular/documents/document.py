"""A document: facts in sections, the same whoever reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from radicular.documents.facts import Fact, facts_of
from radicular.pathway.review import EpisodeReview
from radicular.provenance import Provenance
from radicular.report.words import CLOSING
from radicular.tables import read_csv

__all__ = ["Document", "DocumentKind", "Section", "document_of", "load_documents"]


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of document.

    Attributes:
        id: Key.
        title: Title.
        reader: For whom.
    """

    id: str
    title: str
    reader: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a document.

    Attributes:
        heading: Heading.
        says: A sentence above the facts, or empty.
        facts: What stands in it.
    """

    heading: str
    says: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Document:
    """A document of one problem.

    Attributes:
        kind: Which.
        subject: Episode and problem in a line.
        on: The day it was made.
        sections: Those with something in them.
        levels: Every level that is named, with its meaning.
        provenance: What it was made with.
    """

    kind: DocumentKind
    subject: str
    on: str
    sections: tuple[Section, ...]
    levels: tuple[str, ...]
    provenance: Provenance

    @property
    def facts(self) -> Iterator[Fact]:
        """Every fact in it."""
        for section in self.sections:
            yield from section.facts

    @property
    def made_with(self) -> str:
        """What it was made with, in a line."""
        settings = ", ".join(f"{name} {value}" for name, value in self.provenance.settings.items())
        return f"radicular {self.provenance.version}, tables {self.provenance.tables}, {settings}"

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON and for the templates."""
        return {
            "radicular_document": 1,
            "kind": self.kind.id,
            "title": self.kind.title,
            "reader": self.kind.reader,
            "subject": self.subject,
            "date": self.on,
            "sections": [
                {
                    "heading": section.heading,
                    "says": section.says,
                    "facts": [fact.to_dict() for fact in section.facts],
                }
                for section in self.sections
            ],
            "levels": list(self.levels),
            "provenance": self.provenance.to_dict(),
            "made_with": self.made_with,
            "note": CLOSING,
        }


@cache
def load_documents() -> dict[str, DocumentKind]:
    """Return the kinds of documents by key.

    Example:
        >>> list(load_documents())[0]
        'clinic_note'
    """
    rows = read_csv("radicular.documents", "tables/documents.csv")
    return {
        row["document"]: DocumentKind(row["document"], row["title"], row["reader"]) for row in rows
    }


def document_of(review: EpisodeReview, kind: str) -> Document:
    """Return a document of an episode.

    Args:
        review: Of one problem.
        kind: Key of the kind.
    """
    facts = facts_of(review)
    sections = []
    for row in read_csv("radicular.documents", "tables/sections.csv"):
        if row["document"] != kind:
            continue
        found = tuple(facts[name] for name in row["facts"].split(";") if facts[name].lines)
        if found:
            sections.append(Section(row["section"], row["says"], found))
    title = review.episode.title or review.episode.id
    return Document(
        kind=load_documents()[kind],
        subject=f"{title}: {review.problem.label}, {review.problem.side}",
        on=review.today.isoformat(),
        sections=tuple(sections),
        levels=tuple(dict.fromkeys(f"{name.text}: {name.words}" for name in review.names)),
        provenance=review.provenance,
    )
