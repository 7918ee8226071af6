"""A document as lines for a terminal."""

from collections.abc import Iterator

from radicular.documents.document import Document
from radicular.report.lines import Line, heading, wrapped

__all__ = ["document_lines"]


def document_lines(document: Document) -> Iterator[Line]:
    """Yield a document line by line.

    Args:
        document: Of an episode.
    """
    yield Line(document.kind.title, "title")
    yield from wrapped(f"{document.subject}; for {document.kind.reader}, {document.on}")
    for section in document.sections:
        yield from heading(section.heading)
        if section.says:
            yield from wrapped(section.says, tone="quiet")
        for fact in section.facts:
            yield Line(f"   {fact.label}", "quiet")
            for line in fact.lines:
                yield from wrapped(line, indent="     ", hang="  ")
    if document.levels:
        yield from heading("Levels named here")
    for level in document.levels:
        yield from wrapped(level)
    yield Line()
    note = document.to_dict()["note"]
    yield from wrapped(f"{note} Made with {document.made_with}.", tone="quiet")
