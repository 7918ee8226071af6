"""A document as a file: a page by itself, PDF, or text."""

from collections.abc import Callable, Mapping

from radicular.documents.document import Document
from radicular.documents.page import document_page
from radicular.documents.pdf import document_pdf
from radicular.documents.text import document_lines
from radicular.report.lines import NO_BREAK

__all__ = ["FORMS"]


def _page(document: Document) -> tuple[bytes, str]:
    return document_page(document).encode(), "text/html; charset=utf-8"


def _pdf(document: Document) -> tuple[bytes, str]:
    return document_pdf(document), "application/pdf"


def _text(document: Document) -> tuple[bytes, str]:
    text = "\n".join(line.text for line in document_lines(document)) + "\n"
    return text.replace(NO_BREAK, " ").encode(), "text/plain; charset=utf-8"


FORMS: Mapping[str, Callable[[Document], tuple[bytes, str]]] = {
    "pdf": _pdf,
    "html": _page,
    "txt": _text,
}
