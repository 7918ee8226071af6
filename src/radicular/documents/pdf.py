"""A document as PDF, set by Typst: tagged, so that it can be read aloud."""

import json
from importlib.resources import as_file, files

from radicular.documents.document import Document
from radicular.errors import InputError

__all__ = ["document_pdf"]


def document_pdf(document: Document) -> bytes:
    """Return a document as PDF.

    Args:
        document: Of an episode.

    Raises:
        InputError: If Typst is not installed.
    """
    try:
        import typst  # noqa: PLC0415 - an extra
    except ImportError:
        allowed = "a file of another kind; for PDF install radicular[documents]"
        raise InputError("--pdf", "no Typst", allowed) from None
    with as_file(files("radicular.documents").joinpath("templates/document.typ")) as template:
        made: bytes = typst.compile(
            str(template), sys_inputs={"document": json.dumps(document.to_dict())}
        )
    return made
