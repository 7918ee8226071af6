"""A document as one self-contained page."""

from jinja2 import ChoiceLoader, Environment, PackageLoader

from radicular.documents.document import Document

__all__ = ["document_page"]


def document_page(document: Document) -> str:
    """Return a document as HTML without any outside file.

    Args:
        document: Of an episode.
    """
    environment = Environment(
        loader=ChoiceLoader(
            [PackageLoader("radicular.documents"), PackageLoader("radicular.report")]
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("document.html.j2").render(document=document.to_dict())
